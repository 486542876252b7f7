"""Two editions compared, table by table: what a change of the code changes in what is computed.

    python benchmarks/editions.py BEFORE AFTER

Each is a workspace; every edition that both have is compared. Differences are listed with an
example; those that a change is meant to make stand in ``benchmarks/intended.csv`` with the reason,
any other ends with status 1.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

INTENDED = Path(__file__).with_name("intended.csv")


@dataclass(frozen=True)
class Difference:
    """One kind of difference: in which table and column, of which rows (by the start of their
    code), how many, one of them.
    """

    table: str
    column: str
    rows: str
    count: int
    example: str


def differences(before: Path, after: Path) -> Iterator[Difference]:
    """What differs between the tables and facts of two editions."""
    names = {path.stem for path in (*before.glob("*.parquet"), *after.glob("*.parquet"))}
    for name in sorted(names):
        yield from _of_table(name, *(folder / f"{name}.parquet" for folder in (before, after)))
    old, new = (
        json.loads((folder / "facts.json").read_text("utf-8")) for folder in (before, after)
    )
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield Difference("facts", key, "", 1, f"{old.get(key)} → {new.get(key)}"[:200])


def _of_table(name: str, before: Path, after: Path) -> Iterator[Difference]:
    if not before.exists() or not after.exists():
        yield Difference(name, "", "", 1, "一边没有这个表")
        return
    old, new = (pd.read_parquet(path).astype("str").fillna("") for path in (before, after))
    for column in sorted(set(old.columns) ^ set(new.columns)):
        yield Difference(name, column, "", 1, "一边没有这一列")
    columns = [column for column in old.columns if column in set(new.columns)]
    key = {"figures": ["code", "place"], "figure_sources": ["code"]}.get(name, [])
    if not key:
        yield from _whole_rows(name, old[columns], new[columns])
        return
    both = old[columns].merge(new[columns], on=key, how="outer", indicator=True)
    for side, column in (("left_only", "没有了"), ("right_only", "新有的")):
        yield from _families(name, column, both[both["_merge"] == side], None)
    both = both[both["_merge"] == "both"]
    for column in columns:
        if column not in key:
            changed = both[both[f"{column}_x"] != both[f"{column}_y"]]
            yield from _families(name, column, changed, column)


def _families(name: str, told: str, rows: pd.DataFrame, column: str | None) -> Iterator[Difference]:
    """Rows that only one side has, by what kind they are; of a column's differences all
    together.
    """
    kinds = rows["code"].str.replace(r"\..*\.", ".*.", regex=True) if column is None else ""
    for kind, group in rows.groupby(kinds if column is None else lambda _: ""):
        line = group.iloc[0]
        words = f"{line[f'{column}_x']} → {line[f'{column}_y']}" if column else ""
        where = "/".join(str(line[c]) for c in ("code", "place") if c in line)
        yield Difference(name, told, str(kind), len(group), f"{where}：{words}")


def _whole_rows(name: str, old: pd.DataFrame, new: pd.DataFrame) -> Iterator[Difference]:
    if old.equals(new):
        return
    if len(old) != len(new):
        yield Difference(name, "", "", abs(len(old) - len(new)), f"{len(old)}行 → {len(new)}行")
        return
    for column in old.columns:
        changed = old[column] != new[column]
        if changed.any():
            first = changed.idxmax()
            example = f"{old[column][first]} → {new[column][first]}"
            yield Difference(name, column, "", int(changed.sum()), example[:200])


def intended() -> set[tuple[str, str, str]]:
    """Table, column and rows of the differences that were meant."""
    with INTENDED.open(encoding="utf-8", newline="") as file:
        return {(row["table"], row["column"], row["rows"]) for row in csv.DictReader(file)}


def main(before: str, after: str) -> int:
    """Print every difference; 1 where one wasn't meant."""
    status, meant = 0, intended()
    pattern = "outputs/*/internal/data"
    for folder in sorted(Path(before).glob(pattern)):
        print(folder.parts[-3])
        for d in differences(folder, Path(after) / folder.relative_to(before)):
            asked = {(d.table, d.column, d.rows), (d.table, d.column, ""), (d.table, "", "")}
            known = bool(asked & meant)
            status = status if known else 1
            mark = "有意" if known else "没有说明"
            print(f"  {mark}：{d.table} {d.column} {d.rows} {d.count}处，如 {d.example}")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
