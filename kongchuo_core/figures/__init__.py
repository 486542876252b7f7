"""The figures: one table defines each, one engine counts and explains them from it (law 10 of the
house).
"""
