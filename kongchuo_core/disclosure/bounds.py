"""What a reader can work out: the range of every hidden cell, given all that is published.

The unknowns are the hidden cells' deviations from a point that satisfies every equation, so that each equation reads "adds up to
nought" and each unknown may fall by no more than its count, for no count is negative. Upwards only the equations hold it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, linprog, milp

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]

NOUGHT = 1e-7
"""Below this a number of the solver is nought."""

SLACK = 1e-6
"""By so much a range may be narrower than it is asked to be."""


@dataclass(frozen=True)
class System:
    """Cells in a row: ``values`` a point that satisfies ``matrix @ values = const``; each row of ``matrix`` is an equation."""

    values: Vector
    matrix: Vector


@dataclass(frozen=True)
class Side:
    """How far a cell can go one way, and the price of every cell's capacity in it (see :func:`capacity`); unbounded: ``inf``."""

    reach: float
    prices: Vector
    point: Vector | None


@dataclass
class Ranges:
    """How far every cell was seen to move, by the points found so far; only whole points count where ``whole`` is set."""

    low: Vector
    high: Vector
    whole: bool = field(default=False)

    @classmethod
    def of(
        cls,
        system: System,
        points: Sequence[Vector] = (),
        hidden: Mask | None = None,
        whole: bool = False,
    ) -> Ranges:
        """What these points show; of ``hidden`` cells those that move nothing else, for they hold there too."""
        seen = cls(np.zeros(len(system.values)), np.zeros(len(system.values)), whole)
        for point in points:
            if hidden is None or not point[~hidden].any():
                seen.see(point)
        return seen

    def see(self, point: Vector) -> None:
        """Take a point into account."""
        if not (self.whole and np.abs(point - np.rint(point)).max() > NOUGHT):
            np.minimum(self.low, point, out=self.low)
            np.maximum(self.high, point, out=self.high)

    @property
    def widths(self) -> Vector:
        """How wide the range of every cell is at least."""
        return self.high - self.low


def narrow(
    system: System, hidden: Mask, cell: int, width: float, seen: Ranges, points: list[Vector]
) -> tuple[Side, Side] | None:
    """Both ways of a cell with a range below ``width``; ``None`` where a point seen, or found here and kept, shows it wide."""
    sides = []
    for way in (1, -1):
        if seen.widths[cell] >= width - SLACK:
            return None
        side = reach(system, hidden, cell, way)
        if side.point is None:
            return None
        seen.see(side.point)
        points.append(side.point)
        sides.append(side)
    return None if sides[0].reach + sides[1].reach >= width - SLACK else (sides[0], sides[1])


def reach(system: System, hidden: Mask, cell: int, way: int) -> Side:
    """How far a hidden cell can move up (``way`` 1) or down (−1) while all that is published stays true."""
    columns = np.flatnonzero(hidden)
    aim = np.where(columns == cell, -float(way), 0.0)
    matrix, used = _rows(system, columns)
    found = linprog(
        aim,
        A_eq=matrix,
        b_eq=np.zeros(len(matrix)),
        bounds=[(-v, None) for v in system.values[columns]],
        method="highs-ds",
    )
    if found.status == 3:
        return Side(np.inf, np.zeros(len(hidden)), None)
    if found.status:
        raise ArithmeticError(found.message)
    point = np.zeros(len(hidden))
    point[columns] = np.where(np.abs(found.x) < NOUGHT, 0, found.x)
    whole_aim = np.zeros(len(hidden))
    whole_aim[cell] = -float(way)
    prices = whole_aim - system.matrix[used].T @ found.eqlin.marginals
    prices[np.abs(prices) < NOUGHT] = 0
    return Side(float(-found.fun), prices, point)


def whole_reach(
    system: System, hidden: Mask, cell: int, way: int, enough: int
) -> tuple[float, Vector]:
    """The same for whole numbers; no further than ``enough``, for then it is enough."""
    columns = np.flatnonzero(hidden)
    aim = np.where(columns == cell, -float(way), 0.0)
    matrix, _ = _rows(system, columns)
    low = -np.floor(system.values[columns])
    high = np.full(len(columns), np.inf)
    here = columns == cell
    low[here], high[here] = np.maximum(low[here], -enough), enough
    found = milp(
        aim,
        constraints=LinearConstraint(matrix, 0, 0),
        integrality=np.ones(len(columns)),
        bounds=(low, high),
    )
    point = np.zeros(len(hidden))
    if found.x is None:
        return 0.0, point
    point[columns] = np.rint(found.x)
    return float(abs(point[cell])), point


def _rows(system: System, columns: NDArray[np.intp]) -> tuple[Vector, NDArray[np.intp]]:
    """The equations in which a hidden cell stands."""
    used = np.flatnonzero(np.abs(system.matrix[:, columns]).sum(axis=1))
    return system.matrix[np.ix_(used, columns)], used


def capacity(system: System, sides: tuple[Side, Side], width: float) -> Vector:
    """What each cell, were it hidden, would add at most to a cell's range (duality), never more than ``width``.

    A price above nought is paid for falling, of which a cell has its count; one below it for rising, of which there is no end.
    """
    total = np.zeros(len(system.values))
    for side in sides:
        total += np.where(
            side.prices > 0, side.prices * system.values, np.where(side.prices < 0, width, 0.0)
        )
    return np.minimum(total, width)
