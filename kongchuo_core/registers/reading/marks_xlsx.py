"""The marks of an xlsx or xlsm workbook, from its parts (ECMA-376 part 1, 18.3 and 18.8).

Most sheets have none: a search for a few words in the bytes tells so in no time, and only where one
of them stands the sheet is read as XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree

from kongchuo_core.registers.raw import ErrorValue, NoResult
from kongchuo_core.registers.reading.marks import OF_LOOKS, Marks
from kongchuo_core.registers.reading.package import Package, parser

_ID = re.compile("[}]id$")
_WORDS = ((b"f", b"<f"), (b"e", b't="e"'), (b"n", b'hidden="'), (b"k", b"strike"))
"""A letter that is rare in a sheet's bytes, and the word that it is looked for on account of."""
_UNUSUAL = (b"\xff\xfe", b"\xfe\xff", b":worksheet", b"='")
"""In the first bytes: another encoding, a prefix to every name, other quotation marks. Such a sheet
is read as XML at once.
"""
_HEAD, _CHUNK, _LONGEST = 1 << 10, 1 << 20, 32
_SMALL = 32 << 20
"""Bytes of a sheet that is looked through in memory."""
_LETTERS = re.compile("[A-Z]+")
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_AUTHOR = re.compile(r"^[^\s:：]{1,20}[:：]\s*(?=\S)")
"""Who remarked, as Excel writes it before the remark."""
_LOOKS = tuple(word.encode() for word in OF_LOOKS)
_BLACK = {("theme", "1"), ("indexed", "8"), ("rgb", "FF000000"), ("rgb", "00000000"), ("auto", "1")}


def marks(content: bytes) -> list[Marks]:
    """The marks of each sheet, in the order of the workbook."""
    with Package(content) as package:
        book = package.xml(package.home)
        styles = package.target(package.home, "styles")
        formats = _formats(package.xml(styles)) if styles else _Formats()
        recalculated = any(_on(node.get("fullCalcOnLoad")) for node in book.iterfind("{*}calcPr"))
        texts = _texts(package, explained=formats.differ)
        found = []
        for node, part in _sheets(package, book):
            told = Marks(hidden=node.get("state", "visible") != "visible")
            told.looks = {} if texts.explain or not formats.differ else None
            if part is not None and (texts or _speaks(package, part, formats.struck)):
                with package.open(part) as stream:
                    _read(stream, told, formats, texts, recalculated)
            if part is not None:
                told.comments = dict(_comments(package, part))
            found.append(told)
    return found


@dataclass(frozen=True)
class _Formats:
    """Of the cells' formats, by the numbers that cells write: which strike through, and how each
    looks.
    """

    struck: frozenset[str] = frozenset()
    looks: dict[str, str] = field(default_factory=dict)

    @property
    def differ(self) -> bool:
        """Whether some look otherwise than others."""
        return len(set(self.looks.values())) > 1


@dataclass(frozen=True)
class _Texts:
    """Of the shared texts: the numbers of those struck through letter by letter, and whether one of
    them explains how cells look.
    """

    struck: frozenset[str] = frozenset()
    explain: bool = False

    def __bool__(self) -> bool:
        return bool(self.struck) or self.explain


def _texts(package: Package, *, explained: bool) -> _Texts:
    part = package.target(package.home, "sharedStrings")
    if part is None:
        return _Texts(explain=explained)
    content = package.read(part)
    explain = explained and any(word in content for word in _LOOKS)
    if b"strike" not in content:
        return _Texts(explain=explain)
    texts = etree.fromstring(content, parser()).iterfind("{*}si")
    return _Texts(frozenset(str(n) for n, text in enumerate(texts) if _crossed_out(text)), explain)


def _crossed_out(text: Any) -> bool:
    """Whether every run of a text with letters in it is struck through."""
    runs = [run for run in text.iterfind("{*}r") if (run.findtext("{*}t") or "").strip()]
    return bool(runs) and all(
        any(_on(node.get("val"), unsaid=True) for node in run.iterfind("{*}rPr/{*}strike"))
        for run in runs
    )


