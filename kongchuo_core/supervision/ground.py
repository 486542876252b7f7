"""What the room stands on: the term's tables and registers as lines, who is supervised, and since
when.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.figures.rows import below_home
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.registers.towns import Towns
from kongchuo_core.regulation.supervision import Duty, duties
from kongchuo_core.settings.models import Params, Term, TermDays
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.told import fact

Line = dict[str, Any]
NOT_GIVEN = fact("not_given")
"""Why nothing is said of what a register would show that wasn't given."""
NOT_COVERED = fact("not_covered")
"""Why nothing is said of a unit whose lines a register that was given lacks."""
EXPLAINING = ("graduates", "elsewhere", "approvals", "home_teaching")
"""Registers that explain why a child is in no class: without one of them some are suspected who
wouldn't be.
"""
LEDGER = "ledger"
"""The source of what people recorded; it is always given."""


@dataclass(frozen=True)
class Seen:
    """What this term's run found.

    ``tables`` are the edition's, of comparison and loop; ``registers`` the records as read, by
    code; ``given`` says which registers the office handed in; ``schools`` school → town;
    ``recorded`` the ledger's events, for what earlier terms left; ``previous`` the term before,
    ``None`` for the first.
    """

    tables: Mapping[str, pa.Table]
    registers: Mapping[str, pa.Table]
    given: Mapping[str, bool]
    schools: Mapping[str, str]
    calendar: WorkingCalendar
    recorded: Sequence[Recorded] = ()
    previous: TermDays | None = None


@dataclass(frozen=True)
class Ground:
    """The same, read as lines, with the office's params."""

    seen: Seen
    params: Params

    @property
    def term(self) -> Term:
        """The term's dates."""
        return self.params.term

    @property
    def day(self) -> date:
        """What had happened by this day counts."""
        return self.params.term.as_of

    @cached_property
    def begins(self) -> date:
        """The first day that this term's supervision covers: the day after the last edition of the
        term before (where none is known, the first of that term's month), else the first of the
        term's month.
        """
        previous = self.seen.previous
        if previous is None:
            return self.term.first_day.replace(day=1)
        told = (
            r.event.happened_on
            for r in self.seen.recorded
            if r.event.kind is Kind.EDITION and r.event.subject == previous.term
        )
        last = max(told, default=None)
        return last + timedelta(days=1) if last else previous.first_day.replace(day=1)

    @cached_property
    def towns(self) -> list[str]:
        """The county's towns in the order of params."""
        return [t.name for t in self.params.county.towns]

    @cached_property
    def spellings(self) -> Towns:
        """The alias table of the towns."""
        return Towns(self.params.county)

    @cached_property
    def schools(self) -> dict[str, str]:
        """School → town, of the register of schools and of the rolls, in order; only schools of a
        town of the county.
        """
        return {s: t for s, t in sorted(self.seen.schools.items()) if t in self.towns}

    def place(self, unit: str) -> str:
        """How figures name a unit: 全县, the town, or the school below its town."""
        return COUNTY if unit == self.params.county.name else str(below_home(unit, self.schools))

    def handed_in(self, source: str) -> bool:
        """Whether the office handed in that register, though no row of it be usable."""
        return source == LEDGER or self.seen.given.get(source, False)

    @cached_property
    def unexplained(self) -> str:
        """Why a child nobody visited may be explained after all, as a fact: which lists weren't
        given, or that the household register doesn't say who died or moved away; empty where all
        that is known.
        """
        lacking = [REGISTERS[code].folder for code in EXPLAINING if not self.handed_in(code)]
        if lacking:
            return fact("unexplained", lacking)
        return fact("no_status") if self._no_status() else ""

    def _no_status(self) -> bool:
        """Whether nowhere in the household register it is written who died or moved away."""
        household = self.seen.registers.get("household")
        if household is None or not household.num_rows:
            return False
        status = household.column("household_status")
        return bool(status.null_count == household.num_rows)

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """The cases, by number, that there might not be if every list had been given."""
        own = self.lines("cases") if self.unexplained else []
        return frozenset(
            c["case_no"] for c in own if c["verified_on"] is None and not c["explained_by"]
        )

    def given(self, source: str) -> bool:
        """Whether the office handed in that register, with at least one usable row."""
        if source == LEDGER:
            return True
        return self.seen.given.get(source, False) and bool(self.records(source))

    def covers(self, source: str, unit: str) -> bool:
        """Whether a register has a row of a unit: a town or school that sent nothing isn't one that
        did nothing.
        """
        if source not in self._covered:
            self._covered[source] = self._units_of(source)
        return plain(unit) in self._covered[source]

    @cached_property
    def _covered(self) -> dict[str, set[str]]:
        return {}

    def _units_of(self, source: str) -> set[str]:
        found: set[str] = set()
        for record in self.records(source):
            name = plain(record.get("unit") or record.get("town") or record.get("school"))
            found |= {name, self.town(name) or name}
        return found

    def records(self, code: str) -> list[Line]:
        """The usable records of a register, in the order of its files."""
        if code not in self._records:
            table = self.seen.registers.get(code)
            kept = [] if table is None else [r for r in table.to_pylist() if r["fate"] is None]
            kept.sort(key=lambda r: (r["file"], r["sheet"] or "", r["row"]))
            self._records[code] = kept
        return self._records[code]

    @cached_property
    def _records(self) -> dict[str, list[Line]]:
        return {}

    def lacks(self, code: str, column: str, unit: str | None = None) -> bool:
        """Whether none of a register's tables (of those that name the unit) has that column; an
        empty register lacks it.
        """
        rows = self.records(code)
        own = [r for r in rows if unit is None or self._names(r, unit)]
        return not any(f"{column}," not in f"{r['lacks'] or ''}" for r in own)

    def _names(self, record: Line, unit: str) -> bool:
        name = plain(record.get("unit") or record.get("town") or record.get("school"))
        return plain(unit) in (name, self.town(name))

    def lines(self, table: str) -> list[Line]:
        """The lines of one of the edition's tables."""
        found: list[Line] = self.seen.tables[table].to_pylist()
        return found

    def town(self, cell: object) -> str | None:
        """The town a unit's name means: by the alias table, with or without the word for its
        government.
        """
        text = plain(cell)
        if text not in self._towns:
            endings = ("", "人民政府", "政府", "办事处")
            names = (self.spellings.name(text.removesuffix(e)) for e in endings)
            self._towns[text] = next(filter(None, names), None)
        return self._towns[text]

    @cached_property
    def _towns(self) -> dict[str, str | None]:
        return {}

    def binding(self) -> list[Duty]:
        """The duties in force on the day of the report: nothing is charged before its date."""
        return [d for d in duties().values() if d.since <= self.day]


