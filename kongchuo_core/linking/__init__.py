"""Who is who: identity numbers, the cascade of named rules, the near residue, what a person must
decide.
"""
