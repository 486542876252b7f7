"""Forms in: every line is checked, every refusal named, and either all of it is recorded or
nothing.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from kongchuo_core.cases.fold import CASE_KINDS
from kongchuo_core.cases.forms import BY, DAYS, UNTIL, events_of
from kongchuo_core.daily import across_lines
from kongchuo_core.daily.filled import Line, lines
from kongchuo_core.daily.intake import Register, Taken
from kongchuo_core.daily.review_lines import Questions, carried_down, contradictions, standing
from kongchuo_core.daily.school_reports import Reporting
from kongchuo_core.daily.told import Teller
from kongchuo_core.daily.undo import afresh, marked
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.linking.review import Decision, in_force
from kongchuo_core.settings.terms import params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.editions import not_counted
from kongchuo_core.vocabulary.days import chinese_date
from kongchuo_core.vocabulary.errors import InputError, LedgerError
from kongchuo_core.vocabulary.forms import (
    ACROSS_FORM,
    DOUBT_FORM,
    FILE_FORM,
    FOUND_FIELDS,
    LONG_NUMBER,
    LONGEST_WORDS,
    MONTHLY_FORM,
    RECHECK_FORM,
    REVIEW_FORM,
    SECOND,
    VERIFY_FORM,
    VISITED,
    Form,
)

_MOST_SHOWN = 20
VISIT_DAY = "走访日期"
WHAT_FOUND = "现在何处、在做什么"
RECHECKED = {"复核日期": VISIT_DAY, "复核人": BY, "复核结果": WHAT_FOUND}
"""A check by the county is a visit: its headings → those of a visit."""

Found = tuple[str, str, str, str, str]
"""What was found on a visit: child, day, what it is, its words, who found it; kept among the
details that may be erased.
"""


@dataclass(frozen=True)
class Desk:
    """What lines are read against: the term's cases, today, what is recorded of them, what is asked
    of persons, what schools may report.
    """

    cases: Mapping[str, str]
    today: date
    recorded: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    questions: Questions = field(default_factory=lambda: Questions({}, {}, frozenset()))
    reporting: Reporting | None = None

    def read(self, form: Form, line: Line) -> tuple[list[Event], list[str]]:
        """The events of a line, or why it can't be taken."""
        if form.name == VERIFY_FORM.name:
            return self._steps(form, line)
        if form.name == ACROSS_FORM.name:
            return across_lines.read(line, self.cases, self.today, self.recorded)
        events, fault = self.questions.read(form, line, self.today)
        return events, [fault] if fault else []

    def _steps(self, form: Form, line: Line) -> tuple[list[Event], list[str]]:
        """A line of a sheet of steps stands for two where a second proof or paper is filled in."""
        events: list[Event] = []
        faults: dict[str, None] = {}
        for one in _each(form, line):
            told, wrong = _verification(one, self.cases, self.today, self.recorded)
            events += [e for e in told if e.digest not in {known.digest for known in events}]
            faults.update(dict.fromkeys(wrong))
        return ([], list(faults)) if faults else (events, [])


def import_files(
    workspace: Workspace, term: str, files: Sequence[Path], now: datetime
) -> tuple[int, int]:
    """Take filled-in forms (待人工核对, 核查反馈表, 跨县核查, 线索登记表, 期初台账, 学校每月报告, 县每季复核) into
    the ledger.

    Returns
    -------
    tuple
        how many events were read, and how many of them were new.

    Raises
    ------
    InputError
        listing every line that can't be taken; then nothing was recorded.
    """
    return import_lines(workspace, term, lines_of(files), now)


def lines_of(files: Sequence[Path]) -> list[tuple[Form, Line]]:
    """The filled-in lines of some files, each with the form it belongs to. Raises ``InputError``
    where a file is none of our forms.
    """
    return list(chain.from_iterable(_lines(path) for path in files))


@dataclass(frozen=True)
class Batch:
    """What filled-in lines say, before it is recorded: the events, those of them that are new, and
    how a person reads the latter.
    """

    taken: Taken
    new: tuple[Event, ...]
    lines: tuple[str, ...]


def understood(
    workspace: Workspace, term: str, found: Sequence[tuple[Form, Line]], today: date
) -> Batch:
    """What would be recorded of some lines; nothing is. Raises as :func:`import_files`."""
    ledger = Ledger(workspace.ledger, workspace.key())
    edition = Edition(workspace.outputs(term) / "internal" / "data")
    taken = _taken(workspace, term, ledger, edition, found, today)
    new = tuple(afresh(ledger, taken.events))
    teller = Teller.of(edition, taken.found)
    return Batch(taken, new, tuple(teller.line(event) for event in new))


def import_lines(
    workspace: Workspace, term: str, found: Sequence[tuple[Form, Line]], now: datetime
) -> tuple[int, int]:
    """Take filled-in lines, each with the form it belongs to, into the ledger; returns and raises
    as :func:`import_files`.
    """
    with workspace.locked():
        place.recover(workspace)
        batch = understood(workspace, term, found, now.date())
        ledger, taken = Ledger(workspace.ledger, workspace.key()), batch.taken
        ledger.append(marked(term, batch.new, now), now, taken.persons, taken.found)
        return len(taken.events), len(batch.new)


