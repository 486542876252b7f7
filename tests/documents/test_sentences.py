"""Sentences with numbers: natural for none, one and many; suspected is never called dropout."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.counts import (
    COUNTED,
    Children,
    total,
)
from kongchuo_core.documents.wording import (
    chinese_date,
    chinese_number,
    chinese_span,
    headed,
    numbered,
    quoted,
)
from kongchuo_core.documents.wordings import wording


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


WORDS = wording(say.FAMILY)


def summary(c: Children) -> str:
    """The outcome in one sentence."""
    return WORDS.sentence("提要", c)


def place_told(c: Children) -> str:
    """One place in a paragraph of its own."""
    return WORDS.sentence("一地", c)


def everything(c: Children) -> str:
    """All that is told of a place's children."""
    told = (*WORDS.told("结论", c), *WORDS.told("比对结果", c, 1 if c.unexplained else 0))
    return "".join((summary(c), *told, place_told(c)))


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
    assert place_told(having(CALM, enrolled_absent=count, explained=explained)).endswith(words)
    assert (
        "（均有材料）" in summary(having(CALM, enrolled_absent=count, explained=explained))
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
    """没有 instead of 0人; 疑似辍学 is the only use of the word, beside 不等于辍学; no hole, no doubled
    point.
    """
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
    assert len(summary(c)) <= 56 and summary(c).count("。") == 1


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
    told = WORDS.told("结论", c)[1]
    assert told.startswith(words)
    assert ("疑似辍学是三比对发现的线索，不等于辍学。" in told) is bool(c.suspected)


def test_registers_not_given_are_named_and_not_judged() -> None:
    assert say.not_given(["缺勤", "宣传"]) == (
        "本期未提供“缺勤”“宣传”登记册，有关内容为无数据，不作评价。",
    )
    assert say.not_given([]) == ("各登记册均已提供。",)


def test_a_total_is_the_sum_of_its_parts() -> None:
    """Every count, those that follow from others too."""
    whole = total([MANY, ONE, CALM], "全县")
    assert whole == counted("全县", 15220, 13728, 30, 25, 34, 71, 1341, 25) and len(COUNTED) == 12
