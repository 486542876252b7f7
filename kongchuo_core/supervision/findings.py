"""Findings: for each rule and each unit, whether it holds, the facts, or the reason why it
doesn't.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, product

from kongchuo_core.regulation.supervision import Finding, findings
from kongchuo_core.settings.numbers import whole_by_name
from kongchuo_core.supervision.ground import Ground, Line
from kongchuo_core.supervision.limits import Limit, over
from kongchuo_core.vocabulary.figures import COUNTY, Figure
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.told import fact, within

FAILED = ("missing", "late")
UNMENDED = "unmended"
CHILDREN = "children"
"""The weight of findings while which last children are out of school or unprotected."""


@dataclass(frozen=True)
class Outcome:
    """What a finding says of one unit: ``count`` faults with ``facts``; ``reason`` where there is
    none.

    ``known`` is false where the register that would show it wasn't given. ``items`` is what it
    rests on and can still be made good (a case, a seat, a channel, an item of the inspection's
    sheet), ``past`` what failed on a day that can't come again, ``judged`` all that was looked at.
    ``figures`` are the codes of the numbers in ``facts``, where they aren't just those that the
    rule names.
    """

    finding: str
    unit: str
    level: str
    town: str | None
    count: int = 0
    facts: tuple[str, ...] = ()
    reason: str = ""
    known: bool = True
    mend_by: date | None = None
    items: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    judged: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What findings are drawn from: lines of duties, scores and orders, figures by code and place,
    limits, who was prominent.
    """

    ground: Ground
    duties: Sequence[Line]
    scores: Sequence[Line]
    orders: Sequence[Line]
    figures: Mapping[tuple[str, str], Figure]
    limits: Sequence[Limit]
    prominent_before: frozenset[str] | None
    by_unit: dict[tuple[str, str], list[Line]] = field(default_factory=dict)

    def of(self, duty: str, unit: str) -> list[Line]:
        """The lines of one duty of one unit."""
        if not self.by_unit:
            for d in self.duties:
                self.by_unit.setdefault((d["duty"], d["unit"]), []).append(d)
        return self.by_unit.get((duty, unit), [])

    def count(self, code: str, unit: str) -> int:
        """The numerator of a figure of a unit; nought where nothing was counted."""
        figure = self.figures.get((code, self.ground.place(unit)))
        return figure.numerator if figure else 0


def outcomes(shown: Shown) -> Iterator[Outcome]:
    """Every finding at every unit of its level, fired or not."""
    for finding in findings().values():
        for unit, town in units(shown.ground, finding.level):
            yield outcome(shown, finding, unit, town)


def units(ground: Ground, level: str) -> list[tuple[str, str | None]]:
    """The units of a level with their towns; the county's is the education bureau (M7.9)."""
    if level == "县":
        return [(ground.params.county.bureau, None)]
    return [(t, t) for t in ground.towns] if level == "乡镇" else list(ground.schools.items())


def outcome(shown: Shown, finding: Finding, unit: str, town: str | None) -> Outcome:
    """What one finding says of one unit."""
    blank = Outcome(finding.finding, unit, finding.level, town)
    kind = finding.drawn_from[0]
    if kind.startswith("duty:"):
        return _duty(shown, finding, blank)
    return _KINDS[kind](shown, blank)


def _duty(shown: Shown, finding: Finding, blank: Outcome) -> Outcome:
    duties = (name.removeprefix("duty:") for name in finding.drawn_from)
    lines = list(chain.from_iterable(shown.of(duty, blank.unit) for duty in duties))
    blank = replace(blank, judged=frozenset(chain.from_iterable(d["judged"] for d in lines)))
    states = {figure.rpartition(".")[2] for figure in finding.figures}
    failed = [d for d in lines if d["state"] in states]
    if failed:
        facts = tuple(fact("duty", d["duty"], d["period"], within(d["fact"])) for d in failed)
        names = dict.fromkeys(d["duty"] for d in failed)
        parts = ("", ".in_time", ".behind", ".short")
        codes = [f"duty.{name}{part}" for name, part in product(names, parts)]
        return replace(
            blank,
            count=sum(max(1, (d["expected"] or 0) - (d["found"] or 0)) for d in failed),
            facts=facts,
            items=tuple(dict.fromkeys(chain.from_iterable(d["wanting"] for d in failed))),
            past=tuple(dict.fromkeys(chain.from_iterable(d["past"] for d in failed))),
            figures=tuple(dict.fromkeys([*finding.figures, *codes])),
        )
    if not lines:
        return replace(blank, reason=fact("nothing_due"))
    if all(d["state"] == "no_data" for d in lines):
        return replace(blank, reason=lines[0]["fact"], known=False)
    dark = next((d["fact"] for d in lines if d["state"] == "no_data"), None)
    return replace(blank, reason=fact("kept_as_known", within(dark)) if dark else fact("kept"))


def _problems(shown: Shown, blank: Outcome) -> Outcome:
    own = [s for s in shown.scores if s["unit"] == blank.unit and s["subject"] != "主要领导"]
    bad = [s for s in own if s["problem_class"]]
    blank = replace(blank, judged=frozenset(s["item"] for s in own))
    if bad:
        by = max((s["mend_by"] for s in bad if s["mend_by"]), default=None)
        facts = tuple(_problem(s) for s in bad)
        codes = ("score.problems", *(f"score.item.{s['subject']}.{s['item']}" for s in bad))
        return replace(
            blank,
            count=len(bad),
            facts=facts,
            mend_by=by,
            items=tuple(s["item"] for s in bad),
            figures=codes,
        )
    if own and shown.ground.lacks("inspection", "problem_class", blank.unit):
        heading = REGISTERS["inspection"].field("problem_class").heading
        return replace(blank, reason=fact("no_column", [heading]), known=False)
    if own:
        return replace(blank, reason=fact("no_problems"))
    return replace(blank, reason=fact("no_scores"), known=False)


