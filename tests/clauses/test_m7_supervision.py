"""第四章 监督问责: appraisal, the inspection and its procedure, evaluations, and the measures that a
person may sign.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.signoff import draft_digest
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.supervision.ground import EXPLAINING
from tests.county import child, county
from tests.supervision.written import (
    AUTUMN,
    SPRING,
    TOWNS,
    Row,
    both,
    choose,
    day,
    dropouts,
    meeting,
    said,
    statistics,
    supervised,
)

OFFICE, BUREAU = AUTUMN.county.leading_group_office, AUTUMN.county.bureau
STEPS = (
    ("印发书面督导通知", "2025-10-09"),
    ("乡镇自查自评", "2025-10-11"),
    ("现场督导检查", "2025-10-14"),
    ("反馈初步督导意见", "2025-10-16"),
    ("印发督导意见书", "2025-10-20"),
    ("提交督导报告", "2025-10-22"),
)
LIMITS = {"limit": 180, "level": "县", "denominator": "last_year"}


def step(matter: str, on: str) -> Row:
    """A step of the procedure as it is read."""
    return {"matter": matter, "day": day(on)}


def inspector(n: int, post: str = "督学") -> Row:
    """A member of the inspecting group."""
    return {
        "name": f"示例{n}",
        "matter": "组成人员",
        "day": day("2025-10-14"),
        "unit": "督导室",
        "post": post,
    }


def score(unit: str, item: str, points: str = "18", full: str = "20", **more: object) -> Row:
    """An item as it is read."""
    return {
        "unit": unit,
        "item": item,
        "score": points,
        "full_score": full,
        "conclusion": "达标",
        **more,
    }


GROUP = [inspector(n) for n in range(3)]
PROCEDURE = [*GROUP, *(step(m, d) for m, d in STEPS)]


@pytest.mark.clause("M7.1")
def test_m7_1_the_government_and_its_main_leader_each_have_a_sheet(tmp_path: Path) -> None:
    """对镇（街道）政府及其主要领导考核: two sheets; the leader's own items where the register has them, else the
    government's.
    """
    rows = [
        {"单位": "东村镇人民政府", "指标": "组织领导", "得分": 18, "满分": 20, "结论": "达标"},
        {"单位": "东村镇（主要领导）", "指标": "履职", "得分": "8.5分", "满分": 10, "结论": "达标"},
        {"单位": "款庄镇", "指标": "组织领导", "得分": 15, "满分": 20, "结论": "达标"},
        {"单位": "散旦镇（主要领导）", "指标": "履职", "得分": 9, "满分": 10, "结论": "达标"},
    ]
    found = county(tmp_path, 督导检查=rows)
    sheets = {(s["unit"], s["subject"], s["item"], s["score"]) for s in found.table("scores")}
    assert sheets == {
        ("东村镇", "政府", "组织领导", 18.0),
        ("东村镇", "主要领导", "履职", 8.5),
        ("款庄镇", "政府", "组织领导", 15.0),
        ("款庄镇", "主要领导", "组织领导", 15.0),
        ("散旦镇", "主要领导", "履职", 9.0),
    }
    shares = {
        (f["code"], f["place"]): (f["numerator"], f["denominator"]) for f in found.table("figures")
    }
    assert shares["score.leader", "东村镇"] == (85, 100) and shares[
        "score.government", "东村镇"
    ] == (180, 200), "以0.1分计"
    states = {d["unit"]: d["state"] for d in found.table("duties") if d["duty"] == "appraisal"}
    assert (
        states["东村镇"] == states["款庄镇"] == "done"
        and states["散旦镇"] == "missing"
        and states["罗免镇"] == "no_data"
    )


@pytest.mark.clause("M7.2")
def test_m7_2_the_steps_of_the_procedure_by_their_dates(tmp_path: Path) -> None:
    """领导小组办公室牵头，教育督导配合: three inspectors and every step by its date; what is to come isn't due."""
    names = ["示例甲", "示例乙", "示例丙"]
    rows: list[Row] = [
        {"姓名": name, "事项": "组成人员", "日期": "2025-10-14", "职务": "督学"} for name in names
    ]
    found = county(
        tmp_path,
        督导组织=[*rows, *({"姓名": "", "事项": m, "日期": d, "职务": ""} for m, d in STEPS)],
    )
    lines = {d["duty"]: d for d in found.table("duties") if d["clause"] in ("M7.2", "M7.4")}
    assert {d["unit"] for d in lines.values()} == {OFFICE}
    done = {
        "inspectors",
        "notice_of_inspection",
        "self_report",
        "on_site",
        "feedback",
        "opinion",
        "report_to_government",
    }
    assert {n for n, d in lines.items() if d["state"] == "done"} == done
    waiting = ("rectification", "publication", "filing")
    assert {lines[n]["state"] for n in waiting} == {"not_due"}
    assert lines["public_opinion"]["state"] == "missing"
    assert lines["on_site"]["done_on"] == day("2025-10-14") and "第十七条" in said(
        lines["notice_of_inspection"]["fact"]
    )
    group = [m["name"] for m in found.table("members") if m["level"] == "督导组"]
    assert sorted(group) == sorted(names)


