"""The tables an office may not change: clauses, verdicts, explanations, links, limits."""
