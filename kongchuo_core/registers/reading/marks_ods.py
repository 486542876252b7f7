"""The marks of an .ods workbook (OpenDocument 1.3 part 3, chapter 9)."""

from __future__ import annotations

from typing import Any

from kongchuo_core.registers.raw import ErrorValue, NoResult
from kongchuo_core.registers.reading.marks import Marks
from kongchuo_core.registers.reading.package import Package

_SPACES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
_MOST_REPEATED = 1000
"""Rows or cells repeated more often than this are the blank rest of a sheet."""


def marks(content: bytes) -> list[Marks]:
    """The marks of each sheet, in the order of the workbook."""
    with Package(content) as package:
        book = package.xml("content.xml")
    struck, unseen = _styles(book)
    return [_sheet(table, struck, unseen) for table in book.iter(_name("table:table"))]


def _name(short: str) -> str:
    space, _, local = short.partition(":")
    return f"{{{_SPACES[space]}}}{local}"


def _styles(book: Any) -> tuple[set[str], set[str]]:
    """Names of the styles that strike through, and of those that hide a sheet."""
    struck, unseen = set(), set()
    for style in book.iter(_name("style:style")):
        for shape in style.iter(_name("style:text-properties")):
            if shape.get(_name("style:text-line-through-style"), "none") != "none":
                struck.add(style.get(_name("style:name"), ""))
        for shape in style.iter(_name("style:table-properties")):
            if shape.get(_name("table:display")) == "false":
                unseen.add(style.get(_name("style:name"), ""))
    return struck, unseen


def _sheet(table: Any, struck: set[str], unseen: set[str]) -> Marks:
    told = Marks(hidden=table.get(_name("table:style-name"), "") in unseen)
    number = 1
    for row in table.iter(_name("table:table-row")):
        times = _times(row, "table:number-rows-repeated")
        for n in range(number, number + (times if times <= _MOST_REPEATED else 0)):
            if row.get(_name("table:visibility"), "visible") != "visible":
                told.hidden_rows.add(n)
            _cells(row, n, told, struck)
        number += times
    return told


def _cells(row: Any, number: int, told: Marks, struck: set[str]) -> None:
    column = 0
    for cell in row.iterchildren(_name("table:table-cell"), _name("table:covered-table-cell")):
        times = _times(cell, "table:number-columns-repeated")
        value = _no_plain_value(cell)
        for c in range(column, column + (times if times <= _MOST_REPEATED else 0)):
            if cell.get(_name("table:style-name")) in struck and len(cell):
                told.struck.add((number, c))
            if value is not None:
                told.cells[number, c] = value
        down, across = (_times(cell, f"table:number-{a}-spanned") for a in ("rows", "columns"))
        if down > 1 or across > 1:
            told.merged.append((number - 1, column, number + down - 2, column + across - 1))
        column += times


def _times(node: Any, name: str) -> int:
    return int(node.get(_name(name), "1"))


def _no_plain_value(cell: Any) -> NoResult | ErrorValue | None:
    if cell.get(_name("calcext:value-type")) == "error":
        return ErrorValue("".join(cell.itertext(_name("text:p"))).strip())
    calculated = cell.get(_name("table:formula")) is not None
    return NoResult() if calculated and cell.get(_name("office:value-type")) is None else None
