"""Linear and integer programmes over the same inequalities, asked again and again for another cell:
HiGHS, kept warm.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import inf

import highspy
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Row = tuple[Sequence[int], Sequence[float], float, float]
"""Columns, their factors, and between which numbers the sum lies."""

_OPTIMAL, _UNBOUNDED = (
    highspy.HighsModelStatus.kOptimal,
    {
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    },
)


class _Silent(highspy.Highs):
    """Without callbacks, which nothing here uses: enabling them prints a banner."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


class Programme:
    """Unknowns of at least ``floor`` under ``rows``; ``whole``: of whole numbers."""

    def __init__(self, floor: Vector, rows: Sequence[Row], whole: bool) -> None:
        self.solver = _Silent()
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
        ):
            self.solver.setOptionValue(option, value)
        size = len(floor)
        if size:
            self.solver.addVars(size, floor, np.full(size, inf))
        if rows:
            starts = np.cumsum([0, *(len(columns) for columns, *_ in rows)], dtype=np.int32)
            columns = np.array([*chain.from_iterable(row[0] for row in rows)], dtype=np.int32)
            factors = np.array([*chain.from_iterable(row[1] for row in rows)])
            low = np.array([row[2] for row in rows])
            high = np.array([row[3] for row in rows])
            self.solver.addRows(len(rows), low, high, len(columns), starts[:-1], columns, factors)
        if whole and size:
            kinds = np.full(size, highspy.HighsVarType.kInteger)
            self.solver.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kinds)

    def point(self) -> Vector | None:
        """Any point; ``None`` where there is none."""
        self.solver.run()
        if self.solver.getModelStatus() != _OPTIMAL:
            return None
        return np.array(self.solver.getSolution().col_value)

    def _solved(self) -> highspy.HighsModelStatus:
        """Solve; where the warm start leaves it undecided, from the beginning, at last without
        presolve.
        """
        for way in ("warm", "afresh", "plain"):
            if way != "warm":
                self.solver.clearSolver()
            if way == "plain":
                self.solver.setOptionValue("presolve", "off")
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == _OPTIMAL or status in _UNBOUNDED:
                break
        self.solver.setOptionValue("presolve", "choose")
        return status

    def furthest(self, column: int, way: int) -> tuple[float, Vector | None]:
        """The greatest value of ``way`` times an unknown, and a point that has it; without end:
        ``inf`` and none.
        """
        self.solver.changeColCost(column, float(-way))
        status = self._solved()
        point = np.array(self.solver.getSolution().col_value) if status == _OPTIMAL else None
        self.solver.changeColCost(column, 0.0)
        if status in _UNBOUNDED:
            return inf, None
        if point is None:
            raise ArithmeticError(str(status))
        return float(way * point[column]), point
