"""Events → cases: sorted by when things happened, whatever the order in which they were recorded.

Every handler changes a case and gives back the code of the irregularity it met, empty where there
is none. No event is ever refused here and no case is lost: an event about a child without a case
opens one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_core.cases.closing import RESOLVED, RETURNED, SchoolDays, ground
from kongchuo_core.cases.looks import Run
from kongchuo_core.cases.state import CARRIED, Case, Episode, Work
from kongchuo_core.cases.steps import Law, take
from kongchuo_core.ledger.events import SIGNING, Event, Kind
from kongchuo_core.regulation.cases import IN_FORCE, case_codes, causes, codes_of, steps, tasks

_OTHERS = (
    Kind.EDITION,
    Kind.DECISION,
    Kind.DECISION_WITHDRAWN,
    Kind.JOINED,
    Kind.PARTED,
    Kind.CORRECTION,
    Kind.SCHOOL_REPORT,
    Kind.ERASED,
    *SIGNING,
    Kind.RELEASE_PROPOSED,
    Kind.RELEASED,
    Kind.ARCHIVED,
    Kind.IMPORTED,
)
CASE_KINDS: tuple[Kind, ...] = tuple(k for k in Kind if k not in _OTHERS)
"""Kinds the fold reads, in the order in which those of one day are taken."""
_ORDER: dict[Kind, int] = {k: i for i, k in enumerate(CASE_KINDS)}
_OPENS_NOTHING = (Kind.APPROVAL, Kind.REPORTED, Kind.SEEN, Kind.VISITED)

_MENDED: Mapping[Kind, frozenset[str]] = {
    Kind.VERIFIED: frozenset({"notice_before_verification"}),
    Kind.SERVED: frozenset({"served_before_issue"}),
    Kind.CLOSED: frozenset({"closed_without_evidence"}),
}
"""What an event that is in order mends of what was not; a step mends its own."""


@dataclass(frozen=True)
class World:
    """What the fold depends on besides the events: the law, school days, absences on file by child,
    each child's town, and who is absent now.
    """

    law: Law
    school: SchoolDays
    runs: Mapping[str, Sequence[Run]]
    towns: Mapping[str, str]
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Folded:
    """The cases by child, and the irregularity of each event by its digest."""

    cases: dict[str, Case]
    breaches: dict[str, str]


def in_force(events: Iterable[Event]) -> tuple[list[Event], dict[str, str]]:
    """The events without those that were corrected, and the irregularities of corrections that
    correct nothing.

    A correction takes back one event of the same child; a correction that is itself corrected takes
    nothing back.
    """
    known = {e.digest: e for e in events}
    corrections = {d: e for d, e in known.items() if e.kind is Kind.CORRECTION}
    valid = {
        d
        for d, e in corrections.items()
        if (t := known.get(e.payload["event"])) is not None and t.subject == e.subject
    }
    by_target: dict[str, list[str]] = {}
    for d in sorted(valid):
        by_target.setdefault(corrections[d].payload["event"], []).append(d)

    def stands(digest: str) -> bool:
        return not any(stands(c) for c in by_target.get(digest, ()))

    standing = [e for d, e in known.items() if e.kind in CASE_KINDS and stands(d)]
    breaches = dict.fromkeys(set(corrections) - valid, "correction_of_nothing")
    breaches |= {e.digest: "before_the_rule" for e in standing if e.happened_on < IN_FORCE}
    return [e for e in standing if e.happened_on >= IN_FORCE], breaches


def fold(events: Iterable[Event], world: World) -> Folded:
    """The state of every case; the same events in any order give the same.

    Parameters
    ----------
    events : what people recorded and what the looks opened (``looks.Look.openings``), up to the day
        that counts.

    Raises
    ------
    ParamsError
        where the calendar doesn't cover a day that a clock needs.
    """
    kept, breaches = in_force(events)
    cases: dict[str, Case] = {}
    for event in sorted(kept, key=_when):
        case = cases.setdefault(event.subject, Case(event.subject))
        breach = _apply(case, event, world)
        if breach:
            breaches[event.digest] = breach
            case.work.irregularities.add(breach)
        else:
            case.work.irregularities -= _MENDED.get(event.kind, frozenset())
    return Folded(cases, breaches)


def _when(event: Event) -> tuple[date, int, int, str]:
    """When it happened; on one day by kind, steps by their number, and last by digest, so that
    nothing hangs on the recording.
    """
    step = steps().get(event.payload.get("step") or "")
    return event.happened_on, _ORDER[event.kind], step.order if step else 0, event.digest


def _apply(case: Case, event: Event, world: World) -> str:
    kind = event.kind
    if kind in (Kind.OPENED, Kind.REOPENED):
        return _signal(case, event)
    if kind is Kind.VERIFIED and not case.open and (not case.exists or _finds_absent(event)):
        _begin(case, event.happened_on, "visit")
    found = ""
    if not case.exists and kind not in _OPENS_NOTHING:
        _begin(case, event.happened_on, "visit")
        found = "not_opened"
    if not case.open and kind not in _OPENS_NOTHING:
        return found or "after_closing"
    _note_proof(case.work, event)
    if kind is Kind.CLOSED:
        return _close(case, event, world) or found
    if kind is Kind.STEP:
        return take(case, event, world.law, world.towns.get(case.child_id)) or found
    return _HANDLERS[kind](case, event) or found


def _begin(
    case: Case, day: date, origin: str, difference: str | None = None, relapse: bool = False
) -> None:
    case.episodes.append(
        Episode(
            day,
            origin,
            difference,
            relapse=relapse or (case.exists and case.current.closed_as == RETURNED),
        )
    )
    case.relapses += case.current.relapse
    case.work = Work()


def _signal(case: Case, event: Event) -> str:
    """Somebody or a comparison says that the child isn't at school: opens, reopens, or undoes a
    return (M5.5).

    A closed case stays closed where a document explains the absence, or where what was found lasts
    and only the registers lag.
    """
    payload, day = event.payload, event.happened_on
    origin = payload.get("origin") or (case.current.origin if case.exists else "visit")
    case.carried |= origin == CARRIED and (
        case.open if len(case.episodes) == 1 else not case.exists
    )
    if not case.exists:
        _begin(case, day, origin, payload.get("difference"))
        return "" if event.kind is Kind.OPENED else "not_opened"
    if payload.get("explained"):
        return ""
    if not case.open:
        if (
            origin == "comparison"
            and case.current.closed_as == RESOLVED
            and case.cause is not None
            and case.cause.lasting
        ):
            return "register_uncorrected"
        _begin(case, day, origin, payload.get("difference"), payload.get("reason") == "relapse")
    elif case.work.returned_on is not None and case.work.returned_on < day:
        case.relapses += 1
        case.work.returned_on, case.work.stretches, case.work.visits = None, [], []
    return "" if origin in codes_of("origin") else "unknown_code"


def _finds_absent(event: Event) -> bool:
    cause = causes().get(event.payload.get("cause") or "")
    return cause is not None and not cause.is_outcome


def _note_proof(work: Work, event: Event) -> None:
    """A proof counts with the digest of its paper; the first day it was given holds."""
    proof = event.payload.get("proof")
    if proof and event.payload.get("evidence"):
        work.proofs.setdefault(proof, event.happened_on)


def _close(case: Case, event: Event, world: World) -> str:
    runs = world.runs.get(case.child_id, ())
    on = ground(case, event.happened_on, world.law.rules, world.school, runs)
    if on is None:
        return "closed_without_evidence"
    case.current.closed_on, case.current.closed_as = event.happened_on, on
    return ""


def _verified(case: Case, event: Event) -> str:
    work, cause = case.work, event.payload.get("cause")
    work.verified_on = work.verified_on or event.happened_on
    work.learnt_on = max(work.learnt_on or event.happened_on, event.happened_on)
    if cause is None:
        return ""
    if cause not in causes():
        return "unknown_code"
    if cause != work.cause:
        work.cause, work.cause_on = cause, event.happened_on
    return ""


def _issued(case: Case, event: Event) -> str:
    work, paper, day = case.work, event.payload["paper"], event.happened_on
    if paper not in codes_of("paper"):
        return "unknown_code"
    work.issued.setdefault(paper, day)
    work.handled_on = work.handled_on or day
    if work.verified_on is None:
        return "notice_before_verification"
    if case.cause is not None and case.cause.is_outcome and paper != "inquiry":
        return "notice_for_outcome"
    return "notice_while_explained" if case.approved(day) is not None and paper != "inquiry" else ""


def _served(case: Case, event: Event) -> str:
    paper, manner = (
        event.payload["paper"],
        {c.code: c.description for c in case_codes("manner").codes}.get(event.payload["manner"]),
    )
    if manner is None:
        return "unknown_code"
    if paper not in case.work.issued and paper != "demand":
        return "served_before_issue"
    if manner:
        case.work.served.setdefault(paper, event.happened_on)
    return ""


def _task_set(case: Case, event: Event) -> str:
    due = event.payload.get("due")
    case.work.handled_on = case.work.handled_on or event.happened_on
    case.work.tasks_set[event.payload["task"]] = (
        event.happened_on,
        date.fromisoformat(due) if due else None,
    )
    return _known_task(event)


def _task_done(case: Case, event: Event) -> str:
    case.work.tasks_done.setdefault(event.payload["task"], event.happened_on)
    case.work.handled_on = case.work.handled_on or event.happened_on
    return _known_task(event)


def _known_task(event: Event) -> str:
    return "" if event.payload["task"] in tasks() else "unknown_code"


def _placed(case: Case, event: Event) -> str:
    case.work.placement, case.work.placed_on = event.payload["placement"], event.happened_on
    case.work.handled_on = case.work.handled_on or event.happened_on
    return "" if event.payload["placement"] in codes_of("placement") else "unknown_code"


def _returned(case: Case, event: Event) -> str:
    case.work.returned_on = case.work.returned_on or event.happened_on
    return ""


def _seen(case: Case, event: Event) -> str:
    how, day, work = event.payload["how"], event.happened_on, case.work
    if how in ("visit", "look"):
        (work.visits if how == "visit" else work.looks).append(day)
        return ""
    if how != "attendance":
        return "unknown_code"
    first = date.fromisoformat(event.payload.get("first_day") or day.isoformat())
    if first > day:
        return "reversed_dates"
    work.stretches.append((first, day))
    if case.open and work.returned_on is None:
        work.returned_on = first
    return ""


def _approved(case: Case, event: Event) -> str:
    until = date.fromisoformat(event.payload["until"])
    if until < event.happened_on:
        return "reversed_dates"
    case.approvals.append((event.payload["approval"], event.happened_on, until))
    return "" if event.payload["approval"] in codes_of("approval") else "unknown_code"


def _reported(case: Case, event: Event) -> str:
    """A report is matched with its absence in the table of monitoring; the case itself stays as it
    is.
    """
    return "" if event.payload["to"] in codes_of("recipient_of_report") else "unknown_code"


_HANDLERS: Mapping[Kind, Callable[[Case, Event], str]] = {
    Kind.VERIFIED: _verified,
    Kind.APPROVAL: _approved,
    Kind.NOTICE_ISSUED: _issued,
    Kind.SERVED: _served,
    Kind.TASK_SET: _task_set,
    Kind.TASK_DONE: _task_done,
    Kind.PLACED: _placed,
    Kind.RETURNED: _returned,
    Kind.SEEN: _seen,
    Kind.VISITED: lambda case, event: "",
    Kind.REPORTED: _reported,
}
