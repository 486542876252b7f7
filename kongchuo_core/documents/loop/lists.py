"""The papers about many: absence slips of schools, the agenda of the joint meeting, what falls due
this month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from kongchuo_core.documents.loop import words as say
from kongchuo_core.documents.loop.contexts import AbsenceSlip, Agenda, DueList
from kongchuo_core.documents.loop.facts import (
    BUREAU,
    AbsenceFact,
    CaseFacts,
    ChildFacts,
    DueFact,
    Office,
    OutsideFact,
)
from kongchuo_core.documents.loop.rows import (
    AbsenceRow,
    DueRow,
    LateTaskRow,
    OverdueRow,
    SpecialRow,
)
from kongchuo_core.documents.wording import chinese_date, chinese_span, numbered

LATE = {"late": "迟报", "missing": "漏报"}
"""How a report stands that is owed → the place of its words."""
Count = Callable[..., int]
"""Code of a figure, and a place where it isn't the paper's own → its count."""


def slips(
    children: Iterable[ChildFacts],
    office: Office,
    to: str,
    addressee: str,
    count: Count,
    place: str,
    outside: Mapping[str, Sequence[OutsideFact]] = MappingProxyType({}),
) -> dict[str, AbsenceSlip]:
    """School → its slip.

    Parameters
    ----------
    to : ``bureau`` or ``town``: whose reports are told.
    place : of whose children: the county or a town.
    outside : school → the absences of its pupils who are on no list of this county.
    """
    found: dict[str, list[tuple[ChildFacts, AbsenceFact]]] = {s: [] for s in outside}
    for child in children:
        for absence in child.absences:
            found.setdefault(absence.school, []).append((child, absence))
    return {
        school: _slip(
            school,
            sorted(rows, key=lambda r: (r[1].first_day, r[0].child_id)),
            sorted(outside.get(school, ()), key=lambda o: (o.absence.first_day, o.name)),
            office,
            to,
            addressee,
            lambda code, at=f"{place}/{school}": count(f"slip.{code}", at),
        )
        for school, rows in sorted(found.items())
    }


def _slip(
    school: str,
    found: Sequence[tuple[ChildFacts, AbsenceFact]],
    outside: Sequence[OutsideFact],
    office: Office,
    to: str,
    addressee: str,
    count: Count,
) -> AbsenceSlip:
    not_listed = office.said(say.MEETING, "不在名册")
    return AbsenceSlip(
        **say.head(office, school),
        主送=addressee,
        报告依据=office.citations["报告依据"] if to == BUREAU else "",
        机制依据=office.citations["机制M5"],
        情况=_counted(office, to, count),
        缺勤表=(
            *(
                _absence_row(
                    n,
                    c.name,
                    say.class_of(c),
                    f"{c.town}{c.village}",
                    " ".join(x for x in (c.guardian, c.phone) if x),
                    a,
                    office,
                )
                for n, (c, a) in enumerate(found, 1)
            ),
            *(
                _absence_row(n, o.name, say.grade_of(o.grade), not_listed, "", o.absence, office)
                for n, o in enumerate(outside, len(found) + 1)
            ),
        ),
    )


def _away(a: AbsenceFact, office: Office) -> str:
    """From when to when; of one who isn't back from when, and until when it is on file."""
    if not a.open:
        return chinese_span(a.first_day, a.last_day)
    return office.said(say.MEETING, "缺勤至今", chinese_date(a.first_day), chinese_date(a.last_day))


def _absence_row(
    number: int,
    name: str,
    in_class: str,
    home: str,
    guardian: str,
    absence: AbsenceFact,
    office: Office,
) -> AbsenceRow:
    return AbsenceRow(
        序号=number,
        姓名=name,
        年级班级=in_class,
        户籍地=home,
        缺勤起止=_away(absence, office),
        连续工作日=absence.days,
        是否返校=office.said(say.MEETING, "返校", absence.open),
        监护人和电话=guardian,
    )


def _counted(office: Office, to: str, count: Count) -> tuple[str, ...]:
    late = [
        office.said(say.MEETING, name, n)
        for state, name in LATE.items()
        if (n := count(f"{to}_{state}"))
    ]
    whole, still, others = count("on_file"), count("open"), count("outsiders")
    until = chinese_date(office.day)
    return office.says(say.MEETING, "缺勤情况", until, whole, still, late, others)


