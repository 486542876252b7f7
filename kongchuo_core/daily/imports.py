"""Forms in: every line is checked, every refusal named, and either all of it is recorded or nothing."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from kongchuo_core.cases.fold import CASE_KINDS
from kongchuo_core.cases.forms import BY, DAYS, UNTIL, events_of
from kongchuo_core.daily.filled import Line, lines
from kongchuo_core.daily.intake import Register, Taken
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.linking.review import Decision, in_force
from kongchuo_core.registers import values
from kongchuo_core.settings.terms import params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.vocabulary.errors import InputError, LedgerError
from kongchuo_core.vocabulary.forms import (
    DIFFERENT,
    FOUND_FIELDS,
    REVIEW_FORM,
    SAME,
    SECOND,
    VERIFY_FORM,
    VISITED,
    WITHDRAW,
    Form,
)

_MOST_SHOWN = 20
VISIT_DAY = "走访日期"
_LONGEST = 200
_LONG_NUMBER = re.compile(r"\d{15}")


@dataclass(frozen=True)
class Desk:
    """What lines are read against: the term's edition, what was decided before, today."""

    known: Set[str]
    standing: Mapping[str, Event]
    cases: Mapping[str, str]
    today: date
    recorded: Mapping[str, Sequence[Event]] = field(default_factory=dict)

    def read(self, form: Form, line: Line) -> tuple[list[Event], list[str]]:
        """The events of a line, or why it can't be taken."""
        if form.name == VERIFY_FORM.name:
            return self._steps(form, line)
        event = _decision(line, self.known, self.standing, self.today)
        return ([event], []) if isinstance(event, Event) else ([], [event])

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
        found = [told for path in files for told in lines(path)]
        taken = _intake(
            workspace, term, ledger, edition, [told for told in found if told[0].needed], now.date()
        )
        for form, line in (told for told in found if not told[0].needed):
            if form.sheet == VISITED:
                events, details, faults = _visit(line, desk, workspace.key())
                taken.found.extend(details)
            else:
                events, faults = desk.read(form, line)
            taken.events.extend(events)
            taken.refused.extend(f"{line.where}：{fault}" for fault in faults)
        taken.refused.extend(_contradictions(workspace, ledger, taken.events))
        if taken.refused:
            more = [f"……共{len(taken.refused)}处"] if len(taken.refused) > _MOST_SHOWN else []
            raise InputError(
                "有的行不能采用，整批都没有记入\n  "
                + "\n  ".join([*taken.refused[:_MOST_SHOWN], *more]),
                remedy="改正这些行后重新导入全部文件",
            )
        return len(taken.events), ledger.append(taken.events, now, taken.persons, taken.found)


def _desk(ledger: Ledger, edition: Edition, today: date) -> Desk:
    standing = {
        r.event.payload["evidence"]: r.event
        for r in ledger.events(Kind.DECISION)
        if _stands(ledger, r.event)
    }
    cases: dict[str, str] = dict(
        edition.table("cases")[["case_no", "child_id"]].itertuples(index=False)
    )
    return Desk(
        set(edition.table("review")["evidence"]) | set(standing),
        standing,
        cases,
        today,
        by_child(ledger),
    )


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


def _stands(ledger: Ledger, event: Event) -> bool:
    return all(
        w.event.payload["decision"] != event.digest for w in ledger.events(Kind.DECISION_WITHDRAWN)
    )


def _decision(
    line: Line, known: Set[str], standing: Mapping[str, Event], today: date
) -> Event | str:
    """The event a line stands for, or why it can't be taken."""
    word, by, evidence = line.text("认定"), line.text("认定人"), line.text(REVIEW_FORM.key)
    day, _ = values.day(line.cells.get("认定日期"))
    before = standing.get(evidence)
    refusals = (
        (
            word not in (SAME, DIFFERENT, WITHDRAW),
            f"“认定”写的是“{word or '空'}”，只能选：{SAME}、{DIFFERENT}、{WITHDRAW}",
        ),
        (not by, "没有填“认定人”"),
        (day is None, "“认定日期”没有填或看不懂，写成 2025-10-08 这样"),
        (day is not None and day > today, "“认定日期”晚于今天"),
        (evidence not in known, "“核对编号”不在本学期的待核对清单里，可能被改动过"),
        (word == WITHDRAW and before is None, "要撤回的认定不存在"),
    )
    for refused, why in refusals:
        if refused:
            return why
    assert day is not None
    if word == WITHDRAW and before is not None:
        return Event(
            Kind.DECISION_WITHDRAWN,
            evidence,
            day,
            by,
            {"decision": before.digest, "basis": bool(line.text("依据"))},
        )
    return Event(Kind.DECISION, evidence, day, by, {"evidence": evidence, "same": word == SAME})


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


def _visit(
    line: Line, desk: Desk, key: bytes
) -> tuple[list[Event], list[tuple[str, str, str, str, str]], list[str]]:
    """A visit: the event, what was found on it for the details that may be erased, and what is wrong with the line."""
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
    faults += [f"“{h}”超过{_LONGEST}字" for h in FOUND_FIELDS if len(line.text(h)) > _LONGEST]
    faults += [f"“{h}”里不写证件号" for h in FOUND_FIELDS if _LONG_NUMBER.search(line.text(h))]
    if faults or child is None or day is None:
        return [], [], faults
    sealed = hmac.new(key, json.dumps(told, ensure_ascii=False, sort_keys=True).encode(), "sha256")
    event = Event(Kind.VISITED, child, day, by, {"evidence": sealed.hexdigest()})
    rows = [(child, day.isoformat(), name, value, by) for name, value in told.items()]
    return [event], rows, []


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


def _contradictions(workspace: Workspace, ledger: Ledger, events: list[Event]) -> list[str]:
    withdrawn = {e.payload["decision"] for e in events if e.kind is Kind.DECISION_WITHDRAWN}
    recorded = [
        r.event
        for r in ledger.events(Kind.DECISION)
        if _stands(ledger, r.event) and r.event.digest not in withdrawn
    ]
    told = [e for e in (*recorded, *events) if e.kind is Kind.DECISION]
    try:
        in_force(
            workspace.key(),
            [
                Decision(e.payload["evidence"], e.payload["same"], e.by, e.happened_on.isoformat())
                for e in told
            ],
        )
    except LedgerError as error:
        return [error.what]
    return []
