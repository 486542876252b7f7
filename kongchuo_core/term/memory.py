"""Between a run and the ledger: what was known before, and what a run leaves behind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from kongchuo_core.ledger.events import RUN, Event, Kind
from kongchuo_core.ledger.store import FILE, PERSON_COLUMNS, Ledger
from kongchuo_core.linking.persons import KNOWN, Office
from kongchuo_core.linking.review import Decision, Decisions, in_force
from kongchuo_core.settings.models import Term, TermDays
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.place import manifest_digest, tables_digest
from kongchuo_core.vocabulary.days import chinese_date

OPENINGS = "openings"
"""Where what a run remembers keeps the events of cases it opened, which are recorded for themselves
(``cases.openings``).
"""


def last_run(workspace: Workspace, term: str) -> date | None:
    """The day of the last recorded run of a term, ``None`` where there is none; no ledger is made
    by asking.

    Earlier versions recorded a day to come as the day of a run; it counts as the day on which it
    was recorded.
    """
    if not (workspace.ledger / FILE).is_file():
        return None
    ledger = Ledger(workspace.ledger, workspace.key())
    days = (
        min(r.event.happened_on, datetime.fromisoformat(r.recorded_at).date())
        for r in ledger.events(Kind.EDITION)
        if r.event.subject == term
    )
    return max(days, default=None)


def known_persons(ledger: Ledger, terms: Sequence[TermDays]) -> pa.Table:
    """The persons of earlier runs, as ``linking.persons`` wants them; ``terms`` in their order tell
    who was met first.
    """
    columns = ledger.persons()
    place = {t.term: n for n, t in enumerate(terms)}
    since = [place.get(str(term), len(place)) for term in columns["seen_in"]]
    return pa.table([columns[c] for c in KNOWN.names[:-1]] + [since], schema=KNOWN)


def said_of_persons(ledger: Ledger, open_cases: Collection[str]) -> Office:
    """What the office said of who is one person, and which numbers may not be given again."""
    said = ledger.said()
    return Office(said.parted, frozenset(said.joined), open_cases)


def decisions(ledger: Ledger, key: bytes) -> Decisions:
    """The decisions in force: recorded and not withdrawn; raises as ``linking.review.in_force``."""
    recorded = [r.event for r in ledger.events(Kind.DECISION, Kind.DECISION_WITHDRAWN)]
    withdrawn = {e.payload["decision"] for e in recorded if e.kind is Kind.DECISION_WITHDRAWN}
    kept = [e for e in recorded if e.kind is Kind.DECISION and e.digest not in withdrawn]
    return in_force(
        key,
        [
            Decision(e.payload["evidence"], e.payload["same"], e.by, chinese_date(e.happened_on))
            for e in kept
        ],
    )


def remember(
    workspace: Workspace,
    term: Term,
    people: pa.Table,
    remembered: dict[str, Any],
    data: Path,
    now: datetime,
) -> None:
    """At the very end of a run: the persons met, what was opened (``cases.openings``), and one
    event saying which edition was made and what it saw (``cases.looks``).
    """
    kept = dict(remembered)
    openings = kept.pop(OPENINGS, [])
    sound = pa.array(
        [
            n if s else None
            for n, s in zip(people["number"].to_pylist(), people["sound"].to_pylist(), strict=True)
        ],
        pa.string(),
    )
    columns = {c: people[c] for c in ("child_id", "student", "name", "birth", "sex", "household")}
    columns |= {"number": sound, "seen_in": pa.array([term.term] * people.num_rows, pa.string())}
    ledger = Ledger(workspace.ledger, workspace.key())
    gone = _erased(ledger, term)
    rows = [
        row
        for row in zip(*(columns[c].to_pylist() for c in PERSON_COLUMNS), strict=True)
        if row[0] not in gone
    ]
    edition = Event(
        Kind.EDITION,
        term.term,
        term.as_of,
        RUN,
        {
            **kept,
            "tables": tables_digest(data),
            "manifest": manifest_digest(data.parent),
            "previous": term.previous,
        },
    )
    ledger.append([*openings, edition], now, rows)


def _erased(ledger: Ledger, term: Term) -> set[str]:
    """Children whose details were erased since what the term tells: running an old term again
    doesn't bring them back.
    """
    return {r.event.subject for r in ledger.events(Kind.ERASED) if r.event.happened_on > term.as_of}
