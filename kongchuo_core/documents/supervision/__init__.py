"""Papers of supervision and accountability, and the notebooks beside them."""
