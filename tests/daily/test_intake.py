"""Children named by hand: lists from above, home visits, the opening ledger; each is known, given a
file, or sent back.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kongchuo_core.daily.imports import import_files
from kongchuo_core.documents.workbooks.forms import write_intake_form, write_opening_form
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.regulation.telling import telling
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.forms import INTAKE_FORM, OPENING_FORM
from tests.county import TERM, Found, Row, child, compare, lay, number, workspace_at
from tests.days import params_on

NOW = datetime(2025, 10, 20, tzinfo=UTC)
MING, HONG = child("张小明", "2015-03-01"), child("李小红", "2014-05-01", 12)
TWIN, NAMESAKE = child("王同名", "2013-06-01", 21), child("王同名", "2013-06-01", 23)
NOBODY = {
    "姓名": "无名氏",
    "出生日期": "2014-02-03",
    "性别": "女",
    "乡镇（街道）": "东村镇",
    "三处均无记录": "是",
}
LISTED = {
    "来源": "上级下发名单",
    "发现日期": "2025-10-08",
    "经办人": "李四",
    "依据材料": "教育平台2025年10月名单",
    "乡镇（街道）": "永定街道",
}
CARRIED = {
    "台账": "辍学",
    "立案日期": "2025-04-10",
    "核实日期": "2025-04-20",
    "原因": "厌学",
    "经办人": "李四",
    "乡镇（街道）": "永定街道",
}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Four children at school, of whom two have the same name and birthday."""
    made, all_ = workspace_at(tmp_path_factory.mktemp("county") / "w"), [MING, HONG, TWIN, NAMESAKE]
    lay(made, 户籍=[row | {"村（社区）": "甲村"} for row in all_], 学籍=all_, 在校=all_)
    compare(made)
    return made


@pytest.fixture
def workspace(compared: Workspace, tmp_path: Path) -> Workspace:
    """A copy of its own for each test."""
    return Workspace(shutil.copytree(compared.root, tmp_path / "w"))


@pytest.fixture
def fill(workspace: Workspace) -> Callable[..., Path]:
    """Fills an empty form with lines and gives the workbook."""
    params = params_on(workspace.params, TERM)
    labels = telling(params.rules, date(2025, 10, 20), params.county)["labels"]

    def filled(*lines: Row, opening: bool = False) -> Path:
        towns = ["永定街道", "东村镇"]
        path = (
            write_opening_form(workspace.root, towns, labels)
            if opening
            else write_intake_form(workspace.root, towns)
        )
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        heads = {c.value: c.column for c in sheet[1]}
        for row, line in enumerate(lines, 2):
            for heading, cell in ({"公民身份号码": line.get("身份证号")} | line).items():
                if heading in heads:
                    sheet.cell(row, heads[heading], cell)
        book.save(path)
        return path

    return filled


def cases(workspace: Workspace) -> dict[str, Any]:
    """Name → case after a new comparison; names of children on no list come from the ledger."""
    found = compare(workspace)
    names = {
        line["child_id"]: line["name"]
        for line in (*found.table("verdicts"), *found.table("unlisted"))
    }
    return {names[case["child_id"]]: case for case in found.table("cases")}


@pytest.mark.clause("M3.2")
@pytest.mark.parametrize(("word", "origin"), [("上级下发名单", "list"), ("入户摸排", "visit")])
def test_a_case_is_opened_by_a_list_from_above_and_by_a_home_visit(
    workspace: Workspace,
    fill: Callable[..., Path],
    word: str,
    origin: str,
) -> None:
    """The child the comparison found at school is to be verified all the same; importing twice
    changes nothing.
    """
    path = fill(MING | LISTED | {"来源": word})
    assert import_files(workspace, TERM, [path], NOW) == (1, 1)
    assert import_files(workspace, TERM, [path], NOW) == (1, 0)
    (case,) = cases(workspace).values()
    assert (case["origin"], case["opened_on"], case["state"], case["town"]) == (
        origin,
        date(2025, 10, 8),
        "opened",
        "永定街道",
    )
    assert case["verdict"] == "CONSISTENT"


