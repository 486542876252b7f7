"""The towns' forms of the fictitious county: every part fits the story of the next term, the
regulation's tables and the form.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest

from kongchuo_core.cases.forms import code_of
from kongchuo_core.regulation.cases import causes, tasks
from kongchuo_core.sample.returned import (
    AT_SCHOOL,
    County,
    Part,
    cast,
    handler,
    parts,
    plots,
    returned,
    signals,
)
from kongchuo_core.sample.story import FIRST, LATER, ROLES
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.forms import VERIFY_FORM

from .conftest import TERMS

LISTED = {
    "step": ("step", "result"),
    "serve": ("paper", "manner"),
    "issue": ("paper",),
    "place": ("placement",),
}
"""Act → the lists that its words are of."""
DEALT: list[tuple[tuple[str, str], Part]] = []
for pair_of_roles, dealt in parts().items():
    DEALT += [(pair_of_roles, part) for part in dealt]


def acts(part: Part) -> set[str]:
    return {act.act for act in plots().get(part.plot, ())}


@pytest.fixture(scope="module")
def told(county: Path, params: dict[str, Params]) -> County:
    """The roles as they were written beside the data."""
    read = {
        t: pd.read_csv(
            county / "truth" / t / "roles.csv", index_col="person", keep_default_na=False
        )["role"]
        for t in TERMS
    }
    return County([params[t] for t in TERMS], read)


def everybody(told: County, at: int) -> pd.DataFrame:
    """A case for each who has a part until a term."""
    people = sorted(set(chain.from_iterable(cast(told, n).index for n in range(at + 1))))
    return pd.DataFrame({"case_no": people, "person": people, "town": "东村镇", "verified": False})


def test_剧本里每个不在校的角色_后来怎样都写明了() -> None:
    """Nobody away is told to have been at school for want of a line in parts.csv."""
    away = {name for name, role in ROLES.items() if not role.at_school and not role.completed}
    first = {turn.after for turn in FIRST} & away
    pairs = {(role, role) for role in first}
    pairs |= {(turn.before, turn.after) for turn in LATER if turn.before in first}
    pairs |= {(t.after, "") for t in LATER if t.after in away and ROLES[t.before].at_school}
    assert pairs - set(parts()) == set()


@pytest.mark.parametrize(("pair", "part"), DEALT)
def test_写成返校的下学期在校_写成没有返校的下学期不在校(pair: tuple[str, str], part: Part) -> None:
    """But for those who relapse, and of whom no next term is told."""
    before, after = pair
    if not after:
        return
    back = "return" in acts(part) or part.plot == AT_SCHOOL.plot
    relapses = pair in {("open_run", "left"), ("closed_run", "open_run")}
    assert back == (ROLES[after].at_school or relapses) and (
        relapses or ROLES[before].at_school <= bool(part.origin)
    )


@pytest.mark.parametrize(("pair", "part"), DEALT)
def test_每个词都是反馈表下拉里有的(pair: tuple[str, str], part: Part) -> None:
    for act in plots().get(part.plot, ()):
        words = (
            list(zip(LISTED[act.act], act.word.split("|"), strict=True))
            if act.act in LISTED
            else []
        )
        words += [("proof", act.proof)] if act.proof else []
        words += [("cause", act.word or part.cause)] if act.act == "verify" else []
        words += [("measure", part.task)] if act.act == "task" else []
        assert [w for name, w in words if code_of(name, w) is None] == [], act


@pytest.mark.parametrize(("pair", "part"), DEALT)
@pytest.mark.clause("M4.3")
def test_没有返校而销号的_证据正是那一种原因要的(pair: tuple[str, str], part: Part) -> None:
    found = acts(part)
    if "close" not in found or "return" in found:
        return
    told = next(act.word or part.cause for act in plots()[part.plot] if act.act == "verify")
    proofs = {code_of("proof", act.proof) for act in plots()[part.plot] if act.proof}
    assert any(needed <= proofs for needed in causes()[str(code_of("cause", told))].evidence)


@pytest.mark.parametrize(("pair", "part"), DEALT)
@pytest.mark.clause("M4.8")
def test_四步法只用于适用的原因_完成的措施是那一种原因的(pair: tuple[str, str], part: Part) -> None:
    said = [act.word or part.cause for act in plots().get(part.plot, ()) if act.act == "verify"]
    if "step" in acts(part):
        assert causes()[str(code_of("cause", said[-1]))].four_steps
    if "task" in acts(part):
        assert (
            code_of("measure", part.task) in causes()[str(code_of("cause", said[0]))].tasks
            and part.task
        )
        assert code_of("measure", part.task) in tasks()


@pytest.mark.parametrize("at", range(len(TERMS)))
def test_表里的日期都不晚于填表那天_也不早于立案(told: County, at: int) -> None:
    """What has not happened yet isn't told; in spring only what is new where the office knows of a
    verification.
    """
    days = [h for h in VERIFY_FORM.fill if h.endswith("日期") or h.startswith("连续到校")]
    term, cases = told.terms[at], everybody(told, at)
    lines = returned(cases, told, term.term)
    on = pd.to_datetime(lines[days].stack().dropna())
    assert (
        len(on)
        and on.between(pd.Timestamp(told.terms[0].first_day), pd.Timestamp(term.as_of)).all()
    )
    later = returned(cases.assign(verified=True), told, term.term)
    ends = pd.to_datetime(later[[h for h in days if h != "连续到校起"]].stack().dropna())
    assert (ends > pd.Timestamp(told.terms[at - 1].as_of if at else date(2019, 1, 1))).all()
    assert (len(later) < len(lines)) == bool(at)


def test_每行都有经办人_各镇各有其人(told: County) -> None:
    lines = returned(everybody(told, 1), told, TERMS[1])
    towns = [t.name for t in told.params[0].county.towns]
    assert lines["经办人"].ne("").all() and len({handler(told.params[0], t) for t in towns}) == len(
        towns
    )


def test_街道的责令由县教育体育局作出(told: County) -> None:
    """A 街道 isn't a town's government: from the second step on it is the bureau's (义务教育法
    art. 58).
    """
    county = told.params[0].county
    for town in county.towns:
        lines = returned(everybody(told, 1).assign(town=town.name), told, TERMS[1]).dropna(
            subset="四步法步骤"
        )
        first = lines["四步法步骤"].eq("宣传教育")
        assert first.any() and set(lines.loc[first, "作出机关"]) == {"镇（街道）"}
        assert set(lines.loc[~first, "作出机关"]) == {
            "县教育体育局" if town.kind == "街道" else "镇（街道）"
        }


def test_有迟核实的_有没有核实的_有名单和家访发现的(told: County) -> None:
    """A county without faults would show nothing of what supervision finds."""
    begun = cast(told, 0)
    lines = returned(everybody(told, 0), told, TERMS[0])
    verified = pd.to_datetime(lines.groupby("case_no")["核实日期"].first().dropna())
    assert (verified > pd.Timestamp(2025, 10, 15)).any() and (
        verified <= pd.Timestamp(2025, 10, 15)
    ).mean() > 0.6
    assert (
        len(begun) > len(verified)
        and len(signals(told, TERMS[0]))
        and not len(signals(told, TERMS[1]))
    )
