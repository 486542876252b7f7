"""The record that may never be lost: an append-only chain of events, who is who across terms,
details that may be erased.
"""
