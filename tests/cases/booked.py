"""A county in a few lines: verdicts, absences and departments' lists of some children, booked by
the room's single entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

import pyarrow as pa

from kongchuo_core.cases.book import Booked, Office, Seen, book
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.people import load_people
from kongchuo_core.vocabulary.figures import Figure
from kongchuo_core.vocabulary.tables.comparison import AbsenceLine, RowLine, VerdictLine
from tests.cases.written import AUTUMN, CALENDAR, PARAMS, SPRING, TOWN, Story
from tests.figures import figures_of

Row = dict[str, Any]
USUAL: Row = {
    "name": "某某",
    "sex": "女",
    "birth_date": date(2013, 5, 1),
    "town": TOWN,
    "village": "石桥村",
    "group_name": "一组",
    "guardian": "某母",
    "verdict": "ENROLLED_ABSENT",
    "explained_by": "",
    "matched_by": "",
    "school": "东村中学",
    "grade": "七年级",
    "class_name": "2班",
    "flags": [],
    "age": 12,
    "stage": "初中",
}
REGISTERS = {
    "approvals": {
        "approval_type": pa.string(),
        "approved_on": pa.date32(),
        "expires_on": pa.date32(),
    },
    "disability": {"disability_type": pa.string()},
    "hardship": {"hardship_type": pa.string()},
}
PLACE = {"file": pa.string(), "sheet": pa.string(), "row": pa.int64()}
PERSON = {
    c: pa.string()
    for c in (
        "line",
        "level",
        "name",
        "unit",
        "town",
        "village",
        "group_name",
        "school",
        "class_name",
    )
}


@dataclass(frozen=True)
class Told:
    """A booked term, its tables as lines."""

    booked: Booked
    params: Params

    def table(self, name: str) -> list[Row]:
        """The lines of a table."""
        lines: list[Row] = self.booked.tables[name].to_pylist()
        return lines

    def case(self, child: str) -> Row:
        """The one case of a child."""
        (line,) = [c for c in self.table("cases") if c["child_id"] == child]
        return line

    def tasks(self, child: str) -> dict[str, str]:
        """Task → its state."""
        return {t["task"]: t["state"] for t in self.table("tasks") if t["child_id"] == child}

    def figure(self, code: str, place: str = "全县") -> int:
        """A count; nought where nothing was counted."""
        return sum(f.numerator for f in self.figures if (f.code, f.place) == (code, place))

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures of the loop."""
        return figures_of(self.booked.tables, self.params)

    def balance(self, place: str = "全县") -> list[tuple[int, ...]]:
        """Opening, new, reopened, closed, closing of every term."""
        columns = ("opening", "new", "reopened", "closed", "closing")
        return [tuple(b[c] for c in columns) for b in self.table("balance") if b["town"] == place]

    @property
    def edition(self) -> Event:
        """The event this run leaves behind."""
        term = self.params.term
        return Event(
            Kind.EDITION,
            term.term,
            term.as_of,
            "kongchuo run",
            {**self.booked.payload, "tables": "0" * 64},
        )

    @property
    def left(self) -> list[Event]:
        """Everything this run records, in its order: what it opened, then its edition."""
        return [*self.booked.openings, self.edition]


def _dated(absence: Row) -> Row:
    """When an absence without gaps came on file by the usual rule, and when a child was back that
    is.
    """
    first, last = absence["first_day"], absence["last_day"]
    worked = CALENDAR.working_days(first, last)
    ended = {"returned_on": CALENDAR.add_working_days(last, 1)} if "open" in absence else {}
    return {"on_file_on": worked[3] if len(worked) > 3 else first} | ended


def told(
    children: Mapping[str, Row],
    *stories: Story | Iterable[Event],
    params: Params = AUTUMN,
    absences: Sequence[Row] = (),
    responsible: Sequence[Row] = (),
    persons: Sequence[tuple[str, str]] = (),
    **registers: Mapping[str, Row],
) -> Told:
    """Book a term: child → what differs from :data:`USUAL`, stories of what people recorded,
    departments' lists by child.
    """
    verdicts = pa.Table.from_pylist(
        [USUAL | row | {"child_id": c} for c, row in children.items()],
        schema=VerdictLine.declared.schema,
    )
    files, rows = {}, []
    for code, kinds in REGISTERS.items():
        lines = [
            row | {"file": f"{code}.xlsx", "sheet": "Sheet1", "row": n + 2}
            for n, row in enumerate(registers.get(code, {}).values())
        ]
        files[code] = pa.Table.from_pylist(
            lines, schema=pa.schema([*PLACE.items(), *kinds.items()])
        )
        rows += [
            {**{p: line[p] for p in PLACE}, "register": code, "fate": "used", "child_id": child}
            for child, line in zip(registers.get(code, {}), lines, strict=True)
        ]
    files["responsible"] = pa.Table.from_pylist(
        list(responsible), schema=pa.schema(list(PERSON.items()))
    )
    away = [{"school": "东村中学", "open": True} | _dated(row) | row for row in absences]
    tables = {
        "verdicts": verdicts,
        "rows": pa.Table.from_pylist(rows, schema=RowLine.declared.schema),
        "absences": pa.Table.from_pylist(away, schema=AbsenceLine.declared.schema),
    }
    details = {
        "child_id": [c for c, _ in persons],
        "household": [f"{t}|001" for _, t in persons],
        "seen_in": ["2025-autumn"] * len(persons),
    }
    told = (story.events if isinstance(story, Story) else story for story in stories)
    events = chain.from_iterable(told)
    recorded = [Recorded(n, "2026-06-01T00:00:00", e, "") for n, e in enumerate(events, 1)]
    office = Office(params, load_people(PARAMS), [AUTUMN.term, SPRING.term], CALENDAR)
    return Told(book(recorded, Seen(tables, files, {"东村中学": TOWN}, details), office), params)
