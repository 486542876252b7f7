"""Monthly reports of schools and the county's quarterly re-check: only where the office decided so,
with what is to be confirmed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from kongchuo_core.daily.imports import import_files
from kongchuo_core.documents.notebook.report import open_report
from kongchuo_core.documents.workbooks.periodic import FILE, TO_CONFIRM, write_periodic
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.forms import RECHECK_FORM
from tests.county import TERM, child, compare, lay, workspace_at
from tests.term.running import run

MING, HONG = child("张小明"), child("李红", "2014-03-02")
SCHOOL = {"学校名称": "永定小学", "学段": "小学", "所在乡镇": "永定街道"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = workspace_at(tmp_path / "w")
    away = [HONG | {"日期": f"2025-10-{day}"} for day in (13, 14, 15, 16)]
    lay(made, 户籍=[MING, HONG], 学籍=[MING, HONG], 在校=[HONG], 缺勤=away, 学校=[SCHOOL])
    return made


def decide(workspace: Workspace, option: str) -> None:
    path = workspace.params / "rules" / "profiles.yaml"
    head, rule, tail = path.read_text("utf-8").partition("  report_profile:")
    assert "value: unconfirmed" in tail
    tail = tail.replace("value: unconfirmed", f"value: {option}", 1)
    path.write_text(f"{head}{rule}{tail}", "utf-8")


@pytest.mark.clause("M5.3")
@pytest.mark.parametrize("option", ["unconfirmed", "no"])
def test_without_a_decision_there_is_no_list(
    workspace: Workspace, tmp_path: Path, option: str
) -> None:
    if option != "unconfirmed":
        decide(workspace, option)
    assert write_periodic(Edition(compare(workspace, TERM).folder), tmp_path) is None


@pytest.mark.clause("M5.3")
def test_the_lists_hold_what_is_known_and_leave_room(workspace: Workspace, tmp_path: Path) -> None:
    """A school's months up to the day of the run; every open case for the quarter; what isn't sure
    is said.
    """
    decide(workspace, "yes")
    edition = Edition(compare(workspace, TERM).folder)
    assert write_periodic(edition, tmp_path) == tmp_path / FILE
    book = openpyxl.load_workbook(tmp_path / FILE)
    months, cases, said = ([[c.value for c in r] for r in s.iter_rows()] for s in book)
    filed = {tuple(r[:4]) for r in months if r[0] == "永定小学"}
    assert filed == {("永定小学", "2025年9月", 0, 0), ("永定小学", "2025年10月", 1, 1)}
    assert {r[1] for r in cases if str(r[0]).startswith("2025秋-")} == {"张小明", "李红"}
    assert any(TO_CONFIRM in str(r[0]) for r in said)
    assert any("学校一月一报告" in str(r[0]) for r in said)


@pytest.mark.clause("M5.2")
def test_what_rests_on_an_undecided_rule_says_so(workspace: Workspace) -> None:
    """The report's sentence on absences: the mechanism's days for now, 未确认."""
    report = open_report("缺勤", compare(workspace, TERM).folder)
    told = str(
        report.text(
            "{{ 话('闭环', '缺勤', figure, 情况截至) }}{{ 未确认 | 选('规则', 'absence_profile') | 列举('规定') }}"
        )
    )
    assert "应当建档的1件，其中1件仍未返校" in told
    assert "是否改按省级新规定，未确认" in told


@pytest.mark.clause("M5.3")
def test_what_the_county_found_again_comes_back_as_a_visit(
    workspace: Workspace, tmp_path: Path
) -> None:
    """A line with all four is recorded; one that lacks a name is refused by its own headings."""
    decide(workspace, "yes")
    now = datetime(2026, 1, 5, tzinfo=UTC)
    run(workspace, TERM, now)
    write_periodic(Edition(workspace.outputs(TERM) / "internal" / "data"), tmp_path)
    book = openpyxl.load_workbook(tmp_path / FILE)
    page = book[RECHECK_FORM.sheet]
    heads = {c.value: c.column for c in page[1]}
    told = {"复核结果": "在昆明打工", "复核方式": "电话", "复核日期": "2025-12-20"}
    for heading, value in told.items():
        page.cell(2, heads[heading], value)
    book.save(tmp_path / FILE)
    with pytest.raises(InputError, match="没有填“复核人”"):
        import_files(workspace, TERM, [tmp_path / FILE], now)
    page.cell(2, heads["复核人"], "李示例")
    book.save(tmp_path / FILE)
    assert import_files(workspace, TERM, [tmp_path / FILE], now) == (1, 1)
