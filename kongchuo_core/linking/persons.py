"""Who is who across terms: people linked to the persons the ledger knows; a corrected number or name is the same child.

A child is minted once (law 5). A child without a number has one too.
"""

from __future__ import annotations

import narwhals as nw
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking.mint import IDS, mint

PEOPLE = pa.schema(
    [
        ("whose", pa.int64()),
        ("number", pa.string()),
        ("sound", pa.bool_()),
        ("student", pa.string()),
        ("name", pa.string()),
        ("birth", pa.int64()),
        ("sex", pa.string()),
        ("household", pa.string()),
        ("about", pa.string()),
    ]
)
"""People of a run: ``household`` is town and household number, ``about`` what else tells people without a number apart."""

AGREE: tuple[tuple[str, ...], ...] = (
    ("number", "name"),
    ("name", "birth", "household"),
    ("student", "name"),
    ("number", "surname"),
    ("name", "birth", "sex"),
    ("name", "household"),
)
"""What must agree for someone known, strongest first; each combination must be unique on both sides, and where no number agrees
neither the numbers nor the birth dates may contradict."""


def identify(engine: Engine, people: pa.Table, known: pa.Table, key: bytes) -> pa.Table:
    """The lasting number of every person of a run: a known person's, else a new one (:data:`~kongchuo_core.linking.mint.IDS`).

    Parameters
    ----------
    people : :data:`PEOPLE`.
    known : ``child_id, number, student, name, birth, sex, household``; a person corrected since has several lines.
    """
    now = engine.frame(people).with_columns(
        surname=nw.col("name").str.slice(0, 1),
        number=nw.when(nw.col("sound")).then(nw.col("number")),
    )
    then = engine.frame(known).with_columns(surname=nw.col("name").str.slice(0, 1))
    found = IDS.empty_table()
    for agree in AGREE:
        found = pa.concat_tables([found, _step(engine, now, then, agree, found)])
    fresh = collect(
        engine.frame(people).join(engine.frame(found.select(["whose"])), on="whose", how="anti")
    )
    return pa.concat_tables([found, mint(key, fresh, taken=set(found["child_id"].to_pylist()))])


def _step(
    engine: Engine, now: Frame, then: Frame, agree: tuple[str, ...], found: pa.Table
) -> pa.Table:
    """People who agree with exactly one known person, and that person with exactly one of them; those found before left out."""
    done = engine.frame(found)
    keys = list(agree)
    filled = ~nw.any_horizontal(*(nw.col(k).is_null() for k in keys), ignore_nulls=True)
    left = (
        now.join(done, on="whose", how="anti")
        .filter(filled)
        .with_columns(mine=nw.col("number"), born=nw.col("birth"))
    )
    right = then.join(done.select("child_id"), on="child_id", how="anti").filter(filled)
    right = right.select("child_id", *keys, theirs=nw.col("number"), theirs_born=nw.col("birth"))
    pairs = left.join(right, on=keys, how="inner")
    if "number" not in keys:
        pairs = pairs.filter(
            *(
                nw.col(a).is_null() | nw.col(b).is_null() | (nw.col(a) == nw.col(b))
                for a, b in (("mine", "theirs"), ("born", "theirs_born"))
            )
        )
    pairs = engine.checkpoint(pairs.select("whose", "child_id").unique())
    once = [
        pairs.group_by(c).agg(nw.len().alias("n")).filter(nw.col("n") == 1).select(c)
        for c in ("whose", "child_id")
    ]
    table = collect(
        pairs.join(once[0], on="whose", how="semi").join(once[1], on="child_id", how="semi")
    )
    return table.select(IDS.names).cast(IDS)
