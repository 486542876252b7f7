"""The computing half of a term's run: registers → linking → attendance → comparison → edition."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from kongchuo_core import edition
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.cases import school_reports
from kongchuo_core.cases.book import Booked, Office, Seen, book, open_before
from kongchuo_core.cases.found import confirmed, overlaid, visits
from kongchuo_core.cases.found import table as visits_table
from kongchuo_core.comparison import tables
from kongchuo_core.comparison.proof import prove
from kongchuo_core.comparison.whole import Whole, school_towns, whole
from kongchuo_core.figures.count import figures_table
from kongchuo_core.ledger.events import Event
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.registers.border import Records, read_all
from kongchuo_core.regulation.labels import labels
from kongchuo_core.regulation.profiles import QUESTIONS, chosen
from kongchuo_core.regulation.telling import telling
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.terms import load_terms
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.supervision.ground import Seen as Inspected
from kongchuo_core.supervision.supervise import supervise
from kongchuo_core.term.delivered import as_facts
from kongchuo_core.term.engines import opened
from kongchuo_core.term.memory import OPENINGS, decisions, known_persons, said_of_persons
from kongchuo_core.vocabulary.engines import HERE, Choice
from kongchuo_core.vocabulary.tables.comparison import QualityLine


@dataclass(frozen=True)
class Computed:
    """What the telling half and the last screen need to know."""

    facts: dict[str, Any]
    people: pa.Table
    remembered: dict[str, Any]

    @property
    def openings(self) -> list[Event]:
        """The cases this run opened, as it will record them."""
        found: list[Event] = self.remembered[OPENINGS]
        return found


def office_of(workspace: Workspace, params: Params) -> Office:
    """A term's choices with the people, the terms and the calendar they need; raises
    ``ParamsError``.
    """
    calendar = WorkingCalendar.load(workspace.params)
    return Office(params, load_people(workspace.params), load_terms(workspace.params), calendar)


def compare(
    workspace: Workspace, office: Office, ledger: Ledger, scratch: Path, choice: Choice = HERE
) -> Whole:
    """Read a term's registers and compare them with what the ledger knows; nothing is written or
    recorded.

    Raises
    ------
    InputError, ParamsError, RuleTableError, LedgerError
        where something a user can mend is wrong.
    """
    params, key = office.params, workspace.key()
    records = {r.register.code: r for r in read_all(workspace.data(params.term.term), params)}
    known = known_persons(ledger, office.terms)
    said = said_of_persons(ledger, open_before(ledger.events(), office))
    told = decisions(ledger, key)
    with opened(choice, scratch) as engine:
        return whole(engine, records, params, office.calendar, told, known, said)


@dataclass(frozen=True)
class Term:
    """A term compared, before anything follows from it: with what the office laid down, its ledger,
    the registers as read.
    """

    office: Office
    ledger: Ledger
    records: dict[str, Records]
    found: dict[str, pa.Table]
    minted: tables.Minted
    proof: dict[str, Any]


def compute(workspace: Workspace, params: Params, into: Path, choice: Choice = HERE) -> Computed:
    """Read a term's registers, compare them and write the edition's tables into a folder.

    Raises
    ------
    InputError, ParamsError, RuleTableError, LedgerError
        where something a user can mend is wrong.
    BalanceError
        where the sums don't balance.
    """
    term = read_term(workspace, params, into.parent, choice)
    told, found = conclude(term), term.found
    facts = _facts(workspace, params, term.records, term.proof) | {
        "ledger_head": asdict(term.ledger.known()),
        "school_reports": school_reports.standing(
            (r.event for r in term.ledger.events()), term.ledger.found(), params.term.as_of
        ),
        "supervision": told.facts,
        "asked": _asked(found["review"])
        | {"files": found["file_questions"].num_rows, "doubts": found["doubts"].num_rows},
    }
    edition.write(into, told.tables, facts, labels())
    return Computed(facts, term.minted.people, told.remembered)


def read_term(workspace: Workspace, params: Params, scratch: Path, choice: Choice = HERE) -> Term:
    """Read a term's registers and compare them, with the visits of those who were found; raises as
    :func:`compute`.
    """
    ledger, office = Ledger(workspace.ledger, workspace.key()), office_of(workspace, params)
    compared = compare(workspace, office, ledger, scratch, choice)
    found, minted, records = compared.tables, compared.minted, compared.records
    homes = dict(
        zip(*(found["verdicts"][c].to_pylist() for c in ("child_id", "town")), strict=True)
    )
    details, day = ledger.found(), params.term.as_of
    visited = visits(details, day, homes)
    found["verdicts"] = confirmed(overlaid(found["verdicts"], visited), details, day)
    found["visits"] = visits_table(visited)
    proof = prove(
        found["rows"],
        found["verdicts"],
        {code: r.table.num_rows for code, r in records.items()},
        {code: r.accounts for code, r in records.items()},
    )
    return Term(office, ledger, records, found, minted, proof)


@dataclass(frozen=True)
class Concluded:
    """The edition's tables with loop and supervision, what papers must be told of the latter, what
    the next term compares with.
    """

    tables: dict[str, pa.Table]
    facts: dict[str, Any]
    remembered: dict[str, Any]


def conclude(term: Term) -> Concluded:
    """What follows from a comparison: cases and their tasks, duties, findings, measures; raises as
    :func:`compute`.
    """
    office, ledger, records, found = term.office, term.ledger, term.records, term.found
    params = office.params
    booked = _booked(office, ledger, records, found, term.minted)
    edition_tables = {**found, **booked.tables}
    registers, given = (
        {code: r.table for code, r in records.items()},
        {code: r.given for code, r in records.items()},
    )
    before = next((t for t in office.terms if t.term == params.term.previous), None)
    schools = school_towns(records, params)
    inspected = Inspected(
        edition_tables, registers, given, schools, office.calendar, ledger.events(), before
    )
    watched = supervise(inspected, params)
    faults = pa.concat_tables([found["quality"], watched.quality])
    edition_tables |= watched.tables | {
        "figures": figures_table(watched.figures),
        "quality": faults.sort_by([(c, "ascending") for c in QualityLine.declared.order]),
    }
    remembered = booked.payload | watched.payload | {OPENINGS: booked.openings}
    return Concluded(edition_tables, watched.facts, remembered)


def _booked(
    office: Office,
    ledger: Ledger,
    records: dict[str, Records],
    found: dict[str, pa.Table],
    minted: tables.Minted,
) -> Booked:
    """The closed loop: what people recorded, what earlier editions suspected, what this comparison
    found.
    """
    registers = {
        code: records[code].table
        for code in ("approvals", "disability", "hardship", "responsible", "absences")
    }
    recorded, schools = ledger.events(), school_towns(records, office.params)
    unsure = minted.unsure(open_before(recorded, office))
    return book(recorded, Seen(found, registers, schools, ledger.persons(), unsure), office)


def _asked(review: pa.Table) -> dict[str, int]:
    """How many questions a person is asked, and how many of them are about children of earlier
    terms.
    """
    lines = review.select(["question", "register"]).to_pylist()
    return {
        "questions": len({line["question"] for line in lines}),
        "persons": len({x["question"] for x in lines if x["register"] == tables.PERSONS}),
    }


def _facts(
    workspace: Workspace, params: Params, records: dict[str, Records], proof: dict[str, Any]
) -> dict[str, Any]:
    county, term = params.county, params.term
    return {
        "county": county.model_dump(exclude={"towns"}),
        "towns": [t.model_dump(exclude={"aliases"}) for t in county.towns],
        "term": term.model_dump(mode="json"),
        "fictitious": workspace.fictitious(term.term),
        "loop": telling(params.rules, term.as_of, params.county),
        "profiles": {r: asdict(chosen(params.rules, r, term.as_of)) for r in QUESTIONS},
        "given": {code: r.given for code, r in records.items()},
        "delivered": as_facts(records, params),
        "proof": proof,
    }
