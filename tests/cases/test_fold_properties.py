"""What holds for every history: order doesn't matter, no case is lost, none closes without
evidence, and the sums balance.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_core.cases.balance import Period, balance
from kongchuo_core.cases.closing import RETURNED
from kongchuo_core.cases.fold import CASE_KINDS, fold
from kongchuo_core.cases.looks import Run
from kongchuo_core.ledger.events import FIELDS, Event, Kind, check
from kongchuo_core.regulation.cases import causes, codes_of, tasks
from tests.cases.written import TOWN, Story, at_school, paper, world
from tests.size import examples

FIRST, LAST = date(2025, 9, 1), date(2026, 7, 6)
CHILDREN = [f"C0000000ABCD{n}" for n in "XYZ"]
DAYS = st.dates(FIRST, LAST)
CODES: dict[str, list[str]] = {
    "cause": sorted(causes()),
    "task": sorted(tasks())[:4],
    "step": ["education", "order", "penalty", "lawsuit"],
    "result": ["taken", "no_basis"],
    "issuer": ["town", "bureau"],
    "approval": ["deferral"],
    "how": ["attendance", "visit", "look"],
    "to": ["bureau", "town"],
    "reason": ["relapse", "mistaken"],
    **{
        name: sorted(codes_of(name)) for name in ("origin", "proof", "paper", "manner", "placement")
    },
}
KINDS = [k for k in FIELDS if k in CASE_KINDS]


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any well-formed event; now and then with a code nobody knows."""
    kind, on = draw(st.sampled_from(KINDS)), draw(DAYS)
    payload: dict[str, Any] = {}
    for f in FIELDS[kind]:
        if f.required or draw(st.booleans()):
            if f.form == "代码":
                payload[f.name] = draw(
                    st.sampled_from([*CODES[f.name], *CODES[f.name], "no_such_code"])
                )
            elif f.form == "日期":
                payload[f.name] = (on + timedelta(days=draw(st.integers(-60, 30)))).isoformat()
            elif f.form == "是否":
                payload[f.name] = draw(st.booleans())
            else:
                payload[f.name] = paper(draw(st.sampled_from("abc")))
    return Event(kind, draw(st.sampled_from(CHILDREN)), on, "杨示例", payload)


