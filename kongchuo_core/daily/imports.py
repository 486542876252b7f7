"""Forms in: every line is checked, every refusal named, and either all of it is recorded or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from kongchuo_core.cases.fold import CASE_KINDS
from kongchuo_core.cases.forms import DAYS, UNTIL, events_of
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
from kongchuo_core.term.editions import not_counted
from kongchuo_core.vocabulary.errors import InputError, LedgerError
from kongchuo_core.vocabulary.forms import DIFFERENT, REVIEW_FORM, SAME, VERIFY_FORM, WITHDRAW, Form

_MOST_SHOWN = 20


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
        if form is VERIFY_FORM:
            return _verification(line, self.cases, self.today, self.recorded)
        event = _decision(line, self.known, self.standing, self.today)
        return ([event], []) if isinstance(event, Event) else ([], [event])


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
        return len(taken.events), ledger.append(taken.events, now, taken.persons)


def beyond_the_term(workspace: Workspace, term: str, today: date) -> str:
    """A line on what the ledger knows of days after the last that a run of the term tells of; empty where there is nothing."""
    ledger = Ledger(workspace.ledger, workspace.key())
    cases = Edition(workspace.outputs(term) / "internal" / "data").table("cases")
    numbers = dict(zip(cases["child_id"], cases["case_no"], strict=True))
    day = params_today(workspace.params, term, today).term.as_of
    word = not_counted(ledger, day, numbers, ledger.head().count)
    return f"{word}它们在下一学期运行时计入；要在本学期计入，用 --as-of 写明日期。" if word else ""


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
