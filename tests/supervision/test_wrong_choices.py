"""A choice of the office that supervision can't use is told with its rule, before anything is counted by it."""

from __future__ import annotations

import pytest

from kongchuo_core.vocabulary.errors import ParamsError
from tests.supervision.written import choose, dropouts, supervised


@pytest.mark.parametrize(
    ("rule", "value", "remedy"),
    [
        ("count_suspension_as_dropout", "yes", "改为true 或 false"),
        ("dropout_limit_primary", {"limit": 60}, "没有规定的写 {}"),
        (
            "dropout_limit_lower_secondary",
            {"limit": "1.8%", "level": "县", "denominator": "last_year"},
            "没有规定的写 {}",
        ),
        ("authority", {"乡镇": "县委"}, "写明乡镇、学校、县三级各由谁决定"),
    ],
)
def test_a_choice_that_can_not_be_used_is_named(rule: str, value: object, remedy: str) -> None:
    with pytest.raises(ParamsError, match=f"规则“{rule}”的值不对") as error:
        supervised(choose(**{rule: value}), dropouts(2))
    assert remedy in error.value.remedy
