"""Which pairs are looked at: a record of the residue and a household row that share a key.

Exact keys are joined against the whole household side, so that uniqueness is judged county-wide;
keys for names that were misspelt only against children whom nothing has linked yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking import names
from kongchuo_core.linking.births import DATE, as_number, days, misreadings

Ints = npt.NDArray[np.int64]

_HEAD, _TAIL = (0, 10), (10, 8)
"""Two halves of a number: one wrong or swapped character leaves one of them whole."""
_SERIAL = ((14, 2), (16, 2))
"""Two halves of what follows the birth date."""
_BASE = (
    "row_id",
    "child",
    "name",
    "number",
    "student",
    "prefix",
    "sound",
    "birth",
    "written",
    "sex",
    "cut",
)
_PAIRS = pa.schema([("place", pa.int64()), ("base_row", pa.int64())])
_DATES = 10**8
"""One more than any yyyymmdd: a place and a date make one number."""


@dataclass(frozen=True)
class Pairs:
    """Places into the residue (``left``) and into ``base`` (``right``), one line a pair, each once,
    in order.
    """

    base: pa.Table
    left: Ints
    right: Ints


def candidates(
    engine: Engine, residue: pa.Table, base: Frame, exact: Frame | None, homes: Frame
) -> Pairs:
    """Every pair worth judging for the residue of all registers.

    ``exact`` are the links already made; without them (the household register looked through for
    itself) only exact keys count.
    """
    rows = base.select(*_BASE)
    found = [
        collect(_join(engine.frame(probe), key, base)) for key, probe in _exact_probes(residue)
    ]
    found += _near_numbers(engine, residue, base)
    if exact is not None:
        unlinked = _unlinked(engine, residue, rows, exact)
        found += _alike(engine, residue, unlinked, found[0]["place"])
        found += _bearers(engine, residue, found[0], rows, exact, homes)
    pairs = pa.concat_tables([_PAIRS.empty_table(), *found])
    table = collect(
        rows.join(
            engine.frame(pairs.select(["base_row"])),
            left_on="row_id",
            right_on="base_row",
            how="semi",
        )
    )
    return _places(table, pairs)


def _places(table: pa.Table, pairs: pa.Table) -> Pairs:
    rows, first = np.unique(table["row_id"].to_numpy(), return_index=True)
    width = max(len(rows), 1)
    both = np.unique(
        pairs["place"].to_numpy() * width + np.searchsorted(rows, pairs["base_row"].to_numpy())
    )
    return Pairs(table.take(first), both // width, both % width)


def _join(probe: Frame, key: dict[str, nw.Expr], base: Frame) -> Frame:
    """``probe`` has ``place`` and one column for each of the key's; ``key`` says what they are on
    the household side.
    """
    right = base.select(base_row=nw.col("row_id"), **key).filter(
        ~nw.any_horizontal(*(nw.col(k).is_null() for k in key), ignore_nulls=True)
    )
    return probe.join(right, on=list(key), how="inner").select("place", "base_row")


def _exact_probes(residue: pa.Table) -> Iterator[tuple[dict[str, nw.Expr], pa.Table]]:
    place = pa.array(np.arange(residue.num_rows))
    name, number = residue["name"], residue["number"]
    for column in ("number", "student"):
        yield {"k": nw.col("number")}, _probe(place, k=residue[column])
    for start, length in (_HEAD, _TAIL):
        yield (
            {"n": nw.col("name"), "k": nw.col("prefix").str.slice(start, length)},
            _probe(place, n=name, k=pc.utf8_slice_codeunits(number, start, start + length)),
        )
    claimed, births = _births(residue)
    around = np.concatenate([as_number(days(births) + gap) for gap in (-1, 0, 1)])
    doubtful, misread = _misread(claimed, births)
    places = pa.array(np.concatenate([np.tile(claimed, 3), doubtful]))
    around = pa.array(np.concatenate([around, misread]))
    for column in ("birth", "written"):
        yield (
            {"n": nw.col("name"), "k": nw.col(column)},
            _probe(places, n=name.take(places), k=around),
        )


def _probe(place: pa.Array, **columns: Any) -> pa.Table:
    return pa.table({"place": place, **columns}).drop_null()


def _births(residue: pa.Table) -> tuple[Ints, Ints]:
    """Places in the residue and every birth date claimed there, in the number (be it sound or not)
    and as written, each once.
    """
    inside = pc.utf8_slice_codeunits(residue["number"], 6, 14)
    inside = pc.if_else(pc.match_substring_regex(inside, DATE), inside, None).cast(pa.int64())
    claims = pa.chunked_array([*inside.chunks, *residue["written"].chunks], pa.int64())
    places = np.tile(np.arange(residue.num_rows), 2)[pc.is_valid(claims).to_numpy()]
    both = np.unique(places * _DATES + claims.drop_null().to_numpy())
    return both // _DATES, both % _DATES


def _unlinked(engine: Engine, residue: pa.Table, rows: Frame, exact: Frame) -> pa.Table:
    """``base_row, source, name, birth, sound`` of the children whom nothing has linked yet, for
    every register of the residue.
    """
    births = engine.frame(pa.table({"birth": np.unique(_births(residue)[1])}))
    rows = rows.join(births, on="birth", how="semi")
    return pa.concat_tables(
        [
            pa.schema(
                [
                    ("base_row", pa.int64()),
                    ("source", pa.string()),
                    ("name", pa.string()),
                    ("birth", pa.int64()),
                    ("sound", pa.bool_()),
                ]
            ).empty_table(),
            *(
                collect(
                    rows.join(
                        exact.filter(nw.col("source") == source).select("child"),
                        on="child",
                        how="anti",
                    ).select("name", "birth", "sound", base_row="row_id", source=nw.lit(source))
                ).select(["base_row", "source", "name", "birth", "sound"])
                for source in sorted(residue["source"].unique().to_pylist())
            ),
        ]
    )


def _near_numbers(engine: Engine, residue: pa.Table, base: Frame) -> Iterator[pa.Table]:
    """Pairs of one birth date whose numbers differ in one place: half of what follows the date
    agrees.
    """
    claimed, births = _births(residue)
    number = residue["number"].take(pa.array(claimed))
    for start, length in _SERIAL:
        part = pc.utf8_slice_codeunits(number, start, start + length)
        part = pc.if_else(pc.equal(pc.utf8_length(part), length), part, None)
        probe = _probe(pa.array(claimed), n=part, k=pa.array(births), mine=number)
        right = base.select(
            "number", base_row="row_id", n=nw.col("number").str.slice(start, length), k="birth"
        )
        met = engine.frame(probe).join(
            right.filter(~nw.col("number").is_null() & ~nw.col("k").is_null()),
            on=["n", "k"],
            how="inner",
        )
        table = collect(met.select("place", "base_row", "mine", "number"))
        apart = cpdist(table["mine"].to_pylist(), table["number"].to_pylist(), scorer=OSA.distance)
        yield table.select(["place", "base_row"]).filter(
            pa.array(np.asarray(apart) == 1, pa.bool_())
        )


def _bearers(
    engine: Engine,
    residue: pa.Table,
    numbered: pa.Table,
    rows: Frame,
    exact: Frame,
    homes: Frame,
) -> Iterator[pa.Table]:
    """Who else may be meant by a row whose number is a child's: whoever bears that very name, and
    that child's brothers and sisters.

    Only those whom nothing has linked yet in that register; ``numbered`` are the pairs that the
    number made.
    """
    pairs = numbered.append_column("source", residue["source"].take(numbered["place"]))
    pairs = engine.frame(pairs.append_column("name", residue["name"].take(numbered["place"])))
    linked = exact.select("source", "child")
    home = rows.select("child", "name", base_row="row_id").join(
        homes.select("home", base_row="row_id"), on="base_row", how="left"
    )
    of_number = pairs.join(home.select("base_row", "home"), on="base_row", how="inner")
    for probe, key in ((pairs, "name"), (of_number.filter(~nw.col("home").is_null()), "home")):
        others = probe.select("place", "source", key).join(
            home.select("child", "base_row", key), on=key, how="inner"
        )
        free = others.join(linked, on=["source", "child"], how="anti")
        yield collect(free.select("place", "base_row"))


def _misread(claimed: Ints, births: Ints) -> tuple[Ints, Ints]:
    """Places, and the other dates that may be meant by the ones written there."""
    found: list[tuple[int, int]] = []
    for place, day in zip(claimed, births, strict=True):
        found += [(place, other) for other in misreadings(int(day))]
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _alike(
    engine: Engine, residue: pa.Table, unlinked: pa.Table, numbered: pa.ChunkedArray
) -> Iterator[pa.Table]:
    """Pairs within a register with the same birth date and names that may be meant for one another.

    Who has a sound number that is nobody's here (``numbered`` are the others) is only somebody
    whose own isn't sound.
    """
    places, births = _births(residue)
    own = pc.and_(residue["sound"], pc.invert(_marked(residue.num_rows, numbered)))
    claimed = residue.select(["source", "name"]).append_column("own", own).take(pa.array(places))
    left = claimed.append_column("birth", pa.array(births)).append_column("place", pa.array(places))
    few = unlinked.filter(pc.invert(unlinked["sound"]))
    for mine, theirs in (
        (left.filter(pc.invert(left["own"])), unlinked),
        (left.filter(left["own"]), few),
    ):
        if mine.num_rows and theirs.num_rows:
            yield _met_by_name(engine, mine, theirs)


def _met_by_name(engine: Engine, mine: pa.Table, theirs: pa.Table) -> pa.Table:
    """``place, base_row`` of those of one register and birth date whose names share a key."""
    on = ["source", "birth", "key"]
    mine = mine.filter(pc.is_in(mine["birth"], theirs["birth"].combine_chunks()))
    theirs = theirs.filter(pc.is_in(theirs["birth"], mine["birth"].combine_chunks()))
    left, right = with_name_keys(mine), with_name_keys(theirs)
    joined = engine.frame(left.select(["place", *on])).join(
        engine.frame(right.select(["base_row", *on])), on=on
    )
    return collect(joined.select("place", "base_row"))


def _marked(size: int, places: pa.ChunkedArray) -> pa.Array:
    """Which of so many places are among some."""
    marked = np.zeros(size, dtype=bool)
    marked[places.to_numpy()] = True
    return pa.array(marked)


def with_name_keys(table: pa.Table, *, by_sound: bool = False) -> pa.Table:
    """A line for each row with a name and each ``key`` of the name
    (:func:`~kongchuo_core.linking.names.shared_keys`).
    """
    table = table.filter(pc.greater(pc.utf8_length(pc.fill_null(table["name"], "")), 0))
    words = table["name"].combine_chunks().dictionary_encode()
    owner, keys = names.shared_keys(words.dictionary.to_pylist(), by_sound=by_sound)
    lines = pa.table({"word": pa.array(owner, pa.int64()), "key": pa.array(keys, pa.string())})
    words_of = pa.table(
        {"word": words.indices.cast(pa.int64()), "line": pa.array(np.arange(table.num_rows))}
    )
    both = words_of.join(lines, "word", join_type="inner")
    return table.take(both["line"]).append_column("key", both["key"])
