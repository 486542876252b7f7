"""An edition's supervision in whole sentences and rows: organisation, loop, towns, measures, what
the opinion tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kongchuo_core.documents.blanks import blank
from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.rows import Sentences
from kongchuo_core.documents.supervision import fact_words, words
from kongchuo_core.documents.supervision.duty_words import stated
from kongchuo_core.documents.supervision.facts import inspectors, lines
from kongchuo_core.documents.supervision.indicators import scored
from kongchuo_core.documents.supervision.rechecks import rechecked
from kongchuo_core.documents.wording import as_written, listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.tables.supervision import (
    DutyLine,
    ObservationLine,
    ScoreLine,
)

SEEN, JUDGEMENT, PLEA = ("visits", "practice", "causes", "own"), "judgement", "plea"
"""Kinds of notes: what was seen and heard, the group's judgement, what the unit said to it."""
LEADER = "组长"
"""How the post of the group's leader begins."""


def whole(edition: Edition) -> Sentences:
    """The county as a circular tells it: the outcome of the comparison, then the loop."""
    return (
        *say.conclusion(facts.children(edition), wording(say.FAMILY, edition))[:2],
        *loop(edition),
    )


def loop(edition: Edition) -> Sentences:
    """The loop of the place's cases: opened, closed, left, how far they have come, how long open
    (M1.5).
    """
    told = wording("闭环", edition)
    return (*told.told("个案", edition.count), *told.told("办理", edition.count))


def step_name(edition: Edition, duty: str) -> str:
    """A step of an inspection as a sentence names it."""
    return wording(fact_words.FAMILY, edition).sentence(f"步骤_{duty}")


def states(edition: Edition, duty: str) -> dict[str, int]:
    """How many units and periods of a duty are in each state, from the figures."""
    return {state: edition.count(f"duty.{duty}.{state}") for state in words.STATES}


def evaluation(edition: Edition) -> Sentences:
    """What is found of a town, for its opinion: comparison, loop, duties wanting."""
    own = [
        d
        for d in sorted(lines(edition, DutyLine), key=lambda d: d.clause)
        if d.level == "乡镇" and d.state not in ("no_data", "not_due")
    ]
    return (
        say.place_told(facts.children(edition), wording(say.FAMILY, edition)),
        "".join(loop(edition)),
        *_evaluated(edition, own),
        *rechecked(edition),
        *written(edition, edition.place),
    )


def _evaluated(edition: Edition, own: Sequence[DutyLine]) -> Sentences:
    """What was done well before what is lacking; of a duty that was kept in some months and not in
    others the latter.
    """
    told, duties = wording(words.FAMILY, edition), wording(fact_words.FAMILY, edition)
    failed = {d.duty for d in own if d.state != "done"}
    good = dict.fromkeys(stated(d, duties)[0] for d in own if d.duty not in failed)
    bad: dict[str, None] = {}
    for d in own:
        if d.state != "done":
            bad[stated(d, duties)[1 if d.state == "missing" else 2]] = None
    return (
        *told.told("评价做到", list(good)),
        *told.told("评价没做到", list(bad), bool(own), bool(own)),
    )


def written(edition: Edition, unit: str) -> Sentences:
    """What people wrote down about a unit (督导记录), each with its author: what was seen and heard,
    causes, then the group's judgement; its blank, with who fills it in, where nobody has.
    """
    told = wording(words.FAMILY, edition)
    notes = [n for n in _notes(edition) if n.unit == unit]
    seen = [n for n in notes if n.kind in SEEN]
    judged = [n for n in notes if n.kind == JUDGEMENT]
    leads = [s.name for s in inspectors(edition) if s.post.startswith(LEADER)]
    return (
        *(told.sentence("督导组看到", n.matter, *_said(n)) for n in seen),
        *(told.sentence("督导组评价", *_said(n)) for n in judged),
        *(() if judged else told.told("待写评价", listed(leads), blank("督导评价"))),
    )


def pleas(edition: Edition, unit: str) -> Sentences:
    """What a unit said to the first opinion, with its author; the blank where nothing is
    recorded.
    """
    told = wording(words.FAMILY, edition)
    said = [n for n in _notes(edition) if n.unit == unit and n.kind == PLEA]
    recorded = tuple(told.sentence("申辩记录", *_said(n)) for n in said)
    return recorded or told.told("申辩", blank("申辩"))


def _notes(edition: Edition) -> tuple[ObservationLine, ...]:
    own = ObservationLine
    return lines(edition, own) if edition.holds(own.declared.name) else ()


def _said(note: ObservationLine) -> tuple[str, str, str]:
    """Content, quantity and author as a sentence takes them."""
    quantity = "" if note.quantity is None else str(note.quantity)
    return as_written(note.content), quantity, note.author


def shown(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The main facts of a town as items of a table."""
    told, c = wording(words.FAMILY, edition), facts.children(edition)
    rows = [
        (told.sentence("适龄"), told.sentence("人数", c.in_scope, 0)),
        (told.sentence("疑似"), told.sentence("人数", c.suspected, c.explained)),
        (told.sentence("未销号"), told.sentence("件数", edition.count("balance.closing"))),
    ]
    scores = [s for s in lines(edition, ScoreLine) if s.subject == "政府" and s.level == "乡镇"]
    return (*rows, *_scores(edition, scores))


def evaluation_of_school(edition: Edition, school: str) -> Sentences:
    """What was looked at in a school and how it stands: its duties kept and wanting, the items of its
    sheet that a problem was found in.
    """
    scores = [s for s in lines(edition, ScoreLine) if s.unit == school]
    known = ("done", "late", "missing")
    duties = [d for d in lines(edition, DutyLine) if d.unit == school and d.state in known]
    told, wanting = wording(words.FAMILY, edition), [s.item for s in scores if s.problem_class]
    return (
        *(_evaluated(edition, duties) if duties else ()),
        *(told.told("评分问题", wanting) if scores else told.told("没有评分")),
        *written(edition, school),
    )


def shown_of_school(edition: Edition, school: str) -> tuple[tuple[str, str], ...]:
    """A school's score sheet and duties as items of a table."""
    scores = [s for s in lines(edition, ScoreLine) if s.unit == school]
    duties = [d for d in lines(edition, DutyLine) if d.unit == school]
    return (*_scores(edition, scores), *((d.label, words.STATES[d.state]) for d in duties))


def _scores(edition: Edition, scores: Sequence[ScoreLine]) -> Iterator[tuple[str, str]]:
    told = wording(words.FAMILY, edition)
    for s in scores:
        if s.score is not None:
            got = (*scored(edition, s), s.conclusion)
            yield told.sentence("评分项", s.item), told.sentence("得分", *got)


def contradictions_told(edition: Edition) -> Sentences:
    """Where scores and findings deny each other, a line a unit: to be settled before anything about
    the unit is signed.
    """
    if not edition.holds("contradictions"):
        return ()
    found = edition.table("contradictions")
    units = {
        str(unit): [
            (str(item), list(dict.fromkeys(own["finding_label"])))
            for item, own in rows.groupby("item", sort=False)
        ]
        for unit, rows in found.groupby("unit", sort=False)
    }
    return wording("督导", edition).told("对不上", units) if units else ()