@pytest.mark.clause("M7.2")
def test_m7_2_two_inspectors_are_too_few_and_a_notice_must_come_first() -> None:
    """教育督导条例第十六条、第十七条: at least three; a notice after the inspection is late, one that never came
    is missing.
    """
    late = [
        *GROUP[:2],
        inspector(9, "联络员"),
        step("书面督导通知", "2025-10-15"),
        step("现场检查", "2025-10-14"),
    ]
    told = supervised(organisation=late)
    assert (
        told.states("inspectors")[OFFICE] == "missing"
        and told.states("notice_of_inspection")[OFFICE] == "late"
    )
    same_day = supervised(
        organisation=[*GROUP, step("书面督导通知", "2025-10-14"), step("现场检查", "2025-10-14")]
    )
    assert (
        same_day.states("inspectors")[OFFICE]
        == "done"
        == same_day.states("notice_of_inspection")[OFFICE]
    )
    assert (
        supervised(organisation=[step("现场检查", "2025-10-14")]).states("notice_of_inspection")[
            OFFICE
        ]
        == "missing"
    )
    assert supervised().states("on_site") == {OFFICE: "no_data"}


@pytest.mark.clause("M7.2")
@pytest.mark.parametrize(
    ("published", "as_of", "state"),
    [
        ("2025-11-11", "2025-11-30", "done"),
        ("2025-11-12", "2025-11-30", "late"),
        (None, "2025-11-10", "not_due"),
        (None, "2025-11-11", "missing"),
    ],
)
def test_m7_2_the_report_is_published_within_twenty_working_days(
    published: str | None, as_of: str, state: str
) -> None:
    """政府信息公开条例第二十六条: handed in on 10-14, the twentieth working day after it is 11-11; the day after
    is late.
    """
    params = replace(AUTUMN, term=AUTUMN.term.model_copy(update={"as_of": day(as_of)}))
    rows = [
        step("提交督导报告", "2025-10-14"),
        *([step("向社会公布督导报告", published)] if published else []),
    ]
    (line,) = supervised(params, organisation=rows).table("duties", duty="publication")
    assert line["due_on"] == day("2025-11-11") and line["state"] == state


@pytest.mark.clause("M7.3")
def test_m7_3_organisation_and_measures_are_both_inspected() -> None:
    """重点对组织领导、工作措施进行检查: a sheet with the one alone is half an inspection."""
    sheet = [
        score("东村镇", "组织领导"),
        score("东村镇", "劝返安置"),
        score("款庄镇", "组织领导"),
        score("罗免镇", "宣传发动"),
    ]
    states = supervised(inspection=sheet).states("items")
    assert states["东村镇"] == "done" and states["款庄镇"] == states["罗免镇"] == "missing"
    assert set(supervised().states("items").values()) == {"no_data"}


@pytest.mark.clause("M7.5")
def test_m7_5_the_five_evaluations_have_their_indicators() -> None:
    """脱贫攻坚、教育扶贫、义务教育均衡发展评估、教育工作督导评估、学校绩效考核, each fed by figures that can explain themselves."""
    told = supervised()
    lines = told.table("evaluations")
    assert list(dict.fromkeys(e["label"] for e in lines)) == [
        "脱贫攻坚",
        "教育扶贫",
        "义务教育均衡发展评估",
        "教育工作督导评估",
        "学校绩效考核",
    ]
    sources = {s["code"]: s["label"] for s in told.table("figure_sources")}
    assert all(sources[e["figure"]] == e["indicator"] for e in lines)


