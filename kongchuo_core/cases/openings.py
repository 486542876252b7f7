"""Openings are recorded (law 14): the day a case was opened, and by what, is an event the first
time a run tells it.

A later run, date or param finds the same again and records nothing; where registers were mended so
that it isn't found any more, and nobody has acted on the case yet, the run records a correction of
its own. What a person did is never taken back here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from kongchuo_core.cases.looks import OPENED, Look, Run
from kongchuo_core.ledger.events import RUN, Event, Kind, told_by_people
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.settings.models import Term

MENDED = "register_mended"
"""Why a run takes back what an earlier run recorded."""


def lifted(found: Sequence[Look]) -> list[Event]:
    """What editions of earlier versions opened without recording it; ``found`` ends with the look
    of the run itself.
    """
    return list(chain.from_iterable(look.lifted() for look in found[:-1] if not look.recorded))


def to_record(
    recorded: Sequence[Recorded],
    found: Sequence[Look],
    term: Term,
    unsure: Collection[str] = (),
) -> list[Event]:
    """What a run has to record of openings and returns, in a fixed order; nothing where all was
    recorded before.

    Parameters
    ----------
    recorded : every event of the ledger.
    found : the looks up to this run's, which is the last (``looks.looks``).
    unsure : children whom this run leaves open because they may be somebody else; of them nothing
        is taken back.
    """
    before = [r.event for r in recorded if r.event.happened_on <= term.as_of]
    day = _day_of_comparison(before, found[-1], term)
    own = [e for e in _of_older_runs(recorded, term) if e.happened_on <= term.as_of]
    known = {e.digest for e in before}
    new = [e for e in (*lifted(found), *own) if e.digest not in known]
    mine = [e for e in (*before, *new) if e.by == RUN]
    withdrawn = _withdrawn(mine)
    by_child: dict[str, list[Event]] = {}
    for event in mine:
        if event.kind in (Kind.OPENED, Kind.RETURNED):
            by_child.setdefault(event.subject, []).append(event)
    still = {e.digest for e in mine if _suspected_still(e, found[-1])}
    for fact in _facts(found[-1], day):
        told = by_child.get(fact.subject, [])
        same = [e for e in told if _same(e, fact)]
        still.update(e.digest for e in same)
        if not same and not _opened_since(told, fact, withdrawn):
            new.append(fact)
    again = chain.from_iterable(withdrawn.get(digest, ()) for digest in sorted(still))
    new += [_correction(event, term.as_of) for event in again]
    acted = _acted(before)
    for event in chain.from_iterable(by_child.values()):
        gone = event.digest not in still and event.digest not in withdrawn
        if not gone or event.subject in unsure or event.payload.get("term") != term.term:
            continue
        if event.kind is Kind.RETURNED or acted.get(event.subject, date.min) < event.happened_on:
            new.append(_correction(event, term.as_of))
    return sorted(new, key=lambda e: (e.happened_on, e.subject, e.digest))


def _of_older_runs(recorded: Iterable[Recorded], term: Term) -> list[Event]:
    """What the term's last edition opened, where an earlier version made it: papers were printed
    with these days.
    """
    made = [r.event for r in recorded if r.event.kind is Kind.EDITION]
    mine = [e for e in made if e.subject == term.term]
    if not mine or mine[-1].payload.get(OPENED):
        return []
    return Look.remembered(mine[-1]).lifted()


def _day_of_comparison(before: Iterable[Event], now: Look, term: Term) -> date:
    """The day on which what the comparison finds is opened: its own the first time it is told,
    later that of the run that found it.
    """
    told = any(
        e.kind is Kind.EDITION
        and e.subject == term.term
        and e.payload.get(OPENED)
        and e.payload["compared_on"] == term.comparison_day.isoformat()
        for e in before
    )
    return term.as_of if told else now.compared_on


def _facts(now: Look, day: date) -> Iterator[Event]:
    """What this run found: absences on file on their day and the returns from them, and whom else
    the comparison suspects.
    """
    absent = set()
    for run in now.runs:
        first = run.first_day.isoformat()
        if run.on_file_on is None:
            continue
        yield now.opening(run.child_id, run.on_file_on, "absence", first_day=first)
        if run.returned_on is not None:
            payload = {"term": now.term, "first_day": first}
            yield Event(Kind.RETURNED, run.child_id, run.returned_on, RUN, payload)
        if _away_on(run, now.compared_on):
            absent.add(run.child_id)
    for child in now.suspected:
        if child not in absent:
            yield now.opening(child, day, "comparison")


def _suspected_still(recorded: Event, now: Look) -> bool:
    """Whether a comparison opened the case and the child is suspected now, by an absence too."""
    by_comparison = recorded.kind is Kind.OPENED and "first_day" not in recorded.payload
    return (
        by_comparison
        and recorded.payload.get("term") == now.term
        and recorded.subject in now.suspected
    )


def _away_on(run: Run, day: date) -> bool:
    """Whether an absence was on file and not over on a day."""
    begun = run.on_file_on is not None and run.on_file_on <= day
    return begun and (run.returned_on is None or run.returned_on > day)


def _same(recorded: Event, fact: Event) -> bool:
    """Whether an event tells what was found: the comparison of the term, or an absence that
    overlaps (days may be filed later).
    """
    if recorded.kind is not fact.kind or recorded.payload.get("term") != fact.payload["term"]:
        return False
    had, has = recorded.payload.get("first_day"), fact.payload.get("first_day")
    if had is None and has is not None and recorded.payload["origin"] == "absence":
        return fact.happened_on <= recorded.happened_on
    if had is None or has is None:
        return had is has
    begins = date.fromisoformat(had), date.fromisoformat(has)
    return max(begins) <= min(recorded.happened_on, fact.happened_on) or had == has


def _opened_since(own: Iterable[Event], fact: Event, withdrawn: Mapping[str, object]) -> bool:
    """Whether a run opened the case on that day or later: what is filed afterwards doesn't move
    that day.
    """
    return fact.kind is Kind.OPENED and any(
        e.kind is Kind.OPENED and e.happened_on >= fact.happened_on and e.digest not in withdrawn
        for e in own
    )


def _withdrawn(mine: Iterable[Event]) -> dict[str, list[Event]]:
    """Digest of an event → the corrections of runs that take it back and were not taken back
    themselves.
    """
    corrections = [e for e in mine if e.kind is Kind.CORRECTION]
    undone = {e.payload["event"] for e in corrections}
    found: dict[str, list[Event]] = {}
    for event in corrections:
        if event.digest not in undone:
            found.setdefault(event.payload["event"], []).append(event)
    return found


def _correction(event: Event, day: date) -> Event:
    return Event(
        Kind.CORRECTION, event.subject, day, RUN, {"event": event.digest, "reason": MENDED}
    )


def _acted(before: Iterable[Event]) -> dict[str, date]:
    """Child → the last day of which people recorded anything."""
    found: dict[str, date] = {}
    for event in before:
        if told_by_people(event):
            found[event.subject] = max(found.get(event.subject, date.min), event.happened_on)
    return found
