"""The fictitious county over three terms: corrections, moves, graduates, school entry; everybody
keeps the number given first.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from itertools import pairwise

import pandas as pd
import pytest

from kongchuo_core.edition import Edition
from kongchuo_core.sample import make_sample
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.start.terms import new_term
from tests.days import day_of, params_on
from tests.term.running import run

TERMS = ("2025-autumn", "2026-spring", "2026-autumn")
PLACE = ["register", "file", "sheet", "row"]


def ids_of(workspace: Workspace, term: str) -> dict[int, str]:
    """Person of the household register as the truth knows it → the number a run gave."""
    links = pd.read_csv(workspace.root / "truth" / term / "links.csv", keep_default_na=False)
    rows = Edition(workspace.outputs(term) / "internal" / "data").table("rows")
    told = links.merge(rows, on=PLACE).dropna(subset=["child_id"])
    own = told[told["register"] == "household"]
    return dict(zip(own["person"].astype(int), own["child_id"], strict=True))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three terms, run one after the other."""
    workspace = init(tmp_path_factory.mktemp("three") / "w", key=SAMPLE_KEY)
    new_term(workspace, TERMS[2])
    params = {term: params_on(workspace.params, term) for term in TERMS}
    make_sample(workspace.root, params, seed=3, children=300)
    for term in TERMS:
        run(workspace, term, datetime.combine(day_of(term), time(9)))
    return workspace


@pytest.mark.clause("M8.2")
def test_everybody_keeps_the_number_given_first(county: Workspace) -> None:
    """In spring and in the next autumn: a corrected number or name is the same child, and no number
    is two children's.
    """
    found = {term: ids_of(county, term) for term in TERMS}
    owners: dict[str, set[int]] = defaultdict(set)
    for ids in found.values():
        for person, child in ids.items():
            owners[child].add(person)
    assert {child: who for child, who in owners.items() if len(who) > 1} == {}
    for before, after in pairwise(TERMS):
        both = set(found[before]) & set(found[after])
        lost = {p for p in both if found[before][p] != found[after][p]}
        assert len(both) > 300 and lost == set(), (before, after)


def test_who_enters_school_is_new_and_graduates_keep_their_number(county: Workspace) -> None:
    """The third term's book has children the first hadn't; nobody is asked to be somebody who has
    left.
    """
    first, last = ids_of(county, TERMS[0]), ids_of(county, TERMS[2])
    entered = set(last) - set(first)
    assert not {last[p] for p in entered} & set(first.values())
    asked = Edition(county.outputs(TERMS[2]) / "internal" / "data").facts["asked"]
    assert asked["persons"] == 0


@pytest.mark.clause("M1.5")
def test_every_town_opens_with_what_it_closed_with(county: Workspace) -> None:
    """Over three terms, graduates and entrants included: told in autumn, the same in every later
    edition; who moved stands apart.
    """
    told = {
        term: Edition(county.outputs(term) / "internal" / "data")
        .table("balance")
        .set_index(["term", "town"])
        for term in TERMS
    }
    for before, after in pairwise(TERMS):
        earlier, later = told[before].loc[before], told[after].loc[after]
        assert later["opening"].to_dict() == earlier["closing"].to_dict()
        assert told[after].loc[before]["closing"].to_dict() == earlier["closing"].to_dict()
    for line in told[TERMS[2]].itertuples():
        came = line.opening + line.new + line.reopened + line.moved_in + line.corrected
        assert came - line.moved_out - line.closed == line.closing
    towns = told[TERMS[2]].drop("全县", level="town").groupby("term")
    assert towns["moved_in"].sum().to_dict() == towns["moved_out"].sum().to_dict()
    assert told[TERMS[2]]["closing"].sum() > 0


def test_the_corrected_are_there_at_all(county: Workspace) -> None:
    """The story does correct numbers and names between the terms, else the first test would show
    nothing.
    """
    names = {}
    for term in TERMS[:2]:
        table = Edition(county.outputs(term) / "internal" / "data").table("verdicts")
        names[term] = table.set_index("child_id")[["name", "id_no"]]
    both = names[TERMS[0]].join(names[TERMS[1]].add_suffix("_later"), how="inner")
    assert (both["name"] != both["name_later"]).sum() >= 1
    assert (both["id_no"] != both["id_no_later"]).sum() >= 1