@pytest.mark.clause("M7.6")
@pytest.mark.parametrize(("count", "fired"), [(2, False), (3, True)])
def test_m7_6_a_prominent_problem_names_the_town(count: int, fired: bool) -> None:
    """辍学问题突出: the office's own number reached, not nearly; the town is named in a circular; the
    facts carry the number.
    """
    told = supervised(tables=dropouts(count, school="不知名学校"))
    places = {
        ("东村镇", "circular", None),
        ("东村镇", "interview", "主要责任人"),
        ("东村镇", "interview", "直接责任人"),
        ("东村镇", "rectify", None),
    }
    assert told.fired("prominent") == (places if fired else set())
    lines = told.table("measures", finding="prominent", place="东村镇", measure="circular")
    assert [(bool(m["facts"]), m["reason"], m["paper"]) for m in lines] == [
        (True, None, "通报") if fired else (False, '["not_prominent"]', "通报")
    ]


@pytest.mark.clause("M7.6")
@pytest.mark.parametrize(("count", "fired"), [(1, False), (2, True)])
def test_m7_6_a_school_is_named_by_its_own_pupils(count: int, fired: bool) -> None:
    """通报 names schools too: those whose pupils dropped out, by the school of the roll."""
    told = supervised(tables=dropouts(count, town="永定街道"))
    assert {place for place, _, _ in told.fired("school_prominent")} == (
        {"东村中学"} if fired else set()
    )


@pytest.mark.clause("M7.6")
def test_m7_6_suspected_is_not_dropout_but_nobody_visiting_is_neglect() -> None:
    """Suspected children alone make no problem prominent; so many of them that nobody visited in
    time, and half of all, do.
    """

    def overdue(late: int, done: int) -> dict[str, list[Row]]:
        states = ["overdue"] * late + ["done"] * done
        task = {"town": "东村镇", "task": "verify", "due": day("2025-10-15"), "urgent": False}
        return {"tasks": [task | {"child_id": f"C{n}", "state": s} for n, s in enumerate(states)]}

    every: dict[str, list[Row]] = {code: [] for code in EXPLAINING}
    assert supervised(tables=overdue(4, 0), **every).fired("prominent") == set()
    assert supervised(tables=overdue(5, 6), **every).fired("prominent") == set()
    for code in EXPLAINING:
        without = {c: rows for c, rows in every.items() if c != code}
        told = supervised(tables=overdue(5, 5), **without)
        assert told.fired("prominent") == set()
        assert any("无数据" in reason for reason in told.reasons("prominent")), code
    assert {m for _, m, _ in supervised(tables=overdue(5, 5), **every).fired("prominent")} == {
        "circular",
        "interview",
        "rectify",
    }


@pytest.mark.clause("M7.7")
def test_m7_7_those_answerable_are_interviewed_and_admonition_is_a_list_of_facts() -> None:
    """约谈 first; 诫勉 where a signed circular said so and it is so again, as a list of facts, decided
    by who may decide.
    """
    tables = dropouts(3, school="不知名学校")
    autumn = supervised(tables=tables)
    assert autumn.fired("prominent_again") == set() and autumn.reasons("prominent_again") == {
        "没有上学期的结果，无数据，不作认定"
    }
    proposed = supervised(SPRING, tables, [autumn.edition])
    assert proposed.fired("prominent_again") == set() and proposed.fired("prominent")
    signed = [autumn.edition, _signed(2, "全县", paper="通报"), _served(2)]
    spring = supervised(SPRING, tables, signed)
    assert spring.fired("prominent_again") == {
        ("东村镇", "admonition", "主要责任人"),
        ("东村镇", "admonition", "直接责任人"),
    }
    (line, _) = spring.table("measures", finding="prominent_again", place="东村镇")
    assert line["paper"] == "诫勉建议（事实清单）" and "县委按干部管理权限决定" in line["authority"]
    for earlier, now in ((autumn, {}), (supervised(), tables)):
        ledger = [earlier.edition, _signed(2, "全县", paper="通报"), _served(2)]
        once = supervised(SPRING, now, ledger)
        assert once.fired("prominent_again") == set() and bool(once.fired("prominent")) == bool(now)


def _signed(
    n: int, town: str, term: str = AUTUMN.term.term, paper: str = "责令限期整改通知书"
) -> Recorded:
    """A person signed the order to a town (or another paper of another term); served by
    :func:`_served`.
    """
    digest = draft_digest(town, f"{paper}.docx")
    told = dict.fromkeys(("draft", "facts", "document", "record"), digest)
    event = Event(
        Kind.PAPER_SIGNED,
        f"2025-{n:04}",
        day("2025-11-03"),
        "杨示例",
        told | {"paper": "rectification_order", "term": term},
    )
    return Recorded(n, "", event, "")


