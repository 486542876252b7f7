"""Bad input, as the clerk meets it: one Chinese message with place and remedy, status 11, no number
in it, nothing written.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from kongchuo_core import cli
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from tests.county import TERM, child, lay, number, workspace_at, write
from tests.registers.sheets import HEAD, MING, workbook

Spoil = Callable[[Path], object]
"""Puts something wrong into ``data/<term>``."""


def locked(path: Path) -> None:
    """A workbook with a password for opening."""
    workbook(path, {"一": [HEAD, MING]})
    with path.open("rb") as plain, path.with_suffix(".tmp").open("wb") as out:
        OOXMLFile(plain).encrypt("Fumin2025", out)
    path.with_suffix(".tmp").replace(path)


def damaged(path: Path) -> None:
    """A workbook of which the end is missing."""
    workbook(path, {"一": [HEAD, MING]})
    path.write_bytes(path.read_bytes()[:2000])


def put(name: str, content: bytes) -> Spoil:
    """A file with these bytes."""

    def spoil(data: Path) -> None:
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).write_bytes(content)

    return spoil


LINES = {
    "有密码": (
        lambda data: locked(data / "户籍/密.xlsx"),
        "文件 户籍/密.xlsx：文件有打开密码",
        "请报送单位去掉密码后重新报送（文件—信息—保护工作簿）",
    ),
    "损坏": (
        lambda data: damaged(data / "户籍/坏.xlsx"),
        "文件 户籍/坏.xlsx：文件不完整，后面一截没有了",
        "多半是拷贝或下载中断，请报送单位重新报送",
    ),
    "改了扩展名": (
        put("学籍/图片.xls", b"\x89PNG\r\n"),
        "文件 学籍/图片.xls：文件其实是图片",
        "请报送单位改报 .xlsx，不是登记册的文件请移走",
    ),
    "没有表头": (
        lambda data: write(data / "户籍/乱.xlsx", [["张小明", MING[1]]]),
        "文件 户籍/乱.xlsx：没有找到表头",
        "表头要有：姓名、乡镇（街道）、公民身份号码或出生日期；不是户籍登记册的文件请移走",
    ),
    "缺一列": (
        lambda data: write(
            data / "户籍/缺.xlsx",
            [["户籍底册"], ["姓名", "公民身份号码", "性别"], ["张小明", MING[1], "男"]],
        ),
        "文件 户籍/缺.xlsx，工作表 Sheet1，第 2 行：表头缺少：乡镇（街道）",
        "补上这一列，或写在标题、工作表名或文件名里",
    ),
    "csv缺一列": (
        lambda data: write(
            data / "毕业/缺.csv",
            [["姓名", "毕业学校", "毕业时间"], ["张小明", "永定中学", "2025.07"]],
        ),
        "文件 毕业/缺.csv，工作表 （csv），第 1 行：表头缺少：身份证件号",
        "补上这一列，或把列名改成使用指南里的写法；不是登记册的工作表请移走",
    ),
    "全是外县乡镇": (
        lambda data: write(
            data / "户籍/外.xlsx", [HEAD, [*MING[:2], "武定镇"], ["李红", MING[1], MING[1]]]
        ),
        "文件 户籍/外.xlsx：整个文件没有一个本县的乡镇（街道）",
        "检查“乡镇（街道）”一列，或在 params/county.yaml 补上别名",
    ),
    "编码": (
        put("户籍/乱码.csv", "姓名,乡镇\n".encode() + "张小明,永定".encode("gb18030") + b"\xff\n"),
        "文件 户籍/乱码.csv：文本的编码不是 UTF-8、GB18030 或 UTF-16",
        "用 Excel 或 WPS 打开后另存为 .xlsx",
    ),
    "引号": (
        put("户籍/引号.csv", f'姓名,公民身份号码,乡镇\n"李红,{MING[1]},永定\n'.encode()),
        "文件 户籍/引号.csv，第 2 行：文本里的引号不成对，读不下去",
        "检查这一行附近的引号，或另存为 .xlsx",
    ),
    "缺登记册": (
        lambda data: shutil.rmtree(data / "在校"),
        "文件夹 在校：缺少在校登记册",
        f"把在校的文件放进 data/{TERM}/在校/",
    ),
    "空文件夹": (
        lambda data: (data / "学籍/学籍.xlsx").unlink(),
        "文件夹 学籍：缺少学籍登记册",
        f"把学籍的文件放进 data/{TERM}/学籍/",
    ),
}
"""What is wrong → the message and the remedy, word for word."""

FOLDERS = "户籍、学籍、在校、毕业、异地就读、缓学休学、送教上门、缺勤、残疾、脱贫户、孤儿、事实无人抚养、困境、涉案、比对情况、领导小组、联席会议、宣传、责任人、学校、督导检查、督导组织、督导记录、事业统计"
WHOLE = {
    "不认识的文件夹": (
        lambda data: write(data / "小学/名册.xlsx", [["姓名", "身份证号"]]),
        f"文件夹 data/{TERM}：不认识的文件夹：小学",
        f"登记册的文件夹名称是：{FOLDERS}",
    ),
    "放错地方": (
        lambda data: write(data / "毕业.csv", [["姓名", "身份证号"]]),
        f"文件夹 data/{TERM}：这些文件不在登记册的文件夹里：毕业.csv",
        "放进所属登记册的文件夹，如 户籍、毕业；不用的请移走",
    ),
    "没有数据": (
        lambda data: shutil.rmtree(data),
        f"没有文件夹 data/{TERM}",
        "把各登记册放进 data/<学期>/<登记册>/，或用 kongchuo sample 造一个样例县",
    ),
}
"""What is wrong with the folder as a whole."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A county of one child, with nothing wrong."""
    made = workspace_at(tmp_path / "w")
    ming = child("张小明")
    lay(made, 户籍=[ming], 学籍=[ming], 在校=[ming])
    return made


