"""Who has delivered what: on the screen, in the workbook, and in what ``check`` says a clerk should
do.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kongchuo_core.documents.workbooks.delivery_lists import write_delivery
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from tests.county import TERM, child, lay, workspace_at, write
from tests.placed import placed

SCHOOLS = ("永定小学", "永定中学", "东村小学")


@pytest.fixture
def sent(tmp_path: Path) -> Workspace:
    """Two of seven towns and two of three schools have sent something; one row can't be used, one
    has a date nobody can read.
    """
    made = workspace_at(tmp_path / "w")
    ming, hong, hua = (
        child("张小明", order=11),
        child("李小红", order=22),
        child("王小华", order=13),
    )
    lay(
        made,
        户籍={
            "永定.xlsx": [ming, hong | {"出生日期": "某年"}],
            "东村.xlsx": [
                hua | {"乡镇（街道）": "东村镇"},
                {"姓名": "", "乡镇（街道）": "东村", "性别": "男"},
            ],
        },
        学籍=[ming, hong, hua],
        在校={"永定小学.xlsx": [ming, hong], "东村小学.xlsx": [hua | {"学校": "东村小学"}]},
        学校=[
            {
                "学校名称": s,
                "学段": "小学",
                "所在乡镇": "东村镇" if s.startswith("东村") else "永定街道",
            }
            for s in SCHOOLS
        ],
    )
    return made


def sheet(path: Path, name: str) -> list[list[object]]:
    return [[c.value for c in row] for row in openpyxl.load_workbook(path)[name].iter_rows()]


def test_towns_by_register(say, sent: Workspace) -> None:
    """What each town has sent, what must be mended, what is missing; on the screen the same in a
    line.
    """
    status, out, err = say("delivered", "--workspace", sent.root, "--term", TERM)
    assert (status, err) == (0, "")
    assert (
        "  ！ 户籍：2/7已报，未报：大营街道、散旦镇、款庄镇、罗免镇、赤鹫镇，2行要改（乡镇（街道）会同派出所）"
        in out
    )
    assert (
        "  ！ 在校：2/3已报，未报：永定中学（学校校长）" in out
        and "  ✓ 学籍：已报（县教育体育局学籍管理）" in out
    )
    head, *rows = sheet(sent.outputs(TERM) / "报送情况.xlsx", "乡镇（街道）")
    found = {r[0]: dict(zip(head[1:], r[1:], strict=True)) for r in rows}
    assert list(found) == ["永定街道", "大营街道", "罗免镇", "赤鹫镇", "东村镇", "款庄镇", "散旦镇"]
    assert (found["永定街道"]["户籍"], found["东村镇"]["户籍"], found["散旦镇"]["户籍"]) == (
        "2行，1行要改",
        "2行，1行要改",
        "未报",
    )


def test_schools_and_whom_to_call(say, sent: Workspace) -> None:
    """The schools of the register of schools with their towns; the list of calls begins with what a
    run can't do without.
    """
    say("delivered", "--workspace", sent.root, "--term", TERM, "--into", sent.root / "出")
    path = sent.root / "出/报送情况.xlsx"
    assert sheet(path, "学校")[1:] == [
        ["东村小学", "东村镇", "已报1行", "未报"],
        ["永定中学", "永定街道", "未报", "未报"],
        ["永定小学", "永定街道", "已报2行", "未报"],
    ]
    calls = sheet(path, "要催办的")
    assert calls[0] == ["单位", "乡镇（街道）", "登记册", "情况", "找谁", "影响"]
    assert ["永定中学", "永定街道", "在校", "未报", "学校校长", "必报"] in calls
    assert [
        "县教育体育局学籍管理",
        None,
        "毕业",
        "未报",
        "县教育体育局学籍管理",
        "没有它，初中毕业生会被列为疑似辍学",
    ] in calls
    assert [c[2] for c in calls[1:8]] == ["户籍"] * 7 and "registers" not in str(calls)


def test_a_file_that_can_not_be_read_is_put_to_its_sender(say, sent: Workspace) -> None:
    """The sender by the file's name; the others of the register are counted all the same."""
    (sent.data(TERM) / "户籍" / "大营街道.xlsx").write_bytes(b"x")
    write(sent.data(TERM) / "在校" / "永定中学.csv", [["甲", "乙"], ["1", "2"]])
    say("delivered", "--workspace", sent.root, "--term", TERM)
    calls = sheet(sent.outputs(TERM) / "报送情况.xlsx", "要催办的")
    assert calls[1][:4] == [
        "大营街道",
        "大营街道",
        "户籍",
        "户籍/大营街道.xlsx：没有找到表头",
    ]
    assert calls[2][:4] == ["永定中学", "永定街道", "在校", "在校/永定中学.csv：没有找到表头"]
    assert not [
        c for c in calls[3:] if (c[0], c[2]) in (("大营街道", "户籍"), ("永定中学", "在校"))
    ]


def test_a_school_nobody_expected_is_shown(say, sent: Workspace) -> None:
    """A roll of a school that isn't on the register of schools is a line of its own."""
    lay(
        sent,
        户籍=[child("张小明")],
        学籍=[child("张小明")],
        在校=[child("张小明", 学校="大营小学")],
    )
    say("delivered", "--workspace", sent.root, "--term", TERM)
    assert ["大营小学", "大营街道", "已报1行", "未报"] in sheet(
        sent.outputs(TERM) / "报送情况.xlsx", "学校"
    )


def test_the_same_sheet_lies_in_every_run(sent: Workspace) -> None:
    """From the registers a run has read, in the county's folder."""
    edition = Edition(placed(sent).outputs(TERM) / "internal/data")
    path = write_delivery(edition, sent.root)
    assert ["永定中学", "永定街道", "未报", "未报"] in sheet(path, "学校")


def test_check_says_what_to_do_next(say, sent: Workspace) -> None:
    """Who hasn't sent, what follows from what nobody gave, and the command that comes next; nothing
    is written.
    """
    status, out, _ = say("check", "--workspace", sent.root, "--term", TERM)
    assert (
        status == 0
        and f"可以运行：kongchuo run --term {TERM}" in out
        and not (sent.outputs(TERM)).exists()
    )
    for told in (
        "户籍还没有报的：大营街道、罗免镇、赤鹫镇、款庄镇、散旦镇（找乡镇（街道）会同派出所）",
        "在校还没有报的：永定中学（找学校校长）",
        "毕业未提供：没有它，初中毕业生会被列为疑似辍学",
        "户籍/永定.xlsx Sheet1 第3行 出生日期：日期看不懂；写成2025年10月8日这样",
    ):
        assert told in out


def test_check_names_every_file_that_can_not_be_used(say, sent: Workspace) -> None:
    """Not the first alone: the clerk sends all of them back in one go."""
    for name in ("大营.xlsx", "散旦.xlsx"):
        (sent.data(TERM) / "户籍" / name).write_bytes(b"x")
    status, out, _ = say("check", "--workspace", sent.root, "--term", TERM)
    assert (
        status == 11
        and "✗ 户籍：2处不能用，另外2个文件没有问题，见下" in out
        and "有2处要先改正" in out
    )
    assert "1. 文件 户籍/大营.xlsx：" in out and "2. 文件 户籍/散旦.xlsx：" in out
