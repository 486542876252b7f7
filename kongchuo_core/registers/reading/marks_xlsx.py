"""The marks of an xlsx or xlsm workbook, from its parts (ECMA-376 part 1, 18.3 and 18.8).

Most sheets have none: a search for a few words in the bytes tells so in no time, and only where one
of them stands the sheet is read as XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from kongchuo_core.registers.raw import ErrorValue, NoResult
from kongchuo_core.registers.reading.marks import Marks
from kongchuo_core.registers.reading.package import Package

_ID = re.compile("[}]id$")
_WORDS = ((b"f", b"<f"), (b"e", b't="e"'), (b"n", b'hidden="'))
"""A letter that is rare in a sheet's bytes, and the word that it is looked for on account of."""
_UNUSUAL = (b"\xff\xfe", b"\xfe\xff", b":worksheet", b"='")
"""In the first bytes: another encoding, a prefix to every name, other quotation marks. Such a sheet
is read as XML at once.
"""
_HEAD, _CHUNK, _LONGEST = 1 << 10, 1 << 20, 32
_LETTERS = re.compile("[A-Z]+")


def marks(content: bytes) -> list[Marks]:
    """The marks of each sheet, in the order of the workbook."""
    with Package(content) as package:
        book = package.xml(package.home)
        styles = package.target(package.home, "styles")
        struck = _struck_styles(package.xml(styles)) if styles else frozenset()
        recalculated = any(_on(node.get("fullCalcOnLoad")) for node in book.iterfind("{*}calcPr"))
        found = []
        for node, part in _sheets(package, book):
            told = Marks(hidden=node.get("state", "visible") != "visible")
            if part is not None and _speaks(package, part, struck):
                with package.open(part) as stream:
                    _read(stream, told, struck, recalculated)
            found.append(told)
    return found


def sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    """The name of each sheet and of the part that holds it."""
    for node, part in _sheets(package, package.xml(package.home)):
        if part is not None:
            yield node.get("name", ""), part


def _sheets(package: Package, book: Any) -> Iterator[tuple[Any, str | None]]:
    targets = package.targets(package.home)
    for node in book.iterfind("{*}sheets/{*}sheet"):
        relation = next((v for k, v in node.attrib.items() if _ID.search(k)), "")
        yield node, package.find(targets.get(relation, ""))


def _on(value: str | None, unsaid: bool = False) -> bool:
    return unsaid if value is None else value.strip() in ("1", "true", "on")


def _struck_styles(styles: Any) -> frozenset[str]:
    """The numbers of the cell formats whose font is struck through, as cells write them."""
    fonts = {
        str(n)
        for n, font in enumerate(styles.iterfind("{*}fonts/{*}font"))
        if any(_on(node.get("val"), unsaid=True) for node in font.iterfind("{*}strike"))
    }
    return frozenset(
        str(n)
        for n, xf in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if xf.get("fontId") in fonts
    )


def _speaks(package: Package, part: str, struck: frozenset[str]) -> bool:
    """Whether a sheet's bytes hold a word that a mark is made of."""
    words = (*_WORDS, *((b"s", f's="{n}"'.encode()) for n in struck))
    with package.open(part) as stream:
        rest = stream.read(_HEAD)
        if any(sign in rest for sign in _UNUSUAL):
            return True
        while chunk := stream.read(_CHUNK):
            chunk = rest + chunk
            if any(letter in chunk and word in chunk for letter, word in words):
                return True
            rest = chunk[-_LONGEST:]
    return any(word in rest for _, word in words)


def _read(stream: IO[bytes], told: Marks, struck: frozenset[str], recalculated: bool) -> None:
    number = 0
    for _, row in etree.iterparse(stream, tag="{*}row", resolve_entities=False, no_network=True):
        number = int(row.get("r") or number + 1)
        if _on(row.get("hidden")):
            told.hidden_rows.add(number)
        column = -1
        for cell in row.iterfind("{*}c"):
            where = _LETTERS.match(cell.get("r", ""))
            column = _column(where[0]) if where else column + 1
            if cell.get("s") in struck:
                told.struck.add((number, column))
            value = _no_plain_value(cell, recalculated)
            if value is not None:
                told.cells[number, column] = value
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def _no_plain_value(cell: Any, recalculated: bool) -> NoResult | ErrorValue | None:
    """An error, or a formula without a result; a text result that is empty is a result.

    A writer that doesn't calculate leaves the result out or writes 0 and asks for the whole book to
    be calculated when it is opened; programs that calculate don't ask.
    """
    kind, result = cell.get("t"), cell.findtext("{*}v") or ""
    if kind == "e":
        return ErrorValue(result)
    if cell.find("{*}f") is None or kind in ("str", "inlineStr") or cell.find("{*}is") is not None:
        return None
    return NoResult() if not result or (recalculated and result == "0") else None
