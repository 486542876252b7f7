"""Small editions written by hand, table by table, for the tests of what is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from kongchuo_core import edition
from kongchuo_core.figures.count import figures_table
from kongchuo_core.regulation.labels import labels
from kongchuo_core.regulation.telling import telling
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.vocabulary.codes import Fate
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables import LOOP_TABLES, SUPERVISION_TABLES, TABLES
from tests.days import params_on
from tests.figures import figures_of

TERM = "2025-autumn"
NAME, NUMBER = "欧阳虚构", "539924201201010019"
"""The name and number of every child here: wherever they turn up, they were leaked."""


@dataclass
class Made:
    """What an edition is made of: children by (town, school, age, verdict, explanation), and lines
    of other tables.
    """

    children: Sequence[tuple[str, str | None, int | None, str, str]] = ()
    windows: Sequence[tuple[str, date | None, int | None, bool, bool]] = ()
    absences: Sequence[dict[str, Any]] = ()
    quality: Sequence[dict[str, Any]] = ()
    given: Sequence[str] = tuple(REGISTERS)
    facts: dict[str, Any] = field(default_factory=dict)


def workspace(folder: Path) -> Workspace:
    """An office's workspace with the fixed key."""
    return init(folder, key=SAMPLE_KEY)


def write(space: Workspace, made: Made) -> Path:
    """Write the edition where a run would; the return value is its folder."""
    params = params_on(space.params, TERM)
    verdicts = _table("verdicts", [_child(n, *line) for n, line in enumerate(made.children)])
    rows = _table(
        "rows", [_row(n, line["child_id"]) for n, line in enumerate(verdicts.to_pylist())]
    )
    outsiders = _table("outsiders", [])
    windows = _table(
        "windows",
        [dict(zip(TABLES["windows"].schema.names, line, strict=True)) for line in made.windows],
    )
    tables = {
        "verdicts": verdicts,
        "rows": rows,
        "outsiders": outsiders,
        "windows": windows,
        "absences": _table("absences", made.absences),
        "quality": _table("quality", made.quality),
        "review": _table("review", []),
        "file_questions": _table("file_questions", []),
        "doubts": _table("doubts", []),
        **{name: _table(name, []) for name in (*LOOP_TABLES, *SUPERVISION_TABLES)},
    }
    tables["figures"] = figures_table(figures_of(tables, params, given=made.given))
    folder = space.outputs(TERM) / "internal" / "data"
    read = {code: {fate.value: 0 for fate in Fate} | {"read": 0} for code in REGISTERS}
    read["household"] |= {"used": len(made.children), "read": len(made.children)}
    facts = {
        "county": params.county.model_dump(exclude={"towns"}),
        "towns": [t.model_dump(exclude={"aliases"}) for t in params.county.towns],
        "term": params.term.model_dump(mode="json"),
        "fictitious": True,
        "given": {code: code in made.given for code in REGISTERS},
        "proof": {"registers": read},
        "ledger_head": {"count": 0, "seal": ""},
        "loop": telling(params.rules, params.term.as_of, params.county),
    }
    edition.write(folder, tables, json.loads(json.dumps(facts | made.facts)), labels())
    return folder


def _table(name: str, lines: Sequence[dict[str, Any]]) -> pa.Table:
    schema = TABLES[name].schema
    return pa.Table.from_pylist(
        [dict.fromkeys(schema.names) | line for line in lines], schema=schema
    )


def _child(
    number: int, town: str, school: str | None, age: int | None, verdict: str, explained: str
) -> dict[str, Any]:
    born = None if age is None else date(2025 - age, 3, 1)
    return {
        "child_id": f"C{number:04}",
        "name": NAME,
        "id_no": NUMBER,
        "sex": "女",
        "birth_date": born,
        "town": town,
        "village": "东村",
        "verdict": verdict,
        "explained_by": explained,
        "school": school,
        "flags": [],
        "age": age,
        "stage": "初中" if (age or 0) > 11 else "小学",
        "household_no": f"H{number}",
    }


def _row(number: int, child: str) -> dict[str, Any]:
    return {
        "register": "household",
        "file": "户籍/甲.xlsx",
        "sheet": "Sheet1",
        "row": number + 2,
        "fate": "used",
        "child_id": child,
    }


A_COUNTY = Made(
    children=(
        ("永定街道", "永定中学", 12, "CONSISTENT", ""),
        ("永定街道", "永定中学", 13, "ENROLLED_ABSENT", ""),
        ("永定街道", None, 15, "COMPLETED", ""),
        ("永定街道", None, 9, "UNENROLLED_ABSENT", "elsewhere"),
        ("东村镇", "东村小学", 7, "CONSISTENT", ""),
        ("东村镇", "永定中学", 14, "PRESENT_UNENROLLED", ""),
        ("东村镇", None, None, "REVIEW", ""),
    ),
    windows=(
        *(
            (town, date(2025, 9, 20), 0, True, True)
            for town in ("大营街道", "永定街道", "罗免镇", "赤鹫镇", "款庄镇", "散旦镇")
        ),
        ("东村镇", date(2025, 10, 3), 3, True, False),
    ),
    absences=(
        {
            "child_id": "C0001",
            "school": "永定中学",
            "first_day": date(2025, 9, 22),
            "last_day": date(2025, 9, 30),
            "days": 8,
            "open": True,
            "reported_bureau_on": date(2025, 9, 26),
            "reported_town_on": None,
        },
    ),
    quality=(
        {
            "register": "household",
            "file": "户籍/东村镇.xlsx",
            "sheet": "Sheet1",
            "row": 9,
            "column": "公民身份号码",
            "kind": "number_damaged",
            "what": "身份证号有误",
            "remedy": "对照户口簿改正",
            "town": "东村镇",
        },
    ),
)
"""Seven children of two towns: every verdict once at least, one document, a late town, an absence
nobody told the town of.
"""
