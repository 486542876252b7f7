"""Dated choices that are not what they must be: each reader names the rule and says what it may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kongchuo_core.settings import numbers
from kongchuo_core.settings.models import Rules
from kongchuo_core.vocabulary.errors import ParamsError
from tests.cases.written import AUTUMN, ruled

Reader = Callable[[Rules, str, date], object]
DAY = date(2025, 10, 31)


@pytest.mark.parametrize(
    ("read", "values", "allowed"),
    [
        (numbers.whole, [-1, "3", True, 1.5], "从0起的整数"),
        (numbers.wholes, [30, [30, "90"], [-1]], "整数的清单，如 [30, 90]"),
        (numbers.whole_by_name, [[1], {"甲": "1"}, {1: 1}], "“名称: 整数”的形式"),
        (numbers.texts, ["甲", ["甲", 1]], "名称的清单"),
        (numbers.text, [3, ["甲"]], "文字（两边加引号）"),
        (numbers.truth, ["yes", 1], "true 或 false"),
        (numbers.listed_by_name, [["甲"], {"甲": "乙"}, {"甲": [1]}], "“名称: [名称, 名称]”的形式"),
        (numbers.text_by_name, ["甲", {"甲": 1}, {1: "甲"}], "“名称: 文字”的形式"),
    ],
)
def test_a_wrong_value_is_told_with_what_it_may_be(
    read: Reader, values: list[object], allowed: str
) -> None:
    """The name of the rule, where it stands, what to write instead; never the value itself."""
    for value in values:
        with pytest.raises(ParamsError, match="文件夹 params/rules：规则“某项”的值不对") as error:
            read(ruled(AUTUMN, 某项=value), "某项", DAY)
        assert error.value.remedy == f"改为{allowed}"


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (numbers.whole, 0, 0),
        (numbers.wholes, [90, 30], [30, 90]),
        (numbers.whole_by_name, {"甲": 1}, {"甲": 1}),
        (numbers.texts, ["乙", "甲"], ["乙", "甲"]),
        (numbers.text, " 甲 ", "甲"),
        (numbers.truth, False, False),
        (numbers.listed_by_name, {"甲": ["乙"]}, {"甲": ["乙"]}),
        (numbers.text_by_name, {"甲": "乙"}, {"甲": "乙"}),
    ],
)
def test_a_right_value_is_read(read: Reader, value: object, expected: object) -> None:
    assert read(ruled(AUTUMN, 某项=value), "某项", DAY) == expected
