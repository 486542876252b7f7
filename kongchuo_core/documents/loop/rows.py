"""The lines of the tables in the papers of the loop; fields are columns of the Word template, dates
are Chinese dates.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class EvidenceRow:
    """One proof for the legal officers."""

    序号: int
    证据: str
    日期: str
    来源: str


@dataclass(frozen=True, kw_only=True)
class ElementRow:
    """One thing the law asks for before the step may be taken, and what there is of it."""

    序号: int
    要件: str
    依据: str
    现有情况: str


@dataclass(frozen=True, kw_only=True)
class ClockRow:
    """One clock: from which day, how long, until when, by which article."""

    事项: str
    起算: str
    期限: str
    届满: str
    依据: str


@dataclass(frozen=True, kw_only=True)
class InquiryRow:
    """One child another county is asked about; the identity number goes to it because it can't
    search without.
    """

    序号: int
    姓名: str
    性别: str
    公民身份号码: str
    户籍地: str
    监护人: str
    去向: str


@dataclass(frozen=True, kw_only=True)
class AbsenceRow:
    """One absence on file; 连续工作日 are working days of the official calendar."""

    序号: int
    姓名: str
    年级班级: str
    户籍地: str
    缺勤起止: str
    连续工作日: int
    是否返校: str
    监护人和电话: str


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One rung of 双线十人制; a gap shows as （缺）. 签名: room for a pen."""

    线别: str
    职责层级: str
    姓名: str
    单位: str
    签名: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """One task of a case."""

    任务: str
    承担单位: str
    期限: str
    完成: str
    情况: str


@dataclass(frozen=True, kw_only=True)
class ServedRow:
    """One paper of a case: when it was issued, and when and how it was served."""

    文书: str
    发出: str
    送达: str
    送达方式: str


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One thing that happened in a case."""

    日期: str
    事项: str
    经办: str
    证据: str


@dataclass(frozen=True, kw_only=True)
class SpecialRow:
    """A special case for the joint meeting, by its number alone; 原因 as the meeting may read it."""

    序号: int
    案件编号: str
    原因: str
    立案日期: str
    在办天数: int
    议定事项: str


@dataclass(frozen=True, kw_only=True)
class LateTaskRow:
    """A task past its day."""

    案件编号: str
    任务: str
    承担单位: str
    期限: str
    逾期天数: int


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """What falls due."""

    日期: str
    案件编号: str
    事项: str
    承担单位: str


@dataclass(frozen=True, kw_only=True)
class OverdueRow(DueRow):
    """What fell due and was not done."""

    逾期天数: int
