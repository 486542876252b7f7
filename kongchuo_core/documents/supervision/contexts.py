"""What each paper of supervision and accountability is told: one frozen dataclass a kind, its
fields the template's placeholders.

As in ``contexts.py``: fields ending in 表 are rows, other tuples whole Chinese sentences with at
least one each; every field ending in 依据 is a ready-made citation of articles in force on the
paper's day, or the office's own basis from ``params``. No child is named in any of them: they are
about offices, schools and posts.
"""

from __future__ import annotations

from dataclasses import dataclass

from kongchuo_core.documents.supervision.rows import (
    DemandRow,
    FactRow,
    FieldRow,
    MemberRow,
    NamedRow,
)

Sentences = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SupervisionPaper:
    """What every paper of supervision tells. 印发依据: of the issuer, as ``params`` has it."""

    学期: str
    稿别: str
    文号: str
    主送: str
    印发机关: str
    印发依据: str
    成文日期: str
    虚构声明: str


@dataclass(frozen=True, kw_only=True)
class MeasurePaper(SupervisionPaper):
    """What every paper of a measure tells. 机制依据: what orders the measure and the duties at stake,
    with their parts.
    """

    机制依据: str


@dataclass(frozen=True, kw_only=True)
class Circular(MeasurePaper):
    """通报 (M7.6): background, the whole, problems by name of unit, what is done about them,
    demands.
    """

    县名: str
    抄送: str
    情况截至: str
    总体情况: Sentences
    问题: Sentences
    处理: Sentences
    要求: Sentences
    程序: Sentences
    问题表: tuple[NamedRow, ...]
    防辍职责依据: str


@dataclass(frozen=True, kw_only=True)
class InterviewNotice(MeasurePaper):
    """约谈通知书 (M7.7), with the record of the interview as annex. 被约谈人: posts; names are filled in by
    who signs.
    """

    约谈时间: str
    约谈地点: str
    被约谈人: str
    约谈人: str
    事由: Sentences
    程序: Sentences
    整改期限: str
    联系人: str
    联系电话: str


@dataclass(frozen=True, kw_only=True)
class RectificationOrder(MeasurePaper):
    """责令限期整改通知书 (M7.8): list of problems, basis, demands, term, how to report, what follows; annex:
    the form of the report.

    责任依据, 逾期整改依据: empty where the issuer's powers don't rest on such articles. 处理依据: the part of the
    regulation on what follows, whatever the duties at stake.
    """

    情况截至: str
    责任依据: str
    整改依据: str
    逾期整改依据: str
    处理依据: str
    最后期限: str
    说明: Sentences
    问题表: tuple[DemandRow, ...]
    联系人: str
    联系电话: str


@dataclass(frozen=True, kw_only=True)
class AdmonitionFacts(MeasurePaper):
    """诫勉建议（事实清单） (M7.7, M7.9): facts for those who may decide; never a decision. 对象: posts, never a
    name.
    """

    对象单位: str
    对象: str
    情况截至: str
    事由: Sentences
    事实表: tuple[FactRow, ...]
    已采取措施: Sentences
    权限: str
    考核依据: str


@dataclass(frozen=True, kw_only=True)
class SupervisionNotice(SupervisionPaper):
    """督导检查通知: the written notice in advance (教育督导条例 17), with outline and table of the
    self-report.
    """

    抄送: str
    督导依据: str
    督导通知依据: str
    自评依据: str
    听取意见依据: str
    时间: Sentences
    督导组: Sentences
    督导组表: tuple[MemberRow, ...]
    联系人: str
    联系电话: str


@dataclass(frozen=True, kw_only=True)
class SupervisionOpinion(SupervisionPaper):
    """督导意见书 (教育督导条例 21): what is found of a town, and problems with their terms."""

    抄送: str
    情况截至: str
    评价: Sentences
    申辩: Sentences
    说明: Sentences
    问题表: tuple[DemandRow, ...]
    督导意见依据: str
    申辩依据: str
    整改依据: str
    逾期整改依据: str
    情况表: tuple[FieldRow, ...]


CIRCULAR, INTERVIEW, RECTIFY, ADMONITION = (
    "通报",
    "约谈通知书",
    "责令限期整改通知书",
    "诫勉建议（事实清单）",
)
NOTICE, OPINION = "督导检查通知", "督导意见书"
"""What each kind is called (``kinds.py``)."""
