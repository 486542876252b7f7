"""The marks of an .xlsb workbook, from the records of its parts ([MS-XLSB] 2.4): also what is
merged, which calamine doesn't tell.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from kongchuo_core.registers.raw import ErrorValue
from kongchuo_core.registers.reading.marks import ERRORS, Marks
from kongchuo_core.registers.reading.package import Package
from kongchuo_core.registers.reading.refusal import Refused

_ROW, _CELL_ERROR, _LAST_CELL, _FORMULA_ERROR = 0, 3, 11, 11
_FONT, _FORMAT, _SHEET, _MERGED, _FORMATS, _FORMATS_END = 43, 47, 156, 176, 617, 618
_HIDDEN, _STRUCK = 0x10, 0x08


def marks(content: bytes) -> list[Marks]:
    """The marks of each sheet, in the order of the workbook.

    Raises
    ------
    Refused
        ``cut``: a part ends within a record.
    """
    with Package(content) as package:
        targets = package.targets(package.home)
        styles = package.target(package.home, "styles")
        struck = _struck_formats(package.read(styles)) if styles else frozenset()
        found = []
        for kind, record in _records(package.read(package.home)):
            if kind == _SHEET and len(record) >= 12:
                told = Marks(hidden=struct.unpack_from("<I", record)[0] != 0)
                part = targets.get(_text(record, 8), "")
                if package.find(part):
                    _read(package.read(part), told, struck)
                found.append(told)
    return found


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record; both its kind and its length are written seven bits a byte
    ([MS-XLSB] 2.1.4).
    """
    at = 0
    while at < len(part):
        try:
            kind, at = _number(part, at, 2)
            length, at = _number(part, at, 4)
        except IndexError:
            raise Refused("cut") from None
        if at + length > len(part):
            raise Refused("cut")
        yield kind, part[at : at + length]
        at += length


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for n in range(most):
        byte = part[at + n]
        value |= (byte & 0x7F) << (7 * n)
        if byte < 0x80:
            return value, at + n + 1
    return value, at + most


def _text(record: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<I", record, at)
    return record[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _struck_formats(styles: bytes) -> frozenset[int]:
    fonts: list[bool] = []
    formats: list[int] = []
    within = False
    for kind, record in _records(styles):
        if kind == _FONT and len(record) >= 4:
            fonts.append(bool(struct.unpack_from("<H", record, 2)[0] & _STRUCK))
        elif kind in (_FORMATS, _FORMATS_END):
            within = kind == _FORMATS
        elif kind == _FORMAT and within and len(record) >= 6:
            formats.append(struct.unpack_from("<H", record, 4)[0])
    struck = {n for n, is_struck in enumerate(fonts) if is_struck}
    return frozenset(n for n, font in enumerate(formats) if font in struck)


def _read(sheet: bytes, told: Marks, struck: frozenset[int]) -> None:
    row = 0
    for kind, record in _records(sheet):
        if kind == _ROW and len(record) >= 13:
            row = struct.unpack_from("<I", record)[0] + 1
            if record[11] & _HIDDEN:
                told.hidden_rows.add(row)
        elif kind == _MERGED and len(record) >= 16:
            first, last, left, right = struct.unpack_from("<4I", record)
            told.merged.append((first, left, last, right))
        elif 0 < kind <= _LAST_CELL and len(record) >= 8:
            column, style = struct.unpack_from("<II", record)
            if style & 0xFFFFFF in struck:
                told.struck.add((row, column))
            if kind in (_CELL_ERROR, _FORMULA_ERROR) and len(record) >= 9:
                told.cells[row, column] = ErrorValue(ERRORS.get(record[8], "#N/A"))
