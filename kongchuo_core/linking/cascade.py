"""The cascade: first the exact rule over everything, then the table of named rules over the residue.

A rule decides only where both sides are unique and nothing contradicts; every other pair that meets a rule is a question for a
person. The result does not depend on the order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking import blocks, near
from kongchuo_core.linking.keys import COMPARABLE
from kongchuo_core.linking.numbers import with_soundness
from kongchuo_core.regulation.tables import link_rules

EXACT = "number_name"
LINKS = pa.schema([("row_id", pa.int64()), ("source", pa.string()), ("child", pa.int64()), ("rule", pa.string())])
"""Decided: a record row, the child it is, the rule that says so."""
QUESTIONS = pa.schema([("row_id", pa.int64()), ("source", pa.string()), ("base_row", pa.int64()), ("child", pa.int64()), ("rule", pa.string())])
"""To be asked: a record row, the household row it may be, that row's child, the rule that found the pair."""


@dataclass(frozen=True)
class Links:
    """What linking found."""

    decided: Frame
    questions: pa.Table


def link(engine: Engine, keys: Frame, base: Frame, *, itself: bool = False) -> Links:
    """Link records to the household side, all registers at once; what is unique is judged register by register.

    Parameters
    ----------
    keys : :func:`~kongchuo_core.linking.keys.keyed` records.
    base : :func:`~kongchuo_core.linking.keys.household_base`.
    itself : the records are the household register's own rows, looked through for the same child twice.
    """
    usable = (nw.col("number").str.len_chars() >= COMPARABLE) & ~nw.col("cut")
    known = base.select("number", "name", "child").filter(~nw.col("number").is_null()).unique()
    if itself:
        exact, residue = None, _doubtful(engine, base)
    else:
        joined = keys.filter(usable).select("row_id", "source", "number", "name").join(known, on=["number", "name"], how="inner")
        exact = engine.checkpoint(joined.select("row_id", "source", "child", rule=nw.lit(EXACT)))
        residue = collect(with_soundness(keys.join(exact.select("row_id"), on="row_id", how="anti")))
    pairs = blocks.candidates(engine, residue, base, exact)
    decided, questions = _decide(pairs, residue, itself)
    links = engine.frame(decided)
    return Links(links if exact is None else engine.checkpoint(nw.concat([exact, links])), questions)


def merge_twice_registered(engine: Engine, base: Frame, links: Links) -> Frame:
    """The household side with the children that were found registered twice made one (M8.3).

    The child in scope, then the first in the order of contents, stands for both.
    """
    merged = collect(links.decided.join(base.select("row_id", "child", "order"), on="row_id", how="inner", suffix="_own")
                     .select("child", "child_own").join(base.select(child="row_id", order="order"), on="child", how="inner"))
    parent: dict[int, int] = {}

    def root(child: int) -> int:
        while child in parent:
            child = parent[child]
        return child

    rank = dict(zip(*(collect(base.filter(nw.col("row_id") == nw.col("child")).join(engine.frame(_ids(merged)), on="child", how="semi")
                              .select("child", "order"))[c].to_pylist() for c in ("child", "order")), strict=True))
    for one, other in sorted({(root(a), root(b)) for a, b in zip(merged["child"].to_pylist(), merged["child_own"].to_pylist(), strict=True)}):
        first, second = sorted((root(one), root(other)), key=lambda c: rank[c])
        if first != second:
            parent[second] = first
    mapping = pa.table([list(parent), [root(c) for c in parent]], schema=pa.schema([("child", pa.int64()), ("into", pa.int64())]))
    joined = base.join(engine.frame(mapping), on="child", how="left")
    return engine.checkpoint(joined.with_columns(child=nw.coalesce(nw.col("into"), nw.col("child"))).drop("into"))


def _ids(merged: pa.Table) -> pa.Table:
    return pa.table({"child": pa.chunked_array([*merged["child"].chunks, *merged["child_own"].chunks], pa.int64())})


def _doubtful(engine: Engine, base: Frame) -> pa.Table:
    """Household rows that may be another row's child: a number that isn't sound, or is used under two names."""
    shared = base.filter(~nw.col("number").is_null()).group_by("number").agg(nw.col("name").n_unique().alias("names")).filter(nw.col("names") > 1)
    rows = base.join(shared.select("number", shared=nw.lit(True)), on="number", how="left").filter(~nw.col("sound") | ~nw.col("shared").is_null())
    return collect(engine.checkpoint(rows.select("row_id", "source", "name", "number", "student", "written", "sex", "cut", "sound", number_birth=nw.when(nw.col("sound")).then(nw.col("birth")))))


