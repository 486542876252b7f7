"""What the loop shows of duties: chain, window, partners, causes, verification, notices, reports;
and what is remembered.
"""

from __future__ import annotations

import json

import pytest

from tests.supervision.written import (
    AUTUMN,
    SPRING,
    TOWNS,
    Row,
    Told,
    day,
    dropouts,
    said,
    statistics,
    supervised,
)

TOWN = "东村镇"


def case(n: int, gaps: int, town: str = TOWN) -> Row:
    """An open case whose chain has so many gaps."""
    return {
        "child_id": f"C{town}{n}",
        "town": town,
        "chain_gaps": gaps,
        "concerned": True,
        "relapses": 0,
    }


def task(state: str, kind: str = "verify", town: str = TOWN) -> Row:
    """A task of a kind in a state."""
    return {
        "child_id": f"C{state}",
        "town": town,
        "task": kind,
        "state": state,
        "due": day("2025-10-15"),
        "urgent": False,
    }


def done(on: str, state: str) -> Row:
    """A verification done on a day."""
    return task(state) | {"done_on": day(on)}


def line(told: Told, duty: str, unit: str = TOWN) -> tuple[str, int | None, int | None]:
    """State, expected and found of the one line of a duty of a unit."""
    (found,) = told.table("duties", duty=duty, unit=unit)
    return found["state"], found["expected"], found["found"]


SENT = [{"town": t} for t in TOWNS]
"""Every town sent in its line of the register."""


@pytest.mark.clause("M1.4")
def test_m1_4_chains_with_a_gap_are_a_duty_of_the_town() -> None:
    """Of three open cases two have their ten persons; a town without cases owes nothing; without
    the register 无数据.
    """
    cases = {"cases": [case(1, 0), case(2, 0), case(3, 2), case(4, 0, "款庄镇")]}
    held = [{"line": "政府", "level": "县领导", "name": "赵一"}]
    told = supervised(tables=cases, responsible=held)
    assert line(told, "answerable_chain") == ("missing", 3, 2) and line(
        told, "answerable_chain", "款庄镇"
    ) == ("done", 1, 1)
    assert line(told, "answerable_chain", "罗免镇") == ("done", 0, 0) and told.fired(
        "chain_broken"
    ) == {(TOWN, "opinion", None)}
    dark = {"cases": [case(1, 0) | {"chain_gaps": None}]}
    for registers in ({}, {"responsible": []}):
        told = supervised(tables=dark, **registers)
        assert line(told, "answerable_chain")[0] == "no_data" and not told.fired("chain_broken")


@pytest.mark.clause("M2.2")
def test_m2_2_a_town_that_sent_nothing_is_not_a_town_that_did_nothing() -> None:
    """Other towns' lines are no proof against it: 无数据, and no order."""
    window = dict.fromkeys(("done_on", "days_late", "police", "central_school"))
    windows = [window | {"town": t} for t in TOWNS]
    told = supervised(
        tables={"windows": windows}, comparisons=[s for s in SENT if s["town"] != TOWN]
    )
    for duty in ("comparison_window", "comparison_partners"):
        assert line(told, duty)[0] == "no_data"
    assert TOWN not in {place for place, *_ in told.fired("comparison_late")}


@pytest.mark.clause("M2.2")
@pytest.mark.parametrize(
    ("done", "late", "state"),
    [("2025-09-30", 0, "done"), ("2025-10-01", 1, "late"), (None, None, "missing")],
)
def test_m2_2_the_window_is_kept_or_missed(done: str | None, late: int | None, state: str) -> None:
    """The last day of September is in time; the next day is a day late; nothing reported by
    October's end is missing.
    """
    window = {
        "town": TOWN,
        "done_on": day(done) if done else None,
        "days_late": late,
        "police": True,
        "central_school": True,
    }
    others = [
        {**window, "town": t, "done_on": day("2025-09-20"), "days_late": 0}
        for t in TOWNS
        if t != TOWN
    ]
    told = supervised(tables={"windows": [window, *others]}, comparisons=SENT)
    assert line(told, "comparison_window")[0] == state
    assert told.fired("comparison_late") == (
        set() if state == "done" else {(TOWN, "opinion", None)}
    )
    assert supervised(tables={"windows": [window, *others]}).fired("comparison_late") == set()


@pytest.mark.clause("M2.1")
def test_m2_1_police_and_central_school_took_part() -> None:
    """One partner missing is one of two; who was missing is named."""
    whole = {"done_on": day("2025-09-20"), "days_late": 0, "central_school": True}
    windows = [whole | {"town": t, "police": t != TOWN} for t in TOWNS]
    told = supervised(tables={"windows": windows}, comparisons=SENT)
    assert line(told, "comparison_partners") == ("missing", 2, 1) and told.fired(
        "compared_alone"
    ) == {(TOWN, "opinion", None)}
    assert (
        said(told.table("duties", duty="comparison_partners", unit=TOWN)[0]["fact"])
        == "没有参加：公安"
    )


