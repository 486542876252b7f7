"""What agrees and what contradicts between a person of this run and a way in which somebody known
was met before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from kongchuo_core.linking.names import lossy, same_reading, simplified
from kongchuo_core.regulation.tables import LinkRule

_NEAR, _YEARS = 2, 10
"""Most characters of seventeen in which near numbers differ; most years between the births of close
ages.
"""


@dataclass(frozen=True)
class Line:
    """One way in which somebody stands in a register: ``number`` where it is sound, ``typed`` as
    typed, ``birth`` as yyyymmdd.

    ``doubted`` and ``confirmed`` as in ``persons.PEOPLE``; of what was known before they aren't
    known.
    """

    number: str | None
    typed: str | None
    student: str | None
    name: str
    birth: int | None
    sex: str | None
    household: str | None
    doubted: bool = False
    confirmed: bool = False


@dataclass(frozen=True)
class Around:
    """What the others say: whether the known number is somebody else's now, whether one of both
    names stands elsewhere too.
    """

    passed_on: bool = False
    name_elsewhere: bool = False
    case_open: bool = False


def features(now: Line, then: Line, around: Around) -> frozenset[str]:
    """The features of a pair by the names that ``regulation/persons.csv`` uses."""
    told = (*_numbers(now, then), *_names(now, then), *_births(now, then), *_home(now, then))
    others = (
        ("passed_on", around.passed_on),
        ("name_elsewhere", around.name_elsewhere),
        ("case_open", around.case_open),
        ("number_doubted", now.doubted),
        ("confirmed", now.confirmed),
    )
    return frozenset(name for name, holds in (*told, *others) if holds)


def first_rule(found: frozenset[str], rules: tuple[LinkRule, ...]) -> int | None:
    """The place of the strongest rule a pair meets; ``None`` where it meets none."""
    for place, rule in enumerate(rules):
        if found.issuperset(rule.needs) and found.isdisjoint(rule.forbids):
            return place
    return None


def _numbers(now: Line, then: Line) -> Iterator[tuple[str, bool]]:
    both = now.number is not None and then.number is not None
    yield "number_same", both and now.number == then.number
    yield "number_other", both and now.number != then.number
    yield (
        "number_near",
        bool(now.typed and then.number) and _near(now.typed or "", then.number or ""),
    )
    mine, theirs = {now.student, now.number} - {None}, {then.student, then.number} - {None}
    by_student = {now.student, then.student} - {None}
    yield "student_same", bool(mine & theirs & by_student)


def _near(a: str, b: str) -> bool:
    """Few characters differ, or nothing but the birth date; the check character follows from the
    others.
    """
    a, b = a[:17], b[:17]
    rest = len(a) == len(b) == 17 and (a[:6], a[14:]) == (b[:6], b[14:])
    return rest or OSA.distance(a, b, score_cutoff=_NEAR) <= _NEAR


def _names(now: Line, then: Line) -> Iterator[tuple[str, bool]]:
    a, b = now.name, then.name
    named = bool(a and b)
    yield "name_same", named and a == b
    yield "name_alike", named and (a == b or alike(a, b))
    yield "surname_same", named and a[0] == b[0]
    yield "given_same", named and len(a) > 1 and a[1:] == b[1:]
    yield "names_of_brothers", named and _brotherly(a, b)


def _brotherly(a: str, b: str) -> bool:
    """Names as brothers and sisters bear them: one character of the generation in common, the other
    one's own.
    """
    shared = sum(x == y for x, y in zip(a[1:], b[1:], strict=False))
    return len(a) == len(b) > 2 and a[0] == b[0] and shared == len(a) - 2


def alike(a: str, b: str) -> bool:
    """The same reading or simplified form, or a character lost."""
    if same_reading(a, b) or simplified(a) == simplified(b):
        return True
    if len(a) != len(b) or not (lossy(a) or lossy(b)):
        return False
    return all(x == y or lossy(x) or lossy(y) for x, y in zip(a, b, strict=True))


def _births(now: Line, then: Line) -> Iterator[tuple[str, bool]]:
    a, b = now.birth, then.birth
    known = a is not None and b is not None
    same, near = known and a == b, known and _dates_near(a or 0, b or 0)
    yield "birth_same", same
    yield "birth_near", known and not same and near
    yield "birth_other", known and not same and not near
    yield "years_close", not known or abs((a or 0) // 10000 - (b or 0) // 10000) <= _YEARS
    yield "sex_other", now.sex is not None and then.sex is not None and now.sex != then.sex


def _dates_near(a: int, b: int) -> bool:
    """One of year, month and day differs, month and day are exchanged, or one digit is wrong."""
    one, other = (a // 10000, a // 100 % 100, a % 100), (b // 10000, b // 100 % 100, b % 100)
    agree = sum(x == y for x, y in zip(one, other, strict=True))
    exchanged = one == (other[0], other[2], other[1])
    return agree >= 2 or exchanged or OSA.distance(str(a), str(b), score_cutoff=1) <= 1


def _home(now: Line, then: Line) -> Iterator[tuple[str, bool]]:
    both = now.household is not None and then.household is not None
    yield "home_same", both and now.household == then.household
    yield "home_other", both and now.household != then.household
