"""What is due: overdue first, then this week, by who has to do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from kongchuo_core.documents.loop.facts import CaseFacts, Office, case_facts, office
from kongchuo_core.documents.loop.lists import item
from kongchuo_core.documents.wording import chinese_date, chinese_span
from kongchuo_core.documents.workbooks.periodic import owed, schools
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.editions import as_of, spoken_of
from kongchuo_core.vocabulary.days import chinese_month

Item = tuple[str, str, date, CaseFacts, bool]
"""Who, what, by when, of which case, and whether it can be overdue."""


def due(edition: Edition, ledger: Ledger, day: date, more: Sequence[str] = ()) -> list[str]:
    """The lines to print: what was due before ``day`` and isn't done, what is due until the Sunday
    of its week, and ``more``.
    """
    last = day + timedelta(days=6 - day.weekday())
    late, now = overdue_and_coming(edition, day, last)
    lines = [
        f"{edition.facts['county']['name']}  {chinese_date(day)}  到期事项"
        + (f"（{edition.place}）" if edition.town else "")
    ]
    lines += _section(f"已逾期{len(late)}项", late, day)
    lines += _section(f"本周（{chinese_span(day, last)}）到期{len(now)}项", now, day)
    return [*lines, *of_schools(edition, day), *more, spoken_of(edition, ledger)]


def overdue_and_coming(edition: Edition, day: date, last: date) -> tuple[list[Item], list[Item]]:
    """What was due before ``day`` and isn't done, and what is due from then until ``last``, the
    earliest first.
    """
    found = sorted(
        _items(case_facts(edition), office(edition)), key=lambda i: (i[2], i[3].case_no, i[1])
    )
    late = [i for i in found if i[2] < day and i[4]]
    return late, [i for i in found if day <= i[2] <= last]


def publication(workspace: Workspace, edition: Edition, day: date) -> list[str]:
    """The county's own duty to publish the term's results (M7.4): until when; nothing once they are
    published.

    Raises
    ------
    ParamsError
        where the calendar doesn't reach so far.
    """
    from kongchuo_core.release import shelf
    from kongchuo_core.release.candidate import due_on

    term = edition.facts["term"]["term"]
    if any(kept.term == term for kept in shelf.kept(workspace)):
        return []
    last = due_on(load_params(workspace.params, term, as_of(edition)), workspace.params)
    late = f"，已经逾期{(day - last).days}天" if last < day else ""
    return [
        "",
        f"督导结果还没有公开：最晚{chinese_date(last)}{late}。公开：kongchuo release --term {term}",
    ]


def of_schools(edition: Edition, day: date) -> list[str]:
    """What schools owe that is of no case: reports of pupils on no list of the term, and of whole
    months.
    """
    return [*_of_unlisted(edition, day), *_of_months(edition, day)]


def _of_months(edition: Edition, day: date) -> list[str]:
    """Reports of months that are over, where the office follows the national rule of 2024."""
    missing, every = owed(edition, day), len(schools(edition))
    lines = []
    for month, those in missing.items():
        named = f"全部{every}所学校" if len(those) == every > 1 else "、".join(those)
        lines.append(f"  {chinese_month(month)}：{named}")
    count = sum(map(len, missing.values()))
    return ["", f"学校月报还没有交的{count}份：", *lines] if lines else []


def _of_unlisted(edition: Edition, day: date) -> list[str]:
    """Absences of pupils who are not on the term's list (moved away, too old) that are still to be
    reported: the school owes it.
    """
    table = edition.table("monitoring")
    owed = table[~table["listed"].astype(bool)]
    lines = []
    for to, whom in (("bureau", "县教体局"), ("town", "乡镇（街道）")):
        open_ = owed[owed[f"{to}_report"].isin(["pending", "missing"])]
        for (school, by), those in open_.groupby(["school", "due_on"]):
            last = pd.Timestamp(str(by)).date()
            late = f"，逾期{(day - last).days}天" if last < day else ""
            lines.append(f"  {chinese_date(last)}  {school}向{whom}报告缺勤{len(those)}人次{late}")
    return ["", "不在本学期户籍名册上的学生，缺勤还没有报告的：", *lines] if lines else []


def _items(cases: Sequence[CaseFacts], said: Office) -> list[Item]:
    """Everything that is to be done; a town's and a school's task is told with the name of the town
    or school.
    """
    items: list[Item] = []
    for case in cases:
        for due in case.due:
            what, who = item(case, due, said)
            items.append((who, what, due.day, case, due.can_be_late))
    return items


def _section(title: str, those: Sequence[Item], day: date) -> list[str]:
    lines = ["", f"{title}{'：' if those else '。'}"]
    for who in sorted({i[0] for i in those}):
        lines.append(f"  {who}")
        for _, what, by, case, _ in (i for i in those if i[0] == who):
            name = "  ".join(x for x in (case.child.name, case.child.village) if x)
            late = f"，逾期{(day - by).days}天" if by < day else ""
            lines.append(f"    {chinese_date(by)}  {what}{late}  {case.case_no}  {name}".rstrip())
    return lines