def whole_loops() -> list[list[Event]]:
    """Histories that come to a good end, for chance alone seldom closes a case."""
    x, y, z = (Story(child) for child in CHILDREN)
    at_school(
        x.opened("2025-09-30").verified("2025-10-09", cause="aversion"), "2025-11-11", "2025-12-12"
    ).closed("2025-12-15")
    y.verified("2025-10-09", cause="dead", proof="police_proof").closed("2025-10-20").opened(
        "2026-04-01", origin="visit"
    )
    z.opened("2025-09-30").verified("2025-10-09", cause="elsewhere").closed(
        "2025-11-20", proof="school_proof"
    ).reopened("2026-03-05")
    return [x.events, y.events, z.events]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A history, often with a whole loop in it, with corrections of some of its events, and
    corrections of those.
    """
    loops = draw(st.lists(st.sampled_from(whole_loops()), max_size=2))
    told = [*draw(st.lists(events(), max_size=20)), *chain.from_iterable(loops)]
    for _ in range(draw(st.integers(0, 3))):
        if told:
            wrong = draw(st.sampled_from(told))
            told.append(
                Event(Kind.CORRECTION, wrong.subject, draw(DAYS), "杨示例", {"event": wrong.digest})
            )
    return told


def runs() -> dict[str, Sequence[Run]]:
    return {CHILDREN[0]: [Run(CHILDREN[0], date(2025, 11, 3), date(2025, 11, 10), False)]}


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=examples(300), deadline=None)
def test_any_order_and_any_repetition_give_the_same_state(told: list[Event], chance: Any) -> None:
    """Recording the same events in another order, or some of them twice, changes neither cases nor
    irregularities.
    """
    shuffled = [*told, *told[:3]]
    chance.shuffle(shuffled)
    assert fold(told, world(runs=runs())) == fold(shuffled, world(runs=runs()))


@given(histories())
@settings(max_examples=examples(200), deadline=None)
def test_every_event_of_the_forms_is_well_formed_and_may_be_recorded(told: list[Event]) -> None:
    """The declaration accepts whatever the strategies make of it, in any order; nothing is refused
    for what it breaks.
    """
    for event in told:
        check(event)


@given(histories())
@settings(max_examples=examples(300), deadline=None)
def test_no_case_is_lost_and_none_closes_without_evidence(told: list[Event]) -> None:
    """A child somebody opened has a case for ever; after the last opening it is open unless a
    closing with evidence followed.

    A comparison that finds one who was proved dead or gone says that the register is to be
    corrected, and opens nothing; nor does an absence that a document explains.
    """
    folded = fold(told, world(runs=runs()))
    taken_back = {e.payload["event"] for e in told if e.kind is Kind.CORRECTION}
    for child in CHILDREN:
        mine = [e for e in told if e.subject == child and e.digest not in taken_back]
        openings = [e for e in mine if e.kind is Kind.OPENED]
        case = folded.cases.get(child)
        if openings:
            assert case is not None and case.exists
        if case is None or not case.exists:
            continue
        if not any(e.kind is Kind.CLOSED for e in told if e.subject == child):
            assert case.open and len(case.episodes) == 1
        for episode in case.episodes:
            assert (episode.closed_on is None) == (episode.closed_as is None)
            assert episode.closed_on is None or episode.closed_on >= episode.opened_on
        if not case.open:
            assert any(
                e.happened_on == case.current.closed_on
                for e in told
                if e.kind is Kind.CLOSED and e.subject == child
            )
            later = [
                e
                for e in openings
                if case.current.closed_on is not None
                and e.happened_on > case.current.closed_on
                and not e.payload.get("explained")
            ]
            assert [
                e for e in later if folded.breaches.get(e.digest) != "register_uncorrected"
            ] == []
            proofs = {
                e.payload["proof"]
                for e in told
                if e.subject == child and "evidence" in e.payload and "proof" in e.payload
            }
            seen = [e for e in told if e.subject == child and e.kind is Kind.SEEN]
            if case.current.closed_as == RETURNED:
                assert {e.payload["how"] for e in seen} >= {"attendance", "visit"}
            else:
                evidence = chain.from_iterable(c.evidence for c in causes().values())
                assert any(needed <= proofs for needed in evidence)


@given(histories(), st.lists(DAYS, min_size=1, max_size=4, unique=True))
@settings(max_examples=examples(300), deadline=None)
def test_opening_and_new_less_closed_is_closing(told: list[Event], ends: list[date]) -> None:
    """动态归零: the sums hold for every town and period; the first opens with what was carried over,
    each other one with what the last one closed with.
    """
    cases = fold(told, world(runs=runs())).cases
    periods = [Period(f"第{n}期", end) for n, end in enumerate(sorted(ends))]
    towns = dict.fromkeys(CHILDREN[:2], TOWN)
    lines, last = balance(cases.values(), towns, periods)
    carried = [c.child_id for c in cases.values() if c.exists and c.carried]
    for line in lines:
        assert line["opening"] + line["new"] + line["reopened"] - line["closed"] == line["closing"]
        assert (line["moved_in"], line["moved_out"], line["corrected"]) == (0, 0, 0)
    for place in {line["town"] for line in lines}:
        mine = [line for line in lines if line["town"] == place]
        first = sum(place in ("全县", towns.get(child)) for child in carried)
        closed = [line["closing"] for line in mine[:-1]]
        assert [line["opening"] for line in mine] == [first, *closed]
    whole = [line for line in lines if line["town"] == "全县"]
    opened = [c for c in cases.values() if c.exists and c.came <= max(ends)]
    assert sum(line["new"] for line in whole) == len(opened) - len(carried)
    assert (
        whole[-1]["closing"]
        == len(last.open)
        == sum(
            any(
                (c.came if n == 0 else e.opened_on) <= max(ends)
                and (e.closed_on is None or e.closed_on > max(ends))
                for n, e in enumerate(c.episodes)
            )
            for c in opened
        )
    )
