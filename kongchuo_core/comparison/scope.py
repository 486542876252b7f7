"""Who counts: children of 6–15 at the cutoff with a household here (M2.4), none left out, none
twice.
"""

from __future__ import annotations

from datetime import date

import narwhals as nw
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect, distinct
from kongchuo_core.linking.births import DATE
from kongchuo_core.linking.near import ADULT_YEARS
from kongchuo_core.linking.numbers import modulo
from kongchuo_core.registers.words import Says
from kongchuo_core.regulation.tables import limit
from kongchuo_core.settings.models import Term
from kongchuo_core.vocabulary.codes import HOUSEHOLD_STATUS, OUT_OF_HOUSEHOLD

_BIRTH_INSIDE = (6, 8)
"""Where the birth date stands in a number, and how long it is."""
_STATUS = HOUSEHOLD_STATUS.spellings()
_UNKNOWN = "?"
"""The state under a word that nobody knows."""


def number(day: date) -> int:
    """A date as yyyymmdd."""
    return day.year * 10000 + day.month * 100 + day.day


def words(*codes: str) -> list[str]:
    """The spellings of household states."""
    return [s for s, c in _STATUS.items() if c in codes]


def left_household(records: Frame) -> Frame:
    """``row_id, out``: registered as dead, cancelled or moved away."""
    return records.select(
        "row_id", out=nw.col("household_status").is_in(words(*OUT_OF_HOUSEHOLD)).fill_null(False)
    )


def homes(records: Frame) -> Frame:
    """``row_id, home``: the household of each row, null where none is said."""
    return records.select("row_id", home=nw.concat_str("town", "household_no", separator="|"))


def mark(condition: nw.Expr, code: str) -> nw.Expr:
    """A flag as text: the code and a comma where the condition holds, else nothing."""
    return nw.when(condition).then(nw.lit(f"{code},")).otherwise(nw.lit(""))


def _with_state(engine: Engine, records: Frame) -> Frame:
    """The household register with ``state``, the code of its state; looked up once a word."""
    found = collect(distinct(records, "household_status"))["household_status"].drop_null()
    codes = pa.array([_STATUS.get(word, _UNKNOWN) for word in found.to_pylist()], pa.string())
    table = pa.table({"household_status": found, "state": codes})
    return records.join(engine.frame(table), on="household_status", how="left")


def children(engine: Engine, base: Frame, records: Frame, term: Term, seven: list[str]) -> Frame:
    """One line for each person of the household register.

    Parameters
    ----------
    base : the household side of the linking, ``child`` settled.
    records : the household register.
    seven : towns where entry is at seven (dated rule).

    Returns
    -------
    Frame
        ``child, birth`` (yyyymmdd or null)``, age`` (full years at the cutoff)``, out_reason``
        (null: in scope)``, flags``, ``asked``: the household's own row is doubtful, no date of
        birth is known, or a written date and the one inside a damaged number, a parent's, or one
        that a doubtful row has, disagree on whether the child is in scope; the child is, until a
        person says otherwise.
    """
    cutoff = number(term.cutoff)
    from_age, to_age = limit("age_from", term.compared_on), limit("age_to", term.compared_on)
    shared = (
        base.filter(nw.col("repeated"))
        .group_by("number")
        .agg(nw.col("child").n_unique().alias("owners"))
    )
    twice = (
        base.filter(nw.col("row_id") != nw.col("child"))
        .select("child", twice=nw.lit(True))
        .unique()
    )
    one = base.filter(nw.col("row_id") == nw.col("child")).select(
        "child", "birth", "written", "number", "prefix", "sound", "cut"
    )
    rows = _with_state(engine, records).select(
        child="row_id",
        town="town",
        sex="sex",
        state="state",
        month_only="birth_month_only",
        doubts="doubts",
        asked=(nw.col("says") == Says.ASK.value).fill_null(False),
    )
    one = (
        one.join(rows, on="child", how="inner")
        .join(shared, on="number", how="left")
        .join(twice, on="child", how="left")
    )
    inside = nw.col("prefix").str.slice(*_BIRTH_INSIDE)
    inside = nw.when(~nw.col("sound") & inside.str.contains(DATE)).then(inside)
    parents = nw.col("sound") & (nw.col("written") - nw.col("birth") >= ADULT_YEARS * 10000)
    childs = nw.when(parents | (nw.col("sound") & nw.col("asked"))).then(nw.col("written"))
    one = one.with_columns(
        age=(cutoff - nw.col("birth")) // 10000,
        age_inside=(cutoff - nw.coalesce(inside.cast(nw.Int64), childs)) // 10000,
        order=nw.when(nw.col("sound")).then(nw.col("number").str.slice(16, 1)).cast(nw.Int64),
    ).with_columns(man=modulo(nw.col("order"), 2) == 1)
    state = nw.col("state")
    within, within_inside = (
        (nw.col(age) >= from_age) & (nw.col(age) <= to_age) for age in ("age", "age_inside")
    )
    doubtful = (within != within_inside).fill_null(False)
    reason = (
        nw.when((nw.col("age") < from_age) & ~doubtful)
        .then(nw.lit("too_young"))
        .when((nw.col("age") > to_age) & ~doubtful)
        .then(nw.lit("too_old"))
    )
    for code in OUT_OF_HOUSEHOLD:
        reason = reason.when(state == code).then(nw.lit(f"household_{code}"))
    flags = nw.concat_str(
        mark(state == "empty", "empty_household"),
        mark(state == _UNKNOWN, "household_status_unknown_word"),
        mark(nw.col("number").is_null() & ~nw.col("cut"), "number_missing"),
        mark((~nw.col("number").is_null() & ~nw.col("sound")) | nw.col("cut"), "number_damaged"),
        mark(nw.col("owners") > 1, "number_shared"),
        mark(nw.col("sound") & (nw.col("written") != nw.col("birth")), "birth_differs"),
        mark(
            nw.col("sound") & ~nw.col("sex").is_null() & (nw.col("man") != (nw.col("sex") == "1")),
            "sex_differs",
        ),
        mark(nw.col("birth").is_null(), "birth_unknown"),
        mark(doubtful, "scope_doubtful"),
        mark(nw.col("month_only"), "birth_month_only"),
        mark(~nw.col("twice").is_null(), "registered_twice"),
        mark((nw.col("age") == from_age) & nw.col("town").is_in(seven or [""]), "entry_at_seven"),
        nw.col("doubts").fill_null(""),
    )
    asked = nw.col("asked") | doubtful | nw.col("birth").is_null()
    return engine.checkpoint(
        one.select("child", "birth", "age", asked=asked, out_reason=reason, flags=flags)
    )
