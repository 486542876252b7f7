"""What clerks, scanners, exports and look-ups do to registers hides nobody and accuses hardly
anybody: a small sweep.
"""

from __future__ import annotations

import pytest

from benchmarks.sweeps.linking import SMALL, faults, sweep
from benchmarks.unseen_damage import EVERY


@pytest.mark.clause("M2.4")
def test_no_kind_of_damage_hides_a_child_or_accuses_one() -> None:
    """Nobody absent is missed, nobody clean is called absent, of the damaged who are there at most
    one of a hundred.
    """
    total = sweep(range(SMALL), 2, 500)
    assert faults(total) == []
    assert set(total) == {"clean", *(kind.name for kind in EVERY)}
    assert total["clean"]["review"] <= 0.02 * total["clean"]["children"]
