"""What is due, and the numbers of single cases: a table and its figures, from lines alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_core.cases.due import Units, due_lines
from tests.cases.written import AUTUMN
from tests.figures import figures_of

DAY = date(2025, 10, 31)
SINGLE = ("case.", "due.", "absence", "slip.")
"""What the codes begin with of the figures that papers tell of one case or one school."""
UNITS = Units({"town": "镇（街道）", "bureau": "县教育体育局"}, {"C1": "东村中学"})
CASE: dict[str, Any] = {
    "child_id": "C1",
    "case_no": "2025秋-AAAAAA",
    "town": "东村镇",
    "closed_on": None,
    "returned_on": None,
    "deferral_until": None,
    "next_step": None,
    "next_step_from": None,
    "step_on": None,
    "cause_on": None,
    "issuer": None,
    "days_open": 31,
    "days_seen": 0,
    "chain_gaps": 2,
}
TASK: dict[str, Any] = {
    "child_id": "C1",
    "task": "verify",
    "label": "入户核实",
    "who": "town",
    "done_on": None,
    "state": "open",
}
ABSENT: dict[str, Any] = {
    "child_id": "C1",
    "school": "东村中学",
    "town": "款庄镇",
    "home_town": "东村镇",
    "listed": True,
    "open": True,
    "days": 17,
    "first_day": date(2025, 9, 8),
    "due_on": date(2025, 9, 12),
    "bureau_report": "late",
    "town_report": "missing",
}


def due(
    case: dict[str, Any], *tasks: dict[str, Any], absences: tuple[dict[str, Any], ...] = ()
) -> dict[str, tuple[bool, int]]:
    """What → whether it falls due in the month that begins, and days overdue."""
    lines = due_lines([CASE | case], [TASK | t for t in tasks], absences, DAY, UNITS, 15)
    return {f"{d['kind']}:{d['what']}": (d["coming"], d["days_overdue"]) for d in lines}


@pytest.mark.clause("M5.1")
@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2025, 10, 31), (False, 0)),
        (date(2025, 11, 1), (True, 0)),
        (date(2025, 11, 30), (True, 0)),
        (date(2025, 12, 1), (False, 0)),
        (date(2025, 10, 30), (False, 1)),
        (date(2025, 9, 30), (False, 31)),
    ],
)
def test_the_month_that_begins_and_the_days_gone_by(day: date, found: tuple[bool, int]) -> None:
    assert due({}, {"due": day}) == {"task:verify": found}


@pytest.mark.clause("M4.4")
@pytest.mark.clause("M4.8")
def test_an_open_step_ages_like_a_task_and_a_deferral_that_ends_does_not() -> None:
    """A step is to be taken within fifteen days of the day on which it may be; once the child is
    back neither is due.
    """
    told = {
        "deferral_until": date(2025, 10, 1),
        "next_step": "order",
        "next_step_from": date(2025, 11, 3),
        "issuer": "bureau",
    }
    assert due(told) == {"deferral:": (False, 0), "step:order": (True, 0)}
    assert due(told | {"next_step_from": date(2025, 10, 10)})["step:order"] == (False, 6)
    assert due(told | {"returned_on": date(2025, 10, 20)}) == {}


@pytest.mark.clause("M4.8")
def test_a_step_whose_clock_never_began_does_not_vanish() -> None:
    """Nothing taken yet: from the day the cause was found; taken and its paper never served: from
    the day it was taken.
    """
    told = {"next_step": "education", "issuer": "town", "cause_on": date(2025, 10, 6)}
    assert due(told)["step:education"] == (False, 10)
    unserved = told | {"next_step": "order", "step_on": date(2025, 9, 16)}
    assert due(unserved)["step:order"] == (False, 30)


@pytest.mark.clause("M5.1")
def test_who_owes_it_is_named() -> None:
    """A town and a school by their own names, a department by its label; the counts of units add up
    to the whole.
    """
    lines = due_lines(
        [CASE | {"next_step": "order", "next_step_from": date(2025, 9, 1), "issuer": "bureau"}],
        [
            TASK | {"due": date(2025, 10, 1)},
            TASK | {"task": "personal_plan", "who": "school", "due": date(2025, 10, 1)},
        ],
        (ABSENT,),
        DAY,
        UNITS,
        15,
    )
    assert {d["kind"] + d["what"]: d["unit"] for d in lines} == {
        "taskverify": "东村镇",
        "taskpersonal_plan": "东村中学",
        "steporder": "县教育体育局",
        "reporttown": "东村中学",
    }
    found = figures_of({"due": lines}, AUTUMN, starting=SINGLE)
    told = {f.code: f.numerator for f in found if f.place == "全县"}
    assert told["due.overdue"] == 4 == sum(n for c, n in told.items() if c.startswith("due.unit."))


@pytest.mark.clause("M5.1")
def test_after_a_closing_the_looks_are_due_and_nothing_else() -> None:
    """A closed case keeps the tasks that follow; done and paused ones are not due."""
    past = date(2025, 10, 2)
    told = due(
        {"closed_on": date(2025, 10, 9), "deferral_until": date(2025, 11, 1)},
        {"task": "follow_up", "due": date(2025, 10, 20)},
        {"task": "a", "done_on": past, "due": past},
        {"task": "b", "state": "paused", "due": past},
        absences=(ABSENT,),
    )
    assert told == {"task:follow_up": (False, 11)}


@pytest.mark.clause("M5.3")
def test_a_report_that_is_missing_or_pending_is_due_and_one_that_came_late_is_not() -> None:
    assert due({}, absences=(ABSENT,)) == {"report:town": (False, 49)}
    assert due({}, absences=(ABSENT | {"bureau_report": "pending", "town_report": "in_time"},)) == {
        "report:bureau": (False, 49)
    }


def figures(
    *absences: dict[str, Any], tasks: tuple[dict[str, Any], ...] = ()
) -> dict[tuple[str, str], int]:
    """The figures of one case."""
    lines = due_lines([CASE], [TASK | t for t in tasks], absences, DAY, UNITS, 15)
    return {
        (f.code, f.place): f.numerator
        for f in figures_of(
            {"cases": [CASE], "due": lines, "monitoring": absences}, AUTUMN, starting=SINGLE
        )
    }


@pytest.mark.clause("M5.3")
def test_a_slip_counts_the_listed_children_of_a_school_and_names_the_others_apart() -> None:
    """By the town of the household, not of the school; a pupil from another county stands on no
    list of ours.
    """
    found = figures(ABSENT, ABSENT | {"child_id": "C2", "listed": False, "home_town": None})
    assert found["slip.on_file", "全县/东村中学"] == found["slip.on_file", "东村镇/东村中学"] == 1
    assert (
        found["slip.outsiders", "全县/东村中学"] == 1
        and ("slip.on_file", "款庄镇/东村中学") not in found
    )
    assert (
        found["absences.on_file", "全县"] == 2
        and found["absences.on_file", "东村镇"]
        == found["slip.town_missing", "东村镇/东村中学"]
        == 1
    )
    assert (
        found["absence.days.2025-09-08", "C1"] == 17
        and found["case.days_open", CASE["case_no"]] == 31
    )


@settings(deadline=None)
@given(st.lists(st.dates(date(2025, 9, 1), date(2026, 1, 31)), max_size=8))
def test_what_is_coming_and_what_is_overdue_are_the_lines_that_say_so(days: list[date]) -> None:
    """The counts of a place are those of its lines, and nothing is both."""
    tasks = tuple({"task": f"t{n}", "due": day} for n, day in enumerate(days))
    found = figures(tasks=tasks)
    assert (
        found.get(("due.overdue", "东村镇"), 0)
        == sum(day < DAY for day in days)
        == found.get(("due.overdue", "全县"), 0)
    )
    assert found.get(("due.coming", "东村镇"), 0) == sum(
        (day.year, day.month) == (2025, 11) for day in days
    )
    assert ("due.coming", "款庄镇") not in found
