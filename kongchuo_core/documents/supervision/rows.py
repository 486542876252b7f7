"""The rows of tables in the papers of supervision and in the annexes of the inspection report; all
cells are words in print.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NamedRow:
    """One problem of one unit that a circular names."""

    序号: int
    单位: str
    问题: str
    条款: str


@dataclass(frozen=True, kw_only=True)
class DemandRow:
    """One problem with its basis, what is demanded and by when."""

    序号: int
    问题: str
    条款: str
    要求: str
    期限: str


@dataclass(frozen=True, kw_only=True)
class FactRow:
    """One fact with where it was found."""

    序号: int
    事实: str
    条款: str
    来源: str


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """One member of the inspecting group."""

    姓名: str
    单位: str
    职务: str


@dataclass(frozen=True, kw_only=True)
class FieldRow:
    """One item with what was found of it."""

    项目: str
    情况: str


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """One duty: what was due and how much of it was reached, and of whom it is wanting."""

    事项: str
    对象: str
    应有: str
    达到: str
    情况: str
    条款: str


@dataclass(frozen=True, kw_only=True)
class PublicityRow:
    """What a unit published, by channel: 有, or 缺; and the contents it never told."""

    单位: str
    标语: str
    报纸图文: str
    电视音像: str
    广播: str
    手机信息: str
    没有宣传的内容: str


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """One indicator: numerator and denominator, value, last term's beside it, and the evaluations
    that use it.
    """

    指标: str
    分子: str
    分母: str
    本期: str
    上期: str
    口径: str
    评估: str


@dataclass(frozen=True, kw_only=True)
class TownRow:
    """The indicators of one town."""

    单位: str
    核实率: str
    动态归零率: str
    劝返率: str
    政府得分: str
    主要领导得分: str


@dataclass(frozen=True, kw_only=True)
class SchoolRow:
    """The indicators of one school, and what the inspection found."""

    乡镇: str
    学校: str
    得分: str
    个案: str
    问题: str


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """The score sheet of a government, its main leaders or a school: items of full marks, problems;
    totals stand elsewhere.
    """

    单位: str
    对象: str
    各项得分: str
    存在问题: str
    整改期限: str


@dataclass(frozen=True, kw_only=True)
class MeasureRow:
    """What is proposed of a unit, or of units of which the same is: problems by name, measures with
    whom they concern.
    """

    单位: str
    问题: str
    措施: str
    条款: str


@dataclass(frozen=True, kw_only=True)
class FiredRow:
    """The rules that fired for one unit and kind of handling, with the facts, and on whose
    authority.
    """

    单位: str
    对象: str
    问题: str
    措施: str
    条款: str
    权限: str


@dataclass(frozen=True, kw_only=True)
class RecheckRow:
    """One problem of last term's orders: who has not mended which item, of whom it happened again,
    who has mended.
    """

    事项: str
    没有整改: str
    再次发生: str
    已经整改: str