@pytest.mark.parametrize(
    "line",
    [
        {"姓名": "张小明", "身份证号": MING["身份证号"], "乡镇（街道）": "东村镇"},
        {"姓名": "张 小明", "身份证号": f"'{MING['身份证号']}", "出生日期": "2015年3月1日"},
        {"姓名": "张小明", "出生日期": "2015-03-01"},
        {"姓名": "王同名", "身份证号": TWIN["身份证号"]},
    ],
)
def test_a_child_is_known_by_name_and_number_or_by_name_birth_and_town(
    workspace: Workspace,
    fill: Callable[..., Path],
    line: Row,
) -> None:
    """However it is typed, and wherever a sound number says the child lives."""
    assert import_files(workspace, TERM, [fill(LISTED | line)], NOW) == (1, 1)
    assert len(cases(workspace)) == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (MING | {"姓名": ""}, "没有填“姓名”"),
        (MING | {"姓名": "张小红"}, "身份证号在名册上是另一个姓名"),
        (MING | {"出生日期": "2015-03-02"}, "“出生日期”与身份证号不符"),
        ({"姓名": "张小明"}, "看不出是谁"),
        ({"姓名": "王同名", "出生日期": "2013-06-01"}, "有几名儿童都符合"),
        ({"姓名": "张小明", "出生日期": "2015-03-01", "乡镇（街道）": "东村镇"}, "在别的乡镇"),
        ({"姓名": "张小明", "身份证号": number("2015-03-01", 13)}, "是另一个身份证号"),
        ({"姓名": "无名氏", "出生日期": "2014-02-03"}, "名册上没有这名儿童.*“三处均无记录”选“是”"),
        (MING | {"三处均无记录": "是"}, "名册上有这名儿童，“三处均无记录”不要选"),
        (MING | {"三处均无记录": "否"}, "“三处均无记录”只能选“是”或留空"),
        (NOBODY | {"性别": ""}, "要填“性别”"),
        (NOBODY | {"出生日期": ""}, "看不出是谁"),
        (NOBODY | {"出生日期": "2004-02-03"}, "截止日21周岁，不在6至15周岁之内"),
        (MING | {"乡镇（街道）": ""}, "没有填“乡镇（街道）”"),
        (MING | {"乡镇（街道）": "永定街"}, "“乡镇（街道）”不在名录中"),
        (MING | {"来源": "听说"}, "“来源”只能选：上级下发名单、入户摸排"),
        (MING | {"发现日期": ""}, "没有填“发现日期”"),
        (MING | {"发现日期": "十月"}, "“发现日期”看不懂"),
        (MING | {"发现日期": "2025-12-01"}, "“发现日期”晚于今天"),
        (MING | {"发现日期": "2018-12-01"}, "早于规定施行"),
        (MING | {"经办人": ""}, "没有填“经办人”"),
    ],
)
def test_a_line_that_names_nobody_for_certain_is_sent_back_and_nothing_is_taken(
    workspace: Workspace,
    fill: Callable[..., Path],
    line: Row,
    told: str,
) -> None:
    """The row and the remedy, no identity number; the good line beside it isn't recorded either."""
    path = fill(LISTED | line, HONG | LISTED)
    with pytest.raises(InputError, match=rf"线索登记表\.xlsx 线索登记 第2行：.*{told}") as refused:
        import_files(workspace, TERM, [path], NOW)
    assert "539924" not in str(refused.value) and "第3行" not in str(refused.value)
    ledger = Ledger(workspace.ledger, workspace.key())
    assert ledger.head().count == 0 and ledger.persons()["child_id"] == []


