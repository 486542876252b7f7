"""Dynamic monitoring (M5.2–M5.4): the official calendar of working days, and the absences that go
on file.
"""
