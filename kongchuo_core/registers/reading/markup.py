"""Tables in markup that Excel opens: HTML, web archives, SpreadsheetML of Excel 2003."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import datetime
from typing import Any

from lxml import etree, html

from kongchuo_core.registers.raw import ErrorValue, MergedRange, NoResult, RawSheet, is_blank
from kongchuo_core.registers.reading.decode import decode
from kongchuo_core.registers.reading.package import parser
from kongchuo_core.registers.reading.plain import plain_cell
from kongchuo_core.registers.reading.refusal import Refused

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""What a sheet can hold; a place beyond it is damage."""
RELIABLE_DIGITS = 15
_TITLES = ("caption", "h1", "h2", "h3", "h4", "h5", "h6", "p", "title")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK = re.compile(r"line-through", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?")


class _Grid:
    """Rows that are filled cell by cell, with what is merged, hidden and struck out."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.merged: list[MergedRange] = []
        self.hidden: set[int] = set()
        self.struck: set[tuple[int, int]] = set()
        self._covered: dict[int, int] = {}
        """Column → the last row that a cell merged downwards covers there."""

    def free(self, row: int, column: int) -> int:
        """The first column from ``column`` on that no merged cell covers."""
        while self._covered.get(column, -1) >= row:
            column += 1
        return column

    def put(self, row: int, column: int, cell: Any, down: int = 0, across: int = 0) -> None:
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            raise Refused("damaged")
        while len(self.rows) <= row:
            self.rows.append([])
        line = self.rows[row]
        if not is_blank(cell):
            line += [None] * (column + 1 - len(line))
            line[column] = cell
        across = min(across, MOST_COLUMNS)
        if down or across:
            self.merged.append((row, column, row + down, column + across))
        if down:
            self._covered |= dict.fromkeys(range(column, column + across + 1), row + down)

    def sheet(self, file: str, name: str, *, hidden: bool = False) -> RawSheet:
        last = len(self.rows) - 1
        merged = tuple((a, b, min(c, last), d) for a, b, c, d in self.merged)
        return RawSheet(
            file,
            name,
            self.rows,
            list(range(1, len(self.rows) + 1)),
            merged,
            frozenset(self.hidden),
            frozenset(self.struck),
            hidden,
        )


def read_html(content: bytes, name: str) -> RawSheet:
    """The tables of a page one below the other, as Excel shows them, with the titles above each as
    rows of their own.

    Raises
    ------
    Refused
        ``html_without_table``.
    """
    text = _DECLARATION.sub("", decode(content, declared=True), count=1)
    page = html.document_fromstring(text or "<p/>")
    grid, row, tables = _Grid(), 0, 0
    for node in page.iter("tr", *_TITLES):
        table = next(node.iterancestors("table"), None)
        inner = table is not None and table.find(".//table") is None
        if node.tag == "tr" and inner:
            tables += 1
            _html_row(node, grid, row)
            row += 1
        elif _is_title(node, inner) and (title := _text(node)):
            grid.put(row, 0, title)
            row += 1
    if not tables:
        raise Refused("html_without_table")
    return grid.sheet(name, "")


def _is_title(node: Any, inner: bool) -> bool:
    """Whether a text stands beside the tables and not in one of them or around them."""
    if node.tag == "tr" or node.find(".//table") is not None:
        return False
    return node.tag == "caption" or not inner


def read_mhtml(content: bytes, name: str) -> list[RawSheet]:
    """The pages with tables of a web archive (.mht), each a sheet; raises as :func:`read_html`."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    sheets = []
    for part in message.walk():
        if part.get_content_type() == "text/html":
            try:
                page = part.get_payload(decode=True)
                sheets.append(read_html(page if isinstance(page, bytes) else b"", name))
            except Refused:
                continue
    if not sheets:
        raise Refused("html_without_table")
    return sheets


def _html_row(node: Any, grid: _Grid, row: int) -> None:
    if _HIDDEN.search(node.get("style", "")):
        grid.hidden.add(row + 1)
    grid.put(row, 0, None)
    column = 0
    for cell in node.iterchildren("td", "th"):
        column = grid.free(row, column)
        down, across = (_span(cell.get(a)) for a in ("rowspan", "colspan"))
        grid.put(row, column, plain_cell(_text(cell)), down - 1, across - 1)
        if _is_struck(cell, node):
            grid.struck.add((row + 1, column))
        column += across


def _is_struck(cell: Any, row: Any) -> bool:
    styled = any(_STRUCK.search(n.get("style", "")) for n in (row, cell, *cell))
    return styled or (len(cell) == 1 and cell[0].tag in ("s", "strike", "del"))


def _span(value: str | None) -> int:
    return (
        int(value)
        if value and value.strip().isascii() and value.strip().isdigit() and int(value)
        else 1
    )


def _text(node: Any) -> str:
    for line in node.iter("br"):
        line.tail = "\n" + (line.tail or "")
    parts = (
        "".join(node.itertext()).split("\n")
        if node.find(".//br") is not None
        else [node.text_content()]
    )
    return "\n".join(_BLANKS.sub(" ", part).strip(" ") for part in parts).strip("\n")


def read_spreadsheet_xml(content: bytes, name: str) -> list[RawSheet]:
    """The sheets of a workbook in the XML of Excel 2003.

    Raises
    ------
    Refused
        ``cut`` where the XML doesn't end as it should; ``xml`` where it is no such workbook.
    """
    text = _DECLARATION.sub("", decode(content, declared=True), count=1)
    try:
        book = etree.fromstring(text.encode("utf-8"), parser())
    except etree.XMLSyntaxError:
        raise Refused("cut") from None
    if book.tag != _SS + "Workbook":
        raise Refused("xml")
    struck = {
        style.get(_SS + "ID")
        for style in book.iter(_SS + "Style")
        if any(font.get(_SS + "StrikeThrough") == "1" for font in style.iter(_SS + "Font"))
    }
    return [_worksheet(node, name, struck) for node in book.iter(_SS + "Worksheet")]


def _worksheet(node: Any, name: str, struck: set[str | None]) -> RawSheet:
    grid, row = _Grid(), -1
    for line in node.iterfind(f"{_SS}Table/{_SS}Row"):
        row = _index(line, row)
        if line.get(_SS + "Hidden") == "1":
            grid.hidden |= set(range(row + 1, row + 2 + int(line.get(_SS + "Span", "0"))))
        column = -1
        for cell in line.iterfind(_SS + "Cell"):
            column = grid.free(row, _index(cell, column))
            down, across = (int(cell.get(_SS + a, "0")) for a in ("MergeDown", "MergeAcross"))
            grid.put(row, column, _value(cell), down, across)
            if cell.get(_SS + "StyleID", line.get(_SS + "StyleID")) in struck:
                grid.struck.add((row + 1, column))
            column += across
        row += int(line.get(_SS + "Span", "0"))
    shown = node.findtext("{*}WorksheetOptions/{*}Visible") or "SheetVisible"
    return grid.sheet(name, node.get(_SS + "Name", ""), hidden=shown != "SheetVisible")


def _index(node: Any, before: int) -> int:
    said = node.get(_SS + "Index")
    return int(said) - 1 if said else before + 1


def _value(cell: Any) -> Any:
    data = cell.find(_SS + "Data")
    text = "" if data is None else "".join(data.itertext())
    kind = "String" if data is None else data.get(_SS + "Type", "String")
    if kind == "Error":
        return ErrorValue(text)
    if (not text and kind != "String") or (data is None and cell.get(_SS + "Formula")):
        return NoResult() if cell.get(_SS + "Formula") else None
    if kind == "Number" and sum(c.isdigit() for c in text) <= RELIABLE_DIGITS:
        number = float(text)
        return int(number) if number.is_integer() else number
    if kind == "Boolean":
        return text == "1"
    if kind == "DateTime" and _DATE_TIME.fullmatch(text):
        return datetime.fromisoformat(text[:19])
    return plain_cell(text)
