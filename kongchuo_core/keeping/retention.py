"""Retention carried out: whose details have served their purpose, erased by the dated rule or at a
person's own request.

The chain of events stays whole; what lies outside the ledger (registers, editions, signed papers)
is named, not touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from kongchuo_core.cases.fold import CASE_KINDS
from kongchuo_core.edition import Edition
from kongchuo_core.keeping import traces
from kongchuo_core.ledger import retention
from kongchuo_core.ledger.events import Kind, told_by_people
from kongchuo_core.ledger.store import FILE, Ledger
from kongchuo_core.regulation.tables import limit
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.numbers import whole
from kongchuo_core.settings.terms import load_terms
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start import lab
from kongchuo_core.term import place
from kongchuo_core.vocabulary.days import chinese_date
from kongchuo_core.vocabulary.errors import LedgerError, UsageError


def tell(workspace: Workspace, day: date) -> list[str]:
    """What is due on a day, as lines to print; nothing is changed. Raises as :func:`carry_out`."""
    with workspace.locked():
        place.recover(workspace)
        children, rule = _due(workspace, day)
    return [
        f"{chinese_date(day)}：到期应抹去个人信息的{len(children)}人（{rule}）。",
        *_elsewhere(workspace, children),
    ]


def carry_out(workspace: Workspace, by: str, now: datetime) -> list[str]:
    """Erase what is due on the day of ``now``; the return value are lines to print, without a name
    or a number.

    Raises
    ------
    UsageError
        where nobody answers for it.
    LedgerError
        where the newest edition that the ledger knows lies nowhere: who has an open case couldn't
        be told.
    """
    _answered(by)
    with workspace.locked():
        place.recover(workspace)
        children, rule = _due(workspace, now.date())
        return _erase(
            workspace, children, by, now, retention.EXPIRED, f"到期的{len(children)}人（{rule}）"
        )


def forget(workspace: Workspace, child: str, by: str, now: datetime) -> list[str]:
    """Erase one child's details at the person's own request, before the rule's day (个人信息保护法 art.
    47).

    Raises
    ------
    LedgerError
        where the ledger knows no such child, or the purpose still stands: the child is of school
        age or has an open case.
    UsageError
        where nobody answers for it.
    """
    _answered(by)
    with workspace.locked():
        place.recover(workspace)
        ledger = Ledger(workspace.ledger, workspace.key())
        persons = ledger.persons()
        if child not in persons["child_id"]:
            raise LedgerError(
                "台账里没有这名儿童的个人信息", remedy="核对儿童编号；已经抹去的不用再抹"
            )
        if child in _kept(workspace, ledger):
            raise LedgerError(
                "这名儿童有未销号的个案，处理目的尚未实现，不能抹去",
                remedy="销号后再办；向申请人说明理由",
            )
        births = [
            int(str(b))
            for c, b in zip(persons["child_id"], persons["birth"], strict=True)
            if c == child and b
        ]
        day, end = now.date(), limit("age_to", now.date()) + 1
        if births and max(births) > (day.year - end) * 10000 + day.month * 100 + day.day:
            raise LedgerError(
                f"这名儿童未满{end}周岁，处理目的尚未实现，不能抹去",
                remedy="满龄后再办；向申请人说明理由",
            )
        return _erase(workspace, [child], by, now, retention.REQUESTED, "本人申请的1人")


def _answered(by: str) -> None:
    if not by.strip():
        raise UsageError("没有写由谁决定抹去", remedy="写上经办人的姓名")


def _due(workspace: Workspace, day: date) -> tuple[list[str], str]:
    """The children whose details are due, and the rule in words."""
    newest = load_terms(workspace.params)[-1].term
    years, end = (
        whole(load_params(workspace.params, newest, day).rules, "retention_years", day),
        limit("age_to", day) + 1,
    )
    ledger = Ledger(workspace.ledger, workspace.key())
    found = retention.due(ledger.persons(), _kept(workspace, ledger), day, end_age=end, years=years)
    return found, f"满{end}周岁后又过{years}年，没有未销号的个案"


def _kept(workspace: Workspace, ledger: Ledger) -> set[str]:
    """Children with a case that is open, or that something was recorded of since the newest edition
    was made.
    """
    recorded = ledger.events()
    made = [r.event for r in recorded if r.event.kind is Kind.EDITION]
    if not made:
        return {r.event.subject for r in recorded if r.event.kind in CASE_KINDS}
    term = max(made, key=lambda e: e.happened_on).subject
    folder = workspace.outputs(term) / "internal" / "data"
    if not folder.is_dir():
        raise LedgerError(
            f"找不到 {term} 的结果，看不出谁还有未销号的个案",
            remedy=f"先运行 kongchuo run --term {term}",
        )
    edition = Edition(folder)
    cases, known = edition.table("cases"), edition.facts["ledger_head"]["count"]
    since = {
        r.event.subject
        for r in recorded
        if r.seq > known and r.event.kind in CASE_KINDS and told_by_people(r.event)
    }
    return since | set(cases[cases["closed_on"].isna()]["child_id"])


def _erase(
    workspace: Workspace, children: Collection[str], by: str, now: datetime, reason: str, whom: str
) -> list[str]:
    ledger = Ledger(workspace.ledger, workspace.key())
    numbers = _numbers(ledger, children)
    gone = ledger.erase(retention.orders(children, now.date(), by, reason), now) if children else 0
    cleared = lab.clear(workspace) if children and lab.with_results(workspace) else []
    checked = ledger.verify()
    lines = [
        f"已抹去{whom}的个人信息{gone}条；台账{checked}笔记录连续、未被改动。",
        *cleared,
    ]
    return [*lines, *_elsewhere(workspace, children), *proved(workspace, numbers)]


def _numbers(ledger: Ledger, children: Collection[str]) -> set[str]:
    """The numbers that the ledger knows of some children, before they are erased."""
    persons = ledger.persons()
    meant = set(children)
    found: set[str] = set()
    for column in ("number", "student"):
        known = zip(persons["child_id"], persons[column], strict=True)
        found |= {str(number) for child, number in known if child in meant and number}
    return found


def proved(workspace: Workspace, numbers: Collection[str]) -> list[str]:
    """Every file of the workspace was opened and searched: where one of the numbers still stands,
    and that it stands nowhere else.

    Raises
    ------
    LedgerError
        where one stands in the ledger's database.
    """
    if not numbers:
        return []
    found = traces.find(workspace, numbers)
    if any(name.startswith(f"ledger/{FILE}") for name in found):
        raise LedgerError(
            "台账里还找得到已经抹去的号码", remedy="再运行一次；还是这样的，把这句话告诉维护人员"
        )
    places = Counter("/".join(name.split("/")[:2]) for name in found)
    where = "、".join(f"{place}（{count}个文件）" for place, count in sorted(places.items()))
    told = f"只在这些地方还有：{where}，按档案规定封存或销毁" if found else "哪里都没有了"
    return [f"逐个文件查过这些人的{len(numbers)}个号码：台账里没有了，{told}。"]


def _elsewhere(workspace: Workspace, children: Collection[str]) -> list[str]:
    """Where else the same persons still stand: to be archived or destroyed by the office's own
    rules.
    """
    lines = []
    for folder in sorted((workspace.root / "outputs").glob("*/internal/data")) if children else ():
        there = int(Edition(folder).table("verdicts")["child_id"].isin(set(children)).sum())
        if there:
            term = folder.parents[1].name
            lines.append(
                f"data/{term}/ 和 outputs/{term}/ 里还有其中{there}人，按档案规定封存或销毁。"
            )
    if children and any((workspace.ledger / "papers").glob("*")):
        lines.append("已签发的文书（ledger/papers/）作为行政档案保存，不在抹去之列。")
    if children:
        lines.append("以前做的备份里还有：做一份新备份，到期的旧备份销毁。")
        ledger = Ledger(workspace.ledger, workspace.key())
        lines += [
            f"{r.event.subject}的封存文件（{chinese_date(r.event.happened_on)}）里可能有，按档案规定到期销毁。"
            for r in ledger.events(Kind.ARCHIVED)
        ]
    return [*lines, *(lab.told_of_results(workspace) if children else ())]
