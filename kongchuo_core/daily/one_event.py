"""One thing that happened to one child, recorded without a workbook: the form's headings, the
form's checks, all or nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kongchuo_core.cases.forms import BY, code_of, codes
from kongchuo_core.daily.filled import Line
from kongchuo_core.daily.imports import VISIT_DAY, Desk, Found, by_child, visit
from kongchuo_core.daily.undo import afresh
from kongchuo_core.documents.loop.event_words import words
from kongchuo_core.documents.loop.facts import Office, office
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.ledger.events import Event
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.days import EXAMPLE
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.forms import FOUND_FIELDS, VERIFY_CHOICES, VERIFY_FORM

PLACE = "命令行"
_VISIT = (VISIT_DAY, *FOUND_FIELDS)
"""What may be told of a visit, which is a thing of its own."""
_OFFERED = tuple(dict.fromkeys((*VERIFY_FORM.fill, *_VISIT)))


@dataclass(frozen=True)
class Entry:
    """What is going to be recorded: the case, its child, the events and how a person reads them;
    ``found``: on a visit.
    """

    case_no: str
    name: str
    town: str
    events: tuple[Event, ...]
    lines: tuple[str, ...]
    new: int
    found: tuple[Found, ...] = ()


def understood(
    workspace: Workspace, term: str | None, case: str, cells: Sequence[str], today: date
) -> Entry:
    """Read ``heading=value`` words as a line of the form of verification; nothing is recorded.

    Parameters
    ----------
    case : the case's number, or its last six characters.

    Raises
    ------
    UsageError
        where a word or a heading isn't one of the form's; saying everything for which the form
        would be refused too.
    """
    edition = edition_of(workspace, term)
    table = edition.table("cases")[["case_no", "child_id", "town"]]
    cases: dict[str, str] = dict(table[["case_no", "child_id"]].itertuples(index=False))
    number = _case_no(case, cases)
    desk = Desk(cases, today, by_child(Ledger(workspace.ledger, workspace.key())))
    told_cells = _cells(cells)
    line = Line(PLACE, told_cells | {VERIFY_FORM.key: number})
    found: list[Found] = []
    if any(h in told_cells for h in _VISIT):
        events, found, faults = visit(line, desk, workspace.key())
        faults += [f"走访单独记一次，不写“{h}”" for h in told_cells if h not in (*_VISIT, BY)]
    else:
        events, faults = desk.read(VERIFY_FORM, line)
    if faults:
        unknown = [
            (h, name)
            for h, name in VERIFY_CHOICES.items()
            if h in told_cells and code_of(name, told_cells[h]) is None
        ]
        offered = [f"“{heading}”可选：{'、'.join(codes(name))}" for heading, name in unknown]
        remedy = "；".join([*offered, "改正后再试"])
        raise UsageError(
            f"不能这样记，有{len(faults)}处不对\n  " + "\n  ".join(faults), remedy=remedy
        )
    if not events:
        raise UsageError("没有写发生了什么", remedy=f"写成 项=值，可写的项：{'、'.join(_OFFERED)}")
    known = edition.table("verdicts").set_index("child_id")["name"]
    town = str(table.set_index("case_no")["town"].get(number) or "")
    lines, new = (
        tuple(_told(office(edition), e, desk.recorded.get(cases[number], ())) for e in events),
        len(afresh(Ledger(workspace.ledger, workspace.key()), events)),
    )
    lines += tuple(f"  {h}：{told_cells[h]}" for h in FOUND_FIELDS if found and h in told_cells)
    name = str(known.get(cases[number], ""))
    return Entry(number, name, town, tuple(events), lines, new, tuple(found))


def record(workspace: Workspace, entry: Entry, now: datetime) -> int:
    """Record what was understood; how many of the events were new. Raises as ``Ledger.append``."""
    with workspace.locked():
        place.recover(workspace)
        ledger = Ledger(workspace.ledger, workspace.key())
        return ledger.append(afresh(ledger, entry.events), now, found=entry.found)


def _case_no(asked: str, cases: dict[str, str]) -> str:
    wanted = unicodedata.normalize("NFKC", asked).strip()
    ends = (
        [number for number in cases if number.endswith(wanted.upper())] if len(wanted) >= 6 else []
    )
    return ends[0] if len(ends) == 1 else wanted


def _cells(words: Sequence[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for word in words:
        heading, sign, value = unicodedata.normalize("NFKC", word).partition("=")
        headings = {unicodedata.normalize("NFKC", h): h for h in _OFFERED}
        if not sign or not value.strip():
            raise UsageError(
                f"“{heading[:20]}”的写法不对",
                remedy=f"写成 项=值，如 核实日期={chinese_date(EXAMPLE)}；值里有空格的，整个用引号括起来",
            )
        if heading.strip() not in headings:
            raise UsageError(
                f"没有“{heading[:20]}”这一项", remedy=f"可写的项：{'、'.join(_OFFERED)}"
            )
        if headings[heading.strip()] in cells:
            raise UsageError(f"“{heading}”写了两次", remedy="一项只写一次；两件事分两次记")
        cells[headings[heading.strip()]] = value.strip()
    return cells


def _told(said: Office, event: Event, recorded: Sequence[Event]) -> str:
    """An event as it is going to be recorded, every field of it; of a correction also what it takes
    back.
    """
    what = words(event.kind.value, event.payload, said)
    taken_back = next((e for e in recorded if e.digest == event.payload.get("event")), None)
    if taken_back is not None:
        before = words(taken_back.kind.value, taken_back.payload, said)
        what += f"（取消{chinese_date(taken_back.happened_on)}的“{before}”）"
    return "  ".join([chinese_date(event.happened_on), what, f"经办人：{event.by}"])