def agenda(
    cases: Sequence[CaseFacts], office: Office, place: str, issuer: str, count: Count
) -> Agenda:
    """联席会议议题 of a town or the county."""
    special = [c for c in cases if c.agenda]
    late = [(c, d) for c, d in _each_due(cases) if d.days_overdue]
    late.sort(key=lambda line: (line[1].day, line[0].case_no))
    settle = count("cases.agenda") if special else 0
    overdue = count("due.overdue") if late else 0
    return Agenda(
        **say.head(office, issuer),
        标题="\n".join(office.says(say.MEETING, "议题标题", place, office.term)),
        提要=office.said(say.MEETING, "议题提要", chinese_date(office.day), settle, overdue),
        总体情况=_whole(office, count),
        特殊个案说明=office.says(say.MEETING, "特殊个案说明", settle),
        特殊个案表=tuple(_special(n, c, office) for n, c in enumerate(special, 1)),
        逾期说明=office.says(say.MEETING, "逾期说明", bool(late)),
        逾期表=tuple(
            LateTaskRow(
                案件编号=c.case_no,
                任务=item(c, d, office)[0],
                承担单位=d.unit,
                期限=chinese_date(d.day),
                逾期天数=d.days_overdue,
            )
            for c, d in late
        ),
        协调事项=_departments(late, office, count),
    )


def _special(number: int, case: CaseFacts, office: Office) -> SpecialRow:
    cause = office.labels["cause_at_meeting"].get(case.cause)
    return SpecialRow(
        序号=number,
        案件编号=case.case_no,
        原因=cause or office.said(say.MEETING, "没有查明"),
        立案日期=chinese_date(case.opened_on),
        在办天数=case.days_open,
        议定事项=office.said(say.MEETING, "议定事项", case.chain_gaps),
    )


def _whole(office: Office, count: Count) -> tuple[str, ...]:
    balance, *_ = office.says("闭环", "个案", count)
    states = [
        (office.label("state", state), n)
        for state in office.labels["state"]
        if (n := count(f"state.{state}"))
    ]
    left, longest = count("cases.open"), count("cases.longest_open")
    return (balance, *office.says(say.MEETING, "在办", left, states, longest))


def _departments(
    late: Iterable[tuple[CaseFacts, DueFact]], office: Office, count: Count
) -> tuple[str, ...]:
    by: dict[str, set[str]] = {}
    for case, task in late:
        by.setdefault(task.unit, set()).add(case.case_no)
    told = [
        office.said(say.MEETING, "协调", unit, count(f"due.unit.{unit}"), sorted(numbers))
        for unit, numbers in by.items()
    ]
    return numbered(sorted(told), office.said(say.MEETING, "没有协调"))


def due(
    cases: Sequence[CaseFacts], office: Office, place: str, issuer: str, count: Count
) -> DueList:
    """What falls due in the month of the day after the paper's day, and what is overdue on that
    day.
    """
    first = office.day + timedelta(days=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    those = sorted(
        ((c, d, _row(c, d, office)) for c, d in _each_due(cases)),
        key=lambda i: (i[1].day, i[0].case_no, i[2]["事项"]),
    )
    now = [row for _, d, row in those if d.coming]
    late = [(row, d.days_overdue) for _, d, row in those if d.days_overdue]
    coming = count("due.coming") if now or late else 0
    overdue = count("due.overdue") if now or late else 0
    titled = office.says(say.MEETING, "到期标题", place, first.year, first.month)
    return DueList(
        **say.head(office, issuer),
        标题="\n".join(titled),
        提要=office.said(say.MEETING, "到期提要", chinese_span(first, last), coming, overdue),
        到期表=tuple(DueRow(**row) for row in now),
        逾期表=tuple(OverdueRow(**row, 逾期天数=days) for row, days in late),
    )


def _row(case: CaseFacts, d: DueFact, office: Office) -> dict[str, Any]:
    what, who = item(case, d, office)
    return {"日期": chinese_date(d.day), "案件编号": case.case_no, "事项": what, "承担单位": who}


def _each_due(cases: Sequence[CaseFacts]) -> Iterator[tuple[CaseFacts, DueFact]]:
    for case in cases:
        for due_fact in case.due:
            yield case, due_fact


def item(case: CaseFacts, d: DueFact, office: Office) -> tuple[str, str]:
    """What is to be done, and who has to do it by name, in words."""
    to_bureau = d.what == BUREAU or not case.child.town
    told: dict[str, tuple[str, ...]] = {
        "report": (office.bureau if to_bureau else office.town_government(case.child.town),),
        "step": (office.labels["step"].get(d.what, ""),),
        "deferral": (),
    }
    if d.kind not in told:
        return say.duty_of(d.label, case.child, office), d.unit
    return office.said(say.MEETING, f"事项_{d.kind}", *told[d.kind]), d.unit
