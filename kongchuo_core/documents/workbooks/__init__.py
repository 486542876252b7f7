"""Workbooks people read and fill in."""
