"""What the office decides: params read strictly, the workspace and its paths."""
