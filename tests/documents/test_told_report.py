"""The inspection report of the sample county's second term, as its notebook tells it: the bridge, problems by weight, the plan, the annexes."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from kongchuo_core.documents.kinds import INSPECTION, NOTEBOOKS
from kongchuo_core.documents.notebook.blocks import Rows, Words
from kongchuo_core.documents.notebook.report import Report
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.facts import lines
from kongchuo_core.documents.supervision.rechecks import item_shown
from kongchuo_core.vocabulary.tables.supervision import DutyLine as Duty
from kongchuo_core.vocabulary.tables.supervision import MeasureLine as Measure
from kongchuo_core.vocabulary.tables.supervision import OrderLine as Order
from tests import shared

SPRING = "2026-spring"
TOWNS = ["永定街道", "大营街道", "罗免镇", "赤鹫镇", "东村镇", "款庄镇", "散旦镇"]


@pytest.fixture(scope="module")
def told() -> dict[str, Report]:
    """The reports of the county and of a town."""
    space = shared.year()
    data, book = space.outputs(SPRING) / "internal" / "data", NOTEBOOKS[INSPECTION]
    folder = Path(__file__).parents[2] / "notebooks"
    return {town: tell(folder / book, edition=str(data), town=town) for town in ("", "东村镇")}


def table(report: Report, name: str) -> Rows:
    (found,) = [b for b in report.blocks if isinstance(b, Rows) and b.name == name]
    return found


def sentences(report: Report) -> list[str]:
    return [b.text for b in report.page().正文 if isinstance(b, Words)]


@pytest.mark.clause("M4.1")
@pytest.mark.clause("M4.2")
def test_the_bridge_adds_up(told: dict[str, Report]) -> None:
    """The suspected are those with a document, verified, waiting; the verified are back, dropouts, or something else."""
    for report in told.values():
        n = {
            code: report.edition.count(code)
            for code in ("children.suspected", "children.explained", "children.unexplained")
        } | {
            part: report.edition.count(f"bridge.{part}")
            for part in ("verified", "waiting", "returned", "dropout", "other")
        }
        assert n["children.suspected"] == n["children.explained"] + n["verified"] + n["waiting"]
        assert n["verified"] == n["returned"] + n["dropout"] + n["other"]
        assert n["children.unexplained"] == n["verified"] + n["waiting"]


@pytest.mark.clause("M7.8")
def test_problems_stand_by_weight_and_each_has_its_task(told: dict[str, Report]) -> None:
    """Children out of school first, forms last; the plan has a unit, a post and a day for each, by the same number."""
    for report in told.values():
        text = sentences(report)
        start = next(n for n, s in enumerate(text) if s.endswith("存在的主要问题"))
        end = next(n for n, s in enumerate(text) if s.endswith("整改任务"))
        problems = [s for s in text[start:end] if re.match(r"\d+\.", s)]
        plan = table(report, "整改任务").cells
        assert [row[0] for row in plan] == [s.split(".")[0] for s in problems]
        assert all(row[2] and row[3] and re.fullmatch(r"\d+年\d+月\d+日", row[4]) for row in plan)
    county = sentences(told[""])
    weights = [n for n, s in enumerate(county) if "孩子还在校外" in s or "登记册有差错" in s]
    assert len(weights) == 2 and weights == sorted(weights)


@pytest.mark.clause("M7.1")
def test_every_duty_stands_in_the_annex(told: dict[str, Report]) -> None:
    for report in told.values():
        labels = {row[0] for row in table(report, "履职情况").cells}
        assert labels == {d.label for d in lines(report.edition, Duty)}


@pytest.mark.clause("M7.6")
def test_what_is_proposed_stands_in_the_annex_and_an_admonition_nowhere(
    told: dict[str, Report],
) -> None:
    """Each unit once; proposals on persons go to those who decide, in their own paper."""
    for report in told.values():
        rows = table(report, "问责建议").cells
        units = list(chain.from_iterable(row[0].split("、") for row in rows))
        fired = words.announced(lines(report.edition, Measure))
        assert len(units) == len(set(units)) == len({m.place for m in fired})
        assert "诫勉" not in "".join(sentences(report))


@pytest.mark.clause("M7.8")
def test_every_item_of_last_terms_orders_stands_in_the_table(told: dict[str, Report]) -> None:
    for report in told.values():
        printed = "".join("".join(row) for row in table(report, "上学期整改").cells)
        orders = [o for o in lines(report.edition, Order) if o.state != "no_data"]
        assert orders and all(item_shown(o.item) in printed for o in orders)


def test_towns_stand_in_the_county_s_order_and_are_not_ranked(told: dict[str, Report]) -> None:
    rows = table(told[""], "各镇对照").cells
    assert [row[0] for row in rows] == TOWNS
    assert {row[-1] for row in rows} <= {"范围内", "偏高", "偏低"}
    assert not [b for b in told["东村镇"].blocks if getattr(b, "name", "") == "各镇对照"]


def test_page_one_says_how_it_stands_what_changed_who_did_well_and_what_is_urgent(
    told: dict[str, Report],
) -> None:
    """Four paragraphs before the first heading, and one line on the sums."""
    for report in told.values():
        text = sentences(report)
        first = next(n for n, s in enumerate(text) if s.startswith("一、"))
        stands, changed, well, urgent, proof = text[:first]
        assert "疑似辍学" in stands and "与上学期相比" in changed
        assert well.startswith("做得好的：") and urgent.startswith("最急的事：")
        assert re.search(r"附件\d", proof) and "前" in urgent
