"""A whole autumn, day by day (``benchmarks/sweeps/autumn.py``); here every nineteenth
school day.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sweeps.autumn import ABSENT, DAYS, SMALL, sweep


@pytest.mark.clause("M5.2")
@pytest.mark.clause("M5.1")
def test_on_every_day_of_the_autumn_what_must_hold_holds(tmp_path: Path) -> None:
    """Openings keep their day, absences are on file on their fourth day, whatever the days of the
    runs.
    """
    assert len(DAYS) == 100 == max(away.stop for away in ABSENT.values())
    told = sweep(SMALL, tmp_path)
    assert len(told) >= 6 and [line for line in told if line[1]] == []
