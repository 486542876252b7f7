"""Workbooks people read and fill in: bold frozen heads, text that stays text, ready to print; the
same bytes each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kongchuo_core.documents.printed import printable
from kongchuo_core.vocabulary.days import SHOWN_IN_CELLS, chinese_date
from kongchuo_core.vocabulary.errors import UsageError

PROPERTIES = {"author": "", "company": "", "comments": "", "created": datetime(1980, 1, 1)}
NARROWEST, WIDEST = 8, 40
"""Limits of a column's width, in Latin characters."""
LONGEST_CELL = 32767
LONGEST_LIST, LISTS = 255, "选项"
"""What Excel takes as the list of a cell's own, in characters; where longer ones stand."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its Chinese name, its rows (columns are the headings) and widths, where the
    default doesn't suit.

    Integers and numbers are written as numbers, dates as dates, everything else as text; a missing
    value is an empty cell. ``note`` stands below the last row. Where columns are to be filled in
    (``fill``), all others are protected; ``choices`` are the drop-downs by heading. ``title`` heads
    every printed page; ``height`` is that of a row to write into by hand. The first ``frozen``
    columns stay in sight; below the last row ``spare`` empty ones can be written into.
    """

    name: str
    frame: pd.DataFrame
    widths: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    fill: Sequence[str] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    title: str = ""
    height: float | None = None
    frozen: int = 0
    spare: int = 0


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write a workbook. Nothing in the data becomes a formula or a link.

    Raises ``UsageError`` where a text is longer than a cell can hold: cutting it would lose what
    was said.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties(PROPERTIES)
        common = {"border": 1, "valign": "vcenter", "font_name": "宋体", "font_size": 11}
        looks = {
            "head": workbook.add_format(
                common | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7E6E6"}
            ),
            "text": workbook.add_format(common | {"num_format": "@", "text_wrap": True}),
            "number": workbook.add_format(common | {"num_format": "General"}),
            "date": workbook.add_format(common | {"num_format": SHOWN_IN_CELLS, "align": "center"}),
            "fill": workbook.add_format(
                common
                | {"num_format": "@", "text_wrap": True, "locked": False, "bg_color": "#FFF9E5"}
            ),
            "note": workbook.add_format({"font_name": "宋体", "font_size": 10, "num_format": "@"}),
        }
        lists = _Lists(workbook)
        for sheet in sheets:
            _write(workbook.add_worksheet(sheet.name), sheet, looks, lists)
        lists.write()


