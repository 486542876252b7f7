"""Law 10 where the rules write sentences: every number of a fact is a figure of that very unit,
named beside the fact.
"""

from __future__ import annotations

from itertools import chain

import pandas as pd
import pytest

from kongchuo_core.documents.word.numbers import counts, shapes
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import COUNTY
from tests import shared
from tests.county import TERM
from tests.supervision.written import said

BESIDE = {"comparison_window": "windows.days_late", "items": "score.items"}
"""Duty → the figure of a number that isn't what was due or found."""


@pytest.fixture(scope="module", params=[TERM, "2026-spring"], ids=["秋季", "春季"])
def edition(request: pytest.FixtureRequest) -> Edition:
    """A term of the sample county, its forms returned."""
    return Edition(shared.year().outputs(request.param) / "internal" / "data")


def place(line: pd.Series, unit: str) -> str:
    """The place of a unit's figures."""
    if line["level"] == "县":
        return COUNTY
    own: str = line[unit]
    return own if line["level"] == "乡镇" else f"{line['town']}/{own}"


def printable(edition: Edition, where: str, codes: list[str]) -> set[str]:
    """How the figures of a place may stand in a sentence; nought needs no figure, for nothing was
    counted.
    """
    found = [(code, edition.figure(code, where)) for code in codes]
    told = chain.from_iterable(shapes(code, *figure) for code, figure in found if figure)
    return {"0", *told}


def test_every_number_of_a_measures_facts_is_a_figure_it_names(edition: Edition) -> None:
    fired = edition.table("measures").query("fired")
    assert fired["finding"].nunique() >= 8
    for _, m in fired.iterrows():
        known = printable(edition, place(m, "place"), list(m["figures"]))
        for fact in m["facts"]:
            assert set(counts(said(fact))) <= known, (m["finding"], fact)


def test_every_number_of_what_a_duty_came_to_is_its_figure(edition: Edition) -> None:
    duties = edition.table("duties")
    parts = ("", ".in_time", ".behind", ".short", ".found", ".done", ".late", ".missing")
    assert duties["duty"].nunique() > 20
    for _, d in duties.iterrows():
        codes = [*(f"duty.{d['duty']}{part}" for part in parts), BESIDE.get(d["duty"], "")]
        known = printable(edition, place(d, "unit"), codes)
        assert set(counts(said(d["fact"]))) <= known, (d["duty"], d["fact"])
