"""Sentences with numbers: natural for none, one and many; suspected is never called dropout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.counts import (
    COUNTED,
    Absences,
    Children,
    Window,
    Windows,
    total,
)
from kongchuo_core.documents.inspection.findings import Found, findings
from kongchuo_core.documents.wording import (
    chinese_date,
    chinese_number,
    chinese_span,
    headed,
    numbered,
    quoted,
)


def counted(place: str, *counts: int) -> Children:
    """Children with the first eight counts given, and the two that follow from them."""
    _, _, enrolled_absent, unenrolled_absent, explained, *_ = counts
    suspected = enrolled_absent + unenrolled_absent
    return Children(place, *counts, suspected, suspected - explained, 0, suspected - explained)


def having(c: Children, **changed: Any) -> Children:
    """Another place like it with some counts changed."""
    return counted(
        changed.get("place", c.place),
        *(changed.get(name, getattr(c, name)) for name in COUNTED[:8]),
    )


NONE = counted("东村镇", 0, 0, 0, 0, 0, 0, 0, 0)
CALM = counted("东村镇", 120, 110, 0, 0, 0, 0, 10, 0)
ONE = having(CALM, in_scope=123, enrolled_absent=1, present_unenrolled=1, review=1)
MANY = counted("全县", 14977, 13508, 29, 25, 34, 70, 1321, 24)
LARGEST = counted("全县", 149770, 135080, 290, 250, 340, 700, 13210, 240)
ALL_SUSPECTED = counted("东村镇", 3, 0, 1, 2, 3, 0, 0, 0)
EXPLAINED = (("异地就读", 17), ("缓学", 5), ("休学", 7), ("送教上门", 5))
BY = date(2026, 1, 23)
FIRST, LAST = date(2025, 9, 1), date(2025, 9, 30)


def everything(c: Children) -> str:
    """All that is told of a place's children."""
    found = Found(c, (), 1 if c.unexplained else 0, (), Absences(0, 0, 0, 0), 0, BY)
    told = [
        *say.conclusion(c),
        *say.results(c, 0),
        *say.explanations(c, [("异地就读", c.explained)]),
    ]
    return "".join(
        (
            say.summary(c),
            *told,
            say.place_told(c),
            say.school_told(c),
            *(f.problem + f.demand for f in findings(found)),
        )
    )


@pytest.mark.parametrize(
    ("count", "explained", "words"),
    [
        (1, 1, "1人），有说明材料。"),
        (2, 2, "2人），均有说明材料。"),
        (2, 1, "2人），其中1人有说明材料。"),
        (1, 0, "1人），没有说明材料。"),
    ],
)
def test_one_child_with_a_paper_is_not_told_as_all_of_them(
    count: int, explained: int, words: str
) -> None:
    assert say.place_told(having(CALM, enrolled_absent=count, explained=explained)).endswith(words)
    assert (
        "（均有材料）" in say.summary(having(CALM, enrolled_absent=count, explained=explained))
    ) is (count == explained > 1)


@pytest.mark.parametrize(
    ("day", "words"), [(date(2025, 9, 5), "2025年9月5日"), (date(2025, 11, 30), "2025年11月30日")]
)
def test_dates_have_no_leading_noughts(day: date, words: str) -> None:
    assert chinese_date(day) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 9, 1), date(2025, 9, 30), "2025年9月1日至30日"),
        (date(2025, 9, 1), date(2025, 10, 8), "2025年9月1日至10月8日"),
        (date(2025, 12, 1), date(2026, 1, 5), "2025年12月1日至2026年1月5日"),
        (LAST, LAST, "2025年9月30日"),
    ],
)
def test_a_span_says_once_what_both_days_share(first: date, last: date, words: str) -> None:
    assert chinese_span(first, last) == words


def test_headings_count_in_chinese() -> None:
    assert [chinese_number(n) for n in (1, 9, 10, 11, 20, 35)] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "三十五",
    ]
    assert headed([("甲镇", "没有发现疑似辍学。")], "无。") == (
        "（一）甲镇。没有发现疑似辍学。",
    ) and headed([], "无。") == ("无。",)


