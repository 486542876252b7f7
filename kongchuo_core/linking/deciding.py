"""Which of the judged pairs are links: unique on both sides and contradicted by nothing; the others
are a person's to decide.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kongchuo_core.linking import near
from kongchuo_core.linking.blocks import Pairs
from kongchuo_core.linking.keys import COMPARABLE
from kongchuo_core.linking.review import Decisions, apply, evidence
from kongchuo_core.regulation.tables import LinkRule, link_rules

LINKS = pa.schema(
    [("row_id", pa.int64()), ("source", pa.string()), ("child", pa.int64()), ("rule", pa.string())]
)
"""Decided: a record row, its register, the child it is, the rule that says so."""
QUESTIONS = pa.schema(
    [
        ("row_id", pa.int64()),
        ("source", pa.string()),
        ("base_row", pa.int64()),
        ("child", pa.int64()),
        ("rule", pa.string()),
        ("evidence", pa.string()),
    ]
)
"""To be asked: a record row, the household row it may be, its child, the rule that found the pair,
what a decision binds to.
"""

_NUMBERS = ("number", "student_number")
_WHOLE_NUMBER = frozenset({"number_same", "student_number_same", "number_near"})

NAMED = 3
"""Names that are the same, on the scale of :func:`_name_agrees`."""

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Columns = dict[str, npt.NDArray[Any]]


def decide(
    pairs: Pairs, residue: pa.Table, decisions: Decisions, *, itself: bool
) -> tuple[pa.Table, pa.Table]:
    """Judge every pair by the table of rules.

    Parameters
    ----------
    itself : the residue are household rows too; a row is no pair with itself.

    Returns
    -------
    tuple
        :data:`LINKS` and :data:`QUESTIONS`.
    """
    rules = link_rules()
    left, right = residue.take(pairs.left), pairs.base.take(pairs.right)
    a, b = side(left, "number_birth"), side(right, "birth")
    found = near.features(a, b)
    found["numbered_elsewhere"] = _numbered_elsewhere(found, left["row_id"], right["child"])
    p: Columns = {
        "place": np.arange(len(pairs.left)),
        "row": left["row_id"].to_numpy(),
        "source": left["source"].to_numpy(zero_copy_only=False).astype(str),
        "base_row": right["row_id"].to_numpy(),
        "child": right["child"].to_numpy(),
        "rank": near.judge(found, rules),
        "claimant": _claimant(a),
        "name_agrees": _name_agrees(found),
        **{f: found[f] for f in ("birth_same", "sex_differs", "written_differs")},
        "numbered": found["number_same"] | found["number_near"] | found["number_cut"],
    }
    p["target"] = _codes(p["source"], p["child"])
    p = _keep(p, (p["rank"] < len(rules)) & ((p["base_row"] != p["row"]) if itself else True))
    p = _keep(p, _strongest(p))
    alone = np.array([_decides(r, itself) for r in rules] + [False])[p["rank"]]
    by_name = np.array([not any(f.startswith(_NUMBERS) for f in r.needs) for r in rules] + [False])[
        p["rank"]
    ]
    links = (
        alone
        & _one(p["row"], p["rank"], p["child"])
        & _one(p["target"], p["rank"], p["claimant"])
        & ~_contradicted(p, by_name)
    )
    if not itself:
        links &= ~_of_two_persons(p, links & by_name, left)
    p["rule"] = np.array([r.rule for r in rules] + [""])[p["rank"]]
    asked = _keep(p, ~np.isin(p["row"], p["row"][links]))
    asked["evidence"] = np.array(
        evidence(decisions.key, a.at(asked["place"]), b.at(asked["place"])), dtype=str
    )
    decided = _table(_keep(p, links), LINKS)
    return apply(decisions, decided, _table(asked, QUESTIONS))


def _of_two_persons(p: Columns, by_name: np.ndarray, left: pa.Table) -> np.ndarray:
    """Links by name alone of one child to rows of several registers that bear two sound numbers:
    these are two persons' rows.
    """
    sound = left["sound"].to_numpy(zero_copy_only=False).astype(bool)
    numbers = left["number"].to_numpy(zero_copy_only=False).astype(object)
    numbered: dict[int, set[str]] = {}
    for place, child in zip(p["place"][by_name], p["child"][by_name], strict=True):
        if sound[place]:
            numbered.setdefault(int(child), set()).add(str(numbers[place]))
    several = [child for child, own in numbered.items() if len(own) > 1]
    return by_name & np.isin(p["child"], several)


def side(table: pa.Table, birth: str) -> near.Side:
    """The records of a table as one side of pairs; ``birth`` names the column with the sound
    number's date.
    """
    columns = {
        c: table[c].to_numpy(zero_copy_only=False).astype(object)
        for c in ("name", "number", "student", "written", "sex", birth)
    }
    raw = (
        table["prefix" if "prefix" in table.column_names else "number"]
        .to_numpy(zero_copy_only=False)
        .astype(object)
    )
    sound = table["sound"].to_numpy(zero_copy_only=False).astype(bool)
    cut = table["cut"].to_numpy(zero_copy_only=False).astype(bool)
    for name in ("written", birth):
        columns[name] = np.array(
            [None if v is None or v != v else int(v) for v in columns[name]], dtype=object
        )
    prefix = np.array(
        [
            n and (n[:COMPARABLE] if not s and n.endswith("000") else n)
            for n, s in zip(raw, sound, strict=True)
        ],
        dtype=object,
    )
    number = np.array(
        [
            None if c or n is None or len(n) < COMPARABLE else n
            for n, c in zip(columns["number"], cut, strict=True)
        ],
        dtype=object,
    )
    return near.Side(
        columns["name"],
        number,
        columns["student"],
        prefix,
        sound,
        columns[birth],
        columns["written"],
        columns["sex"],
    )


def _decides(rule: LinkRule, itself: bool) -> bool:
    """Of two household rows only a whole number makes one child: namesakes of one day are two until
    a person says otherwise.
    """
    return rule.decides and (not itself or not _WHOLE_NUMBER.isdisjoint(rule.needs))


def _keep(columns: Columns, which: Flags | Ints) -> Columns:
    return {name: column[which] for name, column in columns.items()}


def _table(columns: Columns, schema: pa.Schema) -> pa.Table:
    named = columns | {"row_id": columns["row"]}
    return pa.table({f.name: pa.array(named[f.name], f.type) for f in schema})


def _codes(*columns: npt.NDArray[Any]) -> Ints:
    """One integer for each distinct combination."""
    if not len(columns[0]):
        return np.zeros(0, np.int64)
    return np.unique(
        np.stack([np.unique(c, return_inverse=True)[1] for c in columns]),
        axis=1,
        return_inverse=True,
    )[1].ravel()


def _claimant(side: near.Side) -> Ints:
    """Record rows of one and the same person (a pupil on two rolls) count as one claimant."""
    return _codes(*(np.array([str(v) for v in c]) for c in (side.name, side.prefix, side.written)))


def _strongest(p: Columns) -> Ints:
    """Places of the strongest pair of each record row and child, the lowest household row where
    several are as strong.
    """
    order = np.lexsort((p["base_row"], p["rank"], p["child"], p["row"]))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (p["row"][order][1:] != p["row"][order][:-1]) | (
        p["child"][order][1:] != p["child"][order][:-1]
    )
    return order[first]


def _one(group: npt.NDArray[Any], rank: npt.NDArray[Any], other: npt.NDArray[Any]) -> Flags:
    """Whether a pair meets its group's strongest rule, and only one of ``other`` does so in that
    group.
    """
    if not len(group):
        return np.zeros(0, dtype=bool)
    _, where = np.unique(group, return_inverse=True)
    best = np.full(where.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(best, where, rank.astype(np.int64))
    at_best = rank == best[where]
    rivals = np.unique(np.stack([where[at_best], _codes(other)[at_best]]), axis=1)[0]
    alone: Flags = np.bincount(rivals, minlength=where.max() + 1)[where] == 1
    single: Flags = at_best & alone
    return single


def _name_agrees(found: dict[str, Flags]) -> Ints:
    """How far the names of each pair agree: :data:`NAMED`, but for the spelling, perhaps, not at
    all.
    """
    steps = (found["name_close"], found["name_spelt"], found["name_same"])
    agreed: Ints = np.sum(np.stack(steps), axis=0)
    return agreed


def _numbered_elsewhere(
    found: dict[str, Flags], rows: pa.ChunkedArray, children: pa.ChunkedArray
) -> Flags:
    """Of the pairs of a row whose number is a child's: those with another child."""
    numbers, row, child = found["number_same"], rows.to_numpy(), children.to_numpy()
    owners = dict(zip(row[numbers], child[numbers], strict=True))
    return np.array([owners.get(r, c) != c for r, c in zip(row, child, strict=True)], dtype=bool)


