"""Another county goes through both terms: no name of the model's and no chapter of its document
stands in any of its papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kongchuo_core.documents.drafts import drafts
from kongchuo_core.documents.own_words import governments_word, towns_word
from kongchuo_core.documents.supervision.facts import office
from kongchuo_core.edition import Edition
from kongchuo_core.start.example import TERMS
from kongchuo_core.term.compute import compute
from kongchuo_core.term.memory import remember
from tests.days import params_on
from tests.second_county import SECTIONS, WRONG, make


def texts(told: Any) -> Iterator[str]:
    """Every string of a paper's context."""
    if isinstance(told, str):
        yield told
    elif is_dataclass(told):
        for field in fields(told):
            yield from texts(getattr(told, field.name))
    elif isinstance(told, tuple):
        for part in told:
            yield from texts(part)


@pytest.mark.clause("M7.6")
def test_papers_of_another_county_know_nothing_of_the_model(tmp_path: Path) -> None:
    """Townships beside towns, another document, accountability first in it: names, parts and
    addressees are its own.
    """
    workspace, kinds, said = make(tmp_path / "w", children=60), set(), ""
    for term in TERMS:
        params = params_on(workspace.params, term)
        into = workspace.outputs(term) / "internal" / "data"
        into.mkdir(parents=True)
        computed = compute(workspace, params, into)
        remember(
            workspace,
            params.term,
            computed.people,
            computed.remembered,
            into,
            datetime(2026, 5, 4, tzinfo=UTC),
        )
        grounds = office(Edition(into)).grounds
        assert grounds["answerable"].issuer == "云岭县人民政府教育督导办公室"
        assert grounds["mechanism"].basis.endswith("第三条")
        towns = [None, *(town.name for town in params.county.towns)]
        for town in towns:
            for draft in drafts(Edition(into, town)):
                told = list(texts(draft.make()))
                wrong = [(draft.where, w, t) for t, w in product(told, WRONG) if w in t]
                assert wrong == []
                kinds.add(draft.kind.code)
                said += "\n".join(told)
    assert {"inspection_county", "supervision_opinion", "case_file"} <= kinds
    assert "乡镇（街道）" in said and not re.search("(?<!乡)镇（街道）", said)
    assert "石鼓乡人民政府" in said and "各乡镇人民政府、街道办事处" in said
    assert all(section in said for section in set(SECTIONS.values()) - {"第五条"})


WORDS = [
    ({"镇", "街道"}, "镇（街道）", "镇人民政府（街道办事处）"),
    ({"乡", "镇", "街道"}, "乡镇（街道）", "乡镇人民政府（街道办事处）"),
    ({"乡", "镇"}, "乡镇", "乡镇人民政府"),
    ({"街道"}, "街道", "街道办事处"),
]


@pytest.mark.parametrize(("kinds", "towns", "governments"), WORDS)
def test_a_county_calls_its_towns_by_what_there_is(
    kinds: set[str], towns: str, governments: str
) -> None:
    """No sub-district is spoken of where there is none, and no township is left out."""
    assert (towns_word(kinds), governments_word(kinds)) == (towns, governments)
