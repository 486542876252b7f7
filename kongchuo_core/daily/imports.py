"""Forms in: every line is checked, every refusal named, and either all of it is recorded or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from kongchuo_core.cases.fold import CASE_KINDS
from kongchuo_core.cases.forms import DAYS, UNTIL, events_of
from kongchuo_core.daily.filled import Line, lines
from kongchuo_core.daily.intake import Register, Taken
from kongchuo_core.daily.review_lines import Questions, carried_down, contradictions, standing
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.linking.review import Decision, in_force
from kongchuo_core.settings.terms import params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.editions import not_counted
from kongchuo_core.vocabulary.errors import InputError, LedgerError
from kongchuo_core.vocabulary.forms import FILE_FORM, REVIEW_FORM, VERIFY_FORM, Form

_MOST_SHOWN = 20


@dataclass(frozen=True)
class Desk:
    """What lines are read against: the term's cases, today, what is recorded of them, what is asked of persons."""

    cases: Mapping[str, str]
    today: date
    recorded: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    questions: Questions = field(default_factory=lambda: Questions({}, {}, frozenset()))

    def read(self, form: Form, line: Line) -> tuple[list[Event], list[str]]:
        """The events of a line, or why it can't be taken."""
        if form is VERIFY_FORM:
            return _verification(line, self.cases, self.today, self.recorded)
        events, fault = self.questions.read(form, line, self.today)
        return events, [fault] if fault else []


def import_files(
    workspace: Workspace, term: str, files: Sequence[Path], now: datetime
) -> tuple[int, int]:
    """Take filled-in forms (待人工核对, 核查反馈表, 线索登记表, 期初台账) into the ledger.

    Returns
    -------
    tuple
        how many events were read, and how many of them were new.

    Raises
    ------
    InputError
        listing every line that can't be taken; then nothing was recorded.
    """
    with workspace.locked():
        place.recover(workspace)
        ledger = Ledger(workspace.ledger, workspace.key())
        edition = Edition(workspace.outputs(term) / "internal" / "data")
        desk = _desk(ledger, edition, now.date())
        found = [told for path in files for told in _lines(path)]
        taken = _intake(
            workspace, term, ledger, edition, [told for told in found if told[0].needed], now.date()
        )
        for form, line in (told for told in found if not told[0].needed):
            events, faults = desk.read(form, line)
            taken.events.extend(events)
            taken.refused.extend(f"{line.where}：{fault}" for fault in faults)
        taken.refused.extend(_contradictions(workspace, ledger, desk.questions, taken.events))
        if taken.refused:
            more = [f"……共{len(taken.refused)}处"] if len(taken.refused) > _MOST_SHOWN else []
            raise InputError(
                "有的行不能采用，整批都没有记入\n  "
                + "\n  ".join([*taken.refused[:_MOST_SHOWN], *more]),
                remedy="改正这些行后重新导入全部文件",
            )
        return len(taken.events), ledger.append(taken.events, now, taken.persons)


def _lines(path: Path) -> list[tuple[Form, Line]]:
    """The filled-in lines of a file; those of the review form with what the line above says for them too."""
    found = list(lines(path))
    forms = (REVIEW_FORM, FILE_FORM)
    asked = iter(carried_down(line for form, line in found if form in forms))
    return [(form, next(asked) if form in forms else line) for form, line in found]


def beyond_the_term(workspace: Workspace, term: str, today: date) -> str:
    """A line on what the ledger knows of days after the last that a run of the term tells of; empty where there is nothing."""
    ledger = Ledger(workspace.ledger, workspace.key())
    cases = Edition(workspace.outputs(term) / "internal" / "data").table("cases")
    numbers = dict(zip(cases["child_id"], cases["case_no"], strict=True))
    day = params_today(workspace.params, term, today).term.as_of
    word = not_counted(ledger, day, numbers, ledger.head().count)
    return f"{word}它们在下一学期运行时计入；要在本学期计入，用 --as-of 写明日期。" if word else ""


def _desk(ledger: Ledger, edition: Edition, today: date) -> Desk:
    cases: dict[str, str] = dict(
        edition.table("cases")[["case_no", "child_id"]].itertuples(index=False)
    )
    return Desk(cases, today, by_child(ledger), Questions.of(edition, ledger))


def by_child(ledger: Ledger) -> dict[str, list[Event]]:
    """Child → what is recorded of its case."""
    found: dict[str, list[Event]] = {}
    for recorded in ledger.events(*CASE_KINDS, Kind.CORRECTION):
        found.setdefault(recorded.event.subject, []).append(recorded.event)
    return found


def _intake(
    workspace: Workspace,
    term: str,
    ledger: Ledger,
    edition: Edition,
    found: Sequence[tuple[Form, Line]],
    today: date,
) -> Taken:
    """The lines that name children by hand; everybody known is looked up only where there are any."""
    if not found:
        return Taken([], [], [])
    params = params_today(workspace.params, term, today)
    return Register.of(edition, ledger, params, workspace.key(), today).read(found)


def _verification(
    line: Line, cases: Mapping[str, str], today: date, recorded: Mapping[str, Sequence[Event]]
) -> tuple[list[Event], list[str]]:
    """The events of a line of the form of verification, or what is wrong with it."""
    days, faults = line.days(DAYS, today)
    ahead, more = line.days((UNTIL,), date.max)
    days, faults = days | ahead, [*faults, *more]
    cells: dict[str, str | date | None] = {
        heading: line.text(heading) for heading in VERIFY_FORM.fill
    } | days
    child = cases.get(line.text(VERIFY_FORM.key))
    if child is None:
        faults.append("“案件编号”不在本学期的个案里，可能被改动过")
    events, wrong = events_of(cells, child or "", recorded.get(child or "", ()))
    return ([], [*faults, *wrong]) if faults or wrong else (events, [])


def _contradictions(
    workspace: Workspace, ledger: Ledger, questions: Questions, events: list[Event]
) -> list[str]:
    withdrawn = {e.payload["decision"] for e in events if e.kind is Kind.DECISION_WITHDRAWN}
    recorded = [e for e in standing(ledger) if e.digest not in withdrawn]
    told = [e for e in (*recorded, *events) if e.kind is Kind.DECISION]
    of_persons = contradictions(events, questions, recorded)
    try:
        in_force(
            workspace.key(),
            [
                Decision(e.payload["evidence"], e.payload["same"], e.by, e.happened_on.isoformat())
                for e in told
            ],
        )
    except LedgerError as error:
        return [error.what, *of_persons]
    return of_persons
