"""Looks: what the comparison of a term saw of the children, as the case loop remembers it from term
to term.

The look of the current term comes from the tables just computed, those of earlier terms from the
events of their editions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pyarrow as pa

from kongchuo_core.ledger.events import RUN, Event, Kind
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.regulation.tables import SUSPECTED, Verdict
from kongchuo_core.settings.models import Term

OPENED = "opened"
"""The key of an edition's payload which says that what it opened was recorded; earlier versions
derived it anew at every run.
"""


@dataclass(frozen=True)
class Run:
    """An absence on file: consecutive days, both ends in, whether it was still open; of this
    term's, when it came on file and when the child was back.
    """

    child_id: str
    first_day: date
    last_day: date
    open: bool
    on_file_on: date | None = None
    returned_on: date | None = None


_OF_RUNS = [f.name for f in fields(Run)]


@dataclass(frozen=True)
class Look:
    """What one comparison saw: the suspected, which of them have no student record or are
    explained, absences on file.
    """

    term: str
    compared_on: date
    as_of: date
    suspected: tuple[str, ...]
    unenrolled: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()
    recorded: bool = False

    @classmethod
    def of(
        cls,
        term: Term,
        verdicts: pa.Table,
        absences: pa.Table,
        unsure: Collection[str] = (),
    ) -> Look:
        """The current term's look, from the tables ``verdicts`` and ``absences``; pupils from
        elsewhere open no case here.

        Nor do the ``unsure``, who may be somebody whose case is open already: an office is asked
        first.
        """
        told = verdicts.select(["child_id", "verdict", "explained_by"]).to_pylist()
        lines = [line for line in told if line["child_id"] not in unsure]
        suspected = {x["child_id"]: x for x in lines if x["verdict"] in SUSPECTED}
        here = {x["child_id"] for x in lines if x["verdict"] != Verdict.COMPLETED}
        runs = tuple(
            Run(**a) for a in absences.select(_OF_RUNS).to_pylist() if a["child_id"] in here
        )
        return cls(
            term.term,
            term.compared_on,
            term.as_of,
            tuple(sorted(suspected)),
            tuple(
                sorted(c for c, x in suspected.items() if x["verdict"] == Verdict.UNENROLLED_ABSENT)
            ),
            tuple(sorted(c for c, x in suspected.items() if x["explained_by"])),
            tuple(sorted(runs, key=_by_child)),
        )

    @classmethod
    def remembered(cls, event: Event) -> Look:
        """An earlier term's look, from the event of its edition; an edition without :meth:`payload`
        tells its suspects alone.
        """
        p = event.payload
        return cls(
            event.subject,
            date.fromisoformat(p.get("compared_on") or event.happened_on.isoformat()),
            event.happened_on,
            tuple(p.get("suspected") or ()),
            tuple(p.get("unenrolled") or ()),
            tuple(p.get("explained") or ()),
            tuple(
                Run(c, date.fromisoformat(a), date.fromisoformat(b), bool(o))
                for c, a, b, o in p.get("absences") or ()
            ),
            bool(p.get(OPENED)),
        )

    def payload(self) -> dict[str, Any]:
        """What the event of this term's edition must carry besides ``tables`` and ``previous``."""
        return {
            OPENED: True,
            "compared_on": self.compared_on.isoformat(),
            "suspected": list(self.suspected),
            "unenrolled": list(self.unenrolled),
            "explained": list(self.explained),
            "absences": [
                [r.child_id, r.first_day.isoformat(), r.last_day.isoformat(), r.open]
                for r in self.runs
            ],
        }

    def opening(self, child: str, day: date, origin: str, **more: str) -> Event:
        """The event that opens a child's case; ``explained`` in its payload marks one whom a
        document explains.
        """
        unenrolled = child in self.unenrolled
        verdict = Verdict.UNENROLLED_ABSENT if unenrolled else Verdict.ENROLLED_ABSENT
        told = {
            "term": self.term,
            "origin": origin,
            "explained": child in self.explained,
            "difference": verdict.value,
        }
        return Event(Kind.OPENED, child, day, RUN, told | more)

    def lifted(self) -> list[Event]:
        """What an edition of an earlier version stands for, which recorded no openings (M3.2,
        M5.2): the suspected by comparison or by an absence that was still open, all on the day of
        its comparison.
        """
        absent = {r.child_id for r in self.runs if r.open}
        return [
            self.opening(child, self.compared_on, "absence" if child in absent else "comparison")
            for child in sorted({*self.suspected, *absent})
        ]


def _by_child(run: Run) -> tuple[str, date, date]:
    return run.child_id, run.first_day, run.last_day


def looks(recorded: Iterable[Recorded], now: Look) -> list[Look]:
    """The looks up to now, oldest first: of each earlier term the newest edition's; the term's own
    editions give way to ``now``.
    """
    newest = {
        r.event.subject: Look.remembered(r.event)
        for r in sorted(recorded, key=_seq)
        if r.event.kind is Kind.EDITION
    }
    earlier = [k for k in newest.values() if k.term != now.term and k.as_of < now.as_of]
    return [*sorted(earlier, key=lambda k: (k.as_of, k.term)), now]


def _seq(recorded: Recorded) -> int:
    return recorded.seq


def runs_of(found: Sequence[Look]) -> dict[str, list[Run]]:
    """Child → all absences on file that the looks know."""
    runs: dict[str, list[Run]] = {}
    for look in found:
        for run in look.runs:
            runs.setdefault(run.child_id, []).append(run)
    return runs
