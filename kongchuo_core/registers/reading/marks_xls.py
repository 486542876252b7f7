"""The marks of an .xls or .et workbook, from its records (BIFF8, [MS-XLS] 2.4)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from kongchuo_core.registers.raw import ErrorValue, NoResult
from kongchuo_core.registers.reading.marks import ERRORS, OF_LOOKS, Marks
from kongchuo_core.registers.reading.refusal import Refused

_END, _FORMULA, _FONT, _SHEET, _MULTIPLE, _FORMAT = 0x0A, 0x06, 0x31, 0x85, 0xBD, 0xE0
_ENCRYPTED, _CALCULATED, _ROW, _BEGIN, _BOOLERR = 0x2F, 0x1C1, 0x208, 0x809, 0x205
_CELLS = frozenset({0xD6, 0xFD, 0x203, 0x204, 0x27E, _BOOLERR, _FORMULA})
"""Records of one cell each: row, column, format, then the value."""
_SPEAKING = frozenset({_ROW, _BOOLERR, _FORMULA})
"""Records that may tell a mark where nothing is struck through."""
_UNICODE = 0x0600
"""The version of BIFF from which on letters are Unicode."""
_ROW_HIDDEN, _STRUCK, _ITALIC = 0x20, 0x08, 0x02
_RECALCULATE = 0x03
_NOTHING = (bytes(8), b"\x03" + bytes(5) + b"\xff\xff")
"""The number 0 and the empty text, as results of formulas."""
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on are no sectors but ends and gaps ([MS-CFB] 2.1)."""

Record = tuple[int, int, int]
"""What kind, where its content begins, how long that is."""


class Workbook:
    """The records of a workbook.

    Raises
    ------
    Refused
        ``cut``, here and in :meth:`marks`: the chains of sectors or the records don't end where
        they should.
    """

    def __init__(self, content: bytes) -> None:
        self._stream = _stream(content)
        self._globals = list(_records(self._stream, 0))

    @property
    def is_old(self) -> bool:
        """Whether the workbook is of Excel 95, whose letters are in a code page."""
        version: int = struct.unpack_from("<H", self._stream, 4)[0]
        return version < _UNICODE

    @property
    def is_encrypted(self) -> bool:
        """Whether the records are encrypted."""
        return any(what == _ENCRYPTED for what, _, _ in self._globals)

    def marks(self) -> list[Marks]:
        """The marks of each sheet, in the order of the workbook."""
        formats = self._formats()
        calculated = any(what == _CALCULATED for what, _, _ in self._globals)
        found = []
        for what, at, length in self._globals:
            if what == _SHEET and length >= 6:
                start, state = struct.unpack_from("<IB", self._stream, at)
                found.append(_sheet(self._stream, start, state, formats, calculated))
        return found

    def _formats(self) -> _Formats:
        """How the cells' formats look; there is no font number 4."""
        fonts: list[_Font] = []
        formats: list[tuple[int, bytes]] = []
        for what, at, length in self._globals:
            if what == _FONT and length >= 11:
                options, colour, weight = struct.unpack_from("<HHH", self._stream, at + 2)
                kinds = options & _ITALIC, self._stream[at + 10]
                fonts.append(_Font(bool(options & _STRUCK), f"{colour} {weight} {kinds}"))
            elif what == _FORMAT and length >= 2:
                (font,) = struct.unpack_from("<H", self._stream, at)
                formats.append((font, self._stream[at + 14 : at + min(length, 20)]))
        by_number = {n if n < 4 else n + 1: font for n, font in enumerate(fonts)}
        struck, looks = set(), {}
        for number, (font, tail) in enumerate(formats):
            own = by_number.get(font, _Font())
            struck.update([number] if own.struck else [])
            looks[number] = f"{own.look}|{_fill(tail)}"
        differ = len(set(looks.values())) > 1
        explained = any(word.encode("utf-16-le") in self._stream for word in OF_LOOKS if differ)
        return _Formats(frozenset(struck), looks, differ, explained)


@dataclass(frozen=True)
class _Font:
    struck: bool = False
    look: str = ""


@dataclass(frozen=True)
class _Formats:
    """Of the cells' formats, by number: which strike through, how each looks, whether some look
    otherwise than others, and whether any text explains that.
    """

    struck: frozenset[int]
    looks: dict[int, str]
    differ: bool
    explained: bool