class _Lists:
    """Drop-downs too long for a cell's own list: they stand on a hidden sheet, a column each."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook, self._columns = workbook, list[tuple[str, ...]]()

    def source(self, choices: Sequence[str]) -> list[str] | str:
        """What a validation of these choices refers to."""
        if len(",".join(choices)) <= LONGEST_LIST:
            return list(choices)
        words = tuple(choices)
        if words not in self._columns:
            self._columns.append(words)
        column = xlsxwriter.utility.xl_col_to_name(self._columns.index(words))
        return f"={LISTS}!${column}$1:${column}${len(words)}"

    def write(self) -> None:
        """Write the hidden sheet, where there is anything on it."""
        if not self._columns:
            return
        sheet = self._workbook.add_worksheet(LISTS)
        for number, words in enumerate(self._columns):
            for row, word in enumerate(words):
                sheet.write_string(row, number, printable(word))
        sheet.hide()


def _refusal(heading: str, choices: Sequence[str]) -> str:
    told = f"“{heading}”只能选：{'、'.join(choices)}"
    return told if len(told) <= LONGEST_LIST else f"“{heading}”只能从下拉列表里选"


def _write(worksheet: Worksheet, sheet: Sheet, looks: Mapping[str, Format], lists: _Lists) -> None:
    rows, columns = sheet.frame.shape
    for number, (name, values) in enumerate(sheet.frame.items()):
        _write_column(worksheet, sheet, (number, str(name), values), looks, lists)
    if sheet.fill:
        worksheet.protect(
            "", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
        )
    if sheet.note:
        worksheet.write_string(rows + sheet.spare + 2, 0, printable(sheet.note), looks["note"])
    worksheet.freeze_panes(1, sheet.frozen)
    if columns:
        worksheet.autofilter(0, 0, rows, columns - 1)
        last = xlsxwriter.utility.xl_rowcol_to_cell(rows, columns - 1)
        worksheet.ignore_errors({"number_stored_as_text": f"A1:{last}"})
    for row in range(1, rows + sheet.spare + 1) if sheet.height else ():
        worksheet.set_row(row, sheet.height)
    _on_paper(worksheet, sheet)


def _write_column(
    worksheet: Worksheet,
    sheet: Sheet,
    column: tuple[int, str, pd.Series[Any]],
    looks: Mapping[str, Format],
    lists: _Lists,
) -> None:
    """One column: its head, its cells, the empty cells below, and what may be chosen in it."""
    (number, name, values), rows = column, len(sheet.frame)
    cells = [_cell(value) for value in values.astype(object)]
    for row in range(rows + 1, rows + 1 + sheet.spare):
        worksheet.write_blank(row, number, None, looks["fill"])
    worksheet.set_column(number, number, sheet.widths.get(name, _width(name, cells)))
    worksheet.write_string(0, number, printable(name), looks["head"])
    shown = {**looks, "text": looks["fill"]} if name in sheet.fill else looks
    for row, cell in enumerate(cells, start=1):
        _put(worksheet, row, number, cell, shown)
    if name in sheet.choices and rows:
        rule = {
            "validate": "list",
            "source": lists.source(sheet.choices[name]),
            "error_title": "请从下拉列表中选",
            "error_message": _refusal(name, sheet.choices[name]),
        }
        worksheet.data_validation(1, number, rows + sheet.spare, number, rule)


def _on_paper(worksheet: Worksheet, sheet: Sheet) -> None:
    """How it prints: A4 landscape, the head on every page, pages numbered."""
    worksheet.repeat_rows(0)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(0.6, 0.6, 0.7, 0.7)
    worksheet.set_footer("&C第 &P 页，共 &N 页")
    if sheet.title:
        title = printable(sheet.title).replace("&", "&&")
        worksheet.set_header(f'&C&"宋体,Bold"&14{title}')


def _cell(value: object) -> str | int | float | date | None:
    """A value as it is written; everything that is neither number nor date is text, and no text is
    an empty cell.
    """
    if isinstance(value, str):
        return printable(value) or None
    if isinstance(value, list | tuple | set | frozenset):
        return printable("、".join(sorted(map(str, value)))) or None
    if value is None or bool(pd.isna(value)):  # type: ignore[call-overload]
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | date):
        return value
    return printable(str(value)) or None


def _put(
    worksheet: Worksheet,
    row: int,
    column: int,
    cell: str | int | float | date | None,
    looks: Mapping[str, Format],
) -> None:
    if cell is None:
        worksheet.write_blank(row, column, None, looks["text"])
    elif isinstance(cell, str):
        if len(cell) > LONGEST_CELL:
            place = (f"工作表 {worksheet.name}", f"第 {row + 1} 行")
            raise UsageError(
                f"单元格文字超过{LONGEST_CELL}字", remedy="缩短该列的文字", place=place
            )
        worksheet.write_string(row, column, cell, looks["text"])
    elif isinstance(cell, date):
        worksheet.write_datetime(row, column, cell, looks["date"])
    else:
        worksheet.write_number(row, column, cell, looks["number"])


def _seen(cell: object) -> str:
    return chinese_date(cell) if isinstance(cell, date) else str(cell)


def _width(heading: str, cells: Sequence[object]) -> float:
    """Wide enough for the longest of the first rows: a Chinese character takes two Latin ones."""
    shown = [_seen(cell) for cell in (heading, *cells[:200]) if cell is not None]
    longest = max(sum(2 if ord(character) > 0x2E7F else 1 for character in text) for text in shown)
    return float(min(max(longest + 2, NARROWEST), WIDEST))
