"""The attacker: knows only what anybody can download, and works out as much as can be worked out of
every hidden number.

It imports nothing of ours and doesn't know how the numbers were chosen. From the files of this
release and of all earlier ones it builds every equation it can find (:mod:`.equations`), and asks
for the least and the greatest value of every unknown: by linear programming, rounded inwards to
whole numbers, and by integer programming where that is near the limit. Unknown are the hidden cells
of older editions and what a newer one names in its structure and doesn't tell. A release passes
only where none of these is known to be small.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from math import ceil, floor, inf
from pathlib import Path

import numpy as np

from kongchuo_core.release.attack.equations import Key, Line, certain, likely, other_scopes, stated
from kongchuo_core.release.attack.files import Place, Published, read
from kongchuo_core.release.attack.solver import Programme, Row, Vector

LEAST = 5
"""How wide a range must be where nothing else is said."""

_SLACK = 1e-6


@dataclass(frozen=True)
class Range:
    """What is known of an unknown cell: from ``low`` to ``high`` (``None``: no upper end), at least
    where it is ``safe``.

    ``before``: it was known as well before the last release came out.
    """

    release: str
    table: str
    row: str
    column: str
    low: int
    high: int | None
    safe: bool
    before: bool = False

    @property
    def words(self) -> str:
        """The finding as a line of the report."""
        upper = "没有上限" if self.high is None else f"至{self.high}"
        verdict = "安全" if self.safe else "可推算，不得公开"
        verdict = "以前公开的已可推算，与这一版无关" if self.before else verdict
        return f"{self.release}　{self.table}　{self.row}　{self.column}：由{self.low}{upper}，{verdict}"


@dataclass(frozen=True)
class Report:
    """The range of every unknown cell, and what else was found; ``equations`` is how many were
    used.
    """

    ranges: tuple[Range, ...]
    findings: tuple[str, ...]
    equations: int

    @property
    def won(self) -> tuple[Range, ...]:
        """The cells that can be worked out and couldn't before."""
        return tuple(r for r in self.ranges if not r.safe and not r.before)

    @property
    def passed(self) -> bool:
        """Whether nothing was found and every range is wide enough."""
        return not self.findings and not self.won

    @property
    def words(self) -> tuple[str, ...]:
        """The report, line by line: the verdict first."""
        bad = len(self.won) + len(self.findings)
        verdict = "通过：没有公布的数都推算不出来" if self.passed else f"不通过：有{bad}处可以推算"
        return (
            f"推算检验{verdict}（用了{self.equations}个等式，检验了{len(self.ranges)}个没有公布的数）",
            *self.findings,
            *(r.words for r in sorted(self.ranges, key=lambda r: (r.safe, r.before))),
        )


@dataclass(frozen=True)
class Knowledge:
    """What an attacker knows besides the files, of the last release: his own part of cells, and
    what sums of cells lie between.
    """

    own: Mapping[Place, int] = field(default_factory=dict)
    sums: Sequence[tuple[Sequence[Place], int, int]] = ()


def attack(folders: Sequence[Path], least: int = LEAST) -> Report:
    """Attack the release in the last folder together with the earlier ones, in the order of
    publication.
    """
    return Attacker(folders, least).report()


