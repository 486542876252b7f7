"""Sentences of measures: what was found of a unit, what is done about it, by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from kongchuo_core.documents.supervision import fact_words
from kongchuo_core.documents.supervision.demands import rank
from kongchuo_core.documents.supervision.fact_words import fact_told, tells_few
from kongchuo_core.documents.supervision.facts import Office
from kongchuo_core.documents.wording import chinese_date, headed, listed
from kongchuo_core.vocabulary.mechanism import section_of
from kongchuo_core.vocabulary.tables.supervision import MeasureLine

STATES = {
    "done": "已做到",
    "late": "逾期做到",
    "missing": "没有做到",
    "not_due": "未到期",
    "no_data": "无数据",
}
FAMILY = "问责文书"
"""The family of words in ``templates/wording``."""
MEASURES = ("opinion", "circular", "interview", "rectify")
"""The measures that are announced, in the order they are told."""
NOT_NAMED = "admonition"
"""The measure that is never announced: its facts go to those who may decide, in their own paper and
nowhere else.
"""


def part_of(clause: str, sections: Mapping[str, str]) -> str:
    """Which section of the county's own regulation a clause number is of, as papers cite it."""
    section = section_of(sections, clause)
    return f"机制{section}" if section else ""


def basis_of(measures: Iterable[MeasureLine], office: Office) -> str:
    """What measures of one issuer stand on: each ground's own basis, once; of none the county's
    regulation, part four.
    """
    bases = dict.fromkeys(office.ground(m).basis for m in measures)
    return listed(bases) or f"{office.citations['机制']}{section_of(office.sections, 'M7')}"


def announced(measures: Iterable[MeasureLine]) -> list[MeasureLine]:
    """The measures that fired and may be told to others than those who decide on them."""
    return [m for m in measures if m.fired and m.measure != NOT_NAMED]


def by_place(measures: Iterable[MeasureLine]) -> dict[str, list[MeasureLine]]:
    """Measures by place, towns and the bureau before schools, in the table's order; of a place the
    gravest first.
    """
    found: dict[str, list[MeasureLine]] = {}
    for measure in sorted(measures, key=lambda m: (m.level != "县", m.level != "乡镇")):
        found.setdefault(measure.place, []).append(measure)
    return {place: sorted(own, key=lambda m: rank(m.finding)) for place, own in found.items()}


def facts_of(measures: Iterable[MeasureLine], office: Office) -> tuple[str, ...]:
    """What was found, a sentence a finding: its name, then the facts without what the paper has
    said already.
    """
    told: dict[str, dict[str, None]] = {}
    duties = office.wordings(fact_words.FAMILY)
    for measure in measures:
        told.setdefault(measure.finding_label, {}).update(
            dict.fromkeys(fact_told(fact, duties, period=office.term) for fact in measure.facts)
        )
    return tuple(office.said(FAMILY, "问题", label, list(facts)) for label, facts in told.items())


def for_all(measures: Iterable[MeasureLine], office: Office) -> tuple[str, ...]:
    """As :func:`facts_of` in what goes to every unit: of a problem in which few children are
    counted, its name.
    """
    told = []
    for measure in measures:
        few = any(tells_few(fact, office.small) for fact in measure.facts)
        told.append(replace(measure, facts=()) if few else measure)
    return facts_of(told, office)


def posts_of(measures: Iterable[MeasureLine]) -> str:
    """主要领导、分管领导."""
    return listed(dict.fromkeys(m.post for m in measures if m.post))


def named(measures: Mapping[str, list[MeasureLine]], office: Office) -> tuple[str, ...]:
    """Problems with the units that have them; a single unit with its facts, which of several stand
    in the annex.
    """
    if len(measures) == 1:
        return tuple(
            office.said(FAMILY, "单位问题", office.unit(place), for_all(own, office))
            for place, own in measures.items()
        )
    found: dict[str, dict[str, None]] = {}
    for m in sorted(chain.from_iterable(measures.values()), key=lambda m: rank(m.finding)):
        found.setdefault(m.finding_label, {})[office.unit(m.place)] = None
    problems = [(label, office.said(FAMILY, "点名", list(units))) for label, units in found.items()]
    return headed(problems, office.said(FAMILY, "没有通报"))


def handling(own: Sequence[MeasureLine], day: str, office: Office) -> str:
    """What is done about one unit, as one clause; ``day``: the last of the terms set, empty where
    none was.
    """
    posts = posts_of(m for m in own if m.measure == "interview")
    return office.said(FAMILY, "处理", {m.measure for m in own}, posts, day)


Step = tuple[str, str]
"""A measure's code, with the post that is interviewed or the day until which a unit mends."""


def each_measure(own: Sequence[MeasureLine]) -> tuple[Step, ...]:
    """What is done about one unit; an interview for each post."""
    day = last_day(own)
    steps = {
        (m.measure, {"interview": m.post, "rectify": day}.get(m.measure, "")): None
        for m in own
        if m.measure != NOT_NAMED
    }
    return tuple(steps)


def order_of(step: Step) -> int:
    """Where a step stands among others."""
    return MEASURES.index(step[0])


def handled(measures: Mapping[str, list[MeasureLine]], office: Office) -> tuple[str, ...]:
    """What is done; units of which the same is done are named together."""
    alike: dict[str, list[str]] = {}
    for place, own in measures.items():
        alike.setdefault(handling(own, last_day(own), office), []).append(office.unit(place))
    told = [office.said(FAMILY, "对单位", units, words) for words, units in alike.items()]
    return tuple(told) or (office.said(FAMILY, "没有处理"),)


def last_day(own: Iterable[MeasureLine]) -> str:
    """The last of the terms set, in words; empty where none was."""
    days = [m.mend_by for m in own if m.mend_by is not None]
    return chinese_date(max(days)) if days else ""
