"""A clerk's round trip: the review workbook goes out, is filled in with real cells, and
comes back.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from kongchuo_core.daily.imports import import_files
from kongchuo_core.documents.loop.facts import case_facts, office
from kongchuo_core.documents.loop.words import handled
from kongchuo_core.documents.workbooks.ledgers import write_verify_form
from kongchuo_core.documents.workbooks.review import write_review_form
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.term.compute import compute
from kongchuo_core.vocabulary.errors import InputError, LedgerError
from tests.days import params_on
from tests.wide_form import write_wide_form

TERM = "2025-autumn"
NOW = datetime(2025, 10, 20, tzinfo=UTC)


def save(path: Path, rows: list[list[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def household(workspace: Workspace, *rows: tuple[str, str, str]) -> None:
    head = ["姓名", "公民身份号码", "出生日期", "性别", "乡镇（街道）"]
    save(
        workspace.data(TERM) / "户籍" / "东村镇.xlsx",
        [head, *([n, i, b, "男", "东村镇"] for n, i, b in rows)],
    )


def pupil(workspace: Workspace, name: str, number: str, birth: str) -> None:
    save(
        workspace.data(TERM) / "在校" / "东村中心小学.xlsx",
        [["姓名", "身份证号", "出生日期", "学校"], [name, number, birth, "东村中心小学"]],
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """One child with a sound number; at school somebody read the same, born the same day, without a
    number: a question.
    """
    made = init(tmp_path / "w", key=SAMPLE_KEY)
    household(made, ("王莉", "539924201501011238", "2015-01-01"))
    save(
        made.data(TERM) / "学籍" / "学籍.xlsx",
        [["学生姓名", "学校名称", "身份证件号"], ["外人", "东村中心小学", "539911201303030017"]],
    )
    pupil(made, "王丽", "", "2015-01-01")
    return made


def run(workspace: Workspace) -> Edition:
    folder = workspace.outputs(TERM) / "internal" / "data"
    compute(workspace, params_on(workspace.params, TERM), folder)
    return Edition(folder)


def verdict(workspace: Workspace) -> str:
    return str(run(workspace).table("verdicts")["verdict"].item())


def filled(workspace: Workspace, **cells: object) -> Path:
    """The review form of the county with its first line filled in."""
    path = write_review_form(run(workspace), workspace.root)
    assert path is not None
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = {c.value: c.column for c in sheet[1]}
    for head, value in ({"认定人": "李四", "认定日期": "2025-10-15"} | cells).items():
        sheet.cell(2, heads[head], value)
    book.save(path)
    return path


@pytest.mark.clause("M2.4")
@pytest.mark.parametrize(
    ("word", "expected"), [("同一人", "PRESENT_UNENROLLED"), ("不是同一人", "UNENROLLED_ABSENT")]
)
def test_a_decision_settles_the_question_in_later_runs(
    workspace: Workspace, word: str, expected: str
) -> None:
    """不漏一人：what a machine may not decide is asked, answered by a person, and stays answered."""
    assert verdict(workspace) == "REVIEW"
    path = filled(workspace, 认定=word)
    assert import_files(workspace, TERM, [path], NOW) == (1, 1)
    assert verdict(workspace) == expected
    assert import_files(workspace, TERM, [path], NOW) == (1, 0)


def test_the_question_is_asked_again_when_the_evidence_changes(workspace: Workspace) -> None:
    """A decision is bound to what was seen: another date of birth is another question."""
    import_files(workspace, TERM, [filled(workspace, 认定="不是同一人")], NOW)
    pupil(workspace, "王俐", "", "2015-01-01")
    assert verdict(workspace) == "REVIEW"


def test_a_decision_can_be_withdrawn(workspace: Workspace) -> None:
    """After 撤回 the question stands again."""
    path = filled(workspace, 认定="同一人")
    import_files(workspace, TERM, [path], NOW)
    book = openpyxl.load_workbook(path)
    heads = {c.value: c.column for c in book.active[1]}
    book.active.cell(2, heads["认定"], "撤回")
    book.save(path)
    assert import_files(workspace, TERM, [path], NOW) == (1, 1)
    assert verdict(workspace) == "REVIEW"


def test_two_decisions_that_contradict_are_refused_and_both_named(workspace: Workspace) -> None:
    """Who said what, and when, stands in the message; nothing is recorded."""
    first = filled(workspace, 认定="同一人")
    second = filled(workspace, 认定="不是同一人", 认定人="赵六", 认定日期="2025-10-16").rename(
        workspace.root / "另一份.xlsx"
    )
    first = filled(workspace, 认定="同一人")
    with pytest.raises(
        InputError, match="李四于2025年10月15日认定是同一人，赵六于2025年10月16日认定不是同一人"
    ):
        import_files(workspace, TERM, [first, second], NOW)
    assert Ledger(workspace.ledger, workspace.key()).head().count == 0


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"认定": "也许"}, "“认定”写的是“也许”"),
        ({"认定": "同一人", "认定人": None}, "没有填“认定人”"),
        ({"认定": "同一人", "认定日期": "十五日"}, "“认定日期”没有填或看不懂"),
        ({"认定": "同一人", "认定日期": "2026-01-01"}, "晚于今天"),
        ({"认定": "同一人", "编号": "abc"}, "“编号”不在本学期的待核对清单里"),
        ({"认定": "撤回"}, "要撤回的认定不存在"),
    ],
)
def test_a_line_that_can_not_be_taken_is_named(
    workspace: Workspace, cells: dict[str, object], told: str
) -> None:
    """File, sheet and row, what was found and what is allowed; the ledger stays as it was."""
    path = filled(workspace, **cells)
    with pytest.raises(InputError, match=rf"待人工核对\.xlsx 待人工核对 第2行：.*{told}"):
        import_files(workspace, TERM, [path], NOW)
    assert Ledger(workspace.ledger, workspace.key()).head().count == 0


def test_another_workbook_is_not_taken_for_the_form(workspace: Workspace) -> None:
    """A register dropped on the import command is refused by name; before the first run there is
    nothing to import into.
    """
    with pytest.raises(
        InputError,
        match="这不是《待人工核对》《核查反馈表》《跨县核查》《线索登记表》《期初台账》《学校月报和县区复核》表",
    ):
        import_files(workspace, TERM, [workspace.data(TERM) / "户籍" / "东村镇.xlsx"], NOW)
    form = write_review_form(run(workspace), workspace.root)
    assert form is not None
    shutil.rmtree(workspace.outputs(TERM))
    with pytest.raises(LedgerError, match="这里没有运行的结果"):
        import_files(workspace, TERM, [form], NOW)


def test_the_form_offers_choices_and_protects_what_was_told(workspace: Workspace) -> None:
    """A drop-down for the decision; only the columns to fill in are unlocked."""
    path = write_review_form(run(workspace), workspace.root)
    assert path is not None
    sheet = openpyxl.load_workbook(path).active
    heads = {c.value: c.column for c in sheet[1]}
    assert sheet.protection.sheet
    assert [v.formula1 for v in sheet.data_validations.dataValidation] == [
        '"同一人,不是同一人,撤回"'
    ]
    assert {h for h, c in heads.items() if not sheet.cell(2, c).protection.locked} == {
        "认定",
        "认定人",
        "认定日期",
        "依据",
    }


def test_without_the_key_nothing_is_made(workspace: Workspace) -> None:
    """A missing key is an error, never silently a new one."""
    (workspace.ledger / "key").unlink()
    with pytest.raises(LedgerError, match="没有密钥"):
        run(workspace)


def open_case(workspace: Workspace) -> Path:
    """The form of verification of a county whose one child is nowhere."""
    pupil(workspace, "别人", "", "2013-01-01")
    path = write_verify_form(run(workspace), workspace.root)
    assert path is not None
    return path


def fill_verification(path: Path, sheet: str = "核实", row: int = 2, **cells: object) -> Path:
    book = openpyxl.load_workbook(path)
    heads = {c.value: c.column for c in book[sheet][1]}
    for head, value in cells.items():
        book[sheet].cell(row, heads[head], value)
    book.save(path)
    return path


@pytest.mark.clause("M4.1")
def test_a_towns_verification_comes_back_into_the_case(workspace: Workspace) -> None:
    """反复核查：what the town found out stands in the case at the next run, and importing it twice
    changes nothing.
    """
    path = fill_verification(
        open_case(workspace), 核实日期="2025-10-08", 原因或核实结果="厌学", 经办人="李四"
    )
    assert import_files(workspace, TERM, [path], NOW) == (1, 1)
    assert import_files(workspace, TERM, [path], NOW) == (1, 0)
    case = run(workspace).table("cases").iloc[0]
    assert (case["cause"], case["state"]) == ("aversion", "verified")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"核实日期": "2025-10-08", "原因或核实结果": "厌学"}, "没有填“经办人”"),
        (
            {"核实日期": "2099-10-08", "原因或核实结果": "厌学", "经办人": "李四"},
            "“核实日期”晚于今天",
        ),
        ({"核实日期": "八日", "原因或核实结果": "厌学", "经办人": "李四"}, "“核实日期”看不懂"),
        (
            {"核实日期": "2025-10-08", "原因或核实结果": "不爱来", "经办人": "李四"},
            "“原因或核实结果”不是下拉列表里的选项",
        ),
        (
            {
                "案件编号": "2025秋-000000",
                "核实日期": "2025-10-08",
                "原因或核实结果": "厌学",
                "经办人": "李四",
            },
            "“案件编号”不在本学期的个案里",
        ),
    ],
)
def test_a_verification_that_can_not_be_taken_is_named(
    workspace: Workspace, cells: dict[str, object], told: str
) -> None:
    """Every fault of a line is said with its place, and nothing of the batch is recorded."""
    path = fill_verification(open_case(workspace), **cells)
    with pytest.raises(InputError, match=rf"核查反馈表\.xlsx 核实 第2行：.*{told}"):
        import_files(workspace, TERM, [path], NOW)
    assert Ledger(workspace.ledger, workspace.key()).head().count == 0


@pytest.mark.clause("M4.1")
def test_two_proofs_two_papers_and_what_a_visit_found_come_back(workspace: Workspace) -> None:
    """Two proofs on one line close a case that needs two; guardian, telephone and address of a
    visit stand in the next edition.
    """
    path = fill_verification(
        open_case(workspace),
        核实日期="2025-10-08",
        原因或核实结果="核实：查无此人",
        证据种类="派出所证明",
        证据材料="1号",
        证据种类2="入户核实记录",
        证据材料2="走访记录1号",
        经办人="李四",
    )
    seen = {"走访日期": "2025-10-09", "见到的人": "邻居", "监护人": "王大", "现住址": "三组1号"}
    fill_verification(path, "走访情况", **seen, 困难和诉求="没有", 经办人="李四")
    issued = {
        "文书": "协查函",
        "发出日期": "2025-10-10",
        "文书2": "协查函",
        "发出日期2": "2025-10-12",
    }
    fill_verification(path, "送达", **issued, 经办人="李四")
    assert import_files(workspace, TERM, [path], NOW) == (5, 5)
    edition = run(workspace)
    case, child = edition.table("cases").iloc[0], edition.table("verdicts").iloc[0]
    assert (case["cause"], list(case["lacking"]), bool(case["ready"])) == ("nobody", [], True)
    assert (child["guardian"], child["address"]) == ("王大", "三组1号")
    (visit,) = edition.table("visits").to_dict("records")
    assert (visit["met"], visit["needs"], visit["by"]) == ("邻居", "没有", "李四")


def test_what_a_closing_lacks_is_named(workspace: Workspace) -> None:
    """One proof of two: the case stays open and the file says which is wanting, not that there is
    none.
    """
    cells = {"核实日期": "2025-10-08", "原因或核实结果": "核实：查无此人", "经办人": "李四"}
    path = fill_verification(open_case(workspace), **cells, 证据种类="派出所证明", 证据材料="1号")
    fill_verification(path, "返校销号", 申请销号日期="2025-10-12", 经办人="李四")
    import_files(workspace, TERM, [path], NOW)
    edition = run(workspace)
    (case,) = case_facts(edition)
    told = handled(case, office(edition))
    assert any("尚未销号，还缺入户核实记录。" in sentence for sentence in told)
    assert any("还缺入户核实记录，补齐后重新申请销号" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"见到的人": "奶奶", "经办人": "李四"}, "没有填“走访日期”"),
        ({"走访日期": "2025-10-09", "见到的人": "奶奶"}, "没有填“经办人”"),
        ({"走访日期": "2025-10-09", "经办人": "李四"}, "没有写走访了解到什么"),
        ({"走访日期": "2025-10-09", "见到的人": "王" * 201, "经办人": "李四"}, "超过200字"),
        (
            {"走访日期": "2025-10-09", "见到的人": "539924201303010011", "经办人": "李四"},
            "“见到的人”里不写证件号",
        ),
        (
            {
                "案件编号": "2025秋-000000",
                "走访日期": "2025-10-09",
                "见到的人": "奶",
                "经办人": "李",
            },
            "“案件编号”不在本学期的个案里",
        ),
    ],
)
def test_a_visit_that_can_not_be_taken_is_named(
    workspace: Workspace, cells: dict[str, object], told: str
) -> None:
    path = fill_verification(open_case(workspace), "走访情况", **cells)
    with pytest.raises(InputError, match=told):
        import_files(workspace, TERM, [path], NOW)


def test_the_wide_form_of_earlier_versions_still_comes_back(workspace: Workspace) -> None:
    """Every step on one sheet, as offices have them filled in on their desks."""
    pupil(workspace, "别人", "", "2013-01-01")
    path = write_wide_form(run(workspace), workspace.root)
    fill_verification(path, "核查反馈", 核实日期="2025-10-08", 原因或核实结果="厌学", 经办人="李四")
    assert import_files(workspace, TERM, [path], NOW) == (1, 1)
