"""Law 10 where the rules write sentences: every number of a fact is a figure of that very unit, named beside the fact."""

from __future__ import annotations

import pandas as pd
import pytest

from kongchuo_core.documents.word.numbers import counts, shapes
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import COUNTY
from tests import shared
from tests.county import TERM

BESIDE = {"comparison_window": "windows.days_late", "items": "score.items"}
"""Duty → the figure of a number that isn't what was due or found."""


@pytest.fixture(scope="module", params=[TERM, "2026-spring"], ids=["秋季", "春季"])
def edition(request: pytest.FixtureRequest) -> Edition:
    """A term of the sample county, its forms returned."""
    return Edition(shared.year().outputs(request.param) / "internal" / "data")


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
