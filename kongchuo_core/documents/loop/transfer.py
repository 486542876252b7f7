"""移送事实清单: what the legal officers need for the third and fourth step, and which of it is there;
never an amount (M4.8).

The basis of a fine is the office's to enter (``penalty_basis``): it is repeated as entered, or its
absence is said.
"""

from __future__ import annotations

from datetime import date, timedelta

from kongchuo_core.documents.blanks import blank
from kongchuo_core.documents.loop import words as say
from kongchuo_core.documents.loop.contexts import Transfer
from kongchuo_core.documents.loop.facts import CaseFacts, EventFact, Office
from kongchuo_core.documents.loop.rows import ClockRow, ElementRow, EvidenceRow
from kongchuo_core.documents.wording import chinese_date, numbered

PENALTY, LAWSUIT = "penalty", "lawsuit"
TO = "法制审核机构"
OWN_CLOCKS = (("时限_通知", "notice", "education"), ("时限_责令", "order", "order"))
"""Clocks of the office's own rule: their words, the paper whose service starts them, the step whose
days they run.
"""
CLOCKS = {
    PENALTY: (
        ("时限_追究", "处罚追究时效"),
        ("时限_决定", "处罚决定期限"),
        ("时限_送达", "处罚送达期限"),
    ),
    LAWSUIT: (("时限_催告", "催告期限"), ("时限_申请", "申请执行期限")),
}
"""Clocks of the law for a step: their words, the use of the citation."""


def transfer(case: CaseFacts, office: Office) -> Transfer | None:
    """The list for penalty or for court; ``None`` where neither step comes next, or it may not go
    out.
    """
    child = case.child
    if (
        "transfer" not in case.papers
        or case.next_step not in CLOCKS
        or not child.name
        or case.returned_on
        or case.closed_on
    ):
        return None
    return Transfer(
        **say.head(office, office.orders(child.town)[0]),
        主送=TO,
        案件编号=case.case_no,
        监护人=child.guardian or blank("监护人"),
        姓名=child.name,
        移送说明=office.said(say.NOTICES, "移送说明", case.next_step == LAWSUIT),
        出生日期=say.day(child.birth_date) or say.UNKNOWN,
        户籍地=say.home_of(child) or say.UNKNOWN,
        学籍学校=child.school or say.no_school(case),
        事实=facts_told(case, office),
        证据表=_evidence(case, office),
        要件表=_elements(case, office),
        期限表=_clocks(case, office),
        说明=office.says(
            say.NOTICES,
            "移送说明事项",
            case.next_step == LAWSUIT,
            office.penalty_basis,
            say.irregularities(case, office),
        ),
        个人信息依据=office.citations["案件保密依据"],
    )


def _served_on(case: CaseFacts, paper: str) -> date | None:
    found = case.last("served", paper)
    return found.on if found else None


def facts_told(case: CaseFacts, office: Office) -> tuple[str, ...]:
    """What was found, what was tried, and that the child is still not at school, from the
    record.
    """
    at_court = case.next_step == LAWSUIT
    told = office.says(
        say.NOTICES,
        "移送事实",
        say.told_of(case),
        chinese_date(office.day),
        chinese_date(case.opened_on),
        office.label("origin", case.origin),
        say.day(case.verified_on),
        office.town_government(case.child.town),
        office.label("cause", case.cause),
        say.day(case.notice_served_on),
        say.day(_served_on(case, "order")),
        office.step_days["order"],
        say.day(case.step_on) if at_court else "",
        office.label("result", case.step_result) if at_court else "",
    )
    return numbered(told, "")


def _evidence(case: CaseFacts, office: Office) -> tuple[EvidenceRow, ...]:
    """Every paper, receipt and proof on record; a visit of which no record was handed in is
    none.
    """
    found: list[tuple[str, EventFact | None]] = []
    for e in case.events:
        if e.kind == "served":
            manner = office.label("manner", e.other.get("manner", ""))
            paper = say.paper_of(e.code, case, office)
            found.append((office.said(say.NOTICES, "送达证据", paper, manner), e))
        elif "proof" in e.other:
            found.append((office.label("proof", e.other["proof"]), e))
    found += [
        (office.said(say.NOTICES, "缺勤证据", a.school, a.days), None)
        for a in case.child.absences
        if a.open
    ]
    return tuple(
        EvidenceRow(
            序号=n,
            证据=what,
            日期=chinese_date(e.on) if e else office.said(say.NOTICES, "缺勤证据日期"),
            来源=e.by if e else "学校",
        )
        for n, (what, e) in enumerate(found, 1)
    )


def _elements(case: CaseFacts, office: Office) -> tuple[ElementRow, ...]:
    """What the law asks for before the step: its words with what they are told, the use of the
    citation.
    """
    order_served = ("要件_责令", (_served_on(case, "order") is not None,))
    ordered = (*order_served, office.orders(case.child.town)[1])
    duty = ("要件_义务", (), "责令义务依据")
    asked: dict[str, tuple[tuple[str, tuple[object, ...], str], ...]] = {
        PENALTY: (
            duty,
            ordered,
            ("要件_设定", (office.penalty_basis,), "处罚设定"),
            ("要件_主体", (), "处罚主体"),
            ("要件_事实", (), "处罚事实"),
            ("要件_时效", (), "处罚追究时效"),
            ("要件_告知", (), "处罚告知"),
        ),
        LAWSUIT: (
            duty,
            ("要件_监护", (), "监护职责"),
            ordered,
            ("要件_不履行", (), "申请执行期限"),
            ("要件_催告", (_served_on(case, "demand") is not None,), "催告期限"),
            ("要件_材料", (), "申请执行材料"),
        ),
    }
    rows = []
    for n, (name, given, use) in enumerate(asked[case.next_step], 1):
        what, now = office.says(say.NOTICES, name, *given)
        rows.append(ElementRow(序号=n, 要件=what, 依据=office.citations[use], 现有情况=now))
    return tuple(rows)


def _clocks(case: CaseFacts, office: Office) -> tuple[ClockRow, ...]:
    served = {"notice": case.notice_served_on, "order": _served_on(case, "order")}
    rows = []
    for name, paper, step in OWN_CLOCKS:
        if (day := served[paper]) is not None:
            days = office.step_days[step]
            rows.append(
                ClockRow(
                    事项=office.said(say.NOTICES, name),
                    起算=chinese_date(day),
                    期限=office.said(say.NOTICES, "期限", days),
                    依据=office.said(say.NOTICES, "本办期限"),
                    届满=chinese_date(day + timedelta(days=days)),
                )
            )
    for name, use in CLOCKS[case.next_step]:
        what, since = office.says(say.NOTICES, name)
        rows.append(
            ClockRow(
                事项=what,
                起算=since,
                期限=office.periods[use].removeprefix("立案之日起"),
                届满=office.said(say.NOTICES, "由对方查明"),
                依据=office.citations[use],
            )
        )
    return tuple(rows)
