"""What holds for any register: checked on made-up registers, and against a plain day-by-day reading
of the contract.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_core.attendance.absence import AbsenceRule
from kongchuo_core.attendance.calendar import WorkingCalendar
from tests.attendance.conftest import PARAMS
from tests.attendance.written import Find, absent, from_to
from tests.size import examples

FIRST, ON = date(2025, 9, 22), date(2025, 10, 17)
"""Four weeks with a make-up Sunday, the National Day holiday and a make-up Saturday."""

DAY = st.integers(0, 27).map(lambda i: FIRST + timedelta(days=i))
SCHOOL = st.sampled_from(["一小", "二小"])
EXCUSE = st.sampled_from([None, None, None, "否", "病假"])
UNKNOWN = st.sampled_from([None, None, None, None, False, True])
CHILD = st.sampled_from(["甲", "甲", "乙", None])
SPAN = st.tuples(DAY, st.integers(0, 6)).map(lambda s: (s[0], s[0] + timedelta(days=s[1])))
ROW = st.builds(
    lambda span, child, school, excuse, unknown: from_to(
        *span, child, school, excuse=excuse, whereabouts_unknown=unknown
    )[0],
    SPAN,
    CHILD,
    SCHOOL,
    EXCUSE,
    UNKNOWN,
)
REGISTER = st.lists(ROW, max_size=14)
RULE = st.builds(
    AbsenceRule,
    threshold=st.integers(1, 4),
    comparison=st.sampled_from(["more_than", "at_least"]),
    day_kind=st.sampled_from(["working_day", "calendar_day"]),
    excused_breaks=st.booleans(),
)
FEW = settings(max_examples=examples(25), deadline=None)
CALENDAR = WorkingCalendar.load(PARAMS)


def _split(row: dict[str, Any]) -> list[dict[str, Any]]:
    count = (row["last_day"] - row["first_day"]).days + 1
    return [
        {**row, "first_day": None, "last_day": None, "day": row["first_day"] + timedelta(days=i)}
        for i in range(count)
    ]


def _read_aloud(
    rows: list[dict[str, Any]], child: str, school: str, rule: AbsenceRule
) -> list[tuple[date, int, bool]]:
    """The contract, day by day, for one child at one school: first day, days and open of each run
    without unknown whereabouts.
    """
    runs: list[list[date]] = [[]]
    returns: list[date] = []
    for day in (FIRST + timedelta(days=i) for i in range((ON - FIRST).days + 1)):
        filed = [
            r for r in rows if r["school"] == school and r["first_day"] <= day <= r["last_day"]
        ]
        mine = [r for r in filed if r["child_key"] == child]
        if not filed or (rule.day_kind == "working_day" and not CALENDAR.is_working_day(day)):
            continue
        if not mine:
            runs, returns = [*runs, []], [*returns, day]
        elif not any(r["excuse"] == "病假" for r in mine):
            runs[-1].append(day)
        elif rule.excused_breaks:
            runs.append([])
    least = rule.threshold + (rule.comparison == "more_than")
    return [
        (run[0], len(run), not any(d > run[-1] for d in returns))
        for run in runs
        if len(run) >= least
    ]


@settings(max_examples=examples(80, 10), deadline=None)
@given(rows=REGISTER, rule=RULE)
@pytest.mark.clause("M5.2")
def test_与逐日读合同的结果一致(find: Find, rows: list[dict[str, Any]], rule: AbsenceRule) -> None:
    known = [{**row, "whereabouts_unknown": False} for row in rows]
    runs, _ = find(known, on=ON, rule=rule)
    for child, school in product("甲乙", ("一小", "二小")):
        found = [
            (r["first_day"], r["days"], r["open"])
            for r in runs
            if (r["child_key"], r["school"]) == (child, school)
        ]
        assert found == _read_aloud(known, child, school, rule)


@FEW
@given(data=st.data(), rows=REGISTER)
def test_结果与行的先后无关(find: Find, data: st.DataObject, rows: list[dict[str, Any]]) -> None:
    assert find(data.draw(st.permutations(rows)), on=ON)[0] == find(rows, on=ON)[0]


@FEW
@given(rows=REGISTER)
def test_起止行拆成单日结果相同(find: Find, rows: list[dict[str, Any]]) -> None:
    days = list(chain.from_iterable(map(_split, rows)))
    assert find(days, on=ON)[0] == find(rows, on=ON)[0]


@FEW
@given(rows=REGISTER, day=DAY, school=SCHOOL)
@pytest.mark.clause("M5.4")
def test_多报一天全勤不会使缺勤变长(
    find: Find, rows: list[dict[str, Any]], day: date, school: str
) -> None:
    """Every run after the addition lies inside a run before it, and none that was over is open
    again.
    """
    before, after = (
        find(rows, on=ON)[0],
        find(rows + absent(day, child=None, school=school), on=ON)[0],
    )
    for run in after:
        assert any(
            (old["child_key"], old["school"]) == (run["child_key"], run["school"])
            and old["days"] >= run["days"]
            and old["first_day"] <= run["first_day"]
            and run["last_day"] <= old["last_day"]
            and old["open"] >= run["open"]
            for old in before
        )


@FEW
@given(rows=REGISTER)
@pytest.mark.clause("M5.2")
def test_去向不明的学生一个不漏(find: Find, rows: list[dict[str, Any]]) -> None:
    lost = {
        (r["child_key"], r["school"])
        for r in rows
        if r["whereabouts_unknown"] and r["child_key"] and r["first_day"] <= ON
    }
    assert {
        (r["child_key"], r["school"]) for r in find(rows, on=ON)[0] if r["whereabouts_unknown"]
    } == lost
