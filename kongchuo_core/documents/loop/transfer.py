"""移送事实清单: what the legal officers need for the third and fourth step, and which of it is there; never an amount (M4.8).

The basis of a fine is the office's to enter (``penalty_basis``): it is repeated as entered, or its absence is said.
"""

from __future__ import annotations

from datetime import date, timedelta

from kongchuo_core.documents.blanks import blank
from kongchuo_core.documents.loop import words as say
from kongchuo_core.documents.loop.contexts import Transfer
from kongchuo_core.documents.loop.facts import CaseFacts, EventFact, Office
from kongchuo_core.documents.loop.rows import ClockRow, ElementRow, EvidenceRow
from kongchuo_core.documents.wording import chinese_date

PENALTY, LAWSUIT = "penalty", "lawsuit"
PURPOSES = {PENALTY: "审查是否给予行政处罚", LAWSUIT: "审查是否提起诉讼或者申请人民法院强制执行"}
BY_THEM, OWN = "由法制审核机构查明", "本办口径"


def transfer(case: CaseFacts, office: Office) -> Transfer | None:
    """The list for penalty or for court; ``None`` where neither step comes next, or it may not go out."""
    child = case.child
    if (
        "transfer" not in case.papers
        or case.next_step not in PURPOSES
        or not child.name
        or case.returned_on
        or case.closed_on
    ):
        return None
    issuer = office.orders(child.town)[0]
    return Transfer(
        **say.head(office, issuer),
        主送="法制审核机构",
        案件编号=case.case_no,
        监护人=child.guardian or blank("监护人"),
        姓名=child.name,
        移送说明=f"下列监护人经宣传教育、责令限期改正，仍未送被监护人接受义务教育。现将事实清单移送贵单位，请{PURPOSES[case.next_step]}。",
        出生日期=chinese_date(child.birth_date) if child.birth_date else say.UNKNOWN,
        户籍地=say.home_of(child) or say.UNKNOWN,
        学籍学校=child.school or say.NONE,
        事实=facts_told(case, office),
        证据表=_evidence(case, office),
        要件表=_elements(case, office),
        期限表=_clocks(case, office),
        说明=_remarks(case, office),
        个人信息依据=office.citations["案件保密依据"],
    )


def _served_on(case: CaseFacts, paper: str) -> date | None:
    found = case.last("served", paper)
    return found.on if found else None


def facts_told(case: CaseFacts, office: Office) -> tuple[str, ...]:
    """What was found, what was tried, and that the child is still not at school, from the record."""
    child, order = case.child, _served_on(case, "order")
    told = [
        f"{say.introduced(child)}，{say.enrolled_at(child)}{say.away_since(child)}没有到校就读，截至{chinese_date(office.day)}仍未{'入学' if say.never_enrolled(case) else '返校'}。",
        f"{chinese_date(case.opened_on)}立案（{office.label('origin', case.origin)}）"
        + (
            f"，{chinese_date(case.verified_on)}经{office.town_government(child.town)}核实，原因：{office.label('cause', case.cause)}。"
            if case.verified_on
            else "。"
        ),
    ]
    if case.notice_served_on:
        told.append(
            f"{chinese_date(case.notice_served_on)}，义务教育入学（复学）通知书送达监护人。"
        )
    if order:
        told.append(
            f"{chinese_date(order)}，责令送被监护人接受义务教育通知书送达监护人，限{office.step_days['order']}日内改正，期满未改正。"
        )
    if case.next_step == LAWSUIT and case.step_on:
        told.append(
            f"{chinese_date(case.step_on)}，行政处罚一步的结果：{office.label('result', case.step_result)}。"
        )
    return tuple(f"{n}.{words}" for n, words in enumerate(told, 1))


def _evidence(case: CaseFacts, office: Office) -> tuple[EvidenceRow, ...]:
    """Every paper, receipt and proof on record; a visit of which no record was handed in is none."""
    lines: list[tuple[str, EventFact | None]] = []
    for e in case.events:
        if e.kind == "served":
            lines.append(
                (
                    f"{office.label('paper', e.code)}及送达回证（{office.label('manner', e.other.get('manner', ''))}）",
                    e,
                )
            )
        elif "proof" in e.other:
            lines.append((office.label("proof", e.other["proof"]), e))
    lines += [
        (f"缺勤记录（{a.school}，连续{a.days}个工作日）", None)
        for a in case.child.absences
        if a.open
    ]
    return tuple(
        EvidenceRow(
            序号=n,
            证据=what,
            日期=chinese_date(e.on) if e else "见缺勤报告单",
            来源=e.by if e else "学校",
        )
        for n, (what, e) in enumerate(lines, 1)
    )


