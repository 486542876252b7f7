"""What became of every row of every register: used, duplicate, out of scope or quarantined (law 3
of the house).
"""

from __future__ import annotations

import narwhals as nw

from kongchuo_core.comparison.compare import Compared
from kongchuo_core.comparison.elsewhere import OUTSIDE
from kongchuo_core.comparison.scope import left_household, words
from kongchuo_core.engine import Engine, Frame
from kongchuo_core.vocabulary.codes import OUT_OF_HOUSEHOLD, Fate

_SAME = {
    "enrolment": ["school", "student_status"],
    "presence": ["school", "says"],
    "graduates": ["school", "says"],
    "elsewhere": ["school", "says"],
    "approvals": ["approval_type", "approved_on", "expires_on", "says"],
    "home_teaching": ["school", "says"],
    "disability": ["disability_type"],
    "hardship": ["hardship_type"],
}
"""What must agree besides the person for two rows of a register to be one record told twice."""

_PLACE = ("row_id", "file", "sheet", "row", "block")


def household_fates(engine: Engine, compared: Compared) -> Frame:
    """``row_id, file, sheet, row, block, fate, reason, child`` of the household register's rows."""
    rows = compared.records["household"]
    joined = rows.select(*_PLACE, "fate", "reason", "household_status").join(
        compared.base.select("row_id", "child"), on="row_id", how="left"
    )
    joined = joined.join(
        compared.persons.select("child", "out_reason"), on="child", how="left"
    ).join(left_household(rows), on="row_id", how="left")
    own = nw.when(nw.col("household_status").is_in(words(OUT_OF_HOUSEHOLD[0]))).then(
        nw.lit(f"household_{OUT_OF_HOUSEHOLD[0]}")
    )
    for code in OUT_OF_HOUSEHOLD[1:]:
        own = own.when(nw.col("household_status").is_in(words(code))).then(
            nw.lit(f"household_{code}")
        )
    double = nw.col("row_id") != nw.col("child")
    reason = nw.coalesce(
        nw.col("reason"),
        nw.col("out_reason"),
        nw.when(nw.col("out")).then(own),
        nw.when(double).then(nw.lit("same_child")),
    )
    fate = (
        nw.when(~nw.col("fate").is_null())
        .then(nw.col("fate"))
        .when(~nw.col("out_reason").is_null() | nw.col("out"))
        .then(nw.lit(Fate.OUT_OF_SCOPE.value))
        .when(double)
        .then(nw.lit(Fate.DUPLICATE.value))
        .otherwise(nw.lit(Fate.USED.value))
    )
    return engine.checkpoint(joined.select(*_PLACE, "child", fate=fate, reason=reason))


def register_fates(engine: Engine, compared: Compared, code: str) -> Frame:
    """``row_id, file, sheet, row, block, fate, reason, child, person`` of another register about
    children.

    A row that is linked shares its child's scope; a pupil from elsewhere is used; a row that is in
    review waits; any other row about nobody here is out of scope; a row told twice is a duplicate.
    """
    rows = compared.records[code]
    same = _SAME.get(code, [])
    links = compared.decided.filter(nw.col("source") == code).select("row_id", "child")
    asked = engine.frame(compared.questions.select(["row_id"]))
    joined = (
        rows.select(*_PLACE, "fate", "reason", "name", *same)
        .join(links, on="row_id", how="left")
        .join(compared.persons.select("child", "out_reason"), on="child", how="left")
        .join(
            compared.outsiders.filter(nw.col("source") == code).select("row_id", "person"),
            on="row_id",
            how="left",
        )
        .join(asked.select("row_id", asked=nw.lit(True)).unique(), on="row_id", how="left")
        .join(_unheard_of(compared, code), on="person", how="left")
    )
    joined = _with_first(
        engine.checkpoint(
            joined.with_columns(whose=nw.coalesce(nw.col("child"), nw.col("person")))
        ),
        same,
    )
    twice = (nw.col("first") != nw.col("row_id")).fill_null(False)
    nobody = nw.col("whose").is_null() & nw.col("asked").is_null() & ~nw.col("name").is_null()
    reason = nw.coalesce(
        nw.col("reason"),
        nw.col("out_reason"),
        nw.when(twice).then(nw.lit("same_record")),
        nw.when(nw.col("whose").is_null() & ~nw.col("asked").is_null()).then(nw.lit("in_review")),
        nw.when(nobody | ~nw.col("unheard").is_null()).then(nw.lit("no_child_here")),
    )
    fate = (
        nw.when(~nw.col("fate").is_null())
        .then(nw.col("fate"))
        .when(~nw.col("out_reason").is_null() | nobody)
        .then(nw.lit(Fate.OUT_OF_SCOPE.value))
        .when(twice)
        .then(nw.lit(Fate.DUPLICATE.value))
        .otherwise(nw.lit(Fate.USED.value))
    )
    return engine.checkpoint(joined.select(*_PLACE, "child", "person", fate=fate, reason=reason))


def _unheard_of(compared: Compared, code: str) -> Frame:
    """``person, unheard``: who stands in the register of absences and in no other."""
    first = (nw.col("source") == code, nw.col("row_id") == nw.col("person"))
    found = compared.outsiders.filter(*first).filter(~nw.col("source").is_in(list(OUTSIDE)))
    return found.select("person", unheard=nw.lit(True))


def _with_first(joined: Frame, same: list[str]) -> Frame:
    """Adds ``first``: the first of the rows that tell the same record of the same person."""
    if not same:
        return joined.with_columns(first=nw.col("row_id"))
    told = joined.filter(~nw.col("whose").is_null()).with_columns(
        *(nw.col(s).cast(nw.String).fill_null("") for s in same)
    )
    first = told.with_columns(first=nw.col("row_id").min().over("whose", *same)).select(
        "row_id", "first"
    )
    return joined.join(first, on="row_id", how="left")
