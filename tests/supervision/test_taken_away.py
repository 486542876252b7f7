"""What nobody supplied is held against nobody (law 13): registers and columns taken away in turn, from the table of registers."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sweeps import taken_away


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> taken_away.County:
    """The county with everything."""
    return taken_away.county(tmp_path_factory.mktemp("whole"))


@pytest.mark.clause("M5.3")
@pytest.mark.clause("M7.8")
def test_nothing_taken_away_accuses_anybody(whole: taken_away.County, tmp_path: Path) -> None:
    """Every register of duties and every column of theirs, and a part of the others; the sweep takes all.

    Without 报告教体局日期 in the schools' registers nobody knows whether they reported; without 职务 nobody knows who is an
    inspector; without 问题类别 nobody knows of a problem.
    """
    tried = dict(taken_away.sweep(whole, tmp_path, full=False))
    assert {name: wrong for name, wrong in tried.items() if wrong} == {}
    assert len(tried) > 25


@pytest.mark.clause("M5.3")
def test_absences_without_the_columns_of_reports_are_no_failure_to_report(
    whole: taken_away.County, tmp_path: Path
) -> None:
    """Both columns at once: what was missing is without data, and the duty says which column lacks."""
    absences = taken_away.REGISTERS["absences"]
    both = taken_away.Taken(absences, ("reported_bureau_on", "reported_town_on"))
    told = taken_away.without(whole, both, tmp_path)
    assert list(taken_away.faults(whole.told, told)) == []
    states = {m["bureau_report"] for m in told.tables["monitoring"].to_pylist()}
    assert states <= {"no_data", "pending"} and states
    said = {
        d["what"] for d in told.tables["duties"].to_pylist() if d["duty"] == "absence_to_bureau"
    }
    assert "登记册没有“报告教体局日期”一栏，无数据，不作认定。" in said
