"""Accidents of whole files: a column slipped by a row or sorted alone, last year's list, a list or
a block copied from elsewhere.

One finding a file instead of a question a child (K31–K34, K68 of the cases). Counted on the engine;
only files that look wrong are looked at row by row. The numbers of the schools' files are judged by
the household register, those of its own files by the schools'.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect, distinct
from kongchuo_core.linking.births import days, misread
from kongchuo_core.linking.keys import comparable, keyed
from kongchuo_core.linking.numbers import with_soundness

SLIPPED, SORTED, LAST_YEAR, COPIED, PASTED = "slipped", "sorted", "last_year", "copied", "pasted"
HOUSEHOLD, SCHOOLS = "household", ("enrolment", "presence")
MENDED = (SLIPPED, SORTED)
"""Accidents that can be put right from the file and the household register."""
_FEWEST, _FEWEST_PASTED, _MOST = 5, 3, 0.8
"""Fewest rows that tell of an accident; of a pasted block, which contradicts itself on every row;
the share that must fit.
"""
_GRADES = {c: n for n, c in enumerate("一二三四五六七八九", start=1)}
_PLACE = ("file", "sheet")


@dataclass(frozen=True)
class Accident:
    """One file's accident: ``fits`` of ``rows`` rows fit when read so, ``column`` is the one that
    slipped or was sorted.

    ``by`` is by how many rows; ``evidence`` is made of the rows as they stand, a decision is bound
    to it; ``row_ids`` are the rows.
    """

    register: str
    file: str
    sheet: str
    kind: str
    column: str
    by: int
    fits: int
    rows: int
    evidence: str
    row_ids: tuple[int, ...]


@dataclass(frozen=True)
class _Row:
    row_id: int
    row: int
    name: str | None
    number: str | None
    written: int | None
    inside: int | None


def accidents(engine: Engine, records: Mapping[str, pa.Table], key: bytes) -> list[Accident]:
    """The accidents of all files about children, in the order of files.

    Parameters
    ----------
    records : register code → records; ``row_id`` unique over all of them.
    key : makes the digests.
    """
    keys = {
        code: engine.checkpoint(_keys(engine, code, table))
        for code, table in sorted(records.items())
        if "id_no" in table.column_names and table.num_rows
    }
    if HOUSEHOLD not in keys:
        return []
    found: list[Accident] = []
    if of_schools := [_owned(keys[c]) for c in SCHOOLS if c in keys]:
        schools = engine.checkpoint(distinct(nw.concat(of_schools), "number", "owner"))
        found += _of_register(engine, HOUSEHOLD, keys[HOUSEHOLD], schools, key)
    held = list(chain.from_iterable(accident.row_ids for accident in found))
    wrong = pa.table({"row_id": pa.array(held, pa.int64())})
    right = keys[HOUSEHOLD].join(engine.frame(wrong), on="row_id", how="anti")
    owners = engine.checkpoint(distinct(_owned(right), "number", "owner"))
    for code in sorted(keys.keys() - {HOUSEHOLD}):
        found += _of_register(engine, code, keys[code], owners, key)
    if "presence" in keys and "enrolment" in keys:
        roll, enrolled = (
            keys[code].join(_seat(engine, records[code]), on="row_id")
            for code in ("presence", "enrolment")
        )
        found += _of_rolls(engine, roll, enrolled, key)
    first: dict[tuple[str, str, str], Accident] = {}
    for accident in found:
        first.setdefault((accident.register, accident.file, accident.sheet), accident)
    return [first[place] for place in sorted(first)]


def _owned(keys: Frame) -> Frame:
    """``number, owner``: whose a sound number is."""
    return keys.filter(nw.col("sound")).select("number", owner="name")


def _keys(engine: Engine, code: str, table: pa.Table) -> Frame:
    records = engine.frame(table)
    places = records.select("row_id", *_PLACE, "row")
    keys = with_soundness(keyed(comparable(records, code)))
    return keys.join(places, on="row_id", how="inner")


def _of_register(
    engine: Engine, code: str, own: Frame, owners: Frame, key: bytes
) -> Iterator[Accident]:
    joined = own.filter(nw.col("sound")).join(owners, on="number", how="inner")
    agrees = nw.col("name") == nw.col("owner")
    contradicted = agrees & (nw.col("written") != nw.col("number_birth"))
    counted = joined.select(
        *_PLACE,
        "row_id",
        agrees=nw.when(agrees).then(nw.lit(1)).otherwise(nw.lit(0)),
        pasted=nw.when(contradicted).then(nw.lit(1)).otherwise(nw.lit(0)),
    )
    each = counted.group_by(*_PLACE, "row_id").agg(nw.col("agrees").max(), nw.col("pasted").max())
    whole = each.group_by(*_PLACE).agg(
        nw.len().alias("known"), nw.col("agrees").sum(), nw.col("pasted").sum()
    )
    for line in collect(whole).sort_by([(p, "ascending") for p in _PLACE]).to_pylist():
        slipped = line["known"] >= _FEWEST and 2 * line["agrees"] < line["known"]
        dated = line["pasted"] >= _FEWEST_PASTED and 2 * line["pasted"] > line["known"]
        if slipped or (dated and code != HOUSEHOLD):
            rows = _rows(own, line)
            names = _owners(engine, owners, rows)
            accident = _read(rows, names) if slipped else None
            if dated and _of_other_days(rows, names):
                accident = (PASTED, "number", 0, line["pasted"], line["known"])
            if accident is not None:
                yield _accident(code, line, accident, rows, key)


def _rows(own: Frame, place: Mapping[str, Any]) -> list[_Row]:
    mine = own.filter(nw.col("file") == place["file"], nw.col("sheet") == place["sheet"])
    names = ("row_id", "row", "name", "number", "written", "number_birth")
    table = collect(mine.select(*names)).sort_by("row").select(names).to_pylist()
    return [_Row(*(line[n] for n in names)) for line in table]


def _owners(engine: Engine, owners: Frame, rows: Sequence[_Row]) -> dict[str, set[str]]:
    """The names that the household register gives to these numbers."""
    numbers = pa.array(sorted({r.number for r in rows if r.number}), pa.string())
    wanted = engine.frame(pa.table({"number": numbers}))
    found: dict[str, set[str]] = defaultdict(set)
    for line in collect(owners.join(wanted, on="number", how="semi")).to_pylist():
        found[line["number"]].add(line["owner"])
    return found


def _read(
    rows: Sequence[_Row], owners: Mapping[str, set[str]]
) -> tuple[str, str, int, int, int] | None:
    """Kind, column, by how many rows, rows that fit so, rows that can be judged; ``None`` where it
    is neither.
    """
    judged = [n for n, r in enumerate(rows) if owners.get(r.number or "")]
    column = _column(rows)
    for by in (1, -1, 2, -2):
        there = [n for n in judged if 0 <= n + by < len(rows)]
        fits = sum(rows[n + by].name in owners[rows[n].number or ""] for n in there)
        if fits >= _FEWEST - 1 and fits >= _MOST * len(there):
            return SLIPPED, column, by, fits, len(judged)
    names = {r.name for r in rows}
    fits = sum(not names.isdisjoint(owners[rows[n].number or ""]) for n in judged)
    if fits >= _FEWEST and fits >= _MOST * len(judged):
        return SORTED, column, 0, fits, len(judged)
    return None


def _of_other_days(rows: Sequence[_Row], owners: Mapping[str, set[str]]) -> bool:
    """Whether most birth dates are other persons' days: not one calendar for another, and not all
    off by the same.
    """
    known = [r for r in rows if r.inside is not None and r.name in owners.get(r.number or "", ())]
    dated = [(r.written, r.inside) for r in known if r.written is not None and r.inside]
    other = [(a, b) for a, b in dated if a != b and b is not None and not misread(a, b)]
    off = Counter(_days(a) - _days(b) for a, b in other)
    return 2 * len(other) > len(known) and max(off.values()) < _MOST * len(other)


def _days(day: int) -> int:
    return int(days(np.array([day], dtype=np.int64)).astype(np.int64)[0])


def _column(rows: Sequence[_Row]) -> str:
    """Which column went its own way: birth dates stand with the names or with the numbers; without
    them nobody can tell.
    """
    dated = [r for r in rows if r.written is not None and r.inside is not None]
    if len(dated) < _FEWEST:
        return ""
    with_number = sum(r.written == r.inside for r in dated)
    return "name" if with_number >= _MOST * len(dated) else "number"


def _of_rolls(engine: Engine, presence: Frame, there: Frame, key: bytes) -> Iterator[Accident]:
    """Rolls whose grades are all one lower than the enrolment's, and rolls of pupils who are
    enrolled and present elsewhere.
    """
    own = engine.checkpoint(presence)
    there = there.select("number", "name", other_school="school", other_grade="grade").unique()
    pairs = engine.checkpoint(own.join(there, on=["number", "name"], how="inner"))
    yield from _last_year(own, pairs, key)
    yield from _copied(engine, own, pairs, key)


def _seat(engine: Engine, table: pa.Table) -> Frame:
    return engine.frame(table.select(["row_id", "school", "grade"]))


def _last_year(own: Frame, pairs: Frame, key: bytes) -> Iterator[Accident]:
    counts = pairs.group_by(*_PLACE, "grade", "other_grade").agg(nw.len().alias("n"))
    lower: dict[tuple[str, str], int] = defaultdict(int)
    known: dict[tuple[str, str], int] = defaultdict(int)
    for line in collect(counts).to_pylist():
        mine, theirs = _grade(line["grade"]), _grade(line["other_grade"])
        if mine and theirs:
            known[line["file"], line["sheet"]] += line["n"]
            lower[line["file"], line["sheet"]] += line["n"] * (theirs - mine == 1)
    for place in sorted(known):
        if lower[place] >= _FEWEST and lower[place] >= _MOST * known[place]:
            at = dict(zip(_PLACE, place, strict=True))
            what = (LAST_YEAR, "grade", 0, lower[place], known[place])
            yield _accident("presence", at, what, _rows(own, at), key)


def _grade(told: str | None) -> int | None:
    """一年级, 1年级, 七(2)班, 初二 as a number of the nine years."""
    found = re.search(r"(初)?([1-9一二三四五六七八九])", told or "")
    if found is None:
        return None
    number = _GRADES.get(found[2]) or int(found[2])
    return number + 6 if found[1] else number


def _copied(engine: Engine, own: Frame, pairs: Frame, key: bytes) -> Iterator[Accident]:
    """Files whose pupils stand, name and number, on another school's roll where they are
    enrolled.
    """
    elsewhere = own.select("number", "name", roll="school").unique()
    twice = (
        pairs.filter(nw.col("school") != nw.col("other_school"))
        .join(elsewhere, on=["number", "name"], how="inner")
        .filter(nw.col("roll") == nw.col("other_school"))
        .select(*_PLACE, "row_id")
        .unique()
    )
    counted = twice.group_by(*_PLACE).agg(nw.len().alias("n"))
    whole = own.group_by(*_PLACE).agg(nw.len().alias("known"))
    table = collect(counted.join(whole, on=list(_PLACE), how="inner"))
    for line in table.sort_by([(p, "ascending") for p in _PLACE]).to_pylist():
        if line["n"] >= _FEWEST and 2 * line["n"] > line["known"]:
            what = (COPIED, "", 0, line["n"], line["known"])
            yield _accident("presence", line, what, _rows(own, line), key)


def _accident(
    code: str,
    place: Mapping[str, Any],
    what: tuple[str, str, int, int, int],
    rows: Sequence[_Row],
    key: bytes,
) -> Accident:
    told = "\n".join(f"{r.name}|{r.number}|{r.written}" for r in rows)
    text = f"{code}\n{what[:3]}\n{told}"
    digest = hashlib.blake2b(text.encode(), key=key, digest_size=12).hexdigest()
    ids = tuple(r.row_id for r in rows)
    return Accident(code, place["file"], place["sheet"], *what, digest, ids)


def mended(
    records: Mapping[str, pa.Table], found: Iterable[Accident], owners: Callable[[str], set[str]]
) -> dict[str, pa.Table]:
    """Records with the column put right of files whose accident an office says to mend."""
    tables = dict(records)
    for accident in found:
        tables[accident.register] = _mended(tables[accident.register], accident, owners)
    return tables


def _mended(table: pa.Table, accident: Accident, owners: Callable[[str], set[str]]) -> pa.Table:
    ids = set(accident.row_ids)
    lines = [
        (n, line)
        for n, line in enumerate(table.select(["row_id", "row", "name", "id_no"]).to_pylist())
        if line["row_id"] in ids
    ]
    lines.sort(key=lambda pair: pair[1]["row"])
    column = "id_no" if accident.column == "number" else "name"
    values = table[column].to_pylist()
    own = [line[column] for _, line in lines]
    if accident.kind == SLIPPED:
        step = -accident.by if column == "id_no" else accident.by
        for place, (n, line) in enumerate(lines):
            value = own[(place + step) % len(own)]
            name, number = (line["name"], value) if column == "id_no" else (value, line["id_no"])
            inside = 0 <= place + step < len(own)
            values[n] = value if inside or name in owners(number or "") else None
    else:
        pairs = _rejoined([line for _, line in lines], owners)
        for n, line in lines:
            name, number = line["name"], line["id_no"]
            values[n] = pairs[0].get(name) if column == "id_no" else pairs[1].get(number)
    place = table.column_names.index(column)
    return table.set_column(place, column, pa.array(values, table[column].type))


def _rejoined(
    lines: Sequence[Mapping[str, Any]], owners: Callable[[str], set[str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Name → number and number → name, where the household register knows one of the file's for the
    other.
    """
    names = {line["name"] for line in lines}
    numbers: dict[str, str] = {}
    called: dict[str, str] = {}
    for line in lines:
        own = owners(line["id_no"] or "") & names
        if len(own) == 1:
            (name,) = own
            numbers.setdefault(name, line["id_no"])
            called[line["id_no"]] = name
    return numbers, called
