"""From term to term: what an edition's event remembers for the next, and the re-check of the last
term's orders (M7.8).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.signoff import draft_digest, register
from kongchuo_core.regulation.supervision import findings
from kongchuo_core.supervision.duties import meetings_remembered
from kongchuo_core.supervision.findings import Outcome
from kongchuo_core.supervision.ground import Ground, Line
from kongchuo_core.supervision.measures import ORDERING
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
ORDERED = "ordered"
"""The key under which an edition's event keeps what was ordered, item by item."""
OPINION, ORDER = "督导意见书", "责令限期整改通知书"
CIRCULAR, INTERVIEW = "通报", "约谈通知书"
"""The papers that order a unit to mend, as they are filed."""
BY_SUPERVISION = "督导"
"""How the file of a paper begins that the supervision office issues, where the leading group's
office issues one of that kind too.
"""


@dataclass(frozen=True)
class Ordered:
    """One thing that the term before proposed to order of a unit.

    ``item`` is empty in what a version before 1.0 remembered: it kept counts alone, which no
    re-check can rest on. ``past``: it failed on a day that can't come again, so nothing is left to
    mend.
    """

    unit: str
    finding: str
    item: str
    past: bool
    mend_by: date | None


@dataclass(frozen=True)
class Memory:
    """What the term before left; ``known`` is false where it wasn't run.

    ``binding``: the drafts of the term that a person signed, that nobody voided and that reached
    whom they are addressed to: only these bind a unit (law 8).
    """

    term: str = ""
    known: bool = False
    orders: tuple[Ordered, ...] = ()
    binding: frozenset[str] = frozenset()
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
    binding = _binding(ground, previous.term)
    return Memory(
        previous.term,
        True,
        _ordered(kept),
        binding,
        frozenset(unit for unit in kept["prominent"] if _told_prominent(ground, unit, binding)),
        dict(kept["halves"]),
        tuple(
            Figure(f"{BEFORE}{c}", p, n, d, f"{previous.label}的同一指标", "M7.2")
            for c, p, n, d in kept["figures"]
        ),
    )


def _ordered(kept: Mapping[str, Any]) -> tuple[Ordered, ...]:
    """What the edition's event remembers of orders, in the form of today or of version 0.1."""
    if ORDERED not in kept:
        return tuple(
            Ordered(unit, finding, "", False, _day(by))
            for unit, finding, _, by, _ in kept["orders"]
        )
    return tuple(
        Ordered(unit, finding, item, past, _day(by))
        for unit, finding, item, past, by in kept[ORDERED]
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _binding(ground: Ground, term: str) -> frozenset[str]:
    """The drafts of a term that were signed and served by the day of the report, and not voided."""
    papers = register(r for r in ground.seen.recorded if r.event.happened_on <= ground.day).papers
    mine = (p for p in papers if p.term == term and p.voided_on is None)
    return frozenset(p.draft for p in mine if p.served_on is not None)


def _told_prominent(ground: Ground, unit: str, binding: frozenset[str]) -> bool:
    """Whether what says so of the unit was signed and served: the circular, the unit's interview or
    its order.
    """
    town = unit if unit in ground.towns else ground.schools.get(unit)
    beside = "" if unit == town else f"（{unit}）"
    own = {draft_digest(town or COUNTY, f"{name}{beside}.docx") for name in (INTERVIEW, ORDER)}
    return not binding.isdisjoint(own | {draft_digest(COUNTY, f"{CIRCULAR}.docx")})


def _papers(unit: str, town: str | None) -> set[str]:
    """The drafts that order a unit to mend; a school's lie in its town's folder with the school's
    name.
    """
    beside = "" if unit == town else f"（{unit}）"
    names = (OPINION, ORDER, f"{BY_SUPERVISION}{ORDER}")
    return {draft_digest(town or COUNTY, f"{name}{beside}.docx") for name in names}


def payload(
    duties: Sequence[Line],
    measures: Iterable[Line],
    found: Iterable[Outcome],
    figures: Iterable[Figure],
) -> dict[str, Any]:
    """What the event of this term's edition carries of supervision: codes, units, dates and
    counts.
    """
    terms = {
        (m["place"], m["finding"]): m["mend_by"]
        for m in measures
        if m["fired"] and m["measure"] in ORDERING
    }
    fired = {(o.unit, o.finding): o for o in found if o.count}
    ordered: list[list[Any]] = []
    for (unit, finding), by in sorted(terms.items()):
        until = by.isoformat() if by else None
        items = _items(fired[unit, finding])
        ordered += [[unit, finding, item, past, until] for item, past in items]
    kept = [
        [f.code, f.place, f.numerator, f.denominator]
        for f in figures
        if f.code.startswith(COMPARED) and "/" not in f.place
    ]
    return {
        "supervision": {
            ORDERED: ordered,
            "prominent": sorted(u for u, f in fired if f in ("prominent", "school_prominent")),
            "halves": meetings_remembered(duties),
            "figures": kept,
        }
    }


def _items(outcome: Outcome) -> list[tuple[str, bool]]:
    """What a finding rests on, each with whether nothing is left to mend of it."""
    return [(i, False) for i in outcome.items] + [(i, True) for i in outcome.past]


def orders(
    memory: Memory, now: Mapping[tuple[str, str], Outcome], settled: Collection[str]
) -> Iterator[Line]:
    """The last term's orders, item by item, and how each stands; then what of the same kind is new.

    Parameters
    ----------
    settled : the case numbers that were closed: whatever was wanting in them is.

    Without the register, without the item's name or where this term's register doesn't reach it,
    nothing is said of an item.
    """
    known = findings()
    for (unit, finding), own in _by_unit(memory.orders).items():
        outcome = now.get((unit, finding))
        if outcome is None or finding not in known:
            continue
        line = {
            "unit": unit,
            "level": outcome.level,
            "town": outcome.town,
            "term": memory.term,
            "finding": finding,
            "finding_label": known[finding].label,
            "clause": "M7.8",
            "issued": not memory.binding.isdisjoint(_papers(unit, outcome.town)),
        }
        for one in own:
            state = _state(one, outcome, settled)
            yield line | {"item": one.item, "mend_by": one.mend_by, "state": state}
        before = {one.item for one in own}
        for item, _ in _items(outcome):
            if item not in before and "" not in before:
                yield line | {"item": item, "mend_by": None, "state": "recurred"}


def _by_unit(ordered: Iterable[Ordered]) -> dict[tuple[str, str], list[Ordered]]:
    found: dict[tuple[str, str], list[Ordered]] = {}
    for one in ordered:
        found.setdefault((one.unit, one.finding), []).append(one)
    return found


def _state(one: Ordered, outcome: Outcome, settled: Collection[str]) -> str:
    """How one item stands now; the same title on the inspection's sheet need not be the same
    problem.
    """
    if one.past:
        return "past"
    if not one.item or not outcome.known:
        return "no_data"
    if one.item in outcome.items:
        return "again" if outcome.finding in SHEETS else "unmended"
    if one.item in outcome.judged or one.item in outcome.past or one.item in settled:
        return "mended"
    return "no_data"


SHEETS = ("inspection_problem", "school_inspection_problem")
"""Findings whose items are titles of the inspection's sheet."""