def tree(workspace: Workspace) -> dict[str, bytes]:
    """Every file of a workspace but the lock."""
    return {
        p.relative_to(workspace.root).as_posix(): p.read_bytes()
        for p in workspace.root.rglob("*")
        if p.is_file() and p.name != ".lock"
    }


def main(
    verb: str, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Status, standard output and standard error of a command; no identity number may stand in
    either.
    """
    status = cli.main([verb, "--workspace", str(workspace.root), "--term", TERM])
    told = capsys.readouterr()
    assert not re.search(r"\d{15}", told.out + told.err)
    return status, told.out, told.err


@pytest.mark.parametrize(("spoil", "what", "remedy"), LINES.values(), ids=LINES)
def test_check_names_the_place_the_fault_and_the_remedy(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], spoil: Spoil, what: str, remedy: str
) -> None:
    """The last lines of ``check`` are the fault; the other registers are told all the same."""
    spoil(workspace.data(TERM))
    before = tree(workspace)
    status, out, _ = main("check", workspace, capsys)
    assert status == 11
    assert out.endswith(f"有1处要先改正：\n  1. {what}\n  怎么办：{remedy}\n")
    assert out.count("✗") == 1 and out.count("✓") == (3 if "毕业" in what else 2)
    assert tree(workspace) == before


@pytest.mark.parametrize(("spoil", "what", "remedy"), WHOLE.values(), ids=WHOLE)
def test_a_folder_that_is_wrong_as_a_whole(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], spoil: Spoil, what: str, remedy: str
) -> None:
    """Said on standard error, before anything is read."""
    spoil(workspace.data(TERM))
    assert main("check", workspace, capsys) == (11, "", f"出错了。{what}\n  怎么办：{remedy}\n")


@pytest.mark.parametrize("case", ["有密码", "没有表头", "缺登记册", "全是外县乡镇"])
def test_a_run_stops_with_the_same_message_and_writes_nothing(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    """Status 11, one message on standard error, the workspace as it was, its ledger too."""
    spoil, what, remedy = LINES[case]
    spoil(workspace.data(TERM))
    Ledger(workspace.ledger, workspace.key())
    before = tree(workspace)
    status, out, err = main("run", workspace, capsys)
    assert (status, out) == (11, "") and err.endswith(f"出错了。{what}\n  怎么办：{remedy}\n")
    assert tree(workspace) == before


def test_check_tells_every_fault_and_what_waits(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two faults are both told; rows that wait are counted by reason, with proposals; a number in
    the wrong column is masked.
    """
    data = workspace.data(TERM)
    write(
        data / "户籍/二.xlsx",
        [
            HEAD,
            MING,
            ["李红", MING[1], "永锭街道"],
            ["周军", "永定街道", MING[1]],
            [None, MING[1], "永定街道"],
        ],
    )
    status, out, _ = main("check", workspace, capsys)
    assert status == 0 and out.endswith(
        f"可以运行：kongchuo run --term {TERM}。列出的待补正行会在数据质量.xlsx里逐行说明。\n"
    )
    assert (
        "  ✓ 户籍：2个文件，5行，其中3行待补正\n      缺姓名：1行\n      乡镇不在名录中：2行\n"
        in out
    )
    assert (
        "      户籍/二.xlsx Sheet1 第3行 乡镇（街道）：乡镇不在名录中：永锭街道；是不是“永定街道”？\n"
        in out
    )
    assert "第4行 乡镇（街道）：乡镇不在名录中：（号码）；改成本县乡镇（街道）的名称\n" in out
    damaged(data / "学籍/坏.xlsx")
    locked(data / "在校/密.xlsx")
    status, out, _ = main("check", workspace, capsys)
    assert (
        status == 11
        and "有2处要先改正：\n  1. 文件 学籍/坏.xlsx" in out
        and "\n  2. 文件 在校/密.xlsx" in out
    )


def test_what_libraries_say_is_not_passed_on(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cells that a spreadsheet calls errors, dates out of any calendar and formulas are read or
    quarantined, never a traceback.
    """
    book = openpyxl.Workbook()
    for row in (
        [*HEAD, "出生日期"],
        [*MING, "#N/A"],
        ["=A2", number("2014-01-01"), "永定街道", -5],
        ["李红", "#REF!", "永定街道", 99999999],
    ):
        book.active.append(row)
    book.active["D2"].data_type = "e"
    book.save(workspace.data(TERM) / "户籍/二.xlsx")
    status, out, err = main("check", workspace, capsys)
    assert (status, err) == (0, "") and "户籍：2个文件，4行" in out
