"""The residue: pairs of records that look alike, their features, and which rule of the table each pair meets.

Works on collected columns (numpy), because the residue is small; distances are rapidfuzz's optimal string alignment, readings
pypinyin's, variant characters OpenCC's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from opencc import OpenCC
from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from kongchuo_core.regulation.tables import LinkRule

Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[np.object_]

CUT_KEPT = 14
"""Fewest leading digits of a cut number that count as agreement."""

_LOST = "?□■�*�〇○_"
_ANY_LOST = re.compile(f"[{re.escape(_LOST)}]")
_PARTS = re.compile("[A-Za-z]+|.")
"""A name's characters; a reading typed in letters is one part."""


@dataclass(frozen=True)
class Side:
    """One record of each pair: equally long columns. ``prefix`` is the number even where it was cut."""

    name: Column
    number: Column
    student: Column
    prefix: Column
    sound: Flags
    birth: Column
    written: Column
    sex: Column

    def at(self, places: npt.NDArray[np.generic]) -> Side:
        """The records of some pairs."""
        return Side(*(getattr(self, f.name)[places] for f in fields(self)))


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _spoken(part: str) -> str:
    return "".join(lazy_pinyin(part)).lower()


@cache
def _simple(part: str) -> str:
    return str(_simplifier().convert(part))


def reading(name: str) -> str:
    """How a name is read, character by character, without tones: what stands beside it says little in a name."""
    return " ".join([_spoken(part) for part in _PARTS.findall(name)])


def simplified(name: str) -> str:
    """A name in simplified characters."""
    return "".join([_simple(part) for part in name])


def lossy(name: str) -> bool:
    """Whether a character of a name was lost."""
    return _ANY_LOST.search(name) is not None


def by_distinct(column: Column, read: Callable[[str], str]) -> npt.NDArray[np.str_]:
    """What ``read`` makes of each text, asked once for each distinct one."""
    words = pa.array(column, pa.string()).dictionary_encode()
    return (
        np.array([read(v) for v in words.dictionary.to_pylist()])[words.indices.to_numpy()]
        if len(column)
        else np.zeros(0, dtype=str)
    )


def _distance(a: Column, b: Column) -> npt.NDArray[np.int64]:
    """Edits between the texts of two columns (a swap of neighbours is one)."""
    return (
        np.asarray(cpdist(a.tolist(), b.tolist(), scorer=OSA.distance), dtype=np.int64)
        if len(a)
        else np.zeros(0, np.int64)
    )


def _lost_alike(a: Column, b: Column) -> Flags:
    """Names that agree but for characters lost as ``?`` or ``□`` on one side; at least two characters must agree."""

    def alike(x: str, y: str) -> bool:
        if len(x) != len(y):
            return False
        kept = [(p, q) for p, q in zip(x, y, strict=True) if p not in _LOST and q not in _LOST]
        return 2 <= len(kept) < len(x) and all(p == q for p, q in kept)

    some = np.array([lossy(x + y) for x, y in zip(a, b, strict=True)], dtype=bool)
    found = np.zeros(len(a), dtype=bool)
    found[some] = [alike(x, y) for x, y in zip(a[some], b[some], strict=True)]
    return found