@pytest.mark.clause("M2.4")
def test_a_child_in_no_register_gets_a_file_and_keeps_it_when_the_registers_know_it(
    workspace: Workspace,
    fill: Callable[..., Path],
) -> None:
    """铁脚板：三处均无记录的也不漏。Counted in its town, told by name, and the same child once the household
    register has it.
    """
    path = fill(LISTED | NOBODY | {"来源": "入户摸排"})
    assert import_files(workspace, TERM, [path], NOW) == (1, 1)
    assert import_files(workspace, TERM, [path], NOW) == (1, 0)
    found = compare(workspace)
    (case,), (details,) = found.table("cases"), found.table("unlisted")
    assert (case["town"], case["verdict"], case["origin"]) == ("东村镇", None, "visit")
    assert (details["name"], details["sex"], details["birth_date"], details["town"]) == (
        "无名氏",
        "女",
        date(2014, 2, 3),
        "东村镇",
    )
    registered = child("无名氏", "2014-02-03", 42, **{"乡镇（街道）": "东村镇"})
    lay(workspace, 户籍=[MING, registered], 学籍=[MING], 在校=[MING])
    again = compare(workspace)
    assert again.of(registered)["child_id"] == case["child_id"] and again.table("unlisted") == []
    assert [c["child_id"] for c in again.table("cases")] == [case["child_id"]]
    assert import_files(workspace, TERM, [path], NOW) == (1, 0)


def test_two_lines_about_one_unknown_child_are_one_file(
    workspace: Workspace, fill: Callable[..., Path]
) -> None:
    """Named by a list and by a visit: two signals, one case."""
    path = fill(LISTED | NOBODY, LISTED | NOBODY | {"来源": "入户摸排", "发现日期": "2025-10-12"})
    assert import_files(workspace, TERM, [path], NOW) == (2, 2)
    assert [c["opened_on"] for c in cases(workspace).values()] == [date(2025, 10, 8)]


def test_a_pupil_of_another_countys_household_gets_the_town_that_answers(
    workspace: Workspace, fill: Callable[..., Path]
) -> None:
    """On a roll here, in no household here: the case stands in the town that the line says."""
    guest = child("外来生", "2014-09-09", 31)
    lay(workspace, 户籍=[MING], 学籍=[MING, guest], 在校=[MING])
    compare(workspace)
    remember(workspace)
    import_files(workspace, TERM, [fill(LISTED | guest)], NOW)
    assert cases(workspace)["外来生"]["town"] == "永定街道"


def remember(workspace: Workspace) -> None:
    """Put the persons of the term into the ledger, as a run does at its end."""
    from kongchuo_core.term.compute import compute
    from kongchuo_core.term.memory import remember as keep

    params, into = (
        params_on(workspace.params, TERM),
        workspace.outputs(TERM) / "internal" / "data",
    )
    computed = compute(workspace, params, into)
    keep(
        workspace,
        params.term,
        computed.people,
        computed.remembered,
        into,
        NOW,
    )


def balance(found: Found, place: str = "全县") -> tuple[int, ...]:
    (line,) = [b for b in found.table("balance") if b["town"] == place]
    return tuple(line[c] for c in ("opening", "new", "reopened", "closed", "closing"))


