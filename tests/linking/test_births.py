"""Which dates may be meant by one that was written down wrong."""

from __future__ import annotations

import pytest

from kongchuo_core.linking.births import misread, misreadings


@pytest.mark.parametrize(
    ("written", "meant"),
    [(20150307, 20150703), (20140307, 20150307), (20050307, 20150307), (19150307, 20150307)],
)
def test_slips_of_the_hand(written: int, meant: int) -> None:
    """Month and day the wrong way round, a year, ten years, a century off; in both directions."""
    assert meant in misreadings(written) and misread(meant, written)


@pytest.mark.parametrize(
    ("solar", "lunar"), [(20150927, 20150815), (20140919, 20140826), (20141024, 20140901)]
)
def test_the_lunar_date(solar: int, lunar: int) -> None:
    """Mid-autumn 2015 was 27 September; in 2014 the ninth month came twice, and the leap one counts
    as the ninth too.
    """
    assert solar in misreadings(lunar) and lunar in misreadings(solar)


def test_not_every_date_is_meant() -> None:
    """A day that is no day, and any other day, is none of them."""
    assert 20150230 not in misreadings(20153002) and not misread(20150307, 20150412)
