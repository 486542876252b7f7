"""Random small counties publish two terms and correct each twice: does anybody win a number, is
anything refused, what is lost?

    python benchmarks/sweeps/publication.py [--full] [--counties 30] [--into
    outputs/sweeps/publication.csv]

A county of 300 to 3,000 made-up children by town, stage, verdict, school and cause; the first
correction mends a few children, the second a whole school. Each edition is proposed with all
earlier ones before it, then attacked once more from the files alone. For each is counted: seconds,
cells that are told and that aren't (a label left out counts with its rows, one told together once),
unknown cells narrower than five that weren't before, cells whose true number lies outside the range
the attacker found, and the cells each model wins. A county that stands in the file is not run
again.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, product
from pathlib import Path
from random import Random
from typing import Any, cast

import pandas as pd

from kongchuo_core.disclosure.plan import ABSENT, Plan, counted, load_plan
from kongchuo_core.disclosure.released import Released
from kongchuo_core.edition import Edition
from kongchuo_core.release import models
from kongchuo_core.release.attack import attack
from kongchuo_core.release.candidate import of_schools, proposed
from kongchuo_core.settings import yaml
from kongchuo_core.settings.models import RuleFile, Rules
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.figures import COUNTY

TOWNS = ("永定街道", "大营街道", "罗免镇", "赤鹫镇", "东村镇", "款庄镇", "散旦镇")
WEIGHTS = (30, 20, 14, 12, 10, 8, 6)
CAUSES = ("elsewhere", "illness", "aversion", "poverty", "at_work", "empty_household", "other")
FULL, SMALL = 30, 3
"""Counties of a full sweep and of the one in the tests."""
HEADS = (
    "county",
    "children",
    "edition",
    "seconds",
    "told",
    "untold",
    "narrow",
    "outside",
    *models.WHO,
    "refused",
)


@dataclass
class Child:
    """A made-up child; ``stage`` is empty where nobody knows it."""

    town: str
    stage: str
    school: str
    verdict: str
    explained: bool = False
    cause: str = ""
    open: bool = False
    new: bool = False
    closed: bool = False
    reopened: bool = False


@dataclass
class Made:
    """What the plan asks of an edition, counted from made-up children."""

    term: str
    children: list[Child]
    facts: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = {
            "term": {
                "term": self.term,
                "label": self.term,
                "cutoff": "2025-08-31",
                "compared_on": "2025-09-30",
                "as_of": "2025-10-31",
            },
            "county": {"name": "某县"},
            "towns": [{"name": t, "kind": "街道" if "街道" in t else "镇"} for t in TOWNS],
            "fictitious": True,
            "loop": {"labels": {"cause": self._causes()}},
        }

    @staticmethod
    def _causes() -> dict[str, str]:
        return {cause: cause for cause in chain.from_iterable(plan().cause_groups.values())}

    @cached_property
    def _counts(self) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for child in self.children:
            codes = [f"verdict.{child.verdict}", "children.in_scope"]
            codes += ["children.suspected"] if child.verdict in ABSENT else []
            codes += ["children.explained"] if child.explained else []
            places = [COUNTY, child.town]
            places += [f"{place}/{child.stage}" for place in places] if child.stage else []
            found.update(product(codes, places))
            if child.open:
                cause = f"cause.{child.cause or 'unknown'}"
                found.update((cause, place) for place in (COUNTY, child.town))
        return found

    def count(self, code: str, place: str) -> int:
        """As an edition's."""
        return self._counts[code, place]

    def table(self, name: str) -> pd.DataFrame:
        """As an edition's: the balance of cases and the verdicts; nobody had any other duty."""
        if name == "balance":
            return pd.DataFrame([self._line(place) for place in (*TOWNS, COUNTY)])
        if name == "verdicts":
            return pd.DataFrame([{"school": c.school, "verdict": c.verdict} for c in self.children])
        return pd.DataFrame(columns=["duty", "level", "unit", "state", "expected", "school"])

    def _line(self, place: str) -> dict[str, Any]:
        mine = [c for c in self.children if place in (COUNTY, c.town)]
        line = {
            "new": sum(c.new for c in mine),
            "reopened": sum(c.reopened for c in mine),
            "closed": sum(c.closed for c in mine),
            "closing": sum(c.open for c in mine),
        }
        opening = line["closing"] + line["closed"] - line["new"] - line["reopened"]
        still = {"corrected": 0, "moved_in": 0, "moved_out": 0}
        return {"town": place, "term": self.term, "opening": opening, **line, **still}


