"""Linear and integer programmes over the same inequalities, asked again and again for another cell: HiGHS, kept warm."""

from __future__ import annotations

from collections.abc import Sequence
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


class Programme:
    """Unknowns of at least ``floor`` under ``rows``; ``whole``: of whole numbers."""

    def __init__(self, floor: Vector, rows: Sequence[Row], whole: bool) -> None:
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
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
        for columns, factors, low, high in rows:
            self.solver.addRow(
                low, high, len(columns), np.array(columns, dtype=np.int32), np.array(factors)
            )
        if whole and size:
            kinds = np.full(size, highspy.HighsVarType.kInteger)
            self.solver.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kinds)

    def point(self) -> Vector | None:
        """Any point; ``None`` where there is none."""
        self.solver.run()
        if self.solver.getModelStatus() != _OPTIMAL:
            return None
        return np.array(self.solver.getSolution().col_value)

    def furthest(self, column: int, way: int) -> tuple[float, Vector | None]:
        """The greatest value of ``way`` times an unknown, and a point that has it; without end: ``inf`` and none."""
        self.solver.changeColCost(column, float(-way))
        self.solver.run()
        status = self.solver.getModelStatus()
        point = np.array(self.solver.getSolution().col_value) if status == _OPTIMAL else None
        self.solver.changeColCost(column, 0.0)
        if status in _UNBOUNDED:
            return inf, None
        if point is None:
            raise ArithmeticError(str(status))
        return float(way * point[column]), point
