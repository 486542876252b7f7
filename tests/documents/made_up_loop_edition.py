"""A made-up edition with cases, written as a run would, for the papers that are built from
tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kongchuo_core.cases.due import Units, due_lines
from kongchuo_core.edition import FACTS
from kongchuo_core.vocabulary.tables import LOOP_TABLES, TABLES
from tests.cases.written import AUTUMN
from tests.documents.made_up_loop import DAY, TOLD
from tests.figures import figures_of

VERIFIED = {
    "town": "东村镇",
    "opened_on": date(2025, 9, 30),
    "first_opened_on": date(2025, 9, 30),
    "origin": "comparison",
    "cause": "aversion",
    "state": "verified",
    "verified_on": date(2025, 10, 3),
    "difference": "ENROLLED_ABSENT",
    "verdict": "ENROLLED_ABSENT",
    "explained_by": "",
    "step": 0,
    "next_step": "education",
    "days_open": 31,
    "days_seen": 0,
    "agenda": False,
    "papers": ["case_file", "notice"],
    "blocked": [],
    "irregularities": [],
    "ledger": "dropout",
    "reopened": 0,
    "relapses": 0,
    "tasks_open": 1,
    "tasks_overdue": 1,
    "chain_gaps": 1,
}
"""A case whose notice may go out."""
LISTED = {
    "town": "东村镇",
    "village": "东村社区",
    "sex": "男",
    "birth_date": date(2012, 3, 5),
    "verdict": "ENROLLED_ABSENT",
    "explained_by": "",
    "school": "东村第一中学",
    "grade": "七年级",
    "class_name": "2班",
    "guardian": "李某",
    "phone": "13800000001",
    "nation": "彝族",
    "flags": [],
    "matched_by": "",
    "stage": "初中",
    "group_name": "",
    "household_no": "H1",
    "age": 13,
}


def child_id(number: int) -> str:
    return f"C{number:015d}"


def made_up_edition(folder: Path, cases: Mapping[int, Mapping[str, Any]]) -> Path:
    """Write an edition of some cases; ``cases``: number → what differs from ``VERIFIED``."""
    own = {
        n: {**VERIFIED, "child_id": child_id(n), "case_no": f"2025秋-{n:06d}", **line}
        for n, line in cases.items()
    }
    one = (
        {"child_id": child_id(1), "case_no": own[1]["case_no"], "town": "东村镇"}
        if 1 in own
        else {}
    )
    rows: dict[str, list[dict[str, Any]]] = {
        "rows": [
            {"register": register, "fate": "used", "child_id": child_id(n)}
            for register, n in (("hardship", 3), ("orphans", 1), ("in_need", 1), ("in_case", 2))
        ],
        "cases": list(own.values()),
        "verdicts": [
            {
                **LISTED,
                "child_id": child_id(n),
                "name": f"李某{n}",
                "id_no": f"5399242012030{n:05d}",
            }
            for n in own
        ],
        "events": [
            *(
                {
                    **one,
                    "kind": "opened",
                    "code": "comparison",
                    "happened_on": on,
                    "by": "kongchuo run",
                    "counted": True,
                    "detail": told,
                }
                for on, told in ((date(2025, 9, 30), ""), (date(2026, 3, 31), "explained=True"))
            ),
            {
                **one,
                "kind": "verified",
                "code": "aversion",
                "happened_on": date(2025, 10, 3),
                "seq": 5,
                "by": "张示例",
                "counted": True,
                "detail": "proof=visit_record",
            },
        ]
        if one
        else [],
        "tasks": [
            {
                **one,
                "task": "personal_plan",
                "label": "制定个性化教育教学活动，减轻课业负担",
                "who": "school",
                "set_on": date(2025, 10, 3),
                "due": date(2025, 10, 18),
                "state": "overdue",
                "urgent": False,
                "clause": "M4.7",
            }
        ]
        if one
        else [],
        "answerable": [
            {
                **one,
                "order": 1,
                "line": "政府",
                "level": "县领导",
                "name": "杨示例",
                "unit": "富民县人民政府",
            },
            {**one, "order": 3, "line": "政府", "level": "村（社区）主任"},
        ]
        if one
        else [],
        "monitoring": [
            {
                "child_id": child_id(1),
                "school": "东村第一中学",
                "town": "东村镇",
                "home_town": "东村镇",
                "listed": True,
                "first_day": date(2025, 9, 8),
                "days": 17,
                "open": True,
                "last_day": date(2025, 9, 30),
                "on_file_on": date(2025, 9, 11),
                "due_on": date(2025, 9, 12),
                "bureau_report": "late",
                "town_report": "missing",
            }
        ]
        if one
        else [],
        "balance": [
            {
                "town": t,
                "term": "2025-autumn",
                "until": DAY,
                "opening": 0,
                "new": len(own),
                "reopened": 0,
                "closed": 0,
                "closing": len(own),
            }
            for t in ("全县", "东村镇")
        ],
    }
    whole = {
        name: [dict.fromkeys(LOOP_TABLES[name].schema.names) | row for row in rows.get(name, [])]
        for name in LOOP_TABLES
    }
    rows["due"] = due_lines(
        whole["cases"], whole["tasks"], whole["monitoring"], DAY, Units({}, {}), 15
    )
    rows["figures"] = [
        vars(f) | {"value": f.value} for f in figures_of(whole | {"due": rows["due"]}, AUTUMN)
    ]
    folder.mkdir(parents=True)
    for name, table in {**TABLES, **LOOP_TABLES}.items():
        pq.write_table(
            pa.Table.from_pylist(rows.get(name, []), schema=table.schema),
            folder / f"{name}.parquet",
        )
    (folder / FACTS).write_text(
        json.dumps(
            {
                "county": {
                    "name": "富民县",
                    "government": "富民县人民政府",
                    "bureau": "富民县教育体育局",
                    "leading_group_office": "富民县控辍保学工作领导小组办公室",
                },
                "towns": [{"name": "东村镇", "kind": "镇"}, {"name": "永定街道", "kind": "街道"}],
                "fictitious": True,
                "given": {"hardship": True},
                "loop": TOLD,
                "term": {"label": "2025年秋季学期", "as_of": DAY.isoformat()},
            },
            ensure_ascii=False,
        ),
        "utf-8",
    )
    return folder
