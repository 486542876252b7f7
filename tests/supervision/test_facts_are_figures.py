"""Law 10 where the rules write sentences: every number of a fact is a figure of that very unit, named beside the fact."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from kongchuo_core import cli
from kongchuo_core.documents.word.numbers import counts, shapes
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.figures import COUNTY
from tests.county import TERM
from tests.term.running import run_with_forms

BESIDE = {"comparison_window": "windows.days_late", "items": "score.items"}
"""Duty → the figure of a number that isn't what was due or found."""


@pytest.fixture(scope="module", params=[TERM, "2026-spring"], ids=["秋季", "春季"])
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """A term of the sample county, after the term before."""
    folder = tmp_path_factory.mktemp("facts") / "county"
    assert cli.main(["sample", str(folder), "--seed", "4", "--children", "600"]) == 0
    for day, term in enumerate(dict.fromkeys((TERM, request.param)), 1):
        found = run_with_forms(Workspace.at(folder), term, datetime(2026, 5, day, tzinfo=UTC))
    return found


def place(line: pd.Series, unit: str) -> str:
    """The place of a unit's figures."""
    return (
        COUNTY
        if line["level"] == "县"
        else line[unit]
        if line["level"] == "乡镇"
        else f"{line['town']}/{line[unit]}"
    )


def printable(edition: Edition, where: str, codes: list[str]) -> set[str]:
    """How the figures of a place may stand in a sentence; nought needs no figure, for nothing was counted."""
    found = [(code, edition.figure(code, where)) for code in codes]
    return {"0"} | {shape for code, figure in found if figure for shape in shapes(code, *figure)}


def test_every_number_of_a_measures_facts_is_a_figure_it_names(edition: Edition) -> None:
    fired = edition.table("measures").query("fired")
    wrong = [
        (m["finding"], number, fact)
        for _, m in fired.iterrows()
        for fact in m["facts"]
        for number in counts(fact)
        if number not in printable(edition, place(m, "place"), list(m["figures"]))
    ]
    assert wrong == [] and fired["finding"].nunique() >= 8


def test_every_number_of_what_a_duty_came_to_is_its_figure(edition: Edition) -> None:
    duties = edition.table("duties")
    parts = ("", ".in_time", ".behind", ".short", ".found", ".done", ".late", ".missing")
    wrong = [
        (d["duty"], number, d["what"])
        for _, d in duties.iterrows()
        for number in counts(d["what"])
        if number
        not in printable(
            edition,
            place(d, "unit"),
            [*(f"duty.{d['duty']}{part}" for part in parts), BESIDE.get(d["duty"], "")],
        )
    ]
    assert wrong == [] and duties["duty"].nunique() > 20
