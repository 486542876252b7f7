"""What analysts call: the comparison on their own tables, editions opened, a term compared again
with one choice changed.
"""
