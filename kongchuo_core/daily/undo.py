"""``kongchuo import --undo``: the last import taken back as a whole, by events that cancel it; what
rests on it is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kongchuo_core.cases.fold import CASE_KINDS
from kongchuo_core.daily.across_lines import answers_for
from kongchuo_core.daily.review_lines import ANSWERS, withdrawn
from kongchuo_core.daily.told import Teller
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.ledger.events import AGAIN, Event, Kind
from kongchuo_core.ledger.signoff import register
from kongchuo_core.ledger.store import Ledger, Recorded
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.errors import LedgerError, UsageError

BY = "kongchuo import"
_SHOWN = 20


@dataclass(frozen=True)
class _Batch:
    """The last import: what it recorded, the event that says so, what was recorded since."""

    events: tuple[Event, ...]
    mark: Recorded
    later: tuple[Recorded, ...]


def marked(term: str, new: Sequence[Event], now: datetime) -> list[Event]:
    """The events of an import and, where there are any, the one that says that they came
    together.
    """
    if not new:
        return []
    payload = {"batch": _digest(new)}
    return [*new, Event(Kind.IMPORTED, term, now.date(), BY, payload)]


def afresh(ledger: Ledger, events: Iterable[Event]) -> list[Event]:
    """The events that are new: not recorded, or recorded and taken back since; the latter once
    more, as events of their own.
    """
    written = [r.event for r in ledger.written()]
    known, gone = {e.digest for e in written}, _taken_back(written)
    new: dict[str, Event] = {}
    for event in events:
        told, times = event, 1
        while told.digest in gone:
            times += 1
            told = replace(event, payload=event.payload | {AGAIN.name: str(times)})
        if told.digest not in known:
            new[told.digest] = told
    return list(new.values())


def _taken_back(written: Sequence[Event]) -> set[str]:
    """The digests of what was cancelled and still is; a correction that was itself corrected
    cancels nothing.
    """
    cancels: dict[str, list[str]] = {}
    for event in written:
        meant = event.payload.get("event" if event.kind is Kind.CORRECTION else "decision")
        if event.kind in (Kind.CORRECTION, Kind.DECISION_WITHDRAWN) and meant:
            cancels.setdefault(str(meant), []).append(event.digest)

    def stands(digest: str) -> bool:
        return not any(stands(by) for by in cancels.get(digest, ()))

    return {digest for digest in cancels if not stands(digest)}


def _digest(events: Iterable[Event]) -> str:
    return hashlib.sha256("\n".join(sorted(e.digest for e in events)).encode()).hexdigest()


def undo(workspace: Workspace, now: datetime) -> list[str]:
    """Take the last import back.

    Returns
    -------
    list of str
        what was taken back, a line each.

    Raises
    ------
    UsageError
        where there is no import to take back, or something that was recorded since rests on it,
        which is named.
    """
    with workspace.locked():
        place.recover(workspace)
        ledger = Ledger(workspace.ledger, workspace.key())
        batch, edition = _last(ledger), edition_of(workspace)
        teller = Teller.of(edition, [tuple(line.values()) for line in ledger.found()])
        _nothing_rests_on(batch, teller)
        cancelling = [_cancelled(event, ledger, now) for event in batch.events]
        visits = [
            (e.subject, e.happened_on.isoformat(), e.by)
            for e in batch.events
            if e.kind in (Kind.VISITED, Kind.SCHOOL_REPORT)
        ]
        confirmed = [
            (e.subject, e.happened_on.isoformat(), answers_for(e.by))
            for e in batch.events
            if e.kind is Kind.VERIFIED
        ]
        ledger.append(cancelling, now, gone=[*visits, *confirmed])
    lines = [teller.line(event) for event in batch.events]
    more = [f"  ……共{len(lines)}条"] if len(lines) > _SHOWN else []
    day = chinese_date(batch.mark.event.happened_on)
    return [
        f"已撤回{day}的导入，共{len(lines)}条（台账里留有撤回的记录）：",
        *(f"  {line}" for line in lines[:_SHOWN]),
        *more,
        "改正表格后可以重新导入；再运行 kongchuo run 就会采用。",
    ]


def _last(ledger: Ledger) -> _Batch:
    written = ledger.written()
    gone = _taken_back([r.event for r in written])
    for at in range(len(written) - 1, -1, -1):
        mark = written[at]
        if mark.event.kind is not Kind.IMPORTED:
            continue
        events = _of(written[:at], mark)
        if any(e.digest not in gone for e in events):
            return _Batch(tuple(events), mark, tuple(written[at + 1 :]))
    raise UsageError(
        "没有可以撤回的导入",
        remedy="只能撤回用这个版本导入的；更早的用核查反馈表的“更正”逐项更正",
    )


def _of(before: Sequence[Recorded], mark: Recorded) -> list[Event]:
    """What an import recorded: the events just before its mark, recorded with it."""
    events: list[Event] = []
    for recorded in reversed(before):
        if recorded.recorded_at != mark.recorded_at or recorded.event.kind is Kind.IMPORTED:
            break
        events.insert(0, recorded.event)
        if _digest(events) == mark.event.payload["batch"]:
            return events
    raise LedgerError(
        "台账里最后一次导入的记录对不上", remedy="运行 kongchuo verify 查明，从备份恢复 ledger/"
    )


def _nothing_rests_on(batch: _Batch, teller: Teller) -> None:
    mine = {e.subject for e in batch.events if e.kind in (*CASE_KINDS, Kind.CORRECTION)}
    digests = {e.digest for e in batch.events}
    papers = [p for p in register(batch.later).papers if p.voided_on is None and p.child in mine]
    found = [
        f"{teller.cases.get(str(p.child), p.child)}：已签发{p.shown}（{chinese_date(p.signed_on)}）"
        for p in papers
    ]
    documents = {p.document for p in papers}
    later = [r.event for r in batch.later]
    gone = _taken_back([*batch.events, *later])
    void = {e.digest for e in later if e.digest in gone}
    void |= {e.digest for e in later if e.payload.get("event") in gone - digests}
    for event in (e for e in later if e.digest not in void):
        rests = event.subject in mine and event.kind in (*CASE_KINDS, Kind.CORRECTION)
        answers = event.payload.get("decision") in digests or event.payload.get("event") in digests
        if (rests or answers) and event.payload.get("evidence") not in documents:
            found.append(teller.line(event))
    if found:
        raise UsageError(
            "不能撤回这次导入：后来的记录以它为依据\n  " + "\n  ".join(found[:_SHOWN]),
            remedy="先作废或者更正后来的；只有个别记错的，用核查反馈表的“更正”",
        )


def _cancelled(event: Event, ledger: Ledger, now: datetime) -> Event:
    """What cancels an event: on the day it told of, for on no day it ought to have counted."""
    if event.kind is Kind.DECISION_WITHDRAWN:
        answers = (r.event for r in ledger.written() if r.event.kind is Kind.DECISION)
        withdrawn_one = next(e for e in answers if e.digest == event.payload["decision"])
        return afresh(ledger, [withdrawn_one])[0]
    if event.kind in ANSWERS:
        return withdrawn(event, now.date(), BY, False)
    payload = {"event": event.digest, "reason": "undone"}
    return Event(Kind.CORRECTION, event.subject, event.happened_on, BY, payload)
