"""A second term's inspection report tells each thing once: problem and demand by number, measures by kind, duties in the annex."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kongchuo_core import cli
from kongchuo_core.documents.inspection import papers
from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.facts import Duty, Measure, Order, lines
from kongchuo_core.documents.supervision.rechecks import item_shown
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.supervision import duties
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.codes import RECHECK
from kongchuo_core.vocabulary.mechanism import SECTIONS
from tests import shared
from tests.placed import placed

AUTUMN, SPRING = "2025-autumn", "2026-spring"
KIND = "专项督导检查报告"
BODY = ("组织领导", "闭环", "动态监测", "指标", "考核", "复查", "问题", "意见", "措施")
TOWN = "东村镇"
CAVEAT = "没有核实，不在其中，不能据此认为没有辍学"


def _county(folder: Path) -> None:
    assert cli.main(["sample", str(folder / "w"), "--seed", "1", "--children", "600"]) == 0
    for term in (AUTUMN, SPRING):
        placed(Workspace.at(folder / "w"), term)


@pytest.fixture(scope="module")
def data() -> Path:
    """The sample county's second term, no form returned."""
    return shared.office("once", _county).outputs(SPRING) / "internal" / "data"


@pytest.fixture(scope="module", params=[None, TOWN], ids=["全县", "镇"])
def edition(data: Path, request: pytest.FixtureRequest) -> Edition:
    """The second term as the county and as a town see it."""
    return Edition(data, request.param)


@pytest.fixture(scope="module")
def told(edition: Edition) -> Any:
    """What its report says."""
    return papers.context(KIND, edition)


def body(told: Any) -> list[str]:
    """The sentences of the chapters about duties, problems, demands and measures."""
    return [sentence for name in BODY for sentence in getattr(told, name)]


def test_no_fact_of_a_unit_is_told_twice(edition: Edition, told: Any) -> None:
    """What was found of a unit that failed stands in the body once at most, and no unit twice in one problem."""
    text = "".join(body(told))
    failed = [d for d in lines(edition, Duty) if d.state in ("missing", "late") and d.level != "县"]
    facts = {words.without_noughts(d.what) for d in failed if len(d.what) > 8}
    assert len(failed) > 3 and {fact for fact in facts if text.count(fact) > 1} == set()
    units = {d.unit for d in failed}
    for problem in told.问题:
        counts = Counter(
            u for u in re.findall("|".join(sorted(units, key=len, reverse=True)), problem)
        )
        assert (
            "缺勤" in problem
            or "督导检查发现问题" in problem
            or max(counts.values(), default=0) <= 1
        ), problem
    assert len({p.split("。")[0].split(".")[-1] for p in told.问题}) == len(told.问题)


def test_every_problem_has_the_demand_of_its_number(told: Any) -> None:
    """五.N is answered by 六.N; the day that most share is said once, before them."""
    first, *demands = told.意见
    assert "各条与第五部分的问题同号" in first and len(demands) == len(told.问题) > 5
    assert (
        [d.split(".")[0] for d in demands]
        == [p.split(".")[0] for p in told.问题]
        == [str(n + 1) for n in range(len(demands))]
    )
    common = re.search(r"没有另写期限的，(\d+年\d+月\d+日)前完成", first)
    assert common and not any(common.group(1) in demand for demand in demands)


@pytest.mark.clause("M7.1")
def test_every_duty_stands_in_the_annex_with_its_part_and_nothing_beyond_what_was_due(
    edition: Edition, told: Any
) -> None:
    rows = {row.事项: row for row in told.履职表}
    own = {d.label: d for d in lines(edition, Duty)}
    assert set(rows) == set(own) and (
        edition.town or set(own) == {d.label for d in duties().values()}
    )
    assert all(
        words.part_of(own[label].clause, SECTIONS) == f"机制{row.条款}"
        for label, row in rows.items()
    )
    due = [row for row in rows.values() if row.应有]
    assert due and all(int(row.达到) <= int(row.应有) for row in due)


@pytest.mark.clause("M7.6")
def test_each_measure_names_its_units_and_the_annex_each_unit_once(
    edition: Edition, told: Any
) -> None:
    """What is proposed of a unit is said in the sentence of that measure; findings stand in the annex."""
    fired = [m for m in lines(edition, Measure) if m.fired]
    starts = {
        "circular": "予以通报",
        "interview": "约谈",
        "rectify": "责令",
        "opinion": "督导意见",
    }
    fired = [m for m in fired if m.measure != "admonition"]
    assert fired and all(
        any(
            starts[m.measure] in s and (m.place in s or "各镇（街道）" in s or "列明的学校" in s)
            for s in told.措施
        )
        for m in fired
    )
    units = [unit for row in told.措施表 for unit in row.单位.split("、")]
    assert len(units) == len(set(units)) == len({m.place for m in fired})
    assert not re.search(r"\d", "".join(row.问题 for row in told.措施表)) and any(
        m.paper in told.措施说明[0] for m in fired
    )


