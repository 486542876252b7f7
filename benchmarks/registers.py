"""Three fictitious registers of any size as Parquet, in the schema of the border, for the
benchmarks.

Every number is sound and of an area that doesn't exist; names fall as unevenly as real ones, so
namesakes born on one day occur. Of the pupils ``KNOWN`` are children of the household register, the
others of other places. Everything is made by whole columns.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kongchuo_core.linking.numbers import CHECK, WEIGHTS
from kongchuo_core.registers.records import schema
from kongchuo_core.sample import names
from kongchuo_core.vocabulary.registers import REGISTERS

Codes = npt.NDArray[np.int64]

CODES = ("household", "enrolment", "presence")
KNOWN = 0.95
"""Share of a register of pupils that are children of the household register."""
_IN_AN_AREA, _SCHOOLS = 100_000, 70
"""People of one issuing area; schools of ten areas, so that a school of a larger register is no
larger.
"""
_FIRST, _LAST = date(2007, 9, 1), date(2020, 8, 31)
"""Births: ages 5–17 on the cutoff 2025-08-31, of which ten years are in scope."""
_DAMAGES = ("typo", "swapped", "missing", "lower", "cut", "homophone", "variant", "spaced")


def prepare(folder: Path, size: int, damaged: float, seed: int = 7) -> None:
    """Write the three files, ``<register>.parquet``, of ``size`` rows each, of which a share is
    ``damaged``; all or nothing.
    """
    beside = folder.with_suffix(".part")
    beside.mkdir(parents=True, exist_ok=True)
    _make(
        {code: beside / f"{code}.parquet" for code in CODES},
        size,
        damaged,
        np.random.default_rng(seed),
    )
    beside.rename(folder)


def _make(paths: dict[str, Path], size: int, damaged: float, rng: np.random.Generator) -> None:
    outside = size - round(size * KNOWN)
    people = _people(size + 2 * outside, size, rng)
    chosen = {"household": np.arange(size)}
    for n, code in enumerate(CODES[1:]):
        pupils = rng.choice(size, size - outside, replace=False)
        chosen[code] = np.concatenate(
            [pupils, np.arange(size + n * outside, size + (n + 1) * outside)]
        )
    for n, code in enumerate(CODES):
        rows = rng.permutation(chosen[code])
        table = _damage(people.take(rows), damaged, rng)
        write = _register(code, table, n * size, rng)
        pq.write_table(write, paths[code], compression="zstd", row_group_size=122_880)


def _people(count: int, size: int, rng: np.random.Generator) -> pa.Table:
    """``name, id_no, sex, birth_date`` and the home of each person."""
    first, days = np.datetime64(_FIRST), (_LAST - _FIRST).days + 1
    areas = max(1, round(size / _IN_AN_AREA))
    picked = _distinct(count, areas * days * 999, rng)
    area, day, serial = picked % areas, picked // areas % days, picked // areas // days + 1
    births = first + day.astype("timedelta64[D]")
    girl = serial % 2 == 0
    given = {sex: pa.array(list(chars)) for sex, chars in names.GIVEN.items()}
    boys, girls = (_name(count, given[s], rng) for s in ("男", "女"))
    return pa.table(
        {
            "name": pc.if_else(pa.array(girl), girls, boys),
            "id_no": _numbers(area, births, serial),
            "sex": pc.if_else(pa.array(girl), "2", "1"),
            "birth_date": pa.array(births.astype("datetime64[D]")),
            "home": pa.array(rng.integers(0, _SCHOOLS, count) + area // 10 * _SCHOOLS),
        }
    )


def _distinct(count: int, limit: int, rng: np.random.Generator) -> Codes:
    drawn = np.unique(rng.integers(0, limit, round(count * 1.1) + 1000))
    return rng.permutation(drawn)[:count]


def _uneven(count: int, kinds: int, rng: np.random.Generator) -> Codes:
    weights = 1 / (np.arange(kinds) + 3)
    return rng.choice(kinds, count, p=weights / weights.sum())


def _name(count: int, given: pa.Array, rng: np.random.Generator) -> pa.Array:
    surname = pa.array(list(names.SURNAMES)).take(
        pa.array(_uneven(count, len(names.SURNAMES), rng))
    )
    one, two = (given.take(pa.array(_uneven(count, len(given), rng))) for _ in range(2))
    short = pa.array(rng.random(count) < 0.15)
    return pc.binary_join_element_wise(surname, one, pc.if_else(short, "", two), "")


def _numbers(area: Codes, births: npt.NDArray[np.datetime64], serial: Codes) -> pa.Array:
    """Area, birth, order and check character side by side, as one buffer of bytes."""
    year, month = (
        births.astype("datetime64[Y]").astype(np.int64) + 1970,
        births.astype("datetime64[M]").astype(np.int64) % 12 + 1,
    )
    day = (births - births.astype("datetime64[M]")).astype(np.int64) + 1
    whole = (
        ((539900 + (24 + area) % 100) * 10**11)
        + ((year * 10000 + month * 100 + day) * 1000)
        + serial
    )
    digits = whole[:, None] // 10 ** np.arange(16, -1, -1) % 10
    check = np.frombuffer(CHECK.encode(), np.uint8)[(digits * np.array(WEIGHTS)).sum(axis=1) % 11]
    buffer = np.concatenate([(digits + ord("0")).astype(np.uint8), check[:, None]], axis=1)
    return pa.array(np.ascontiguousarray(buffer).view("S18").ravel()).cast(pa.string())


def _damage(table: pa.Table, share: float, rng: np.random.Generator) -> pa.Table:
    """What happens to rows on their way: one kind of slip for each damaged row."""
    size = table.num_rows
    kind = np.where(rng.random(size) < share, rng.integers(0, len(_DAMAGES), size), -1)
    number, name, at = (
        table["id_no"].to_numpy().copy(),
        table["name"].to_numpy().copy(),
        rng.integers(10, 17, size),
    )
    cut = np.zeros(size, dtype=bool)
    for row in np.flatnonzero(kind >= 0):
        slip, n, a = _DAMAGES[kind[row]], number[row], at[row]
        if slip == "typo":
            number[row] = f"{n[:a]}{(int(n[a]) + 1 + row % 9) % 10}{n[a + 1 :]}"
        elif slip == "swapped":
            number[row] = f"{n[: a - 1]}{n[a]}{n[a - 1]}{n[a + 1 :]}"
        elif slip in ("missing", "lower"):
            number[row] = None if slip == "missing" else f" {n[:6]} {n[6:]}".lower()
        elif slip == "cut":
            number[row], cut[row] = f"{n[:15]}000", True
        elif slip == "spaced":
            name[row] = f"{name[row][0]} {name[row][1:]}"
        else:
            other = names.HOMOPHONES if slip == "homophone" else names.VARIANTS
            name[row] = "".join(other.get(c, c) if i else c for i, c in enumerate(name[row]))
    columns = {
        "id_no": pa.array(number, pa.string()),
        "name": pa.array(name, pa.string()),
        "id_cut": pa.array(cut),
    }
    return pa.table(
        {c: columns.get(c, table[c]) for c in table.column_names} | {"id_cut": columns["id_cut"]}
    )


def _register(code: str, people: pa.Table, start: int, rng: np.random.Generator) -> pa.Table:
    """The people as records of one register, numbered from ``start``."""
    size = people.num_rows
    place = people["home"].to_numpy()
    home = place % _SCHOOLS
    towns = [f"{t}镇" for t in ("永定", "大营", "罗免", "赤鹫", "东村", "款庄", "散旦")]
    kinds = [f"第{n}小学" for n in range(1, 8)] + [f"第{n}中学" for n in range(1, 4)]
    many = place.max() // _SCHOOLS + 1
    counties = [f"{n}县" for n in range(1, many + 1)] if many > 1 else [""]
    schools = [county + town + kind for county, town, kind in product(counties, towns, kinds)]
    grade = 2025 - pc.year(people["birth_date"]).to_numpy() - 6
    filled: dict[str, Any] = {
        c: people[c] for c in ("name", "id_no", "sex", "birth_date", "id_cut")
    } | {
        "row_id": np.arange(start, start + size),
        "file": _pick([f"{REGISTERS[code].folder}/{t}.xlsx" for t in towns], home // 10),
        "sheet": _pick(["Sheet1"], np.zeros(size, int)),
        "row": np.arange(size) % 20_000 + 3,
        "birth_month_only": np.zeros(size, bool),
        "town": _pick(towns, home // 10),
        "village": _pick([t + v for t, v in product(towns, names.VILLAGES)], home),
        "nation": _pick(
            [n for n, _ in names.NATIONS],
            rng.choice(len(names.NATIONS), size, p=[p for _, p in names.NATIONS]),
        ),
        "household_status": _pick(
            ["正常", "空挂", "迁出"], rng.choice(3, size, p=[0.985, 0.01, 0.005])
        ),
        "school": _pick(schools, place),
        "grade": _pick([f"{g}年级" for g in "一二三四五六七八九"], grade.clip(0, 8)),
        "class_name": _pick([f"{n}班" for n in range(1, 7)], rng.integers(0, 6, size)),
        "student_status": _pick(
            ["在读", "休学", "转出"], rng.choice(3, size, p=[0.985, 0.005, 0.01])
        ),
        "present": rng.random(size) < 0.99,
    }
    fields = schema(REGISTERS[code])
    return pa.table(
        {f.name: _column(filled.get(f.name), f.type, size) for f in fields}, schema=fields
    )


def _column(values: Any, kind: pa.DataType, size: int) -> Any:
    if values is None:
        return pa.nulls(size, kind)
    return pa.array(values, kind) if isinstance(values, np.ndarray) else values.cast(kind)


def _pick(words: list[str], places: npt.NDArray[Any]) -> pa.Array:
    return pa.array(words).take(pa.array(places))
