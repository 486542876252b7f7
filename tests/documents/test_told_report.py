"""The inspection report of the sample county's second term, as its notebook tells it: the bridge,
problems by weight, the plan, the annexes.
"""

from __future__ import annotations

import itertools
import math
import re
from itertools import chain, combinations
from pathlib import Path
from types import SimpleNamespace

import pytest
from matplotlib.figure import Figure

from kongchuo_core.documents.kinds import INSPECTION, NOTEBOOKS
from kongchuo_core.documents.notebook import problems
from kongchuo_core.documents.notebook.blocks import Drawing, Rows, Words
from kongchuo_core.documents.notebook.charts import CHARTS
from kongchuo_core.documents.notebook.report import Report
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.facts import lines
from kongchuo_core.documents.supervision.rechecks import item_shown
from kongchuo_core.documents.wordings import wording
from kongchuo_core.vocabulary.tables.supervision import DutyLine, MeasureLine, OrderLine
from tests import shared

SPRING = "2026-spring"
SENTENCE = re.compile(r"(?:(?<=^)|(?<=。))\d+\.[^\d].*?(?=(?<=。)\d+\.[^\d]|$)")
"""A problem of the text, from its number to the next; the lesser ones share a paragraph."""
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
        found = list(chain.from_iterable(map(SENTENCE.findall, text[start:])))
        plan = table(report, "整改任务").cells
        assert [row[0] for row in plan] == [s.split(".")[0] for s in found]
        assert all(row[2] and row[3] and re.fullmatch(r"\d+年\d+月\d+日", row[4]) for row in plan)
        urgent = [s for s in found if "孩子还在校外" in s]
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


ROOM = 11
"""Lines of a summary that page one has room for below a title of two lines and the notice that the
data are made up; one more without it.
"""
LINE = 31
"""Chinese characters of such a line."""


def lines_of(text: str) -> int:
    """Lines that a paragraph takes: two characters of indent, a digit or letter is half as wide."""
    wide = sum(1 if ord(c) > 0x2E80 or c in "“”" else 0.55 for c in text)
    return math.ceil((2 + wide) / LINE)


def test_page_one_says_how_it_stands_what_changed_who_did_well_and_what_is_urgent(
    told: dict[str, Report],
) -> None:
    """Four sentences before the first heading, short enough for page one: the three gravest
    problems with who must act by when, the sums in a bracket.
    """
    for report in told.values():
        page = report.page()
        summary = [b.text for b in page.正文 if isinstance(b, Words) and b.style == "提要"]
        stands, changed, well, urgent = summary
        assert sentences(report).index("一、督导工作开展情况") == len(summary)
        assert "疑似辍学" in stands and re.search(r"相符（见附件\d）", stands)
        assert "比上学期" in changed and "未销号个案" in changed
        assert well.startswith("做得好的：") and urgent.startswith("最急的：一是")
        tasks = urgent.split("；")
        assert len(tasks) == min(3, len(table(report, "整改任务").cells))
        assert all(re.search(r"(镇|街道|学|局|室|等)\d+月\d+日前\S", task) for task in tasks)
        assert sum(map(lines_of, summary)) <= ROOM


def test_page_one_of_a_large_county_keeps_its_room() -> None:
    """Five digits, long names, everything there is to tell: the words still fit; every problem has
    its own.
    """
    told = wording("首页")
    counted = SimpleNamespace(
        place="大营街道", in_scope=44377, suspected=844, explained=366, review=61
    )
    change = {"指标": "返校用的天数", "上学期": "38.8天", "变动": "升至", "本学期": "57.5天"}
    towns = [{"单位": name, "代码": "职责"} for name in TOWNS]
    causes = [{"原因": "外出打工"}, {"原因": "学习困难"}]
    p = {"问题": "领导小组不健全", "级": "乡镇", "日": "11月30日", "数": "88"}
    for codes in problems.WEIGHTS:
        urgent = [p | {"代码": code, "谁": TOWNS[:n]} for n, code in enumerate(codes[:3], 1)]
        summary = (
            told.sentence("怎么样", counted, lambda _: "85") + "逐人核对相符（见附件6）。",
            told.sentence("比上学期", "秋", [change], [change], causes, lambda _: "85"),
            "做得好的：" + told.sentence("做得好", towns, towns[:1], "第三部分"),
            "最急的：" + told.sentence("最急", urgent),
        )
        assert sum(map(lines_of, summary)) <= ROOM + 1, summary
        assert summary[-1].count("11月30日前") == len(urgent)


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
    assert "实地查看学校（6处）" in text and "还没有登记" not in text
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
