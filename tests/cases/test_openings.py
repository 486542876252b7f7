"""Openings are recorded: the day a case was opened is an event the first time a run tells it, and
never moves (law 14).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_core.cases.looks import Look, Run
from kongchuo_core.cases.openings import to_record
from kongchuo_core.ledger.events import RUN, Event, Kind, check
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.settings.models import Params
from tests.cases.booked import Told, told
from tests.cases.written import AUTUMN, CALENDAR, CHILD, SPRING, Story, day
from tests.size import examples

OTHER = "C0000000ABCDF"
DAYS = CALENDAR.working_days(AUTUMN.term.first_day, AUTUMN.term.last_day)
CHILDREN = (CHILD, OTHER)


def on(when: date | str) -> Params:
    """The autumn on a day; its comparison is laid down for the 30th of September."""
    return replace(AUTUMN, term=AUTUMN.term.model_copy().on(as_day(when)))


def as_day(when: date | str) -> date:
    return when if isinstance(when, date) else day(when)


def away(first: str, last: str, **more: Any) -> dict[str, Any]:
    return {"child_id": CHILD, "first_day": day(first), "last_day": day(last), "days": 4, **more}


def opened(run: Told, child: str = CHILD) -> date:
    found: date = run.case(child)["opened_on"]
    return found


def test_what_a_run_tells_is_recorded_once() -> None:
    """The second run of a day records nothing; its tables are the same."""
    first = told({CHILD: {}, OTHER: {}}, params=on("2025-10-11"))
    again = told({CHILD: {}, OTHER: {}}, first.left, params=on("2025-10-11"))
    assert len(first.booked.openings) == 2 and again.booked.openings == []
    assert again.booked.tables == first.booked.tables
    for event in first.booked.openings:
        check(event)


def test_no_date_moves_an_opening() -> None:
    """Another day of comparison in the params, another day of the run: the case was opened when it
    was.
    """
    first = told({CHILD: {}}, params=on("2025-10-11"))
    moved = replace(AUTUMN, term=AUTUMN.term.model_copy(update={"compared_on": day("2025-10-31")}))
    later = told({CHILD: {}}, first.left, params=moved)
    assert (opened(first), opened(later)) == (day("2025-09-30"), day("2025-09-30"))
    assert later.balance() == first.balance()


def test_a_preliminary_comparison_opens_on_its_day_and_the_comparison_proper_keeps_it() -> None:
    """Found on 12 September, still suspected on 30 September: one case, opened on the 12th; whom
    only the 30th finds, then.
    """
    early = told({CHILD: {}, OTHER: {"verdict": "CONSISTENT"}}, params=on("2025-09-12"))
    late = told({CHILD: {}, OTHER: {}}, early.left, params=on("2025-10-11"))
    assert [opened(late, c) for c in CHILDREN] == [day("2025-09-12"), day("2025-09-30")]


def test_who_is_found_after_the_comparison_was_told_is_opened_on_the_day_of_finding() -> None:
    """No task is overdue for a time in which nobody could know."""
    first = told({CHILD: {}, OTHER: {"verdict": "CONSISTENT"}}, params=on("2025-10-11"))
    later = told({CHILD: {}, OTHER: {}}, first.left, params=on("2025-10-20"))
    assert [opened(later, c) for c in CHILDREN] == [day("2025-09-30"), day("2025-10-20")]


def test_a_mended_register_is_answered_by_a_correction_of_its_own() -> None:
    """Nobody has acted: taken back, told, and back again as it was if the register was right after
    all.
    """
    first = told({CHILD: {}, OTHER: {}}, params=on("2025-10-11"))
    mended = told(
        {CHILD: {}, OTHER: {"verdict": "CONSISTENT"}}, first.left, params=on("2025-10-13")
    )
    assert [e.kind for e in mended.booked.openings] == [Kind.CORRECTION]
    assert [c["child_id"] for c in mended.table("cases")] == [CHILD]
    ledger = [*first.left, *mended.left]
    back = told({CHILD: {}, OTHER: {}}, ledger, params=on("2025-10-14"))
    assert opened(back, OTHER) == day("2025-09-30")
    quiet = told({CHILD: {}, OTHER: {}}, [*ledger, *back.left], params=on("2025-10-15"))
    assert quiet.booked.openings == [] and opened(quiet, OTHER) == day("2025-09-30")


def test_a_case_that_people_worked_on_is_not_taken_back() -> None:
    """Whatever the registers say later: it is closed by evidence."""
    first = told({CHILD: {}}, params=on("2025-10-11"))
    acted = Story().verified("2025-10-12", cause="aversion")
    later = told({CHILD: {"verdict": "CONSISTENT"}}, first.left, acted, params=on("2025-10-13"))
    assert later.booked.openings == [] and opened(later) == day("2025-09-30")


def test_an_absence_after_the_comparison_opens_and_reopens() -> None:
    """On file on 20 November: a case of that day; a return tells of itself; away again: the same
    case, a relapse.
    """
    here = {CHILD: {"verdict": "CONSISTENT"}}
    first = told(here, absences=[away("2025-11-17", "2025-11-20")], params=on("2025-11-20"))
    assert (opened(first), first.case(CHILD)["origin"]) == (day("2025-11-20"), "absence")
    assert "notice:found_at_school" not in first.case(CHILD)["blocked"]
    back = [away("2025-11-17", "2025-11-20", open=False)]
    returned = told(here, first.left, absences=back, params=on("2025-11-24"))
    assert returned.case(CHILD)["returned_on"] == day("2025-11-21")
    again = told(
        here,
        first.left,
        returned.left,
        absences=[*back, away("2025-12-01", "2025-12-04")],
        params=on("2025-12-04"),
    )
    case = again.case(CHILD)
    assert (case["opened_on"], case["returned_on"], case["relapses"]) == (
        day("2025-11-20"),
        None,
        1,
    )


def test_days_filed_late_move_nothing() -> None:
    """A day before the run that was told is filed afterwards: the absence is longer, the case was
    opened when it was.
    """
    here = {CHILD: {"verdict": "CONSISTENT"}}
    first = told(here, absences=[away("2025-11-18", "2025-11-21")], params=on("2025-11-21"))
    longer = [away("2025-11-17", "2025-11-24")]
    later = told(here, first.left, absences=longer, params=on("2025-11-24"))
    assert (opened(later), later.booked.openings) == (day("2025-11-21"), [])


def test_an_edition_of_an_older_program_is_lifted_and_then_recorded() -> None:
    """Its suspects are opened on the day of its comparison, once: the next run records nothing of
    them.
    """
    old = Event(
        Kind.EDITION,
        "2025-autumn",
        date(2025, 10, 31),
        RUN,
        {"suspected": [CHILD], "compared_on": "2025-09-30", "tables": "x", "previous": None},
    )
    spring = told({CHILD: {}}, [old], params=SPRING)
    assert opened(spring) == day("2025-09-30") and len(spring.booked.openings) == 2
    again = told({CHILD: {}}, [old], spring.left, params=SPRING)
    assert again.booked.openings == [] and again.booked.tables == spring.booked.tables


def spans() -> st.SearchStrategy[tuple[int, int]]:
    """An absence: from which school day, how many."""
    return st.tuples(st.integers(0, len(DAYS) - 12), st.integers(4, 10))


def seen_on(when: date, suspected: dict[str, int], absent: list[tuple[int, int]]) -> Look:
    """What a run of a day sees of two children: who is suspected since which school day, and one
    child's absences up to then.
    """
    runs = []
    for first, length in sorted(absent):
        counted = [d for d in DAYS[first : first + length] if d <= when]
        if len(counted) < 4:
            continue
        after = DAYS[first + length]
        ended = after if after <= when else None
        runs.append(Run(CHILD, counted[0], counted[-1], ended is None, counted[3], ended))
    names = tuple(sorted(c for c, since in suspected.items() if DAYS[since] <= when))
    term = AUTUMN.term.on(when)
    return Look("2025-autumn", term.compared_on, term.as_of, names, runs=tuple(runs))


@given(
    st.dictionaries(st.sampled_from(CHILDREN), st.integers(0, len(DAYS) - 2)),
    st.lists(spans(), max_size=2).filter(lambda s: len(s) < 2 or abs(s[0][0] - s[1][0]) > 11),
    st.lists(st.integers(0, len(DAYS) - 1), min_size=1, max_size=8),
)
@settings(max_examples=examples(200), deadline=None)
def test_whatever_the_days_of_the_runs_an_opening_never_moves(
    suspected: dict[str, int], absent: list[tuple[int, int]], runs: list[int]
) -> None:
    """Runs on any days in their order: what was recorded is never recorded again nor taken back; an
    absence on file opens on its fourth day, whenever it is told.
    """
    ledger: list[Recorded] = []
    for when in sorted({DAYS[n] for n in runs}):
        look, term = seen_on(when, suspected, absent), AUTUMN.term.on(when)
        new = to_record(ledger, [look], term)
        assert all(e.kind is not Kind.CORRECTION and e.happened_on <= when for e in new)
        for event in new:
            check(event)
        left = [*new, Event(Kind.EDITION, term.term, when, RUN, look.payload())]
        ledger += [Recorded(len(ledger) + n, "", e, "") for n, e in enumerate(left, 1)]
        assert to_record(ledger, [look], term) == []
        absences = {e.payload["first_day"]: e.happened_on for e in _opened(ledger, "absence")}
        assert (
            absences.items()
            <= {DAYS[first].isoformat(): DAYS[first + 3] for first, _ in absent}.items()
        )
    found = [e.subject for e in _opened(ledger, "comparison")]
    assert len(found) == len(set(found))


def _opened(ledger: list[Recorded], origin: str) -> list[Event]:
    openings = [r.event for r in ledger if r.event.kind is Kind.OPENED]
    return [e for e in openings if e.payload["origin"] == origin]


@pytest.mark.parametrize("touched", [True, False])
def test_running_on_the_days_between_changes_no_case(touched: bool) -> None:
    """Every school day a run, or the last one alone: the same cases, for what is found is found on
    its own day.
    """
    here = {CHILD: {"verdict": "CONSISTENT"}}
    story = Story().verified("2025-11-25", cause="aversion") if touched else Story()
    ledger: list[Event] = []
    for when in ("2025-11-19", "2025-11-20", "2025-11-24", "2025-11-26"):
        absences = [away("2025-11-17", min(when, "2025-11-21"), open=False)]
        if when < "2025-11-24":
            absences = [away("2025-11-17", when)]
        known = [e for e in story.events if e.happened_on <= day(when)]
        run = told(
            here, ledger, known, absences=absences if when > "2025-11-19" else [], params=on(when)
        )
        ledger += run.left
    once = told(
        here,
        story,
        absences=[away("2025-11-17", "2025-11-21", open=False)],
        params=on("2025-11-26"),
    )
    assert run.table("cases") == once.table("cases")


def test_the_days_that_an_older_version_printed_stay() -> None:
    """It opened everything on the day of the comparison, absences too; the next run of that term
    records just that.
    """
    old = Event(
        Kind.EDITION,
        "2025-autumn",
        date(2025, 10, 31),
        RUN,
        {
            "suspected": [CHILD, OTHER],
            "absences": [[CHILD, "2025-09-22", "2025-09-30", True]],
            "compared_on": "2025-09-30",
            "tables": "x",
            "previous": None,
        },
    )
    here = {CHILD: {}, OTHER: {}}
    absences = [away("2025-09-22", "2025-10-10")]
    first = told(here, [old], absences=absences, params=on("2025-10-11"))
    assert {opened(first, c) for c in CHILDREN} == {day("2025-09-30")}
    again = told(here, [old], first.left, absences=absences, params=on("2025-11-20"))
    assert again.booked.openings == [] and again.balance() == first.balance()
    later = [*absences, away("2025-11-17", "2025-11-20", child_id=OTHER)]
    more = told(here, [old], first.left, absences=later, params=on("2025-11-20"))
    assert [e.happened_on for e in more.booked.openings] == [day("2025-11-20")]
