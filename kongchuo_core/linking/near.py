"""The residue: pairs of records that look alike, their features, and which rule of the table each
pair meets.

Works on collected columns (numpy), because the residue is small; distances are rapidfuzz's optimal
string alignment.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from kongchuo_core.linking import names
from kongchuo_core.linking.births import days, misread
from kongchuo_core.regulation.tables import LinkRule

Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[np.object_]

ADULT_YEARS = 14
"""Years from which on a number beside a child's name is a parent's."""
CUT_KEPT = 14
"""Fewest leading digits of a cut number that count as agreement."""


@dataclass(frozen=True)
class Side:
    """One record of each pair: equally long columns. ``prefix`` is the number even where it was
    cut.
    """

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


def by_pair(a: Column, b: Column, holds: Callable[[str, str], bool], open_: Flags) -> Flags:
    """Whether something holds of the pairs of texts that are still ``open_``, asked once for each
    distinct pair.
    """
    found = np.zeros(len(a), dtype=bool)
    places = np.flatnonzero(open_ & (a != "") & (b != ""))
    pairs = list(zip(a[places].tolist(), b[places].tolist(), strict=True))
    told = {pair: holds(*pair) for pair in dict.fromkeys(pairs)}
    found[places] = [told[pair] for pair in pairs]
    return found


def _distance(a: Column, b: Column) -> npt.NDArray[np.int64]:
    """Edits between the texts of two columns (a swap of neighbours is one)."""
    return (
        np.asarray(cpdist(a.tolist(), b.tolist(), scorer=OSA.distance), dtype=np.int64)
        if len(a)
        else np.zeros(0, np.int64)
    )


def _ordinal(birth: Column) -> npt.NDArray[np.float64]:
    """yyyymmdd → a day number in which neighbours differ by one; nan where there is none."""
    filled = np.array([0 if b is None else int(b) for b in birth], dtype=np.int64)
    return np.where(
        filled > 0, days(np.where(filled > 0, filled, 19000101)).astype(np.float64), np.nan
    )


def features(a: Side, b: Side) -> dict[str, Flags]:
    """What agrees and what contradicts in each pair; the words of the rule table.

    A number that agrees proves nothing about the birth date inside it, so for such pairs the
    written dates are compared.
    """
    both = (a.number != None) & (b.number != None)  # noqa: E711 - elementwise
    number_same = both & (a.number == b.number)
    name_same = (a.name == b.name) & (a.name != None)  # noqa: E711
    sides = (a.number, b.number, a.prefix, b.prefix, a.name, b.name)
    text = [np.where(c == None, "", c) for c in sides]  # noqa: E711
    number_distance = np.full(len(both), 99)
    number_distance[both] = _distance(text[0][both], text[1][both])
    cut = _cut(text[2], text[3])
    spelt = by_pair(text[4], text[5], names.alike, ~name_same)
    alike = spelt | _one_character_off(text[4], text[5], number_same)
    close = name_same | alike
    close = close | by_pair(text[4], text[5], names.close, ~close)
    gap = _birth_gap(a, b, number_same)
    elsewhere = dict.fromkeys(
        (
            "numbered_elsewhere",
            "school_same",
            "school_other",
            "class_same",
            "another_pupil",
            "another_person",
            "name_of_stranger",
            "rival",
            "registered_again",
            "registered_anew",
            "registered_bare",
            "nowhere_given",
            "nowhere_number",
            "nowhere_name",
            "nowhere_surname",
            "nowhere_heard",
            "nowhere_birth",
        ),
        np.zeros(len(both), dtype=bool),
    )
    differs = gap > 0
    sex_differs = (a.sex != None) & (b.sex != None) & (a.sex != b.sex)  # noqa: E711
    return elsewhere | {
        "number_same": number_same,
        "name_same": name_same,
        "name_alike": name_same | alike,
        "name_spelt": name_same | spelt,
        "name_close": close,
        "student_number_same": (a.student != None) & (a.student == b.number),  # noqa: E711
        "number_near": number_distance == 1,
        "number_close": number_distance == 2,
        "number_far": both & (number_distance > 2) & ~cut | _parted(text[2], text[3], ~both),
        "number_cut": cut,
        "two_sound_numbers": a.sound & b.sound & ~number_same,
        "birth_same": gap == 0,
        "birth_near": gap == 1,
        "birth_differs": differs,
        "twice_contradicted": differs & sex_differs,
        "written_differs": _written_differs(a, b),
        "birth_misread": _misread(a, b, close & (gap > 1)),
        "number_of_adult": both & (np.abs(_years(a.birth) - _years(b.birth)) >= ADULT_YEARS),
        "sex_differs": sex_differs,
    }


def _cut(a: Column, b: Column) -> Flags:
    """Whether one number is the other's beginning; looked at only where one is shorter."""
    sizes = [np.fromiter(map(len, side), np.int64, len(side)) for side in (a, b)]
    long = np.minimum(*sizes) >= CUT_KEPT
    found: Flags = long & (a == b)
    for place in np.flatnonzero(long & (sizes[0] != sizes[1])):
        found[place] = a[place].startswith(b[place]) or b[place].startswith(a[place])
    return found


