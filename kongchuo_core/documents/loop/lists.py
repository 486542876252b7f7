"""The papers about many: absence slips of schools, the agenda of the joint meeting, what falls due this month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kongchuo_core.documents.loop import words as say
from kongchuo_core.documents.loop.contexts import AbsenceSlip, Agenda, DueList
from kongchuo_core.documents.loop.facts import AbsenceFact, CaseFacts, ChildFacts, Office, TaskFact
from kongchuo_core.documents.loop.rows import AbsenceRow, DueRow, LateTaskRow, OverdueRow, SpecialRow
from kongchuo_core.documents.wording import chinese_date, chinese_span, listed, numbered

SENT = {"in_time": "已按期报告", "late": "迟报", "missing": "没有报告的记录", "pending": "在报告期限内"}
"""How a report stands, as its own slip says it."""


def slips(children: Iterable[ChildFacts], office: Office, to: str, addressee: str) -> dict[str, AbsenceSlip]:
    """School → its slip.

    Parameters
    ----------
    to : ``bureau`` or ``town``: whose reports are told.
    """
    found: dict[str, list[tuple[ChildFacts, AbsenceFact]]] = {}
    for child in children:
        for absence in child.absences:
            found.setdefault(absence.school, []).append((child, absence))
    return {school: _slip(school, sorted(rows, key=lambda r: (r[1].first_day, r[0].child_id)), office, to, addressee)
            for school, rows in sorted(found.items())}


def _slip(school: str, found: Sequence[tuple[ChildFacts, AbsenceFact]], office: Office, to: str, addressee: str) -> AbsenceSlip:
    still = sum(a.open for _, a in found)
    states = [a.bureau_report if to == "bureau" else a.town_report for _, a in found]
    late = [f"{SENT[s]}{states.count(s)}件" for s in ("late", "missing") if s in states]
    told = f"截至{chinese_date(office.day)}，共{len(found)}人次，其中{f'仍未返校{still}人次' if still else '已全部返校'}。"
    return AbsenceSlip(
        **say.head(office, school), 主送=addressee, 报告依据=office.citations["报告依据"], 机制依据=f"{office.citations['机制']}第二部分（四）",
        情况=(told + (f"{listed(late)}，一并说明原因。" if late else ""),),
        缺勤表=tuple(AbsenceRow(
            序号=n, 姓名=c.name, 年级班级=say.class_of(c), 户籍地=f"{c.town}{c.village}", 缺勤起止=chinese_span(a.first_day, a.last_day),
            连续工作日=a.days, 是否返校="未返校" if a.open else "已返校", 监护人和电话=" ".join(x for x in (c.guardian, c.phone) if x))
            for n, (c, a) in enumerate(found, 1)))


def agenda(cases: Sequence[CaseFacts], office: Office, place: str, issuer: str, balance: Mapping[str, int] | None) -> Agenda:
    """联席会议议题 of a town or the county.

    Parameters
    ----------
    balance : opening, new, reopened, closed, closing of the place's last period, ``None`` where there is none.
    """
    special = [c for c in cases if c.agenda]
    late = [(c, t) for c in cases if c.closed_on is None for t in c.tasks if t.state == "overdue"]
    late.sort(key=lambda line: (line[1].due, line[0].case_no))
    rows = tuple(SpecialRow(
        序号=n, 案件编号=c.case_no, 原因=office.labels["cause_at_meeting"].get(c.cause, "尚未查明"), 立案日期=chinese_date(c.opened_on),
        在办天数=c.days_open, 议定事项=_to_settle(c)) for n, c in enumerate(special, 1))
    return Agenda(
        **say.head(office, issuer), 标题=f"{place}{office.term}\n控辍保学联席会议议题",
        提要=f"截至{chinese_date(office.day)}，提请讨论特殊个案{len(special)}件，通报逾期任务{len(late)}项。" if special or late
        else f"截至{chinese_date(office.day)}，没有需要提请讨论的特殊个案，没有逾期任务。",
        总体情况=_whole(cases, office, balance),
        特殊个案说明=(f"以下{len(special)}件按现有办法难以安置，请会议议定安置办法、承担单位和时限。" if special else "没有需要提请讨论的特殊个案。",),
        特殊个案表=rows, 逾期说明=("以下任务已过期限，请承担单位说明情况、提出完成时间。" if late else "没有逾期任务。",),
        逾期表=tuple(LateTaskRow(案件编号=c.case_no, 任务=t.label, 承担单位=office.label("who", t.who), 期限=chinese_date(t.due),
                              逾期天数=(office.day - t.due).days) for c, t in late),
        协调事项=_departments(late, office))


def _to_settle(case: CaseFacts) -> str:
    gaps = sum(not p.name for p in case.persons)
    return "安置办法、承担单位和时限" + (f"；两条线还缺{gaps}名责任人，一并明确" if gaps else "")


def _whole(cases: Sequence[CaseFacts], office: Office, balance: Mapping[str, int] | None) -> tuple[str, ...]:
    told = []
    if balance:
        names = {"opening": "期初在办", "new": "新增", "reopened": "重新立案", "closed": "销号", "closing": "期末在办"}
        told.append(f"本期{'，'.join(f'{label}{balance[name]}件' for name, label in names.items())}。")
    open_now = [c for c in cases if c.closed_on is None]
    if not open_now:
        return (*told, "没有在办的个案。")
    counts = {state: sum(c.state == state for c in open_now) for state in office.labels["state"]}
    parts = listed(f"{office.label('state', state)}{count}件" for state, count in counts.items() if count)
    told.append(f"在办{len(open_now)}件：{parts}。")
    told.append(f"在办时间最长的{max(c.days_open for c in open_now)}天。")
    return tuple(told)


def _departments(late: Iterable[tuple[CaseFacts, TaskFact]], office: Office) -> tuple[str, ...]:
    by: dict[str, list[str]] = {}
    for case, task in late:
        by.setdefault(office.label("who", task.who), []).append(case.case_no)
    told = [f"{who}：逾期{len(numbers)}项（{listed(sorted(set(numbers)))}）。" for who, numbers in sorted(by.items())]
    return numbered(told, "没有需要协调的部门。")


def due(cases: Sequence[CaseFacts], office: Office, place: str, issuer: str) -> DueList:
    """What falls due in the month of the day after the paper's day, and what is overdue on that day."""
    first = office.day + timedelta(days=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    found = (item for c in cases if c.closed_on is None for item in items(c, office))
    those = sorted(found, key=lambda i: (i[0], i[1].case_no, i[2]))
    now = [i for i in those if first <= i[0] <= last]
    late = [i for i in those if i[0] < first and i[4]]
    period = chinese_span(first, last)
    return DueList(
        **say.head(office, issuer), 标题=f"{place}{first.year}年{first.month}月\n控辍保学到期事项",
        提要=f"{period}到期{len(now)}项，此前已逾期{len(late)}项。" if now or late else f"{period}没有到期事项，此前没有逾期事项。",
        到期表=tuple(DueRow(**_row(i)) for i in now),
        逾期表=tuple(OverdueRow(**_row(i), 逾期天数=(office.day - i[0]).days) for i in late))


def items(case: CaseFacts, office: Office) -> Iterable[tuple[date, CaseFacts, str, str, bool]]:
    """Day, case, what, who, and whether it counts as overdue after its day."""
    for t in case.tasks:
        if t.done_on is None and t.state != "paused":
            yield t.due, case, t.label, office.label("who", t.who), True
    if case.deferral_until and case.returned_on is None:
        yield case.deferral_until, case, "缓学、休学期满，组织入学", office.label("who", "town"), False
    if case.next_step and case.next_step_from and case.returned_on is None:
        yield case.next_step_from, case, f"可以进入下一步：{office.label('step', case.next_step)}", office.orders(case.child.town)[0], False
    for a in case.child.absences:
        for report, to in ((a.bureau_report, "县教育体育局"), (a.town_report, "镇（街道）")):
            if report in ("pending", "missing"):
                yield a.due_on, case, f"缺勤报告（报{to}）", a.school, True


def _row(item: tuple[date, CaseFacts, str, str, bool]) -> dict[str, Any]:
    return {"日期": chinese_date(item[0]), "案件编号": item[1].case_no, "事项": item[2], "承担单位": item[3]}
