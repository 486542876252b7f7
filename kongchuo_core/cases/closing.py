"""What closes a case: the proofs its cause asks for, or a return that held (M4.3–M4.14, M5.1). A
person closes, this checks.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.cases.looks import Run
from kongchuo_core.cases.state import Case
from kongchuo_core.regulation.cases import Cause
from kongchuo_core.settings.models import Rules, TermDays
from kongchuo_core.settings.numbers import whole

RETURNED, RESOLVED = "returned", "resolved"


@dataclass(frozen=True)
class SchoolDays:
    """The days of class: working days inside the terms that the office has laid down."""

    calendar: WorkingCalendar
    terms: Sequence[TermDays]

    def between(self, first: date, last: date) -> list[date]:
        """The school days from ``first`` to ``last``, both in; ``ParamsError`` where the calendar
        doesn't cover a term.
        """
        days: set[date] = set()
        for term in self.terms:
            days.update(
                self.calendar.working_days(max(first, term.first_day), min(last, term.last_day))
            )
        return sorted(days)


def ground(
    case: Case, day: date, rules: Rules, school: SchoolDays, runs: Sequence[Run]
) -> str | None:
    """On what the case may be closed on ``day``: :data:`RETURNED`, :data:`RESOLVED`, or ``None``
    where evidence is lacking.

    A deferral or suspension in force never closes by a proof of its cause: it pauses the case
    (M4.4).
    """
    if returned(case, day, rules, school, runs):
        return RETURNED
    proofs = {proof for proof, on in case.work.proofs.items() if on <= day}
    resolved = case.cause is not None and any(needed <= proofs for needed in case.cause.evidence)
    return (
        RESOLVED
        if resolved and case.work.verified_on is not None and case.approved(day) is None
        else None
    )


def lacking(
    case: Case, day: date, rules: Rules, school: SchoolDays, runs: Sequence[Run]
) -> tuple[str, ...]:
    """What an open case still needs before it may be closed, by name; nothing where it may be.

    Of several ways to close it the one that needs least is told: proofs of its cause, or a return
    that held.
    """
    if ground(case, day, rules, school, runs) is not None:
        return ()
    if case.work.returned_on is not None:
        return _of_return(case, day, rules, school, runs)
    proofs = {proof for proof, on in case.work.proofs.items() if on <= day}
    found = wanting(case.cause, case.work.verified_on is not None, proofs)
    return found or ("end_of_leave",)


def wanting(cause: Cause | None, verified: bool, proofs: Set[str]) -> tuple[str, ...]:
    """What a child that isn't back still needs: verification, cause, the proofs of the cause, or
    else its return.
    """
    first = () if verified else ("verification",)
    if cause is None:
        return (*first, "cause")
    if not cause.evidence:
        return (*first, "return")
    ways = sorted(
        (sorted(way - proofs) for way in cause.evidence), key=lambda left: (len(left), left)
    )
    return (*first, *ways[0])


def _of_return(
    case: Case, day: date, rules: Rules, school: SchoolDays, runs: Sequence[Run]
) -> tuple[str, ...]:
    since = case.work.returned_on
    assert since is not None
    enough = whole(rules, "return_school_days", day)
    attended = longest(case, since, day, school, runs) >= enough
    visited = len({v for v in case.work.visits if since <= v <= day})
    wanted = whole(rules, "return_visits", day)
    return tuple(
        name for name, done in (("attendance", attended), ("visit", visited >= wanted)) if not done
    )


def returned(case: Case, day: date, rules: Rules, school: SchoolDays, runs: Sequence[Run]) -> bool:
    """Whether the child has been seen at school on enough consecutive school days since its return,
    and visited often enough.
    """
    since = case.work.returned_on
    if since is None or since > day:
        return False
    visits = {v for v in case.work.visits if since <= v <= day}
    enough = whole(rules, "return_school_days", day)
    return (
        len(visits) >= whole(rules, "return_visits", day)
        and longest(case, since, day, school, runs) >= enough
    )


def longest(case: Case, since: date, day: date, school: SchoolDays, runs: Sequence[Run]) -> int:
    """The most consecutive school days on which the child was seen from ``since`` to ``day``; an
    absence on file breaks them.
    """
    stretches = [(a, b) for a, b in case.work.stretches if b <= day]
    best = now = 0
    for d in school.between(since, day) if stretches else ():
        seen = any(a <= d <= b for a, b in stretches) and not any(
            r.first_day <= d <= r.last_day for r in runs
        )
        now = now + 1 if seen else 0
        best = max(best, now)
    return best
