"""Random small counties over two terms with two corrections each: three of the thirty that ``make
sweep`` publishes.
"""

from __future__ import annotations

import pytest

from benchmarks.sweeps.publication import SMALL, swept
from kongchuo_core.release.models import WHO


@pytest.mark.clause("M7.4")
@pytest.mark.parametrize("county", range(SMALL))
def test_nobody_wins_anything_of_a_random_county(county: int) -> None:
    """八种人都推算不出；没有一版被拒绝；攻击者给出的范围里都有真数；每一版都还说得出东西。"""
    lines = list(swept(county))
    assert len(lines) == 6
    for line in lines:
        assert line["narrow"] == 0 and line["outside"] == 0 and line["refused"] == ""
        assert all(line[model] == 0 for model in WHO), line
        assert line["told"] > 0
