"""第三章 宣传: five channels, three laws and the ban on employing children, towns and schools alike."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from tests.county import county
from tests.supervision.written import SCHOOLS, TOWNS, Row, choose, day, said, supervised

CHANNELS = ("标语", "报纸图文", "电视音像", "广播", "手机信息")
LAWS = (
    "《义务教育法》",
    "《未成年人保护法》",
    "云南省实施《义务教育法》办法",
    "禁止用人单位招用适龄儿童少年",
)
SCHOOL = {"学校名称": "永定小学", "学段": "小学", "所在乡镇": "永定街道"}


def act(unit: str, channel: str, content: str, on: str = "2025-09-10") -> Row:
    """An act as a register has it."""
    return {"单位": unit, "渠道": channel, "日期": on, "内容": content, "数量": 10}


def read(unit: str, channel: str, content: str, on: str = "2025-09-10") -> Row:
    """The same as it is read."""
    return {"unit": unit, "channel": channel, "day": day(on), "content": content, "quantity": 10.0}


@pytest.mark.clause("M6.1")
def test_m6_1_five_channels_and_the_one_that_is_wanting(tmp_path: Path) -> None:
    """墙上有标语、报纸有图文、电视有音像、广播有声音、手机有信息: a town that lacks one is found, the channel is named."""
    channels = ("悬挂横幅", "发放宣传册", "播放视频", "村村响广播", "微信群")
    acts = [act(t, c, LAWS[0]) for t, c in product(TOWNS, channels)]
    found = county(
        tmp_path, 宣传=[a for a in acts if not (a["单位"] == "东村镇" and a["渠道"] == "播放视频")]
    )
    states = {d["unit"]: d["state"] for d in found.table("duties") if d["duty"] == "town_channels"}
    assert states == {t: "missing" if t == "东村镇" else "done" for t in TOWNS}
    (fired,) = [
        m for m in found.table("measures") if m["finding"] == "publicity_gap" and m["fired"]
    ]
    assert (
        fired["place"] == "东村镇"
        and "电视音像" in said(fired["facts"][0])
        and fired["measure"] == "opinion"
    )
    lines = [
        p
        for p in found.table("publicity")
        if p["unit"] == "东村镇" and p["content"] == "《义务教育法》"
    ]
    assert {p["channel"]: p["acts"] for p in lines} == {c: int(c != "电视音像") for c in CHANNELS}


@pytest.mark.clause("M6.2")
def test_m6_2_towns_and_schools_both(tmp_path: Path) -> None:
    """镇（街道）和各中小学: the matrix has a line for every school too; one that sent nothing isn't one that
    did nothing.
    """
    schools = [SCHOOL, {"学校名称": "东村中学", "学段": "初中", "所在乡镇": "东村镇"}]
    found = county(tmp_path, 学校=schools, 宣传=[act("永定小学", "标语", LAWS[0])])
    assert {(p["level"], p["unit"]) for p in found.table("publicity")} == {
        ("乡镇", t) for t in TOWNS
    } | {("学校", "永定小学"), ("学校", "东村中学")}
    states = {
        d["unit"]: d["state"] for d in found.table("duties") if d["duty"] == "school_channels"
    }
    assert states == {"永定小学": "done", "东村中学": "no_data"}
    fired = {
        m["place"]
        for m in found.table("measures")
        if m["finding"] == "school_publicity_gap" and m["fired"]
    }
    assert fired == set()
    before = act("东村中学", "标语", LAWS[0]) | {"日期": "2025-03-01"}
    found = county(tmp_path / "2", 学校=schools, 宣传=[act("永定小学", "标语", LAWS[0]), before])
    assert ("东村中学", "missing") in {
        (d["unit"], d["state"]) for d in found.table("duties") if d["duty"] == "school_channels"
    }


@pytest.mark.clause("M6.3")
@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("《义务教育法》", {LAWS[0]}),
        ("中华人民共和国义务教育法、未保法", {LAWS[0], LAWS[1]}),
        ("云南省实施《义务教育法》办法", {"province"}),
        ("云南省实施＜义务教育法＞的办法和《义务教育法》", {"province", LAWS[0]}),
        ("云南省实施《中华人民共和国义务教育法》办法", {"province"}),
        ("严禁使用童工", {"labour"}),
        ("禁止用人单位招用适龄儿童少年就业", {"labour"}),
        ("消防安全", set()),
    ],
)
def test_m6_3_three_laws_and_the_ban_however_they_are_written(cell: str, told: set[str]) -> None:
    """The province's measures name the law in their title: they aren't the law; another subject is
    none of the four.
    """
    names = {
        "province": "《云南省实施〈义务教育法〉的办法》",
        "labour": "禁止用人单位招用适龄儿童少年",
    }
    found = supervised(publicity=[read("东村镇", "标语", cell)])
    assert {p["content"] for p in found.table("publicity", unit="东村镇") if p["acts"]} == {
        names.get(t, t) for t in told
    }


@pytest.mark.clause("M6.3")
def test_m6_3_a_law_nobody_told_of_is_found() -> None:
    """Four contents for a town; three are one too few, and the one wanting is named."""
    told = [(t, law) for t, law in product(TOWNS, LAWS) if (t, law) != ("款庄镇", LAWS[1])]
    acts = [read(t, "标语", law) for t, law in told]
    found = supervised(publicity=acts)
    assert {u for u, s in found.states("town_contents").items() if s == "missing"} == {"款庄镇"}
    assert found.fired("laws_gap") == {("款庄镇", "opinion", None)}
    assert (
        said(found.table("duties", duty="town_contents", unit="款庄镇")[0]["fact"])
        == "内容3种，没有《未成年人保护法》"
    )


@pytest.mark.clause("M6.1")
def test_m6_1_acts_of_another_time_or_of_nobody_known_do_not_count() -> None:
    """An act after the day of the report, or before this term's supervision begins, or of an
    unknown unit covers nothing.
    """
    acts = [
        read("东村镇", "标语", LAWS[0], "2025-11-01"),
        read("东村镇", "广播", LAWS[0], "2025-08-31"),
        read("某公司", "标语", LAWS[0]),
    ]
    found = supervised(publicity=acts)
    assert (
        sum(p["acts"] for p in found.table("publicity")) == 0
        and found.figure("publicity.acts") is None
    )
    counted = supervised(
        publicity=[
            read("东村镇", "标语", LAWS[0], "2025-10-31"),
            read("东村镇", "广播", LAWS[0], "2025-09-01"),
        ]
    )
    assert sum(p["acts"] for p in counted.table("publicity")) == 2


@pytest.mark.clause("M6.2")
def test_m6_2_a_line_that_names_nobody_known_is_sent_back_and_not_lost(tmp_path: Path) -> None:
    """A misspelt school or channel covers nothing: the line stands in 数据质量 with its place, so that
    nobody is charged unheard.
    """
    found = county(
        tmp_path,
        学校=[SCHOOL],
        宣传=[act("永定小学校", "标语", LAWS[0]), act("永定小学", "口口相传", LAWS[0])],
    )
    assert found.mend("unknown_unit") == [("宣传/宣传.xlsx", 2, None)]
    assert found.mend("unknown_channel") == [("宣传/宣传.xlsx", 3, "永定街道")]


@pytest.mark.clause("M6.2")
def test_m6_2_how_many_channels_a_school_needs_is_a_dated_choice() -> None:
    """One channel is enough as shipped; an office that asks two finds the school wanting."""
    one = [read("永定小学", "标语", LAWS[0])]
    needed = {"town_channels": 5, "town_contents": 4, "school_channels": 2, "school_contents": 1}
    assert supervised(publicity=one).states("school_channels")["永定小学"] == "done"
    assert (
        supervised(choose(publicity_needed=needed), publicity=one).states("school_channels")[
            "永定小学"
        ]
        == "missing"
    )


@pytest.mark.clause("M6.1")
def test_m6_1_without_the_register_no_gap_is_found() -> None:
    """无数据 for every town and school, no line in the matrix, no measure."""
    found = supervised()
    assert found.table("publicity") == [] and set(found.states("town_channels").values()) == {
        "no_data"
    }
    assert set(found.states("school_channels")) == set(SCHOOLS)
    assert (
        not found.fired("publicity_gap")
        | found.fired("laws_gap")
        | found.fired("school_publicity_gap")
    )
