"""The four steps of law as a state machine (M4.8): 宣传教育 → 责令整改 → 行政处罚 → 提起诉讼, none skipped, each
after its clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.cases.state import Case, Work
from kongchuo_core.ledger.events import Event
from kongchuo_core.regulation.cases import LawStep, steps
from kongchuo_core.settings.models import Rules
from kongchuo_core.settings.numbers import text, texts, whole_by_name

STREET = "街道"
CHOICE, TRACED = "four_steps_causes", "trace_schooling"
"""For which causes the office takes the steps; the task that must have shown before that a child
sits in no class elsewhere.
"""
EDUCATION = 1
"""The step that orders nothing of anybody."""
PENALTY, TAKEN = "penalty", "taken"
ENDED = ("no_basis", "not_punished")
"""Results that end step 3 without a fine, by a named person with the reason; they open step 4."""
BREACHES = frozenset(
    {
        "step_skipped",
        "step_too_early",
        "step_unserved",
        "wrong_issuer",
        "no_penalty_basis",
        "no_reason",
        "not_traced",
    }
)
"""Irregularities that the next step taken in order mends."""


@dataclass(frozen=True)
class Law:
    """What the steps depend on: the office's choices, the calendar, and each town's kind by its
    name.
    """

    rules: Rules
    calendar: WorkingCalendar
    kinds: Mapping[str, str]

    def add(self, day: date, days: int, kind: str) -> date:
        """The last day of a clock that begins after ``day``; ``ParamsError`` where working days run
        into a year not covered.
        """
        return (
            self.calendar.add_working_days(day, days)
            if kind == "working_day"
            else day + timedelta(days=days)
        )

    def days(self, step: LawStep, day: date) -> int:
        """The days of a step's clock: of the law, else of the office's dated rule, else none."""
        return (
            step.days
            if step.days is not None
            else whole_by_name(self.rules, "step_days", day).get(step.code, 0)
        )

    def issuer(self, step: LawStep, town: str | None, day: date) -> str:
        """Who may take the step: ``town``, or ``bureau`` for a 街道, which 义务教育法 art. 58 doesn't
        name, unless it is delegated.
        """
        street = self.kinds.get(town or "") == STREET and town not in texts(
            self.rules, "delegated_streets", day
        )
        return step.issuer_street if street else step.issuer_town


def applies(case: Case, law: Law, day: date) -> bool:
    """Whether the steps are taken for the case's cause: the table knows them for it, and the
    office's dated choice names it.
    """
    if case.cause is None or not case.cause.four_steps:
        return False
    chosen = texts(law.rules, CHOICE, day) if CHOICE in law.rules.values else None
    return chosen is None or case.cause.code in chosen


def untraced(case: Case) -> bool:
    """Whether nobody knows yet that the child has no lawful ground to be away: it may sit in a
    class where its parents work.

    义务教育法 art. 58 orders those whose child is away 无正当理由, no others.
    """
    return (
        case.cause is not None
        and TRACED in case.cause.tasks
        and not case.work.tasks_done.get(TRACED)
    )


def next_step(case: Case, law: Law, day: date) -> LawStep | None:
    """The step that comes next; ``None`` where the cause knows no steps or all are taken."""
    if not applies(case, law, day):
        return None
    return next((s for s in steps().values() if s.order == case.work.step + 1), None)


def clear_on(work: Work, law: Law, day: date) -> date | str:
    """The first day on which the next step may be taken, or ``step_unserved`` where the last step's
    paper wasn't served yet.
    """
    last = next((s for s in steps().values() if s.order == work.step), None)
    if last is None or work.step_on is None:
        return date.min
    if last.code == PENALTY and work.step_result in ENDED:
        return work.step_on
    served = work.served.get(last.served) if last.served else work.step_on
    if served is None:
        return "step_unserved"
    return law.add(max(served, work.step_on), law.days(last, day), last.kind_of_day) + timedelta(
        days=1
    )


def take(case: Case, event: Event, law: Law, town: str | None) -> str:
    """Take a step as an event tells it; a breach leaves the case where it was.

    Returns
    -------
    str
        the irregularity's code, empty where there is none.
    """
    step, work, day = steps().get(event.payload["step"]), case.work, event.happened_on
    if step is None or event.payload["result"] not in (
        TAKEN,
        *(ENDED if step.code == PENALTY else ()),
    ):
        return "unknown_code"
    if not applies(case, law, day):
        return "step_not_applicable"
    if step.order > work.step + 1:
        return "step_skipped"
    if step.order <= work.step:
        return ""
    if step.order > EDUCATION and untraced(case):
        return "not_traced"
    clear = clear_on(work, law, day)
    if isinstance(clear, str):
        return clear
    if day < clear:
        return "step_too_early"
    breach = _authority(step, event, law, town)
    if not breach:
        work.irregularities -= BREACHES
        work.handled_on = work.handled_on or day
        work.step, work.step_on, work.step_result = step.order, day, event.payload["result"]
    return breach


def _authority(step: LawStep, event: Event, law: Law, town: str | None) -> str:
    """Who issued it, on which legal basis (行政处罚法 art. 16, 38), and why there was no fine."""
    payload, day = event.payload, event.happened_on
    if law.issuer(step, town, day) == "bureau" and payload["issuer"] != "bureau":
        return "wrong_issuer"
    if payload["result"] in ENDED:
        return "" if payload.get("reason") else "no_reason"
    return (
        "no_penalty_basis"
        if step.code == PENALTY and not text(law.rules, "penalty_basis", day)
        else ""
    )
