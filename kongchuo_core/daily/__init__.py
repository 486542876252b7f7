"""Every day: forms out and in, one child, one event, what is due, whom to visit."""
