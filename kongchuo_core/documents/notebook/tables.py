"""The tables of an edition that a report may show, and whose rows words may tell of, by their
Chinese names.

A table is a list of rows; a cell is a count, a day or a name, never a sentence. To add one: a
function below, a line in ``TABLES``, its caption in ``templates/wording/表题.jinja``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.notebook import duties, loop, problems, situation, written
from kongchuo_core.documents.notebook.blocks import Rows
from kongchuo_core.documents.supervision import indicators, rechecks
from kongchuo_core.documents.supervision import tables as supervision
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.registers import REGISTERS

CAPTIONS = "表题"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A table: its rows, and whose it is (``县``, ``乡镇``, or both, empty). Its caption stands in
    ``templates/wording/表题.jinja``. Without the register it ``needs`` an empty one is unknown.
    """

    rows: Callable[[Edition], Sequence[Any]]
    only: str = ""
    needs: str = ""

    def given(self, edition: Edition) -> list[Row]:
        """The rows as words take them."""
        return [dict(_cells(row)) for row in edition.derived(self.rows)]

    def lacking(self, edition: Edition) -> str:
        """The folder of the register that it needs and the office didn't give; else empty."""
        if not self.needs or facts.given(edition, self.needs):
            return ""
        return REGISTERS[self.needs].folder

    def told(self, name: str, edition: Edition) -> Rows:
        """The table as it is printed."""
        rows = self.given(edition)
        heads = tuple(rows[0]) if rows else ()
        cells = tuple(tuple(printed(row[head]) for head in heads) for row in rows)
        return Rows(name, caption(name, edition), heads, cells)


def caption(name: str, edition: Edition) -> str:
    """What stands over a table. Raises ``ParamsError`` where the office's words can't be read."""
    return wording(CAPTIONS, edition).sentence(name)


def _cells(row: Any) -> Mapping[str, Any]:
    return row if isinstance(row, Mapping) else {f.name: getattr(row, f.name) for f in fields(row)}


def printed(value: Any) -> str:
    """A cell in print: days in Chinese, nothing as a dash."""
    if value is None or value != value:
        return "—"
    return chinese_date(value) if hasattr(value, "year") else str(value)


def _places(edition: Edition) -> Sequence[Any]:
    parts = facts.by_school(edition) if edition.town else facts.by_town(edition)
    return facts.verdict_rows(parts, facts.children(edition))


_AGES = {"年龄": "周岁"}
"""A head in print, where a row is called otherwise."""


def _ages(edition: Edition) -> Sequence[Any]:
    rows = facts.age_rows(facts.by_age(edition), facts.children(edition))
    return [{_AGES.get(head, head): cell for head, cell in _cells(row).items()} for row in rows]


def _windows(edition: Edition) -> Sequence[Any]:
    found = facts.windows(edition)
    return [
        {
            "单位": w.town,
            "完成日期": w.done_on or "未报",
            "晚的天数": w.days_late if w.done_on else "未报",
            "公安": "参加" if w.police else "没有记录",
            "中心学校": "参加" if w.central_school else "没有记录",
        }
        for w in (found.of_towns if found else ())
    ]


def _not_given(edition: Edition) -> Sequence[Any]:
    return [{"登记册": r.folder} for code, r in REGISTERS.items() if not facts.given(edition, code)]


TABLES: dict[str, Kind] = {
    "核对平衡": Kind(facts.balance_rows),
    "各单位比对": Kind(_places),
    "分年龄比对": Kind(_ages),
    "疑似名单": Kind(facts.suspected_rows, only="乡镇"),
    "比对时段": Kind(_windows, needs="comparisons"),
    "数据质量": Kind(facts.quality_rows),
    "未提供": Kind(_not_given),
    "履职情况": Kind(supervision.duty_rows),
    "宣传渠道": Kind(supervision.publicity_rows, needs="publicity"),
    "指标": Kind(indicators.indicator_rows),
    "各镇指标": Kind(indicators.town_rows),
    "各学校指标": Kind(indicators.school_rows),
    "考核评分": Kind(indicators.score_rows, needs="inspection"),
    "问责建议": Kind(supervision.measure_rows),
    "去向": Kind(situation.bridge),
    "原因": Kind(situation.causes),
    "首要原因": Kind(situation.first_causes),
    "各镇对照": Kind(situation.towns, only="县"),
    "变好": Kind(partial(situation.changed, better=True)),
    "变差": Kind(partial(situation.changed, better=False)),
    "各校问题": Kind(situation.schools),
    "做得好": Kind(situation.did_well),
    "最久个案": Kind(situation.longest),
    "待核实个案": Kind(situation.waiting),
    "超出范围": Kind(situation.beyond, only="县"),
    "辍学未返": Kind(situation.most_dropouts),
    "督导记录": Kind(written.notes, needs="observations"),
    "走访": Kind(written.visits),
    "做法": Kind(written.practice),
    "原因分析": Kind(written.causes),
    "自评": Kind(written.own),
    "没写的": Kind(written.missing),
    "控制线": Kind(situation.limits_of),
    "未确认": Kind(situation.undecided),
    "新规定": Kind(situation.newer_rules),
    "督导组": Kind(situation.group, needs="organisation"),
    "督导程序": Kind(situation.steps, needs="organisation"),
    "缺的程序": Kind(situation.steps_missing),
    "回查": Kind(situation.rechecks),
    "没有签发": Kind(situation.never_ordered),
    "没有做到": Kind(situation.duties_wanting),
    "问题": Kind(problems.problem_rows),
    "孩子的问题": Kind(partial(problems.of_weight, weights="12")),
    "组织的问题": Kind(partial(problems.of_weight, weights="3")),
    "材料的问题": Kind(partial(problems.of_weight, weights="4")),
    "整改任务": Kind(problems.plan_rows),
    "问题明细": Kind(problems.item_rows),
    "比对任务": Kind(problems.comparison_rows),
    "说明材料": Kind(situation.explanations),
    "最急任务": Kind(problems.urgent_rows),
    "上学期整改": Kind(rechecks.recheck_rows),
    "动态归零": Kind(loop.balances),
    "漏斗": Kind(loop.steps),
    "用时": Kind(loop.spans),
    "各镇动态": Kind(loop.towns, only="县"),
    "各镇未销号": Kind(loop.open_cases, only="县"),
    "逾期": Kind(loop.late),
    "缺勤报告": Kind(loop.slips, needs="absences"),
    "程序问题": Kind(loop.irregular),
    "各镇履职": Kind(duties.by_town, only="县"),
    "全部做到": Kind(duties.kept_all, only="县"),
    "联席会议": Kind(duties.meetings, only="县", needs="meetings"),
    "建议件数": Kind(duties.proposed),
    "触发的规则": Kind(supervision.fired_rows),
    "没有触发的规则": Kind(duties.quiet),
    "对不上": Kind(duties.contradictions, needs="inspection"),
    "口径": Kind(duties.choices),
    "拟稿文书": Kind(duties.drafted),
}
"""Name → table."""
