"""From files as they arrive to records of one shape; the fate of every row is kept."""
