"""What holds for every history: order doesn't matter, no case is lost, none closes without evidence, and the sums balance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_core.cases.balance import balance
from kongchuo_core.cases.closing import RETURNED
from kongchuo_core.cases.fold import fold
from kongchuo_core.cases.looks import Run
from kongchuo_core.ledger.events import FIELDS, Event, Kind, check
from kongchuo_core.regulation.cases import causes, codes_of, tasks
from tests.cases.written import TOWN, paper, world

FIRST, LAST = date(2025, 9, 1), date(2026, 7, 6)
CHILDREN = [f"C0000000ABCD{n}" for n in "XYZ"]
DAYS = st.dates(FIRST, LAST)
CODES: dict[str, list[str]] = {
    "origin": sorted(codes_of("origin")), "cause": sorted(causes()), "proof": sorted(codes_of("proof")), "paper": sorted(codes_of("paper")),
    "manner": sorted(codes_of("manner")), "task": sorted(tasks())[:4], "step": ["education", "order", "penalty", "lawsuit"],
    "result": ["taken", "no_basis"], "issuer": ["town", "bureau"], "placement": sorted(codes_of("placement")), "approval": ["deferral"],
    "how": ["attendance", "visit", "look"], "to": ["bureau", "town"], "reason": ["relapse", "mistaken"],
}
KINDS = [k for k in FIELDS if k not in (Kind.DECISION, Kind.DECISION_WITHDRAWN, Kind.CORRECTION, Kind.ERASED)]


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any well-formed event; now and then with a code nobody knows."""
    kind, on = draw(st.sampled_from(KINDS)), draw(DAYS)
    payload: dict[str, Any] = {}
    for f in FIELDS[kind]:
        if f.required or draw(st.booleans()):
            if f.form == "代码":
                payload[f.name] = draw(st.sampled_from([*CODES[f.name], *CODES[f.name], "no_such_code"]))
            elif f.form == "日期":
                payload[f.name] = (on + timedelta(days=draw(st.integers(-60, 30)))).isoformat()
            else:
                payload[f.name] = paper(draw(st.sampled_from("abc")))
    return Event(kind, draw(st.sampled_from(CHILDREN)), on, "杨示例", payload)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A history with corrections of some of its events, and corrections of those."""
    told = draw(st.lists(events(), max_size=25))
    for _ in range(draw(st.integers(0, 3))):
        if told:
            wrong = draw(st.sampled_from(told))
            told.append(Event(Kind.CORRECTION, wrong.subject, draw(DAYS), "杨示例", {"event": wrong.digest}))
    return told


def runs() -> dict[str, Sequence[Run]]:
    return {CHILDREN[0]: [Run(CHILDREN[0], date(2025, 11, 3), date(2025, 11, 10), False)]}


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_any_order_and_any_repetition_give_the_same_state(told: list[Event], chance: Any) -> None:
    """Recording the same events in another order, or some of them twice, changes neither cases nor irregularities."""
    shuffled = [*told, *told[:3]]
    chance.shuffle(shuffled)
    assert fold(told, world(runs=runs())) == fold(shuffled, world(runs=runs()))


@given(histories())
@settings(max_examples=200, deadline=None)
def test_every_event_of_the_forms_is_well_formed_and_may_be_recorded(told: list[Event]) -> None:
    """The declaration accepts whatever the strategies make of it, in any order; nothing is refused for what it breaks."""
    for event in told:
        check(event)


@given(histories())
@settings(max_examples=300, deadline=None)
def test_no_case_is_lost_and_none_closes_without_evidence(told: list[Event]) -> None:
    """A child somebody opened has a case for ever; after the last opening it is open unless a closing with evidence followed."""
    folded = fold(told, world(runs=runs()))
    taken_back = {e.payload["event"] for e in told if e.kind is Kind.CORRECTION}
    for child in CHILDREN:
        mine = [e for e in told if e.subject == child and e.digest not in taken_back]
        openings = [e for e in mine if e.kind is Kind.OPENED]
        closings = [e for e in mine if e.kind is Kind.CLOSED]
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
            assert any(e.happened_on == case.current.closed_on for e in told if e.kind is Kind.CLOSED and e.subject == child)
            proofs = {e.payload["proof"] for e in told if e.subject == child and "evidence" in e.payload and "proof" in e.payload}
            seen = [e for e in told if e.subject == child and e.kind is Kind.SEEN]
            if case.current.closed_as == RETURNED:
                assert {e.payload["how"] for e in seen} >= {"attendance", "visit"}
            else:
                assert any(needed <= proofs for c in causes().values() for needed in c.evidence)
            last_human = [e.happened_on for e in openings if case.current.closed_on is not None and closings]
            assert all(on <= case.current.closed_on for on in last_human if case.current.closed_on)


@given(histories(), st.lists(DAYS, min_size=1, max_size=4, unique=True))
@settings(max_examples=300, deadline=None)
def test_opening_and_new_less_closed_is_closing(told: list[Event], ends: list[date]) -> None:
    """动态归零: the sums hold for every town and period, and each period opens with what the last one closed with."""
    cases = fold(told, world(runs=runs())).cases
    periods = [(f"第{n}期", end) for n, end in enumerate(sorted(ends))]
    lines = balance(cases.values(), dict.fromkeys(CHILDREN[:2], TOWN), periods)
    for line in lines:
        assert line["opening"] + line["new"] + line["reopened"] - line["closed"] == line["closing"]
    for place in {line["town"] for line in lines}:
        mine = [line for line in lines if line["town"] == place]
        assert [line["opening"] for line in mine] == [0, *(line["closing"] for line in mine[:-1])]
    whole = [line for line in lines if line["town"] == "全县"]
    opened = [c for c in cases.values() if c.exists and c.episodes[0].opened_on <= max(ends)]
    assert sum(line["new"] for line in whole) == len(opened)
    assert whole[-1]["closing"] == sum(
        any(e.opened_on <= max(ends) and (e.closed_on is None or e.closed_on > max(ends)) for e in c.episodes) for c in opened)