def plan() -> Plan:
    """The plan of the house."""
    rules = yaml.read(house() / "params" / "rules" / "publication.yaml", RuleFile).rules
    return load_plan(Rules(values=rules), max(next(iter(rules.values())).values))


def county(seed: int) -> Iterator[Made]:
    """Six editions' worth of children: a term, a few mended, a school mended; the next term and the
    same again.
    """
    random = Random(seed)
    people = [_child(random) for _ in range(random.randint(300, 3000))]
    yield from _term(random, "2025-autumn", people)
    people = [_next_term(random, child) for child in people]
    yield from _term(random, "2026-spring", people)


def _child(random: Random) -> Child:
    town = random.choices(TOWNS, WEIGHTS)[0]
    stage = random.choices(("小学", "初中", ""), (60, 39.8, 0.2))[0]
    verdicts = ("CONSISTENT", "PRESENT_UNENROLLED", "REVIEW", *ABSENT, "COMPLETED")
    done = 23 if stage == "初中" else 0
    verdict = random.choices(verdicts, (89, 0.5, 0.3, 0.6, 0.5, done))[0] if stage else "REVIEW"
    child = Child(town, stage, f"{town[:2]}第{random.randint(1, 4)}学校", verdict)
    return _suspected(random, child) if verdict in ABSENT else child


def _suspected(random: Random, child: Child) -> Child:
    cause = random.choice(CAUSES) if random.random() < 0.5 else ""
    closed = random.random() < 0.3
    return replace(
        child,
        explained=random.random() < 0.5,
        cause=cause,
        new=True,
        closed=closed,
        open=not closed,
    )


def _next_term(random: Random, child: Child) -> Child:
    """Half of the open cases are closed, some children come into the book, a few of those closed
    come back.
    """
    then = replace(child, new=False, closed=False, reopened=False)
    if child.open:
        back = random.random() < 0.5
        return replace(
            then, closed=back, open=not back, verdict="CONSISTENT" if back else child.verdict
        )
    if child.closed:
        again = random.random() < 0.1
        return replace(
            then,
            verdict="ENROLLED_ABSENT" if again else "CONSISTENT",
            reopened=again,
            open=again,
            explained=False,
        )
    if child.verdict == "CONSISTENT" and random.random() < 0.003:
        return _suspected(random, replace(then, verdict="ENROLLED_ABSENT"))
    return then


def _term(random: Random, term: str, right: list[Child]) -> Iterator[Made]:
    """First a school's roll and a few children are wrong; then the few are mended; then the
    school.
    """
    school = random.choice(sorted({c.school for c in right}))
    few = set(random.sample(range(len(right)), random.randint(1, 6)))

    def wrong(which: set[int]) -> list[Child]:
        return [
            replace(c, verdict="ENROLLED_ABSENT", new=True, open=True, explained=False)
            if n in which and c.verdict == "CONSISTENT" and not c.closed
            else c
            for n, c in enumerate(right)
        ]

    of_school = {n for n, c in enumerate(right) if c.school == school and random.random() < 0.8}
    yield Made(term, wrong(few | of_school))
    yield Made(term, wrong(of_school))
    yield Made(term, list(right))