def _problem(score: Line) -> str:
    points = [None if score[n] is None else f"{score[n]:g}" for n in ("score", "full")]
    return fact("problem", score["item"], *points, score["conclusion"], score["problem_class"])


def _orders(shown: Shown, blank: Outcome) -> Outcome:
    own = [o for o in shown.orders if o["unit"] == blank.unit]
    if findings()[blank.finding].weight == CHILDREN:
        own = [o for o in own if findings()[o["finding"]].weight == CHILDREN]
    bad = [o for o in own if o["state"] == UNMENDED and o["issued"]]
    if bad:
        return replace(
            blank,
            count=len(bad),
            items=tuple(o["item"] for o in bad),
            facts=tuple(_unmended(bad)),
            figures=("orders.unmended",),
        )
    if any(o["state"] == UNMENDED for o in own):
        return replace(blank, reason=fact("orders_not_served"))
    return replace(blank, reason=fact("orders_not_open" if own else "no_orders"))


def _unmended(bad: Sequence[Line]) -> Iterator[str]:
    """One fact a problem: its name and the items that stand as they stood when the order was
    signed.
    """
    for label in dict.fromkeys(o["finding_label"] for o in bad):
        yield fact("unmended", label, [o["item"] for o in bad if o["finding_label"] == label])


def _prominent(shown: Shown, blank: Outcome) -> Outcome:
    """The office's own definition (a dated choice): one of its numbers reached."""
    rules = whole_by_name(shown.ground.params.rules, "prominent", shown.ground.day)
    school = blank.level == "学校"
    reached: list[tuple[str, tuple[str, ...]]] = []
    for code, name in (("ledger.dropout", "dropouts"), ("cases.relapses", "relapses")):
        limit = rules[f"{'school' if school else 'town'}_{name}"]
        found = shown.count(code, blank.unit)
        if found >= limit:
            reached.append((fact(name, found, limit), (code,)))
    if not school and (why := shown.ground.unexplained):
        many = shown.count("tasks.verify_overdue", blank.unit) >= rules["town_overdue"]
        if many and not reached:
            return replace(blank, reason=why, known=False)
    elif not school:
        reached += _neglected(
            shown, blank.unit, rules["town_overdue"], rules["town_overdue_percent"]
        )
    return replace(
        blank,
        count=len(reached),
        facts=tuple(told for told, _ in reached),
        figures=tuple(chain.from_iterable(codes for _, codes in reached)),
        reason="" if reached else fact("not_prominent"),
    )


def _neglected(
    shown: Shown, town: str, limit: int, percent: int
) -> list[tuple[str, tuple[str, ...]]]:
    """Suspected children whom nobody has visited in time: so many, and such a share of those to be
    visited; with its figures.
    """
    found = shown.count("tasks.verify_overdue", town)
    due = shown.figures.get(("duty.verification", town))
    if found < limit or due is None or found * 100 < percent * (due.denominator or 0):
        return []
    told = fact("neglected", due.denominator, found, limit, percent)
    return [(told, ("tasks.verify_overdue", "duty.verification"))]


def _prominent_again(shown: Shown, blank: Outcome) -> Outcome:
    now = _prominent(shown, blank)
    if shown.prominent_before is None:
        return replace(blank, reason=fact("no_last_term"), known=False)
    if now.count and blank.unit in shown.prominent_before:
        return replace(now, facts=(fact("prominent_before"), *now.facts))
    return replace(blank, reason=fact("not_twice"))


def _limit(shown: Shown, blank: Outcome) -> Outcome:
    """A limit in force and exceeded: by the county where the limit is the county's, then by every
    town that itself exceeds it.
    """
    in_force = [limit for limit in shown.limits if limit.limit is not None]
    if not in_force:
        return replace(blank, reason=fact("no_limit", shown.limits[0].source))
    tested: list[tuple[Limit, str]] = []
    for limit in in_force:
        places = [COUNTY] if limit.level == "县" else shown.ground.towns
        tested += [(limit, place) for place in places]
    if not any((x.code, p) in shown.figures for x, p in tested):
        return replace(blank, reason=fact("no_statistics"), known=False)
    broken = list(chain.from_iterable(over([x], shown.figures, p) for x, p in tested))
    exceeded = {limit.stage: limit for limit, _ in broken}.values()
    found = broken if blank.level == "县" else over(exceeded, shown.figures, blank.unit)
    facts = tuple(_rate(limit, figure) for limit, figure in found)
    reason = "" if facts else fact("within_limit")
    return replace(blank, count=len(facts), facts=facts, reason=reason)


def _rate(limit: Limit, figure: Figure) -> str:
    where = "" if figure.place == COUNTY else figure.place
    told = limit.told()
    counted = (figure.numerator, told["denominator"], figure.denominator)
    return fact("rate", where, told["stage"], *counted, limit.percent, limit.source)


_KINDS: dict[str, Callable[[Shown, Outcome], Outcome]] = {
    "problems": _problems,
    "orders": _orders,
    "prominent": _prominent,
    "prominent_again": _prominent_again,
    "limit": _limit,
}