def days(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
    """yyyymmdd → days."""
    months = (numbers // 10000 - 1970) * 12 + numbers // 100 % 100 - 1
    dates: npt.NDArray[np.datetime64] = months.astype("datetime64[M]").astype("datetime64[D]") + (
        numbers % 100 - 1
    ).astype("timedelta64[D]")
    return dates


def _ordinal(birth: Column) -> npt.NDArray[np.float64]:
    """yyyymmdd → a day number in which neighbours differ by one; nan where there is none."""
    filled = np.array([0 if b is None else int(b) for b in birth], dtype=np.int64)
    return np.where(
        filled > 0, days(np.where(filled > 0, filled, 19000101)).astype(np.float64), np.nan
    )


def features(a: Side, b: Side) -> dict[str, Flags]:
    """What agrees and what contradicts in each pair; the words of the rule table.

    A number that agrees proves nothing about the birth date inside it, so for such pairs the written dates are compared.
    """
    both = (a.number != None) & (b.number != None)  # noqa: E711 - elementwise
    number_same = both & (a.number == b.number)
    name_same = (a.name == b.name) & (a.name != None)  # noqa: E711
    sides = (a.number, b.number, a.prefix, b.prefix, a.name, b.name)
    text = [np.where(c == None, "", c) for c in sides]  # noqa: E711
    number_distance = np.full(len(both), 99)
    number_distance[both] = _distance(text[0][both], text[1][both])
    cut = np.array(
        [
            min(len(p), len(q)) >= CUT_KEPT and (p.startswith(q) or q.startswith(p))
            for p, q in zip(text[2], text[3], strict=True)
        ],
        dtype=bool,
    )
    alike = _names_alike(text[4], text[5], number_same)
    gap = _birth_gap(a, b, number_same)
    return {
        "number_same": number_same,
        "name_same": name_same,
        "name_alike": name_same | alike,
        "student_number_same": (a.student != None) & (a.student == b.number),  # noqa: E711
        "number_near": number_distance == 1,
        "number_close": number_distance == 2,
        "number_far": both & (number_distance > 2) & ~cut | ~both & _parted(text[2], text[3]),
        "number_cut": cut,
        "two_sound_numbers": a.sound & b.sound & ~number_same,
        "birth_same": gap == 0,
        "birth_near": gap == 1,
        "birth_differs": gap > 0,
        "sex_differs": (a.sex != None) & (b.sex != None) & (a.sex != b.sex),  # noqa: E711
    }


def _names_alike(a: Column, b: Column, number_same: Flags) -> Flags:
    """The same reading or simplified form, lost characters; where the number agrees also one character of three that differs."""
    long = np.minimum(*(np.char.str_len(t.astype(str)) for t in (a, b))) >= 3
    alike: Flags = (
        (by_distinct(a, reading) == by_distinct(b, reading))
        | (by_distinct(a, simplified) == by_distinct(b, simplified))
        | _lost_alike(a, b)
        | (number_same & long & (_distance(a, b) == 1))
    )
    return alike


def _birth_gap(a: Side, b: Side, number_same: Flags) -> npt.NDArray[np.float64]:
    """Days between the nearest birth dates of both sides, nan where one has none. A shared number is no evidence for its date."""
    mine, theirs = (
        (_ordinal(a.birth), _ordinal(a.written)),
        (_ordinal(b.birth), _ordinal(b.written)),
    )
    pairs = [
        np.where(number_same, np.nan, mine[i] - theirs[j]) for i, j in ((0, 0), (0, 1), (1, 0))
    ]
    gaps = np.abs(np.stack([mine[1] - theirs[1], *pairs]))
    known = ~np.isnan(gaps).all(axis=0)
    return np.where(known, np.nanmin(np.where(np.isnan(gaps), np.inf, gaps), axis=0), np.nan)


def _parted(a: Column, b: Column) -> Flags:
    """Numbers of which one was cut and what is left of it says something else."""
    sizes = [min(len(p), len(q)) for p, q in zip(a, b, strict=True)]
    kept = [
        np.array([n[:size] for n, size in zip(side, sizes, strict=True)], dtype=object)
        for side in (a, b)
    ]
    parted: Flags = (np.array(sizes, dtype=np.int64) >= CUT_KEPT) & (_distance(*kept) > 2)
    return parted


def judge(found: dict[str, Flags], rules: tuple[LinkRule, ...]) -> npt.NDArray[np.int64]:
    """The first rule each pair meets, as its place in the table; ``len(rules)`` where it meets none."""
    size = len(next(iter(found.values())))
    best = np.full(size, len(rules), dtype=np.int64)
    for rank, rule in reversed(list(enumerate(rules))):
        holds = np.ones(size, dtype=bool)
        for feature in rule.needs:
            holds &= found[feature]
        for feature in rule.forbids:
            holds &= ~found[feature]
        best[holds] = rank
    return best
