"""The attacker: knows only what anybody can download, and works out as much as can be worked out of every hidden number.

It imports nothing of ours and doesn't know how the cells were chosen. From the files of this release and of all earlier ones it
builds every equation it can find (:mod:`.equations`), and asks for the least and the greatest value of every hidden cell: by linear
programming, rounded inwards to whole numbers, and by integer programming where that is near the limit. A release passes only where
each of these ranges is wide enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, inf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from kongchuo_core.release.attack.equations import Key, Line, certain, likely, other_scopes, stated
from kongchuo_core.release.attack.files import Published, read

LEAST = 5
"""How wide a range must be where nothing else is said."""

_SLACK = 1e-6


@dataclass(frozen=True)
class Range:
    """What is known of a hidden cell: from ``low`` to ``high`` (``None``: no upper end)."""

    release: str
    table: str
    row: str
    column: str
    low: int
    high: int | None
    safe: bool

    @property
    def words(self) -> str:
        """The finding as a line of the report."""
        upper = "没有上限" if self.high is None else f"至{self.high}"
        verdict = "安全" if self.safe else "可推算，不得公开"
        return f"{self.release}　{self.table}　{self.row}　{self.column}：由{self.low}{upper}，{verdict}"


@dataclass(frozen=True)
class Report:
    """The range of every hidden cell, and what else was found; ``equations`` is how many were used."""

    ranges: tuple[Range, ...]
    findings: tuple[str, ...]
    equations: int

    @property
    def passed(self) -> bool:
        """Whether nothing was found and every range is wide enough."""
        return not self.findings and all(r.safe for r in self.ranges)

    @property
    def words(self) -> tuple[str, ...]:
        """The report, line by line: the verdict first."""
        bad = sum(not r.safe for r in self.ranges) + len(self.findings)
        verdict = "通过：每个隐去的数都推算不出来" if self.passed else f"不通过：有{bad}处可以推算"
        return (
            f"推算检验{verdict}（用了{self.equations}个等式，检验了{len(self.ranges)}个隐去的数）",
            *self.findings,
            *(r.words for r in sorted(self.ranges, key=lambda r: r.safe)),
        )


def attack(folders: Sequence[Path], least: int = LEAST) -> Report:
    """Attack the release in the last folder together with the earlier ones, in the order of publication."""
    releases = [read(folder) for folder in folders]
    lines = [*certain(releases), *stated(releases)]
    system = _System(releases, lines)
    if not system.possible():
        return Report((), ("公开的材料自相矛盾：表、网页和文书里的数对不上",), len(lines))
    for belief in likely(releases):
        with_it = _System(releases, [*lines, *belief])
        if with_it.possible():
            lines, system = [*lines, *belief], with_it
    found = (
        f"{releases[n].name}　{a[1]}“{a[2]}”在表{a[0]}和表{b[0]}里只差{far}，多出来的{far}个就是范围不同的那几个"
        for (n, a), (_, b), far in other_scopes(releases, least)
    )
    return Report(
        tuple(_range(system, key, releases, least) for key in system.hidden),
        tuple(found),
        len(lines),
    )


def _range(system: _System, key: Key, releases: Sequence[Published], least: int) -> Range:
    """By linear programming; near the limit in whole numbers, where the end found isn't one of these already."""
    (low, low_is_whole), (high, high_is_whole) = system.furthest(key, -1), system.furthest(key, 1)
    lower, upper = float(ceil(-low - _SLACK)), high if high == inf else float(floor(high + _SLACK))
    if upper - lower < 2 * least:
        lower = lower if low_is_whole else -system.furthest_whole(key, -1)
        upper = upper if high_is_whole else system.furthest_whole(key, 1)
    return Range(
        releases[key[0]].name,
        *key[1],
        int(lower),
        None if upper == inf else int(upper),
        upper - lower >= least,
    )


class _System:
    """The hidden cells as unknowns of nought or more, and all that is known of them as rows of inequalities."""

    def __init__(self, releases: Sequence[Published], lines: Sequence[Line]) -> None:
        self.hidden = [
            (n, place)
            for n, r in enumerate(releases)
            for place, value in r.cells.items()
            if value is None
        ]
        at = {key: column for column, key in enumerate(self.hidden)}
        rows, lows, highs = [], [], []
        for line in lines:
            row, known = np.zeros(len(at)), 0.0
            for key, sign in line.terms:
                value = releases[key[0]].cells[key[1]]
                if value is None:
                    row[at[key]] += sign
                else:
                    known += sign * value
            rows.append(row)
            lows.append(line.low - known)
            highs.append(line.high - known)
        self.at, self.low, self.high = at, np.array(lows), np.array(highs)
        self.nought = np.zeros(len(at), dtype=bool)
        self.matrix: NDArray[np.float64] = np.array(rows).reshape(len(rows), len(at))

    def possible(self) -> bool:
        """Whether any whole numbers fit."""
        empty = ~self.matrix.any(axis=1)
        if np.any(self.low[empty] > _SLACK) or np.any(self.high[empty] < -_SLACK):
            return False
        return not self.hidden or self._whole(np.zeros(len(self.hidden))).x is not None

    def furthest(self, key: Key, way: int) -> tuple[float, bool]:
        """The greatest value of ``way`` times a cell, and whether whole numbers reach it; nothing is less than nought."""
        if way < 0 and self.nought[self.at[key]]:
            return 0.0, True
        found = self._linear(self._aim(key, way))
        if found.status == 3:
            return inf, False
        whole = bool(np.abs(found.x - np.rint(found.x)).max() < _SLACK)
        if whole:
            self.nought |= np.rint(found.x) == 0
        return float(-found.fun), whole

    def furthest_whole(self, key: Key, way: int) -> float:
        """The same in whole numbers."""
        found = self._whole(self._aim(key, way))
        return inf if found.status == 3 else float(np.rint(-found.fun))

    def _aim(self, key: Key, way: int) -> NDArray[np.float64]:
        aim = np.zeros(len(self.hidden))
        aim[self.at[key]] = -way
        return aim

    def _whole(self, aim: NDArray[np.float64]) -> Any:
        used = self.matrix.any(axis=1)
        limits = LinearConstraint(self.matrix[used], self.low[used], self.high[used])
        return milp(
            aim, integrality=np.ones(len(self.hidden)), bounds=Bounds(0, inf), constraints=limits
        )

    def _linear(self, aim: NDArray[np.float64]) -> Any:
        return linprog(aim, **self._limits, method="highs-ds")

    @cached_property
    def _limits(self) -> dict[str, Any]:
        """The inequalities as linear programming wants them."""
        exact = (self.low == self.high) & self.matrix.any(axis=1)
        above, below = np.isfinite(self.high) & ~exact, np.isfinite(self.low) & ~exact
        loose = np.vstack([self.matrix[above], -self.matrix[below]])
        return {
            "A_ub": loose,
            "b_ub": np.concatenate([self.high[above], -self.low[below]]),
            "A_eq": self.matrix[exact],
            "b_eq": self.low[exact],
        }


__all__ = ["LEAST", "Range", "Report", "attack"]
