"""The papers about many: absence slips of schools, the agenda of the joint meeting, what falls due this month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from kongchuo_core.documents.loop import words as say
from kongchuo_core.documents.loop.contexts import AbsenceSlip, Agenda, DueList
from kongchuo_core.documents.loop.facts import (
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
from kongchuo_core.documents.wording import chinese_date, chinese_span, listed, numbered

SENT = {
    "in_time": "已按期报告",
    "late": "迟报",
    "missing": "没有报告的记录",
    "pending": "在报告期限内",
    "no_data": "登记册没有报告日期一栏，无数据",
}
"""How a report stands, as its own slip says it."""


NOT_LISTED = "不在本县名册"
"""Where the household of a pupil is of whom the registers tell none."""
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
    return AbsenceSlip(
        **say.head(office, school),
        主送=addressee,
        报告依据=office.citations["报告依据"],
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
                )
                for n, (c, a) in enumerate(found, 1)
            ),
            *(
                _absence_row(n, o.name, say.grade_of(o.grade), NOT_LISTED, "", o.absence)
                for n, o in enumerate(outside, len(found) + 1)
            ),
        ),
    )


def _absence_row(
    number: int, name: str, in_class: str, home: str, guardian: str, absence: AbsenceFact
) -> AbsenceRow:
    return AbsenceRow(
        序号=number,
        姓名=name,
        年级班级=in_class,
        户籍地=home,
        缺勤起止=chinese_span(absence.first_day, absence.last_day),
        连续工作日=absence.days,
        是否返校="未返校" if absence.open else "已返校",
        监护人和电话=guardian,
    )


def _counted(office: Office, to: str, count: Count) -> tuple[str, ...]:
    whole, still, others = count("on_file"), count("open"), count("outsiders")
    late = listed(f"{SENT[s]}{n}件" for s in ("late", "missing") if (n := count(f"{to}_{s}")))
    back = f"其中仍未返校{still}人次" if still else "已全部返校"
    told = (
        [
            f"截至{chinese_date(office.day)}，共{whole}人次，{back}。"
            + (f"{late}，一并说明原因。" if late else "")
        ]
        if whole
        else []
    )
    return (*told, *((f"另有本县户籍名册上没有的学生{others}人次，列在表末。",) if others else ()))


def agenda(
    cases: Sequence[CaseFacts], office: Office, place: str, issuer: str, count: Count
) -> Agenda:
    """联席会议议题 of a town or the county."""
    special = [c for c in cases if c.agenda]
    late = [(c, d) for c, d in _each_due(cases) if d.days_overdue]
    late.sort(key=lambda line: (line[1].day, line[0].case_no))
    rows = tuple(
        SpecialRow(
            序号=n,
            案件编号=c.case_no,
            原因=office.labels["cause_at_meeting"].get(c.cause, "尚未查明"),
            立案日期=chinese_date(c.opened_on),
            在办天数=c.days_open,
            议定事项=_to_settle(c),
        )
        for n, c in enumerate(special, 1)
    )
    return Agenda(
        **say.head(office, issuer),
        标题=f"{place}{office.term}\n控辍保学联席会议议题",
        提要=f"截至{chinese_date(office.day)}，提请讨论特殊个案{count('cases.agenda')}件，通报逾期事项{count('due.overdue')}项。"
        if special or late
        else f"截至{chinese_date(office.day)}，没有需要提请讨论的特殊个案，没有逾期事项。",
        总体情况=_whole(office, count),
        特殊个案说明=(
            f"以下{count('cases.agenda')}件按现有办法难以安置，请会议议定安置办法、承担单位和时限。"
            if special
            else "没有需要提请讨论的特殊个案。",
        ),
        特殊个案表=rows,
        逾期说明=(
            "以下事项已过期限，请承担单位说明情况、提出完成时间。" if late else "没有逾期事项。",
        ),
        逾期表=tuple(
            LateTaskRow(
                案件编号=c.case_no,
                任务=item(d, office)[0],
                承担单位=d.unit,
                期限=chinese_date(d.day),
                逾期天数=d.days_overdue,
            )
            for c, d in late
        ),
        协调事项=_departments(late, count),
    )


def _to_settle(case: CaseFacts) -> str:
    return "安置办法、承担单位和时限" + (
        f"；两条线还缺{case.chain_gaps}名责任人，一并明确" if case.chain_gaps else ""
    )


_BALANCE = {
    "opening": "期初在办",
    "new": "新增",
    "reopened": "重新立案",
    "moved_in": "转入",
    "moved_out": "转出",
    "corrected": "更正",
    "closed": "销号",
    "closing": "期末在办",
}


def _whole(office: Office, count: Count) -> tuple[str, ...]:
    sums = {label: count(f"balance.{name}") for name, label in _BALANCE.items()}
    told = (
        [f"本期{'，'.join(f'{label}{n}件' for label, n in sums.items())}。"]
        if any(sums.values())
        else []
    )
    if not (still := count("cases.open")):
        return (*told, "没有在办的个案。")
    parts = listed(
        f"{office.label('state', state)}{n}件"
        for state in office.labels["state"]
        if (n := count(f"state.{state}"))
    )
    return (*told, f"在办{still}件：{parts}。", f"在办时间最长的{count('cases.longest_open')}天。")


def _departments(late: Iterable[tuple[CaseFacts, DueFact]], count: Count) -> tuple[str, ...]:
    by: dict[str, list[str]] = {}
    for case, task in late:
        by.setdefault(task.unit, []).append(case.case_no)
    told = [
        f"{unit}：逾期{count(f'due.unit.{unit}')}项（{listed(sorted(set(numbers)))}）。"
        for unit, numbers in by.items()
    ]
    return numbered(sorted(told), "没有需要协调的单位。")


def due(
    cases: Sequence[CaseFacts], office: Office, place: str, issuer: str, count: Count
) -> DueList:
    """What falls due in the month of the day after the paper's day, and what is overdue on that day."""
    first = office.day + timedelta(days=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    those = sorted(
        ((c, d, _row(c, d, office)) for c, d in _each_due(cases)),
        key=lambda i: (i[1].day, i[0].case_no, i[2]["事项"]),
    )
    now = [row for _, d, row in those if d.coming]
    late = [(row, d.days_overdue) for _, d, row in those if d.days_overdue]
    period = chinese_span(first, last)
    return DueList(
        **say.head(office, issuer),
        标题=f"{place}{first.year}年{first.month}月\n控辍保学到期事项",
        提要=f"{period}到期{count('due.coming')}项，此前已逾期{count('due.overdue')}项。"
        if now or late
        else f"{period}没有到期事项，此前没有逾期事项。",
        到期表=tuple(DueRow(**row) for row in now),
        逾期表=tuple(OverdueRow(**row, 逾期天数=days) for row, days in late),
    )


def _row(case: CaseFacts, d: DueFact, office: Office) -> dict[str, Any]:
    what, who = item(d, office)
    return {"日期": chinese_date(d.day), "案件编号": case.case_no, "事项": what, "承担单位": who}


def _each_due(cases: Sequence[CaseFacts]) -> Iterator[tuple[CaseFacts, DueFact]]:
    for case in cases:
        for due_fact in case.due:
            yield case, due_fact


def item(d: DueFact, office: Office) -> tuple[str, str]:
    """What is to be done, and who has to do it by name, in words."""
    whom = "县教育体育局" if d.what == "bureau" else "镇（街道）"
    what = {
        "report": f"缺勤报告（报{whom}）",
        "step": f"采取四步法下一步：{office.labels['step'].get(d.what, '')}",
        "deferral": "缓学、休学期满，组织入学",
    }
    return what.get(d.kind, d.label), d.unit
