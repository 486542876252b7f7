"""The cascade: first the exact rule over everything, then the table of named rules over the residue.

A rule decides only where both sides are unique and nothing contradicts; every other pair that meets a rule is a question for a
person. The result does not depend on the order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking import blocks
from kongchuo_core.linking.deciding import decide
from kongchuo_core.linking.keys import COMPARABLE
from kongchuo_core.linking.numbers import with_soundness
from kongchuo_core.linking.review import Decisions

EXACT = "number_name"
@dataclass(frozen=True)
class Links:
    """What linking found."""

    decided: Frame
    questions: pa.Table


def link(engine: Engine, keys: Frame, base: Frame, decisions: Decisions, *, itself: bool = False) -> Links:
    """Link records to the household side, all registers at once; what is unique is judged register by register.

    Parameters
    ----------
    keys : :func:`~kongchuo_core.linking.keys.keyed` records.
    base : :func:`~kongchuo_core.linking.keys.household_base`.
    decisions : what persons decided on pairs seen before.
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
    decided, questions = decide(pairs, residue, decisions, itself=itself)
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
