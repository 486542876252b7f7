"""Schools under two names are one school, within a register and between two."""

from __future__ import annotations

from pathlib import Path

import pytest

from kongchuo_core.linking.places import one_school
from tests.county import child, county


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["永定小学", "富民县永定小学"], {"永定小学": "永定小学", "富民县永定小学": "永定小学"}),
        (["富民县永定小学"], {"富民县永定小学": "富民县永定小学"}),
        (
            ["永定小学", "县永定小学", "富民县永定小学"],
            dict.fromkeys(["永定小学", "县永定小学", "富民县永定小学"], "永定小学"),
        ),
        (["小学", "永定小学"], {"小学": "小学", "永定小学": "永定小学"}),
        (["永定小学", "永定中学", ""], {"永定小学": "永定小学", "永定中学": "永定中学"}),
    ],
)
def test_the_shortest_name_of_a_school_stands_for_all(
    names: list[str], expected: dict[str, str]
) -> None:
    """But names that many schools end with are no school's."""
    assert one_school(names) == expected


@pytest.mark.clause("M2.4")
def test_the_roll_of_a_school_of_another_name_is_looked_through_before_anybody_is_suspected(
    tmp_path: Path,
) -> None:
    """The status system writes the county before the school's name, the roll doesn't."""
    ming = child("欧阳小明", "2015-03-01", 年级="四年级", 班级="2班")
    record = ming | {"学校名称": "富民县永定小学"}
    row = ming | {"姓名": "欧阳晓明", "身份证号": "", "出生日期": "2015-08"}
    found = county(tmp_path, 户籍=[ming], 学籍=[record], 在校=[row])
    assert found.verdict(ming) == "REVIEW"
