"""动态归零: a case whose episodes overlap would be counted twice and left once."""

from __future__ import annotations

from datetime import date

import pytest

from kongchuo_core.cases.balance import balance
from kongchuo_core.cases.state import Case, Episode
from kongchuo_core.vocabulary.errors import BalanceError


def test_a_balance_that_does_not_close_is_refused() -> None:
    """Closed before it is opened again it balances; opened again while open it doesn't, and the place and term are named."""
    periods = [("2025-autumn", date(2025, 10, 31))]
    first = Episode(
        date(2025, 9, 30), "comparison", closed_on=date(2025, 10, 9), closed_as="returned"
    )
    again = Episode(date(2025, 10, 20), "absence")
    line = balance([Case("C1", [first, again])], {}, periods)[0]
    assert (line["new"], line["reopened"], line["closed"], line["closing"]) == (1, 1, 1, 1)
    with pytest.raises(BalanceError, match="全县2025-autumn的个案数不平衡"):
        balance([Case("C1", [Episode(date(2025, 9, 30), "comparison"), again])], {}, periods)
