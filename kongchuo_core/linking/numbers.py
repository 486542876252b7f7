"""Identity numbers and names as the comparison uses them, as expressions over whole columns.

Source: GB 11643-1999 (six digits of area, eight of birth date, three of order, one check
character). The first six digits never decide anything: they are the issuing area. Characters are
taken by slices and cast nine at a time, because whole-number division goes through doubles on some
engines, where that of a whole number is not exact; raw text is never cast.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import narwhals as nw

from kongchuo_core.engine import Frame

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
"""Check character by remainder of the weighted sum modulo eleven."""

_SHAPE = (
    r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"
)
# A number cut to its first 15 digits has the century, 19 or 20, where an old number has the year.
_OLD_SHAPE = r"^[1-9][0-9]{5}(?:0[0-9]|1[0-8]|2[1-9]|[3-9][0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}$"
_LAST_YEAR_OF_CHILDREN = "18"
_NOT_NUMBER = r"[^0-9X]"
_NOT_NAME = r"[\s·•・．‧∙⋅･˙.。'`’]"
_NOT_PLAIN = "[^一-鿿]"
"""A name of these characters alone is compared as it stands; most are, and a look is cheaper than a
replacement.
"""
_NO_DAYS = (230, 231, 431, 631, 931, 1131)
"""Months and days that the shape lets through and no year has."""
_LEAP_DAY = 229
_CHUNK = 9
"""Most digits that are cast at once: whole-number division of more is not exact on every engine."""


def modulo(number: nw.Expr, by: int) -> nw.Expr:
    """The remainder of a whole number; written out, because Arrow-backed pandas has no
    remainder.
    """
    return number - number // by * by


def clean_number(column: str) -> nw.Expr:
    """The digits and the X of a number as typed: spaces and apostrophes gone, a small x made large;
    null where nothing is left.
    """
    typed = nw.col(column)
    clean = typed.str.to_uppercase().str.replace_all(_NOT_NUMBER, "")
    kept = nw.when(typed.str.contains(_NOT_NUMBER)).then(clean).otherwise(typed)
    return nw.when(kept != "").then(kept)


def name_key(column: str) -> nw.Expr:
    """A name as it is compared: without spaces and without the dots of minority names, whichever
    dot was typed.
    """
    typed = nw.col(column)
    return (
        nw.when(typed.str.contains(_NOT_PLAIN))
        .then(typed.str.replace_all(_NOT_NAME, "").str.to_uppercase())
        .otherwise(typed)
    )


def _weighted_sum(column: str) -> nw.Expr:
    """The sum over the first seventeen digits, each by its weight."""
    return reduce(
        lambda a, b: a + b,
        (_weighted(column, i, WEIGHTS[i : i + _CHUNK]) for i in range(0, len(WEIGHTS), _CHUNK)),
    )


def _weighted(column: str, start: int, weights: Sequence[int]) -> nw.Expr:
    """The sum over some digits that stand side by side.

    Cast as one number: without its last ``k`` digits it is ``q(k)``, the digit before them
    ``q(k) - 10 q(k + 1)``; so ``q(k)`` counts by its digit's weight less ten times that of the
    digit behind.
    """
    value = nw.col(column).str.slice(start, len(weights)).cast(nw.Int64)
    behind = (*weights[1:], 0)
    total = nw.lit(0)
    for place, (own, next_) in enumerate(zip(weights, behind, strict=True)):
        power = 10 ** (len(weights) - 1 - place)
        total = total + (value // power if power > 1 else value) * (own - 10 * next_)
    return total


def _check_character(remainder: nw.Expr) -> nw.Expr:
    return reduce(
        lambda rest, r: nw.when(remainder == r).then(nw.lit(CHECK[r])).otherwise(rest),
        range(10),
        nw.lit(CHECK[10]),
    )


def from_old(frame: Frame, column: str) -> Frame:
    """15-digit numbers made 18 digits long: the century before the year, the check character behind
    (GB 11643-1999 annex).

    No number of 15 digits was given out to anybody born this century, but registers cut the century
    out of children's numbers: a year up to 18 is theirs, for who was born a hundred years before is
    in no register of pupils.
    """
    old = nw.when(nw.col(column).str.len_chars() == 15).then(nw.col(column))
    child = nw.col(column).str.slice(6, 2) <= _LAST_YEAR_OF_CHILDREN
    century = nw.when(child).then(nw.lit("20")).otherwise(nw.lit("19"))
    long = nw.concat_str(nw.col(column).str.slice(0, 6), century, nw.col(column).str.slice(6, 9))
    frame = frame.with_columns(_old=nw.when(old.str.contains(_OLD_SHAPE)).then(long))
    frame = frame.with_columns(_sum=_weighted_sum("_old")).with_columns(
        _rest=modulo(nw.col("_sum"), 11)
    )
    whole = nw.concat_str(nw.col("_old"), _check_character(nw.col("_rest")))
    return frame.with_columns(nw.coalesce(whole, nw.col(column)).alias(column)).drop(
        "_old", "_sum", "_rest"
    )


def with_soundness(frame: Frame, column: str = "number") -> Frame:
    """Adds ``sound``: shape, month and day possible, check character right; and ``number_birth`` as
    yyyymmdd, null where not sound.

    A 29 February is a day only in a leap year, the 31st only in long months.
    """
    frame = frame.with_columns(
        _shape=nw.when(nw.col(column).str.contains(_SHAPE)).then(nw.col(column))
    )
    shape = nw.col("_shape")
    last = shape.str.slice(17, 1).str.replace_all("X", "10", literal=True).cast(nw.Int64)
    year = shape.str.slice(8, 2).cast(nw.Int64)
    frame = frame.with_columns(
        _sum=_weighted_sum("_shape") + last, _year=year, _day=shape.str.slice(10, 4).cast(nw.Int64)
    )
    day = nw.col("_day")
    no_leap = (modulo(nw.col("_year"), 4) != 0) | (shape.str.slice(6, 4) == "1900")
    no_day = reduce(lambda a, b: a | b, (day == d for d in _NO_DAYS))
    no_day = no_day | ((day == _LEAP_DAY) & no_leap)
    frame = frame.with_columns(_checks=modulo(nw.col("_sum"), 11) == 1, _no_day=no_day)
    sound = nw.col("_checks") & ~nw.col("_no_day")
    frame = frame.with_columns(sound=nw.when(sound).then(nw.lit(True)).otherwise(nw.lit(False)))
    birth = nw.when(nw.col("sound")).then(shape.str.slice(6, 8).cast(nw.Int64))
    return frame.with_columns(number_birth=birth).drop(
        "_shape", "_sum", "_year", "_day", "_checks", "_no_day"
    )


def birth_key(column: str) -> nw.Expr:
    """A date column as the whole number yyyymmdd (month numbers are widened before they are
    multiplied).
    """
    date = nw.col(column).dt
    return (
        date.year().cast(nw.Int64) * 10000
        + date.month().cast(nw.Int64) * 100
        + date.day().cast(nw.Int64)
    )
