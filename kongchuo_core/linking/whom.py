"""Which known child a line means that somebody wrote by hand: name with number, or name, birth and
town.

It decides only where one child fits and nothing speaks against it; otherwise the reason comes back
for a person to mend.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import TypeVar

import narwhals as nw
import pyarrow as pa

from kongchuo_core.linking.numbers import clean_number, from_old, name_key, with_soundness

K = TypeVar("K")
NOT_FOUND, OTHER_NUMBER = "not_found", "other_number"
"""Reasons that leave room for a child whom no register knows; all others mean that the line is to
be mended.
"""


@dataclass(frozen=True)
class Written:
    """A child as a line names it; of a town ``None`` where it isn't said."""

    name: str
    number: str | None
    birth: date | None
    town: str | None
    village: str | None = None


@dataclass(frozen=True)
class Plain:
    """A line made comparable: ``number`` where it is sound, ``typed`` as typed, ``birth`` as
    yyyymmdd, the number's if sound.
    """

    name: str
    number: str | None
    typed: str | None
    birth: int | None
    contradicted: bool
    town: str | None
    village: str | None


@dataclass
class Person:
    """All that is known of one child; corrected since, it has several names or numbers."""

    child_id: str
    names: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    births: set[int] = field(default_factory=set)
    towns: set[str] = field(default_factory=set)
    villages: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Answer:
    """The child meant, or the reason why none is."""

    child_id: str | None
    reason: str = ""


def plain(lines: Sequence[Written]) -> list[Plain]:
    """Lines made comparable by the same rules as the registers' rows."""
    frame = pa.table(
        {
            "name": pa.array([w.name for w in lines], pa.string()),
            "number": pa.array([w.number for w in lines], pa.string()),
        }
    )
    read = (
        nw.from_native(frame, eager_only=True)
        .with_columns(name=name_key("name"), number=clean_number("number"))
        .lazy()
    )
    told = with_soundness(from_old(read, "number")).collect().to_arrow().to_pylist()
    return [
        _plain(w, t["name"] or "", t["number"], t["number_birth"])
        for w, t in zip(lines, told, strict=True)
    ]


def _plain(line: Written, name: str, number: str | None, inside: int | None) -> Plain:
    written = (
        line.birth.year * 10000 + line.birth.month * 100 + line.birth.day if line.birth else None
    )
    return Plain(
        name,
        number if inside else None,
        number,
        inside or written,
        bool(inside and written and inside != written),
        line.town,
        line.village,
    )


class People:
    """Everybody known, to be asked for.

    Parameters
    ----------
    known : child and how a register or the ledger names it; a child may stand there several times.
    """

    def __init__(self, known: Iterable[tuple[str, Written]]) -> None:
        rows = list(known)
        self._all: dict[str, Person] = {}
        for (child, _), line in zip(rows, plain([w for _, w in rows]), strict=True):
            person = self._all.setdefault(child, Person(child))
            for values, value in (
                (person.names, line.name),
                (person.numbers, line.number),
                (person.typed, line.typed),
                (person.towns, line.town),
                (person.villages, line.village),
            ):
                if value:
                    values.add(value)
            if line.birth:
                person.births.add(line.birth)
        by_number: list[tuple[str, Person]] = []
        by_birth: list[tuple[tuple[str, int], Person]] = []
        for person in self._all.values():
            by_number += [(number, person) for number in (*person.numbers, *person.typed)]
            by_birth += [(known, person) for known in product(person.names, person.births)]
        self._by_number, self._by_birth = _index(by_number), _index(by_birth)

    def homeless(self, child: str) -> bool:
        """Whether no register says in which town a child lives."""
        return not self._all[child].towns

    def whose(self, line: Plain) -> Answer:
        """The one child a line means; a reason where it is none, several, or something
        contradicts.
        """
        if line.contradicted:
            return Answer(None, "birth_differs")
        found = self._by_number.get(line.typed or "", [])
        if found:
            named = [p for p in found if line.name in p.names]
            return _one(named) if named else Answer(None, "name_differs")
        if line.birth is None or not (line.number or line.town):
            return Answer(None, "too_little")
        same = self._by_birth.get((line.name, line.birth), [])
        if line.number:
            others = [p for p in same if p.numbers]
            same = [p for p in same if not p.numbers]
            if others and not same:
                return Answer(None, OTHER_NUMBER)
        return _in_place(same, line)


def _in_place(same: list[Person], line: Plain) -> Answer:
    """Of children of one name and birth the one of the town, or of the village where the town has
    several.
    """
    here = [p for p in same if line.town is None or not p.towns or line.town in p.towns]
    if same and not here:
        return Answer(None, "other_town")
    near = [p for p in here if line.village in p.villages] if len(here) > 1 else here
    return _one(near or here)


def _one(found: list[Person]) -> Answer:
    if len(found) > 1:
        return Answer(None, "several")
    return Answer(found[0].child_id) if found else Answer(None, NOT_FOUND)


def _index(pairs: Iterable[tuple[K, Person]]) -> dict[K, list[Person]]:
    found: dict[K, list[Person]] = {}
    for key, person in pairs:
        if person not in found.setdefault(key, []):
            found[key].append(person)
    return found
