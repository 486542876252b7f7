"""The three-way comparison: who counts, the verdict of every child, the sums that must balance."""
