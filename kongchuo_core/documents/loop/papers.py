"""From a case to the papers about one child: notices, order, transfer to the legal officers,
inquiry, case file.

A builder gives ``None`` where the paper may not go out. The cases' own list of papers is one lock;
what stands here is the other: no notice for a child in review, explained, dead, moved away, found
at school, returned, or whose case nobody verified (M4.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from kongchuo_core.documents.blanks import blank, contact
from kongchuo_core.documents.inspection.facts import EXPLANATIONS, SUSPECTED, VERDICTS
from kongchuo_core.documents.loop import words as say
from kongchuo_core.documents.loop.contexts import (
    CaseFile,
    EntryNotice,
    Inquiry,
    LoopPaper,
    ReturnNotice,
    ReturnOrder,
)
from kongchuo_core.documents.loop.event_words import IN_FILE, payload_of, words
from kongchuo_core.documents.loop.facts import CaseFacts, Office
from kongchuo_core.documents.loop.rows import EventRow, InquiryRow, PersonRow, ServedRow, TaskRow
from kongchuo_core.documents.loop.transfer import transfer
from kongchuo_core.documents.wording import chinese_date

PROGRAM = "kongchuo run"
"""Who opened the cases that a comparison found, as the record has it."""


def _may_be_called(case: CaseFacts) -> bool:
    child = case.child
    return (
        bool(child.name)
        and child.verdict in SUSPECTED
        and not child.explained_by
        and case.verified_on is not None
        and not case.is_outcome
        and case.returned_on is None
        and case.closed_on is None
        and case.state != "explained_paused"
    )


def _served(
    case: CaseFacts, office: Office, issuer: str, step: str, duty: str, order: str
) -> dict[str, Any]:
    told = say.told_of(case)
    return say.head(office, issuer) | {
        "文号": say.BLANK_NUMBER,
        "案件编号": case.case_no,
        "受送达人": office.said(say.NOTICES, "受送达人", told),
        "姓名": case.child.name,
        "义务依据": office.citations[duty],
        "责令依据": office.citations[order],
        "到校日": chinese_date((office.dated or office.day) + timedelta(office.step_days[step])),
        "期限": office.said(say.NOTICES, "期限", office.step_days[step]),
        "报到学校": office.said(say.NOTICES, "报到学校", told),
        **contact(office.contacts, issuer),
    }


def notice(case: CaseFacts, office: Office) -> EntryNotice | ReturnNotice | None:
    """The notice of enrolment, or of return; ``None`` where it may not go out, or was served
    already.
    """
    if "notice" not in case.papers or not _may_be_called(case) or case.notice_served_on is not None:
        return None
    order = office.orders(case.child.town)[1]
    common = _served(
        case, office, office.town_government(case.child.town), "education", "义务依据", order
    )
    common["情况"] = office.said(say.NOTICES, "通知情况", say.told_of(case))
    common["会同单位"] = (case.child.school,) if case.child.school else ()
    return EntryNotice(**common) if say.never_enrolled(case) else ReturnNotice(**common)


def order(case: CaseFacts, office: Office) -> ReturnOrder | None:
    """责令送被监护人接受义务教育通知书, of the town's government or, in a 街道, of the bureau; ``None`` where it may
    not go out.
    """
    if (
        "order" not in case.papers
        or not _may_be_called(case)
        or case.last("served", "order") is not None
    ):
        return None
    issuer, basis = office.orders(case.child.town)
    common = _served(case, office, issuer, "order", "责令义务依据", basis)
    common["情况"] = office.said(say.NOTICES, "情况", say.told_of(case))
    common["受送达人"] = case.child.guardian or blank("监护人")
    return ReturnOrder(**common, 经过=say.tried(case, office, issuer), 复议机关=office.government)


AWAY = frozenset({"elsewhere", "with_parents", "at_work", "moved", "empty_household"})
"""Causes, found by the town, for which another county is asked (M8.3)."""


def inquiry(case: CaseFacts, office: Office) -> Inquiry | None:
    """协查函: one child a letter, so that no county reads of another's; the addressee is filled in
    when the place is known.

    Only of a child whom the town has found to be away: a number is not sent round on suspicion.
    """
    child = case.child
    if (
        "inquiry" not in case.papers
        or case.cause not in AWAY
        or not child.name
        or case.closed_on is not None
    ):
        return None
    row = InquiryRow(
        序号=1,
        姓名=child.name,
        性别=child.sex,
        公民身份号码=child.id_no or "没有登记",
        户籍地=f"{office.county}{child.town}",
        监护人=child.guardian or say.UNKNOWN,
        去向=office.said(say.NOTICES, "协查去向"),
    )
    return Inquiry(
        **say.head(office, office.leading_group_office),
        文号="",
        主送=blank("收函机关"),
        情况=office.said(say.NOTICES, "协查情况", office.term),
        函复日期=blank("函复日期"),
        随迁依据=office.citations["随迁依据"],
        机制依据=office.citations["机制"],
        个人信息依据=office.citations["个人信息依据"],
        协查名单=(row,),
        **contact(office.contacts, office.leading_group_office),
    )


def case_file(case: CaseFacts, office: Office) -> CaseFile:
    """一生一案, for every case there ever was; the identity number is masked."""
    child = case.child
    cause = office.label("cause", case.cause) if case.cause else ""
    return CaseFile(
        **say.head(
            office,
            office.town_government(child.town) if child.town else office.leading_group_office,
        ),
        案件编号=case.case_no,
        姓名=child.name or office.said(say.FILE, "没有姓名"),
        性别民族="，".join(x for x in (child.sex, child.nation) if x) or say.UNKNOWN,
        出生日期=say.day(child.birth_date) or say.UNKNOWN,
        身份证号=say.masked(child.id_no),
        户籍地=say.home_of(child) or say.UNKNOWN,
        监护人=child.guardian or say.UNKNOWN,
        监护人电话=child.phone or say.UNKNOWN,
        学籍学校=child.school or say.no_school(case),
        年级班级=say.class_of(child) or say.no_school(case),
        立案日期=chinese_date(case.opened_on),
        脱贫户=case.hardship or ("不在名单" if office.hardship_given else "无数据"),
        重点群体=case.lists,
        发现来源=office.label("origin", case.origin),
        比对类别=VERDICTS.get(case.difference or child.verdict, say.UNKNOWN),
        说明材料=EXPLANATIONS.get(child.explained_by, say.NONE),
        核实日期=say.day(case.verified_on) or "尚未核实",
        当前状态=office.label("state", case.state),
        原因=office.said(say.FILE, "原因", cause, say.lead(case, office)),
        四步法=say.steps_told(case, office),
        处置=say.handled(case, office),
        家庭情况="".join(say.at_home(visit, office) for visit in case.visits),
        责任说明=say.gaps_told(case, office),
        责任人表=tuple(
            PersonRow(线别=p.line, 职责层级=p.level, 姓名=p.shown, 单位=p.unit)
            for p in case.persons
        ),
        任务表=_tasks(case, office),
        文书表=_papers(case, office),
        经过表=_events(case, office),
        个人信息依据=office.citations["个人信息依据"],
    )


def _tasks(case: CaseFacts, office: Office) -> tuple[TaskRow, ...]:
    return tuple(
        TaskRow(
            任务=say.duty_of(t.label, case.child, office),
            承担单位=say.doer(t.who, case.child, office),
            期限=chinese_date(t.due),
            完成=say.day(t.done_on) or "未完成",
            情况=office.label("task_state", t.state),
        )
        for t in sorted(case.tasks, key=lambda t: (t.due, t.label))
    )


def _events(case: CaseFacts, office: Office) -> tuple[EventRow, ...]:
    rows = []
    for e in case.events:
        told = words(e.kind, payload_of(e), office, IN_FILE)
        rows.append(
            EventRow(
                日期=chinese_date(e.on),
                事项=say.duty_of(told, case.child, office),
                经办="三比对" if e.by == PROGRAM else e.by,
                证据=office.label("proof", e.other["proof"]) if "proof" in e.other else "",
            )
        )
    return tuple(rows)


def _papers(case: CaseFacts, office: Office) -> tuple[ServedRow, ...]:
    rows = []
    for issued in (e for e in case.events if e.kind == "notice_issued"):
        back = [
            e
            for e in case.events
            if (e.kind, e.code) == ("served", issued.code) and e.on >= issued.on
        ]
        manner = office.label("manner", back[-1].other.get("manner", "")) if back else ""
        rows.append(
            ServedRow(
                文书=say.paper_of(issued.code, case, office),
                发出=chinese_date(issued.on),
                送达=say.day(back[-1].on) if back else "尚未送达",
                送达方式=manner,
            )
        )
    return tuple(rows)


BUILDERS: Mapping[str, tuple[Callable[[CaseFacts, Office], LoopPaper | None], ...]] = {
    "通知书": (notice, order),
    "移送": (transfer,),
    "协查函": (inquiry,),
    "一生一案": (case_file,),
}
"""Folder → the builders of the papers that lie in it."""


def about(case: CaseFacts, office: Office) -> list[tuple[str, LoopPaper]]:
    """Every paper about one child that may go out now: its folder and its context."""
    made: list[tuple[str, LoopPaper]] = []
    for folder, builders in BUILDERS.items():
        papers = (build(case, office) for build in builders)
        made += [(folder, paper) for paper in papers if paper is not None]
    return made
