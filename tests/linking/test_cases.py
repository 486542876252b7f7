"""Small counties in which the evidence disagrees, each with the verdicts that are right: a file of
rows for each kind.

``tests/linking/cases/``: the rows of all registers, ``登记册`` and ``文件`` say where each stands; a row
of 户籍 has the truth, the verdicts that are accepted, what may explain an absence, and whether it is
a child's second registration.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from benchmarks.damage import TERM
from benchmarks.sweeps.linking import compared_rows
from kongchuo_core.regulation.tables import SUSPECTED
from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.settings.workspace import house
from kongchuo_core.start.example import STORY_DAYS
from tests.county import write

CASES = sorted((Path(__file__).parent / "cases").glob("*.csv"))
TRUTH = ("truth", "accept", "explained", "second")
Line = dict[str, str]


@pytest.fixture(scope="module")
def params() -> Params:
    return load_params(house() / "params", TERM, STORY_DAYS[TERM])


def lay(case: Path, data: Path) -> dict[tuple[str, int], Line]:
    """Write the case's registers; the truth of each row of the household register by file
    and row.
    """
    with case.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    sheets: dict[str, list[Line]] = {}
    for line in lines:
        sheets.setdefault(f"{line['登记册']}/{line['文件']}.csv", []).append(line)
    for path, rows in sheets.items():
        heads = [h for h in rows[0] if h not in (*TRUTH, "登记册", "文件")]
        heads = [h for h in heads if any(row[h] for row in rows)]
        write(data / path, [heads, *([row[h] for h in heads] for row in rows)])
    truth: dict[tuple[str, int], Line] = {}
    for path in sheets:
        if path.startswith("户籍/"):
            truth |= {(path, n): row for n, row in enumerate(sheets[path], start=2)}
    return truth


def fault(truth: Line, told: dict[str, Any]) -> str | None:
    """What is wrong with what is told of a child: hidden, accused, or otherwise not accepted."""
    verdict, explained = told["verdict"], told["explained_by"] or ""
    absent = (
        truth["truth"] in set(SUSPECTED)
        and not truth.get("explained")
        and truth.get("second") != "1"
    )
    if truth.get("second") == "1" and told["fate"] == "duplicate":
        return None
    if absent and (verdict not in {*SUSPECTED, "REVIEW"} or explained):
        return f"missed: {verdict} {explained}"
    if truth["truth"] not in set(SUSPECTED) and verdict in set(SUSPECTED):
        return f"false alarm: {verdict}"
    if verdict not in truth["accept"].split("|"):
        return f"not accepted: {verdict}"
    return None


@pytest.mark.clause("M2.4")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_where_the_evidence_disagrees_a_person_is_asked(
    case: Path, params: Params, tmp_path: Path
) -> None:
    """Nobody is hidden, nobody accused, and what can be decided is."""
    truth = lay(case, tmp_path / TERM)
    told = {(line["file"], line["row"]): line for line in compared_rows(tmp_path / TERM, params)}
    faults = {place: fault(line, told[place]) for place, line in truth.items()}
    assert {p: f for p, f in faults.items() if f} == {}
