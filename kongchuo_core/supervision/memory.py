"""From term to term: what an edition's event remembers for the next, and the re-check of the last term's orders (M7.8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.signoff import draft_digest, register
from kongchuo_core.regulation.supervision import findings
from kongchuo_core.supervision.duties import meetings_remembered
from kongchuo_core.supervision.findings import Outcome
from kongchuo_core.supervision.ground import Ground, Line
from kongchuo_core.vocabulary.figures import COUNTY, Figure

COMPARED = (
    "dropout_rate.",
    "enrolment_rate.",
    "consolidation.",
    "return_rate",
    "zeroing_rate",
    "days_to_return",
    "score.",
    "duties.kept",
    "ledger.",
    "children.suspected",
    "cases.verified_share",
)
"""The figures that stand beside the next term's: those whose code begins so."""
BEFORE = "previous."
OPINION, ORDER = "督导意见书", "责令限期整改通知书"
"""The papers that order a unit to mend, as they are filed."""


@dataclass(frozen=True)
class Memory:
    """What the term before left; ``known`` is false where it wasn't run.

    ``issued``: the register of the inspection has the day of its opinion; ``signed``: the drafts of the term that were signed here.
    """

    term: str = ""
    known: bool = False
    orders: tuple[tuple[str, str, int, date | None, str], ...] = ()
    issued: bool = False
    signed: frozenset[str] = frozenset()
    prominent: frozenset[str] | None = None
    halves: dict[str, bool] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()


def remembered(ground: Ground) -> Memory:
    """The newest edition of the term before, as its event tells."""
    previous = ground.seen.previous
    if previous is None:
        return Memory()
    events = [
        r
        for r in ground.seen.recorded
        if r.event.kind is Kind.EDITION and r.event.subject == previous.term
    ]
    payload = max(events, key=lambda r: r.seq).event.payload if events else {}
    kept: Mapping[str, Any] | None = payload.get("supervision")
    if kept is None:
        return Memory(previous.term)
    return Memory(
        previous.term,
        True,
        tuple(
            (u, f, n, date.fromisoformat(d) if d else None, i) for u, f, n, d, i in kept["orders"]
        ),
        kept["issued"],
        _signed(ground, previous.term),
        frozenset(kept["prominent"]),
        dict(kept["halves"]),
        tuple(
            Figure(f"{BEFORE}{c}", p, n, d, f"{previous.label}的同一指标", "M7.2")
            for c, p, n, d in kept["figures"]
        ),
    )


def _signed(ground: Ground, term: str) -> frozenset[str]:
    """The drafts of a term that were signed by the day of the report, and not voided."""
    papers = register(r for r in ground.seen.recorded if r.event.happened_on <= ground.day).papers
    return frozenset(p.draft for p in papers if p.term == term and p.voided_on is None)


def _papers(unit: str, town: str | None) -> set[str]:
    """The drafts that order a unit to mend: a town's opinion and order, a school's order in its town's folder."""
    names = [OPINION, ORDER] if unit == town else [f"{ORDER}（{unit}）"]
    return {draft_digest(town or COUNTY, f"{name}.docx") for name in names}


def payload(
    duties: Sequence[Line],
    measures: Iterable[Line],
    found: Iterable[Outcome],
    figures: Iterable[Figure],
) -> dict[str, Any]:
    """What the event of this term's edition carries of supervision: codes, units, dates and counts."""
    terms = {
        (m["place"], m["finding"]): m["mend_by"]
        for m in measures
        if m["fired"] and m["measure"] == "rectify"
    }
    fired = {(o.unit, o.finding): o for o in found if o.count}
    orders = [
        [u, f, 1 if item else fired[u, f].count, by.isoformat() if by else None, item]
        for (u, f), by in sorted(terms.items())
        for item in fired[u, f].items or ("",)
    ]
    kept = [
        [f.code, f.place, f.numerator, f.denominator]
        for f in figures
        if f.code.startswith(COMPARED) and "/" not in f.place
    ]
    return {
        "supervision": {
            "orders": orders,
            "issued": any(d["duty"] == "opinion" and d["done_on"] is not None for d in duties),
            "prominent": sorted(u for u, f in fired if f in ("prominent", "school_prominent")),
            "halves": meetings_remembered(duties),
            "figures": kept,
        }
    }


def orders(memory: Memory, now: Mapping[tuple[str, str], Outcome]) -> Iterator[Line]:
    """The last term's orders and how things stand: mended, better, unmended; without the register nothing is said."""
    for unit, finding, was, mend_by, item in memory.orders:
        outcome, known = now.get((unit, finding)), findings().get(finding)
        if outcome is None or known is None:
            continue
        count = (int(item in outcome.items) if item else outcome.count) if outcome.known else None
        state = (
            "no_data"
            if count is None
            else "mended"
            if not count
            else "better"
            if count < was
            else "unmended"
        )
        told = _what(
            f"{known.label}：{item}" if item else known.label,
            state,
            was,
            count,
            "" if item else known.counted,
        )
        yield {
            "unit": unit,
            "level": outcome.level,
            "town": outcome.town,
            "term": memory.term,
            "finding": finding,
            "finding_label": known.label,
            "was": was,
            "now": count,
            "mend_by": mend_by,
            "state": state,
            "what": told,
            "item": item,
            "counted": known.counted or None,
            "clause": "M7.8",
            "issued": memory.issued or not memory.signed.isdisjoint(_papers(unit, outcome.town)),
        }


def _what(label: str, state: str, was: int, now: int | None, unit: str) -> str:
    """What became of an order; of what is or isn't, that it is still there, and no number."""
    still = f"本学期{now}{unit}" if unit else "本学期仍然存在"
    words = {
        "mended": "本学期没有再发现，已经整改",
        "better": f"{still}，有好转",
        "unmended": f"{still}，没有整改",
        "no_data": "本学期无数据",
    }
    return f"“{label}”上学期{f'{was}{unit}' if unit else '存在'}，{words[state]}。"
