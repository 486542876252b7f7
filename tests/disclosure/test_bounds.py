"""The range of a hidden cell: what was found for one choice of cells spares the search for another where it holds there too."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from kongchuo_core.disclosure.bounds import Ranges, Vector, narrow, reach
from kongchuo_core.disclosure.knowledge import known
from tests.disclosure.random_tables import crossed, whole

SYSTEM = known(
    whole(crossed("甲", [[9, 3, 2], [4, 8, 1], [2, 6, 7]], ("一", "二", "三"), ("子", "丑", "寅"))),
    [],
).system
INNER = [5, 6, 7, 9, 10, 11, 13, 14, 15]
"""The inner cells of a table of four rows and columns, margins first."""


def hidden(*cells: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """A choice of cells."""
    return np.isin(np.arange(16), cells)


def test_a_point_shows_nothing_where_it_moves_what_is_not_hidden() -> None:
    """Four corners of a rectangle move together; with one of them published none moves."""
    point = reach(SYSTEM, hidden(5, 6, 9, 10), 5, 1).point
    assert point is not None and Ranges.of(SYSTEM, [point], hidden(5, 6, 9, 10, 15)).widths[5] == 3
    assert not Ranges.of(SYSTEM, [point], hidden(5, 6, 9, 11)).widths.any()


@pytest.mark.parametrize("width", [3, 5, 8])
def test_what_was_found_before_changes_no_answer(width: int) -> None:
    """One choice after another with the points of all earlier ones: narrow are those whose own ends lie too near, and no other."""
    points: list[Vector] = []
    for gone in combinations(INNER, 3):
        choice = hidden(*set(INNER) - set(gone))
        seen = Ranges.of(SYSTEM, points, choice)
        for cell in map(int, np.flatnonzero(choice)):
            ends = [reach(SYSTEM, choice, cell, way).reach for way in (1, -1)]
            sides = narrow(SYSTEM, choice, cell, width, seen, points)
            assert (sides is not None) == (sum(ends) < width - 1e-6)
            assert sides is None or [side.reach for side in sides] == pytest.approx(ends)
    assert len(points) < 2 * 6 * 84
