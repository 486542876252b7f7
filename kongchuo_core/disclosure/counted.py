"""The tables of a release with every number still in them: for the office alone, and what must be checked before any is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kongchuo_core.disclosure.released import Balance, Dropped, Problem, Sum
from kongchuo_core.vocabulary.errors import BalanceError

Place = tuple[str, str, str]
"""A cell: table, row, column."""

Terms = Mapping[Place, int]
"""An equation: the cells times their signs add up to nought."""


class Frame(Protocol):
    """What a table with numbers and a released one have in common: labels, and what adds up to what."""

    @property
    def code(self) -> str: ...
    @property
    def rows(self) -> tuple[str, ...]: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def sums(self) -> tuple[Sum, ...]: ...
    @property
    def balances(self) -> tuple[Balance, ...]: ...


@dataclass(frozen=True)
class CountedTable:
    """A table as in :class:`kongchuo_core.disclosure.released.ReleasedTable`, with counts instead of cells.

    ``telling`` are the labels of which it tells something of each child that nearly all of the row (or column) are in that cell;
    ``headline`` are the columns that the public asks for first.
    """

    code: str
    title: str
    unit: str
    counts: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    total_row: str | None = None
    total_column: str | None = None
    sums: tuple[Sum, ...] = ()
    balances: tuple[Balance, ...] = ()
    notes: tuple[str, ...] = ()
    telling: frozenset[str] = frozenset()
    headline: frozenset[str] = frozenset()

    def places(self) -> Iterator[tuple[Place, int]]:
        """Every cell and its count, in reading order."""
        for row, line in zip(self.rows, self.values, strict=True):
            for column, value in zip(self.columns, line, strict=True):
                yield (self.code, row, column), value

    def total_alone(self, why: str) -> CountedTable:
        """The table without its rows under the total, and a note that says why."""
        at = self.rows.index(str(self.total_row))
        return replace(
            self,
            rows=(self.rows[at],),
            values=(self.values[at],),
            sums=tuple(s for s in self.sums if s.axis == "column"),
            notes=(*self.notes, why),
        )


@dataclass(frozen=True)
class Counted:
    """The whole of a release before anything is hidden."""

    term: str
    label: str
    edition: int
    county: str
    fictitious: bool
    tables: tuple[CountedTable, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def values(self) -> dict[Place, int]:
        """Every cell and its count."""
        return {place: value for table in self.tables for place, value in table.places()}

    def prove(self) -> None:
        """Every sum adds up, every balance balances, cells of the same name agree.

        Raises
        ------
        BalanceError
            where one doesn't.
        """
        values = self.values()
        for terms in equations(self.tables):
            if sum(sign * values[place] for place, sign in terms.items()):
                table, row, column = next(iter(terms))
                raise BalanceError(
                    f"公开的表不平衡：{table}“{row}”“{column}”",
                    remedy="这是程序的错误，请把这句话告诉维护人员",
                )


def equations(tables: Sequence[Frame]) -> Iterator[Terms]:
    """Every equation between the cells of a release: sums, balances, and cells of the same row and column in two tables."""
    for table in tables:
        yield from _sums(table)
        for balance in table.balances:
            signs = dict.fromkeys(balance.gains, 1) | dict.fromkeys(
                (*balance.losses, balance.rest), -1
            )
            yield from (
                {(table.code, row, column): sign for column, sign in signs.items()}
                for row in table.rows
            )
    first: dict[tuple[str, str], Place] = {}
    for table in tables:
        for row in table.rows:
            for column in table.columns:
                same = first.setdefault((row, column), (table.code, row, column))
                if same[0] != table.code:
                    yield {same: 1, (table.code, row, column): -1}


def _sums(table: Frame) -> Iterator[Terms]:
    for found in table.sums:
        for other in table.rows if found.axis == "column" else table.columns:
            cells = [
                (table.code, other, x) if found.axis == "column" else (table.code, x, other)
                for x in (found.parent, *found.children)
            ]
            yield dict.fromkeys(cells, -1) | {cells[0]: 1}
