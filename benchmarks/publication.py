"""What it costs to hide and to attack three releases: a term, its correction, the next term; beside asking for each range alone.

    python benchmarks/publication.py [--histories 3] [--repeat 3]

The releases are drawn at random with a fixed seed: four groups of towns, seven columns, a balance of cases. The baseline asks for
both ends of every hidden cell by an integer programme of its own, of the same equations, and keeps nothing from one to the next.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from random import Random

from kongchuo_core.disclosure.counted import Counted, CountedTable
from kongchuo_core.disclosure.layout import Choices
from kongchuo_core.disclosure.released import Balance, Released, Sum
from kongchuo_core.release import attack
from kongchuo_core.release.attack.equations import certain, likely
from kongchuo_core.release.attack.files import read
from kongchuo_core.release.candidate import proposed

GROUPS = ("街道片", "东片", "西北片", "乡镇不明")
VERDICTS = ("在校且有学籍", "在校无学籍", "已完成义务教育", "待人工核对", "疑似辍学")
LOOP = ("期初", "新增", "重新立案", "销号", "期末")
LEAST = 5


def main() -> None:
    """Measure in turns and print processor seconds and ratios."""
    parser = argparse.ArgumentParser(
        description="公开三版的隐去和推算检验，与每格各问两次相比（处理器秒）"
    )
    parser.add_argument("--histories", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    rounds = [_measured(options.histories) for _ in range(options.repeat)]
    hidden = rounds[0][3]
    alone, attacked, suppressed = (statistics.median(r[n] for r in rounds) for n in range(3))
    print(
        f"| {options.histories}段历史，各三版，共隐去{hidden}格 | 处理器秒 | 与第一行之比 |\n|---|--:|--:|"
    )
    for label, seconds in (
        ("每格两端各解一次整数规划", alone),
        ("推算检验", attacked),
        ("决定怎样公布（含八种人的推算）", suppressed),
    ):
        print(f"| {label} | {seconds:.2f} | {seconds / alone:.2f} |")


def _measured(histories: int) -> tuple[float, float, float, int]:
    """Seconds of the baseline, of the attack, of suppression, and how many cells were hidden."""
    alone = attacked = suppressed = 0.0
    hidden = 0
    for seed in range(histories):
        with tempfile.TemporaryDirectory() as scratch:
            folders: list[Path] = []
            before: list[Released] = []
            for counted in _history(Random(seed)):
                started = time.process_time()
                into = Path(scratch) / str(len(folders))
                before.append(proposed(counted, before, folders, Choices(), into).released)
                suppressed += time.process_time() - started
                folders.append(into)
            started = time.process_time()
            report = attack.attack(folders, LEAST)
            attacked += time.process_time() - started
            started = time.process_time()
            ranges = _each_alone(folders)
            alone += time.process_time() - started
            for one, (low, high) in zip(report.ranges, ranges, strict=True):
                assert low <= one.low and (one.high or 0) <= high, "a range is wider than it can be"
            hidden += len(ranges)
    return alone, attacked, suppressed, hidden


def _each_alone(folders: list[Path]) -> list[tuple[float, float]]:
    """Both ends of every hidden cell, each by an integer programme of its own."""
    releases = [read(folder) for folder in folders]
    lines = list(certain(releases))
    for belief in likely(releases):
        if attack._System(releases, [*lines, *belief]).possible():
            lines += belief
    system = attack._System(releases, lines)
    return [
        (-system.furthest_whole(key, -1), system.furthest_whole(key, 1)) for key in system.hidden
    ]


def _history(chance: Random) -> list[Counted]:
    """A term, its correction by a register that came late, and the next term."""
    late = [
        [
            chance.randint(60, 200),
            chance.randint(0, 4),
            chance.randint(5, 20),
            chance.randint(0, 3),
            chance.randint(2, 12),
        ]
        for _ in GROUPS[:-1]
    ] + [[0] * 5]
    early = [[a - (missing := chance.randint(0, a)), b + missing, *rest] for a, b, *rest in late]
    cases = [(0, line[-1], 0, 0) for line in late]
    spring = [(new, chance.randint(0, 9), 0, chance.randint(0, new)) for _, new, _, _ in cases]
    return [
        Counted(term, term, edition, "某县", True, (_verdicts(verdicts), _loop(loop)))
        for term, edition, verdicts, loop in (
            ("2025-autumn", 1, early, cases),
            ("2025-autumn", 2, late, cases),
            ("2026-spring", 1, late, spring),
        )
    ]


def _table(
    code: str,
    columns: tuple[str, ...],
    lines: list[list[int]],
    sums: tuple[Sum, ...],
    balances: tuple[Balance, ...],
) -> CountedTable:
    values = tuple(map(tuple, ([sum(column) for column in zip(*lines, strict=True)], *lines)))
    of_groups = Sum("row", "全县", GROUPS)
    return CountedTable(
        code,
        code,
        "人",
        "试",
        ("全县", *GROUPS),
        columns,
        values,
        "全县",
        None,
        (of_groups, *sums),
        balances,
        gives_up=columns,
    )


def _verdicts(lines: list[list[int]]) -> CountedTable:
    children = "适龄儿童少年"
    return _table(
        "verdicts",
        (children, *VERDICTS),
        [[sum(x), *x] for x in lines],
        (Sum("column", children, VERDICTS),),
        (),
    )


def _loop(lines: list[tuple[int, int, int, int]]) -> CountedTable:
    balance = Balance(LOOP[:3], LOOP[3:4], LOOP[4])
    return _table(
        "loop", LOOP, [[o, n, r, c, o + n + r - c] for o, n, r, c in lines], (), (balance,)
    )


if __name__ == "__main__":
    main()
