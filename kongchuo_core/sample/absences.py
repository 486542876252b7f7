"""The absence register of the fictitious county: runs around the limit of days, schools' days
without any.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, product
from typing import Any

import pandas as pd

from kongchuo_core.settings.models import Params, Term

_SPANS = (("2025-10-01", "2025-10-08"), ("2026-01-01", "2026-01-03"), ("2026-04-04", "2026-04-06"))
OFF: frozenset[date] = frozenset(chain.from_iterable(pd.date_range(*s).date for s in _SPANS))
"""Public holidays of the two terms (national day, mid-autumn, new year, 清明) until the second one's
last day that is told.
"""
MAKE_UP = frozenset({date(2025, 9, 28), date(2025, 10, 11), date(2026, 1, 4), date(2026, 2, 28)})
"""Sundays and Saturdays that are worked."""

Row = dict[str, Any]
_EMPTY: Row = dict.fromkeys(
    (
        "day",
        "first_day",
        "last_day",
        "name",
        "id_no",
        "student_no",
        "grade",
        "class_name",
        "excuse",
        "whereabouts_unknown",
        "reported_bureau_on",
        "reported_town_on",
        "note",
    ),
    "",
)


def school_days(first: date, last: date) -> list[date]:
    """The days of class from ``first`` to ``last``, both in."""
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return [d for d in days if d in MAKE_UP or (d.weekday() < 5 and d not in OFF)]


def absences(told: pd.DataFrame, params: Params) -> pd.DataFrame:
    """The register: a line for each absent day or span, and 全勤 for a day without any.

    Runs that are open on ``compared_on`` last beyond it; closed ones end with a day on which the
    school filed something else. In December every other pupil who was away for three days in
    September is away for four, and comes back.
    """
    term = params.term
    days = school_days(term.first_day, term.compared_on)
    after = school_days(term.compared_on + timedelta(days=1), term.as_of)
    table = told[told["document"].str.endswith("_run")].sort_values("pid")
    rows: list[Row] = []
    for n, child in enumerate(table.to_dict("records")):
        rows += RUNS[child["document"]]({str(k): v for k, v in child.items()}, days, after, n)
    winter = _winter(term)
    short = table[table["document"] == "short_run"].to_dict("records")
    for n, child in enumerate(short[1::2] if winter else ()):
        rows += _daily({str(k): v for k, v in child.items()}, winter[:4], n)
    rows += _full_days(told, rows, days + winter[4:])
    rows.sort(key=lambda row: (row["school"], row["order"]))
    frame = pd.DataFrame([{**_EMPTY, **row} for row in rows], dtype=object)
    return frame.assign(file="学生缺勤登记", sheet="")


def _winter(term: Term) -> list[date]:
    """A week of December, where the term has one: four days to be away and one to be back."""
    first = date(term.first_day.year, 12, 8)
    if not term.first_day <= first <= term.last_day:
        return []
    return school_days(first, first + timedelta(days=4))


def _line(child: Row, n: int, **more: Any) -> Row:
    """One line of the register about ``child``; every third pupil is known by the student number
    only.
    """
    known = (
        {"id_no": "", "student_no": "G" + child["id_no"]}
        if n % 3 == 2
        else {"id_no": child["id_no"], "student_no": ""}
    )
    base = {k: child[k] for k in ("pid", "school", "name", "grade", "class_name")}
    start = more.get("day") or more.get("first_day")
    return {**base, **known, "excuse": "", "whereabouts_unknown": "否", "order": start, **more}


def _daily(child: Row, span: list[date], n: int, **more: Any) -> list[Row]:
    return [_line(child, n, day=d, **more) for d in span]


def _reports(last_day: date, n: int) -> Row:
    """When the run was reported: in time, late to the town, not to the town, to nobody."""
    on, late = last_day + timedelta(days=1), last_day + timedelta(days=12)
    return (
        {"reported_bureau_on": on, "reported_town_on": on},
        {"reported_bureau_on": on, "reported_town_on": late},
        {"reported_bureau_on": late, "reported_town_on": ""},
        {},
    )[n % 4]


def _open(child: Row, days: list[date], after: list[date], n: int) -> list[Row]:
    """Away from well before the day of comparison until after it."""
    return [_line(child, n, first_day=days[-9], last_day=after[2], **_reports(days[-6], n))]


def _unknown(child: Row, days: list[date], after: list[date], n: int) -> list[Row]:
    return [
        _line(
            child,
            n,
            first_day=days[-7],
            last_day=after[3],
            whereabouts_unknown="是",
            **_reports(days[-6], n),
        )
    ]


def _closed(child: Row, days: list[date], after: list[date], n: int) -> list[Row]:
    """Four days, day by day: in September 2025 across the Sunday that is worked (25, 26,
    28, 29).
    """
    return _daily(child, days[-5:-1], n, excuse="无故" if n % 2 else "", **_reports(days[-2], n))


def _short(child: Row, days: list[date], after: list[date], n: int) -> list[Row]:
    """Three days only, not more than the limit."""
    return _daily(child, days[-12:-9], n)


def _excused(child: Row, days: list[date], after: list[date], n: int) -> list[Row]:
    return [_line(child, n, first_day=days[-8], last_day=days[-1], excuse=("病假", "事假")[n % 2])]


def _late(child: Row, days: list[date], after: list[date], n: int) -> list[Row]:
    """A run that begins after the day of comparison, across a make-up Saturday in October."""
    return _daily(child, after[:4], n, **_reports(after[3], n))


RUNS = {
    "open_run": _open,
    "unknown_run": _unknown,
    "closed_run": _closed,
    "short_run": _short,
    "excused_run": _excused,
    "late_run": _late,
}
"""Document of a role → the lines it leaves in the register."""


def _full_days(told: pd.DataFrame, rows: list[Row], days: list[date]) -> list[Row]:
    """全勤: every fourth school files each day, and so does a school of a run told day by day, where
    nobody is listed.
    """
    schools = sorted(told.loc[told["roll"].eq("是"), "school"].unique())
    daily = sorted({*schools[::4], *(r["school"] for r in rows if "day" in r)})
    listed: set[tuple[str, date]] = set()
    for row in rows:
        listed.update((row["school"], day) for day in _covered(row, days))
    return [
        {"pid": -1, "school": school, "day": day, "note": "全勤", "order": day}
        for school, day in product(daily, days)
        if (school, day) not in listed
    ]


def _covered(row: Row, days: list[date]) -> list[date]:
    if "day" in row:
        return [row["day"]]
    return [d for d in days if row["first_day"] <= d <= row["last_day"]]
