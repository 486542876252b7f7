"""动态归零: a case whose episodes overlap would be counted twice and left once."""

from __future__ import annotations

from datetime import date

import pytest

from kongchuo_core.cases.balance import Period, Told, balance
from kongchuo_core.cases.state import Case, Episode
from kongchuo_core.vocabulary.errors import BalanceError


def test_a_balance_that_does_not_close_is_refused() -> None:
    """Closed before it is opened again it balances; opened again while open it doesn't, and the
    place and term are named.
    """
    periods = [Period("2025-autumn", date(2025, 10, 31))]
    first = Episode(
        date(2025, 9, 30), "comparison", closed_on=date(2025, 10, 9), closed_as="returned"
    )
    again = Episode(date(2025, 10, 20), "absence")
    line = balance([Case("C1", [first, again])], {}, periods)[0][0]
    assert (line["new"], line["reopened"], line["closed"], line["closing"]) == (1, 1, 1, 1)
    with pytest.raises(BalanceError, match="全县2025-autumn的个案数不平衡"):
        balance([Case("C1", [Episode(date(2025, 9, 30), "comparison"), again])], {}, periods)


AUTUMN, SPRING = ("2025-autumn", date(2025, 10, 31)), ("2026-spring", date(2026, 3, 31))
BEGUN = date(2025, 8, 31)
LEFT, RIGHT = "永定街道", "大营街道"


def _opened(day: date, closed_on: date | None = None) -> Episode:
    closed_as = "returned" if closed_on else None
    return Episode(day, "comparison", closed_on=closed_on, closed_as=closed_as)


def test_a_town_opens_with_what_it_closed_with_and_who_moved_stands_apart() -> None:
    """Told in autumn, moved before spring: autumn's lines are told as they were, spring's towns
    open as autumn's closed.
    """
    cases = [Case("C1", [_opened(date(2025, 9, 30))]), Case("C2", [_opened(date(2025, 9, 30))])]
    _, told = balance(cases, {"C1": LEFT, "C2": LEFT}, [Period(*AUTUMN)], [LEFT, RIGHT], BEGUN)
    again = Told.remembered(told.payload(), *AUTUMN)
    periods = [Period(*AUTUMN, again), Period(*SPRING)]
    lines, _ = balance(cases, {"C1": RIGHT, "C2": LEFT}, periods, [LEFT, RIGHT], BEGUN)
    by = {(line["town"], line["term"]): line for line in lines}
    assert [by[t, AUTUMN[0]]["closing"] for t in (LEFT, RIGHT)] == [2, 0]
    assert [by[t, SPRING[0]]["opening"] for t in ("全县", LEFT, RIGHT)] == [2, 2, 0]
    assert [by[LEFT, SPRING[0]][c] for c in ("moved_in", "moved_out", "closing")] == [0, 1, 1]
    assert [by[RIGHT, SPRING[0]][c] for c in ("moved_in", "moved_out", "closing")] == [1, 0, 1]
    assert [by["全县", SPRING[0]][c] for c in ("moved_in", "moved_out", "closing")] == [0, 0, 2]


def test_what_is_recorded_late_of_an_earlier_term_stands_apart() -> None:
    """Autumn told one open; that it was closed in autumn was recorded in winter: spring opens with
    one and corrects it.
    """
    _, told = balance([Case("C1", [_opened(date(2025, 9, 30))])], {}, [Period(*AUTUMN)], (), BEGUN)
    late = [Case("C1", [_opened(date(2025, 9, 30), date(2025, 10, 20))])]
    periods = [Period(*AUTUMN, told), Period(*SPRING)]
    lines, _ = balance(late, {}, periods, (), BEGUN)
    assert [(x["opening"], x["corrected"], x["closed"], x["closing"]) for x in lines] == [
        (0, 0, 0, 1),
        (1, -1, 0, 0),
    ]


def test_of_a_term_told_by_an_earlier_version_the_sums_are_counted_again() -> None:
    """Its edition carries no sums; the next term opens with what can be known now, and nobody is
    told to have moved.
    """
    assert Told.remembered({"suspected": ["C1"]}, *AUTUMN) is None
    cases = [Case("C1", [_opened(date(2025, 9, 30))])]
    lines, _ = balance(cases, {"C1": LEFT}, [Period(*AUTUMN), Period(*SPRING)], (), BEGUN)
    told = [(x["opening"], x["moved_out"], x["closing"]) for x in lines if x["town"] == LEFT]
    assert told == [(0, 0, 1), (1, 0, 1)]


@pytest.mark.clause("M1.5")
def test_the_offices_own_count_is_the_opening_whatever_its_days() -> None:
    """Of two carried cases of the term's own days and one that the comparison found, only the last
    is new.
    """
    carried = [
        Case("C1", [Episode(date(2025, 9, 15), "ledger")], carried=True),
        Case("C2", [_opened(date(2025, 9, 30), date(2025, 10, 20))], carried=True),
    ]
    cases = [*carried, Case("C3", [_opened(date(2025, 9, 30))])]
    towns = dict.fromkeys(("C1", "C2", "C3"), LEFT)
    lines, _ = balance(cases, towns, [Period(*AUTUMN)], [LEFT], BEGUN)
    for line in lines:
        assert [line[c] for c in ("opening", "new", "closed", "closing")] == [2, 1, 1, 2]
