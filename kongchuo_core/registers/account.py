"""What a sheet holds, counted from its cells alone, and what became of each of its rows: the first
of the sums (law 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from kongchuo_core.registers.headers import Table
from kongchuo_core.registers.raw import RawSheet, is_blank
from kongchuo_core.registers.records import Part

_NUMBER_LENGTH = 18


@dataclass(frozen=True)
class Account:
    """One sheet: rows in which anything stands, and how many of them are titles and headings,
    records, notes and totals.

    ``others`` are the rows of which nobody said what they are; there may be none.
    """

    file: str
    sheet: str
    filled: int
    headings: int
    records: int
    notes: int
    others: tuple[int, ...]


def account(sheet: RawSheet, tables: Sequence[Table], parts: Sequence[Part]) -> Account:
    """The account of a sheet; of one without a table of the register every row is a note.

    Parameters
    ----------
    parts : what was read from each of ``tables``.
    """
    filled = {
        number
        for number, row in zip(sheet.numbers, sheet.rows, strict=True)
        if any(not is_blank(cell) for cell in row)
    }
    records = set(chain.from_iterable(part.table["row"].to_pylist() for part in parts))
    headings = {sheet.numbers[i] for i in _heading_rows(tables)} & filled
    passed = set(chain.from_iterable(part.passed for part in parts))
    notes = passed & filled if tables else filled
    notes -= records | headings
    headings -= records
    return Account(
        sheet.file,
        sheet.sheet,
        len(filled),
        len(headings),
        len(records & filled),
        len(notes),
        tuple(sorted(filled - headings - records - notes)),
    )


def _heading_rows(tables: Sequence[Table]) -> Iterator[int]:
    """Titles and headings: what stands above the records of each table, back to the end of the one
    before.
    """
    end = 0
    for table in sorted(tables, key=lambda t: (t.body, t.block)):
        yield from range(end, table.body)
        end = max(end, table.end)


def unread_numbers(
    sheet: RawSheet, tables: Sequence[Table], parts: Sequence[Part]
) -> Iterator[int]:
    """Numbers of the rows with an identity number that belongs to no record and stands under no
    heading: somebody may be there.
    """
    read: set[tuple[int, int]] = set()
    for table, part in zip(tables, parts, strict=True):
        columns = [column.index for column in table.columns if not column.bare]
        for number in part.table["row"].to_pylist():
            read.update((number, column) for column in columns)
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        if any(_is_number(c) and (number, at) not in read for at, c in enumerate(row)):
            yield number


def _is_number(cell: Any) -> bool:
    return (
        isinstance(cell, str)
        and len(cell) == _NUMBER_LENGTH
        and cell[:-1].isascii()
        and cell[:-1].isdigit()
    )
