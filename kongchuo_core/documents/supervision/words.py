"""Sentences of measures: what was found of a unit, what is done about it, by when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from kongchuo_core.documents.supervision.demands import rank
from kongchuo_core.documents.supervision.facts import Office
from kongchuo_core.documents.wording import chinese_date, headed, listed, titles_beside
from kongchuo_core.vocabulary.mechanism import section_of
from kongchuo_core.vocabulary.tables.supervision import MeasureLine as Measure

STATES = {
    "done": "已做到",
    "late": "逾期做到",
    "missing": "没有做到",
    "not_due": "未到期",
    "no_data": "无数据",
}
_DUTY_NAME = re.compile(r"^[^：，；“”0-9]+：")
_COLON = re.compile(r"(?<=，)(缺|没有)：")
_NONE_OF = re.compile(r"，[^，；：。0-9]+0(?:件|人次|人|项|次)(?![0-9])")
_OF_CHILDREN = re.compile(r"(?<![（0-9])([0-9]+)(?:人次|人|件|次)")
"""Numbers of children in a fact; the standard it is held against stands in brackets."""
NOT_NAMED = "admonition"
"""The measure that is never announced: its facts go to those who may decide, in their own paper and nowhere else."""


def part_of(clause: str, sections: Mapping[str, str]) -> str:
    """Which section of the county's own regulation a clause number is of, as papers cite it."""
    section = section_of(sections, clause)
    return f"机制{section}" if section else ""


def basis_of(measures: Iterable[Measure], office: Office) -> str:
    """What measures of one issuer stand on: each ground's own basis, once; of none the county's regulation, part four."""
    bases = dict.fromkeys(office.ground(m).basis for m in measures)
    return listed(bases) or f"{office.citations['机制']}{section_of(office.sections, 'M7')}"


def announced(measures: Iterable[Measure]) -> list[Measure]:
    """The measures that fired and may be told to others than those who decide on them."""
    return [m for m in measures if m.fired and m.measure != NOT_NAMED]


def by_place(measures: Iterable[Measure]) -> dict[str, list[Measure]]:
    """Measures by place, towns and the bureau before schools, in the table's order; of a place the gravest first."""
    found: dict[str, list[Measure]] = {}
    for measure in sorted(measures, key=lambda m: (m.level != "县", m.level != "乡镇")):
        found.setdefault(measure.place, []).append(measure)
    return {place: sorted(own, key=lambda m: rank(m.finding)) for place, own in found.items()}


def facts_of(measures: Iterable[Measure], term: str) -> tuple[str, ...]:
    """What was found, a sentence a finding: its name, then the facts without what the paper has said already."""
    told: dict[str, dict[str, None]] = {}
    for measure in measures:
        told.setdefault(measure.finding_label, {}).update(
            dict.fromkeys(plainly(fact, term) for fact in measure.facts)
        )
    return tuple(
        f"{label}：{'；'.join(facts)}。" if facts else f"{label}。" for label, facts in told.items()
    )


def plainly(fact: str, term: str) -> str:
    """A fact as a paper of the term says it: without the duty's name in front, the term, and what there is none of."""
    return without_noughts(_DUTY_NAME.sub("", fact).replace(f"{term}，", ""))


def without_noughts(what: str) -> str:
    """What was found without a full stop and without what there is none of, except where that comes first."""
    return _COLON.sub(r"\1", titles_beside(_NONE_OF.sub("", what.rstrip("。"))))


def for_all(measures: Iterable[Measure], term: str, small: int) -> tuple[str, ...]:
    """As :func:`facts_of` in what goes to every unit: of a problem in which fewer than ``small`` children are counted, its name."""
    told = []
    for measure in measures:
        numbers = chain.from_iterable(_OF_CHILDREN.findall(fact) for fact in measure.facts)
        few = any(0 < int(number) < small for number in numbers)
        told.append(replace(measure, facts=()) if few else measure)
    return facts_of(told, term)


def posts_of(measures: Iterable[Measure]) -> str:
    """主要领导、分管领导."""
    return listed(dict.fromkeys(m.post for m in measures if m.post))


def named(measures: Mapping[str, list[Measure]], office: Office) -> tuple[str, ...]:
    """Problems with the units that have them; a single unit with its facts, which of several stand in the annex."""
    if len(measures) == 1:
        return tuple(
            f"{office.unit(place)}。{''.join(for_all(own, office.term, office.small))}"
            for place, own in measures.items()
        )
    found: dict[str, dict[str, None]] = {}
    for m in sorted(chain.from_iterable(measures.values()), key=lambda m: rank(m.finding)):
        found.setdefault(m.finding_label, {})[office.unit(m.place)] = None
    return headed(
        [(label, f"{listed(units)}。") for label, units in found.items()], "没有需要通报的问题。"
    )


SAID = {
    "opinion": "发出督导意见书",
    "circular": "予以通报",
    "interview": "约谈",
    "rectify": "责令",
}
"""Measure → how its clause begins, in the order they are told."""


def handling(own: Sequence[Measure], day: str) -> str:
    """What is done about one unit, as one clause."""
    kinds = {m.measure for m in own}
    said = SAID | {
        "opinion": f"提出督导意见，{day}前整改" if day else SAID["opinion"],
        "interview": f"约谈{posts_of(m for m in own if m.measure == 'interview') or '有关负责人'}",
        "rectify": f"责令{day}前整改" if day else "责令限期整改",
    }
    return "，".join(words for kind, words in said.items() if kind in kinds)


def each_measure(own: Sequence[Measure]) -> tuple[str, ...]:
    """What is done about one unit, a clause each; an interview for each post."""
    day = last_day(own)
    return tuple(dict.fromkeys(_clause(m, day) for m in own if m.measure != NOT_NAMED))


def _clause(measure: Measure, day: str) -> str:
    if measure.measure == "interview":
        return f"约谈{measure.post or '有关负责人'}"
    if measure.measure == "rectify":
        return f"责令{day}前整改" if day else "责令限期整改"
    return SAID[measure.measure]


def joined(measures: Iterable[str]) -> str:
    """予以通报、约谈主要责任人、直接责任人: clauses of :func:`each_measure`, an interview named once."""
    first, interview, posts = listed(measures).partition(SAID["interview"])
    return f"{first}{interview}{posts.replace(SAID['interview'], '')}"


def order_of(measure: str) -> int:
    """Where a clause of :func:`each_measure` stands among others."""
    return next(n for n, start in enumerate(SAID.values()) if measure.startswith(start))


def handled(measures: Mapping[str, list[Measure]], office: Office) -> tuple[str, ...]:
    """What is done; units of which the same is done are named together."""
    alike: dict[str, list[str]] = {}
    for place, own in measures.items():
        alike.setdefault(handling(own, last_day(own)), []).append(office.unit(place))
    told = [f"对{listed(units)}{words}。" for words, units in alike.items()]
    return tuple(told) or ("没有需要处理的单位。",)


def last_day(own: Iterable[Measure]) -> str:
    """The last of the terms set, in words; empty where none was."""
    days = [m.mend_by for m in own if m.mend_by is not None]
    return chinese_date(max(days)) if days else ""
