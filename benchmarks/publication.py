"""What it costs to hide and to attack three releases: a term, its correction, the next term; beside
asking for each range alone.

    python benchmarks/publication.py [--histories 3] [--repeat 3] [--editions
    outputs/2025-autumn/internal/data …]

The releases are drawn at random with a fixed seed: four groups of towns, seven columns, a balance
of cases. The baseline asks for both ends of every hidden cell by an integer programme of its own,
of the same equations, and keeps nothing from one to the next.

With ``--editions`` (of one county, in their order) it is also measured how many of the 97 cells of
version e1d11b0's four tables are not told, in two ways. Strictly, a cell that stands in none of the
published tables counts as hidden; several columns told as one count as one that is shown, its three
groups of towns among them, of which two are told now. In the other way, what is told only within
its whole counts as told once too: parts of the suspected where the suspected stand, groups of towns
where the county stands, causes where all open cases stand. Beside it: rounding to base 5, which
hides nothing and leaves every number within four of the truth, so that each small one is known to
less than five values; and the first published example of the R package GaussSuppression (vignette
"Small count frequency table suppression"), 4 of 12 cells.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from itertools import chain, product
from pathlib import Path
from random import Random

from kongchuo_core.disclosure import plan
from kongchuo_core.disclosure.counted import Counted, CountedTable
from kongchuo_core.disclosure.layout import Choices
from kongchuo_core.disclosure.released import Balance, Released, ReleasedTable, Sum
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.supervision import case_duties
from kongchuo_core.release import attack
from kongchuo_core.release.attack.equations import certain, likely
from kongchuo_core.release.attack.files import read
from kongchuo_core.release.candidate import of_schools, proposed
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.workspace import house

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
    parser.add_argument("--editions", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    if options.editions:
        _tell_shares(options.editions)
        return
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


BEFORE: dict[str, tuple[int, tuple[str, ...]]] = {
    "verdict_by_group": (
        3,
        (plan.CHILDREN, *plan.VERDICTS.values(), plan.SUSPECTED, *plan.ABSENT.values()),
    ),
    "verdict_by_stage": (
        3,
        (plan.CHILDREN, *plan.VERDICTS.values(), plan.SUSPECTED, plan.WITH, plan.WITHOUT),
    ),
    "loop_by_group": (4, tuple(plan.LOOP.values())),
}
"""Tables of e1d11b0: rows that can still be told apart, the county's first, and columns; the causes
have eight rows of one.
"""
CAUSES, GAUSS = 8, (4, 12)


def _tell_shares(editions: Sequence[Path]) -> None:
    """Print how much of each edition isn't told, beside rounding and the published example."""
    before: list[Released] = []
    folders: list[Path] = []
    print(
        "| 版 | 没有列出 | 占 | 连合计里也没有的 | 占 | 四舍五入到5：知道在四以内的小数目 |\n"
        "|---|--:|--:|--:|--:|--:|"
    )
    with tempfile.TemporaryDirectory() as scratch:
        for path in editions:
            edition = Edition(path)
            rules = load_params(house() / "params", edition.facts["term"]["term"], date.max).rules
            chosen = plan.load_plan(rules, date.fromisoformat(edition.facts["term"]["as_of"]))
            whole = plan.counted(edition, chosen, 1, case_duties())
            into = Path(scratch) / str(len(folders))
            found = proposed(
                whole, before, folders, chosen.choices, into, of_schools(edition, whole)
            )
            small = sum(0 < n < LEAST for n in whole.values().values())
            told = " | ".join(
                f"{untold} | {untold / (untold + shown):.1%}"
                for untold, shown in (_share(found.released, within=w) for w in (False, True))
            )
            print(f"| {edition.facts['term']['label']} | {told} | {small} |")
            before.append(found.released)
            folders.append(into)
    print(f"| GaussSuppression 文档的第一个例子 | {GAUSS[0]} | {GAUSS[0] / GAUSS[1]:.1%} | | | |")


PARTS = dict.fromkeys((*plan.ABSENT.values(), plan.WITH, plan.WITHOUT), plan.SUSPECTED)
"""A part that is told within its whole."""


def _share(told: Released, within: bool) -> tuple[int, int]:
    """How many of e1d11b0's cells aren't told, and how many published cells stand for the others.

    ``within``: what is told only within its whole counts as told.
    """
    tables = {t.code: _columns(t) for t in told.tables}
    county: dict[str, tuple[str, str]] = {}
    for code, names in reversed(tables.items()):
        county |= {c: (code, name) for c, name in names.items()}
    shown: set[tuple[object, ...]] = set()
    untold = 0
    for code, (rows, columns) in BEFORE.items():
        names = tables.get(code, {})
        for n, column in product(range(rows), columns):
            whole = PARTS.get(column, "")
            if column in names:
                shown.add((code, n, names[column]))
            elif n == 0 and column in county:
                shown.add((0, *county[column]))
            elif within and whole in names:
                shown.add((code, n, names[whole]))
            elif within and (column in county or whole in county):
                shown.add((0, *county[column if column in county else whole]))
            else:
                untold += 1
    causes = told.table("open_by_cause")
    if causes is None and within and plan.CLOSING in county:
        return untold, len(shown)
    parts = set(chain.from_iterable(s.children for s in causes.merged)) if causes else set()
    alone = set(causes.rows) - {s.parent for s in causes.merged} if causes else set()
    shown |= {("open_by_cause", row) for row in (causes.rows if causes else ())}
    return untold + CAUSES - len(parts | alone), len(shown)


def _columns(table: ReleasedTable) -> dict[str, str]:
    """Column as it would stand alone → the one in which it is told."""
    if table.code == "open_by_cause":
        return {}
    found = {c: c for c in table.columns}
    for s in table.merged:
        if s.axis == "column":
            found |= dict.fromkeys(s.children, s.parent)
    return found


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
