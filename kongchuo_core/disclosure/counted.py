"""The tables of a release with every number still in them: for the office alone, and what must be
checked before any is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from kongchuo_core.disclosure.released import Axis, Balance, Dropped, Problem, Rule, Sum
from kongchuo_core.vocabulary.errors import BalanceError

Place = tuple[str, str, str]
"""A cell: table, row, column."""

Grid = tuple[tuple[int, ...], ...]

Block = tuple[str, ...]
"""Labels told together, or one alone."""

Ladder = tuple[tuple[Block, ...], ...]
"""Steps by which the same labels are told together, finer ones first; that each stands alone is the
step before the first.
"""

Terms = Mapping[Place, int]
"""An equation: the cells times their signs add up to nought."""


@dataclass(frozen=True)
class CountedTable:
    """A table as in :class:`kongchuo_core.disclosure.released.ReleasedTable`, with counts instead
    of cells.

    ``along`` is the axis whose labels may be told together or left out. ``ladders`` say which
    labels are told together where one of them is small: each is a row of steps, a step the blocks
    in which its labels stand, finer ones first; ``gives_up`` the labels in the order in which they
    are left out where the rest can't be made safe; both are fixed before any number is known.
    ``telling`` are labels of which it tells something of each child that nearly all are in them.
    ``towns`` are the same cells of each town that contributes to them: what its clerk knows.
    """

    code: str
    title: str
    unit: str
    counts: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Grid
    total_row: str | None = None
    total_column: str | None = None
    sums: tuple[Sum, ...] = ()
    balances: tuple[Balance, ...] = ()
    rules: tuple[Rule, ...] = ()
    notes: tuple[str, ...] = ()
    along: Axis = "column"
    ladders: tuple[Ladder, ...] = ()
    gives_up: tuple[str, ...] = ()
    telling: frozenset[str] = frozenset()
    headline: frozenset[str] = frozenset()
    towns: Mapping[str, Grid] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that may be told together or left out, the total's among them."""
        return self.columns if self.along == "column" else self.rows

    @property
    def others(self) -> tuple[str, ...]:
        """The labels of the other axis, which always stand."""
        return self.rows if self.along == "column" else self.columns

    def place(self, label: str, other: str) -> Place:
        """The cell of a label and one of the other axis."""
        return (self.code, other, label) if self.along == "column" else (self.code, label, other)

    def places(self) -> Iterator[tuple[Place, int]]:
        """Every cell and its count, in reading order."""
        yield from self._of(self.values)

    def of_towns(self) -> dict[str, dict[Place, int]]:
        """Town → its part of every cell."""
        return {town: dict(self._of(values)) for town, values in self.towns.items()}

    def _of(self, values: Grid) -> Iterator[tuple[Place, int]]:
        for row, line in zip(self.rows, values, strict=True):
            for column, value in zip(self.columns, line, strict=True):
                yield (self.code, row, column), value


@dataclass(frozen=True)
class Counted:
    """The whole of a release before anything is hidden. ``towns`` is how many towns the
    county has.
    """

    term: str
    label: str
    edition: int
    county: str
    fictitious: bool
    tables: tuple[CountedTable, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    towns: int = 0
    reservations: tuple[str, ...] = ()

    def values(self) -> dict[Place, int]:
        """Every cell and its count."""
        return dict(chain.from_iterable(table.places() for table in self.tables))

    def prove(self) -> None:
        """Every sum adds up, every balance balances, cells of the same name agree, what a rule
        makes nought is nought.

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


def equations(tables: tuple[CountedTable, ...]) -> Iterator[Terms]:
    """Every equation between the cells of a release: sums, balances, noughts, and cells of the same
    row and column in two tables.
    """
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
        yield from (
            {(table.code, rule.parent, rule.child): 1}
            for rule in table.rules
            if rule.kind == "nought"
        )
    yield from _of_one_name(tables)


def _of_one_name(tables: tuple[CountedTable, ...]) -> Iterator[Terms]:
    first: dict[tuple[str, str], Place] = {}
    for table in tables:
        for place, _ in table.places():
            same = first.setdefault(place[1:], place)
            if same[0] != table.code:
                yield {same: 1, place: -1}


def _sums(table: CountedTable) -> Iterator[Terms]:
    for found in table.sums:
        for other in table.rows if found.axis == "column" else table.columns:
            cells = [
                (table.code, other, x) if found.axis == "column" else (table.code, x, other)
                for x in (found.parent, *found.children)
            ]
            yield dict.fromkeys(cells, -1) | {cells[0]: 1}
