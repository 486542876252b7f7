"""Word templates with loops, tables and pictures, as reports once had them: what tests of
templates, files and checks fill in.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from kongchuo_core.documents.inspection.rows import (
    AgeRow,
    BalanceRow,
    QualityRow,
    Sentences,
    SuspectedRow,
    VerdictRow,
)
from kongchuo_core.documents.kinds import KINDS, PaperKind
from kongchuo_core.documents.supervision.rows import (
    DutyRow,
    IndicatorRow,
    MeasureRow,
    PublicityRow,
    RecheckRow,
    SchoolRow,
    ScoreRow,
    TownRow,
)
from kongchuo_core.documents.word.render import Picture

TEMPLATES = Path(__file__).parent / "templates"
"""Where these templates lie."""


@dataclass(frozen=True, kw_only=True)
class TownFactsRow:
    """What a report says of one town."""

    单位: str
    疑似辍学: int
    其中有说明: int
    在校无学籍: int
    待人工核对: int
    未销号个案: int
    到期职责: str
    做到: str
    考核得分: str


@dataclass(frozen=True, kw_only=True)
class Basics:
    """What every paper tells.

    稿别: ``送审稿`` for a draft, empty when signed. 文号: such as ``富控辍办〔2025〕3号``, empty for a draft.
    成文日期: blank (``　年　月　日``) for a draft. 主送, 抄送: without the final punctuation. 印发依据: the basis of
    issuing, as a phrase. 虚构声明: empty for real data. 截止日, 比对日, 情况截至, 台账记录: the four dates, the last
    as a clause (台账记录至第128笔). 提要: one sentence of at most 56 characters, the outcome, above the
    balance. 平衡说明: that the six verdicts add up to the children in scope. 未提供: registers that were
    not given. 图_年龄分布: ``None`` where there is nothing to draw.
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
    """闭环: cases opened, closed, left; 指标 and 控制线: rates and their limits; 考核: scores; 复查: last
    term's orders; 措施: proposed.

    指标说明: whether cases are left out of the dropout rates because nobody has verified them; 措施说明:
    who decides about persons.
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
    """专项督导检查报告（乡镇）: 分校情况 holds a paragraph a school that has something to tell; 疑似名单 is
    internal.
    """

    分校情况: Sentences


@dataclass(frozen=True, kw_only=True)
class ComparisonCounty(Basics, _County, _Comparison):
    """比对核查情况（县）: 比对组织 tells which towns compared, with whom, within the window or how many days
    late.
    """


@dataclass(frozen=True, kw_only=True)
class ComparisonTown(Basics, _Town, _Comparison):
    """比对核查情况（乡镇）: 疑似名单 is internal."""


def split(context: Basics) -> tuple[dict[str, object], dict[str, Picture]]:
    """A context as ``render`` takes it: texts and tables, and pictures; a picture that is ``None``
    is an empty text.
    """
    values = {f.name: getattr(context, f.name) for f in fields(context)}
    pictures = {name: value for name, value in values.items() if isinstance(value, Picture)}
    return {
        name: "" if value is None else value
        for name, value in values.items()
        if name not in pictures
    }, pictures


CONTEXTS = {
    "专项督导检查报告（县）": InspectionReportCounty,
    "专项督导检查报告（乡镇）": InspectionReportTown,
    "比对核查情况（县）": ComparisonCounty,
    "比对核查情况（乡镇）": ComparisonTown,
}
REPORTS: dict[str, PaperKind] = {
    name: replace(KINDS[name], context=context, page="") for name, context in CONTEXTS.items()
}
"""The kinds of these papers, with the template of each."""
