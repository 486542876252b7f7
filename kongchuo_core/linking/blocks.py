"""Which pairs are looked at: a record of the residue and a household row that share a key.

Exact keys are joined against the whole household side, so that uniqueness is judged county-wide; keys for names that were
misspelt only against children whom nothing has linked yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking.near import reading

_HEAD, _TAIL = (0, 10), (10, 8)
"""Two halves of a number: one wrong or swapped character leaves one of them whole."""
_BASE = ("row_id", "child", "name", "number", "student", "prefix", "sound", "birth", "written", "sex", "cut")

_PAIRS = pa.schema([("place", pa.int64()), ("base_row", pa.int64())])


@dataclass(frozen=True)
class Pairs:
    """Places into the residue (``left``) and into ``base`` (``right``), one line a pair, each once, in order."""

    base: pa.Table
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]


def candidates(engine: Engine, residue: pa.Table, base: Frame, exact: Frame | None) -> Pairs:
    """Every pair worth judging for the residue of all registers.

    ``exact`` are the links already made; without them (the household register looked through for itself) only exact keys count.
    """
    found = [collect(_join(engine.frame(probe), key, base)) for key, probe in _exact_probes(residue)]
    pairs = pa.concat_tables([_PAIRS.empty_table(), *found])
    rows = base.select(*_BASE)
    table = collect(rows.join(engine.frame(pairs.select(["base_row"])), left_on="row_id", right_on="base_row", how="semi"))
    if exact is not None:
        dates = engine.frame(pa.table({"birth": pa.array(sorted({d for _, d in _dates(residue)}), pa.int64())}))
        for source in sorted(set(residue["source"].to_pylist())):
            unlinked = rows.join(exact.filter(nw.col("source") == source).select("child"), on="child", how="anti")
            alike = collect(unlinked.join(dates, on="birth", how="semi"))
            pairs = pa.concat_tables([pairs, _alike(residue, source, alike)])
            table = pa.concat_tables([table, alike])
    return _places(table, pairs)


def _places(table: pa.Table, pairs: pa.Table) -> Pairs:
    rows, first = np.unique(table["row_id"].to_numpy(), return_index=True)
    both = np.unique(np.stack([pairs["place"].to_numpy(), pairs["base_row"].to_numpy()]), axis=1)
    return Pairs(table.take(first), both[0], np.searchsorted(rows, both[1]))


def _join(probe: Frame, key: dict[str, nw.Expr], base: Frame) -> Frame:
    """``probe`` has ``place`` and one column for each of the key's; ``key`` says what they are on the household side."""
    right = base.select(base_row=nw.col("row_id"), **key).filter(~nw.any_horizontal(*(nw.col(k).is_null() for k in key), ignore_nulls=True))
    return probe.join(right, on=list(key), how="inner").select("place", "base_row")


def _exact_probes(residue: pa.Table) -> Iterator[tuple[dict[str, nw.Expr], pa.Table]]:
    place = pa.array(np.arange(residue.num_rows))
    name, number = residue["name"], residue["number"]
    for column in ("number", "student"):
        yield {"k": nw.col("number")}, _probe(place, k=residue[column])
    for start, length in (_HEAD, _TAIL):
        yield ({"n": nw.col("name"), "k": nw.col("prefix").str.slice(start, length)},
               _probe(place, n=name, k=pc.utf8_slice_codeunits(number, start, start + length)))
    dated = [(p, d + timedelta(days=gap)) for p, n in _dates(residue) for d in [_day(n)] for gap in (-1, 0, 1)]
    places = pa.array([p for p, _ in dated], pa.int64())
    days = pa.array([d.year * 10000 + d.month * 100 + d.day for _, d in dated], pa.int64())
    for column in ("birth", "written"):
        yield {"n": nw.col("name"), "k": nw.col(column)}, _probe(places, n=name.take(places), k=days)


def _probe(place: pa.Array, **columns: Any) -> pa.Table:
    return pa.table({"place": place, **columns}).drop_null()


def _dates(residue: pa.Table) -> Iterator[tuple[int, int]]:
    """Every birth date a record claims: in its sound number, and as written."""
    for column in ("number_birth", "written"):
        for place, value in enumerate(residue[column].to_pylist()):
            if value is not None:
                yield place, value


def _day(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


def _alike(residue: pa.Table, source: str, base: pa.Table) -> pa.Table:
    """Pairs of one register's residue with the same birth date and the same reading, first or last character of the name."""
    left: dict[tuple[int, str], list[int]] = {}
    names, sources = residue["name"].to_pylist(), residue["source"].to_pylist()
    for place, birth in dict.fromkeys(_dates(residue)):
        for key in _name_keys(names[place]) if sources[place] == source else ():
            left.setdefault((birth, key), []).append(place)
    found = [
        (place, row)
        for row, name, birth in zip(base["row_id"].to_pylist(), base["name"].to_pylist(), base["birth"].to_pylist(), strict=True)
        for key in _name_keys(name)
        for place in left.get((birth, key), ())
    ]
    return pa.table(list(map(list, zip(*found, strict=True))) or [[], []], schema=_PAIRS)


def _name_keys(name: str | None) -> tuple[str, ...]:
    return (f"r{reading(name)}", f"a{name[0]}", f"z{name[-1]}") if name else ()
