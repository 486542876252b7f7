"""Other counties that would have published the very same: what nobody can tell apart from outside,
nobody can work out.

    python benchmarks/sweeps/worlds.py [--counties 3]

The attacker of ``release/attack`` bounds what can be worked out from the files; this goes the other
way. For each number that is not told a county is looked for that differs as little as can be, has
that number otherwise, and of which this program, asked with the same earlier editions, publishes
the same files, byte for byte. Who knows the files, the rules and the program can't tell the two
counties apart. Where such counties hold the number at both ends of a range of five, it is proven
that it is safe against every attacker who knows no child and no town of his own, not only against
those we thought of.

Beside it an attacker of its own is asked (:meth:`Search.bounds`): he counts kinds of children
instead of cells.

The counties are found by an integer programme over children by town, stage, verdict and case; a
number for which none is found is only not proven.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from functools import cached_property
from itertools import chain, product
from pathlib import Path
from typing import Any, cast

import highspy
import numpy as np

from benchmarks.sweeps.publication import TOWNS, Child, Made, county, plan
from kongchuo_core.disclosure.counted import Counted, Place
from kongchuo_core.disclosure.plan import counted
from kongchuo_core.disclosure.released import Released
from kongchuo_core.edition import Edition
from kongchuo_core.release.candidate import of_schools, proposed

SECONDS = 2.0
"""So long a county is looked for."""
MOST = 40.0
"""So many children more of one kind at most."""
COST = 4.0
"""What it costs to move another number that isn't told, beside a child of another kind."""
FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible
Key = tuple[Any, ...]
_AT = [f.name for f in fields(Child)].index("school")


@dataclass
class World:
    """A county's edition with what is published of it after ``before``, which lies in
    ``folders``.
    """

    made: Made
    before: Sequence[Released]
    folders: Sequence[Path]
    number: int

    @cached_property
    def whole(self) -> Counted:
        """Every number of it."""
        return counted(cast(Edition, self.made), plan(), self.number)

    @cached_property
    def released(self) -> Released:
        """What is published of it."""
        edition = cast(Edition, self.made)
        with tempfile.TemporaryDirectory() as scratch:
            into = Path(scratch) / "edition"
            schools = of_schools(edition, self.whole)
            choices = plan().choices
            return proposed(self.whole, self.before, self.folders, choices, into, schools).released

    def told(self) -> Iterator[tuple[frozenset[Place], int]]:
        """The cells behind every published number, and the number."""
        for table in self.released.tables:
            parts = {s.parent: s.children for s in table.merged}
            for row, column, cell in table.places():
                cells = product(parts.get(row, (row,)), parts.get(column, (column,)))
                yield frozenset((table.code, r, c) for r, c in cells), cell.value or 0

    def untold(self) -> list[Place]:
        """The cells that stand in no table by themselves, without those that a rule makes
        nought.
        """
        single = chain.from_iterable(cells for cells, _ in self.told() if len(cells) == 1)
        alone = {place[1:] for place in single}
        noughts: set[Place] = set()
        for t in self.whole.tables:
            noughts |= {(t.code, r.parent, r.child) for r in t.rules if r.kind == "nought"}
        values = self.whole.values()
        return [p for p in values if p[1:] not in alone and p not in noughts]


def _key(child: Child) -> Key:
    found = list(astuple(child))
    del found[_AT]
    return tuple(found)


def _child(key: Key, school: str) -> Child:
    return Child(*key[:_AT], school, *key[_AT:])


def _solver(size: int, most: np.ndarray, rows: Sequence[tuple[np.ndarray, float, float]]) -> Any:
    """Whole numbers of nought or more, up to ``most``, under rows of inequalities."""
    solver = highspy.Highs()
    for option, setting in (("output_flag", False), ("threads", 1), ("time_limit", SECONDS)):
        solver.setOptionValue(option, setting)
    solver.addVars(size, np.zeros(size), most)
    every = np.arange(size, dtype=np.int32)
    solver.changeColsIntegrality(size, every, np.full(size, highspy.HighsVarType.kInteger))
    for row, low, high in rows:
        at = np.flatnonzero(row).astype(np.int32)
        solver.addRow(low, high, len(at), at, row[at])
    return solver


