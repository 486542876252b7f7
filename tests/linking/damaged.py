"""Small counties at random: many twins, namesakes and names that sound alike, their records damaged
as offices damage them.

Damages that no machine could see through are left out: no record without a number carries another
child's name and birth date, and namesakes born on one day have numbers that no slip of the finger
makes alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tests.county import Row, child

SURNAMES = "张章李王杨"
GIVEN = (
    "伟",
    "玮",
    "静",
    "婧",
    "敏",
    "明",
    "小磊",
    "晓蕾",
    "思远",
    "思源",
    "文",
    "雯",
    "佳慧",
    "家辉",
    "国强",
    "梓涵",
    "子涵",
)
DAYS = [
    date(2012, 1, 1) + timedelta(days=d)
    for d in (0, 1, 2, 30, 31, 59, 90, 91, 130, 200, 365, 366, 400, 500, 700)
]
SOUNDS_LIKE = dict(zip("伟玮静婧磊蕾远源", "玮伟婧静蕾磊源远", strict=True))

Damage = Callable[[Row, Row, np.random.Generator], Row]
"""Takes a record, another child and chance, gives the record as it arrives."""


def _digit(row: Row, _: Row, rng: np.random.Generator) -> Row:
    at, n = int(rng.integers(6, 17)), row["身份证号"]
    return {"身份证号": n[:at] + str((int(n[at]) + int(rng.integers(1, 10))) % 10) + n[at + 1 :]}


def _swap(row: Row, _: Row, rng: np.random.Generator) -> Row:
    at, n = int(rng.integers(6, 16)), row["身份证号"]
    return {"身份证号": n[:at] + n[at + 1] + n[at] + n[at + 2 :]}


def _cut(row: Row, _: Row, __: np.random.Generator) -> Row:
    return {"身份证号": int(row["身份证号"]) if row["身份证号"].isdigit() else row["身份证号"]}


def _alike(row: Row, _: Row, __: np.random.Generator) -> Row:
    return {"姓名": "".join(SOUNDS_LIKE.get(c, c) for c in row["姓名"])}


def _lost(row: Row, _: Row, rng: np.random.Generator) -> Row:
    return {"姓名": row["姓名"][:-1] + str(rng.choice(["?", "□"]))}


def _day(row: Row, _: Row, __: np.random.Generator) -> Row:
    after = date.fromisoformat(row["出生日期"]) + timedelta(days=1)
    return {"出生日期": after.isoformat(), "身份证号": None} if after not in DAYS else {}


def _wrong_row(row: Row, other: Row, _: np.random.Generator) -> Row:
    return {"身份证号": other["身份证号"]} if other["姓名"] != row["姓名"] else {}


DAMAGES: dict[str, Damage] = {
    "digit": _digit,
    "swap": _swap,
    "cut": _cut,
    "alike": _alike,
    "lost": _lost,
    "day": _day,
    "wrong_row": _wrong_row,
    "no_number": lambda *_: {"身份证号": None},
    "no_birth": lambda *_: {"出生日期": None, "性别": None},
    "spaces": lambda row, *_: {
        "姓名": "　".join(row["姓名"]),
        "身份证号": f"'{row['身份证号'].lower()} ",
    },
}
AT_HOME = ("digit", "swap", "cut", "no_number")
"""What happens to the household register."""


@dataclass(frozen=True)
class Damaged:
    """A county's registers, and for each row of the household register whether the child is at
    school.
    """

    household: list[Row]
    enrolment: list[Row]
    presence: list[Row]
    present: list[bool]


def damaged_county(seed: int, size: int) -> Damaged:
    """``size`` children; a third of all records is damaged, in one way each."""
    rng = np.random.default_rng(seed)
    people: dict[str, Row] = {}
    orders: dict[tuple[str, str], set[str]] = {}
    while len(people) < size:
        name, born, order = (
            str(rng.choice(list(SURNAMES))) + str(rng.choice(GIVEN)),
            str(rng.choice(DAYS)),
            int(rng.integers(1, 400)),
        )
        taken = orders.setdefault((name, born), set())
        digits = {f"{place}{digit}" for place, digit in enumerate(f"{order:03d}")}
        if taken.isdisjoint(digits):
            taken |= digits
            person = child(name, born, order)
            people.setdefault(person["身份证号"], person)
    everyone = list(people.values())

    def arrives(person: Row, kinds: tuple[str, ...]) -> Row:
        if rng.random() > 0.35:
            return person
        return person | DAMAGES[str(rng.choice(kinds))](
            person, everyone[int(rng.integers(size))], rng
        )

    present = [bool(p) for p in rng.random(size) < 0.7]
    household = [arrives(p, AT_HOME) | {"户号": f"H{n:04}"} for n, p in enumerate(everyone)]
    enrolment = [arrives(p, tuple(DAMAGES)) for p in everyone if rng.random() < 0.9]
    rolls = [arrives(p, tuple(DAMAGES)) for p, here in zip(everyone, present, strict=True) if here]
    denied = [
        p | {"是否在校": "否"}
        for p, here in zip(everyone, present, strict=True)
        if not here and rng.random() < 0.3
    ]
    return Damaged(household, enrolment, rolls + denied, present)
