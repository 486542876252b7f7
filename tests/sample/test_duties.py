"""The registers about duties and absences: the gaps an inspection should find, and no more."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kongchuo_core.sample.absences import school_days
from kongchuo_core.sample.duties import CHANNELS, DEPARTMENTS
from kongchuo_core.settings.models import Params

from .conftest import TERMS, records


def _table(county: Path, term: str, code: str) -> pd.DataFrame:
    return pd.DataFrame(records(county, term, code)).astype(str)


@pytest.mark.parametrize("term", TERMS)
def test_七个乡镇里一个逾期_一个缺中心学校(
    county: Path, params: dict[str, Params], term: str
) -> None:
    """Six towns finished within the window."""
    table = _table(county, term, "comparisons")
    late = pd.to_datetime(table["done_on"]).dt.date > params[term].term.window_to
    assert len(table) == 7 and late.sum() == 1
    assert table["partners"].str.contains("中心学校").sum() == 6


@pytest.mark.parametrize("term", TERMS)
def test_领导小组缺一个部门和一个镇的成员(county: Path, term: str) -> None:
    """Of the fourteen departments one is missing, of the towns' posts one."""
    table = _table(county, term, "leading_groups")
    members = " ".join(table.loc[table["level"].eq("县"), "unit"])
    assert len([d for d in DEPARTMENTS if d not in members]) == 1
    town = table[table["level"].eq("乡镇")]
    assert town.groupby("unit")["group_post"].apply(set).map({"组长", "成员"}.issubset).sum() == 6


@pytest.mark.parametrize("term", TERMS)
def test_联席会议县级每半年一次_一个镇漏了月份(
    county: Path, params: dict[str, Params], term: str
) -> None:
    """Every meeting is on a working day up to the day of the report."""
    table = _table(county, term, "meetings")
    days = pd.to_datetime(table["day"]).dt.date
    assert table["level"].eq("县").sum() == 1
    months = (
        table.assign(month=days.map(lambda d: d.month))[table["level"].eq("乡镇")]
        .groupby("unit")["month"]
        .nunique()
    )
    assert sorted(months) == [1, 3, 3, 3, 3, 3, 3]
    assert all(school_days(d, d) == [d] and d <= params[term].term.as_of for d in days)


def test_宣传五种渠道一个镇缺一种_一所学校什么也没做(county: Path) -> None:
    """The coverage matrix has one gap among the towns and one school without any act."""
    table, schools = _table(county, TERMS[0], "publicity"), _table(county, TERMS[0], "schools")
    known = set(schools["town"])
    channels = table[table["unit"].isin(known)].groupby("unit")["channel"].nunique()
    assert sorted(channels) == [len(CHANNELS) - 1, *[len(CHANNELS)] * 6]
    assert len(set(schools["school"]) - set(table["unit"])) == 1


def test_三十五所学校分小学初中_七个镇各五所(county: Path) -> None:
    """The register of schools, and the rolls are these schools' rolls."""
    schools = _table(county, TERMS[0], "schools")
    assert len(schools) == 35 and set(schools["stage"]) == {"小学", "初中"}
    assert set(schools.groupby("town").size()) == {5}
    rolls = {Path(r["file"]).stem for r in records(county, TERMS[0], "presence")}
    assert rolls <= set(schools["school"])


def test_双线责任人两条线都有_村组班各有一处空缺(county: Path) -> None:
    """Every level has its persons; one village and one class have nobody."""
    table = _table(county, TERMS[0], "responsible")
    assert set(table["line"]) == {"政府", "教育"} and table["level"].nunique() == 9
    classes = (
        table[table["level"].isin(["班主任", "包保教师"])]
        .groupby(["school", "class_name"])["level"]
        .nunique()
    )
    assert (classes == 1).sum() == 1


@pytest.mark.parametrize("term", TERMS)
def test_缺勤有全勤日_有跨调休日的四天_有到比对日未返的(
    county: Path, params: dict[str, Params], term: str
) -> None:
    """Closed runs of four working days, open ones that last beyond the day of comparison, days
    without any.
    """
    table, on = _table(county, term, "absences"), params[term].term.compared_on
    assert table["note"].eq("全勤").sum() > 20
    spans = table[table["last_day"].ne("") & table["excuse"].eq("")]
    assert (pd.to_datetime(spans["last_day"]).dt.date > on).all() and len(spans)
    daily = table[table["name"].ne("") & table["day"].ne("")]
    runs = daily.groupby("name")["day"].apply(lambda days: sorted(pd.to_datetime(days).dt.date))
    lengths = {len(run) for run in runs}
    assert {3, 4} <= lengths <= {3, 4, 7}, "三天加十二月的四天是七天"
    if term == "2025-autumn":
        make_up = [date(2025, 9, 25), date(2025, 9, 26), date(2025, 9, 28), date(2025, 9, 29)]
        assert make_up in runs.tolist()


def test_事业统计够算辍学率和巩固率(county: Path) -> None:
    """For each town and the county: last year's pupils by stage, intakes three and nine years ago,
    graduates.
    """
    table = _table(county, TERMS[0], "statistics")
    assert table["unit"].nunique() == 8
    needed = {
        "上学年初小学在校生数",
        "上学年初初中在校生数",
        "小学一年级招生数",
        "初中一年级招生数",
        "初中毕业生数",
    }
    assert table.groupby("unit")["item"].apply(lambda items: needed <= set(items)).all()


def test_调休的周日要上课_国庆不上(params: dict[str, Params]) -> None:
    """The school's days around the national day of 2025."""
    days = school_days(date(2025, 9, 26), date(2025, 10, 11))
    assert days == [date(2025, 9, d) for d in (26, 28, 29, 30)] + [
        date(2025, 10, d) for d in (9, 10, 11)
    ]
