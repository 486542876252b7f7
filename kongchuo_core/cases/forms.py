"""A line of the towns' form of verification → events (M4.1–M4.14). Pure: no file is read, nothing
is recorded here.

The form is ``vocabulary.forms.VERIFY_FORM``; its words are the labels of the regulation's tables.
What can't be taken is said line by line in Chinese; whether to take the rest is for the importer
(nothing is, law 7 of the house).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from kongchuo_core.ledger.events import FIELDS, Event, Kind
from kongchuo_core.regulation.cases import case_codes, causes, recipients, steps
from kongchuo_core.regulation.telling import measures
from kongchuo_core.vocabulary.days import WRITTEN_SO
from kongchuo_core.vocabulary.forms import VERIFY_CHOICES, VERIFY_FORM

BY, PROOF, PAPER_SEEN, REASON = "经办人", "证据种类", "证据材料", "理由"
WRITTEN = "written"
"""The code of a reason given in words: the words themselves stay in the case's file, their digest
in the event.
"""
Cell = str | date | None


@dataclass(frozen=True)
class Asked:
    """A kind of event the form asks for: the heading of its day, its codes by heading → field, what
    is always in its payload.
    """

    kind: Kind
    day: str
    codes: Mapping[str, str]
    always: Mapping[str, str]
    optional: tuple[str, ...] = ()


ASKED = (
    Asked(Kind.VERIFIED, "核实日期", {"原因或核实结果": "cause"}, {}, ("原因或核实结果",)),
    Asked(Kind.NOTICE_ISSUED, "发出日期", {"文书": "paper"}, {}),
    Asked(Kind.SERVED, "送达日期", {"文书": "paper", "送达方式": "manner"}, {}),
    Asked(
        Kind.STEP,
        "步骤日期",
        {"四步法步骤": "step", "步骤结果": "result", "作出机关": "issuer"},
        {},
    ),
    Asked(Kind.TASK_DONE, "完成日期", {"完成的措施": "task"}, {}),
    Asked(Kind.PLACED, "安置日期", {"安置方式": "placement"}, {}),
    Asked(Kind.RETURNED, "返校日期", {}, {}),
    Asked(Kind.SEEN, "连续到校止", {}, {"how": "attendance"}),
    Asked(Kind.SEEN, "回访日期", {}, {"how": "visit"}),
    Asked(Kind.CLOSED, "申请销号日期", {}, {}),
    Asked(Kind.APPROVAL, "批准日期", {"缓学休学": "approval"}, {}),
    Asked(Kind.CORRECTION, "更正日期", {}, {}),
)
"""What a line may tell, in the order in which a proof finds the event it belongs to."""
_SINCE, UNTIL = "连续到校起", "期满日期"
"""``UNTIL`` is the one day of the form that may lie ahead."""
_WRONG, _WRONG_DAY = "更正哪一项", "更正原日期"
_SIGNALS: Mapping[str, tuple[Kind, Mapping[str, str]]] = {"立案日期": (Kind.OPENED, {})}
"""What a correction may mean besides the form's own events: an opening by a list, a visit or the
opening ledger.
"""

DAYS = (*dict.fromkeys(asked.day for asked in ASKED), _SINCE, _WRONG_DAY)
"""Headings of the form under which days stand."""


@cache
def codes(name: str) -> dict[str, str]:
    """Label → code of a list the form offers."""
    own = {
        "cause": {c.code: c.label for c in causes().values()},
        "step": {s.code: s.label for s in steps().values()},
        "measure": measures(),
        "issuer": {code: recipients()[code]["label"] for code in ("town", "bureau")},
    }
    labels = own.get(name) or {c.code: c.label for c in case_codes(name).codes}
    return {label: code for code, label in labels.items()}


def code_of(name: str, cell: object) -> str | None:
    """The code of what was chosen; ``None`` where it isn't on the list. Cells come in NFKC, which
    makes （ and ： narrow.
    """
    return _plain(name).get(unicodedata.normalize("NFKC", str(cell)))


@cache
def _plain(name: str) -> dict[str, str]:
    return {unicodedata.normalize("NFKC", label): code for label, code in codes(name).items()}


def events_of(
    cells: Mapping[str, Cell], child_id: str, recorded: Sequence[Event] = ()
) -> tuple[list[Event], list[str]]:
    """The events a line stands for, and what is wrong with it.

    Parameters
    ----------
    cells : by heading; days as dates, everything else as text, empty ones ``None`` or ``""``.
    recorded : what the ledger has of the child, for a correction.

    Returns
    -------
    tuple
        events in the order of :data:`ASKED`, and one Chinese sentence for each fault; with a fault
        the line is not to be taken.
    """
    faults = [*_unknown_words(cells), *_unpaired(cells)]
    by = str(cells.get(BY) or "")
    if not by:
        faults.append(f"没有填“{BY}”")
    if faults:
        return [], faults
    told = [
        (asked, _payload(asked, cells)) for asked in ASKED if isinstance(cells.get(asked.day), date)
    ]
    fault = _add_proof(told, cells) or _add_corrected(told, cells, recorded)
    events = [
        Event(asked.kind, child_id, day, by, payload)
        for asked, payload in told
        if isinstance(day := cells[asked.day], date)
    ]
    return ([], [fault]) if fault else (events, [])


def digest_of(words: str) -> str:
    """What an event keeps of words that may name someone: their SHA-256."""
    return hashlib.sha256(words.strip().encode()).hexdigest()


def _payload(asked: Asked, cells: Mapping[str, Cell]) -> dict[str, Any]:
    payload: dict[str, Any] = dict(asked.always)
    payload |= {
        f: code_of(VERIFY_CHOICES[h], cells[h]) for h, f in asked.codes.items() if cells.get(h)
    }
    if asked.kind is Kind.STEP and cells.get(REASON):
        payload |= {"reason": WRITTEN, "evidence": digest_of(str(cells[REASON]))}
    if asked.day == "连续到校止" and isinstance(since := cells.get(_SINCE), date):
        payload["first_day"] = since.isoformat()
    if asked.kind is Kind.APPROVAL and isinstance(until := cells.get(UNTIL), date):
        payload["until"] = until.isoformat()
    return payload


def _add_corrected(
    told: list[tuple[Asked, dict[str, Any]]], cells: Mapping[str, Cell], recorded: Sequence[Event]
) -> str:
    """Put into a correction which event it takes back, the child's only one of its kind and day;
    else the fault.
    """
    corrections = [payload for asked, payload in told if asked.kind is Kind.CORRECTION]
    if not corrections:
        return ""
    kind, always = _SIGNALS.get(str(cells[_WRONG])) or next(
        (a.kind, a.always) for a in ASKED if a.day == cells[_WRONG]
    )
    gone = {e.payload["event"] for e in recorded if e.kind is Kind.CORRECTION}
    meant = [
        e
        for e in recorded
        if (e.kind, e.happened_on) == (kind, cells[_WRONG_DAY])
        and always.items() <= e.payload.items()
    ]
    standing = [e for e in meant if e.digest not in gone] or meant
    if len(standing) != 1:
        why = "有几笔，分不出是哪一笔" if standing else "没有这一笔记录"
        return f"要更正的“{cells[_WRONG]}”在“{_WRONG_DAY}”那天{why}，对照一生一案核对"
    corrections[0] |= {"event": standing[0].digest} | (
        {"reason": WRITTEN} if cells.get(REASON) else {}
    )
    return ""


def _add_proof(told: list[tuple[Asked, dict[str, Any]]], cells: Mapping[str, Cell]) -> str:
    """Put the proof into the first event that can carry one; the fault where there is none."""
    if not cells.get(PROOF):
        return ""
    carriers = [
        payload for asked, payload in told if "proof" in {f.name for f in FIELDS[asked.kind]}
    ]
    if not carriers:
        return "填了证据，没有填它证明的事项和日期"
    carriers[0] |= {
        "proof": code_of("proof", cells[PROOF]),
        "evidence": digest_of(str(cells[PAPER_SEEN])),
    }
    return ""


def _unknown_words(cells: Mapping[str, Cell]) -> Iterator[str]:
    for heading, name in VERIFY_CHOICES.items():
        if cells.get(heading) and code_of(name, cells[heading]) is None:
            yield f"“{heading}”不是下拉列表里的选项"


def _unpaired(cells: Mapping[str, Cell]) -> Iterator[str]:
    """Days without what happened on them, and what happened without its day."""
    for asked in ASKED:
        there = isinstance(cells.get(asked.day), date)
        if cells.get(asked.day) and not there:
            yield f"“{asked.day}”看不懂，{WRITTEN_SO}"
        own = [h for h in asked.codes if h != "文书"]
        yield from (
            f"填了“{asked.day}”，没有填“{h}”"
            for h in asked.codes
            if there and not cells.get(h) and h not in asked.optional
        )
        yield from (
            f"填了“{h}”，没有填“{asked.day}”"
            for h in own
            if cells.get(h) and not cells.get(asked.day)
        )
    since, until = cells.get(_SINCE), cells.get("连续到校止")
    if bool(since) != bool(until) or (
        isinstance(since, date) and isinstance(until, date) and since > until
    ):
        yield "“连续到校起”“连续到校止”要一起填，起不晚于止"
    approved, until = cells.get("批准日期"), cells.get(UNTIL)
    if bool(approved) != bool(until) or (
        isinstance(approved, date) and isinstance(until, date) and approved > until
    ):
        yield f"“批准日期”“{UNTIL}”要一起填，批准不晚于期满"
    if len({bool(cells.get(h)) for h in (_WRONG, _WRONG_DAY, "更正日期")}) > 1:
        yield f"“{_WRONG}”“{_WRONG_DAY}”“更正日期”要一起填"
    if cells.get(_WRONG) and cells[_WRONG] not in VERIFY_FORM.choices[_WRONG]:
        yield f"“{_WRONG}”不是下拉列表里的选项"
    if bool(cells.get(PROOF)) != bool(cells.get(PAPER_SEEN)):
        yield f"“{PROOF}”“{PAPER_SEEN}”要一起填"
    if (
        cells.get("步骤结果")
        and code_of("result", cells["步骤结果"]) != "taken"
        and not cells.get(REASON)
    ):
        yield f"以“{cells['步骤结果']}”结束这一步的，要填“{REASON}”"
