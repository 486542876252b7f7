"""The cascade: first the exact rule over everything, then the table of named rules over the
residue.

A rule decides only where both sides are unique and nothing contradicts; every other pair that meets
a rule is a question for a person. The result does not depend on the order of rows.
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
    """What linking found.

    ``keys`` are the records, checkpointed, with ``exact``: the child the exact rule links each to.
    """

    keys: Frame
    decided: Frame
    questions: pa.Table


def link(
    engine: Engine,
    keys: Frame,
    base: Frame,
    homes: Frame,
    decisions: Decisions,
    *,
    itself: bool = False,
    settled: Frame | None = None,
) -> Links:
    """Link records to the household side, all registers at once; what is unique is judged register
    by register.

    Parameters
    ----------
    keys : :func:`~kongchuo_core.linking.keys.keyed` records.
    base : :func:`~kongchuo_core.linking.keys.household_base`.
    homes : ``row_id, home``: the household of each row of the household register, null where it
        isn't said.
    decisions : what persons decided on pairs seen before.
    itself : the records are the household register's own rows, looked through for the same child
        twice.
    settled : ``source, child``: children who have their record in a register already, wherever it
        lies; names that were misspelt aren't looked for among them.
    """
    if itself:
        exact, residue = None, _doubtful(base)
    else:
        keys = engine.checkpoint(_exactly(keys, base))
        exact = keys.filter(~nw.col("exact").is_null()).select(
            "row_id", "source", child="exact", rule=nw.lit(EXACT)
        )
        residue = collect(with_soundness(keys.filter(nw.col("exact").is_null())))
    known = exact if settled is None else _with_settled(exact, settled)
    pairs = blocks.candidates(engine, residue, base, known, homes)
    decided, questions = decide(pairs, residue, decisions, itself=itself)
    links = engine.frame(decided)
    return Links(keys, links if exact is None else nw.concat([exact, links]), questions)


def _with_settled(exact: Frame | None, settled: Frame) -> Frame:
    told = settled.select("source", "child")
    return told if exact is None else nw.concat([exact.select("source", "child"), told])


def _exactly(keys: Frame, base: Frame) -> Frame:
    """``keys`` with ``exact``: the child whose number and name the record has, where birth date and
    sex don't say otherwise.
    """
    usable = ~nw.col("cut") & (nw.col("number").str.len_chars() >= COMPARABLE)
    known = base.filter(~nw.col("number").is_null()).select(
        "repeated",
        "name",
        usable="number",
        exact="child",
        its_birth="birth",
        its_written="written",
        its_sex="sex",
    )
    once, again = (
        known.filter(which).drop("repeated") for which in (~nw.col("repeated"), nw.col("repeated"))
    )
    one = ("usable", "name", "exact")
    about = ("its_birth", "its_written", "its_sex")
    again = again.group_by(*one).agg(nw.col(*about).min())
    birth, sex = nw.col("written"), nw.col("sex")
    doubt = ((birth != nw.col("its_birth")) & (birth != nw.col("its_written")).fill_null(True)) | (
        sex != nw.col("its_sex")
    )
    keys = keys.with_columns(usable=nw.when(usable).then(nw.col("number")))
    known = nw.concat([f.select(*one, *about) for f in (once, again)])
    found = keys.join(known, on=["usable", "name"], how="left")
    sure = nw.when(~doubt.fill_null(False)).then(nw.col("exact"))
    return found.with_columns(exact=sure).drop("usable", *about)


def merge_twice_registered(engine: Engine, base: Frame, links: Links) -> Frame:
    """The household side with the children that were found registered twice made one (M8.3).

    The child in scope, then the first in the order of contents, stands for both.
    """
    merged = collect(
        links.decided.join(
            base.select("row_id", "child", "order"), on="row_id", how="inner", suffix="_own"
        )
        .select("child", "child_own")
        .join(base.select(child="row_id", order="order"), on="child", how="inner")
    )
    parent: dict[int, int] = {}

    def root(child: int) -> int:
        while child in parent:
            child = parent[child]
        return child

    owners = base.filter(nw.col("row_id") == nw.col("child")).join(
        engine.frame(_ids(merged)), on="child", how="semi"
    )
    ranked = collect(owners.select("child", "order"))
    rank = dict(zip(ranked["child"].to_pylist(), ranked["order"].to_pylist(), strict=True))
    pairs = zip(merged["child"].to_pylist(), merged["child_own"].to_pylist(), strict=True)
    for one, other in sorted({(root(a), root(b)) for a, b in pairs}):
        first, second = sorted((root(one), root(other)), key=lambda c: rank[c])
        if first != second:
            parent[second] = first
    if not parent:
        return base
    mapping = pa.table(
        [list(parent), [root(c) for c in parent]],
        schema=pa.schema([("child", pa.int64()), ("into", pa.int64())]),
    )
    joined = base.join(engine.frame(mapping), on="child", how="left")
    return engine.checkpoint(
        joined.with_columns(child=nw.coalesce(nw.col("into"), nw.col("child"))).drop("into")
    )


def _ids(merged: pa.Table) -> pa.Table:
    return pa.table(
        {
            "child": pa.chunked_array(
                [*merged["child"].chunks, *merged["child_own"].chunks], pa.int64()
            )
        }
    )


def _doubtful(base: Frame) -> pa.Table:
    """Household rows that may be another row's child: a number that isn't sound, or is used under
    two names.
    """
    shared = (
        base.filter(nw.col("repeated"))
        .group_by("number")
        .agg(nw.col("name").n_unique().alias("names"))
        .filter(nw.col("names") > 1)
    )
    rows = base.join(shared.select("number", shared=nw.lit(True)), on="number", how="left").filter(
        ~nw.col("sound") | ~nw.col("shared").is_null()
    )
    birth = nw.when(nw.col("sound")).then(nw.col("birth"))
    return collect(
        rows.select(
            "row_id",
            "source",
            "name",
            "number",
            "student",
            "written",
            "sex",
            "cut",
            "sound",
            number_birth=birth,
        )
    )
