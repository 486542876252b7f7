"""Workbooks: text stays text, nothing becomes a formula, ready to print, the same bytes."""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.vocabulary.errors import UsageError
from tests.documents.reading import members

FRAME = pd.DataFrame(
    {
        "序号": [1, 2, 3],
        "身份证号": ["539924201403010018", "539924201503020026", None],
        "姓名": ["丁某", "=1+1", "毕\x00某"],
        "出生日期": [date(2014, 3, 1), None, date(2015, 3, 2)],
        "网址": ["http://example.invalid/", "+86", "@某"],
        "在校": [True, False, True],
        "提示": [["b", "a"], [], ["c"]],
    }
)


@pytest.fixture
def sheet(tmp_path: Path) -> openpyxl.worksheet.worksheet.Worksheet:
    """The frame, written and read back."""
    write_workbook(
        tmp_path / "台账.xlsx", [Sheet("疑似辍学", FRAME, {"姓名": 30}, note="=注：内部使用")]
    )
    return openpyxl.load_workbook(tmp_path / "台账.xlsx")["疑似辍学"]


def test_what_was_written_comes_back(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """Identity numbers as text, numbers as numbers, dates as dates, missing as empty, control
    characters gone.
    """
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)]
    assert [cell.value for cell in sheet[1]] == list(FRAME.columns)
    assert [row[:3] for row in rows] == [
        [1, "539924201403010018", "丁某"],
        [2, "539924201503020026", "=1+1"],
        [3, None, "毕某"],
    ]
    assert [row[3] and row[3].date() for row in rows] == [date(2014, 3, 1), None, date(2015, 3, 2)]
    assert [row[5:] for row in rows] == [["是", "a、b"], ["否", None], ["是", "c"]]


def test_no_cell_is_a_formula_or_a_link(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """What a clerk typed with =, + or @ in front is text, and so is an address."""
    cells = list(chain.from_iterable(sheet.iter_rows()))
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_text_columns_have_the_text_format(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """A number typed over an identity number stays text, and no green corner warns of it."""
    assert sheet["B2"].number_format == "@" and sheet["A2"].number_format == "General"


def test_no_warning_about_numbers_as_text(tmp_path: Path) -> None:
    """The green corners are switched off for the whole table."""
    write_workbook(tmp_path / "a.xlsx", [Sheet("表", FRAME)])
    assert (
        b'<ignoredError sqref="A1:G4" numberStoredAsText="1"/>'
        in members(tmp_path / "a.xlsx")["xl/worksheets/sheet1.xml"]
    )


def test_ready_to_read_and_print(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """Bold frozen head, filter, head on every printed page, landscape A4 fitted to the width."""
    assert all(cell.font.b for cell in sheet[1]) and sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G4" and sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and int(sheet.page_setup.fitToHeight) == 0
    assert 30 <= sheet.column_dimensions["C"].width < 32
    assert sheet.column_dimensions["B"].width >= 20


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    """A workbook is a function of its frames, and tells nobody's name."""
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, [Sheet("适龄", FRAME), Sheet("辍学", FRAME.iloc[:0])])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    properties = openpyxl.load_workbook(tmp_path / "a.xlsx").properties
    assert (properties.creator, properties.lastModifiedBy, properties.created.year) == (
        None,
        None,
        1980,
    )


def test_an_empty_frame_still_has_its_head(tmp_path: Path) -> None:
    """Nothing to list is a sheet with headings and no row."""
    write_workbook(tmp_path / "a.xlsx", [Sheet("辍学", FRAME.iloc[:0])])
    rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["辍学"].iter_rows(values_only=True)
    assert [list(row) for row in rows] == [list(FRAME.columns)]


def test_a_text_too_long_for_a_cell_is_not_cut(tmp_path: Path) -> None:
    """Cutting would lose what was said without a word."""
    with pytest.raises(UsageError, match="超过"):
        write_workbook(tmp_path / "a.xlsx", [Sheet("表", pd.DataFrame({"说明": ["长" * 40000]}))])