def _one_character_off(a: Column, b: Column, number_same: Flags) -> Flags:
    """Where the number agrees: names of three characters or more of which one differs, not the
    surname.
    """
    one, other = (t.astype(str) for t in (a, b))
    long = np.minimum(np.char.str_len(one), np.char.str_len(other)) >= 3
    off: Flags = number_same & long & (one.astype("U1") == other.astype("U1"))
    off[off] = _distance(a[off], b[off]) == 1
    return off


def _birth_gap(a: Side, b: Side, number_same: Flags) -> npt.NDArray[np.float64]:
    """Days between the nearest birth dates of both sides, nan where one has none. A shared number
    is no evidence for its date.
    """
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


def _written_differs(a: Side, b: Side) -> Flags:
    """Whether the date beside the record's name is another than the child's."""
    dated = (a.written != None) & ((b.birth != None) | (b.written != None))  # noqa: E711
    differs: Flags = dated & (a.written != b.birth) & (a.written != b.written)
    return differs


def _misread(a: Side, b: Side, asked: Flags) -> Flags:
    """Whether a birth date of one side may have been meant by one of the other; asked of names that
    may be one only.
    """
    found = np.zeros(len(asked), dtype=bool)
    for place in np.flatnonzero(asked):
        ours = {d for d in (a.birth[place], a.written[place]) if d is not None}
        others = {d for d in (b.birth[place], b.written[place]) if d is not None}
        found[place] = any(misread(x, y) for x, y in itertools.product(ours, others))
    return found


def _years(birth: Column) -> npt.NDArray[np.float64]:
    return np.array([np.nan if d is None else d // 10000 for d in birth], dtype=np.float64)


def _parted(a: Column, b: Column, asked: Flags) -> Flags:
    """Numbers of which one was cut and what is left of it says something else."""
    parted = np.zeros(len(a), dtype=bool)
    places = np.flatnonzero(asked)
    pairs = list(zip(a[places].tolist(), b[places].tolist(), strict=True))
    sizes = [min(len(p), len(q)) for p, q in pairs]
    kept = [
        np.array([pair[n][:size] for pair, size in zip(pairs, sizes, strict=True)], dtype=object)
        for n in range(2)
    ]
    parted[places] = (np.array(sizes, dtype=np.int64) >= CUT_KEPT) & (_distance(*kept) > 2)
    return parted


def judge(found: dict[str, Flags], rules: tuple[LinkRule, ...]) -> npt.NDArray[np.int64]:
    """The first rule each pair meets, as its place in the table; ``len(rules)`` where it meets
    none.
    """
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