def test_a_single_point_has_no_number() -> None:
    assert (
        numbered(["甲。"], "无。") == ("甲。",)
        and numbered(["甲。", "乙。"], "无。") == ("1.甲。", "2.乙。")
        and numbered([], "无。") == ("无。",)
    )
    assert quoted(["缺勤", "宣传"]) == "“缺勤”“宣传”"


@pytest.mark.parametrize(
    "c",
    [NONE, CALM, ONE, MANY, LARGEST, ALL_SUSPECTED],
    ids=["无人", "平静", "单个", "多个", "最长", "只有疑似"],
)
def test_no_sentence_counts_to_nought_or_calls_a_child_a_dropout(c: Children) -> None:
    """没有 instead of 0人; 疑似辍学 is the only use of the word, beside 不等于辍学; no hole, no doubled point."""
    told = everything(c)
    assert not re.search(r"(?<!\d)0[人户件处行]", told), told
    assert "辍学" not in re.sub("疑似辍学|不等于辍学", "", told)
    assert not re.search("。。|，，|，。|；。|、。|None|%", told)


@pytest.mark.parametrize(
    "c",
    [NONE, CALM, ONE, MANY, LARGEST, ALL_SUSPECTED],
    ids=["无人", "平静", "单个", "多个", "最长", "只有疑似"],
)
def test_the_summary_is_one_sentence_of_at_most_56_characters(c: Children) -> None:
    assert len(say.summary(c)) <= 56 and say.summary(c).count("。") == 1


@pytest.mark.parametrize(
    ("c", "words"),
    [
        (CALM, "没有发现疑似辍学儿童少年。"),
        (ONE, "疑似辍学1人，没有在比对日有效的异地就读、缓学、休学或送教上门材料，须入户核实。"),
        (
            having(ONE, explained=1),
            "疑似辍学1人，有在比对日有效的异地就读、缓学、休学或送教上门材料，须核验材料。",
        ),
        (
            having(MANY, explained=0),
            "疑似辍学54人，均没有在比对日有效的异地就读、缓学、休学或送教上门材料，须逐人入户核实。",
        ),
        (
            having(MANY, explained=54),
            "疑似辍学54人，均有在比对日有效的异地就读、缓学、休学或送教上门材料，须核验材料。",
        ),
        (
            having(MANY, explained=53),
            "疑似辍学54人，其中53人有在比对日有效的异地就读、缓学、休学或送教上门材料，其余1人没有，须入户核实。",
        ),
        (
            MANY,
            "疑似辍学54人，其中34人有在比对日有效的异地就读、缓学、休学或送教上门材料，其余20人没有，须逐人入户核实。",
        ),
    ],
    ids=["没有", "一人无材料", "一人有材料", "均无", "均有", "差一人", "有有有无"],
)
@pytest.mark.clause("M3.2")
def test_suspected_are_told_with_and_without_the_explained(c: Children, words: str) -> None:
    told = say.conclusion(c)[1]
    assert told.startswith(words)
    assert ("疑似辍学是三比对发现的线索，不等于辍学。" in told) is bool(c.suspected)


@pytest.mark.clause("M2.4")
def test_the_balance_names_all_six_verdicts() -> None:
    """The printed sum can be added up by hand, and a town's paper says that the rows are the county's."""
    (words,) = say.balance(MANY, whole_county=True)
    assert sum(map(int, re.search(r"之和([\d+]+)。", words).group(1).split("+"))) == 14977  # type: ignore[union-attr]
    assert "表为全县行数" in say.balance(CALM, whole_county=False)[0] and "全县行数" not in words


def test_each_verdict_somebody_has_is_told_once() -> None:
    told = say.results(MANY, 7)
    assert [re.sub(r"\d.*", "", sentence) for sentence in told] == [
        "比对一致",
        "学籍在校而学生不在校",
        "学籍与学生均不在校",
        "在校无学籍",
        "已完成义务教育",
        "待人工核对",
    ]
    assert "涉及7户" in told[2] and len(say.results(CALM, 0)) == 3


