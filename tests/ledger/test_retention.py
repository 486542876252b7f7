"""Details of persons go when their purpose is served; events stay and the chain still verifies."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.retention import REQUESTED, due, orders
from kongchuo_core.ledger.store import FILE, Ledger
from kongchuo_core.vocabulary.errors import LedgerError
from tests.days import params_on

KEY, NOW = bytes(range(32)), datetime(2029, 5, 2)
PEOPLE = [
    ("C1", "539924201003010018", None, "某甲甲", 20100301, "1", "甲镇|001", "2025-autumn"),
    ("C2", None, None, "某乙乙", 20100302, "1", "甲镇|002", "2025-autumn"),
    ("C3", None, None, "某丙丙", None, "1", "甲镇|003", "2025-autumn"),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    book = Ledger(tmp_path, KEY)
    book.append(
        [
            Event(Kind.VERIFIED, f"C{n}", date(2025, 10, 9), "杨示例", {"cause": "illness"})
            for n in (1, 2)
        ],
        NOW,
        PEOPLE,
    )
    return book


def test_the_day_is_reckoned_from_the_sixteenth_birthday_and_the_dated_rule(ledger: Ledger) -> None:
    """Three years after sixteen: due the day after that birthday, not on it; an open case and an
    unknown birth keep the details.
    """
    years = params_on(Path(__file__).parents[2] / "params", "2025-autumn").rules.on(
        "retention_years", date(2029, 3, 2)
    )
    assert years == 3
    for day, found in (
        (date(2029, 3, 1), []),
        (date(2029, 3, 2), ["C1"]),
        (date(2040, 1, 1), ["C1", "C2"]),
    ):
        assert due(ledger.persons(), (), day, end_age=16, years=3) == found
    assert due(ledger.persons(), {"C1"}, date(2040, 1, 1), end_age=16, years=3) == ["C2"]


def test_erased_details_are_gone_from_the_file_and_the_chain_verifies(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Neither name nor number is left in the bytes; the events about the child and who ordered the
    erasure still stand.
    """
    head = ledger.head()
    assert "某甲甲".encode() in (tmp_path / FILE).read_bytes()
    assert ledger.erase(orders(["C1"], date(2029, 5, 2), "杨示例", REQUESTED), NOW) == 1
    assert (
        "某甲甲".encode() not in (tmp_path / FILE).read_bytes()
        and b"539924201003010018" not in (tmp_path / FILE).read_bytes()
    )
    assert ledger.persons()["child_id"] == ["C2", "C3"]
    assert ledger.verify([head]) == 3
    (order,) = ledger.events(Kind.ERASED)
    assert (order.event.subject, order.event.by, order.event.payload) == (
        "C1",
        "杨示例",
        {"reason": REQUESTED},
    )
    assert ledger.known().count == 2


def test_only_an_order_erases(ledger: Ledger) -> None:
    """An event of another kind erases nothing and isn't recorded."""
    with pytest.raises(LedgerError, match="抹去"):
        ledger.erase([Event(Kind.CLOSED, "C1", date(2029, 5, 2), "杨示例", {})], NOW)
    assert len(ledger.persons()["child_id"]) == 3 and ledger.head().count == 2
