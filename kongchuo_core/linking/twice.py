"""The same child in the household register a second time, under another sound number: a question,
for numbers never decide it.
"""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking.deciding import LINKS, QUESTIONS, side
from kongchuo_core.linking.review import Decisions, apply, evidence

RULE = "registered_again"
_SAID = ("guardian", "phone", "head_name", "home")
"""What two rows of one child say alike besides the name."""
_AGREEING, _AGREEING_OF_ONE_DAY = 2, 1
"""How much of that must agree, and how much where the birth date does too."""


def registered_again(
    engine: Engine, base: Frame, household: Frame, questions: pa.Table, decisions: Decisions
) -> tuple[Frame, pa.Table]:
    """Rows of one name whose guardian, telephone, head or household agree, under different sound
    numbers.

    Parameters
    ----------
    base : :func:`~kongchuo_core.linking.keys.household_base`.
    household : the register's records.
    questions : those about pairs of household rows, some of them in both directions.

    Returns
    -------
    tuple
        Links that a person decided, and all questions, each pair once: the later row is asked to be
        the earlier one's child.
    """
    pairs = _pairs(base, household)
    ids = engine.frame(
        pa.table(
            {
                "row_id": pa.concat_arrays(
                    [pairs[c].combine_chunks() for c in ("row_id", "base_row")]
                )
            }
        )
    )
    rows = collect(base.join(ids.unique(), on="row_id", how="inner"))
    where = {row: place for place, row in enumerate(rows["row_id"].to_pylist())}
    later, first = (
        rows.take(pa.array([where[r] for r in pairs[c].to_pylist()], pa.int64()))
        for c in ("row_id", "base_row")
    )
    found = pa.table(
        {
            "row_id": later["row_id"],
            "source": pa.array(["household"] * pairs.num_rows, pa.string()),
            "base_row": first["row_id"],
            "child": first["child"],
            "rule": pa.array([RULE] * pairs.num_rows, pa.string()),
            "evidence": pa.array(
                evidence(decisions.key, side(later, "birth"), side(first, "birth")), pa.string()
            ),
        }
    ).cast(QUESTIONS)
    linked, left = apply(decisions, LINKS.empty_table(), found)
    return engine.frame(linked), _once(pa.concat_tables([questions, left]))


def _pairs(base: Frame, household: Frame) -> pa.Table:
    """``row_id, base_row``, in order."""
    numbered = base.filter(nw.col("sound")).select("row_id", "child", "name", "number", "birth")
    told = household.select(
        "row_id",
        "guardian",
        "phone",
        "head_name",
        home=nw.concat_str("town", "household_no", separator="|"),
    )
    rows = numbered.join(told, on="row_id", how="inner")
    parts = []
    for said in _SAID:
        side_of = rows.filter(~nw.col(said).is_null()).select(
            "row_id", "child", "name", "number", "birth", said
        )
        both = side_of.join(side_of, on=["name", said], how="inner", suffix="_base")
        apart = (nw.col("row_id") > nw.col("row_id_base")) & (
            nw.col("number") != nw.col("number_base")
        )
        parts.append(
            both.filter(apart).select(
                "row_id",
                base_row="row_id_base",
                one_day=nw.when(nw.col("birth") == nw.col("birth_base"))
                .then(nw.lit(1))
                .otherwise(nw.lit(0)),
            )
        )
    agreeing = (
        nw.concat(parts)
        .group_by("row_id", "base_row")
        .agg(nw.len().alias("agreeing"), nw.col("one_day").max())
    )
    table = collect(agreeing)
    least = np.where(table["one_day"].to_numpy() > 0, _AGREEING_OF_ONE_DAY, _AGREEING)
    enough = pa.array(table["agreeing"].to_numpy() >= least, pa.bool_())
    order = [("row_id", "ascending"), ("base_row", "ascending")]
    return table.filter(enough).select(["row_id", "base_row"]).sort_by(order)


def _once(questions: pa.Table) -> pa.Table:
    """Of the two directions of a pair the one from the later row to the earlier; of a pair under
    two rules the first.
    """
    seen: set[frozenset[int]] = set()
    kept = []
    order = pc.sort_indices(questions, [("row_id", "descending"), ("base_row", "ascending")])
    for place in order.to_pylist():
        pair = frozenset((questions["row_id"][place].as_py(), questions["base_row"][place].as_py()))
        if pair not in seen:
            seen.add(pair)
            kept.append(place)
    return questions.take(pa.array(sorted(kept), pa.int64()))
