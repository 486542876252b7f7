"""Counties with every kind of damage of :mod:`benchmarks.damage`, seed after seed: who was missed,
alarmed about, asked about.

    python benchmarks/sweeps/linking.py [--full] [--seeds 20] [--into outputs/sweeps/linking.csv]

A seed that stands in the file is not run again. The exit status is 1 where an absent child was
missed, a clean child called absent, or more than one of a hundred damaged children who are there.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.damage import TERM, Kind, make
from benchmarks.unseen_damage import EVERY
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison.compare import compare
from kongchuo_core.comparison.fates import household_fates
from kongchuo_core.engine import DuckDB, collect
from kongchuo_core.linking.review import in_force
from kongchuo_core.registers.border import read_all
from kongchuo_core.regulation.tables import SUSPECTED, Verdict
from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.settings.workspace import SAMPLE_KEY, house
from kongchuo_core.start.example import STORY_DAYS

HEADS = ("children", "absent", "missed", "alarm", "review")
FULL, SMALL = 20, 1
"""Seeds of a full sweep and of the one in the tests."""
MOST_ALARMS = 0.01
Counts = dict[str, Counter[str]]


def run(seed: int, each: int, children: int, kinds: tuple[Kind, ...] = EVERY) -> Counts:
    """What became of the children of one county, counted by kind."""
    params = load_params(house() / "params", TERM, STORY_DAYS[TERM])
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), params.county, seed=seed, children=children, each=each, kinds=kinds)
        told = compared_rows(Path(folder) / "data" / TERM, params)
        with (Path(folder) / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
            truth = list(csv.DictReader(file))
    return _counted(truth, {line["row"]: line for line in told})


def compared_rows(data: Path, params: Params) -> list[dict[str, Any]]:
    """The household register's rows, ``file, row, fate``, with the ``verdict`` and ``explained_by``
    of each one's child.
    """
    read = read_all(data, params)
    with DuckDB(threads=1) as engine:
        compared = compare(
            engine,
            {r.register.code: engine.frame(r.table) for r in read if r.register.about == "child"},
            params.term,
            params.rules,
            WorkingCalendar.load(house() / "params"),
            in_force(SAMPLE_KEY, ()),
        )
        verdicts = compared.verdicts.select("child", "verdict", "explained_by")
        rows = household_fates(engine, compared).select("file", "row", "fate", "child")
        return collect(rows.join(verdicts, on="child", how="left")).to_pylist()


def _counted(truth: list[dict[str, str]], told: dict[int, dict[str, Any]]) -> Counts:
    counts: Counts = {}
    for line in truth:
        said, count = told[int(line["row"])], counts.setdefault(line["kind"], Counter())
        verdict, explained = said["verdict"], said["explained_by"] and line["explained"] == "0"
        absent, suspected = line["truth"] in set(SUSPECTED), verdict in set(SUSPECTED)
        review = verdict == Verdict.REVIEW
        count["children"] += 1
        count["absent"] += absent
        count["missed"] += absent and (not (suspected or review) or bool(explained))
        count["alarm"] += suspected and not absent
        count["review"] += review
    return counts


def sweep(seeds: range, each: int, children: int, into: Path | None = None) -> Counts:
    """Seeds one after another, added up; those that stand in ``into`` already are read from
    there.
    """
    done = _read(into) if into and into.is_file() else {}
    total: Counts = {}
    for seed in seeds:
        counted = done.get(seed) or run(seed, each, children)
        if into and seed not in done:
            _write(into, seed, counted)
        for kind, count in counted.items():
            total.setdefault(kind, Counter()).update(count)
    return total


def faults(total: Counts) -> list[str]:
    """What is more than it may be, in a few words each."""
    damaged = sum((c for kind, c in total.items() if kind != "clean"), Counter())
    there = damaged["children"] - damaged["absent"]
    found = [f"{kind}: {c['missed']} missed" for kind, c in total.items() if c["missed"]]
    if total["clean"]["alarm"]:
        found.append(f"clean: {total['clean']['alarm']} called absent")
    if damaged["alarm"] > MOST_ALARMS * there:
        alarmed = {kind: c["alarm"] for kind, c in total.items() if c["alarm"]}
        found.append(f"{damaged['alarm']} of {there} damaged called absent: {alarmed}")
    return found


def _read(path: Path) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            count = Counter({head: int(line[head]) for head in HEADS})
            found.setdefault(int(line["seed"]), {})[line["kind"]] = count
    return found


def _write(path: Path, seed: int, counted: Counts) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.is_file()
    with path.open("a", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        if new:
            out.writerow(["seed", "kind", *HEADS])
        out.writerows([seed, kind, *(count[h] for h in HEADS)] for kind, count in counted.items())


def main() -> int:
    """Print the table; the exit status is 1 where a limit doesn't hold."""
    parser = argparse.ArgumentParser(description="造出每种损坏的县，数漏、误报、待核对")
    parser.add_argument("--full", action="store_true", help=f"{FULL}个种子，缺省为{SMALL}个")
    parser.add_argument("--seeds", type=int, help="种子数")
    parser.add_argument("--each", type=int, default=20, help="每种损坏的人次")
    parser.add_argument("--children", type=int, default=3000, help="适龄儿童数")
    parser.add_argument("--into", type=Path, help="逐个种子记在这个文件里，中断以后接着做")
    options = parser.parse_args()
    count = options.seeds or (FULL if options.full else SMALL)
    total = sweep(range(count), options.each, options.children, options.into)
    print("\t".join((*HEADS, "kind")))
    for kind, found in total.items():
        print("\t".join((*(str(found[h]) for h in HEADS), kind)))
    short = faults(total)
    print("\n".join(short))
    return int(bool(short))


if __name__ == "__main__":
    raise SystemExit(main())
