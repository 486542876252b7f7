"""Schools, grades and classes as they are compared: the same place under two spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

_DIGITS = str.maketrans("一二三四五六七八九〇零", "12345678900")
_NUMBER = re.compile(r"\d+")
_LOWER_SECONDARY = 6
"""Years of primary school, after which 初一 is grade seven."""
_LAST_GRADE = 9
_SHORTEST_SCHOOL = 4


@cache
def grade_number(grade: str | None) -> int | None:
    """The grade of 1–9 that a cell means; ``None`` where it says none, or the year of entry."""
    number = _last_number(grade)
    if number is None:
        return None
    if grade and "初" in grade and number <= _LAST_GRADE - _LOWER_SECONDARY:
        number += _LOWER_SECONDARY
    return number if 1 <= number <= _LAST_GRADE else None


@cache
def class_number(name: str | None) -> int | None:
    """The number of a class: the last one that the cell says, of 2201班 the last two digits."""
    number = _last_number(name)
    return None if number is None else number % 100


def _last_number(text: str | None) -> int | None:
    plain = (text or "").translate(_DIGITS)
    plain = re.sub(r"十(?=\d)", "1", plain).replace("十", "10")
    found = _NUMBER.findall(plain)
    return int(found[-1]) if found else None


def class_differs(
    grade: str | None, name: str | None, other_grade: str | None, other_name: str | None
) -> bool:
    """Whether two pupils of one school sit in different classes; what one side doesn't say doesn't
    differ.
    """
    pairs = (
        (grade_number(grade), grade_number(other_grade)),
        (class_number(name), class_number(other_name)),
    )
    return any(a is not None and b is not None and a != b for a, b in pairs)


def one_school(names: Iterable[str]) -> dict[str, str]:
    """Each school's name → the shortest under which the same school stands: 富民县永定小学 is 永定小学."""
    known = {n for n in names if n}
    return {n: next((s for s in _endings(n) if s in known), n) for n in sorted(known)}


def _endings(name: str) -> Iterator[str]:
    """What a name ends with, the shortest first."""
    return (name[-length:] for length in range(_SHORTEST_SCHOOL, len(name) + 1))
