"""Sheets onto paper: workbooks and csv files, the same bytes each time."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MADE_ON = datetime(2025, 9, 1)
"""Written into every workbook, so that its bytes do not tell when it was made."""


@dataclass(frozen=True)
class Line:
    """One line of a sheet: what it is (title, header, record, hidden, blank, note) and its
    cells.
    """

    kind: str
    cells: Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """A named sheet and its lines."""

    name: str
    lines: list[Line]

    def record_rows(self) -> list[int]:
        """The 1-based rows of the records, in order."""
        return [
            n for n, line in enumerate(self.lines, start=1) if line.kind in ("record", "hidden")
        ]


def write_workbook(path: Path, sheets: list[Sheet]) -> None:
    """Write an .xlsx: titles merged and bold, hidden records hidden, text as text, numbers as
    numbers, dates as dates.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.set_properties({"title": path.stem, "author": "虚构样例", "created": MADE_ON})
    bold, day = (
        book.add_format({"bold": True, "align": "center"}),
        book.add_format({"num_format": "yyyy/m/d"}),
    )
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, bold, day)
    book.close()


def _fill(page: Worksheet, sheet: Sheet, bold: Format, day: Format) -> None:
    width = max(len(line.cells) for line in sheet.lines)
    for n, line in enumerate(sheet.lines):
        if line.kind == "hidden":
            page.set_row(n, None, None, {"hidden": True})
        if line.kind == "title" and width > 1:
            page.merge_range(n, 0, n, width - 1, line.cells[0], bold)
            continue
        for column, cell in enumerate(line.cells):
            if isinstance(cell, str):
                if cell:
                    page.write_string(n, column, cell)
            elif isinstance(cell, date):
                page.write_datetime(n, column, cell, day)
            elif cell is not None:
                page.write_number(n, column, cell)


def write_csv(path: Path, sheet: Sheet, encoding: str) -> None:
    """Write a sheet as csv in ``encoding``; long number cells look as a spreadsheet saves them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    width = max(len(line.cells) for line in sheet.lines)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [[_saved(c) for c in line.cells] + [""] * (width - len(line.cells)) for line in sheet.lines]
    )
    path.write_bytes(text.getvalue().encode(encoding))


def _saved(cell: Any) -> Any:
    if isinstance(cell, float) and abs(cell) >= 1e12:
        return f"{cell:.5E}"
    return f"{cell.year}/{cell.month}/{cell.day}" if isinstance(cell, date) else cell