def _contradicted(p: Columns, by_name: Flags) -> Flags:
    """Whether the record row fits another child better than the one a rule points to.

    - The row carries the other's birth date and a name that agrees more; or no less, and no birth
      date agrees with this one.
    - Without a birth date to go by, a name that is only alike stands back behind another's that
      agrees as much: of whoever bears that very name, or of a brother or sister.
    - The row has the sex of a namesake and not of this one.
    - A rule goes by name, and the row has the number of another, or another's name and date as
      well: a number tells them apart.
    """
    row, agrees = p["row"], p["name_agrees"].astype(np.int64)
    born, other_day, other_sex = (
        p[f].astype(bool) for f in ("birth_same", "written_differs", "sex_differs")
    )
    named = agrees == NAMED
    most_born = _most_of_others(row, np.where(born, agrees, 0))
    most_free = _most_of_others(row, np.where(other_day, 0, agrees))
    right_sex = _most_of_others(row, named & ~other_sex & ~other_day)
    claimed = _most_of_others(row, (born & named) | p["numbered"].astype(bool))
    contradicted: Flags = (
        (most_born > agrees)
        | ((most_born == agrees) & (most_born > 0) & ~born)
        | (~born & ~named & (most_free >= np.maximum(agrees, 1)))
        | (other_sex & (right_sex > 0))
        | (by_name & (claimed > 0))
    )
    return contradicted


def _most_of_others(group: Ints, value: npt.NDArray[Any]) -> Ints:
    """For each line the greatest value among the other lines of its group; nought where it is
    alone.
    """
    if not len(group):
        return np.zeros(0, np.int64)
    value = value.astype(np.int64)
    order = np.lexsort((value, group))
    last = np.append(group[order][1:] != group[order][:-1], True)
    first = np.append(True, last[:-1])
    greatest = np.full(len(group), 0)
    where = np.cumsum(first) - 1
    tops = order[last]
    before = np.flatnonzero(last) - 1
    second = np.where(first[last], 0, value[order[np.maximum(before, 0)]])
    greatest[order] = value[tops][where]
    greatest[tops] = second
    return greatest