def swept(seed: int) -> Iterator[dict[str, Any]]:
    """A line for each of a county's editions."""
    before: list[Released] = []
    folders: list[Path] = []
    choices = plan()
    with tempfile.TemporaryDirectory() as scratch:
        for n, made in enumerate(county(seed), 1):
            edition = cast(Edition, made)
            number = 1 + sum(r.term == made.term for r in before)
            whole = counted(edition, choices, number)
            into = Path(scratch) / f"{n}-{made.term}"
            start = time.perf_counter()
            found = proposed(
                whole, before, folders, choices.choices, into, of_schools(edition, whole)
            )
            seconds = time.perf_counter() - start
            report = attack([*folders, into])
            truth = whole.values()
            won = {f.model: len(f.won) for f in found.figures}
            yield {
                "county": seed,
                "children": len(made.children),
                "edition": into.name,
                "seconds": round(seconds, 2),
                "told": sum(len(t.rows) * len(t.columns) for t in found.released.tables),
                "untold": _untold(truth, found.released),
                "narrow": len(report.won),
                "outside": sum(_outside(r, truth, into.name) for r in report.ranges),
                **{model: won.get(model, "") for model in models.WHO},
                "refused": "；".join(report.findings),
            }
            before.append(found.released)
            folders.append(into)


def _untold(truth: Mapping[Any, int], told: Released) -> int:
    """Cells of the plan that stand in no table, neither alone nor together with others."""
    standing = set()
    for table in told.tables:
        parts = {s.parent: s.children for s in table.merged}
        for row, column, _ in table.places():
            labels = product(parts.get(row, (row,)), parts.get(column, (column,)))
            standing |= {(table.code, r, c) for r, c in labels}
    return len(set(truth) - standing)


def _outside(found: Any, truth: Mapping[Any, int], edition: str) -> bool:
    """Whether the truth lies outside a range, of a cell of this edition that the plan still
    counts.
    """
    number = truth.get((found.table, found.row, found.column))
    if number is None or found.release != edition or found.safe:
        return False
    return number < found.low or (found.high is not None and number > found.high)


def main() -> None:
    """Sweep, a county after the other; print what was found."""
    parser = argparse.ArgumentParser(description="随机小县的公开：谁能推算出什么")
    parser.add_argument("--full", action="store_true", help=f"{FULL}个县")
    parser.add_argument("--counties", type=int, default=0)
    parser.add_argument("--into", type=Path, default=Path("outputs/sweeps/publication.csv"))
    options = parser.parse_args()
    options.into.parent.mkdir(parents=True, exist_ok=True)
    done: list[dict[str, str]] = []
    if options.into.is_file():
        with options.into.open(encoding="utf-8", newline="") as file:
            done = list(csv.DictReader(file))
    seeds = {int(line["county"]) for line in done}
    with options.into.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADS, lineterminator="\n")
        if not done:
            writer.writeheader()
        for seed in range(options.counties or (FULL if options.full else SMALL)):
            if seed not in seeds:
                writer.writerows(swept(seed))
                file.flush()
    with options.into.open(encoding="utf-8", newline="") as file:
        _sum_up(list(csv.DictReader(file)))


def _sum_up(lines: list[dict[str, str]]) -> None:
    def total(head: str) -> float:
        return sum(float(line[head] or 0) for line in lines)

    told, untold = total("told"), total("untold")
    print(f"{len({line['county'] for line in lines})}个县，{len(lines)}版")
    print(f"窄于5的：{total('narrow'):.0f}；真数不在范围里的：{total('outside'):.0f}")
    for model, who in models.WHO.items():
        print(f"  {who}：{total(model):.0f}")
    print(f"没有列出的：{untold:.0f}格，占{100 * untold / max(told + untold, 1):.1f}%")
    print(f"每版最多{max(float(line['seconds']) for line in lines):.1f}秒")
    print(f"推算检验另有发现的：{sum(bool(line['refused']) for line in lines)}版")


if __name__ == "__main__":
    main()
