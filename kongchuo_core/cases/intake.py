"""Lines that open a case from outside the comparison → events: a list from above, a home visit, the
opening ledger (M1.5, M3.2).

Pure, as ``cases.forms`` is; who the child is has been decided before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kongchuo_core.cases.forms import BY, Cell, code_of, digest_of
from kongchuo_core.cases.state import CARRIED
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.regulation.cases import IN_FORCE, causes
from kongchuo_core.vocabulary.forms import (
    DROPOUT_LEDGER,
    LIST,
    OPENING_CHOICES,
    SUSPECTED_LEDGER,
    VISIT,
)

FOUND, OPENED, VERIFIED, ISSUED, SERVED, RETURNED = (
    "发现日期",
    "立案日期",
    "核实日期",
    "通知书发出",
    "通知书送达",
    "返校日期",
)
INTAKE_DAYS, OPENING_DAYS = (FOUND,), (OPENED, VERIFIED, ISSUED, SERVED, RETURNED)
SEEN = "依据材料"
ORIGINS = {LIST: "list", VISIT: "visit"}


def signal(cells: Mapping[str, Cell], child_id: str) -> tuple[list[Event], list[str]]:
    """A line of the form of signals: the case's opening, and what is wrong with the line."""
    origin, on, by = (
        ORIGINS.get(str(cells.get("来源") or "")),
        cells.get(FOUND),
        str(cells.get(BY) or ""),
    )
    faults = [*_no_one(by), *_days(cells, INTAKE_DAYS)]
    if origin is None:
        faults.append(f"“来源”只能选：{LIST}、{VISIT}")
    if not isinstance(on, date):
        faults.append(f"没有填“{FOUND}”")
    if faults or not isinstance(on, date):
        return [], faults
    return [Event(Kind.OPENED, child_id, on, by, {"origin": origin, **_paper(cells)})], []


def carried(cells: Mapping[str, Cell], child_id: str) -> tuple[list[Event], list[str]]:
    """A line of the opening ledger: opening, verification, notice and return as they were, and what
    is wrong with the line.
    """
    by = str(cells.get(BY) or "")
    faults = [*_no_one(by), *_days(cells, OPENING_DAYS), *_wrong_words(cells)]
    if faults:
        return [], faults
    faults = [*_wrong_order(cells), *_wrong_ledger(cells)]
    return ([], faults) if faults else (list(_carried(cells, child_id, by)), [])


def _carried(cells: Mapping[str, Cell], child: str, by: str) -> Iterator[Event]:
    cause, manner = code_of("cause", cells.get("原因")), code_of("manner", cells.get("送达方式"))
    told: tuple[tuple[str, Kind, dict[str, Any]], ...] = (
        (OPENED, Kind.OPENED, {"origin": CARRIED, **_paper(cells)}),
        (VERIFIED, Kind.VERIFIED, {"cause": cause} if cause else {}),
        (ISSUED, Kind.NOTICE_ISSUED, {"paper": "notice"}),
        (SERVED, Kind.SERVED, {"paper": "notice", "manner": manner}),
        (RETURNED, Kind.RETURNED, {}),
    )
    for heading, kind, payload in told:
        if isinstance(on := cells.get(heading), date):
            yield Event(kind, child, on, by, payload)


def _paper(cells: Mapping[str, Cell]) -> dict[str, str]:
    """What was seen, as a digest: the words stay in the office's file."""
    return {"evidence": digest_of(str(cells[SEEN]))} if cells.get(SEEN) else {}


def _no_one(by: str) -> Iterator[str]:
    if not by:
        yield f"没有填“{BY}”"


def _days(cells: Mapping[str, Cell], headings: tuple[str, ...]) -> Iterator[str]:
    for heading in headings:
        on = cells.get(heading)
        if isinstance(on, date) and on < IN_FORCE:
            yield f"“{heading}”早于规定施行（2019年11月14日），按2019年11月14日填，原日期写进“{SEEN}”"


def _wrong_words(cells: Mapping[str, Cell]) -> Iterator[str]:
    if cells.get("台账") not in (SUSPECTED_LEDGER, DROPOUT_LEDGER):
        yield f"“台账”只能选：{SUSPECTED_LEDGER}、{DROPOUT_LEDGER}"
    for heading, name in OPENING_CHOICES.items():
        if cells.get(heading) and code_of(name, cells[heading]) is None:
            yield f"“{heading}”不是下拉列表里的选项"
    if not isinstance(cells.get(OPENED), date):
        yield f"没有填“{OPENED}”"
    for first, second in (
        ("原因", VERIFIED),
        (SERVED, ISSUED),
        (SERVED, "送达方式"),
        ("送达方式", SERVED),
        (ISSUED, VERIFIED),
    ):
        if cells.get(first) and not cells.get(second):
            yield f"填了“{first}”，没有填“{second}”"


def _wrong_order(cells: Mapping[str, Cell]) -> Iterator[str]:
    """Nothing of a carried case is before its opening: the fold would take it for another case."""
    opened, issued, served = (cells.get(h) for h in (OPENED, ISSUED, SERVED))
    for heading in OPENING_DAYS:
        on = cells.get(heading)
        if isinstance(on, date) and isinstance(opened, date) and on < opened:
            yield f"“{heading}”早于“{OPENED}”"
    if isinstance(issued, date) and isinstance(served, date) and served < issued:
        yield f"“{SERVED}”早于“{ISSUED}”"


def _wrong_ledger(cells: Mapping[str, Cell]) -> Iterator[str]:
    """In the ledger of the dropouts stands who was verified to be out of school without a lawful
    reason, and nobody else (M8.5).
    """
    cause = causes().get(code_of("cause", cells.get("原因")) or "")
    dropout = cause is not None and not cause.is_outcome and cause.group != "away"
    if cells.get("台账") == DROPOUT_LEDGER and cause is None:
        yield f"列入{DROPOUT_LEDGER}台账的，要填“{VERIFIED}”和“原因”"
    elif cells.get("台账") == DROPOUT_LEDGER and not dropout:
        yield f"“{cells['原因']}”不是辍学，列入{SUSPECTED_LEDGER}台账"
    elif cells.get("台账") == SUSPECTED_LEDGER and dropout:
        yield f"已核实原因为“{cells['原因']}”的，列入{DROPOUT_LEDGER}台账"
