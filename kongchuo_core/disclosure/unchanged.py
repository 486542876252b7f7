"""A correction of small changes: the tables stay as they were published, for a number that changes
by one follows one child.

Tables that count the same things belong together: they are published anew, or they all stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from kongchuo_core.disclosure.counted import Counted, CountedTable
from kongchuo_core.disclosure.layout import Choices
from kongchuo_core.disclosure.released import Released, ReleasedTable

OF_CHILDREN, OF_CASES = "人", "个"
STAYS = "各表的数变动都小于{width}，按规定不逐项更正，仍以上一版的数为准。"
"""Said in the notes of a table that stays as it was."""


def stand(
    whole: Counted, before: Sequence[Released], choices: Choices
) -> tuple[Counted, tuple[ReleasedTable, ...]]:
    """What is published anew, and the tables of the last edition of the term that stay as
    they are.
    """
    mine = [release for release in before if release.term == whole.term]
    if not mine:
        return whole, ()
    last = mine[-1]
    kept: list[ReleasedTable] = []
    for unit in (OF_CHILDREN, OF_CASES):
        old = [table for table in last.tables if table.unit == unit]
        changes = list(chain.from_iterable(_changes(table, whole) for table in old))
        if old and any(changes) and max(map(abs, changes)) < choices.width:
            kept += [_noted(table, choices) for table in old]
            tables = tuple(t for t in whole.tables if t.unit != unit)
            whole = replace(whole, tables=tables)
    return whole, tuple(kept)


def _noted(table: ReleasedTable, choices: Choices) -> ReleasedTable:
    note = STAYS.format(width=choices.width)
    return table if note in table.notes else replace(table, notes=(*table.notes, note))


def _changes(old: ReleasedTable, whole: Counted) -> Iterator[int]:
    """How far the numbers of a published table are from those of now."""
    source = next((t for t in whole.tables if t.code == old.code), None)
    if source is None:
        return
    now = dict(source.places())
    for row, column, cell in old.places():
        places = [(old.code, r, c) for r, c in _parts(old, source, row, column)]
        if cell.value is not None and all(place in now for place in places):
            yield sum(now[place] for place in places) - cell.value


def _parts(
    old: ReleasedTable, source: CountedTable, row: str, column: str
) -> list[tuple[str, str]]:
    together = {s.parent: s.children for s in old.merged if s.axis == source.along}
    if source.along == "column":
        return [(row, label) for label in together.get(column, (column,))]
    return [(label, column) for label in together.get(row, (row,))]


def with_kept(released: Released, kept: Sequence[ReleasedTable]) -> Released:
    """The release with the tables that stay; nothing of them is said to have changed."""
    codes = {table.code for table in kept}
    changed = tuple(place for place in released.changed if place[0] not in codes)
    return replace(released, tables=(*kept, *released.tables), changed=changed)