class Search:
    """Counties near a given one: how many children of each kind there are, under all that is
    published.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.have = Counter(map(_key, world.made.children))
        self.kinds = sorted(self._kinds(), key=str)
        self.now = np.array([self.have[k] for k in self.kinds], dtype=float)
        self.cells = self._cells()
        self.limits = list(self._limits())

    def _kinds(self) -> set[Key]:
        """Each kind of child there is, in any town and stage, for any cause that there is."""
        stages = {k[1] for k in self.have}
        causes = {k[4] for k in self.have}
        found = set(self.have)
        for key in self.have:
            wanted = causes if key[4] or key[5] else {key[4]}
            for town, stage, cause in product(TOWNS, stages, wanted):
                if stage or key[2] == "REVIEW":
                    moved = (town, stage, key[2], key[3], cause, *key[5:])
                    if not (key[2] == "COMPLETED" and stage == "小学"):
                        found.add(moved)
        return found

    def _cells(self) -> dict[Place, np.ndarray]:
        """Cell → how much of it one child of each kind is."""
        found: dict[Place, np.ndarray] = {}
        for n, key in enumerate(self.kinds):
            one = World(replace(self.world.made, children=[_child(key, "")]), (), (), 1)
            for place, value in one.whole.values().items():
                if value:
                    found.setdefault(place, np.zeros(len(self.kinds)))[n] = value
        return found

    def _row(self, cells: frozenset[Place]) -> np.ndarray:
        none = np.zeros(len(self.kinds))
        return cast(np.ndarray, sum((self.cells.get(place, none) for place in cells), none))

    def _limits(self) -> Iterator[tuple[np.ndarray, float, float]]:
        """What is published stays; so do the towns that have a part in it, and none has nearly all;
        so does what was known before.
        """
        choices = plan().choices
        for cells, value in self.world.told():
            row = self._row(cells)
            yield row, value, value
            for town in TOWNS:
                mine = row * np.array([k[0] == town for k in self.kinds])
                part = float(mine @ self.now)
                if part:
                    yield mine, 1, max(part, value - choices.width)
        for town in TOWNS:
            opening = np.array(
                [k[0] == town and k[5] + k[7] - k[6] - k[8] for k in self.kinds], dtype=float
            )
            yield opening, float(opening @ self.now), float(opening @ self.now)

    def other(self, place: Place, value: int) -> World | None:
        """The nearest county in which a cell is so much; ``None`` where none is found in time."""
        size, values = len(self.kinds), self.world.whole.values()
        most = np.concatenate([np.full(size, MOST), self.now])
        wanted = [*self.limits, (self._row(frozenset({place})), value, value)]
        rows = []
        for row, low, high in wanted:
            base = float(row @ self.now)
            rows.append((np.concatenate([row, -row]), low - base, high - base))
        solver = _solver(2 * size, most, rows)
        every = np.arange(2 * size, dtype=np.int32)
        solver.changeColsCost(2 * size, every, np.ones(2 * size))
        for n, other in enumerate(p for p in self.world.untold() if p[1:] != place[1:]):
            self._held(solver, n, other, values[other], plan().choices.small)
        solver.run()
        if solver.getInfo().primal_solution_status != FEASIBLE:
            return None
        moved = np.rint(np.array(solver.getSolution().col_value)).astype(int)[: 2 * size]
        return self._moved(moved[:size] - moved[size:])

    def _held(self, solver: Any, n: int, place: Place, value: int, small: int) -> None:
        """Let another cell stay as it is, or at least as small: each step away costs, and more
        where it shows.
        """
        size = len(self.kinds)
        low, high = (1, small - 1) if 0 < value < small else (value, value)
        row = self._row(frozenset({place}))
        both = np.concatenate([row, -row])
        at = np.flatnonzero(both).astype(np.int32)
        base = float(row @ self.now)
        solver.addVars(2, np.zeros(2), np.full(2, np.inf))
        slack = np.array([2 * size + 2 * n, 2 * size + 2 * n + 1], dtype=np.int32)
        solver.changeColsCost(2, slack, np.full(2, COST))
        solver.addRow(
            low - base,
            high - base,
            len(at) + 2,
            np.concatenate([at, slack]),
            np.concatenate([both[at], [1.0, -1.0]]),
        )

    def bounds(self, place: Place) -> tuple[float, float]:
        """Between which numbers a cell lies for who knows what is published, child by child, and
        that no town has nearly all.

        An attacker of its own: he counts kinds of children (town, stage, verdict, case) instead of
        cells, so that every rule holds of each child, and he knows the program's rule for a town's
        part.
        """
        size, width = len(self.kinds), plan().choices.width
        rows: list[tuple[np.ndarray, float, float]] = []
        for cells, value in self.world.told():
            row = self._row(cells)
            rows.append((row, value, value))
            towns = [row * np.array([k[0] == town for k in self.kinds]) for town in TOWNS]
            rows += [(mine, 0, max(value - width, 0)) for mine in towns] if value else []
        solver = _solver(size, np.full(size, np.inf), rows)
        wanted = self._row(frozenset({place}))
        found = []
        for way in (1.0, -1.0):
            solver.changeColsCost(size, np.arange(size, dtype=np.int32), way * wanted)
            solver.run()
            status = solver.getModelStatus()
            best = way * solver.getInfo().objective_function_value
            found.append(best if status == highspy.HighsModelStatus.kOptimal else way * -np.inf)
        return found[0], found[1]

    def _moved(self, change: np.ndarray) -> World:
        """The county with so many children more or less of each kind."""
        less = Counter({k: int(-n) for k, n in zip(self.kinds, change, strict=True) if n < 0})
        schools = {c.town: c.school for c in self.world.made.children}
        kept: list[Child] = []
        for child in self.world.made.children:
            key = _key(child)
            if less[key]:
                less[key] -= 1
            else:
                kept.append(child)
        more = Counter({k: int(n) for k, n in zip(self.kinds, change, strict=True) if n > 0})
        added = [_child(kind, schools[kind[0]]) for kind in more.elements()]
        world = self.world
        made = Made(world.made.term, [*kept, *added])
        return World(made, world.before, world.folders, world.number)


def proven(world: World, width: int) -> Iterator[tuple[Place, bool]]:
    """Each number that isn't told, and whether counties that publish the same hold it at ends so
    far apart.
    """
    search, values = Search(world), world.whole.values()
    seen: dict[Place, set[int]] = {place: {values[place]} for place in world.untold()}

    def look(place: Place, value: int) -> None:
        other = search.other(place, value) if value >= 0 else None
        if other is not None and other.released == world.released:
            found = other.whole.values()
            for known in seen:
                seen[known].add(found[known])

    for place in seen:
        true = values[place]
        for value in (true + width, true - width, 0, width, true + 2, true + 3, true - 2, 1, 6):
            if max(seen[place]) - min(seen[place]) >= width:
                break
            if value not in seen[place]:
                look(place, value)
        yield place, max(seen[place]) - min(seen[place]) >= width


def narrow(world: World, width: int) -> list[tuple[Place, float, float]]:
    """The numbers that aren't told and that the attacker who counts children works out; noughts and
    large ones aside.
    """
    search = Search(world)
    found = [(place, *search.bounds(place)) for place in world.untold()]
    return [x for x in found if x[2] - x[1] < width and x[1] < width and x[2] > 0]


def first_editions(seed: int) -> World:
    """The first edition of a random county (``publication.county``)."""
    return World(next(county(seed)), (), (), 1)


def main(say: Callable[[str], None] = print) -> None:
    """Tell of the first editions of some counties how many numbers that aren't told are proven
    safe.
    """
    parser = argparse.ArgumentParser(description="公布同样材料的另一个县：没有公布的数有没有证明")
    parser.add_argument("--counties", type=int, default=3)
    for seed in range(parser.parse_args().counties):
        world = first_editions(seed)
        won = narrow(world, plan().choices.width)
        found = dict(proven(world, plan().choices.width))
        told = _open(found, world.whole.values())
        say(
            f"{seed}\t{len(world.made.children)}人\t推算出{len(won)}\t证明{sum(found.values())}/{len(found)}\t{told}"
        )


def _open(found: Mapping[Place, bool], values: Mapping[Place, int]) -> str:
    return "；".join(f"{'/'.join(p)}={values[p]}" for p, safe in found.items() if not safe)


if __name__ == "__main__":
    main()