def _taken(
    workspace: Workspace,
    term: str,
    ledger: Ledger,
    edition: Edition,
    found: Sequence[tuple[Form, Line]],
    today: date,
) -> Taken:
    """Every line read; raises ``InputError`` where one can't be."""
    desk, key = _desk(ledger, edition, today), workspace.key()
    by_hand = [told for told in found if told[0].needed]
    taken = _intake(workspace, term, ledger, edition, by_hand, today)
    for form, line in (told for told in found if not told[0].needed):
        events, details, faults = _read(form, line, desk, key)
        taken.events.extend(events)
        taken.found.extend(details)
        taken.refused.extend(f"{line.where}：{fault}" for fault in faults)
    taken.refused.extend(_contradictions(workspace, ledger, desk.questions, taken.events))
    if taken.refused:
        more = [f"……共{len(taken.refused)}处"] if len(taken.refused) > _MOST_SHOWN else []
        raise InputError(
            "有的行不能采用，整批都没有记入\n  "
            + "\n  ".join([*taken.refused[:_MOST_SHOWN], *more]),
            remedy="改正这些行后重新导入全部文件",
        )
    return taken


def _read(
    form: Form, line: Line, desk: Desk, key: bytes
) -> tuple[list[Event], list[Found], list[str]]:
    """A line's events, what of it is kept among the details, and what is wrong with it."""
    if form is MONTHLY_FORM and desk.reporting is not None:
        return desk.reporting.read(line, key)
    if form is RECHECK_FORM or form.sheet == VISITED:
        own = RECHECKED if form is RECHECK_FORM else {}
        events, details, faults = visit(renamed(line, own), desk, key)
        return events, details, [_in_words_of(fault, own) for fault in faults]
    events, faults = desk.read(form, line)
    of_others = across_lines.found(line, events) if form.name == ACROSS_FORM.name else []
    return events, of_others, faults


def _lines(path: Path) -> list[tuple[Form, Line]]:
    """The filled-in lines of a file; those of the review form with what the line above says for
    them too.
    """
    found = list(lines(path))
    forms = (REVIEW_FORM, FILE_FORM, DOUBT_FORM)
    asked = iter(carried_down(line for form, line in found if form in forms))
    return [(form, next(asked) if form in forms else line) for form, line in found]


def beyond_the_term(workspace: Workspace, term: str, today: date) -> str:
    """A line on what the ledger knows of days after the last that a run of the term tells of; empty
    where there is nothing.
    """
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
    asked, reporting = Questions.of(edition, ledger), Reporting.of(edition, today)
    return Desk(cases, today, by_child(ledger), asked, reporting)


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
    """The lines that name children by hand; everybody known is looked up only where there
    are any.
    """
    if not found:
        return Taken([], [], [])
    params = params_today(workspace.params, term, today)
    return Register.of(edition, ledger, params, workspace.key(), today).read(found)


def _each(form: Form, line: Line) -> Iterator[Line]:
    """The line itself, and the line with its second proof or paper in place of the first."""
    second = [h for h in form.fill if h.endswith(SECOND) and line.text(h)]
    plain = {h: cell for h, cell in line.cells.items() if not h.endswith(SECOND)}
    first_of_them = [h for h in form.fill if f"{h}{SECOND}" in form.fill]
    if not second or any(line.text(h) for h in first_of_them):
        yield Line(line.where, plain)
    if second:
        others = {h: cell for h, cell in plain.items() if h not in first_of_them}
        yield Line(line.where, others | {h.removesuffix(SECOND): line.cells[h] for h in second})


def visit(line: Line, desk: Desk, key: bytes) -> tuple[list[Event], list[Found], list[str]]:
    """A visit: the event, what was found on it for the details that may be erased, and what is
    wrong with the line.
    """
    days, faults = line.days((VISIT_DAY,), desk.today)
    child, by, day = desk.cases.get(line.text(VERIFY_FORM.key)), line.text(BY), days[VISIT_DAY]
    told = {name: line.text(h) for h, name in FOUND_FIELDS.items() if line.text(h)}
    if child is None:
        faults.append("“案件编号”不在本学期的个案里，可能被改动过")
    if not line.text(VISIT_DAY):
        faults.append(f"没有填“{VISIT_DAY}”")
    if not by:
        faults.append(f"没有填“{BY}”")
    if not told:
        faults.append("没有写走访了解到什么")
    faults += [
        f"“{h}”超过{LONGEST_WORDS}字" for h in FOUND_FIELDS if len(line.text(h)) > LONGEST_WORDS
    ]
    faults += [f"“{h}”里不写证件号" for h in FOUND_FIELDS if LONG_NUMBER.search(line.text(h))]
    if faults or child is None or day is None:
        return [], [], faults
    sealed = hmac.new(key, json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), "sha256")
    event = Event(Kind.VISITED, child, day, by, {"evidence": sealed.hexdigest()})
    rows = [(child, day.isoformat(), name, value, by) for name, value in told.items()]
    return [event], rows, []


def renamed(line: Line, own: Mapping[str, str]) -> Line:
    """A line with its cells under the headings that ``own`` gives them."""
    cells = {own.get(heading, heading): cell for heading, cell in line.cells.items()}
    result, manner = line.text("复核结果"), line.text("复核方式")
    if own and result:
        cells[WHAT_FOUND] = f"复核（{manner}）：{result}" if manner else f"复核：{result}"
    return Line(line.where, cells)


def _in_words_of(fault: str, own: Mapping[str, str]) -> str:
    """What is wrong with a line by the headings that it has itself."""
    if own:
        fault = fault.replace("没有写走访了解到什么", "没有填“复核结果”")
    for heading, usual in own.items():
        fault = fault.replace(f"“{usual}”", f"“{heading}”")
    return fault


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
                Decision(
                    e.payload["evidence"], e.payload["same"], e.by, chinese_date(e.happened_on)
                )
                for e in told
            ],
        )
    except LedgerError as error:
        return [error.what, *of_persons]
    return of_persons