def _served(n: int) -> Recorded:
    """The paper signed at that place of the ledger reached its unit."""
    event = Event(
        Kind.PAPER_SERVED, f"2025-{n:04}", day("2025-11-04"), "李示例", {"manner": "post"}
    )
    return Recorded(100 + n, "", event, "")


def _case(number: str, gaps: int = 0, closed: str | None = None, town: str = "东村镇") -> Row:
    return {
        "child_id": f"C{number}",
        "case_no": number,
        "town": town,
        "chain_gaps": gaps,
        "closed_on": day(closed) if closed else None,
    }


CHAIN = {"responsible": [{"line": "政府", "level": "县领导", "name": "赵一"}]}


@pytest.mark.clause("M7.3")
def test_m7_3_a_sheet_without_a_problem_beside_a_finding_of_the_same_matter_is_shown() -> None:
    """散旦's sheet says 达标 of 组织领导 while its meetings were missed: listed; another matter, or a sheet
    that says so too, isn't.
    """
    others = [town for town in TOWNS if town != "散旦镇"]
    held = [
        meeting("散旦镇", "2025-08-20"),
        *(meeting(t, d) for t, d in product(others, MONTHS)),
    ]
    sheets = [score("散旦镇", "组织领导"), score("散旦镇", "宣传发动"), score("东村镇", "组织领导")]
    told = supervised(meetings=held, inspection=sheets)
    assert [(c["unit"], c["item"], c["finding"]) for c in told.table("contradictions")] == [
        ("散旦镇", "组织领导", "meetings_missed")
    ]
    known = [score("散旦镇", "组织领导", problem_class="措施不落实")]
    assert supervised(meetings=held, inspection=known).table("contradictions") == []


MONTHS = ("2025-09-10", "2025-10-10")


@pytest.mark.clause("M7.8")
def test_m7_8_an_order_has_its_term_and_the_next_term_looks_again_at_its_items() -> None:
    """责令限期整改: a term in days, the inspection's own date first; next term each case, seat or channel
    is looked at again.
    """
    bad = [
        score(t, "劝返安置", problem_class="措施不落实", mend_by=day("2025-11-20"))
        for t in ("东村镇", "款庄镇")
    ]
    others = [town for town in TOWNS if town != "散旦镇"]
    october = [meeting(t, d) for t, d in product(others, ("2025-09-10", "2025-10-10"))]
    october.append(meeting("散旦镇", "2025-08-20"))
    gaps = {"cases": [_case("2025秋-A", 2), _case("2025秋-B", 1), _case("2025秋-C", 1)]}
    autumn = supervised(AUTUMN, gaps, inspection=bad, meetings=october, **CHAIN)
    terms = {
        (m["place"], m["finding"]): m["mend_by"]
        for m in autumn.table("measures", measure="opinion", fired=True)
    }
    assert terms["东村镇", "inspection_problem"] == day("2025-11-20")
    assert terms["散旦镇", "meetings_missed"] == AUTUMN.term.as_of + timedelta(days=30)
    again = [score("东村镇", "劝返安置", problem_class="措施不落实"), score("款庄镇", "劝返安置")]
    months = [meeting(t, d) for t, d in product(others, ("2026-03-10", "2026-04-10"))]
    months.append(meeting("散旦镇", "2026-03-10"))
    now = {
        "cases": [
            _case("2025秋-A", 2),
            _case("2025秋-B", 0),
            _case("2025秋-C", 1, closed="2026-03-01"),
            _case("2026春-D", 1),
        ]
    }
    ledger = [autumn.edition, _signed(2, "东村镇"), _served(2)]
    spring = supervised(SPRING, now, ledger, inspection=again, meetings=months, **CHAIN)
    states = {(o["unit"], o["item"]): o["state"] for o in spring.table("orders")}
    assert {item: s for (unit, item), s in states.items() if unit == "东村镇"} == {
        "2025秋-A": "unmended",
        "2025秋-B": "mended",
        "2025秋-C": "mended",
        "2026春-D": "recurred",
        "劝返安置": "again",
    }
    assert states["款庄镇", "劝返安置"] == "mended"
    assert {item: s for (unit, item), s in states.items() if unit == "散旦镇"} == {
        "2025年9月": "past",
        "2025年10月": "past",
        "2026年4月": "recurred",
    }
    assert {place for place, *_ in spring.fired("order_unmended")} == {"东村镇"}
    unmended = spring.table("measures", finding="order_unmended", fired=True)
    (fact,) = {said(f) for f in chain.from_iterable(m["facts"] for m in unmended)}
    assert "2025秋-A" in fact and "2025秋-B" not in fact and "2026春-D" not in fact
    assert spring.figure("orders.unmended", "东村镇") is not None


