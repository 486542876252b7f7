"""What the attendance sheet of a class becomes: an answer for each row of a roll, records of the
register of absences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from kongchuo_core.registers import grids, says
from kongchuo_core.registers.headers import Column, Table
from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.words import Says, Words
from kongchuo_core.vocabulary.registers import DAYS, FULL_ATTENDANCE, REGISTERS

MOST_BLOCKS = 100
"""Stretches of one row, counted within its block of the sheet: a month has fewer."""
_OF_PUPIL = ("name", "id_no", "student_no")
_MADE = ("first_day", "last_day", "excuse", "note")
"""Fields of a record that come from the marks."""
_BLANK = "没有记号"


def grid_of(
    table: Table, rows: Sequence[Sequence[Any]], sheet: RawSheet, words: Words, below: str
) -> grids.Grid:
    """The marks of a table's rows, read with the legend that stands on the sheet; ``below`` is the
    file's name.
    """
    columns = table.of(DAYS.name)
    cells = [[r[c.index] if c.index < len(r) else None for r in rows] for c in columns]
    labels = [c.day for c in columns if c.day is not None]
    around = (table.title, table.before, sheet.sheet, below)
    of_absence = any(map(grids.lists_absences, around))
    return grids.grid(labels, cells, words, grids.meanings_in(sheet.rows), of_absence=of_absence)


def answered(rows: Sequence[says.Row], grid: grids.Grid, heading: str, most: int) -> None:
    """Give each row of a roll the answer of its marks; beside a column that says something else it
    is a question.
    """
    for row, marks in zip(rows, grid.rows, strict=True):
        told = grids.answer(grid.labels, marks, grid.filed, most)
        if told.says is None:
            continue
        if told.says is not Says.ASK and row.answer not in (None, told.says, Says.ASK):
            row.ask(says.Doubt.CONFLICT, heading, told.text or "有到校的记号")
        elif told.says is Says.ASK and row.answer is not Says.NO:
            row.ask(_why(told), heading, told.text)
        elif row.answer is None:
            row.answer = told.says


def _why(told: grids.Mark) -> says.Doubt:
    if told.text == grids.BLANK:
        return says.Doubt.BLANK
    return says.Doubt.NOTE if told.known else says.Doubt.WORD


@dataclass(frozen=True)
class Unfolded:
    """A table of absences in place of an attendance sheet: ``origin`` is the place of the row that
    each row comes from.

    ``blocks`` numbers the rows of one origin; ``unclear`` has the places of rows with a mark that
    nobody understands, and the mark.
    """

    table: Table
    rows: list[list[Any]]
    origin: list[int]
    blocks: list[int]
    unclear: list[tuple[int, str]]


def unfolded(
    table: Table, rows: Sequence[Sequence[Any]], grid: grids.Grid, days: Sequence[date | None]
) -> Unfolded:
    """Every stretch of days as a record: away, on leave, or, without a name and as 全勤, there.

    ``days`` are the dates of the grid's days.
    """
    headed = (c.index + 1 for c in table.columns)
    width = max([*(len(row) for row in rows), *headed])
    found = Unfolded(_columns(table, width), [], [], [], [])
    pupil = [c.index for c in chain.from_iterable(map(table.of, _OF_PUPIL))]
    notes = [c.index for c in table.of("note")][:1]
    for origin, (row, marks) in enumerate(zip(rows, grid.rows, strict=True)):
        for number, stretch in enumerate(grids.stretches(days, marks, grid.filed), 1):
            found.rows.append(_record([*row, *[None] * (width - len(row))], stretch, pupil, notes))
            found.origin.append(origin)
            found.blocks.append((table.block - 1) * MOST_BLOCKS + number)
            if stretch.mark.says is None or not stretch.mark.known:
                found.unclear.append((len(found.rows) - 1, stretch.mark.text or _BLANK))
    return found


def _columns(table: Table, width: int) -> Table:
    made = (
        Column(width + place, REGISTERS["absences"].field(name).heading, name)
        for place, name in enumerate(_MADE)
    )
    kept = (c for c in table.columns if c.field not in (*_MADE, DAYS.name))
    return replace(table, columns=(*made, *kept))


def _record(
    row: list[Any], stretch: grids.Stretch, pupil: Sequence[int], notes: Sequence[int]
) -> list[Any]:
    """One record's cells: the row's own, then first day, last day, excuse, note."""
    note = row[notes[0]] if notes else None
    if stretch.mark.says is Says.YES:
        cells = [None if index in pupil else cell for index, cell in enumerate(row)]
        return [*cells, stretch.first, stretch.last, None, FULL_ATTENDANCE]
    excused = stretch.mark.says is not Says.NO
    excuse = (stretch.mark.text or _BLANK) if excused else None
    return [*row, stretch.first, stretch.last, excuse, note]


def headings(table: Table) -> str:
    """The days of a table for a message: the first and the last heading."""
    told = [c.heading for c in table.of(DAYS.name)]
    return f"{told[0]}至{told[-1]}" if len(told) > 1 else "".join(told)
