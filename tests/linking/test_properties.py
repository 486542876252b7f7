"""What holds for any county: nobody absent is hidden, and the order of rows, files and sheets
decides nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.county import TERM, Found, Row, compare, county, lay, workspace_at
from tests.linking.damaged import Damaged, damaged_county
from tests.linking.test_rules import EXAMPLES, HARD

AT_SCHOOL = {"CONSISTENT", "PRESENT_UNENROLLED"}


def by_household_number(found: Found) -> dict[str, Row]:
    """Household number → the child's line; every child has a household of its own here."""
    return {line["household_no"]: line for line in found.table("verdicts")}


@pytest.mark.clause("M2.4")
@pytest.mark.parametrize("seed", [1, 2])
def test_no_damage_hides_an_absent_child(tmp_path: Path, seed: int) -> None:
    """A wrong “一致” hides a child: with a third of all records damaged no absent child is called
    present, and most are not asked.
    """
    made = damaged_county(seed, 400)
    found = by_household_number(
        county(tmp_path, 户籍=made.household, 学籍=made.enrolment, 在校=made.presence)
    )
    assert len(found) == 400
    told = [found[row["户号"]]["verdict"] for row in made.household]
    hidden = [
        (row["姓名"], found[row["户号"]]["matched_by"])
        for row, verdict, here in zip(made.household, told, made.present, strict=True)
        if not here and verdict in AT_SCHOOL
    ]
    assert hidden == []
    alarms = [
        v
        for v, here in zip(told, made.present, strict=True)
        if here and v not in AT_SCHOOL | {"REVIEW"}
    ]
    assert len(alarms) <= 8 and told.count("REVIEW") <= 105


def arranged(rows: list[Row], rng: np.random.Generator, parts: int) -> dict[str, list[Row]]:
    """The rows in another order, over some files, sheets and subfolders."""
    order = [rows[int(i)] for i in rng.permutation(len(rows))]
    names = [
        str(n)
        for n in rng.permutation(["甲.xlsx#一组", "甲.xlsx#二组", "乙/丙.xlsx", "乙/丁/戊.xlsx"])
    ][:parts]
    return {name: part for n, name in enumerate(names) if (part := order[n::parts])}


def content(found: Found) -> list[tuple[Any, ...]]:
    """All that is said of every child, without the places of its records."""
    columns = (
        "child_id",
        "name",
        "id_no",
        "birth_date",
        "household_no",
        "verdict",
        "explained_by",
        "matched_by",
        "school",
        "flags",
    )
    return [tuple(str(line[c]) for c in columns) for line in found.table("verdicts")]


@pytest.mark.clause("M2.4")
def test_rows_files_and_folders_in_any_order_give_the_same_verdicts(tmp_path: Path) -> None:
    """Number, verdict, links and flags of every child depend on what the registers say, not on
    where it stands.
    """
    made: Damaged = damaged_county(3, 120)
    pairs = list(EXAMPLES.values())
    for here, rows in HARD:
        pairs += [(here, there) for there in rows]
    registers = {
        "户籍": made.household
        + [{**here, "户号": f"X{n:03}"} for n, (here, _) in enumerate(pairs)],
        "学籍": made.enrolment,
        "在校": made.presence + [there for _, there in pairs if "学籍号" not in there],
        "毕业": [here for here, _ in pairs[::5]],
    }
    seen = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        workspace = workspace_at(tmp_path / str(seed))
        lay(
            workspace,
            **{
                folder: arranged(rows, rng, 2 * seed) if seed else rows
                for folder, rows in registers.items()
            },
        )
        found = compare(workspace)
        asked = sorted(
            (q["name"], q["id_no"] or "", q["other_name"], q["rule"], q["evidence"])
            for q in found.table("review")
        )
        seen.append((content(found), asked, found.facts["proof"]["registers"]))
    assert len(list(workspace.data(TERM).glob("户籍/**/*.*"))) == 3
    assert seen[0] == seen[1] == seen[2]
