"""Beyond one county: what a city's or province's look over several counties' editions finds, and
what each county is told of it.
"""
