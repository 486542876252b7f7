"""What is to be done and by when: tasks, ends of deferrals, next steps, reports of absences (M3.3,
M4.4, M4.8, M5.1, M5.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Line = dict[str, Any]
TASK, DEFERRAL, STEP, REPORT = "task", "deferral", "step", "report"
_CAN_BE_LATE = (TASK, STEP, REPORT)
"""A deferral that ends is a day to act, not a day that was missed."""


@dataclass(frozen=True)
class Units:
    """Names of those who owe something: codes of departments → label, child → school."""

    labels: Mapping[str, str]
    schools: Mapping[str, str | None]

    def name(self, who: str, case: Mapping[str, Any]) -> str:
        """A town and a school by their own names where they are known, a department by its label; a
        school's name is its own.
        """
        own = {"town": case["town"], "school": self.schools.get(case["child_id"])}
        return own.get(who) or self.labels.get(who, who)


def due_lines(
    cases: Iterable[Mapping[str, Any]],
    tasks: Iterable[Mapping[str, Any]],
    monitored: Iterable[Mapping[str, Any]],
    day: date,
    units: Units,
    step_within: int,
) -> list[Line]:
    """Lines of the table ``due``: everything not done on ``day`` in the open cases, and the looks
    still due after a closing.

    Parameters
    ----------
    cases, tasks, monitored : lines of the tables of the same names (``monitoring``).
    day : the day of which the term's papers speak; what falls due in the month of the day after it
        is ``coming``.
    units : who owes it, by name.
    step_within : in how many days a step of law is to be taken from the day on which it may be.
    """
    first = day + timedelta(days=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    mine: dict[str, list[Line]] = {}
    for kind, lines in ((TASK, tasks), (REPORT, monitored)):
        for line in lines:
            mine.setdefault(line["child_id"], []).append({**line, "kind": kind})
    due: list[Line] = []
    for c in cases:
        case = {name: c[name] for name in ("child_id", "case_no", "town")}
        for item in _items(c, mine.get(c["child_id"], ()), step_within):
            late = max(0, (day - item["day"]).days) if item["kind"] in _CAN_BE_LATE else 0
            told = {
                "unit": units.name(item["who"], c),
                "coming": first <= item["day"] <= last,
                "days_overdue": late,
            }
            due.append({**case, **item, **told})
    return due


def _items(case: Mapping[str, Any], mine: Sequence[Line], step_within: int) -> Iterator[Line]:
    for t in (t for t in mine if t["kind"] == TASK):
        if t["done_on"] is None and t["state"] != "paused":
            yield {
                "kind": TASK,
                "what": t["task"],
                "label": t["label"],
                "who": t["who"],
                "day": t["due"],
            }
    if case["closed_on"] is not None:
        return
    if case["returned_on"] is None and case["deferral_until"]:
        yield {
            "kind": DEFERRAL,
            "what": "",
            "label": None,
            "who": "town",
            "day": case["deferral_until"],
        }
    since = case["next_step_from"] or case["step_on"] or case["cause_on"]
    if case["returned_on"] is None and case["next_step"] and since:
        yield {
            "kind": STEP,
            "what": case["next_step"],
            "label": None,
            "who": case["issuer"],
            "day": since + timedelta(days=step_within),
        }
    for a in (a for a in mine if a["kind"] == REPORT):
        for to in ("bureau", "town"):
            if a[f"{to}_report"] in ("pending", "missing"):
                yield {
                    "kind": REPORT,
                    "what": to,
                    "label": None,
                    "who": a["school"],
                    "day": a["due_on"],
                }
