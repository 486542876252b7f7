"""The two terms follow on each other; the numbers are sound; the truth keeps to the contract."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kongchuo_core.sample.people import identity_numbers, make_people
from kongchuo_core.sample.story import FIRST, LATER, ROLES, first_term, next_term
from kongchuo_core.sample.truth import ABSENT, verdicts
from kongchuo_core.settings.models import Params

from .conftest import TERMS, records, truth

CODES = (
    "household",
    "enrolment",
    "presence",
    "graduates",
    "elsewhere",
    "approvals",
    "home_teaching",
    "hardship",
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BIG = 15000


def sound(number: str) -> bool:
    """GB 11643, worked out by hand and not by the sample's own arithmetic."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    return (
        "10X98765432"[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11]
        == number[17]
    )


@pytest.fixture(scope="module")
def stories(params: dict[str, Params]) -> list[pd.DataFrame]:
    """Both terms' stories of a county of the usual size, with truth and explained."""
    rng = np.random.default_rng(1)
    one, two = (params[t].term for t in TERMS)
    frame = make_people(params[TERMS[0]].county, one.school_year, BIG, rng)
    first = first_term(frame, one, BIG, rng)
    second = next_term(first, two, BIG, rng)
    return [told.join(verdicts(told)) for told in (first, second)]


@pytest.mark.parametrize("term", TERMS)
def test_真值里的身份证号都是健全的虚构号码(county: Path, term: str) -> None:
    """Area code 5399.., check character, sex and birth fit; only shared numbers stand twice."""
    told = truth(county, term)
    assert told["id"].str.startswith("5399").all()
    assert told["id"].map(sound).all()
    again = told[told["id"].duplicated(keep=False)]
    assert (
        again["trap"]
        .str.contains("double-registration|number-shared")
        .where(again["in_scope"].eq("1"), True)
        .all()
    )


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("code", CODES)
def test_各来源里健全的号码以5399开头_不健全的不多于陷阱(
    county: Path, term: str, code: str
) -> None:
    """What is typed is fictitious too, and there are no more damaged numbers than trapped
    persons.
    """
    typed = [str(row["id_no"]) for row in records(county, term, code)]
    fine = [number for number in typed if sound(number)]
    assert len(fine) > len(typed) * 0.6 and all(number.startswith("5399") for number in fine)
    trapped = truth(county, term).query("trap != ''")["id"].nunique()
    assert len([number for number in typed if number and not sound(number)]) <= trapped


@pytest.mark.parametrize("term", TERMS)
def test_户籍里没有陷阱的孩子号码原样(county: Path, term: str) -> None:
    """A clean child's household row shows the truth's number."""
    told = truth(county, term).query("trap == ''").set_index(["file", "sheet", "row"])["id"]
    rows = {
        (r["file"], r["sheet"], r["row"]): r["id_no"] for r in records(county, term, "household")
    }
    assert all(rows[place] == number for place, number in told.items())


def test_双胞胎和同名同生日的人号码不同(stories: list[pd.DataFrame]) -> None:
    """Twins have one birthday and home, namesakes one birthday and name; nobody but the shared has
    another's number.
    """
    told = stories[0]
    twins = told[told["twin"]]
    sibling = told.loc[twins.index - 1]
    assert (twins["birth"].to_numpy() == sibling["birth"].to_numpy()).mean() > 0.98
    assert (twins["household_no"].to_numpy() == sibling["household_no"].to_numpy()).all()
    assert told.duplicated(["name", "birth"], keep=False).sum() >= 6
    assert not told.loc[~told["shared"], "id_no"].duplicated().any()


def test_号码的第十七位是性别(stories: list[pd.DataFrame]) -> None:
    """Odd is a boy; the eight digits before are the birthday."""
    told = stories[0]
    assert (told["id_no"].str[16].astype(int) % 2 == told["sex"].eq("男")).all()
    assert (told["id_no"].str[6:14] == told["birth"].dt.strftime("%Y%m%d")).all()


def test_一天一地一性别再多人号码也不重(params: dict[str, Params]) -> None:
    """Serials of one day, place and sex run on."""
    n = 200
    frame = pd.DataFrame(
        {"area": ["539924"] * n, "birth": pd.to_datetime(["2015-02-03"] * n), "sex": ["男"] * n}
    )
    assert identity_numbers(
        frame["area"], frame["birth"], frame["sex"], np.random.default_rng(1)
    ).is_unique