class Attacker:
    """All that can be made of folders of published files; asked once by everybody, and again by
    those who know more.
    """

    def __init__(self, folders: Sequence[Path], least: int = LEAST) -> None:
        self.folders, self.least = tuple(folders), least
        self.releases = [read(folder) for folder in folders]
        lines = [*certain(self.releases), *stated(self.releases)]
        self.system = _System(self.releases, lines)
        self.possible = self.system.possible()
        if self.possible:
            self.system = _believing(self.system, list(likely(self.releases)))

    def report(
        self, knowledge: Knowledge | None = None, only: Collection[Place] | None = None
    ) -> Report:
        """What can be worked out; with ``knowledge`` of the last release, of its cells alone, or
        ``only`` some of these.
        """
        if not self.possible:
            found = ("公开的材料自相矛盾：表、网页和文书里的数对不上",)
            return Report((), found, len(self.system.lines))
        if knowledge is not None:
            return Report(tuple(self._informed(knowledge, only)), (), len(self.system.lines))
        scopes = tuple(
            f"{self.releases[n].name}　{a[1]}“{a[2]}”在表{a[0]}和表{b[0]}里只差{far}，多出来的{far}个就是范围不同的那几个"
            for (n, a), (_, b), far in other_scopes(self.releases, self.least)
        )
        ranges = [self._range(self.system, key, 0) for key in self.system.hidden]
        return Report(tuple(self._aged(ranges)), scopes, len(self.system.lines))

    def parts(self, own: Mapping[Place, int]) -> tuple[Range, ...]:
        """What who knows a part of one cell of the last release makes of that cell alone, cell by
        cell.
        """
        last = len(self.releases) - 1
        return tuple(
            self._range(self.system, key, own[key[1]])
            for key in self.system.hidden
            if key[0] == last and own.get(key[1])
        )

    def together(self, one: Range, two: Range) -> Range:
        """Of two cases of which nobody knows which is true, what is known of a cell."""
        low = min(one.low, two.low)
        high = None if None in (one.high, two.high) else max(one.high or 0, two.high or 0)
        wide = high is None or high - low >= self.least
        return replace(one, low=low, high=high, safe=wide)

    def _informed(
        self, knowledge: Knowledge, only: Collection[Place] | None = None
    ) -> Iterator[Range]:
        last = len(self.releases) - 1
        mine = {(last, place): n for place, n in knowledge.own.items()}
        lines = [
            Line(tuple(((last, place), 1.0) for place in places), low, high)
            for places, low, high in knowledge.sums
        ]
        system = self.system.adding(lines, mine)
        if not system.possible():
            return
        for key in system.hidden:
            if key[0] == last and (only is None or key[1] in only):
                yield self._range(system, key, mine.get(key, 0))

    def _aged(self, ranges: Sequence[Range]) -> Iterator[Range]:
        """Of an earlier release, what is known now: was it known before?"""
        last = self.releases[-1].name
        old = {
            (r.release, r.table, r.row, r.column)
            for r in ranges
            if not r.safe and r.release != last
        }
        known = set()
        if old:
            before = Attacker(self.folders[:-1], self.least)
            found = [
                before._range(before.system, key, 0)
                for key in before.system.hidden
                if (before.releases[key[0]].name, *key[1]) in old
            ]
            known = {(r.release, r.table, r.row, r.column) for r in found if not r.safe}
        for r in ranges:
            yield replace(r, before=(r.release, r.table, r.row, r.column) in known)

    def _range(self, system: _System, key: Key, own: int) -> Range:
        """By linear programming; near the limit in whole numbers, where the end found isn't one of
        these already.

        Where points that were found on the way show that a cell is safe, nothing more is asked.
        """
        at = system.at[key]
        untold = key[1] in self.releases[key[0]].untold
        for way in (0, 1, -1):
            if way:
                system.furthest(key, way)
            low, high = system.seen(at)
            if self._safe(low, high, own, untold, sure=False):
                return self._found(key, low, high, True)
        (low, low_is_whole), (high, high_is_whole) = (
            system.furthest(key, -1),
            system.furthest(key, 1),
        )
        lower, upper = (
            float(ceil(-low - _SLACK)),
            high if high == inf else float(floor(high + _SLACK)),
        )
        if upper - lower < 2 * self.least:
            lower = lower if low_is_whole else -system.furthest_whole(key, -1)
            upper = upper if high_is_whole else system.furthest_whole(key, 1)
        return self._found(key, lower, upper, self._safe(lower, upper, own, untold, sure=True))

    def _safe(self, low: float, high: float, own: int, untold: bool, sure: bool) -> bool:
        """Whether what isn't his own may be so many numbers; of a cell that is only left out, also
        where it is none or many.
        """
        rest = max(low, own) - own
        wide = high - own - rest >= self.least
        return wide or (sure and untold and (rest >= self.least or high - own <= 0))

    def _found(self, key: Key, low: float, high: float, safe: bool) -> Range:
        name = self.releases[key[0]].name
        return Range(name, *key[1], int(low), None if high == inf else int(high), safe)


def _believing(system: _System, beliefs: Sequence[list[Line]]) -> _System:
    """The system with all beliefs that can be held together, the earlier ones first."""
    flat = list(chain.from_iterable(beliefs))
    if not beliefs or (whole := system.adding(flat)).possible():
        return whole if beliefs else system
    if len(beliefs) == 1:
        return system
    half = len(beliefs) // 2
    return _believing(_believing(system, beliefs[:half]), beliefs[half:])