@pytest.mark.clause("M3.4")
@pytest.mark.parametrize(
    ("c", "kinds", "words"),
    [
        (
            MANY,
            EXPLAINED,
            "34人有在比对日有效的说明材料：异地就读17人、缓学5人、休学7人、送教上门5人。其余20人没有，须逐人入户核实。",
        ),
        (
            having(ONE, explained=1),
            (("缓学", 1),),
            "1人有在比对日有效的说明材料：缓学。材料是否属实仍须核验。",
        ),
        (ONE, (), "没有在比对日有效的异地就读、缓学、休学或送教上门材料，须入户核实。"),
    ],
    ids=["多", "一有", "一无"],
)
def test_documents_are_told_by_kind(
    c: Children, kinds: tuple[tuple[str, int], ...], words: str
) -> None:
    assert say.explanations(c, kinds)[1] == words


def window(
    town: str, done: date | None = LAST, late: int = 0, police: bool = True, school: bool = True
) -> Window:
    return Window(town, done, late, police, school)


def windows(found: Sequence[Window]) -> Windows:
    """The towns' comparisons with their counts."""
    return Windows(
        len(found), sum(w.done_on is not None and not w.days_late for w in found), tuple(found)
    )


@pytest.mark.clause("M2.2")
@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            [window("甲镇")],
            (
                "甲镇于2025年9月30日完成比对，在比对时段（2025年9月1日至30日）内。",
                "比对均有公安、中心学校参加。",
            ),
        ),
        (
            [window("甲镇"), window("乙镇")],
            (
                "2个镇（街道）都在比对时段（2025年9月1日至30日）内完成比对。",
                "各镇（街道）均有公安、中心学校参加。",
            ),
        ),
        (
            [window("甲镇"), window("乙镇", date(2025, 10, 8), 8)],
            (
                "2个镇（街道）中，1个在比对时段（2025年9月1日至30日）内完成比对。",
                "乙镇于2025年10月8日完成，晚8天。",
                "各镇（街道）均有公安、中心学校参加。",
            ),
        ),
        ([window("甲镇", None)], ("甲镇没有报告比对完成日期。",)),
    ],
    ids=["一镇按时", "都按时", "一镇迟", "一镇未报"],
)
def test_towns_within_the_window_or_late_by_days(
    found: list[Window], words: tuple[str, ...]
) -> None:
    assert say.windows(windows(found), FIRST, LAST) == words


@pytest.mark.clause("M2.1")
def test_a_partner_without_a_record_is_named() -> None:
    found = [window("甲镇", school=False), window("乙镇", police=False), window("丙镇")]
    assert say.windows(windows(found), FIRST, LAST)[1:] == (
        "乙镇的比对没有公安参加的记录。",
        "甲镇的比对没有中心学校参加的记录。",
    )


@pytest.mark.clause("M5.3")
@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Absences(0, 0, 0, 0), "截至2025年9月30日，没有达到建档条件的缺勤。"),
        (
            Absences(1, 0, 0, 0),
            "截至2025年9月30日，连续缺勤或者去向不明、应当建档的1件，已返校。已分别报送县教育体育局和镇（街道）。",
        ),
        (
            Absences(1, 1, 1, 1),
            "截至2025年9月30日，连续缺勤或者去向不明、应当建档的1件，未返校。应当建档的缺勤没有报送县教育体育局和镇（街道）。",
        ),
        (
            Absences(7, 3, 1, 0),
            "截至2025年9月30日，连续缺勤或者去向不明、应当建档的7件，其中3件仍未返校。应当建档的缺勤中，1件没有报送县教育体育局。",
        ),
        (
            Absences(2, 0, 0, 0),
            "截至2025年9月30日，连续缺勤或者去向不明、应当建档的2件，均已返校。均已分别报送县教育体育局和镇（街道）。",
        ),
    ],
    ids=["没有", "一件已报", "一件未报", "几件", "都报了"],
)
def test_absences_on_file_and_to_whom_they_were_reported(found: Absences, words: str) -> None:
    assert say.absences(found, LAST) == (words,)


