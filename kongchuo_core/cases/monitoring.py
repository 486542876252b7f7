"""Reports of absences on file (M5.2, M5.3): to the bureau and to the town, in time, late or
missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.settings.models import Rules, Term
from kongchuo_core.settings.numbers import whole

TO = ("bureau", "town")


def monitoring(
    absences: pa.Table,
    reports: Iterable[Event],
    towns: Mapping[str, str],
    homes: Mapping[str, str | None],
    rules: Rules,
    calendar: WorkingCalendar,
    term: Term,
    unasked: Mapping[str, Set[str]] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """One line for each absence on file: when it came on file, when its reports were due, how they
    stand on ``term.as_of``.

    Parameters
    ----------
    absences : the edition's table; dates of reports stand there as the register has them.
    reports : events of kind ``REPORTED``; the earlier of register and event counts.
    towns : school → town, to which the school reports.
    homes : child on the term's list → the town of its household.
    unasked : school → the columns of the form that its registers of absences haven't: what they
        would show nobody knows.

    Raises
    ------
    ParamsError
        where the calendar doesn't cover the due day.
    """
    told: dict[tuple[str, str, str], date] = {}
    for event in sorted(
        (e for e in reports if e.kind is Kind.REPORTED),
        key=lambda e: (e.happened_on, e.digest),
        reverse=True,
    ):
        told[event.subject, event.payload["first_day"], event.payload["to"]] = event.happened_on
    days = whole(rules, "report_days", term.as_of)
    lines = []
    for a in absences.to_pylist():
        due = calendar.add_working_days(a["on_file_on"], days)
        child, home = a["child_id"], homes.get(a["child_id"])
        line = {
            **a,
            "town": towns.get(a["school"]),
            "home_town": home,
            "listed": child in homes,
            "due_on": due,
        }
        for to in TO:
            days_told = (
                a[f"reported_{to}_on"],
                told.get((a["child_id"], a["first_day"].isoformat(), to)),
            )
            line |= _report(
                to,
                min((d for d in days_told if d is not None and d <= term.as_of), default=None),
                due,
                term.as_of,
                known=not unasked.get(a["school"], frozenset()) & {"excuse", f"reported_{to}_on"},
            )
        lines.append(line)
    return lines


def unasked(register: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """School → the columns that none of its tables of absences has; a school one of whose tables
    has one was asked for it.
    """
    found: dict[str, frozenset[str]] = {}
    for row in register:
        lacks = frozenset(filter(None, (row["lacks"] or "").split(",")))
        found[row["school"]] = found.get(row["school"], lacks) & lacks
    return found


def _report(to: str, reported: date | None, due: date, day: date, *, known: bool) -> dict[str, Any]:
    late = 0 if reported is None else max(0, (reported - due).days)
    return {
        f"reported_{to}_on": reported,
        f"{to}_report": _state(reported, due, day, known=known),
        f"{to}_days_late": late,
    }


def _state(reported: date | None, due: date, day: date, *, known: bool) -> str:
    if reported is not None:
        return "in_time" if reported <= due else "late"
    if day <= due:
        return "pending"
    return "missing" if known else "no_data"
