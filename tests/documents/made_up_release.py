"""A release written by hand: two tables with hidden cells, one dropped, two problems; figures that
add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kongchuo_core.disclosure.released import (
    Balance,
    Cell,
    Dropped,
    Problem,
    Released,
    ReleasedTable,
    Sum,
)
from kongchuo_core.documents.public.view import Correction, Occasion
from tests.documents.made_up_loop import TOLD


def table(
    code: str,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[int | None]],
    **more: Any,
) -> ReleasedTable:
    """A table from rows of numbers; ``None`` is hidden."""
    lines = tuple(tuple(Cell(value) for value in line) for line in cells)
    return ReleasedTable(
        code,
        title,
        "人",
        "户籍在本县的六至十五周岁儿童少年",
        tuple(rows),
        tuple(columns),
        lines,
        **more,
    )


AREAS = table(
    "verdicts",
    "各片区比对情况",
    ("城区两街道", "北部各镇", "全县"),
    ("适龄人数", "比对一致", "疑似辍学", "在校无学籍", "已完成义务教育", "待人工核对"),
    (
        (9000, 8800, 100, None, 60, None),
        (6000, 5900, 50, None, 30, None),
        (15000, 14700, 150, 20, 90, 40),
    ),
    total_row="全县",
    total_column="适龄人数",
    sums=(Sum("row", "全县", ("城区两街道", "北部各镇")),),
)
LOOP = table(
    "loop",
    "个案办理情况",
    ("全县",),
    ("期初", "新增", "重新立案", "销号", "期末"),
    ((100, 50, None, None, 120),),
    total_row="全县",
    balances=(Balance(("期初", "新增", "重新立案"), ("销号",), "期末"),),
)
LATE = "比对没有在规定的时段内完成"
RELEASE = Released(
    "2025-autumn",
    "2025年秋季学期",
    1,
    "富民县",
    True,
    (AREAS, LOOP),
    (Dropped("stage", "分学段情况", "隐去后没有可以公布的数"),),
    (
        Problem("东村镇", "late", LATE),
        Problem("款庄镇", "late", LATE),
        Problem("全县", "absence", "有学校没有按时报告缺勤"),
    ),
    ("片区——城区两街道：永定街道、大营街道；北部各镇：其余各镇。", "个案动态统计到2025-10-31。"),
)
"""As a run makes it."""

DRAFT = Occasion(
    issuer="富民县控辍保学工作领导小组办公室",
    basis="《富民县“控辍保学”闭环管理机制》第四部分",
    bureau="富民县教育体育局",
    supervision_office="富民县人民政府教育督导办公室",
    document_code="富控辍办",
    cutoff=date(2025, 8, 31),
    compared_on=date(2025, 9, 30),
    as_of=date(2025, 10, 31),
    due_on=date(2025, 11, 28),
    citations=TOLD["citations"],
)
FINAL = replace(DRAFT, name="2025-autumn-1", number=3, published_on=date(2025, 11, 20))
CORRECTED = replace(
    FINAL,
    name="2025-autumn-2",
    number=4,
    published_on=date(2025, 12, 1),
    correction=Correction(
        edition="2025-autumn-1", published_on=date(2025, 11, 20), reason="两个镇补报了在校名单"
    ),
)


def corrected_release() -> Released:
    """The release of a correction: one number changed, and the total with it; the second table is
    gone.
    """
    cells = tuple(
        tuple(
            Cell({8800: 8790, 14700: 14690, 100: 110, 150: 160}.get(c.value or 0, c.value))
            for c in line
        )
        for line in AREAS.cells
    )
    return replace(RELEASE, edition=2, tables=(replace(AREAS, cells=cells),))
