"""第一章 领导与联控联保: leading groups whole, joint meetings held; nothing is charged before its day or
without the register.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from tests.county import county
from tests.supervision.written import AUTUMN, SPRING, TOWNS, Row, day, meeting, said, supervised

COUNTY = AUTUMN.county.name
DEPARTMENTS = (
    "富民县教育体育局",
    "发改局",
    "富民县公安局",
    "县财政局",
    "民政局",
    "富民县司法局",
    "富民县人社局",
    "富民县交通运输局",
    "富民县文化和旅游局",
    "卫健局",
    "富民县市场监督管理局",
    "团县委",
    "妇联",
    "富民县残联",
)


def roster(*without: str) -> list[Row]:
    """The county's and the towns' groups as they arrive, without some units."""
    heads = [("富民县人民政府", "组长", "副县长"), ("富民县教育体育局", "常务副组长", "局长")]
    seats = [("县", u, g) for u, g, _ in heads] + [
        ("县", u, "成员") for u in (*DEPARTMENTS, *TOWNS)
    ]
    towns = [f"{t}人民政府" if t.endswith("镇") else t for t in TOWNS]
    seats += [("乡镇", t, g) for t, g in product(towns, ("组长", "常务副组长", "成员"))]
    return [
        {"级别": level, "单位": unit, "姓名": f"示例{n}", "组内职务": post}
        for n, (level, unit, post) in enumerate(seats)
        if unit not in without
    ]


@pytest.mark.clause("M1.1")
def test_m1_1_a_complete_roster_of_fourteen_departments_and_every_town(tmp_path: Path) -> None:
    """分管教育副县长为组长，教体局局长任常务副组长，十四个部门和各镇为成员：full and short names of departments are the same seats."""
    found = county(tmp_path, 领导小组=roster())
    seats = [m for m in found.table("members") if m["level"] == "县"]
    assert len(seats) == 2 + 14 + len(TOWNS) and all(m["filled"] for m in seats)
    states = {d["unit"]: d["state"] for d in found.table("duties") if d["clause"] == "M1.1"}
    assert states == dict.fromkeys([COUNTY, *TOWNS], "done")


@pytest.mark.clause("M1.1")
def test_m1_1_missing_units_and_posts_are_named(tmp_path: Path) -> None:
    """A department, a town and a town's own posts that nobody holds stand as gaps; the town's group
    is proposed to be mended.
    """
    rows = [
        r
        for r in roster("富民县交通运输局", "罗免镇")
        if not (r["单位"] == "东村镇人民政府" and r["组内职务"] == "成员")
    ]
    found = county(tmp_path, 领导小组=[r for r in rows if r["单位"] != "罗免镇人民政府"])
    empty = [(m["unit"], m["seat"]) for m in found.table("members") if not m["filled"]]
    assert empty == [
        ("东村镇", "成员"),
        (COUNTY, "交通运输"),
        (COUNTY, "罗免镇"),
    ]
    (line,) = [d for d in found.table("duties") if d["duty"] == "county_group"]
    assert (
        line["state"] == "missing"
        and (line["expected"], line["found"]) == (23, 21)
        and "缺交通运输、罗免镇" in said(line["fact"])
    )
    fired = {
        (m["place"], m["measure"])
        for m in found.table("measures")
        if m["finding"] == "group_incomplete" and m["fired"]
    }
    assert fired == {("东村镇", "opinion")}, "罗免镇 sent nothing: nobody knows"


@pytest.mark.clause("M1.1")
def test_m1_1_the_executive_deputy_is_of_the_education_bureau() -> None:
    """Somebody else as executive deputy leaves the seat empty."""
    rows = [{"level": "县", "unit": "富民县公安局", "name": "甲", "group_post": "常务副组长"}]
    seats = {
        m["seat"]: m["filled"]
        for m in supervised(leading_groups=rows).table("members", unit=COUNTY)
    }
    assert seats["公安"] and not seats["常务副组长"] and not seats["教体"]


@pytest.mark.clause("M1.2")
def test_m1_2_the_county_meets_in_each_half_year(tmp_path: Path) -> None:
    """县级至少每半年一次: held with its tasks and problems settled; not held and not yet due; the term
    before remembers its half.
    """
    held = {
        "级别": "县级",
        "单位": COUNTY,
        "日期": "2025-09-11",
        "议题": "部署",
        "部署任务": "各镇按期比对",
        "协调问题": "协调追踪",
    }
    found = county(tmp_path, 联席会议=[held])
    (line,) = [d for d in found.table("duties") if d["duty"] == "county_meeting"]
    assert (line["period"], line["state"], line["done_on"]) == (
        "2025年下半年",
        "done",
        day("2025-09-11"),
    )
    assert all(x in said(line["fact"]) for x in ("各镇按期比对", "协调追踪"))
    assert [found.figure(f"meetings.{f}") for f in ("held", "with_tasks", "with_settled")] == [
        1,
        1,
        1,
    ]


@pytest.mark.clause("M1.2")
def test_m1_2_a_half_year_that_is_over_without_a_meeting_is_missing() -> None:
    """In April the half-year before is judged by both terms' registers; the current one is not yet
    due.
    """
    autumn = supervised(meetings=[meeting("东村镇", "2025-09-11")])
    assert autumn.states("county_meeting", COUNTY) == {"2025年下半年": "not_due"}
    now = [meeting(COUNTY, "2026-03-01")]
    spring = supervised(SPRING, recorded=[autumn.edition], meetings=now)
    assert spring.states("county_meeting", COUNTY) == {
        "2025年下半年": "missing",
        "2026年上半年": "done",
    }
    dark = supervised(SPRING, recorded=[autumn.edition], meetings=[meeting("东村镇", "2026-03-11")])
    assert dark.states("county_meeting", COUNTY)["2025年下半年"] == "no_data"
    held = supervised(meetings=[meeting(COUNTY, "2025-09-11")])
    late = supervised(SPRING, recorded=[held.edition], meetings=[meeting(COUNTY, "2026-03-01")])
    assert late.states("county_meeting", COUNTY) == {"2025年下半年": "done", "2026年上半年": "done"}
    assert (
        supervised(SPRING, meetings=[]).states("county_meeting", COUNTY)["2025年下半年"]
        == "no_data"
    )


@pytest.mark.clause("M1.3")
def test_m1_3_the_months_without_a_town_meeting(tmp_path: Path) -> None:
    """镇（街道）至少每月一次: each month that is over is held or missing; the measure names the months."""
    rows = [
        {"级别": "乡镇", "单位": t, "日期": d, "议题": "劝返"}
        for t, d in product(TOWNS, ("2025-09-10", "2025年10月9日"))
    ]
    found = county(
        tmp_path,
        联席会议=[r for r in rows if not (r["单位"] == "款庄镇" and r["日期"] != "2025-09-10")],
    )
    months = {
        (d["unit"], d["period"]): d["state"]
        for d in found.table("duties")
        if d["duty"] == "town_meeting"
    }
    every = dict.fromkeys(product(TOWNS, ("2025年9月", "2025年10月")), "done")
    assert months == every | {("款庄镇", "2025年10月"): "missing"}
    (fired,) = [
        m for m in found.table("measures") if m["finding"] == "meetings_missed" and m["fired"]
    ]
    assert fired["place"] == "款庄镇" and "2025年10月没有召开" in said(fired["facts"][0])
    assert (
        found.figure("duty.town_meeting.missing") == 1
        and found.figure("duty.town_meeting.done") == 13
    )


@pytest.mark.clause("M1.3")
def test_m1_3_the_last_day_of_a_month_counts_and_a_meeting_made_good_is_late() -> None:
    """The 30th of September is September; two meetings in early October are one late and one in
    time.
    """
    edge = supervised(meetings=[meeting("东村镇", "2025-09-30"), meeting("东村镇", "2025-10-31")])
    assert edge.states("town_meeting", "东村镇") == {"2025年9月": "done", "2025年10月": "done"}
    good = supervised(meetings=[meeting("东村镇", "2025-10-07"), meeting("东村镇", "2025-10-20")])
    assert good.states("town_meeting", "东村镇") == {"2025年9月": "late", "2025年10月": "done"}
    for too_late in (
        [meeting("东村镇", "2025-10-08"), meeting("东村镇", "2025-10-20")],
        [meeting("东村镇", "2025-10-07")],
    ):
        assert (
            supervised(meetings=too_late).states("town_meeting", "东村镇")["2025年9月"] == "missing"
        )


@pytest.mark.clause("M1.3")
def test_m1_3_a_month_that_is_not_over_and_a_meeting_to_come_do_not_count() -> None:
    """On the 30th of October the month isn't over: it isn't charged; a meeting of the future isn't
    held.
    """
    early = replace(AUTUMN, term=AUTUMN.term.model_copy(update={"as_of": day("2025-10-30")}))
    told = supervised(
        early, meetings=[meeting("东村镇", "2025-10-31"), meeting("东村镇", "2025-09-01")]
    )
    assert (
        told.states("town_meeting", "东村镇") == {"2025年9月": "done"}
        and len(told.table("meetings")) == 1
    )


@pytest.mark.clause("M1.3")
def test_m1_3_months_that_no_town_registered_are_not_charged() -> None:
    """Between two terms' reports: months before the spring register begins say 无数据; from its first
    month on every town counts.
    """
    told = supervised(
        SPRING,
        recorded=[supervised().edition],
        meetings=[meeting("东村镇", d) for d in ("2026-02-10", "2026-03-10")],
    )
    assert told.states("town_meeting", "东村镇") == {
        "2025年11月": "no_data",
        "2025年12月": "no_data",
        "2026年1月": "no_data",
        "2026年2月": "done",
        "2026年3月": "done",
        "2026年4月": "missing",
    }
    assert told.states("town_meeting", "款庄镇")["2026年2月"] == "no_data"


@pytest.mark.clause("M1.3")
def test_m1_3_nothing_before_the_fourteenth_of_november_2019_is_charged() -> None:
    """In a term of 2019 the first month that counts is December; a report of the day before charges
    nobody of anything.
    """
    days = {
        "first_day": day("2019-09-01"),
        "as_of": day("2019-12-31"),
        "window_to": day("2019-09-30"),
    }
    old = AUTUMN.term.model_copy(update=days)
    told = supervised(replace(AUTUMN, term=old), meetings=[meeting("东村镇", "2019-09-05")])
    assert (
        told.states("town_meeting", "东村镇") == {"2019年12月": "missing"}
        and told.states("county_meeting", COUNTY) == {}
    )
    before = replace(AUTUMN, term=old.model_copy(update={"as_of": day("2019-11-14")}))
    assert supervised(before, meetings=[]).states("town_meeting", "东村镇") == {}


@pytest.mark.clause("M1.3")
def test_m1_3_without_the_register_the_line_says_no_data_and_nothing_fires() -> None:
    """无数据: no town is charged with what the office can't see."""
    told = supervised()
    assert (
        set(told.states("town_meeting", "东村镇").values())
        == {"no_data"}
        == set(told.states("town_group").values())
    )
    assert told.fired("meetings_missed") == set() == told.fired("group_incomplete")
    assert told.reasons("meetings_missed") == {"没有提供登记册，无数据，不作认定"}
