"""Counties with every kind of damage of :mod:`benchmarks.damage`, seed after seed: who was missed, alarmed about, asked about.

    python benchmarks/sweeps/linking.py [--full] [--seeds 20] [--into outputs/sweeps/linking.csv]

A seed that stands in the file is not run again. The exit status is 1 where an absent child was missed, a clean child called
absent, or more than one of a hundred damaged children who are there.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.damage import KINDS, TERM, make
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison.compare import compare
from kongchuo_core.engine import DuckDB, collect
from kongchuo_core.linking.review import in_force
from kongchuo_core.registers.border import read_all
from kongchuo_core.regulation.tables import SUSPECTED, Verdict
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.workspace import SAMPLE_KEY, house
from kongchuo_core.start.example import STORY_DAYS

HEADS = ("children", "absent", "missed", "alarm", "review")
FULL, SMALL = 20, 1
"""Seeds of a full sweep and of the one in the tests."""
MOST_ALARMS = 0.01
Counts = dict[str, Counter[str]]


def run(seed: int, each: int, children: int) -> Counts:
    """What became of the children of one county, counted by kind."""
    params = load_params(house() / "params", TERM, STORY_DAYS[TERM])
    with tempfile.TemporaryDirectory() as folder, DuckDB() as engine:
        make(Path(folder), params.county, seed=seed, children=children, each=each)
        read = read_all(Path(folder) / "data" / TERM, params)
        compared = compare(
            engine,
            {r.register.code: engine.frame(r.table) for r in read if r.register.about == "child"},
            params.term,
            params.rules,
            WorkingCalendar.load(house() / "params"),
            in_force(SAMPLE_KEY, ()),
        )
        rows = compared.records["household"].select("row", "row_id")
        told = rows.join(compared.base.select("row_id", "child"), on="row_id", how="left").join(
            compared.verdicts.select("child", "verdict"), on="child", how="left"
        )
        verdicts = {line["row"]: line["verdict"] for line in collect(told).to_pylist()}
        with (Path(folder) / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
            truth = list(csv.DictReader(file))
    return _counted(truth, verdicts)


def _counted(truth: list[dict[str, str]], verdicts: dict[int, str | None]) -> Counts:
    counts: Counts = {kind: Counter() for kind in ("clean", *(k.name for k in KINDS))}
    for line in truth:
        verdict, count = verdicts[int(line["row"])], counts[line["kind"]]
        absent, suspected = line["truth"] in set(SUSPECTED), verdict in set(SUSPECTED)
        review = verdict == Verdict.REVIEW
        count["children"] += 1
        count["absent"] += absent
        count["missed"] += absent and not (suspected or review)
        count["alarm"] += suspected and not absent
        count["review"] += review
    return counts


def sweep(seeds: range, each: int, children: int, into: Path | None = None) -> Counts:
    """Seeds one after another, added up; those that stand in ``into`` already are read from there."""
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
