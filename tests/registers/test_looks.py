"""What a file says by colours, crossed-out letters and remarks on cells, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_core.registers.boxes import chosen
from tests.county import number
from tests.registers.sheets import cells, read, workbook

NAMES = ("张小明", "王强", "李红")
PUPILS = [[name, number("2015-03-01", 11 + n)] for n, name in enumerate(NAMES)]
HEAD = ["姓名", "身份证号"]
AWAY = "李红"
LINE = ["注：标黄的为未到校学生"]


def on_row_of_away(shape: Callable[[Any], None]) -> Callable[[Worksheet], None]:
    def shaped(page: Worksheet) -> None:
        for row in page.iter_rows():
            if row[0].value == AWAY:
                for cell in row:
                    shape(cell)

    return shaped


def yellow(cell: Any) -> None:
    cell.fill = PatternFill("solid", fgColor="FFFFFF00")


def red(cell: Any) -> None:
    cell.font = Font(color="FFFF0000")


def bold(cell: Any) -> None:
    cell.font = Font(bold=True)


def remark(cell: Any) -> None:
    cell.comment = Comment("班主任:\n已辍学，在外务工", "班主任")


ROWS = [HEAD, *PUPILS]
LOOKS = {
    "yellow, a line below": ([*ROWS, LINE], yellow, "yes yes ask"),
    "red, in the title": ([["花名册（红色字体为未返校学生）"], *ROWS], red, "yes yes ask"),
    "bold, a line below": ([*ROWS, ["备注：加粗的学生已辍学"]], bold, "yes yes ask"),
    "those who are there": ([*ROWS, ["标红的已返校"]], red, "ask ask yes"),
    "explained in a note": (
        [[*HEAD, "备注"], [*PUPILS[0], "黄色底色表示休学"], *PUPILS[1:]],
        yellow,
        "yes yes ask",
    ),
    "yellow, of another matter": ([*ROWS, ["标黄的为住校生"]], yellow, "yes yes yes"),
    "yellow, never explained": (ROWS, yellow, "yes yes yes"),
    "a remark on the name": (ROWS, remark, "yes yes ask"),
}


@pytest.mark.parametrize("kind", LOOKS)
def test_what_a_look_means_is_said_of_those_who_look_so(tmp_path: Path, kind: str) -> None:
    rows, shape, expected = LOOKS[kind]
    workbook(tmp_path / "在校/永定小学.xlsx", {"一": rows}, on_row_of_away(shape))
    records = read(tmp_path, "在校")
    assert cells(records, "says") == [(s,) for s in expected.split()]
    asked = {row for row, s in cells(records, "row", "says") if s == "ask"}
    assert asked <= {p.row for p in records.problems}


def test_colours_of_an_old_workbook(tmp_path: Path) -> None:
    """xls: the ground, and a text file, in which nobody sees colours: then everybody is asked
    about.
    """
    book = xlwt.Workbook()
    page = book.add_sheet("一")
    style = xlwt.easyxf("pattern: pattern solid, fore_colour yellow")
    for r, row in enumerate([HEAD, *PUPILS, LINE]):
        for c, cell in enumerate(row):
            page.write(r, c, cell, *([style] if row[0] == AWAY else []))
    (tmp_path / "在校").mkdir()
    book.save(str(tmp_path / "在校/永定小学.xls"))
    assert cells(read(tmp_path, "在校"), "says") == [("yes",), ("yes",), ("ask",)]
    (tmp_path / "在校/永定小学.xls").unlink()
    lines = "\n".join(",".join(row) for row in [HEAD, *PUPILS, LINE])
    (tmp_path / "在校/永定小学.csv").write_text(lines, "utf-8")
    assert cells(read(tmp_path, "在校"), "says") == [("ask",)] * 3


def test_letters_struck_through_one_by_one(tmp_path: Path) -> None:
    """A name of runs that are all struck through, in a cell that isn't."""
    (tmp_path / "在校").mkdir()
    with xlsxwriter.Workbook(str(tmp_path / "在校/永定小学.xlsx")) as book:
        page, struck = book.add_worksheet(), book.add_format({"font_strikeout": 1})
        for r, row in enumerate([HEAD, *PUPILS]):
            page.write_row(r, 0, row)
            if row[0] == AWAY:
                page.write_rich_string(r, 0, struck, AWAY[0], struck, AWAY[1:])
    assert cells(read(tmp_path, "在校"), "says") == [("yes",), ("yes",), ("ask",)]


BOXES = {
    "□在校 ☑不在校": "不在校",
    "到校□ 未到校√": "未到校",
    "[√]在校 [ ]休学": "在校",
    "■在校■住校□走读": "在校、住校",
    "□在校 □不在校": "",
    "√": "√",
    "张□": "张□",
    "在校√": "在校√",
}


@pytest.mark.parametrize("text", BOXES)
def test_of_boxes_the_ticked_one_counts(text: str) -> None:
    assert chosen(text) == BOXES[text]
