"""One program, two engines: a term's tables and a look across counties on Spark, byte for byte what
DuckDB gives.

    python benchmarks/sweeps/engines.py [--full] [--into outputs/sweeps/engines.csv]

A province of three counties is made, each county run; then the first county's tables are computed
and the counties looked over on every master of :data:`MASTERS`. A small one costs Spark minutes of
planning, so the tests leave this to the sweep. With ``--full`` a province of twelve counties is
scored too: everybody at school elsewhere found or asked, nobody wrongly.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import openpyxl

from kongchuo_core.across.across import across
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.example import make_example_province
from kongchuo_core.term.compute import compute
from kongchuo_core.vocabulary.engines import HERE, SPARK, Choice
from kongchuo_core.vocabulary.forms import ACROSS_FORM
from tests.days import params_on
from tests.term.running import run

TERM, NOW = "2025-autumn", datetime(2025, 11, 1, tzinfo=UTC)
MASTERS = ("local[2]", "local-cluster[2,1,1024]")
SMALL, LARGE = (3, 120), (12, 400)
"""Counties, and children of each: for the engines, and for the score."""


def province(folder: Path, counties: int, children: int) -> list[Path]:
    """The counties of a fictitious province, each run."""
    made = make_example_province(folder, counties=counties, seed=1, children=children)
    for workspace in made:
        run(workspace, TERM, NOW)
    return [workspace.root for workspace in made]


def differing(one: Path, other: Path) -> list[str]:
    """The files of a folder that another one has differently or not at all."""
    names = [p.relative_to(one) for p in sorted(one.rglob("*")) if p.is_file()]
    return [
        n.as_posix()
        for n in names
        if not (other / n).is_file() or (one / n).read_bytes() != (other / n).read_bytes()
    ]


def engines(folder: Path) -> Iterator[tuple[str, str]]:
    """What was compared, and what differs."""
    counties = province(folder / "province", *SMALL)
    workspace = Workspace.at(counties[0])
    params = params_on(workspace.params, TERM)
    for name, choice in {"duckdb": HERE, **{m: Choice(SPARK, m) for m in MASTERS}}.items():
        into = folder / f"tables-{name}"
        into.mkdir()
        compute(workspace, params, into / "data", choice)
        across(counties, TERM, folder / f"across-{name}", str, choice)
        if choice is not HERE:
            yield f"run {name}", " ".join(differing(folder / "tables-duckdb", into))
            found = differing(folder / "across-duckdb", folder / f"across-{name}")
            yield f"across {name}", " ".join(found)


def score(folder: Path) -> Iterator[tuple[str, str]]:
    """Who of a larger province is missed, and who is named wrongly; by name, for everybody is made
    up.
    """
    counties = province(folder / "twelve", *LARGE)
    across(counties, TERM, folder / "found", str)
    lines = csv.DictReader((folder / "twelve/truth/across.csv").read_text("utf-8").splitlines())
    true = {(line["home"], line["name"], line["county"]) for line in lines}
    asked = set(chain.from_iterable(map(_asked, (folder / "found").glob("*/*.xlsx"))))
    yield f"missed of {len(true)}", " ".join(map("/".join, sorted(true - asked)))
    yield f"wrong of {len(asked)}", " ".join(map("/".join, sorted(asked - true)))


def _asked(book: Path) -> Iterator[tuple[str, str, str]]:
    heads, *rows = openpyxl.load_workbook(book)[ACROSS_FORM.sheet].iter_rows(values_only=True)
    for row in rows:
        line = dict(zip(heads, row, strict=True))
        if line["姓名"]:
            yield book.parent.name, str(line["姓名"]).replace(" ", ""), str(line["县（市、区）"])


def main() -> None:
    """Compare, note, and say whether anything differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--into", type=Path)
    parser.add_argument("--only", choices=("engines", "score"))
    options = parser.parse_args()
    lines: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPARK_WORKER_DIR"] = f"{folder}/workers"
        if options.only != "score":
            lines += engines(Path(folder))
        if options.full and options.only != "engines":
            lines += score(Path(folder))
    for what, found in lines:
        print(what, found or "—", flush=True)
    if options.into is not None:
        with options.into.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("what", "differs"), *lines])
    if any(found for _, found in lines):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
