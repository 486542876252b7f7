"""The tables of an edition that a report may show, and whose rows words may tell of, by their Chinese names.

A table is a list of rows; a cell is a count, a day or a name, never a sentence. To add one: a function below, a line in ``TABLES``.
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
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.registers import REGISTERS

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A table: its caption, its rows, and whose it is (``县``, ``乡镇``, or both, empty); ``note``: words below it."""

    caption: str
    rows: Callable[[Edition], Sequence[Any]]
    only: str = ""
    note: str = ""

    def given(self, edition: Edition) -> list[Row]:
        """The rows as words take them."""
        return [dict(_cells(row)) for row in edition.derived(self.rows)]

    def told(self, name: str, edition: Edition) -> Rows:
        """The table as it is printed."""
        rows = self.given(edition)
        heads = tuple(rows[0]) if rows else ()
        cells = tuple(tuple(printed(row[head]) for head in heads) for row in rows)
        return Rows(name, self.caption, heads, cells, (self.note,) if self.note else ())


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
    "核对平衡": Kind(
        "来源数据核对平衡表（单位：行，读入＝采用＋重复＋不在范围＋待补正）", facts.balance_rows
    ),
    "各单位比对": Kind("三比对情况（单位：人）", _places),
    "分年龄比对": Kind("分年龄比对情况（单位：人）", _ages),
    "疑似名单": Kind("疑似辍学儿童少年名单（内部）", facts.suspected_rows, only="乡镇"),
    "比对时段": Kind("比对完成情况", _windows),
    "数据质量": Kind("数据质量问题（单位：行）", facts.quality_rows),
    "未提供": Kind("没有提供的登记册", _not_given),
    "履职情况": Kind("履行职责情况", supervision.duty_rows),
    "宣传渠道": Kind("宣传渠道和内容", supervision.publicity_rows),
    "指标": Kind("入学和控辍指标", indicators.indicator_rows),
    "各镇指标": Kind("各镇（街道）指标", indicators.town_rows),
    "各学校指标": Kind("各学校指标", indicators.school_rows),
    "考核评分": Kind("考核评分", indicators.score_rows),
    "问责建议": Kind("问责建议", supervision.measure_rows),
    "去向": Kind("疑似辍学的去向（单位：人）", situation.bridge),
    "原因": Kind("未销号个案的原因（单位：件）", situation.causes),
    "各镇对照": Kind("各镇（街道）对照（单位：人、件、项）", situation.towns, only="县"),
    "变好": Kind("比上学期变好的指标", partial(situation.changed, better=True)),
    "变差": Kind("比上学期变差的指标", partial(situation.changed, better=False)),
    "各校问题": Kind("各学校要说明的情况", situation.schools),
    "做得好": Kind("做得好的单位", situation.did_well),
    "最久个案": Kind("经核实辍学、还没有返校的个案", situation.longest),
    "待核实个案": Kind("还没有人核实的个案", situation.waiting),
    "超出范围": Kind("超出偶然范围的镇（街道）", situation.beyond, only="县"),
    "辍学未返": Kind("经核实辍学、还没有返校的（单位：人）", situation.most_dropouts),
    "督导记录": Kind("督导记录", written.notes),
    "走访": Kind("走访和听取意见", written.visits),
    "做法": Kind("好的做法", written.practice),
    "原因分析": Kind("原因分析", written.causes),
    "自评": Kind("自评自查", written.own),
    "没写的": Kind("还没有写的督导记录", written.missing),
    "控制线": Kind("辍学率控制线", situation.limits_of),
    "未确认": Kind("还没有确认的新规定", situation.undecided),
    "督导组": Kind("督导组", situation.group),
    "督导程序": Kind("督导程序", situation.steps),
    "缺的程序": Kind("没有记录的程序", situation.steps_missing),
    "回查": Kind("上学期整改事项回查（单位：项）", situation.rechecks),
    "没有签发": Kind("上学期没有签发文书的单位", situation.never_ordered),
    "没有做到": Kind("没有做到的职责", situation.duties_wanting),
    "问题": Kind("存在的问题", problems.problem_rows),
    "整改任务": Kind("整改任务", problems.plan_rows),
    "问题明细": Kind("各问题涉及的事项", problems.item_rows),
    "比对任务": Kind("比对之后的任务", problems.comparison_rows),
    "说明材料": Kind("说明材料（单位：人）", situation.explanations),
    "最急任务": Kind("最急的任务", problems.urgent_rows),
    "上学期整改": Kind("上学期整改事项复查", rechecks.recheck_rows),
    "动态归零": Kind("个案动态归零（单位：件）", loop.balances),
    "漏斗": Kind("从立案到销号（单位：件）", loop.steps),
    "用时": Kind("用了多长时间（单位：天）", loop.spans),
    "各镇动态": Kind("各镇（街道）个案动态（单位：件）", loop.towns, only="县"),
    "各镇未销号": Kind("各镇（街道）未销号的个案（单位：件）", loop.open_cases, only="县"),
    "逾期": Kind("谁的任务逾期（单位：项）", loop.late),
    "缺勤报告": Kind("缺勤建档的报告（单位：人次）", loop.slips),
    "程序问题": Kind("程序上的问题（单位：件）", loop.irregular),
    "各镇履职": Kind("各镇（街道）履职情况（单位：项）", duties.by_town, only="县"),
    "全部做到": Kind("到期职责全部按期做到的镇（街道）", duties.kept_all, only="县"),
    "联席会议": Kind("镇（街道）联席会议按月召开情况", duties.meetings, only="县"),
    "建议件数": Kind("建议的措施（单位：件）", duties.proposed),
    "触发的规则": Kind("触发的规则", supervision.fired_rows),
    "没有触发的规则": Kind("没有触发的规则", duties.quiet),
    "对不上": Kind("评分与问题对不上的（签发前由督导组认定）", duties.contradictions),
    "口径": Kind("规则用的口径", duties.choices),
    "拟稿文书": Kind("拟稿文书", duties.drafted),
}
"""Name → table."""