class _System:
    """The unknown cells as unknowns of nought or more, and all that is known of them as rows of
    inequalities.
    """

    def __init__(self, releases: Sequence[Published], lines: Sequence[Line]) -> None:
        self.releases, self.lines = releases, list(lines)
        self.hidden: list[Key] = []
        for n, release in enumerate(releases):
            self.hidden += [(n, place) for place, value in release.cells.items() if value is None]
        self.at = {key: column for column, key in enumerate(self.hidden)}
        self.floor = np.zeros(len(self.hidden))
        self.rows = [self._row(line) for line in self.lines]
        self.contradiction = any(map(_contradicts, self.rows))
        self.points: list[Vector] = []

    def _row(self, line: Line) -> Row:
        factors: dict[int, float] = {}
        known = 0.0
        for key, sign in line.terms:
            value = self.releases[key[0]].cells[key[1]]
            if value is None:
                at = self.at[key]
                factors[at] = factors.get(at, 0.0) + sign
            else:
                known += sign * value
        return list(factors), list(factors.values()), line.low - known, line.high - known

    def adding(self, lines: Sequence[Line], own: Mapping[Key, int] | None = None) -> _System:
        """The same with more known, or for who knows his ``own`` part of cells."""
        made = object.__new__(_System)
        made.releases, made.hidden, made.at = self.releases, self.hidden, self.at
        made.floor = self.floor
        if own is not None:
            made.floor = np.array([float(own.get(key, 0)) for key in self.hidden])
        rows = [self._row(line) for line in lines]
        made.lines, made.rows = [*self.lines, *lines], [*self.rows, *rows]
        made.contradiction = self.contradiction or any(map(_contradicts, rows))
        made.points = [
            point
            for point in self.points
            if np.all(point >= made.floor) and all(_fits(row, point) for row in rows)
        ]
        return made

    @cached_property
    def _linear(self) -> Programme:
        return Programme(self.floor, [row for row in self.rows if row[0]], whole=False)

    @cached_property
    def _whole(self) -> Programme:
        return Programme(self.floor, [row for row in self.rows if row[0]], whole=True)

    def seen(self, at: int) -> tuple[float, float]:
        """Between which numbers a cell was seen to lie in the points found so far."""
        numbers = [point[at] for point in self.points]
        return (min(numbers), max(numbers)) if numbers else (0.0, -1.0)

    def possible(self) -> bool:
        """Whether any whole numbers fit."""
        if self.contradiction:
            return False
        if not self.hidden or self.points:
            return True
        found = self._linear.point()
        if found is None:
            return False
        if not _is_whole(found):
            found = self._whole.point()
        if found is None:
            return False
        self.points.append(np.rint(found))
        return True

    def furthest(self, key: Key, way: int) -> tuple[float, bool]:
        """The greatest value of ``way`` times a cell, and whether whole numbers reach it."""
        far, point = self._linear.furthest(self.at[key], way)
        whole = point is not None and _is_whole(point)
        if whole and point is not None:
            self.points.append(np.rint(point))
        return far, whole

    def furthest_whole(self, key: Key, way: int) -> float:
        """The same in whole numbers."""
        return float(np.rint(self._whole.furthest(self.at[key], way)[0]))


def _contradicts(row: Row) -> bool:
    """Whether a line without unknowns can't be true."""
    columns, _, low, high = row
    return not columns and not low - _SLACK <= 0 <= high + _SLACK


def _fits(row: Row, point: Vector) -> bool:
    columns, factors, low, high = row
    told = float(sum(f * point[c] for c, f in zip(columns, factors, strict=True)))
    return low - _SLACK <= told <= high + _SLACK


def _is_whole(point: Vector) -> bool:
    return bool(np.abs(point - np.rint(point)).max() < _SLACK)


def differences(folders: Sequence[Path], least: int = LEAST) -> Iterator[tuple[Place, int, int]]:
    """Cells that a correction prints with a number only a few off its original's: who follows them
    follows a child.
    """
    *earlier, last = [read(folder) for folder in folders]
    for release in earlier:
        if release.term == last.term:
            for place, new in last.cells.items():
                old = release.cells.get(place)
                if old is not None and new is not None and 0 < abs(new - old) < least:
                    yield place, old, new


def cells_of(folder: Path) -> Mapping[Place, int | None]:
    """Every cell of a release and what the structure names of it; ``None`` where it isn't told."""
    return read(folder).cells


__all__ = ["LEAST", "Attacker", "Knowledge", "Range", "Report", "attack", "cells_of", "differences"]