def _fill(tail: bytes) -> str:
    """The pattern and the colour of a format's ground, from the last bytes of its record."""
    if len(tail) < 6:
        return ""
    borders, colours = struct.unpack_from("<IH", tail)
    pattern = borders >> 26
    return f"{pattern} {colours & 0x7F}" if pattern else ""


def _stream(content: bytes) -> bytes:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as document:
            _chains_end(document)
            name = "Workbook" if document.exists("Workbook") else "Book"
            with document.openstream(name) as stream:
                return bytes(stream.read())
    except Refused:
        raise
    except Exception:  # olefile raises whatever a broken table of sectors makes it raise
        raise Refused("cut") from None


def _chains_end(document: olefile.OleFileIO) -> None:
    """Refuse a table of sectors in which a chain runs in a circle or out of the file; a reader that
    follows it never ends.
    """
    table, starts = document.fat, [document.first_dir_sector, document.root.isectStart]
    starts += [
        e.isectStart for e in document.direntries if e and e.size >= document.minisectorcutoff
    ]
    for start in starts:
        sector, steps = start, 0
        while sector < _LAST_SECTOR:
            steps += 1
            if steps > len(table) or sector >= len(table):
                raise Refused("cut")
            sector = table[sector]


def _records(stream: bytes, at: int, wanted: frozenset[int] | None = None) -> Iterator[Record]:
    """The records of one part of the workbook, to its end; parts inside it, such as charts, are
    left out, and so are kinds that aren't ``wanted``.

    Raises
    ------
    Refused
        ``cut``: the stream ends before the part does.
    """
    depth, layout = 0, struct.Struct("<HH")
    try:
        while True:
            what, length = layout.unpack_from(stream, at)
            if what == _BEGIN:
                depth += 1
            elif what == _END:
                depth -= 1
                if depth <= 0:
                    return
            elif not what:
                raise Refused("cut")
            elif depth == 1 and (wanted is None or what in wanted):
                yield what, at + 4, length
            at += 4 + length
    except struct.error:
        raise Refused("cut") from None


def _sheet(stream: bytes, start: int, state: int, formats: _Formats, calculated: bool) -> Marks:
    told = Marks(
        hidden=bool(state & 3), looks={} if formats.explained or not formats.differ else None
    )
    spoken = _CELLS | {_ROW, _MULTIPLE} if formats.struck or formats.explained else _SPEAKING
    for what, at, length in _records(stream, start, spoken):
        if what == _ROW and length >= 16:
            row, options = struct.unpack_from("<H10xI", stream, at)
            if options & _ROW_HIDDEN:
                told.hidden_rows.add(row + 1)
        elif what == _MULTIPLE and length >= 6:
            row, column = struct.unpack_from("<HH", stream, at)
            for n in range((length - 6) // 6):
                (style,) = struct.unpack_from("<H", stream, at + 4 + 6 * n)
                _styled(told, (row + 1, column + n), style, formats)
        elif length >= 6:
            row, column, style = struct.unpack_from("<HHH", stream, at)
            _styled(told, (row + 1, column), style, formats)
            if what == _BOOLERR and length >= 8 and stream[at + 7]:
                told.cells[row + 1, column] = _error(stream[at + 6])
            elif what == _FORMULA and length >= 16:
                _formula(stream, at, told, (row + 1, column), calculated)
    return told


def _styled(told: Marks, where: tuple[int, int], style: int, formats: _Formats) -> None:
    if style in formats.struck:
        told.struck.add(where)
    if told.looks is not None and formats.explained:
        told.looks[where] = formats.looks.get(style, "")


def _formula(stream: bytes, at: int, told: Marks, where: tuple[int, int], calculated: bool) -> None:
    """An error, or no result: a writer that doesn't calculate writes 0 or a blank.

    Programs that calculate write into the workbook with which engine they did; some others ask for
    it to be done.
    """
    result, options = struct.unpack_from("<8sH", stream, at + 6)
    if result[6:] == b"\xff\xff" and result[0] == 2:
        told.cells[where] = _error(result[2])
    elif result in _NOTHING and (not calculated or options & _RECALCULATE):
        told.cells[where] = NoResult()


def _error(code: int) -> ErrorValue:
    return ErrorValue(ERRORS.get(code, "#N/A"))
