"""The first day: a workspace, its params, its terms, the fictitious county, is this machine fit."""
