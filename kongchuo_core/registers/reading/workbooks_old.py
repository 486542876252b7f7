"""Workbooks of Excel 95 and before (BIFF2 to BIFF5), read by xlrd, which knows their code pages;
calamine takes 936 for letters.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.xldate import xldate_as_datetime

from kongchuo_core.registers.raw import ErrorValue, RawSheet
from kongchuo_core.registers.reading.refusal import Refused


def read(content: bytes, name: str) -> Iterator[RawSheet]:
    """The sheets of such a workbook.

    Raises
    ------
    Refused
        ``password``, ``damaged``.
    """
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True)
    except xlrd.XLRDError as error:
        raise Refused("password" if "encrypted" in str(error) else "damaged") from None
    except (struct.error, IndexError, KeyError, ValueError, AssertionError, UnicodeError):
        raise Refused("damaged") from None
    for sheet in book.sheets():
        cells = range(sheet.nrows)
        yield RawSheet(
            name,
            sheet.name,
            [[_value(cell, book.datemode) for cell in sheet.row(r)] for r in cells],
            [r + 1 for r in cells],
            tuple((a, c, b - 1, d - 1) for a, b, c, d in sheet.merged_cells),
            frozenset(r + 1 for r, told in sheet.rowinfo_map.items() if told.hidden),
            frozenset(_struck(book, sheet)),
            bool(sheet.visibility),
        )


def _value(cell: Any, datemode: int) -> Any:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ErrorValue(error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    return cell.value


def _struck(book: Any, sheet: Any) -> Iterator[tuple[int, int]]:
    formats = {
        n for n, style in enumerate(book.xf_list) if book.font_list[style.font_index].struck_out
    }
    for row in range(sheet.nrows) if formats else ():
        for column in range(sheet.row_len(row)):
            if sheet.cell_xf_index(row, column) in formats:
                yield row + 1, column
