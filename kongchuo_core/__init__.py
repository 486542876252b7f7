"""Closed-loop management of school enrolment and dropout control (控辍保学)."""

__version__ = "0.1.0"
