"""What nobody supplied is held against nobody (law 13): registers and columns taken away in turn,
from the table of registers.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sweeps import taken_away, told_papers
from tests.supervision.written import said


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> taken_away.County:
    """The county with everything."""
    return taken_away.county(tmp_path_factory.mktemp("whole"), full=False)


@pytest.mark.clause("M5.3")
@pytest.mark.clause("M7.8")
def test_nothing_taken_away_accuses_anybody(whole: taken_away.County, tmp_path: Path) -> None:
    """Every register of duties and every column of theirs, a part of the others; without a whole
    register every report of the county still ends and says nothing that isn't known. The sweep
    takes all, and reads the towns' papers too.

    Without 报告教体局日期 in the schools' registers nobody knows whether they reported; without 职务 nobody
    knows who is an inspector; without 问题类别 nobody knows of a problem.
    """
    tried = dict(taken_away.sweep(whole, tmp_path))
    assert {name: wrong for name, wrong in tried.items() if wrong} == {}
    assert len(tried) > 25


def test_a_reproach_in_a_paper_would_be_found() -> None:
    """A new charge and a name of the program's are found; a list that lost a part, a count of rows,
    无数据 are none.
    """
    before = {"通报": {"领导小组不齐、联席会议没有按月召开", "整改任务（9行）"}}
    now = {
        "通报": {
            "联席会议没有按月召开",
            "宣传没有做到五种渠道",
            "整改任务（8行）",
            "整改leading_groups",
        }
    }
    now["通报"] |= {"没有提供“宣传”登记册，没有开展宣传的为无数据", "没有应当建档的缺勤"}
    assert set(told_papers.reproaches(before, now)) == {
        "通报：宣传没有做到五种渠道",
        "通报：没有应当建档的缺勤",
        "通报：leading_groups",
        "通报：整改leading_groups",
    }


@pytest.mark.clause("M5.3")
def test_absences_without_the_columns_of_reports_are_no_failure_to_report(
    whole: taken_away.County, tmp_path: Path
) -> None:
    """Both columns at once: what was missing is without data, and the duty says which
    column lacks.
    """
    absences = taken_away.REGISTERS["absences"]
    both = taken_away.Taken(absences, ("reported_bureau_on", "reported_town_on"))
    told = taken_away.without(whole, both, tmp_path)
    assert list(taken_away.faults(whole.told, told)) == []
    states = {m["bureau_report"] for m in told.tables["monitoring"].to_pylist()}
    assert states <= {"no_data", "pending"} and states
    reports = {
        said(d["fact"])
        for d in told.tables["duties"].to_pylist()
        if d["duty"] == "absence_to_bureau"
    }
    assert "登记册没有“报告教体局日期”一栏，无数据，不作认定" in reports
