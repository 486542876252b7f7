"""How much of a sweep a run of the tests does: a twentieth, or all of it where ``make
sweep`` asks.
"""

from __future__ import annotations

import os

FULL = os.environ.get("KONGCHUO_SWEEP") == "full"
PART = 20


def examples(full: int, least: int = 5) -> int:
    """How many of so many examples are tried: all in ``make sweep``, else a twentieth but at least
    a few.
    """
    return full if FULL else min(full, max(least, full // PART))
