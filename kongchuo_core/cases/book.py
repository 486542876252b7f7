"""The single entry of the room: what people recorded and what this term found → the tables of the
loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.cases import lines
from kongchuo_core.cases.answerable import answerable
from kongchuo_core.cases.balance import Period, Told, balance
from kongchuo_core.cases.closing import SchoolDays
from kongchuo_core.cases.due import Units, due_lines
from kongchuo_core.cases.fold import CASE_KINDS, Folded, World, fold
from kongchuo_core.cases.looks import Look, looks, runs_of
from kongchuo_core.cases.monitoring import monitoring, unasked
from kongchuo_core.cases.openings import lifted, to_record
from kongchuo_core.cases.signals import Facts, facts
from kongchuo_core.cases.state import Case
from kongchuo_core.cases.steps import Law
from kongchuo_core.ledger.events import RUN, Event, Kind
from kongchuo_core.ledger.persons import PERSONS
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.regulation.cases import recipients
from kongchuo_core.settings.models import Params, TermDays
from kongchuo_core.settings.numbers import whole
from kongchuo_core.settings.people import People
from kongchuo_core.vocabulary.tables import LOOP_TABLES

_READ = (*CASE_KINDS, Kind.CORRECTION)
"""Kinds that the fold is given; a correction of what was said of persons is none of its."""


@dataclass(frozen=True)
class Office:
    """What the office has laid down: the term's params, the roles of the 双线十人制, every term, the
    calendar.
    """

    params: Params
    people: People
    terms: Sequence[TermDays]
    calendar: WorkingCalendar


@dataclass(frozen=True)
class Seen:
    """What this term's run found.

    ``tables`` are the edition's ``verdicts``, ``absences`` and ``rows``; ``registers`` the records
    as read, by code, with ``file``, ``sheet`` and ``row`` (approvals, disability, hardship,
    responsible, absences; absent ones may be missing); ``schools`` school → town; ``persons`` the
    ledger's details, for the towns of children who are on no list any more; ``unsure`` the children
    who may be somebody with an open case.
    """

    tables: Mapping[str, pa.Table]
    registers: Mapping[str, pa.Table]
    schools: Mapping[str, str]
    persons: Mapping[str, Sequence[object]]
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Booked:
    """The tables of :data:`LOOP_TABLES` but that of the visits (``found.table``), what the
    edition's event must remember, who has an open case, and the openings and returns that the run
    has to record (``openings.to_record``).
    """

    tables: dict[str, pa.Table]
    payload: dict[str, Any]
    open_cases: frozenset[str]
    openings: list[Event]


def book(recorded: Sequence[Recorded], seen: Seen, office: Office) -> Booked:
    """Fold everything that had happened by ``term.as_of``; the term's own look comes first, so that
    running again changes nothing.

    Parameters
    ----------
    recorded : every event of the ledger, in any order.

    Raises
    ------
    ParamsError
        where a rule is missing or wrong, or the calendar doesn't cover a day a clock needs.
    BalanceError
        where opening + new + reopened − closed isn't closing.
    """
    term = office.params.term
    now = Look.of(term, seen.tables["verdicts"], seen.tables["absences"], seen.unsure)
    found = looks(recorded, now)
    of_no_case = {
        r.event.digest for r in recorded if r.event.kind in (*PERSONS, Kind.SCHOOL_REPORT)
    }
    told = [
        r
        for r in recorded
        if r.event.happened_on <= term.as_of
        and r.event.kind in _READ
        and r.event.payload.get("event") not in of_no_case
    ]
    openings = to_record(recorded, found, term, seen.unsure)
    known = facts(
        seen.tables,
        seen.registers,
        seen.persons,
        {r.event.subject for r in told} | {e.subject for e in openings},
    )
    law = Law(
        office.params.rules, office.calendar, {t.name: t.kind for t in office.params.county.towns}
    )
    absent = frozenset(r.child_id for r in found[-1].runs if r.open)
    school = SchoolDays(office.calendar, office.terms)
    world = World(law, school, runs_of(found), known.towns, absent)
    folded = fold([*(r.event for r in told), *openings], world)
    return _Book(seen, office, known, world, recorded, told, openings, found, folded).booked()


def open_before(recorded: Sequence[Recorded], office: Office) -> frozenset[str]:
    """Who has an open case by what was recorded and what earlier terms' comparisons saw; raises as
    :func:`book`.
    """
    term, params = office.params.term, office.params
    nothing = Look(term.term, term.compared_on, term.as_of, ())
    found = looks(recorded, nothing)
    told = [
        r.event
        for r in recorded
        if r.event.happened_on <= term.as_of
        and r.event.kind in _READ
        and not (r.event.by == RUN and r.event.payload.get("term") == term.term)
    ]
    law = Law(params.rules, office.calendar, {t.name: t.kind for t in params.county.towns})
    world = World(law, SchoolDays(office.calendar, office.terms), runs_of(found), {})
    cases = fold([*told, *lifted(found)], world).cases
    return frozenset(child for child, case in cases.items() if case.open)


@dataclass(frozen=True)
class _Book:
    """What the tables of the loop are made from: what was seen and recorded, and the cases folded
    from it.
    """

    seen: Seen
    office: Office
    known: Facts
    world: World
    recorded: Sequence[Recorded]
    told: Sequence[Recorded]
    openings: Sequence[Event]
    found: Sequence[Look]
    folded: Folded

    def booked(self) -> Booked:
        """Every table of the loop, and what the edition's event remembers."""
        sums, own_sums = self._balance()
        lost = [c["child_id"] for c in self._children if "verdict" not in c]
        tables = {
            **self._of_cases(),
            "balance": sums,
            "unlisted": lines.unlisted(self.seen.persons, lost, self.known.towns),
        }
        return Booked(
            {name: _shaped(name, rows) for name, rows in tables.items()},
            self.found[-1].payload() | own_sums.payload(),
            frozenset(c.child_id for c in self._cases if c.open),
            list(self.openings),
        )

    @cached_property
    def _cases(self) -> list[Case]:
        return [case for _, case in sorted(self.folded.cases.items()) if case.exists]

    @cached_property
    def _children(self) -> list[dict[str, Any]]:
        """The verdicts of who has a case; of a child in no register what is known of it."""
        known = self.known
        return [
            known.verdicts.get(c.child_id)
            or {"child_id": c.child_id, "town": known.towns.get(c.child_id)}
            for c in self._cases
        ]

    @cached_property
    def _begun(self) -> date:
        """The day before the first term that is known."""
        first = self.found[0].term
        days = (t.first_day for t in self.office.terms if t.term == first)
        return min((day - timedelta(days=1) for day in days), default=date.min)

    @cached_property
    def _periods(self) -> list[Period]:
        earlier, last = _told_before(self.recorded), self.found[-1]
        return [
            Period(k.term, k.as_of, earlier.get(k.term) if k is not last else None)
            for k in self.found
        ]

    def _balance(self) -> tuple[list[dict[str, Any]], Told]:
        towns = {c.child_id: t for c in self._cases if (t := self.known.towns.get(c.child_id))}
        names = [t.name for t in self.office.params.county.towns]
        return balance(self._cases, towns, self._periods, names, self._begun)

    def _of_cases(self) -> dict[str, list[dict[str, Any]]]:
        """The cases, what is to be done about them, who answers for them, and what happened."""
        known, term, rules = self.known, self.office.params.term, self.office.params.rules
        chain = answerable(
            self._children, _lines(self.seen.registers, "responsible"), self.office.people
        )
        since = self._periods[-2].until if len(self._periods) > 1 else self._begun
        duties, cases = lines.case_lines(self._cases, known, chain, self.world, term, since)
        watched = self._monitoring()
        units = Units(
            {code: r["label"] for code, r in recipients().items()},
            {child: line["school"] for child, line in known.verdicts.items()},
        )
        within = whole(rules, "step_within", term.as_of)
        numbers = {c.child_id: c.case_no for c in self._cases}
        where = {
            child: {"case_no": no, "town": known.towns.get(child)} for child, no in numbers.items()
        }
        happened = lines.event_lines(self.told, self.openings, self.folded, numbers, known.towns)
        return {
            "cases": cases,
            "events": happened,
            "tasks": duties,
            "due": due_lines(cases, duties, watched, term.as_of, units, within),
            "monitoring": watched,
            "answerable": [line | where[line["child_id"]] for line in chain],
        }

    def _monitoring(self) -> list[dict[str, Any]]:
        params = self.office.params
        return monitoring(
            self.seen.tables["absences"],
            [r.event for r in self.told if r.event.kind is Kind.REPORTED],
            self.seen.schools,
            _homes(self.seen.tables),
            params.rules,
            self.office.calendar,
            params.term,
            unasked(_lines(self.seen.registers, "absences")),
        )


