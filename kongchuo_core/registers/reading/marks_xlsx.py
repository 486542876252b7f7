"""The marks of an xlsx or xlsm workbook, from its parts (ECMA-376 part 1, 18.3 and 18.8).

Most sheets have none: a search for a few words in the bytes tells so in no time, and only where one of them stands the
sheet is read as XML.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from kongchuo_core.registers.raw import ErrorValue, NoResult
from kongchuo_core.registers.reading.marks import Marks

_ID = re.compile("[}]id$")
_WORDS = (b"<f", b":f", b't="e"', b"t='e'", b'hidden="1"', b'hidden="true"', b"hidden='")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_CHUNK = 1 << 20
_LETTERS = re.compile("[A-Z]+")


def marks(content: bytes) -> list[Marks]:
    """The marks of each sheet, in the order of the workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _marks(archive)


def _marks(archive: zipfile.ZipFile) -> list[Marks]:
    parts = _parts(archive)
    home = _home(archive, parts)
    book = _parse(archive, parts, home)
    styles = _target(archive, parts, home, "styles")
    struck = _struck_styles(_parse(archive, parts, styles)) if styles else frozenset()
    recalculated = any(_on(node.get("fullCalcOnLoad")) for node in book.iterfind("{*}calcPr"))
    found = []
    for node, part in _sheets(archive, parts, home, book):
        told = Marks(hidden=node.get("state", "visible") != "visible")
        if part is not None and _speaks(archive, part, struck):
            with archive.open(part) as stream:
                _read(stream, told, struck, recalculated)
        found.append(told)
    return found


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and of the part that holds it."""
    parts = _parts(archive)
    home = _home(archive, parts)
    for node, part in _sheets(archive, parts, home, _parse(archive, parts, home)):
        if part is not None:
            yield node.get("name", ""), part


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    return {_plain(name): name for name in archive.namelist()}


def _home(archive: zipfile.ZipFile, parts: dict[str, str]) -> str:
    return _target(archive, parts, "", "officeDocument") or "xl/workbook.xml"


def _sheets(
    archive: zipfile.ZipFile, parts: dict[str, str], home: str, book: Any
) -> Iterator[tuple[Any, str | None]]:
    targets = dict(_relations(archive, parts, home))
    for node in book.iterfind("{*}sheets/{*}sheet"):
        relation = next((v for k, v in node.attrib.items() if _ID.search(k)), "")
        yield node, parts.get(_plain(targets.get(relation, ("", ""))[1]))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _parse(archive: zipfile.ZipFile, parts: dict[str, str], part: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(parts[_plain(part)]), parser)


def _relations(
    archive: zipfile.ZipFile, parts: dict[str, str], part: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Id → (kind, target part) of what a part refers to; the package itself is the part ``""``."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if _plain(path) in parts:
        for node in _parse(archive, parts, path):
            target = posixpath.normpath(
                posixpath.join("/" + folder, node.get("Target", "").replace("\\", "/"))
            )
            yield node.get("Id", ""), (node.get("Type", ""), target.lstrip("/"))


def _target(archive: zipfile.ZipFile, parts: dict[str, str], part: str, kind: str) -> str | None:
    return next(
        (
            target
            for _, (what, target) in _relations(archive, parts, part)
            if what.endswith("/" + kind) and _plain(target) in parts
        ),
        None,
    )


def _on(value: str | None, unsaid: bool = False) -> bool:
    return unsaid if value is None else value.strip() in ("1", "true", "on")


def _struck_styles(styles: Any) -> frozenset[str]:
    """The numbers of the cell formats whose font is struck through, as cells write them."""
    fonts = {
        str(n)
        for n, font in enumerate(styles.iterfind("{*}fonts/{*}font"))
        for node in font.iterfind("{*}strike")
        if _on(node.get("val"), unsaid=True)
    }
    return frozenset(
        str(n)
        for n, xf in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if xf.get("fontId") in fonts
    )


def _speaks(archive: zipfile.ZipFile, part: str, struck: frozenset[str]) -> bool:
    """Whether a sheet's bytes hold a word that a mark is made of."""
    words = (
        *_WORDS,
        *(f's="{n}"'.encode() for n in struck),
        *(f"s='{n}'".encode() for n in struck),
    )
    before = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not before and chunk.startswith(_WIDE):
                return True
            if any(word in chunk or word in before[-32:] + chunk[:32] for word in words):
                return True
            before = chunk
    return False


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

    A writer that doesn't calculate leaves the result out or writes 0 and asks for the whole book to be calculated when
    it is opened; programs that calculate don't ask.
    """
    kind, result = cell.get("t"), cell.findtext("{*}v") or ""
    if kind == "e":
        return ErrorValue(result)
    if cell.find("{*}f") is None or kind in ("str", "inlineStr") or cell.find("{*}is") is not None:
        return None
    return NoResult() if not result or (recalculated and result == "0") else None