def _elements(case: CaseFacts, office: Office) -> tuple[ElementRow, ...]:
    entered = (
        f"办公室填写：{office.penalty_basis}，请核对"
        if office.penalty_basis
        else "没有填写；" + BY_THEM
    )
    duty = ("监护人负有送其接受义务教育的义务", "责令义务依据", "已具备")
    ordered = (
        "已责令限期改正并送达，逾期未改正",
        office.orders(case.child.town)[1],
        "已具备，见表1" if _served_on(case, "order") else "缺：责令通知书没有送达的记录",
    )
    penalty = (
        duty,
        ordered,
        ("处罚由法律、法规、规章设定", "处罚设定", entered),
        ("实施机关有处罚权", "处罚主体", BY_THEM),
        ("违法事实清楚，证据充分", "处罚事实", "见第一、二部分，请审查"),
        ("没有超过追究时效", "处罚追究时效", "行为处于继续状态"),
        ("作出决定前已告知，并听取陈述、申辩", "处罚告知", "尚未进行"),
    )
    lawsuit = (
        duty,
        ("监护人不履行监护职责，放任或者迫使失学、辍学", "监护职责", "见第一部分，请审查"),
        ordered,
        ("申请强制执行的：决定已送达，法定期限内不复议、不诉讼、不履行", "申请执行期限", BY_THEM),
        (
            "申请强制执行的：已经催告，期满仍未履行",
            "催告期限",
            "已送达催告书" if _served_on(case, "demand") else "没有催告书的记录",
        ),
        ("申请强制执行的：材料齐全", "申请执行材料", BY_THEM),
    )
    rows = penalty if case.next_step == PENALTY else lawsuit
    return tuple(
        ElementRow(序号=n, 要件=what, 依据=office.citations[use], 现有情况=now)
        for n, (what, use, now) in enumerate(rows, 1)
    )


def _clocks(case: CaseFacts, office: Office) -> tuple[ClockRow, ...]:
    own = [
        ("通知书的期限", case.notice_served_on, "education"),
        ("责令改正的期限", _served_on(case, "order"), "order"),
    ]
    rows = [
        ClockRow(
            事项=what,
            起算=chinese_date(day),
            期限=f"{office.step_days[step]}日",
            依据=OWN,
            届满=chinese_date(day + timedelta(days=office.step_days[step])),
        )
        for what, day, step in own
        if day
    ]
    law = {
        PENALTY: (
            ("追究时效", "行为终了之日", "处罚追究时效"),
            ("作出处罚决定", "立案之日", "处罚决定期限"),
            ("送达决定书", "作出决定之日", "处罚送达期限"),
        ),
        LAWSUIT: (
            ("催告后可以申请强制执行", "催告书送达之日", "催告期限"),
            ("申请强制执行", "法定起诉期限届满之日", "申请执行期限"),
        ),
    }
    rows += [
        ClockRow(
            事项=what,
            起算=since,
            期限=office.periods[use].removeprefix("立案之日起"),
            届满=BY_THEM,
            依据=office.citations[use],
        )
        for what, since, use in law[case.next_step]
    ]
    return tuple(rows)


def _remarks(case: CaseFacts, office: Office) -> tuple[str, ...]:
    told = (
        [
            "办公室没有填写处罚的法律依据。没有依据的，处罚无效；查明确无依据的，请以“无依据”或者“不予处罚”书面答复，写明理由，由经办人签名。"
            if not office.penalty_basis
            else "处罚依据由办公室填写，是否适用请予审查。"
        ]
        if case.next_step == PENALTY
        else []
    )
    told += [
        f"程序问题：{wrong}。应当先处理：{remedy}。"
        for wrong, remedy in say.irregularities(case, office)
    ]
    return tuple(told) or ("没有其他需要说明的问题。",)