@pytest.mark.clause("M7.8")
def test_every_item_of_last_terms_orders_stands_in_the_table(edition: Edition, told: Any) -> None:
    """Who has not mended which item, of whom it happened again, who has mended; counted by the figures alone."""
    orders, rows = lines(edition, Order), {row.事项: row for row in told.复查表}
    column = {
        "mended": "已经整改",
        "recurred": "再次发生",
        "unmended": "没有整改",
        "past": "已经整改",
    }
    placed = [o for o in orders if o.state in column]
    assert placed
    for o in placed:
        cell = getattr(rows[o.finding_label], column[o.state])
        assert o.unit in cell and item_shown(o.item) in cell
    for code in RECHECK.codes:
        count = edition.count(f"orders.{code.code}")
        assert (f"{code.label}{count}项" in told.复查[0]) is bool(count)


@pytest.mark.clause("M4.2")
def test_what_is_left_to_do_is_told_by_the_cases_and_not_by_the_comparison(
    edition: Edition, told: Any, tmp_path: Path
) -> None:
    """By the day of the report the suspects are cases: those not verified, and dropouts not back, by their figures."""
    waiting = edition.count("cases.unverified")
    assert (
        waiting
        and f"没有核实的{waiting}件" in told.问题[0]
        and f"没有核实的{waiting}件" in told.意见[1]
    )
    assert not any("说明材料" in p or "尚未返校" in p for p in told.问题)
    folder = Path(shutil.copytree(edition.folder, tmp_path / "data"))
    figures = pd.read_parquet(folder / "figures.parquet")
    lost = figures[figures["code"] == "cases.unverified"].assign(
        code="ledger.dropout", numerator=lambda f: f["numerator"] + 1000
    )
    pd.concat([figures[figures["code"] != "cases.unverified"], lost]).to_parquet(
        folder / "figures.parquet"
    )
    changed: Any = papers.context(KIND, Edition(folder, edition.town))
    (one,) = {f for f in papers.context(KIND, edition).意见 if "没有核实的" in f}  # type: ignore[attr-defined]
    assert ("逐人入户" in one) is (waiting > 1)
    assert (
        f"期末辍学台账{waiting + 1000}人" in changed.问题[0]
        and f"{waiting + 1000}人逐人劝返" in changed.意见[1]
    )
    assert not any("尚待核实" in p for p in changed.问题)


@pytest.mark.clause("M7.9")
def test_a_dropout_rate_says_how_many_cases_nobody_has_verified(
    edition: Edition, told: Any, tmp_path: Path
) -> None:
    """The caveat stands with the rate and under the table exactly where such cases are open."""
    open_ = edition.count("cases.unverified")
    (rates,) = [s for s in told.指标 if "辍学率（" in s]
    assert (
        open_
        and f"还有{open_}件个案{CAVEAT}" in rates
        and f"{open_}件个案{CAVEAT}" in told.指标说明[0]
    )
    folder = Path(shutil.copytree(edition.folder, tmp_path / "data"))
    figures = pd.read_parquet(folder / "figures.parquet")
    figures[figures["code"] != "cases.unverified"].to_parquet(folder / "figures.parquet")
    verified = papers.context(KIND, Edition(folder, edition.town))
    assert CAVEAT not in "".join((*verified.指标, *verified.指标说明)) and verified.指标说明 == (
        "未销号的个案都已核实。",
    )  # type: ignore[attr-defined]


def test_a_late_town_s_own_report_tells_the_day_once(data: Path) -> None:
    """When it compared late stands with its problem; the county's sum, and a town in time, say so in the chapter of duties."""
    whole = Edition(data)
    state = {d.unit: d.state for d in lines(whole, Duty) if d.duty == "comparison_window"}
    assert {"late", "done"} <= set(state.values())
    for town, own in state.items():
        told: Any = papers.context(KIND, Edition(data, town))
        assert any("完成比对" in s for s in told.组织领导) is (own == "done"), town
        assert sum(s.count("4月10日完成") for s in body(told)) <= 1
