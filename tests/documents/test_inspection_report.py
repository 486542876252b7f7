"""The inspection report as a supervisor reads it: places in the county's order, the county's own gaps, nothing twice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kongchuo_core.documents.inspection import papers
from kongchuo_core.edition import Edition
from tests import shared
from tests.county import TERM

TOWNS = ["永定街道", "大营街道", "罗免镇", "赤鹫镇", "东村镇", "款庄镇", "散旦镇"]


@pytest.fixture(scope="module")
def told() -> dict[str | None, Any]:
    """What the report of the sample county and of one town says."""
    data = shared.year().outputs(TERM) / "internal" / "data"
    return {
        town: papers.context("专项督导检查报告", Edition(data, town)) for town in (None, "永定街道")
    }


def in_order(names: list[str]) -> bool:
    """Whether towns stand as ``params/county.yaml`` has them."""
    return [TOWNS.index(n) for n in names] == sorted(TOWNS.index(n) for n in names)


def test_towns_stand_in_the_county_s_order_and_schools_after_them_town_by_town(
    told: dict[str | None, Any],
) -> None:
    county = told[None]
    assert [r.单位 for r in county.镇指标表] == [r.单位 for r in county.宣传表] == TOWNS
    assert in_order([r.乡镇 for r in county.学校指标表]) and in_order(
        list(dict.fromkeys(r.单位 for r in county.评分表))
    )
    units = list(dict.fromkeys(r.单位 for r in county.措施表))
    towns = [town for unit in units for town in TOWNS if unit.startswith(town)]
    assert (
        len(towns) > 2
        and in_order(towns)
        and all(any(u.startswith(t) for t in TOWNS) for u in units[: len(towns)])
    )
    assert [r.单位 for r in county.分镇主要情况表] == TOWNS and not re.findall(
        "|".join(TOWNS), "".join(county.组织领导)
    )


def test_the_county_s_own_gap_is_a_problem_and_its_office_is_asked_to_fill_it(
    told: dict[str | None, Any],
) -> None:
    """No measure follows from it, and no town's report tells of it."""
    county = told[None]
    assert any(re.search("县级领导小组席位不齐。应有席位23个，缺.+。$", p) for p in county.问题)
    assert any(
        re.search("富民县控辍保学工作领导小组办公室补齐县级领导小组名单，.*前完成。$", p)
        for p in county.意见
    )
    assert not any("县级领导小组" in p for p in (*told["永定街道"].问题, *told["永定街道"].意见))


def test_no_indicator_stands_twice_and_each_place_has_one_line(told: dict[str | None, Any]) -> None:
    for paper in told.values():
        for table, name in (("指标表", "指标"), ("镇指标表", "单位"), ("学校指标表", "学校")):
            names = [getattr(row, name) for row in getattr(paper, table)]
            assert names and len(names) == len(set(names)), table
        assert not {"学校得分", "政府得分", "主要领导得分"} & {row.指标 for row in paper.指标表}
        sheets = [(row.单位, row.对象) for row in paper.评分表]
        assert len(sheets) == len(set(sheets)) and all(
            ("▲" in row.各项得分) is (row.存在问题 != "没有发现") for row in paper.评分表
        )
