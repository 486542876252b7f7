"""What this term's registers say of the children who have a case: verdict, town, approvals,
departments' lists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.cases.standing import Approval
from kongchuo_core.vocabulary.codes import Fate

_DEPARTMENTS = ("disability", "hardship")


@dataclass(frozen=True)
class Facts:
    """By child: the line of ``verdicts``, the town (or the last known), approvals, what proposes a
    cause, the list of hardship.
    """

    verdicts: dict[str, dict[str, Any]]
    towns: dict[str, str]
    approvals: dict[str, list[Approval]]
    signals: dict[str, set[str]]
    hardship: dict[str, str]


def facts(
    tables: Mapping[str, pa.Table],
    registers: Mapping[str, pa.Table],
    persons: Mapping[str, Sequence[object]],
    children: Collection[str],
) -> Facts:
    """The facts about some children; parameters as of ``book.Seen``."""
    wanted = pa.array(sorted(children), pa.string())
    verdicts = tables["verdicts"].filter(pc.is_in(tables["verdicts"]["child_id"], wanted))
    rows = tables["rows"].filter(pc.is_in(tables["rows"]["child_id"], wanted))
    mine = {line["child_id"]: line for line in verdicts.to_pylist()}
    told = {
        code: _of_children(registers[code], rows, code)
        for code in ("approvals", *_DEPARTMENTS)
        if code in registers
    }
    approvals: dict[str, list[Approval]] = {}
    for a in told.get("approvals", ()):
        if a["approved_on"] and a["expires_on"] and a["approved_on"] <= a["expires_on"]:
            approvals.setdefault(a["child_id"], []).append((a["approved_on"], a["expires_on"]))
    signals = {child: _own(line) for child, line in mine.items()}
    for code in _DEPARTMENTS:
        for line in told.get(code, ()):
            signals.setdefault(line["child_id"], set()).add(f"register:{code}")
    hardship = {
        h["child_id"]: h["hardship_type"] or "是" for h in reversed(told.get("hardship", []))
    }
    towns = _last_towns(persons, children) | {c: v["town"] for c, v in mine.items() if v["town"]}
    return Facts(mine, towns, approvals, signals, hardship)


def _of_children(register: pa.Table, rows: pa.Table, code: str) -> list[dict[str, Any]]:
    """The records of a register that are about the children, with their numbers, in the order of
    the files.
    """
    own = rows.filter(
        pc.and_(pc.equal(rows["register"], code), pc.equal(rows["fate"], Fate.USED.value))
    )
    place = ("file", "sheet", "row")
    whose = {
        tuple(line[p] for p in place): line["child_id"]
        for line in own.select([*place, "child_id"]).to_pylist()
    }
    if not whose:
        return []
    files = register.filter(pc.is_in(register["file"], pa.array(sorted({f for f, _, _ in whose}))))
    return [
        line | {"child_id": whose[key]}
        for line in files.to_pylist()
        if (key := tuple(line[p] for p in place)) in whose
    ]


def _own(line: Mapping[str, Any]) -> set[str]:
    """What the child's own verdict proposes."""
    return (
        {f"explained:{line['explained_by']}"}
        if line["explained_by"]
        else {f"flag:{f}" for f in line["flags"] or ()}
    )


def _last_towns(
    persons: Mapping[str, Sequence[object]], children: Collection[str]
) -> dict[str, str]:
    """Child → town of the household as the ledger's details last knew it."""
    seen = sorted(
        (str(when), str(child), str(household).split("|")[0])
        for child, household, when in zip(
            persons["child_id"], persons["household"], persons["seen_in"], strict=True
        )
        if household and child in children
    )
    return {child: town for _, child, town in seen if town}