def _comments(package: Package, part: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Where somebody remarked on a cell of a sheet, and what; the names of those who did are left
    out.
    """
    target = package.target(part, "comments")
    for node in package.xml(target).iterfind("{*}commentList/{*}comment") if target else ():
        place = _PLACE.fullmatch(node.get("ref", ""))
        if place:
            text = "".join(node.itertext("{*}t"))
            yield (int(place[2]), _column(place[1])), _AUTHOR.sub("", text).strip()


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


def _formats(styles: Any) -> _Formats:
    fonts = list(styles.iterfind("{*}fonts/{*}font"))
    fills = list(styles.iterfind("{*}fills/{*}fill"))
    struck, looks = set(), {}
    for number, xf in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        font = _one_of(fonts, xf.get("fontId"))
        strikes = () if font is None else font.iterfind("{*}strike")
        if any(_on(node.get("val"), unsaid=True) for node in strikes):
            struck.add(str(number))
        looks[str(number)] = f"{_font_look(font)}|{_fill_look(_one_of(fills, xf.get('fillId')))}"
    return _Formats(frozenset(struck), looks)


def _one_of(nodes: list[Any], number: str | None) -> Any:
    index = int(number or 0)
    return nodes[index] if index < len(nodes) else None


def _font_look(font: Any) -> str:
    """Colour, bold, italic and underlined letters; the names and sizes of fonts mean nothing."""
    if font is None:
        return ""
    told = ["".join(sorted(_colour(node))) for node in font.iterfind("{*}color")]
    for name in ("b", "i", "u"):
        told += [name for node in font.iterfind(f"{{*}}{name}") if _on(node.get("val"), True)]
    return " ".join(told)


def _fill_look(fill: Any) -> str:
    pattern = None if fill is None else fill.find("{*}patternFill")
    if pattern is None or pattern.get("patternType", "none") in ("none", "gray125"):
        return ""
    return " ".join("".join(sorted(_colour(node))) for node in pattern.iterfind("{*}fgColor"))


def _colour(node: Any) -> Iterator[str]:
    """What a colour is written with, but for the usual black of letters."""
    for name, value in node.attrib.items():
        if (name, value) not in _BLACK:
            yield f"{name}={value};"


def _speaks(package: Package, part: str, struck: frozenset[str]) -> bool:
    """Whether a sheet's bytes hold a word that a mark is made of."""
    words = (*_WORDS, *((b"s", f's="{n}"'.encode()) for n in struck))
    if package.size(part) <= _SMALL:
        return _holds(package.read(part), words)
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


def _holds(content: bytes, words: Sequence[tuple[bytes, bytes]]) -> bool:
    """The same of a whole sheet in memory: only its cells are looked through, for what stands around
    them is full of such letters.
    """
    if any(sign in content[:_HEAD] for sign in _UNUSUAL):
        return True
    first, last = max(content.find(b"<sheetData"), 0), content.rfind(b"</sheetData>")
    last = len(content) if last < 0 else last
    first += len(b"<sheetData")
    return any(
        content.find(letter, first, last) >= 0 and content.find(word, first, last) >= 0
        for letter, word in words
    )


def _read(
    stream: IO[bytes], told: Marks, formats: _Formats, texts: _Texts, recalculated: bool
) -> None:
    number = 0
    looks = told.looks if texts.explain else None
    for _, row in etree.iterparse(stream, tag="{*}row", resolve_entities=False, no_network=True):
        number = int(row.get("r") or number + 1)
        if _on(row.get("hidden")):
            told.hidden_rows.add(number)
        column = -1
        for cell in row.iterfind("{*}c"):
            where = _LETTERS.match(cell.get("r", ""))
            column = _column(where[0]) if where else column + 1
            style = cell.get("s", "0")
            if style in formats.struck or _is_crossed_out(cell, texts):
                told.struck.add((number, column))
            if looks is not None:
                looks[number, column] = formats.looks.get(style, "")
            value = _no_plain_value(cell, recalculated)
            if value is not None:
                told.cells[number, column] = value
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def _is_crossed_out(cell: Any, texts: _Texts) -> bool:
    if cell.get("t") == "s":
        return bool(texts.struck) and cell.findtext("{*}v") in texts.struck
    own = cell.find("{*}is") if cell.get("t") == "inlineStr" else None
    return own is not None and _crossed_out(own)


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
