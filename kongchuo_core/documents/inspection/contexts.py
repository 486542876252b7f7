"""What each paper is told: one frozen dataclass a kind, its fields the placeholders of the paper's Word template.

Fields ending in 表 and 核对平衡 are rows (the row classes below); the other tuples are lists of whole Chinese sentences, one a
paragraph, with at least one sentence each: where there is nothing to tell, the sentence that says so. Numbers in rows are
counts, or a text such as ``无数据``. Dates are Chinese dates (2025年9月30日).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from kongchuo_core.documents.supervision.rows import (
    DutyRow,
    IndicatorRow,
    MeasureRow,
    PublicityRow,
    RecheckRow,
    SchoolRow,
    ScoreRow,
    TownFactsRow,
    TownRow,
)
from kongchuo_core.documents.word.render import Picture

Count = int | str
Sentences = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BalanceRow:
    """One register: rows read = used + duplicate + out of scope + quarantined (M2.4). More than four rows leave the first page."""

    来源: str
    读入: int
    采用: int
    重复: int
    不在范围: int
    待补正: int


@dataclass(frozen=True, kw_only=True)
class VerdictRow:
    """Children of one town or school by verdict; the six verdicts add up to 适龄. 其中有说明: suspected ones with a valid paper."""

    名称: str
    适龄: Count
    比对一致: Count
    学籍在校而学生不在校: Count
    学籍与学生均不在校: Count
    其中有说明: Count
    在校无学籍: Count
    已完成: Count
    待核对: Count


@dataclass(frozen=True, kw_only=True)
class AgeRow:
    """Children of one age on the cutoff; 疑似辍学 = both kinds of inconsistent, 其中有说明 a part of it."""

    年龄: str
    适龄: Count
    比对一致: Count
    疑似辍学: Count
    其中有说明: Count
    在校无学籍: Count
    已完成: Count
    待核对: Count


@dataclass(frozen=True, kw_only=True)
class SuspectedRow:
    """One suspected child, in internal papers only; never an identity number. 出生年月: 2014年3月; 类别: the verdict in words."""

    序号: int
    姓名: str
    性别: str
    出生年月: str
    村: str
    类别: str
    学籍学校: str
    说明: str


@dataclass(frozen=True, kw_only=True)
class QualityRow:
    """Rows of one register with one kind of fault, and what is to be done."""

    来源: str
    问题: str
    行数: int
    处理意见: str


@dataclass(frozen=True, kw_only=True)
class Basics:
    """What every paper tells.

    稿别: ``送审稿`` for a draft, empty when signed. 文号: such as ``富控辍办〔2025〕3号``, empty for a draft. 成文日期: blank
    (``　年　月　日``) for a draft. 主送, 抄送: without the final punctuation. 印发依据: the basis of issuing, as a phrase.
    虚构声明: empty for real data. 截止日, 比对日, 情况截至, 台账记录: the four dates, the last as a clause (台账记录至第128笔).
    提要: one sentence of at most 56 characters, the outcome, above the balance. 平衡说明: that the six verdicts add up to
    the children in scope. 未提供: registers that were not given. 图_年龄分布: ``None`` where there is nothing to draw.
    """

    县名: str
    学期: str
    标题: str
    稿别: str
    文号: str
    主送: str
    抄送: str
    印发机关: str
    印发依据: str
    成文日期: str
    虚构声明: str
    截止日: str
    比对日: str
    情况截至: str
    台账记录: str
    提要: str
    核对平衡: tuple[BalanceRow, ...]
    平衡说明: Sentences
    结论: Sentences
    比对结果: Sentences
    分龄表: tuple[AgeRow, ...]
    图_年龄分布: Picture | None
    数据质量: Sentences
    数据质量表: tuple[QualityRow, ...]
    未提供: Sentences


@dataclass(frozen=True, kw_only=True)
class _County:
    分镇表: tuple[VerdictRow, ...]
    图_各镇比对: Picture | None


@dataclass(frozen=True, kw_only=True)
class _Town:
    镇名: str
    分校表: tuple[VerdictRow, ...]
    疑似名单: tuple[SuspectedRow, ...]


@dataclass(frozen=True, kw_only=True)
class _Inspection:
    """闭环: cases opened, closed, left; 指标 and 控制线: rates and their limits; 考核: scores; 复查: last term's orders; 措施: proposed.

    指标说明: whether cases are left out of the dropout rates because nobody has verified them; 措施说明: who decides about persons.
    """

    督导组织: Sentences
    组织领导: Sentences
    动态监测: Sentences
    闭环: Sentences
    指标: Sentences
    控制线: Sentences
    考核: Sentences
    复查: Sentences
    问题: Sentences
    意见: Sentences
    措施: Sentences
    履职表: tuple[DutyRow, ...]
    宣传表: tuple[PublicityRow, ...]
    指标表: tuple[IndicatorRow, ...]
    镇指标表: tuple[TownRow, ...]
    学校指标表: tuple[SchoolRow, ...]
    评分表: tuple[ScoreRow, ...]
    措施表: tuple[MeasureRow, ...]
    复查表: tuple[RecheckRow, ...]
    指标说明: Sentences
    措施说明: Sentences
    措施末段: str


@dataclass(frozen=True, kw_only=True)
class _Comparison:
    比对组织: Sentences
    不一致分析: Sentences
    下一步工作: Sentences


@dataclass(frozen=True, kw_only=True)
class InspectionReportCounty(Basics, _County, _Inspection):
    """专项督导检查报告（县）: 分镇主要情况表 has a line a town."""

    分镇主要情况表: tuple[TownFactsRow, ...]


@dataclass(frozen=True, kw_only=True)
class InspectionReportTown(Basics, _Town, _Inspection):
    """专项督导检查报告（乡镇）: 分校情况 holds a paragraph a school that has something to tell; 疑似名单 is internal."""

    分校情况: Sentences


@dataclass(frozen=True, kw_only=True)
class ComparisonCounty(Basics, _County, _Comparison):
    """比对核查情况（县）: 比对组织 tells which towns compared, with whom, within the window or how many days late."""


@dataclass(frozen=True, kw_only=True)
class ComparisonTown(Basics, _Town, _Comparison):
    """比对核查情况（乡镇）: 疑似名单 is internal."""


def split(context: Basics) -> tuple[dict[str, object], dict[str, Picture]]:
    """A context as ``render`` takes it: texts and tables, and pictures; a picture that is ``None`` is an empty text."""
    values = {f.name: getattr(context, f.name) for f in fields(context)}
    pictures = {name: value for name, value in values.items() if isinstance(value, Picture)}
    return {
        name: "" if value is None else value
        for name, value in values.items()
        if name not in pictures
    }, pictures
