"""Cases as lines of the edition's tables ``cases``, ``tasks`` and ``events``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from kongchuo_core.cases.closing import ground, lacking, longest
from kongchuo_core.cases.dispositions import Duty, duties, proposed
from kongchuo_core.cases.fold import Folded, World, in_force
from kongchuo_core.cases.signals import Facts
from kongchuo_core.cases.standing import Standing, papers, standing
from kongchuo_core.cases.state import Case
from kongchuo_core.cases.steps import clear_on, next_step
from kongchuo_core.ledger.events import Event, Kind, told_by_people
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.settings.models import Term
from kongchuo_core.vocabulary.codes import SEX

Line = dict[str, Any]
_MAIN = (
    "origin",
    "cause",
    "paper",
    "task",
    "step",
    "placement",
    "how",
    "approval",
    "to",
    "event",
    "reason",
)
"""The field of a payload that says most, first found."""


def case_lines(
    cases: Iterable[Case],
    known: Facts,
    chain: Iterable[Mapping[str, Any]],
    world: World,
    term: Term,
    since: date,
) -> tuple[list[Line], list[Line]]:
    """Lines of ``tasks`` and of ``cases``; the latter with ``concerned``, for the funnel: open at
    some moment after ``since``.
    """
    gaps = Counter(line["child_id"] for line in chain if line["known"] and not line["name"])
    dark = {line["child_id"] for line in chain if line["dark"]} - set(gaps)
    known_chain = {line["child_id"] for line in chain if line["known"]} - dark
    tasks, told = [], []
    for case in cases:
        verdict, town = known.verdicts.get(case.child_id), known.towns.get(case.child_id)
        stand = standing(
            case,
            term.as_of,
            verdict["explained_by"] if verdict else None,
            known.approvals.get(case.child_id, ()),
        )
        mine = duties(case, stand, term.as_of, world.law)
        tasks += [_task_line(case, town, d) for d in mine]
        told.append(
            {
                **_core(case, stand),
                **_found(case, stand, known),
                **_law(case, town, world, term.as_of),
                **_return(case, world, term.as_of),
                "tasks_open": sum(d.done_on is None for d in mine),
                "tasks_overdue": sum(d.state == "overdue" for d in mine),
                "chain_gaps": gaps[case.child_id] if case.child_id in known_chain else None,
                **_papers(case, stand, verdict, world, term.as_of),
                "days_open": ((case.current.closed_on or term.as_of) - case.current.opened_on).days,
                "concerned": case.open
                or (case.current.closed_on is not None and case.current.closed_on > since),
            }
        )
    return tasks, told


def _core(case: Case, stand: Standing) -> Line:
    work, now = case.work, case.current
    return {
        "child_id": case.child_id,
        "case_no": case.case_no,
        "opened_on": now.opened_on,
        "origin": now.origin,
        "cause": work.cause,
        "state": stand.state,
        "state_on": stand.state_on,
        "closed_on": now.closed_on,
        "closed_as": now.closed_as,
        "first_opened_on": case.episodes[0].opened_on,
        "difference": now.difference,
        "verified_on": work.verified_on,
        "cause_on": work.cause_on,
        "notice_on": work.issued.get("notice"),
        "notice_served_on": work.served.get("notice"),
        "placement": work.placement,
        "returned_on": work.returned_on,
        "reopened": len(case.episodes) - 1,
        "relapses": case.relapses,
        "deferral_until": stand.until,
        "irregularities": sorted(work.irregularities),
    }


def _found(case: Case, stand: Standing, known: Facts) -> Line:
    """What this term's registers add, and in which of the three ledgers the child stands (M8.4,
    M8.5).
    """
    child, verdict = case.child_id, known.verdicts.get(case.child_id)
    cause, why = proposed(known.signals.get(child, ())) or (None, None)
    lawful = case.cause is not None and (case.cause.is_outcome or case.cause.group == "away")
    ledger = (
        "dropout"
        if case.work.verified_on and not lawful and case.cause is not None
        else "suspected"
    )
    away = case.open and not stand.paused and case.work.returned_on is None
    return {
        "town": known.towns.get(child),
        "verdict": verdict["verdict"] if verdict else None,
        "explained_by": verdict["explained_by"] if verdict else None,
        "proposed_cause": cause,
        "proposed_because": why,
        "ledger": ledger if away and not (case.cause is not None and case.cause.is_outcome) else "",
        "hardship": known.hardship.get(child),
        "agenda": away and case.cause is not None and case.cause.group == "special",
    }


def _law(case: Case, town: str | None, world: World, day: date) -> Line:
    step, clear = next_step(case, world.law, day), clear_on(case.work, world.law, day)
    return {
        "step": case.work.step,
        "step_on": case.work.step_on,
        "step_result": case.work.step_result,
        "next_step": step.code if step else None,
        "next_step_from": clear if step and step.order > 1 and isinstance(clear, date) else None,
        "issuer": world.law.issuer(step, town, day) if step else None,
    }


def _return(case: Case, world: World, day: date) -> Line:
    since, runs = case.work.returned_on, world.runs.get(case.child_id, ())
    return {
        "days_seen": longest(case, since, day, world.school, runs) if since else 0,
        "ready": case.open and ground(case, day, world.law.rules, world.school, runs) is not None,
        "lacking": list(lacking(case, day, world.law.rules, world.school, runs))
        if case.open
        else [],
    }


def _papers(
    case: Case, stand: Standing, verdict: Mapping[str, Any] | None, world: World, day: date
) -> Line:
    found = papers(case, stand, verdict, day, world.law, case.child_id in world.absent)
    blocked: list[str] = []
    for paper, reasons in found.items():
        blocked += [f"{paper}:{reason}" for reason in reasons]
    ready = [paper for paper, reasons in found.items() if not reasons]
    return {"papers": sorted(ready), "blocked": sorted(blocked)}


def _task_line(case: Case, town: str | None, duty: Duty) -> Line:
    task = duty.task
    return {
        "child_id": case.child_id,
        "case_no": case.case_no,
        "town": town,
        "task": task.code,
        "label": task.label,
        "who": task.who,
        "set_on": duty.set_on,
        "due": duty.due,
        "done_on": duty.done_on,
        "state": duty.state,
        "urgent": task.urgent,
        "clause": task.clause,
    }


def event_lines(
    told: Sequence[Recorded],
    openings: Sequence[Event],
    folded: Folded,
    numbers: Mapping[str, str],
    towns: Mapping[str, str],
) -> list[Line]:
    """Lines of ``events``: what people recorded, with its place in the ledger, and what runs found,
    without one.
    """
    counted = {e.digest for e in in_force([*(r.event for r in told), *openings])[0]}
    counted |= {
        r.event.digest
        for r in told
        if r.event.kind is Kind.CORRECTION and r.event.digest not in folded.breaches
    }
    people = ((r.event, r.seq if told_by_people(r.event) else None) for r in told)
    places = [*people, *((e, None) for e in openings)]
    return [
        {
            "child_id": e.subject,
            "case_no": numbers.get(e.subject),
            "kind": e.kind.value,
            "happened_on": e.happened_on,
            "seq": seq,
            "by": e.by,
            "code": str(e.payload[main]) if (main := _main(e)) else None,
            "detail": _detail(e),
            "counted": e.digest in counted,
            "irregularity": folded.breaches.get(e.digest),
            "town": towns.get(e.subject),
        }
        for e, seq in places
    ]


def _main(event: Event) -> str | None:
    return next((name for name in _MAIN if event.payload.get(name) is not None), None)


def _detail(event: Event) -> str:
    """What the payload says besides its main code, as ``name=value``; digests of papers stay in the
    ledger.
    """
    kept = {
        k: v
        for k, v in event.payload.items()
        if k not in (_main(event), "evidence") and v not in (None, False)
    }
    return "；".join(f"{k}={v}" for k, v in sorted(kept.items()))


def unlisted(
    persons: Mapping[str, Sequence[object]], children: Collection[str], towns: Mapping[str, str]
) -> list[Line]:
    """What the ledger last knew of children who have a case and stand on no list of the term."""
    latest: dict[str, Line] = {}
    names, nothing = (
        ("seen_in", "child_id", "name", "number", "sex", "birth"),
        [None] * len(persons["child_id"]),
    )
    columns = [persons.get(name, nothing) for name in names]
    for _, child, *told in sorted(
        zip(*columns, strict=True), key=lambda line: (str(line[0]), str(line[1]))
    ):
        if child in children:
            known = {
                k: v
                for k, v in zip(("name", "id_no", "sex", "birth_date"), told, strict=True)
                if v is not None
            }
            latest[str(child)] = latest.get(str(child), {}) | known
    return [
        {
            "child_id": child,
            "town": towns.get(child),
            **line,
            "sex": SEX.label(line["sex"]) if "sex" in line else None,
            "birth_date": date.fromisoformat(str(line["birth_date"]))
            if "birth_date" in line
            else None,
        }
        for child, line in latest.items()
    ]
