"""Which cells are hidden: the small ones, and the fewest others that keep every hidden cell at least so wide as the rule asks.

The method is that of Fischetti and Salazar-González (2000): a master problem chooses cells; for each hidden one the widest range
that a reader can derive is found; where it is too narrow, linear duality gives an inequality that every safe choice satisfies and
this one doesn't; it is added to the master, and again. What comes out is safe and of least cost. The proof is made once more, by a
program that shares nothing with this one, from the published files (``release/attack.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from kongchuo_core.disclosure import coarsen
from kongchuo_core.disclosure.bounds import (
    SLACK,
    Mask,
    Ranges,
    Vector,
    capacity,
    narrow,
    whole_reach,
)
from kongchuo_core.disclosure.counted import Counted, CountedTable, Place
from kongchuo_core.disclosure.knowledge import Known, changed, known
from kongchuo_core.disclosure.released import HIDDEN, Cell, Dropped, Released, ReleasedTable
from kongchuo_core.vocabulary.errors import DisclosureError


class Reason(StrEnum):
    """Why a cell is hidden. For the office alone: see :mod:`kongchuo_core.disclosure.released`."""

    THRESHOLD = "threshold"
    COMPLEMENT = "complement"
    PROTECTS = "protects"

    @property
    def words(self) -> str:
        """The reason in Chinese."""
        return {
            "threshold": "数目小于门槛",
            "complement": "其余的数目小于门槛",
            "protects": "公开后可推算出别的小数目",
        }[self]


@dataclass(frozen=True)
class Choices:
    """``threshold``: counts from 1 up to below it are small; ``width``: how wide a hidden cell's range must be.

    ``hide_noughts``: a nought may be hidden to protect others. ``rounds`` and ``nodes`` bound the work so that it is the same
    everywhere; ``seconds`` is the last resort against a hang.
    """

    threshold: int = 5
    width: int = 5
    hide_noughts: bool = True
    rounds: int = 300
    nodes: int = 20_000
    seconds: int = 60


@dataclass(frozen=True)
class Suppressed:
    """The release, the reason for each hidden cell, and the cost beside that of hiding everything."""

    released: Released
    reasons: Mapping[Place, Reason]
    cost: int
    cost_of_all: int
    rounds: int


class NothingLeftError(DisclosureError):
    """Nothing can be published; ``dropped`` says of each table why."""

    def __init__(self, dropped: tuple[Dropped, ...]) -> None:
        super().__init__(
            "没有一张表可以公开",
            remedy="等数目大一些，或在 params/rules/publication.yaml 里改用更粗的分组",
        )
        self.dropped = dropped


class TooHardError(Exception):
    """No safe choice, or none within the bound on work."""


@dataclass
class _Master:
    """The choice of cells: least cost under the inequalities found so far."""

    costs: Vector
    low: Vector
    high: Vector
    lines: list[Vector] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)

    def require(self, line: Vector, right: float) -> None:
        """``line @ hidden`` must be at least ``right``."""
        self.lines.append(line)
        self.rights.append(right)

    def solve(self, choices: Choices) -> Mask:
        """The cheapest choice."""
        limits = LinearConstraint(np.array(self.lines), self.rights, np.inf) if self.lines else None
        options = {"mip_rel_gap": 0.0, "node_limit": choices.nodes, "time_limit": choices.seconds}
        found = milp(
            self.costs,
            integrality=np.ones(len(self.costs)),
            bounds=Bounds(self.low, self.high),
            constraints=limits,
            options=options,
        )
        if found.status or found.x is None:
            raise TooHardError
        chosen: Mask = found.x > 0.5
        return chosen


def suppress(
    counted: Counted, earlier: Sequence[Released] = (), choices: Choices | None = None
) -> Suppressed:
    """Hide what must be hidden in all tables of a release together, against each other and against earlier releases.

    Where nothing safe is found within the bound on work, or what is left says nothing, a table loses its breakdown or is dropped,
    and the release says so.

    Raises
    ------
    BalanceError
        where the tables don't add up.
    DisclosureError
        where nothing can be published.
    """
    counted.prove()
    choices, dropped = choices or Choices(), list(counted.dropped)
    while counted.tables:
        facts = known(counted, earlier)
        primary = _primary(counted, choices.threshold)
        try:
            hidden, rounds = _optimum(facts, primary, _costs(counted), choices)
        except TooHardError:
            counted, gone = coarsen.harder(counted, _stuck(facts, primary, choices), bool(earlier))
        else:
            gone, before = [], counted
            counted, gone = coarsen.emptied(
                counted, {p for p, h in zip(facts.places[: facts.mine], hidden, strict=False) if h}
            )
            if counted == before:
                return _released(
                    replace(counted, dropped=tuple(dropped)),
                    facts,
                    hidden,
                    primary,
                    rounds,
                    earlier,
                )
        dropped += gone
    raise NothingLeftError(tuple(dropped))


def _stuck(facts: Known, primary: Mapping[Place, Reason], choices: Choices) -> set[str]:
    """The tables with a small cell that nothing can protect: not even with all the rest hidden is its range wide enough."""
    everything = np.ones(len(facts.places), dtype=bool)
    small = [n for n, place in enumerate(facts.places[: facts.mine]) if place in primary]
    seen = Ranges.of(facts.system)
    return {
        facts.places[n][0]
        for n in small
        if narrow(facts.system, everything, n, choices.width, seen, [])
    }


def _primary(counted: Counted, threshold: int) -> dict[Place, Reason]:
    """The cells that are small, and those whose rest is small where that tells."""
    values = counted.values()
    found = {place: Reason.THRESHOLD for place, value in values.items() if 0 < value < threshold}
    for table in counted.tables:
        for total in table.sums:
            for child in sorted(table.telling.intersection(total.children)):
                for other in table.rows if total.axis == "column" else table.columns:
                    whole, part = (
                        (table.code, other, x) if total.axis == "column" else (table.code, x, other)
                        for x in (total.parent, child)
                    )
                    if values[part] > 0 and values[whole] - values[part] < threshold:
                        found.setdefault(part, Reason.COMPLEMENT)
    return found


def _costs(counted: Counted) -> dict[Place, int]:
    """What hiding a cell loses: its count's binary digits and one more; times 20 in the total row, 4 in total and headline columns.

    Times a thousand, to leave room for the place in reading order, by which equal choices are told apart.
    """
    costs: dict[Place, int] = {}
    for table in counted.tables:
        for place, value in table.places():
            heavy = (20 if place[1] == table.total_row else 1) * (
                4 if place[2] in {table.total_column, *table.headline} else 1
            )
            costs[place] = (1 + value.bit_length()) * heavy * 1000 + len(costs)
    return costs


def _optimum(
    facts: Known, primary: Mapping[Place, Reason], costs: Mapping[Place, int], choices: Choices
) -> tuple[Mask, int]:
    """The cheapest safe choice of hidden cells, and how many rounds it took."""
    mine, size = facts.places[: facts.mine], len(facts.places)
    first = np.array([*(float(p in primary) for p in mine), *np.ones(size - facts.mine)])
    may = np.ones(size) if choices.hide_noughts else np.maximum(first, facts.system.values > 0)
    master = _Master(
        np.array([*(float(costs[p]) for p in mine), *np.zeros(size - facts.mine)]), first, may
    )
    asked = _asked(facts, choices)
    for line in facts.system.matrix:
        for cell in np.flatnonzero((line != 0) & (asked > 0)):
            others = (line != 0).astype(float)
            others[cell] = -1
            master.require(others, 0)
    points: list[Vector] = []
    for round_ in range(1, choices.rounds + 1):
        hidden = master.solve(choices)
        if not _cut(facts, hidden, asked, master, points):
            too_few = _narrow_in_whole_numbers(facts, hidden, choices.width, asked, points)
            if not too_few:
                return hidden, round_
            asked[too_few] += 1
    raise TooHardError


def _asked(facts: Known, choices: Choices) -> Vector:
    """How wide each cell's range must be; an earlier release's no wider than it could ever be."""
    asked = np.full(len(facts.places), float(choices.width))
    everything, seen = np.ones(len(facts.places), dtype=bool), Ranges.of(facts.system)
    for cell in map(int, np.flatnonzero(facts.before)):
        if sides := narrow(facts.system, everything, cell, choices.width, seen, []):
            asked[cell] = sides[0].reach + sides[1].reach
    return asked


def _cut(facts: Known, hidden: Mask, asked: Vector, master: _Master, points: list[Vector]) -> int:
    """For every hidden cell whose range is too narrow, an inequality; the number of them.

    ``points`` are those found in earlier rounds: where they move hidden cells alone they spare the search.
    """
    seen, cuts = Ranges.of(facts.system, points, hidden), 0
    for cell in map(int, np.flatnonzero(hidden)):
        if sides := narrow(facts.system, hidden, cell, asked[cell], seen, points):
            line = capacity(facts.system, sides, asked[cell])
            line[cell] -= asked[cell]
            master.require(line, 0)
            cuts += 1
    return cuts


def _narrow_in_whole_numbers(
    facts: Known, hidden: Mask, width: int, asked: Vector, points: Sequence[Vector]
) -> list[int]:
    """The hidden cells whose range holds fewer whole numbers than it is wide; counts are whole, and the reader knows."""
    seen, too_few = Ranges.of(facts.system, points, hidden, whole=True), []
    for cell in map(int, np.flatnonzero(hidden)):
        if seen.widths[cell] >= min(width, asked[cell]):
            continue
        found = [whole_reach(facts.system, hidden, cell, way, width) for way in (1, -1)]
        for _, point in found:
            seen.see(point)
        if sum(far for far, _ in found) < min(width, np.floor(asked[cell] + SLACK)):
            too_few.append(cell)
    return too_few


def _released(
    counted: Counted,
    facts: Known,
    hidden: Mask,
    primary: Mapping[Place, Reason],
    rounds: int,
    earlier: Sequence[Released],
) -> Suppressed:
    places = {p for p, h in zip(facts.places[: facts.mine], hidden, strict=False) if h}
    costs = {place: cost // 1000 for place, cost in _costs(counted).items()}
    reasons = {
        place: primary.get(place, Reason.PROTECTS) for place in counted.values() if place in places
    }
    released = Released(
        counted.term,
        counted.label,
        counted.edition,
        counted.county,
        counted.fictitious,
        tuple(_table(t, places) for t in counted.tables),
        counted.dropped,
        counted.problems,
        counted.notes,
        changed(counted, earlier),
    )
    return Suppressed(released, reasons, sum(costs[p] for p in places), sum(costs.values()), rounds)


def _table(table: CountedTable, hidden: set[Place]) -> ReleasedTable:
    cells = tuple(
        tuple(
            HIDDEN if (table.code, row, column) in hidden else Cell(value)
            for column, value in zip(table.columns, line, strict=True)
        )
        for row, line in zip(table.rows, table.values, strict=True)
    )
    return ReleasedTable(
        table.code,
        table.title,
        table.unit,
        table.counts,
        table.rows,
        table.columns,
        cells,
        table.total_row,
        table.total_column,
        table.sums,
        table.balances,
        table.notes,
    )
