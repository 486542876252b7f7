"""A release written by hand, for everything that is built upon one; every hidden cell may be at
least five different numbers.
"""

from __future__ import annotations

from kongchuo_core.disclosure.released import (
    HIDDEN,
    Balance,
    Cell,
    Dropped,
    Problem,
    Released,
    ReleasedTable,
    Sum,
)

GROUPS = ("全县", "街道片", "东片", "西北片")
VERDICTS = (
    "适龄儿童少年",
    "在校且有学籍",
    "在校无学籍",
    "已完成义务教育",
    "待人工核对",
    "疑似辍学",
    "其中：有学籍不在校",
    "其中：无学籍不在校",
)
LOOP = ("期初", "新增", "重新立案", "销号", "期末")

OF_GROUPS = Sum("row", "全县", GROUPS[1:])
OF_VERDICTS = (Sum("column", VERDICTS[0], VERDICTS[1:6]), Sum("column", VERDICTS[5], VERDICTS[6:]))


def cells(*lines: tuple[int | None, ...]) -> tuple[tuple[Cell, ...], ...]:
    """Rows of counts; ``None`` is hidden."""
    return tuple(tuple(HIDDEN if n is None else Cell(n) for n in line) for line in lines)


A_RELEASE = Released(
    term="2025-autumn",
    label="2025年秋季学期",
    edition=1,
    county="富民县",
    fictitious=True,
    tables=(
        ReleasedTable(
            "verdict_by_group",
            "各片区比对结论",
            "人",
            "截止日6至15周岁、户籍在本县的儿童少年",
            GROUPS,
            VERDICTS,
            cells(
                (600, 530, 14, 22, 16, 18, 11, 7),
                (300, 270, 7, 10, 6, 7, None, None),
                (200, 177, None, 7, None, 6, None, None),
                (100, 83, None, 5, None, 5, 5, 0),
            ),
            "全县",
            "适龄儿童少年",
            (OF_GROUPS, *OF_VERDICTS),
            (),
            ("疑似辍学是比对的结果，不等于辍学。",),
        ),
        ReleasedTable(
            "loop_by_group",
            "各片区疑似辍学个案动态",
            "个",
            "本学期的个案，一名儿童一个案",
            GROUPS,
            LOOP,
            cells((15, 9, 0, 8, 16), (6, None, 0, None, 8), (9, None, 0, None, 8), (0, 0, 0, 0, 0)),
            "全县",
            None,
            (OF_GROUPS,),
            (Balance(LOOP[:3], LOOP[3:4], "期末"),),
        ),
    ),
    dropped=(Dropped("cause_by_state", "未销号个案的原因", "各原因的个案太少，能公开的只剩合计"),),
    problems=(Problem("东村镇", "comparison_late", "比对核查未在规定的时间内完成"),),
    notes=(
        "片区：街道片为永定街道、大营街道；东片为东村镇、款庄镇、散旦镇；西北片为罗免镇、赤鹫镇。",
    ),
)
