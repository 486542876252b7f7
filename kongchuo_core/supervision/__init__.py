"""Supervision and accountability: duties, indicators, the inspection, measures proposed."""