@pytest.mark.clause("M7.8")
@given(
    old=st.sets(st.sampled_from("ABCDE")),
    still=st.sets(st.sampled_from("ABCDE")),
    new=st.sets(st.sampled_from("VWXYZ")),
)
@settings(max_examples=40, deadline=None)
def test_m7_8_who_mended_every_item_is_never_told_that_it_did_not(
    old: set[str], still: set[str], new: set[str]
) -> None:
    """However many new lapses there are: unmended are just the items of then that stand as they
    stood.
    """
    before = {"cases": [_case(n, 1) for n in sorted(old)]}
    after = {"cases": [_case(n, int(n in still | new)) for n in sorted(old | new)]}
    autumn = supervised(AUTUMN, before, **CHAIN)
    ledger = [autumn.edition, _signed(2, "东村镇"), _served(2)]
    spring = supervised(SPRING, after, ledger, **CHAIN)
    by_state: dict[str, set[str]] = {}
    for o in spring.table("orders", finding="chain_broken"):
        by_state.setdefault(o["state"], set()).add(o["item"])
    expected = {"unmended": old & still, "mended": old - still, "recurred": new if old else set()}
    assert by_state == {state: items for state, items in expected.items() if items}
    assert bool(spring.fired("order_unmended")) is bool(old & still)


@pytest.mark.clause("M7.8")
def test_m7_8_what_was_never_signed_or_can_not_be_seen_is_not_held_against_a_town() -> None:
    """A day in the register of the inspection is no signature: the order is a reminder. Without
    this term's register: 无数据.
    """
    gaps = {"cases": [_case("2025秋-A", 1)]}
    drafted = supervised(AUTUMN, gaps, organisation=PROCEDURE, **CHAIN)
    spring = supervised(SPRING, gaps, [drafted.edition], **CHAIN)
    assert [o["state"] for o in spring.table("orders")] == ["unmended"]
    assert spring.fired("order_unmended") == set()
    told = "上学期的督导意见书、责令限期整改通知书没有签发并送达该单位，只作提醒"
    assert told in spring.reasons("order_unmended")
    dark = {"cases": [_case("2025秋-A", 1) | {"chain_gaps": None}]}
    blind = supervised(SPRING, dark, [drafted.edition, _signed(2, "东村镇"), _served(2)])
    assert [o["state"] for o in blind.table("orders")] == ["no_data"]
    assert blind.fired("order_unmended") == set()


@pytest.mark.clause("M7.8")
def test_m7_8_counts_that_an_older_version_remembered_are_no_items_to_be_looked_at_again() -> None:
    """Version 0.1 kept (unit, finding, count): nobody can say which of them is mended."""
    drafted = supervised(AUTUMN, {"cases": [_case("2025秋-A", 1)]}, **CHAIN).edition
    kept = dict(drafted.event.payload["supervision"])
    kept |= {"orders": [["东村镇", "chain_broken", 1, "2025-11-30", ""]], "issued": True}
    del kept["ordered"]
    old = replace(drafted, event=replace(drafted.event, payload={"supervision": kept}))
    spring = supervised(
        SPRING, {"cases": [_case("2026春-B", 1)]}, [old, _signed(2, "东村镇"), _served(2)], **CHAIN
    )
    assert [(o["item"], o["state"]) for o in spring.table("orders")] == [("", "no_data")]
    assert spring.fired("order_unmended") == set()


@pytest.mark.clause("M7.8")
def test_m7_8_a_signed_order_binds_the_unit_it_was_addressed_to_until_it_is_voided() -> None:
    """The town that got it is held to it from its service on, one with another term's is reminded;
    a voided one binds nobody.
    """
    gaps = {"cases": [_case("2025秋-A", 1), _case("2025秋-B", 1, town="款庄镇")]}
    void = Event(Kind.PAPER_VOIDED, "2025-0002", day("2025-11-05"), "杨示例", {"reason": "facts"})
    ledger = [
        supervised(AUTUMN, gaps, **CHAIN).edition,
        _signed(2, "东村镇"),
        _signed(3, "款庄镇", "2024-autumn", "督导意见书"),
        _served(3),
        _served(2),
        Recorded(104, "", void, ""),
    ]
    places = [
        {p for p, *_ in supervised(SPRING, gaps, ledger[:n], **CHAIN).fired("order_unmended")}
        for n in (1, 4, 5, 6)
    ]
    assert places == [set(), set(), {"东村镇"}, set()]


