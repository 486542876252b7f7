"""Monthly reports of schools and the county's quarterly re-check: only where the office decided so,
with what is to be confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from kongchuo_core import cli
from kongchuo_core.cli import clock
from kongchuo_core.daily.due import of_schools
from kongchuo_core.daily.imports import import_files
from kongchuo_core.daily.undo import undo
from kongchuo_core.documents.notebook.report import open_report
from kongchuo_core.documents.workbooks.periodic import FILE, TO_CONFIRM, write_periodic
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.forms import MONTHLY_FORM, RECHECK_FORM
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


NOW = datetime(2025, 11, 5, tzinfo=UTC)
SAID = dict(
    zip(MONTHLY_FORM.fill, ("214", "1", "家访两次", "校长示例", "2025年10月31日"), strict=True)
)


def handed_in(workspace: Workspace, into: Path, told: Mapping[str, str], month: str) -> Path:
    """The sheet as it stands now, with what the school reports of a month."""
    write_periodic(edition_now(workspace), into)
    book = openpyxl.load_workbook(into / FILE)
    page = book[MONTHLY_FORM.sheet]
    heads = {c.value: c.column for c in page[1]}
    row = next(r for r in range(2, page.max_row) if page.cell(r, heads["月份"]).value == month)
    for heading, value in told.items():
        page.cell(row, heads[heading], value)
    book.save(into / FILE)
    return into / FILE


def edition_now(workspace: Workspace) -> Edition:
    return Edition(workspace.outputs(TERM) / "internal" / "data")


@pytest.fixture
def reporting(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The county follows the rule; run on a day in November."""
    decide(workspace, "yes")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    run(workspace, TERM, NOW)
    return workspace


@pytest.mark.clause("M5.3")
def test_what_a_school_reports_is_recorded_and_owed_no_more(
    reporting: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Shown first, recorded once, in the next sheet; what was reported later stands; taken back as
    a whole.
    """
    path = handed_in(reporting, tmp_path, SAID, "2025年10月")
    words = ["import", "--workspace", str(reporting.root), "--term", TERM, str(path)]
    assert cli.main([*words, "--show"]) == 0
    shown = "永定小学 2025年10月：2025年10月31日  学校月报（实有214人，未到校1人）  校长示例"
    assert shown in capsys.readouterr().out
    assert import_files(reporting, TERM, [path], NOW) == (1, 1)
    assert import_files(reporting, TERM, [path], NOW) == (1, 0)
    run(reporting, TERM, NOW)
    owed = of_schools(edition_now(reporting), NOW.date())
    assert owed[1:] == ["学校月报还没有交的1份：", "  2025年9月：永定小学"]
    again = handed_in(reporting, tmp_path, {"学校填：未到校人数": "0"}, "2025年10月")
    assert import_files(reporting, TERM, [again], NOW) == (1, 1)
    run(reporting, TERM, NOW)
    (standing,) = edition_now(reporting).facts["school_reports"]
    assert (standing["there"], standing["away"], standing["persuasion"]) == (214, 0, "家访两次")
    assert "永定小学 2025年10月" in "".join(undo(reporting, NOW))
    run(reporting, TERM, NOW)
    (standing,) = edition_now(reporting).facts["school_reports"]
    assert standing["away"] == 1
    assert not of_schools(edition_now(reporting), date(2025, 9, 30))


@pytest.mark.clause("M5.3")
@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"学校填：实有人数": ""}, "“学校填：实有人数”要填整数"),
        ({"学校填：未到校人数": "几个"}, "“学校填：未到校人数”要填整数"),
        ({"报告人": ""}, "没有填“报告人”"),
        ({"报告日期": ""}, "没有填“报告日期”"),
        ({"报告日期": "2025-09-30"}, "“报告日期”早于2025年10月"),
        ({"报告日期": "2025-12-01"}, "“报告日期”晚于今天"),
        ({"学校填：劝返情况": "到张小明家走访"}, "不写学生姓名"),
        ({"学校填：劝返情况": "5" * 18}, "不写证件号"),
        ({"学校填：劝返情况": "访" * 201}, "超过200字"),
        ({"月份": "2025年12月"}, "“月份”不是本学期到今天为止的月份"),
        ({"学校": "无名小学"}, "“学校”不是本学期报送登记册的学校"),
    ],
)
def test_a_report_that_can_not_be_taken_is_told(
    reporting: Workspace, tmp_path: Path, told: Mapping[str, str], why: str
) -> None:
    path = handed_in(reporting, tmp_path, {**SAID, **told}, "2025年10月")
    with pytest.raises(InputError, match=why):
        import_files(reporting, TERM, [path], NOW)