def _side(table: pa.Table, birth: str) -> near.Side:
    columns = {name: table[name].to_numpy(zero_copy_only=False).astype(object) for name in ("name", "number", "student", "written", "sex", birth)}
    sound = table["sound"].to_numpy(zero_copy_only=False).astype(bool)
    cut = table["cut"].to_numpy(zero_copy_only=False).astype(bool)
    for name in ("written", birth):
        columns[name] = np.array([None if v is None or v != v else int(v) for v in columns[name]], dtype=object)
    prefix = np.array([p and (p[:COMPARABLE] if not s and p.endswith("000") else p) for p, s in zip(columns["number"], sound, strict=True)], dtype=object)
    number = np.array([None if c or n is None or len(n) < COMPARABLE else n for n, c in zip(columns["number"], cut, strict=True)], dtype=object)
    return near.Side(columns["name"], number, columns["student"], prefix, sound, columns[birth], columns["written"], columns["sex"])


def _decide(pairs: blocks.Pairs, residue: pa.Table, itself: bool) -> tuple[pa.Table, pa.Table]:
    rules = link_rules()
    a, b = _side(residue.take(pairs.left), "number_birth"), _side(pairs.base.take(pairs.right), "birth")
    found = near.features(a, b)
    rank = near.judge(found, rules)
    row = residue["row_id"].to_numpy()[pairs.left]
    base_row, child = pairs.base["row_id"].to_numpy()[pairs.right], pairs.base["child"].to_numpy()[pairs.right]
    source = residue["source"].to_numpy(zero_copy_only=False).astype(str)[pairs.left]
    claimant, target = _claimant(a), _codes(source, child)
    named = found["name_same"] & found["birth_same"]
    keep = (rank < len(rules)) & ((base_row != row) if itself else True)
    row, source, base_row, child, target, rank, claimant, named = (x[keep] for x in (row, source, base_row, child, target, rank, claimant, named))
    chosen = _best_child(row, child, rank)
    row, source, base_row, child, target, rank, claimant, named = (x[chosen] for x in (row, source, base_row, child, target, rank, claimant, named))
    decides = np.array([r.decides for r in rules] + [False])[rank]
    decides &= _one(row, rank) & _one_claimant(target, claimant, rank) & ~_contradicted(row, named)
    settled = np.isin(row, row[decides])
    names = np.array([r.rule for r in rules], dtype=object)
    decided = pa.table({"row_id": row[decides], "source": source[decides], "child": child[decides], "rule": names[rank[decides]].astype(str)}, schema=LINKS)
    open_ = ~settled
    questions = pa.table(
        {"row_id": row[open_], "source": source[open_], "base_row": base_row[open_], "child": child[open_], "rule": names[rank[open_]].astype(str)}, schema=QUESTIONS)
    return decided, questions


Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def _codes(*columns: npt.NDArray[np.generic]) -> Ints:
    """One integer for each distinct combination."""
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    return np.unique(np.stack([np.unique(c, return_inverse=True)[1] for c in columns]), axis=1, return_inverse=True)[1].ravel()


def _claimant(side: near.Side) -> Ints:
    """Record rows of one and the same person (a pupil on two rolls) count as one claimant."""
    columns = [np.array([str(v) for v in c]) for c in (side.name, side.prefix, side.written)]
    return _codes(*columns)


def _best_child(row: Ints, child: Ints, rank: Ints) -> Ints:
    """Places of the strongest pair of each record row and child, the lowest household row where several are as strong."""
    order = np.lexsort((np.arange(len(row)), rank, child, row))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (row[order][1:] != row[order][:-1]) | (child[order][1:] != child[order][:-1])
    return order[first]


def _one(row: Ints, rank: Ints) -> Flags:
    """Whether the pair is the only one of its record row at the row's strongest rule."""
    if not len(row):
        return np.zeros(0, dtype=bool)
    _, where = np.unique(row, return_inverse=True)
    best = np.full(where.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(best, where, rank)
    at_best = rank == best[where]
    return at_best & (np.bincount(where, weights=at_best)[where] == 1)


def _one_claimant(target: Ints, claimant: Ints, rank: Ints) -> Flags:
    """Whether no other claimant meets the same rule, or a stronger one, with the same child of the same register."""
    if not len(target):
        return np.zeros(0, dtype=bool)
    _, where = np.unique(target, return_inverse=True)
    best = np.full(where.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(best, where, rank)
    at_best = rank == best[where]
    rivals = np.unique(np.stack([where[at_best], claimant[at_best]]), axis=1)[0]
    return at_best & (np.bincount(rivals, minlength=where.max() + 1)[where] == 1)


def _contradicted(row: Ints, named: Flags) -> Flags:
    """Whether the record row carries the name and birth date of another child than the one its rule points to."""
    if not len(row):
        return np.zeros(0, dtype=bool)
    _, where = np.unique(row, return_inverse=True)
    others = np.bincount(where, weights=named)[where] - named
    return ~named & (others > 0)