def _told_before(recorded: Sequence[Recorded]) -> dict[str, Told]:
    """Term → what its edition told of its sums: the newest one before the term's papers were last
    signed, else the newest.
    """
    signed: dict[str, int] = {}
    for r in recorded:
        if r.event.kind is Kind.PAPER_SIGNED:
            term = str(r.event.payload["term"])
            signed[term] = max(r.seq, signed.get(term, 0))
    found: dict[str, Told] = {}
    for r in sorted(recorded, key=lambda r: r.seq):
        event = r.event
        if event.kind is not Kind.EDITION:
            continue
        told = Told.remembered(event.payload, event.subject, event.happened_on)
        if told and (event.subject not in found or r.seq < signed.get(event.subject, r.seq + 1)):
            found[event.subject] = told
    return found


def _lines(registers: Mapping[str, pa.Table], code: str) -> list[dict[str, Any]]:
    return registers[code].to_pylist() if code in registers else []


def _homes(tables: Mapping[str, pa.Table]) -> dict[str, str | None]:
    """Child with an absence on file → the town of its household; children on no list of the term
    are left out.
    """
    verdicts = tables["verdicts"]
    own = verdicts.filter(
        pc.is_in(verdicts["child_id"], tables["absences"]["child_id"].combine_chunks())
    )
    return dict(zip(own["child_id"].to_pylist(), own["town"].to_pylist(), strict=True))


def _shaped(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    declared = LOOP_TABLES[name]
    columns = {c.name: [row.get(c.name) for row in rows] for c in declared.columns}
    whole = pa.table(columns, schema=declared.schema)
    return whole.sort_by([(c, "ascending") for c in declared.order])