def test_范围的两头都在内_前后一天都在外(stories: list[pd.DataFrame]) -> None:
    """Born 2009-09-01 … 2019-08-31 for the school year 2025 (contract, Who is in scope)."""
    told = stories[0][~stories[0]["outsider"]]
    days = {
        date(2009, 9, 1): True,
        date(2019, 8, 31): True,
        date(2009, 8, 31): False,
        date(2019, 9, 1): False,
    }
    for day, inside in days.items():
        born = told[told["birth"].eq(pd.Timestamp(day)) & told["household_status"].eq("正常")]
        assert len(born) and born["in_scope"].eq(inside).all()
    assert not told.loc[told["household_status"].isin(["死亡", "注销", "迁出"]), "in_scope"].any()


def test_两个学期是同一批人(stories: list[pd.DataFrame]) -> None:
    """Births, homes and sexes persist; a few names and numbers change, never both."""
    one, two = stories
    assert (
        one[["birth", "sex", "household_no", "town"]]
        == two[["birth", "sex", "household_no", "town"]]
    ).all(axis=None)
    renamed, renumbered = one["name"] != two["name"], one["id_no"] != two["id_no"]
    assert 1 <= renamed.sum() <= 6 and 1 <= renumbered.sum() <= 6
    assert not (renamed & renumbered).any()
    assert two["id_no"].map(sound).all()


def test_真值按合同(stories: list[pd.DataFrame]) -> None:
    """Each role's verdict as the contract's words give it, written out here once more."""
    expected = {
        "pupil": "CONSISTENT",
        "returned": "CONSISTENT",
        "unenrolled_pupil": "PRESENT_UNENROLLED",
        "left": "ENROLLED_ABSENT",
        "lost": "ENROLLED_ABSENT",
        "suspended": "ENROLLED_ABSENT",
        "open_run": "ENROLLED_ABSENT",
        "closed_run": "CONSISTENT",
        "excused": "CONSISTENT",
        "withdrawn": "UNENROLLED_ABSENT",
        "never": "UNENROLLED_ABSENT",
        "deferred": "UNENROLLED_ABSENT",
        "elsewhere": "UNENROLLED_ABSENT",
        "elsewhere_enrolled": "ENROLLED_ABSENT",
        "home_taught": "ENROLLED_ABSENT",
        "graduate": "COMPLETED",
        "graduate_listed": "COMPLETED",
        "suspension_expired": "ENROLLED_ABSENT",
    }
    told = pd.concat([story[story["in_scope"]] for story in stories])
    for role, verdict in expected.items():
        assert set(told.loc[told["role"].eq(role), "truth"]) == {verdict}, role


def test_过期的批准和尚未开始的送教不作说明(stories: list[pd.DataFrame]) -> None:
    """``explained`` is filled only by a paper valid on the day of comparison, and only for an
    absent child.
    """
    for told in stories:
        invalid = told["role"].isin(["deferral_expired", "suspension_expired", "home_taught_later"])
        assert invalid.any() and set(told.loc[invalid, "explained"]) == {""}
        assert set(told.loc[told["explained"].ne(""), "truth"]) <= set(ABSENT)
    assert {"elsewhere", "deferral", "suspension", "home_teaching"} <= set(stories[0]["explained"])


def test_疑似辍学的人数像今天的一个县(stories: list[pd.DataFrame]) -> None:
    """Of 15,000 children 30–70 are absent in all, at most 30 of them without an explanation (domain
    facts §3.3).
    """
    for told in stories:
        absent = told[told["truth"].isin(ABSENT)]
        assert 30 <= len(absent) <= 70
        assert 5 <= absent["explained"].eq("").sum() <= 30


def test_案件跨学期有返校_有新增_有反复_有缓学期满未入学(stories: list[pd.DataFrame]) -> None:
    """What the second term must show of the first one's children."""
    before, after = stories[0], stories[1]
    away, still = before["truth"].isin(ABSENT), after["truth"].isin(ABSENT)
    assert (away & after["truth"].eq("CONSISTENT")).sum() >= 5
    assert (before["truth"].eq("CONSISTENT") & still).sum() >= 5
    assert (before["role"].eq("closed_run") & after["role"].eq("open_run")).any()
    assert (before["role"].eq("deferral_ending") & after["role"].eq("deferral_expired")).any()
    assert (before["role"].eq("deferral_ending") & after["role"].eq("pupil")).any()


def test_十五岁的大多已毕业_少数晚入学的还在读(stories: list[pd.DataFrame]) -> None:
    """School begins at 6 or 7, so of those who are 15 most finished last July."""
    fifteen = stories[0][stories[0]["in_scope"] & stories[0]["age"].eq(15)]
    assert 0.8 < fifteen["truth"].eq("COMPLETED").mean() < 0.95
    assert fifteen["grade"].eq(9).sum() > 50


def test_剧本里的角色都有定义() -> None:
    """Every turn of turns.csv leads from a known role to a known role."""
    turns = (*FIRST, *LATER)
    assert {turn.before for turn in turns} | {turn.after for turn in turns} <= set(ROLES)