def test_registers_not_given_are_named_and_not_judged() -> None:
    assert say.not_given(["缺勤", "宣传"]) == (
        "本期未提供“缺勤”“宣传”登记册，有关内容为无数据，不作评价。",
    )
    assert say.not_given([]) == ("各登记册均已提供。",)


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ([], "各来源没有发现需要改正的地方。"),
        ([("缺姓名", 4)], "各来源需要改正的共4处，是缺姓名。文件、行号和改法见《数据质量》表。"),
        (
            [("缺姓名", 3), ("缺学校", 1)],
            "各来源需要改正的共4处：缺姓名3处、缺学校1处。文件、行号和改法见《数据质量》表。",
        ),
        (
            [("甲", 4), ("乙", 3), ("丙", 2), ("丁", 1)],
            "各来源需要改正的共10处，主要是甲4处、乙3处、丙2处。文件、行号和改法见《数据质量》表。",
        ),
    ],
)
def test_faults_are_told_with_the_most_frequent_kinds(
    kinds: list[tuple[str, int]], words: str
) -> None:
    assert say.quality(sum(count for _, count in kinds), kinds) == (words,)


def found(**changed: object) -> Found:
    """A county with something to find of each kind."""
    parts = (having(MANY, place="永定街道", explained=54), having(ONE, place="东村镇"))
    values = {
        "whole": MANY,
        "parts": parts,
        "unknown_households": 7,
        "absences": Absences(7, 3, 1, 1),
        "quality": 985,
        "by": BY,
        "windows": (
            window("甲镇"),
            window("乙镇", date(2025, 10, 8), 8),
            window("丙镇", None),
            window("丁镇", school=False),
        ),
    }
    return Found(**(values | changed))  # type: ignore[arg-type]


def test_every_problem_has_a_demand_and_says_by_when() -> None:
    """Whoever reads it knows who does what; things that take time have a day, the rest is at once or at the next window."""
    told = findings(found())
    assert len(told) == 9 and sum(not f.problem for f in told) == 1
    assert all(
        re.search(r"本学期结束（2026年1月23日）前|立即|下一次比对|复核|核验", f.demand)
        for f in told
    )


def test_no_fault_no_finding() -> None:
    assert (
        findings(
            found(whole=CALM, windows=(window("甲镇"),), absences=Absences(0, 0, 0, 0), quality=0)
        )
        == ()
    )


def test_a_town_speaks_of_itself_without_its_name() -> None:
    """In its own report a town asks the bureau; in the inspection's, the town is told by name."""
    town = having(ONE, place="东村镇")
    late = (window("东村镇", date(2025, 10, 8), 8),)
    own, told = (
        findings(found(whole=town, parts=(), windows=late, own=itself)) for itself in (True, False)
    )
    assert own[0].demand.startswith("会同属地学校") and told[0].demand.startswith(
        "东村镇会同属地学校"
    )
    assert any("报请县教育体育局" in f.demand for f in own) and not any(
        "报请" in f.demand for f in told
    )


def test_places_with_the_most_come_first() -> None:
    assert (
        say.spread([("甲镇", 1), ("乙镇", 5), ("丙镇", 0)]) == "乙镇5人、甲镇1人"
        and say.spread([]) == ""
    )


@pytest.mark.clause("M4.1")
@pytest.mark.parametrize(
    ("verified", "words"),
    [(0, "须逐人入户核实"), (14, "已核实14人，待核实6人"), (20, "已全部核实")],
)
def test_the_suspected_are_explained_verified_or_waiting(verified: int, words: str) -> None:
    """One bridge in every paper: who has been verified isn't to be verified at once."""
    then = replace(MANY, verified=verified, waiting=MANY.unexplained - verified)
    assert then.suspected == then.explained + then.verified + then.waiting
    assert f"没有，{words}" in "".join(say.conclusion(then))
    assert f"没有，{words}。" in say.explanations(then, (("异地就读", MANY.explained),))[1]


def test_a_total_is_the_sum_of_its_parts() -> None:
    """Every count, those that follow from others too."""
    whole = total([MANY, ONE, CALM], "全县")
    assert whole == counted("全县", 15220, 13728, 30, 25, 34, 71, 1341, 25) and len(COUNTED) == 12