@pytest.mark.clause("M1.5")
def test_the_opening_ledger_is_the_opening_of_the_balance(
    workspace: Workspace, fill: Callable[..., Path]
) -> None:
    """动态归零 starts true: what the office had when it began is its opening, with the dates and causes
    of its ledgers, some of the term's own days.
    """
    carried = (
        MING
        | CARRIED
        | {"通知书发出": "2025-04-25", "通知书送达": "2025-04-28", "送达方式": "本人签收"},
        HONG
        | CARRIED
        | {"台账": "疑似辍学", "立案日期": "2025-09-10", "核实日期": None, "原因": None},
        CARRIED | NOBODY | {"原因": "早婚早育"},
    )
    path = fill(*carried, opening=True)
    assert import_files(workspace, TERM, [path], NOW) == (7, 7)
    assert import_files(workspace, TERM, [path], NOW) == (7, 0)
    found = compare(workspace)
    assert balance(found) == (3, 0, 0, 0, 3) and balance(found, "永定街道") == (2, 0, 0, 0, 2)
    told = cases(workspace)
    ming = told["张小明"]
    assert (ming["opened_on"], ming["origin"]) == (date(2025, 4, 10), "ledger")
    assert (ming["cause"], ming["ledger"]) == ("aversion", "dropout")
    assert (ming["notice_on"], ming["notice_served_on"], ming["verified_on"]) == (
        date(2025, 4, 25),
        date(2025, 4, 28),
        date(2025, 4, 20),
    )
    assert told["李小红"]["ledger"] == "suspected" and told["无名氏"]["ledger"] == "dropout"
    assert found.figure("funnel.suspected") == 3 and found.figure("balance.opening") == 3


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"台账": "其他"}, "“台账”只能选：疑似辍学、辍学"),
        ({"立案日期": ""}, "没有填“立案日期”"),
        ({"原因": "不爱来"}, "“原因”不是下拉列表里的选项"),
        ({"核实日期": ""}, "填了“原因”，没有填“核实日期”"),
        ({"原因": ""}, "列入辍学台账的，要填“核实日期”和“原因”"),
        ({"原因": "异地就读"}, "“异地就读”不是辍学，列入疑似辍学台账"),
        ({"台账": "疑似辍学"}, "已核实原因为“厌学”的，列入辍学台账"),
        ({"核实日期": "2025-04-01"}, "“核实日期”早于“立案日期”"),
        (
            {"通知书送达": "2025-05-01", "送达方式": "本人签收"},
            "填了“通知书送达”，没有填“通知书发出”",
        ),
        (
            {"通知书发出": "2025-05-02", "通知书送达": "2025-05-01", "送达方式": "本人签收"},
            "“通知书送达”早于“通知书发出”",
        ),
        (
            {"通知书发出": "2025-05-02", "通知书送达": "2025-05-03"},
            "填了“通知书送达”，没有填“送达方式”",
        ),
        ({"立案日期": "2019-09-01"}, "早于规定施行"),
        ({"经办人": ""}, "没有填“经办人”"),
        ({"返校日期": "某日"}, "“返校日期”看不懂"),
    ],
)
def test_a_line_of_the_opening_ledger_that_contradicts_itself_is_sent_back(
    workspace: Workspace,
    fill: Callable[..., Path],
    line: Row,
    told: str,
) -> None:
    path = fill(MING | CARRIED | line, opening=True)
    with pytest.raises(InputError, match=rf"期初台账\.xlsx 期初台账 第2行：.*{told}"):
        import_files(workspace, TERM, [path], NOW)
    assert Ledger(workspace.ledger, workspace.key()).head().count == 0


def test_the_empty_forms_offer_their_choices_and_an_empty_one_says_nothing(
    workspace: Workspace, fill: Callable[..., Path]
) -> None:
    """Drop-downs of towns, causes and ledgers; every column open; an untouched form is no fault and
    no record.
    """
    for form, opening in ((INTAKE_FORM, False), (OPENING_FORM, True)):
        path = fill(opening=opening)
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        assert tuple(c.value for c in sheet[1]) == form.headings
        assert not any(sheet.cell(2, c).protection.locked for c in range(1, len(form.headings) + 1))
        lists = sheet.data_validations.dataValidation
        offered = {
            sheet.cell(1, next(iter(v.sqref.ranges)).min_col).value: v.formula1 for v in lists
        }
        assert offered["乡镇（街道）"] == '"永定街道,东村镇"' and offered["三处均无记录"] == '"是"'
        assert (
            "早婚早育" in offered["原因"]
            if opening
            else offered["来源"] == '"上级下发名单,入户摸排"'
        )
        assert all(len(choices) <= 257 for choices in offered.values())
        assert book.worksheets[1].title == "填表说明"
        assert import_files(workspace, TERM, [path], NOW) == (0, 0)


def test_a_child_on_no_list_is_told_by_name_in_the_towns_form(
    workspace: Workspace, fill: Callable[..., Path]
) -> None:
    """The town can go and see it: the name stands in the form of verification (sex and birthday in
    the visit list).
    """
    from kongchuo_core.documents.workbooks.ledgers import write_verify_form

    import_files(workspace, TERM, [fill(LISTED | NOBODY)], NOW)
    path = write_verify_form(Edition(compare(workspace).folder, "东村镇"), workspace.root)
    assert path is not None
    sheet = openpyxl.load_workbook(path).active
    told = dict(zip((c.value for c in sheet[1]), (c.value for c in sheet[2]), strict=True))
    assert told["姓名"] == "无名氏"
