"""What each paper of the closed loop is told: one frozen dataclass a kind, its fields the
placeholders of the Word template.

As in ``contexts.py``: fields ending in 表 and 协查名单 are rows, other tuples whole Chinese sentences
with at least one each. Every field ending in 依据 is a ready-made citation of articles in force on
the paper's day. A draft has 稿别 送审稿 and a blank date; the number is blank for other issuers to fill
in, and empty where it is this office's to give.
"""

from __future__ import annotations

from dataclasses import dataclass

from kongchuo_core.documents.loop.rows import (
    AbsenceRow,
    ClockRow,
    DueRow,
    ElementRow,
    EventRow,
    EvidenceRow,
    InquiryRow,
    LateTaskRow,
    OverdueRow,
    PersonRow,
    ServedRow,
    SpecialRow,
    TaskRow,
)

Sentences = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LoopPaper:
    """What every paper of the loop tells; see the module."""

    稿别: str
    印发机关: str
    成文日期: str
    虚构声明: str


@dataclass(frozen=True, kw_only=True)
class _Served(LoopPaper):
    """What a paper says that a guardian is served.

    到校日: counted from the day the paper bears; 期限, such as 7日, from its service. 报到学校: where to go,
    a name or whom to ask.
    """

    文号: str
    案件编号: str
    受送达人: str
    姓名: str
    情况: str
    义务依据: str
    责令依据: str
    到校日: str
    期限: str
    报到学校: str
    联系人: str
    联系电话: str


@dataclass(frozen=True, kw_only=True)
class EntryNotice(_Served):
    """入学通知书 (M4.2). 会同单位: the school of the area; none where it is not known."""

    会同单位: Sentences


@dataclass(frozen=True, kw_only=True)
class ReturnNotice(_Served):
    """复学通知书 (M4.2). 会同单位 as in 入学通知书."""

    会同单位: Sentences


@dataclass(frozen=True, kw_only=True)
class ReturnOrder(_Served):
    """责令送被监护人接受义务教育通知书 (M4.8, second step). 经过: what was tried before."""

    经过: Sentences
    复议机关: str


@dataclass(frozen=True, kw_only=True)
class Transfer(LoopPaper):
    """移送事实清单 (M4.8, third and fourth step): facts, never an amount, nor a basis of a fine that the
    office didn't enter.
    """

    主送: str
    移送说明: str
    案件编号: str
    监护人: str
    姓名: str
    出生日期: str
    户籍地: str
    学籍学校: str
    事实: Sentences
    证据表: tuple[EvidenceRow, ...]
    要件表: tuple[ElementRow, ...]
    期限表: tuple[ClockRow, ...]
    说明: Sentences
    个人信息依据: str


@dataclass(frozen=True, kw_only=True)
class Inquiry(LoopPaper):
    """协查函 (M8.3), in the format of a letter."""

    文号: str
    主送: str
    情况: str
    函复日期: str
    随迁依据: str
    机制依据: str
    个人信息依据: str
    协查名单: tuple[InquiryRow, ...]
    联系人: str
    联系电话: str


@dataclass(frozen=True, kw_only=True)
class AbsenceSlip(LoopPaper):
    """缺勤报告单 (M5.3), the school's, to the bureau or to a town; 报告依据 is empty where the law names the
    bureau alone.
    """

    主送: str
    报告依据: str
    机制依据: str
    情况: Sentences
    缺勤表: tuple[AbsenceRow, ...]


@dataclass(frozen=True, kw_only=True)
class CaseFile(LoopPaper):
    """一生一案 (M3.3): one child's file, internal; the identity number is masked. 家庭情况: empty where no
    visit told of it. 重点群体: of the lists of 孤儿, 事实无人抚养, 困境 those the child is on; its row isn't
    printed where it is on none, or none was given.
    """

    案件编号: str
    姓名: str
    性别民族: str
    出生日期: str
    身份证号: str
    户籍地: str
    监护人: str
    监护人电话: str
    学籍学校: str
    年级班级: str
    脱贫户: str
    重点群体: str
    立案日期: str
    发现来源: str
    比对类别: str
    说明材料: str
    核实日期: str
    当前状态: str
    原因: str
    四步法: str
    处置: Sentences
    家庭情况: str
    责任说明: Sentences
    责任人表: tuple[PersonRow, ...]
    任务表: tuple[TaskRow, ...]
    文书表: tuple[ServedRow, ...]
    经过表: tuple[EventRow, ...]
    个人信息依据: str


@dataclass(frozen=True, kw_only=True)
class Agenda(LoopPaper):
    """联席会议议题 (M4.15): cases by number, no names."""

    标题: str
    提要: str
    总体情况: Sentences
    特殊个案说明: Sentences
    特殊个案表: tuple[SpecialRow, ...]
    逾期说明: Sentences
    逾期表: tuple[LateTaskRow, ...]
    协调事项: Sentences


@dataclass(frozen=True, kw_only=True)
class DueList(LoopPaper):
    """本月到期: what falls due in the month of the day after ``as_of``, and what is overdue."""

    标题: str
    提要: str
    到期表: tuple[DueRow, ...]
    逾期表: tuple[OverdueRow, ...]


ENTRY, RETURN, ORDER, TRANSFER = (
    "入学通知书",
    "复学通知书",
    "责令送被监护人接受义务教育通知书",
    "移送事实清单",
)
INQUIRY, SLIP, CASE_FILE, AGENDA, DUE = (
    "协查函",
    "缺勤报告单",
    "一生一案",
    "联席会议议题",
    "本月到期",
)
"""What each kind is called (``kinds.py``)."""
