"""Supervision in a few lines: the registers of duties as rows, one county without files, supervised
by the room's single entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from kongchuo_core.documents.supervision.fact_words import FAMILY, fact_told
from kongchuo_core.documents.wordings import wording
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.registers.records import schema
from kongchuo_core.settings.models import Params
from kongchuo_core.supervision.ground import Seen
from kongchuo_core.supervision.supervise import Supervised, supervise
from kongchuo_core.vocabulary.figures import Figure
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables import TABLES
from tests.cases.written import AUTUMN, CALENDAR, SPRING, ruled

Row = dict[str, Any]
TOWNS = [t.name for t in AUTUMN.county.towns]
SCHOOLS = {"永定小学": "永定街道", "东村中学": "东村镇"}


def day(text: str) -> date:
    return date.fromisoformat(text)


def choose(params: Params = AUTUMN, **choices: Any) -> Params:
    """Params with some choices of the office made otherwise."""
    return replace(params, rules=ruled(params, **choices))


def said(fact: str) -> str:
    """A fact of a table in the shipped words."""
    return fact_told(fact, wording(FAMILY))


@dataclass(frozen=True)
class Told:
    """A supervised term."""

    found: Supervised
    params: Params

    def table(self, name: str, **where: Any) -> list[Row]:
        """The lines of a table that have these values."""
        lines: list[Row] = self.found.tables[name].to_pylist()
        return [line for line in lines if all(line[k] == v for k, v in where.items())]

    def states(self, duty: str, unit: str | None = None) -> dict[str, str]:
        """Period → state of a duty of a unit; without a unit, unit → state."""
        lines = self.table("duties", duty=duty, **({"unit": unit} if unit else {}))
        return {line["period" if unit else "unit"]: line["state"] for line in lines}

    def fired(self, finding: str) -> set[tuple[str, str, str | None]]:
        """Place, measure and post of the rules of a finding that fired."""
        return {
            (m["place"], m["measure"], m["post"])
            for m in self.table("measures", finding=finding, fired=True)
        }

    def reasons(self, finding: str) -> set[str]:
        """Why the rules of a finding did not fire."""
        return {said(m["reason"]) for m in self.table("measures", finding=finding, fired=False)}

    def figure(self, code: str, place: str = "全县") -> Figure | None:
        """A figure, or none."""
        return next((f for f in self.found.figures if (f.code, f.place) == (code, place)), None)

    def share(self, code: str, place: str = "全县") -> tuple[int, int | None]:
        """Numerator and denominator of a figure that must be there."""
        figure = self.figure(code, place)
        assert figure is not None, (code, place)
        return figure.numerator, figure.denominator

    @property
    def edition(self) -> Recorded:
        """What this run leaves in the ledger."""
        term = self.params.term
        return Recorded(
            1,
            "",
            Event(Kind.EDITION, term.term, term.as_of, "kongchuo run", self.found.payload),
            "",
        )


def supervised(
    params: Params = AUTUMN,
    tables: Mapping[str, Sequence[Row]] | None = None,
    recorded: Sequence[Recorded] = (),
    **registers: Sequence[Row],
) -> Told:
    """A term supervised: registers named are given (an empty one too), the others aren't."""
    known = {
        "windows": [
            {
                "town": t,
                "done_on": params.term.window_to,
                "days_late": 0,
                "police": True,
                "central_school": True,
            }
            for t in TOWNS
        ]
    } | dict(tables or {})
    made = {
        name: pa.Table.from_pylist(
            [dict.fromkeys(t.schema.names) | line for line in known.get(name, ())], schema=t.schema
        )
        for name, t in TABLES.items()
    }
    read = {code: _register(code, rows) for code, rows in registers.items()}
    previous = AUTUMN.term if params.term.previous else None
    seen = Seen(
        made,
        read,
        {code: code in registers for code in REGISTERS},
        SCHOOLS,
        CALENDAR,
        recorded,
        previous,
    )
    return Told(supervise(seen, params), params)


def _register(code: str, rows: Sequence[Row]) -> pa.Table:
    columns = schema(REGISTERS[code])
    blank = dict.fromkeys(columns.names) | {"file": f"{code}.xlsx", "sheet": "Sheet1"}
    filled = [blank | {"row": n} | row for n, row in enumerate(rows, 2)]
    return pa.Table.from_pylist(filled, schema=columns)


def meeting(unit: str, on: str, **more: Any) -> Row:
    """A joint meeting: the county's where the unit is the county."""
    return {
        "level": "县" if unit == AUTUMN.county.name else "乡镇",
        "unit": unit,
        "day": day(on),
        "topic": "控辍保学",
        **more,
    }


def statistics(unit: str, **items: int) -> list[Row]:
    """Base figures of a unit, each in the year its formula needs: ``上学年初小学在校生数=500``."""
    years = {"上学年": -1, "小学一年级": -9, "初中一年级": -3}
    return [
        {
            "unit": unit,
            "item": item,
            "value": float(n),
            "year": float(
                AUTUMN.term.school_year
                + next((y for k, y in years.items() if item.startswith(k)), 0)
            ),
        }
        for item, n in items.items()
    ]


def dropouts(
    count: int, stage: str = "初中", town: str = "东村镇", school: str = "东村中学", **more: Any
) -> dict[str, list[Row]]:
    """Tables with so many confirmed dropouts of a stage."""
    children = [f"C{stage}{town}{n:04}" for n in range(count)]
    return {
        "cases": [
            {
                "child_id": c,
                "town": town,
                "ledger": "dropout",
                "state": "verified",
                "concerned": True,
                "verified_on": day("2025-10-10"),
                "opened_on": day("2025-09-30"),
                "cause": "aversion",
                "relapses": 0,
                "chain_gaps": 0,
                **more,
            }
            for c in children
        ],
        "verdicts": [
            {
                "child_id": c,
                "town": town,
                "stage": stage,
                "school": school,
                "verdict": "ENROLLED_ABSENT",
                "explained_by": "",
                "age": 13,
                "flags": [],
            }
            for c in children
        ],
    }


def both(*tables: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The lines of several made-up tables together."""
    found: dict[str, list[Row]] = {}
    for table in tables:
        for name, lines in table.items():
            found.setdefault(name, []).extend(lines)
    return found


__all__ = [
    "AUTUMN",
    "SCHOOLS",
    "SPRING",
    "TOWNS",
    "Row",
    "Told",
    "both",
    "choose",
    "day",
    "dropouts",
    "meeting",
    "said",
    "statistics",
    "supervised",
]
