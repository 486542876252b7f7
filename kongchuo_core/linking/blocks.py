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

from kongchuo_core.engine import Engine, Frame, collect, distinct
from kongchuo_core.linking import names
from kongchuo_core.linking.births import DATE, as_number, days, misreadings

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

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
    unsound = engine.checkpoint(rows.filter(~nw.col("sound")))
    found = [_join(engine, probe, key, rows) for key, probe in _by_number(residue)]
    own = pc.and_(residue["sound"], pc.invert(_marked(residue.num_rows, found[0]["place"])))
    open_ = _may_be_misspelt(residue, own, unsound)
    found += [_join(engine, probe, key, rows) for key, probe in _by_name(residue, open_)]
    found += _near_numbers(engine, residue, rows, unsound)
    if exact is not None:
        unlinked = _unlinked(engine, residue, rows, exact)
        found += _alike(engine, residue, unlinked, own)
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


def _join(engine: Engine, probe: pa.Table, key: dict[str, nw.Expr], base: Frame) -> pa.Table:
    """``probe`` has ``place`` and one column for each of the key's; ``key`` says what they are on
    the household side.
    """
    if not probe.num_rows:
        return _PAIRS.empty_table()
    right = base.select(base_row=nw.col("row_id"), **key).filter(
        ~nw.any_horizontal(*(nw.col(k).is_null() for k in key), ignore_nulls=True)
    )
    met = engine.frame(probe).join(right, on=list(key), how="inner")
    return collect(met.select("place", "base_row"))


def _by_number(residue: pa.Table) -> Iterator[tuple[dict[str, nw.Expr], pa.Table]]:
    place = pa.array(np.arange(residue.num_rows))
    for column in ("number", "student"):
        yield {"k": nw.col("number")}, _probe(place, k=residue[column])


def _may_be_misspelt(residue: pa.Table, own: pa.Array, unsound: Frame) -> Flags:
    """Which rows may be a child whose number or birth date is another than theirs.

    Two sound numbers are two persons: who has one that is nobody's here (``own``) is only somebody
    of the name whose own isn't sound.
    """
    names_ = collect(distinct(unsound, "name"))["name"].combine_chunks()
    known = pc.is_in(residue["name"], names_)
    flags: Flags = pc.or_(pc.invert(own), known).to_numpy().astype(bool)
    return flags


def _by_name(residue: pa.Table, open_: Flags) -> Iterator[tuple[dict[str, nw.Expr], pa.Table]]:
    """The name with half of the number, or with a birth date: as it stands, and of those that are
    ``open_`` a day before or after, or what it may have been misread for.
    """
    place = pa.array(np.flatnonzero(open_))
    name, number = residue["name"], residue["number"].take(place)
    for start, length in (_HEAD, _TAIL):
        yield (
            {"n": nw.col("name"), "k": nw.col("prefix").str.slice(start, length)},
            _probe(
                place, n=name.take(place), k=pc.utf8_slice_codeunits(number, start, start + length)
            ),
        )
    claimed, births = _births(residue)
    some = open_[claimed]
    beside = np.concatenate([as_number(days(births[some]) + gap) for gap in (-1, 1)])
    doubtful, misread = _misread(claimed[some], births[some])
    places = pa.array(np.concatenate([claimed, np.tile(claimed[some], 2), doubtful]))
    around = pa.array(np.concatenate([births, beside, misread]))
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


def _near_numbers(
    engine: Engine, residue: pa.Table, base: Frame, unsound: Frame
) -> Iterator[pa.Table]:
    """Pairs of one birth date whose numbers differ in one place: half of what follows the date
    agrees. Not of two sound numbers: these are two persons'.
    """
    claimed, births = _births(residue)
    sound = residue["sound"].take(pa.array(claimed)).to_numpy().astype(bool)
    number = residue["number"].take(pa.array(claimed))
    for start, length in _SERIAL:
        part = pc.utf8_slice_codeunits(number, start, start + length)
        part = pc.if_else(pc.equal(pc.utf8_length(part), length), part, None)
        probe = _probe(
            pa.array(claimed), n=part, k=pa.array(births), mine=number, sound=pa.array(sound)
        )
        for whole, theirs in ((False, base), (True, unsound)):
            mine = probe.filter(pc.equal(probe["sound"], whole)).drop_columns("sound")
            if mine.num_rows:
                yield _one_apart(engine, mine, theirs, start, length)


def _one_apart(engine: Engine, probe: pa.Table, base: Frame, start: int, length: int) -> pa.Table:
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
    return table.select(["place", "base_row"]).filter(pa.array(np.asarray(apart) == 1, pa.bool_()))


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
    engine: Engine, residue: pa.Table, unlinked: pa.Table, own: pa.Array
) -> Iterator[pa.Table]:
    """Pairs within a register with the same birth date and names that may be meant for one another.

    Who has a sound number that is nobody's here (``own``) is only somebody whose own isn't sound.
    """
    places, births = _births(residue)
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
    each, keys = names.shared_keys(words.dictionary.to_pylist(), by_sound=by_sound)
    counts, word = np.array(each, dtype=np.int64), words.indices.to_numpy()
    first = np.cumsum(counts) - counts
    lines = np.repeat(np.arange(table.num_rows), counts[word])
    nth = np.arange(len(lines)) - np.repeat(np.cumsum(counts[word]) - counts[word], counts[word])
    found = pa.array(keys, pa.string()).take(pa.array(np.repeat(first[word], counts[word]) + nth))
    return table.take(pa.array(lines)).append_column("key", found)
