"""What may leave the office: the plan of a release, the suppression that protects every child, the
type that is released.
"""
