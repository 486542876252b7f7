"""Text in columns: commas, semicolons, tabs or bars between the cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Any

from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.reading.decode import decode
from kongchuo_core.registers.reading.refusal import Refused

_SEPARATORS = ",\t;|，；"
_SAMPLE = 200
"""Lines from which the separator is told."""
_NAMED = re.compile(r"sep=(.)\s*\r?\n", re.IGNORECASE)
_LONGEST_CELL = 2**31 - 1
_TAIL = "\x00\x1a"
"""What old programs and broken-off copies leave behind the text."""
_SHELL = re.compile(r'=\s*"(.*)"\s*', re.DOTALL)


def read(content: bytes, name: str) -> RawSheet:
    """A text as one sheet without a name; a row is numbered by the physical line on which it
    begins.

    Raises
    ------
    Refused
        ``encoding``; ``quotes``, where a quotation mark has no partner: rows below it would vanish
        in one cell.
    """
    text = decode(content).rstrip(_TAIL)
    named = _NAMED.match(text)
    separator = named[1] if named else _separator(text)
    if '="' in text:
        text = re.sub(
            f'(?m)(^|{re.escape(separator)})="', r'\1"', text
        )  # a shell holds its separators
    wrapped = any(sign in text for sign in ('="', "'", "NULL"))
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    rows: list[list[Any]] = []
    numbers: list[int] = []
    start = 1
    try:
        for row in reader:
            rows.append([plain_cell(c) for c in row] if wrapped else row)
            numbers.append(start)
            start = reader.line_num + 1
    except csv.Error:
        raise Refused("quotes", row=str(start)) from None
    if named:
        rows[0] = []
    return RawSheet(name, "", rows, numbers)


def plain_cell(cell: str) -> str:
    """What a cell says without what programs put around it: ``="…"`` and ``'`` keep Excel from
    making it a number, NULL is a blank.
    """
    if shell := _SHELL.fullmatch(cell):
        return shell[1].replace('""', '"')
    if cell.strip() == "NULL":
        return ""
    return cell[1:] if cell.startswith("'") and len(cell) > 1 else cell


def _separator(text: str) -> str:
    """The character that makes the same number of columns, more than one, in the most lines; commas
    where none does.
    """
    lines = [line for line in text[: _SAMPLE * 1000].splitlines()[:_SAMPLE] if line.strip()]
    best, found = (0, 0), ","
    for separator in _SEPARATORS:
        counts = Counter(_columns(line, separator) for line in lines)
        counts.pop(1, None)
        if counts:
            columns, times = max(counts.items(), key=lambda c: (c[1], c[0]))
            if (times, columns) > best:
                best, found = (times, columns), separator
    return found


def _columns(line: str, separator: str) -> int:
    """Cells of a line: separators inside quotation marks divide nothing."""
    return 1 + sum(part.count(separator) for part in line.split('"')[0::2])
