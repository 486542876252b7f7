"""Lines of duty registers that name nobody known are found by kind and place; those that are read
are not.
"""

from __future__ import annotations

from tests.supervision.written import AUTUMN, Row, day, meeting, supervised

ON = day("2025-10-14")


def told(**registers: list[Row]) -> list[tuple[str, str, int, str]]:
    """Register, column, row and kind of every line to mend."""
    lines = supervised(**registers).found.quality.to_pylist()
    return [(x["register"], x["column"], x["row"], x["kind"]) for x in lines]


def test_units_steps_and_channels_that_nobody_knows() -> None:
    """One line of each register is wrong; the remedy is in words."""
    found = supervised(
        meetings=[
            meeting("东村镇", "2025-10-09"),
            meeting("东风镇", "2025-10-09"),
            meeting(AUTUMN.county.name, "2025-10-09"),
        ],
        leading_groups=[
            {"level": "县", "unit": "县统战部", "name": "甲"},
            {"level": "乡镇", "unit": "东风镇", "name": "乙"},
        ],
        inspection=[
            {"unit": "东村镇（主要领导）", "item": "甲"},
            {"unit": "东村中学", "item": "甲"},
            {"unit": "西村中学", "item": "甲"},
        ],
        organisation=[
            {"matter": "现场督导", "day": ON},
            {"matter": "吃工作餐", "day": ON},
            {"name": "甲", "matter": "组员", "day": ON},
        ],
    )
    lines = [
        (x["register"], x["column"], x["row"], x["kind"]) for x in found.found.quality.to_pylist()
    ]
    assert lines == [
        ("meetings", "单位", 3, "unknown_unit"),
        ("leading_groups", "单位", 3, "unknown_unit"),
        ("inspection", "单位", 4, "unknown_unit"),
        ("organisation", "事项", 3, "unknown_step"),
    ]
    assert all(x["what"] and x["remedy"] for x in found.found.quality.to_pylist())


def test_an_act_of_nobody_by_no_channel_is_two_faults() -> None:
    """Both cells are to be mended."""
    act = {"unit": "某公司", "channel": "口头", "day": ON, "content": "《义务教育法》"}
    assert told(publicity=[act]) == [
        ("publicity", "单位", 2, "unknown_unit"),
        ("publicity", "渠道", 2, "unknown_channel"),
    ]
