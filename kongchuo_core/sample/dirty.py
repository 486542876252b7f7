"""What goes wrong between the counter and the file: cells damaged at realistic shares, each noted
as a trap.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pandas as pd

from kongchuo_core.sample import names
from kongchuo_core.sample.story import PER

Row = dict[str, Any]
Tables = dict[str, pd.DataFrame]
Noted = list[tuple[int, str, bool]]
"""Person, trap, and whether a person may be asked about it."""


@dataclass(frozen=True)
class Trap:
    """One kind of damage to one register.

    ``count`` is for :data:`PER` children; ``needs`` is a pattern that column ``on`` must show; a
    ``doubtful`` trap may end in a person's review.
    """

    code: str
    register: str
    count: float
    damage: Callable[[Row], Row]
    doubtful: bool
    on: str
    needs: str


def _spaced(row: Row) -> Row:
    name = row["name"]
    return {"name": name[0] + ("　", " ", "  ")[row["pid"] % 3] + name[1:]}


def _lower(row: Row) -> Row:
    number = row["id_no"]
    forms = (
        f" {number[:6]} {number[6:]}",
        f"'{number}",
        f"{number[:6]} {number[6:14]} {number[14:]}",
    )
    return {"id_no": forms[row["pid"] % 3].lower()}


def _wide(row: Row) -> Row:
    return {"id_no": "".join(chr(ord(c) + 0xFEE0) for c in row["id_no"])}


def _typo(row: Row) -> Row:
    """One digit of birth or serial replaced; the check character then never fits."""
    number, at = row["id_no"], 10 + row["pid"] % 7
    wrong = (int(number[at]) + 1 + row["pid"] % 9) % 10
    return {"id_no": f"{number[:at]}{wrong}{number[at + 1 :]}"}


def _swapped(row: Row) -> Row:
    """Two neighbouring digits change places."""
    number = row["id_no"]
    at = next(i for i in range(15, 5, -1) if number[i] != number[i + 1])
    return {"id_no": number[:at] + number[at + 1] + number[at] + number[at + 2 :]}


def _missing(row: Row) -> Row:
    return {"id_no": ""}


def _only_student_number(row: Row) -> Row:
    return {"id_no": "", "student_no": "G" + row["id_no"]}


def _float(row: Row) -> Row:
    return {"id_no": float(row["id_no"])}


def _other_character(row: Row, table: dict[str, str]) -> Row:
    name = row["name"]
    at = next(i for i in range(len(name) - 1, -1, -1) if name[i] in table)
    return {"name": name[:at] + table[name[at]] + name[at + 1 :]}


def _homophone(row: Row) -> Row:
    return {
        "name": row["name"][0]
        + _other_character({"name": row["name"][1:]}, names.HOMOPHONES)["name"]
    }


def _variant(row: Row) -> Row:
    return _other_character(row, names.VARIANTS)


def _lost(row: Row) -> Row:
    return _other_character(row, dict.fromkeys(names.RARE, "?□"[row["pid"] % 2]))


def _dot(row: Row) -> Row:
    return {"name": row["name"].replace("·", "•．‧・"[row["pid"] % 4])}


def _day_off(row: Row) -> Row:
    return {
        "id_no": "",
        "birth_date": row["birth_date"] + timedelta(days=1 if row["pid"] % 2 else -1),
    }


def _birth_differs(row: Row) -> Row:
    return {"birth_date": row["birth_date"] + timedelta(days=(31, 365, -30)[row["pid"] % 3])}


def _no_age(row: Row) -> Row:
    """A month 13 in the number and no date beside it: nobody can read the age."""
    return {"id_no": row["id_no"][:10] + "13" + row["id_no"][12:], "birth_date": ""}


def _unknown_word(row: Row) -> Row:
    return {"student_status": "在籍（待核）"}


DAMAGES: dict[str, Callable[[Row], Row]] = {
    "spaced": _spaced,
    "lower": _lower,
    "wide": _wide,
    "typo": _typo,
    "swapped": _swapped,
    "missing": _missing,
    "float": _float,
    "only_student_number": _only_student_number,
    "homophone": _homophone,
    "variant": _variant,
    "lost": _lost,
    "dot": _dot,
    "day_off": _day_off,
    "birth_differs": _birth_differs,
    "no_age": _no_age,
    "unknown_word": _unknown_word,
}
PATTERNS = {
    "any": ".",
    "dot": "·",
    "no_dot": "^[^·]+$",
    "digit_last": r"\d$",
    "at_school": "在",
    "homophone": f"^.+[{''.join(names.HOMOPHONES)}]",
    "variant": f"[{''.join(names.VARIANTS)}]",
    "rare": f"[{names.RARE}]",
}


def _traps() -> tuple[Trap, ...]:
    """The lines of ``traps.csv``: the rarest needs first, a person suffers one."""
    text = files("kongchuo_core.sample").joinpath("traps.csv").read_text("utf-8")
    return tuple(
        Trap(
            r["trap"],
            r["register"],
            float(r["count"]),
            DAMAGES[r["damage"]],
            r["doubtful"] == "yes",
            r["column"],
            PATTERNS[r["needs"]],
        )
        for r in csv.DictReader(text.splitlines())
    )


TRAPS = _traps()
WRONG_ROW, WRONG_ROW_ABSENT = 8, 1


def damage(
    tables: Tables, told: pd.DataFrame, absent: pd.Index, children: int, *, later: bool
) -> tuple[Tables, Noted]:
    """The tables as they arrive, and what was done to whom.

    Parameters
    ----------
    told : the term's story.
    absent : persons whose truth is an absence: nothing doubtful befalls them here but
        :func:`_wrong_rows`.
    later : in a later term a third of the persons are drawn anew, so that most slips stay and some
        are put right.
    """
    tables = {code: table.astype(object).reset_index(drop=True) for code, table in tables.items()}
    order = (told["key"] * 31) % 1
    if later:
        order = order.where((told["key"] * 101) % 1 > 0.3, (told["key"] * 977) % 1)
    order = order[told["in_scope"] & ~told["shared"]].sort_values()
    noted = _wrong_rows(tables["presence"], order.index, told, absent, children)
    used = {pid for pid, _, _ in noted}
    for trap in TRAPS:
        bad = used | set(absent) if trap.doubtful else used
        done = _apply(
            trap,
            tables[trap.register],
            order.index,
            bad,
            max(1, round(trap.count * children / PER)),
        )
        used.update(done)
        noted += [(pid, trap.code, trap.doubtful) for pid in done]
    return tables, noted


def _apply(
    trap: Trap, table: pd.DataFrame, order: pd.Index, spared: set[int], count: int
) -> list[int]:
    """Damage the first ``count`` fit persons' only row of this register, in place; returns the
    persons.
    """
    fit = (
        table[trap.on].astype(str).str.contains(trap.needs)
        & ~table["pid"].isin(spared)
        & ~table["pid"].duplicated(keep=False)
    )
    if "student_status" in table:
        fit &= table["student_status"].ne("转出")
    rows = (
        pd.Series(fit.index[fit], index=table.loc[fit, "pid"].astype(int))
        .reindex(order)
        .dropna()
        .head(count)
        .astype(int)
    )
    for row in rows:
        for column, value in trap.damage({str(k): v for k, v in table.loc[row].items()}).items():
            table.at[row, column] = value
    return rows.index.tolist()


def _wrong_rows(
    presence: pd.DataFrame, order: pd.Index, told: pd.DataFrame, absent: pd.Index, children: int
) -> Noted:
    """One child's number typed on the row of another of the same school; in a large county also an
    absent child's.
    """
    rows = pd.Series(presence.index, index=presence["pid"].astype(int))
    alone = rows[~rows.index.duplicated(keep=False)].reindex(order).dropna().astype(int).iloc[::7]
    pids, schools, numbers = (
        presence["pid"].tolist(),
        presence["school"].tolist(),
        told["id_no"].to_dict(),
    )
    truants = [int(p) for p in absent if told.at[p, "role"] == "left"][
        : round(WRONG_ROW_ABSENT * children / PER)
    ]
    neighbours = [
        (pid, row, pids[row - 1])
        for pid, row in alone.items()
        if row and schools[row - 1] == schools[row]
    ]
    fit = [
        (int(str(pid)), row, near)
        for pid, row, near in neighbours
        if near != pid and near not in absent
    ]
    noted: Noted = []
    for n, (pid, row, near) in enumerate(fit[: max(1, round(WRONG_ROW * children / PER))]):
        victim = truants[n] if n < len(truants) else near
        presence.at[row, "id_no"] = numbers[victim]
        noted += [(pid, "wrong-row-number", True), (victim, "wrong-row-number", True)]
    return noted
