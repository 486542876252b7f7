"""What the public gets: papers and page, from released tables alone."""
