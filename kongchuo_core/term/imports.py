"""Forms in: every line is checked, every refusal named, and either all of it is recorded or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kongchuo_core.cases.forms import DAYS, events_of
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.linking.review import Decision, in_force
from kongchuo_core.registers import values
from kongchuo_core.registers.headers import heading_key
from kongchuo_core.registers.read import RawSheet, read_sheets
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.vocabulary.errors import InputError, LedgerError
from kongchuo_core.vocabulary.forms import DIFFERENT, REVIEW_FORM, SAME, VERIFY_FORM, WITHDRAW, Form

_MOST_SHOWN = 20
FORMS = (REVIEW_FORM, VERIFY_FORM)
"""The forms that come back."""


@dataclass(frozen=True)
class Line:
    """One line of a form that has been filled in: where it stands and its cells by heading."""

    where: str
    cells: dict[str, Any]

    def text(self, heading: str) -> str:
        """A cell as text, empty where nothing stands in it."""
        return values.text(self.cells.get(heading)) or ""


@dataclass(frozen=True)
class Desk:
    """What lines are read against: the term's edition, what was decided before, today."""

    known: Set[str]
    standing: Mapping[str, Event]
    cases: Mapping[str, str]
    today: date

    def read(self, form: Form, line: Line) -> tuple[list[Event], list[str]]:
        """The events of a line, or why it can't be taken."""
        if form is VERIFY_FORM:
            return _verification(line, self.cases, self.today)
        event = _decision(line, self.known, self.standing, self.today)
        return ([event], []) if isinstance(event, Event) else ([], [event])


def import_files(workspace: Workspace, term: str, files: Sequence[Path], now: datetime) -> tuple[int, int]:
    """Take filled-in forms (待人工核对, 核查反馈表) into the ledger.

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
        standing = {r.event.payload["evidence"]: r.event for r in ledger.events(Kind.DECISION) if _stands(ledger, r.event)}
        cases: dict[str, str] = dict(edition.table("cases")[["case_no", "child_id"]].itertuples(index=False))
        desk = Desk(set(edition.table("review")["evidence"]) | set(standing), standing, cases, now.date())
        events: list[Event] = []
        refused: list[str] = []
        for form, line in (found for path in files for found in _lines(path)):
            told, faults = desk.read(form, line)
            events += told
            refused += [f"{line.where}：{fault}" for fault in faults]
        refused += _contradictions(workspace, ledger, events)
        if refused:
            told_most = [*refused[:_MOST_SHOWN], *([f"……共{len(refused)}处"] if len(refused) > _MOST_SHOWN else [])]
            raise InputError(
                "有的行不能采用，整批都没有记入：\n  " + "\n  ".join(told_most), remedy="改正这些行后重新导入全部文件"
            )
        return len(events), ledger.append(events, now)


def _stands(ledger: Ledger, event: Event) -> bool:
    return all(w.event.payload["decision"] != event.digest for w in ledger.events(Kind.DECISION_WITHDRAWN))


def _lines(path: Path) -> Iterator[tuple[Form, Line]]:
    """The filled-in lines of a workbook, with the form they belong to.

    Raises
    ------
    InputError
        where no sheet of the file is one of our forms.
    """
    found = False
    for sheet in read_sheets(path, path.name):
        for form in FORMS:
            columns, start = _columns(sheet, form)
            found |= bool(columns)
            for number, row in zip(sheet.numbers[start:], sheet.rows[start:], strict=True):
                line = Line(f"{path.name} {sheet.sheet} 第{number}行", {h: row[c] for h, c in columns.items() if c < len(row)})
                if line.text(form.key) and any(line.text(h) for h in form.fill):
                    yield form, line
    if not found:
        names = "》《".join(form.name for form in FORMS)
        raise InputError(
            f"这不是《{names}》表", remedy="导入 kongchuo run 生成的表，不要改动表头", place=(f"文件 {path.name}",)
        )


def _columns(sheet: RawSheet, form: Form) -> tuple[dict[str, int], int]:
    for index, row in enumerate(sheet.rows[:10]):
        headings = [heading_key(c) for c in row]
        if all(heading_key(h) in headings for h in (form.key, *form.fill)):
            return {h: headings.index(heading_key(h)) for h in (form.key, *form.fill)}, index + 1
    return {}, len(sheet.rows)


def _decision(line: Line, known: Set[str], standing: Mapping[str, Event], today: date) -> Event | str:
    """The event a line stands for, or why it can't be taken."""
    word, by, evidence = line.text("认定"), line.text("认定人"), line.text(REVIEW_FORM.key)
    day, _ = values.day(line.cells.get("认定日期"))
    before = standing.get(evidence)
    refusals = (
        (word not in (SAME, DIFFERENT, WITHDRAW), f"“认定”写的是“{word or '空'}”，只能选：{SAME}、{DIFFERENT}、{WITHDRAW}"),
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
        return Event(Kind.DECISION_WITHDRAWN, evidence, day, by, {"decision": before.digest, "basis": bool(line.text("依据"))})
    return Event(Kind.DECISION, evidence, day, by, {"evidence": evidence, "same": word == SAME})


def _verification(line: Line, cases: Mapping[str, str], today: date) -> tuple[list[Event], list[str]]:
    """The events of a line of the form of verification, or what is wrong with it."""
    cells: dict[str, str | date | None] = {heading: line.text(heading) for heading in VERIFY_FORM.fill}
    faults = []
    for heading in DAYS:
        day, _ = values.day(line.cells.get(heading))
        if line.text(heading) and day is None:
            faults.append(f"“{heading}”看不懂，写成 2025-10-08 这样")
        elif day is not None and day > today:
            faults.append(f"“{heading}”晚于今天")
        cells[heading] = day
    child = cases.get(line.text(VERIFY_FORM.key))
    if child is None:
        faults.append("“案件编号”不在本学期的个案里，可能被改动过")
    events, wrong = events_of(cells, child or "")
    return ([], [*faults, *wrong]) if faults or wrong else (events, [])


def _contradictions(workspace: Workspace, ledger: Ledger, events: list[Event]) -> list[str]:
    withdrawn = {e.payload["decision"] for e in events if e.kind is Kind.DECISION_WITHDRAWN}
    recorded = [r.event for r in ledger.events(Kind.DECISION) if _stands(ledger, r.event) and r.event.digest not in withdrawn]
    told = [e for e in (*recorded, *events) if e.kind is Kind.DECISION]
    try:
        in_force(
            workspace.key(), [Decision(e.payload["evidence"], e.payload["same"], e.by, e.happened_on.isoformat()) for e in told]
        )
    except LedgerError as error:
        return [error.what]
    return []
