"""Causes proposed, tasks and their due dates, from the regulation's tables (M3.3–M4.15). The
machine proposes, a person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_core.cases.closing import RETURNED
from kongchuo_core.cases.standing import Standing
from kongchuo_core.cases.state import Case
from kongchuo_core.cases.steps import TRACED, Law, applies, untraced
from kongchuo_core.regulation.cases import Task, causes, tasks
from kongchuo_core.settings.numbers import whole_by_name, wholes

FOLLOW_UP = "follow_up"
OF_LAW = ("law_steps", "law_steps_justice")


def proposed(signals: Collection[str]) -> tuple[str, str] | None:
    """The cause that departments' lists, approvals or flags suggest, and which of them; ``None``
    where none does.

    Parameters
    ----------
    signals : such as ``register:disability``, ``explained:deferral``, ``flag:empty_household``.
    """
    for cause in causes().values():
        for signal in cause.proposed_by:
            if signal in signals:
                return cause.code, signal
    return None


@dataclass(frozen=True)
class Duty:
    """A task of a case: since when, due when, done when, and how it stands (a code of
    ``task_state``).
    """

    task: Task
    set_on: date
    due: date
    done_on: date | None
    state: str


def duties(case: Case, stand: Standing, day: date, law: Law) -> list[Duty]:
    """Every task of a case on ``day``; of a closed case those that were done, and the looks that
    follow.
    """
    if not case.open:
        return [
            *(d for d in _duties(case, stand, day, law) if d.done_on is not None),
            *_follow_ups(case, day, law),
        ]
    return list(_duties(case, stand, day, law))


def _duties(case: Case, stand: Standing, day: date, law: Law) -> Iterator[Duty]:
    for code, task in tasks().items():
        given = case.work.tasks_set.get(code)
        begins = given[0] if given else _begins(case, task, stand)
        if task.code in OF_LAW and not given:
            begins = _lawful(case, begins, law, day)
        if begins is None:
            continue
        done = _done(case, code)
        if stand.expired and stand.until is not None and done is None:
            begins = max(begins, stand.until + timedelta(days=1))
        limit = whole_by_name(law.rules, "task_days", begins).get(code, task.days or 0)
        due = given[1] if given and given[1] else law.add(begins, limit, task.kind_of_day)
        yield Duty(task, begins, due, done, _state(due, done, stand.paused, day))


def _lawful(case: Case, begins: date | None, law: Law, day: date) -> date | None:
    """When the steps of law begin: not for a cause for which the office doesn't take them, and
    after the child was traced.
    """
    if begins is None or not applies(case, law, day):
        return None
    if untraced(case):
        return None
    traced = case.work.tasks_done.get(TRACED)
    return max(begins, traced) if traced else begins


def _state(due: date, done: date | None, paused: bool, day: date) -> str:
    if done is not None:
        return "done" if done <= due else "done_late"
    if paused:
        return "paused"
    return "open" if day <= due else "overdue"


def _begins(case: Case, task: Task, stand: Standing) -> date | None:
    """When a task begins by itself: after the event the table names; ``None`` where it doesn't."""
    work, outcome = case.work, case.cause is not None and case.cause.is_outcome
    if task.after == "cause":
        return work.cause_on if case.cause is not None and task.code in case.cause.tasks else None
    if task.code == "issue_notice" and (outcome or stand.paused):
        return None
    expired = stand.until + timedelta(days=1) if stand.expired and stand.until else None
    begun = {
        "opened": case.current.opened_on,
        "verified": work.verified_on,
        "returned": work.returned_on,
        "expired": expired,
    }
    return begun.get(task.after)


def _done(case: Case, code: str) -> date | None:
    """When a task was done: as it was recorded, or by the event that is the task itself."""
    work = case.work
    visits = [v for v in work.visits if work.returned_on is not None and v >= work.returned_on]
    itself = {
        "verify": work.verified_on,
        "find_cause": work.cause_on,
        "issue_notice": work.issued.get("notice"),
        "law_steps": work.step_on,
        "organise_entry": work.returned_on,
        "return_visit": min(visits, default=None),
    }
    return work.tasks_done.get(code) or itself.get(code)


def _follow_ups(case: Case, day: date, law: Law) -> Iterator[Duty]:
    """Looks after a return was closed, on the days a dated rule names (M5.1); a visit after the
    closing is one.
    """
    closed = case.current.closed_on
    if closed is None or case.current.closed_as != RETURNED:
        return
    looks = sorted(on for on in (*case.work.looks, *case.work.visits) if on > closed)
    for n, after in enumerate(wholes(law.rules, "follow_up_days", closed)):
        due, done = closed + timedelta(days=after), looks[n] if n < len(looks) else None
        yield Duty(tasks()[FOLLOW_UP], closed, due, done, _state(due, done, False, day))
