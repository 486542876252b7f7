"""The inspection report of the sample county's second term, as its notebook tells it: the bridge,
problems by weight, the plan, the annexes.
"""

from __future__ import annotations

import itertools
import re
from itertools import chain, combinations
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from kongchuo_core.documents.kinds import INSPECTION, NOTEBOOKS
from kongchuo_core.documents.notebook.blocks import Drawing, Rows, Words
from kongchuo_core.documents.notebook.charts import CHARTS
from kongchuo_core.documents.notebook.report import Report
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.facts import lines
from kongchuo_core.documents.supervision.rechecks import item_shown
from kongchuo_core.vocabulary.tables.supervision import DutyLine, MeasureLine, OrderLine
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
    """The suspected are those with a document, verified, waiting; the verified are back, dropouts,
    or something else.
    """
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
    """Children out of school first, forms last; the plan has a unit, a post and a day for each, by
    the same number.
    """
    for report in told.values():
        text = sentences(report)
        start = next(n for n, s in enumerate(text) if s.endswith("存在的主要问题和整改"))
        problems = [s for s in text[start:] if re.match(r"\d+\.", s)]
        plan = table(report, "整改任务").cells
        assert [row[0] for row in plan] == [s.split(".")[0] for s in problems]
        assert all(row[2] and row[3] and re.fullmatch(r"\d+年\d+月\d+日", row[4]) for row in plan)
        urgent = [s for s in problems if "孩子还在校外" in s]
        assert all(re.search(r"负责人\d+年\d+月\d+日前", s) for s in urgent)
    county = sentences(told[""])
    weights = [n for n, s in enumerate(county) if "孩子还在校外" in s or "登记册有差错" in s]
    assert len(weights) == 2 and weights == sorted(weights)


@pytest.mark.clause("M7.1")
def test_every_duty_stands_in_the_annex(told: dict[str, Report]) -> None:
    for report in told.values():
        labels = {row[0] for row in table(report, "履职情况").cells}
        assert labels == {d.label for d in lines(report.edition, DutyLine)}


@pytest.mark.clause("M7.6")
def test_what_is_proposed_stands_in_the_annex_and_an_admonition_nowhere(
    told: dict[str, Report],
) -> None:
    """Each unit once; proposals on persons go to those who decide, in their own paper."""
    for report in told.values():
        rows = table(report, "问责建议").cells
        units = list(chain.from_iterable(row[0].split("、") for row in rows))
        fired = words.announced(lines(report.edition, MeasureLine))
        assert len(units) == len(set(units)) == len({m.place for m in fired})
        assert "诫勉" not in "".join(sentences(report))


@pytest.mark.clause("M7.8")
def test_every_item_of_last_terms_orders_stands_in_the_table(told: dict[str, Report]) -> None:
    for report in told.values():
        printed = "".join("".join(row) for row in table(report, "上学期整改").cells)
        orders = [o for o in lines(report.edition, OrderLine) if o.state != "no_data"]
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
        assert "疑似辍学" in stands and "与上学期比" in changed and "未销号的个案由" in changed
        assert all(len(s) <= 140 for s in (stands, changed, well))
        assert well.startswith("做得好的：") and urgent.startswith("最急的事：")
        assert re.search(r"附件\d", proof) and "前" in urgent


def test_lists_of_case_numbers_stand_in_the_annex_alone(told: dict[str, Report]) -> None:
    """A sentence of the text names two items of a place at most; every item stands in the annex."""
    numbers = re.compile(r"20\d\d[春秋]-\w+")
    for report in told.values():
        assert all(len(numbers.findall(s)) <= 6 for s in sentences(report))
        cases = {row[0] for row in table(report, "最久个案").cells} if count(report) else set()
        assert len(cases) == count(report)


def count(report: Report) -> int:
    return report.edition.count("ledger.dropout")


def test_what_people_wrote_down_is_printed_with_its_author(told: dict[str, Report]) -> None:
    """The county's group, a town's own words; each with who wrote it, word by word as the register
    has it.
    """
    county, text = told[""], "".join(sentences(told[""]))
    notes = table(county, "督导记录")
    author, content = notes.heads.index("执笔人"), notes.heads.index("内容")
    assert len(notes.cells) == 7 and all(row[author] for row in notes.cells)
    assert "实地查看学校（6）" in text and "还没有登记" not in text
    good = next(row for row in notes.cells if row[1] == "做法")
    assert f"{good[0]}：{good[content]}（执笔：{good[author]}）。" in text


@pytest.mark.clause("M3.3")
def test_causes_stand_with_their_share_of_the_open_cases(told: dict[str, Report]) -> None:
    for report in told.values():
        rows, whole = table(report, "原因").cells, report.edition.count("cases.open")
        assert [row[2] for row in rows] == [f"{row[1]}/{whole}" for row in rows]
        assert sum(int(row[1]) for row in rows) == whole
        assert f"{rows[0][0]}{rows[0][2]}" in "".join(sentences(report))


def test_charts_say_what_they_find_and_the_funnel_has_its_limits(told: dict[str, Report]) -> None:
    """Last term beside this one, towns by size within the limits of chance: captions and
    alternative texts with the numbers.
    """
    drawn = {b.name: b for b in told[""].blocks if isinstance(b, Drawing)}
    assert {"去向", "变化", "各镇漏斗", "各镇变化", "年龄", "职责矩阵"} <= set(drawn)
    suspected = told[""].edition.count("children.suspected")
    assert f"{suspected}人" in drawn["变化"].picture.alt
    assert "偶然变动的范围" in drawn["各镇漏斗"].caption
    assert not [b for b in told["东村镇"].blocks if getattr(b, "name", "") == "各镇漏斗"]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of words of a drawn chart that lie on each other, by the renderer's own boxes."""
    found = []
    for axes in figure.axes:
        words = [*axes.get_xticklabels(), *axes.get_yticklabels(), *axes.texts]
        boxes = [(t.get_text(), t.get_window_extent()) for t in words if t.get_text().strip()]
        for (one, a), (other, b) in combinations(boxes, 2):
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            high = min(a.y1, b.y1) - max(a.y0, b.y0)
            if wide > 1 and high > 2:
                found.append((one, other))
    return found


def test_no_words_of_a_chart_lie_on_each_other(
    told: dict[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every chart there is, drawn for the county and a town: the renderer is asked where its words
    stand.
    """
    faults, save = [], Figure.savefig

    def looked_at(figure: Figure, *to: object, **how: object) -> None:
        save(figure, *to, **how)  # type: ignore[arg-type]
        faults.extend(overlapping(figure))

    monkeypatch.setattr(Figure, "savefig", looked_at)
    drawn = [
        make(report.edition) for report, make in itertools.product(told.values(), CHARTS.values())
    ]
    assert len([c for c in drawn if c]) > 12 and faults == []