@pytest.mark.clause("M7.9")
@pytest.mark.parametrize(("left", "over"), [(9, False), (10, True)])
def test_m7_9_above_the_limit_reaches_the_town_and_the_education_department(
    left: int, over: bool
) -> None:
    """1.8 % of 500 is 9: nine isn't above; ten is: circular and 诫勉建议 for three posts, of the town's
    government and the bureau.
    """
    base: list[Row] = []
    for unit in ("富民县", "东村镇", "款庄镇"):
        base += statistics(unit, 上学年初初中在校生数=500)
    told = supervised(choose(dropout_limit_lower_secondary=LIMITS), dropouts(left), statistics=base)
    posts = {
        ("circular", None),
        *(("admonition", p) for p in ("主要领导", "分管领导", "有关责任人")),
    }
    assert told.fired("rate_over") == ({("东村镇", *p) for p in posts} if over else set())
    assert told.fired("county_rate_over") == ({(BUREAU, *p) for p in posts} if over else set())
    if not over:
        assert told.reasons("county_rate_over") == {"辍学率没有超过现行控制线"}


@pytest.mark.clause("M7.9")
def test_m7_9_no_limit_in_force_says_so_and_proposes_nothing() -> None:
    """The exit assessment's limits ended with 2020: in 2025 a rate of any height proposes nothing,
    and the source says why.
    """
    base = statistics("富民县", 上学年初初中在校生数=500)
    told = supervised(tables=dropouts(400), statistics=base)
    assert told.fired("rate_over") == set() == told.fired("county_rate_over")
    (reason,) = told.reasons("county_rate_over")
    assert reason.startswith("报告日没有现行有效的辍学率控制线") and "2020年底" in reason
    assert [x["limit"] for x in told.found.facts["limits"]] == [None, None]


@pytest.mark.clause("M7.9")
@pytest.mark.parametrize(
    ("level", "towns", "bureau"), [("县", set(), set()), ("乡镇", {"东村镇"}, {BUREAU})]
)
def test_m7_9_the_limit_is_tested_at_the_level_its_row_names(
    level: str, towns: set[str], bureau: set[str]
) -> None:
    """Ten of a town's 100, of the county's 1,000: under a county's limit nobody, under a town's
    limit that town and the bureau.
    """
    base = statistics("富民县", 上学年初初中在校生数=1000) + statistics(
        "东村镇", 上学年初初中在校生数=100
    )
    told = supervised(
        choose(dropout_limit_lower_secondary=LIMITS | {"level": level}),
        dropouts(10),
        statistics=base,
    )
    assert {p for p, _, _ in told.fired("rate_over")} == towns and {
        p for p, _, _ in told.fired("county_rate_over")
    } == bureau


@pytest.mark.clause("M7.9")
def test_m7_9_without_the_statistics_nothing_fires() -> None:
    """A limit without a denominator: 无数据."""
    told = supervised(choose(dropout_limit_lower_secondary=LIMITS), dropouts(400))
    assert told.fired(
        "rate_over"
    ) == set() and "没有提供事业统计，无数据，不作认定" in told.reasons("rate_over")


@pytest.mark.clause("M7.6")
def test_every_rule_and_unit_has_a_line_with_a_reason_or_with_facts() -> None:
    """Fired: facts, figures, their digest; not fired: the reason. No rule is silent, none names a
    child.
    """
    told = supervised(tables=both(dropouts(3), dropouts(2, town="永定街道", school="永定小学")))
    for m in told.table("measures"):
        assert (
            bool(m["facts"])
            == m["fired"]
            == bool(m["digest"])
            == bool(m["figures"])
            == (m["reason"] is None)
        ), m
        assert not any("C初中" in said(f) for f in m["facts"])
    assert len(told.table("measures", finding="prominent")) == 4 * len(TOWNS)


@pytest.mark.clause("M7.6")
def test_the_whole_run_proposes_nothing_against_a_county_that_did_its_duty(tmp_path: Path) -> None:
    """One child at school, no register of duties: no measure fires."""
    ming = child("张小明")
    found = county(tmp_path, 户籍=[ming], 学籍=[ming], 在校=[ming])
    assert [m for m in found.table("measures") if m["fired"]] == []