@pytest.mark.clause("M4.1")
@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["done"], ("done", 1, 1)),
        (["done", "done_late"], ("late", 2, 2)),
        (["done", "overdue", "open"], ("missing", 2, 1)),
        (["open"], ("not_due", 0, 0)),
        ([], ("not_due", 0, 0)),
    ],
)
def test_m4_1_a_verification_that_is_due_is_done_late_or_missing(
    states: list[str], expected: tuple[str, int, int]
) -> None:
    """Tasks still running are charged to nobody."""
    told = supervised(tables={"tasks": [task(s) for s in states]})
    assert line(told, "verification") == expected and bool(told.fired("unverified")) == (
        expected[0] == "missing"
    )


@pytest.mark.clause("M4.1")
def test_m4_1_what_was_done_last_term_is_neither_praised_nor_charged_again() -> None:
    """In spring a verification of autumn, in time or late, is no duty of the term; one still
    overdue is.
    """
    before = [done("2025-10-10", "done"), done("2025-10-20", "done_late")]
    assert line(supervised(tables={"tasks": before}), "verification") == ("late", 2, 2)
    autumn = supervised(tables={"tasks": before})
    spring = supervised(
        SPRING, {"tasks": [*before, done("2026-04-10", "done"), task("overdue")]}, [autumn.edition]
    )
    assert line(spring, "verification") == ("missing", 2, 1)


@pytest.mark.clause("M3.3")
def test_m3_3_causes_and_notices_in_time() -> None:
    """A cause not found and a notice not issued by their days are the town's to mend (M3.3,
    M4.2).
    """
    told = supervised(
        tables={
            "tasks": [
                task("overdue", "find_cause"),
                task("overdue", "issue_notice", "款庄镇"),
                task("done_late"),
            ]
        }
    )
    assert told.fired("causes_late") == {(TOWN, "opinion", None)} and told.fired(
        "notices_late"
    ) == {("款庄镇", "opinion", None)}
    assert told.fired("unverified") == set()


@pytest.mark.clause("M5.3")
def test_m5_3_reports_to_the_bureau_and_to_the_town_are_two_duties_of_the_school() -> None:
    """In time to the one, late to the other; a report whose day hasn't come isn't charged."""
    watched = {
        "child_id": "C1",
        "school": "东村中学",
        "town": TOWN,
        "first_day": day("2025-09-08"),
        "days": 5,
    }
    told = supervised(
        tables={"monitoring": [watched | {"bureau_report": "in_time", "town_report": "late"}]},
        absences=[],
    )
    assert line(told, "absence_to_bureau", "东村中学") == ("done", 1, 1) and line(
        told, "absence_to_town", "东村中学"
    ) == ("late", 1, 1)
    assert told.fired("absence_unreported") == {("东村中学", "opinion", None)}
    waiting = supervised(
        tables={"monitoring": [watched | {"bureau_report": "pending", "town_report": "pending"}]},
        absences=[],
    )
    assert waiting.fired("absence_unreported") == set() and line(
        waiting, "absence_to_town", "东村中学"
    ) == ("not_due", 0, 0)


def test_the_last_terms_indicators_stand_beside_this_terms() -> None:
    """The edition's event carries counts alone; the next term shows them as figures of
    their own.
    """
    base = statistics("富民县", 上学年初初中在校生数=500)
    autumn = supervised(tables=dropouts(4), statistics=base)
    spring = supervised(SPRING, dropouts(2), [autumn.edition], statistics=base)
    assert spring.share("previous.dropout_rate.lower_secondary.last_year") == (4, 500)
    assert spring.share("dropout_rate.lower_secondary.last_year") == (2, 500)
    assert (
        supervised(SPRING, dropouts(2)).figure("previous.dropout_rate.lower_secondary.last_year")
        is None
    )


def test_the_newest_edition_of_the_last_term_counts() -> None:
    """A term run twice leaves two events: the later one is remembered."""
    base = statistics("富民县", 上学年初初中在校生数=500)
    first, second = (supervised(tables=dropouts(n), statistics=base).edition for n in (4, 3))
    again = type(second)(2, second.recorded_at, second.event, second.seal)
    told = supervised(SPRING, recorded=[again, first])
    assert told.share("previous.dropout_rate.lower_secondary.last_year") == (3, 500)


def test_what_is_remembered_holds_units_codes_and_counts() -> None:
    """No child, no name of a person; small enough to stay in the ledger for ever."""
    told = supervised(
        tables=dropouts(40),
        statistics=statistics("富民县", 上学年初初中在校生数=500),
        meetings=[],
        publicity=[],
    )
    written = json.dumps(told.found.payload, ensure_ascii=False)
    assert "C初中" not in written and len(written) < 20_000
    assert set(told.found.payload["supervision"]) == {
        "ordered",
        "prominent",
        "halves",
        "figures",
    }
    assert AUTUMN.term.previous is None
