"""Children whom no record names: what a person answers about them holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison.compare import Compared, compare
from kongchuo_core.engine import DuckDB, collect
from kongchuo_core.linking.review import Decision, in_force
from kongchuo_core.registers.border import Records, read_all
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import SAMPLE_KEY, house
from tests.county import TERM, child, lay, number, workspace_at
from tests.days import params_on

PARAMS = house() / "params"
ADOPTED = child("欧阳若冰", "2014-01-22")
AT_SCHOOL = ADOPTED | {"姓名": "甘阳若冰", "身份证号": number("2014-01-22", 333)}
TWICE = child("庄美丽", "2014-02-09", 12)
AGAIN = TWICE | {"姓名": "钟美丽", "身份证号": number("2014-02-09", 16)}
MILK = child("毛毛", "2014-02-10", 12, 户号="700") | {"身份证号": None}
NAMED = child("甘甜", "2014-02-10", 12, 户号="700")


@pytest.fixture(scope="module")
def params() -> Params:
    return params_on(PARAMS, TERM)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, params: Params) -> list[Records]:
    """A child adopted since school began, one in two towns' books, one registered twice in
    a home.
    """
    workspace = workspace_at(tmp_path_factory.mktemp("nowhere") / "w")
    there = [AT_SCHOOL, AGAIN, NAMED]
    lay(workspace, 户籍=[ADOPTED, TWICE, AGAIN, MILK, NAMED], 学籍=there, 在校=there)
    return [r for r in read_all(workspace.data(TERM), params) if r.register.about == "child"]


def _compared(records: list[Records], params: Params, answers: dict[str, bool]) -> Counter[str]:
    """How many children have which verdict, questions told by their rules."""
    decisions = [Decision(e, same, "李四", "2025-10-09") for e, same in answers.items()]
    with DuckDB(threads=1) as engine:
        found: Compared = compare(
            engine,
            {r.register.code: engine.frame(r.table) for r in records},
            params.term,
            params.rules,
            WorkingCalendar.load(Path(PARAMS)),
            in_force(SAMPLE_KEY, decisions),
        )
        told = Counter(collect(found.verdicts)["verdict"].to_pylist())
        for line in found.questions.to_pylist():
            told[f"{line['rule']} {line['evidence']}"] += 1
    return told


@pytest.mark.clause("M2.4")
@pytest.mark.parametrize(
    ("same", "verdicts"),
    [
        (True, {"CONSISTENT": 3}),
        (False, {"CONSISTENT": 2, "UNENROLLED_ABSENT": 3}),
    ],
)
def test_answered_they_are_one_child_or_two(
    records: list[Records], params: Params, same: bool, verdicts: dict[str, int]
) -> None:
    """Asked at first; as one child there is nothing left to ask, as two who is nowhere is called
    so.
    """
    asked = _compared(records, params, {})
    rules = {told.split()[0]: count for told, count in asked.items() if " " in told}
    assert rules == {"nowhere_given": 2, "registered_anew": 1, "registered_bare": 1}
    assert asked["REVIEW"] == 3
    answers = {told.split()[1]: same for told in asked if " " in told}
    assert _compared(records, params, answers) == verdicts
