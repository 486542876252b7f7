"""For what reasons a published result is corrected, and what may be confirmed at the gate: a closed
list, for words typed freely single out a child without naming it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from kongchuo_core.regulation.load import load
from kongchuo_core.vocabulary.errors import RuleTableError

CORRECTION, CONFIRMATION = "correction", "confirmation"
JUMP, MISSING = "jump_checked", "missing_known"
FILE = "publication_reasons.csv"


@dataclass(frozen=True)
class Reason:
    """``kind``: of a correction, whose words are printed, or a confirmation, which is recorded
    alone.
    """

    code: str
    kind: str
    since: date
    words: str


@cache
def _all() -> tuple[Reason, ...]:
    found = load(FILE, Reason)
    if any(r.kind not in (CORRECTION, CONFIRMATION) for r in found):
        raise RuleTableError("公开的原因只有更正和确认两种", remedy=f"恢复 regulation/{FILE} 原样")
    return found


def reasons(day: date) -> dict[str, Reason]:
    """Code → reason in force on a day.

    Raises
    ------
    RuleTableError
        where the table is not as it came.
    """
    return {reason.code: reason for reason in _all() if reason.since <= day}