def plain(text: object) -> str:
    """A unit's or item's name for comparing: NFKC, without spaces."""
    return "".join(unicodedata.normalize("NFKC", str(text or "")).split())


class Owed(NamedTuple):
    """A duty of a unit in a period: what a line of the table ``duties`` is about."""

    duty: str
    unit: str
    town: str | None
    period: str

    def line(self, state: str, told: str, **more: Any) -> Line:
        """The line; ``told``: what was found, as :func:`fact` writes it.

        ``more`` may name the items that it rests on (case numbers, months, seats, channels,
        absences): ``wanting`` lack now and can still be made good, ``past`` failed on a day that
        can't come again, ``judged`` are all that were looked at.
        """
        d = duties()[self.duty]
        return {
            "clause": d.clause,
            "label": d.label,
            "level": d.level,
            **self._asdict(),
            "state": state,
            "fact": told,
            "source": d.source,
            **dict.fromkeys(("due_on", "done_on", "expected", "found", "in_time")),
            **dict.fromkeys(("wanting", "past", "judged"), ()),
            **more,
        }

    def no_data(self, why: str = NOT_GIVEN) -> Line:
        """The line where the office wasn't given the register, or it doesn't reach so far back:
        nothing is charged.
        """
        return self.line("no_data", why)


def wide(text: str | None) -> str | None:
    """Words of a register as they stand in a Chinese sentence: reading made the marks narrow, here
    they are wide again.
    """
    return text.translate(_MARKS) if text else None


_MARKS = str.maketrans(",;:()?!", "，；：（）？！")
