"""The annexes of the inspection report: duties, publicity by channel, measures proposed; rows of
words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.demands import clause_of
from kongchuo_core.documents.supervision.duty_words import all_of, duty_told
from kongchuo_core.documents.supervision.fact_words import FAMILY
from kongchuo_core.documents.supervision.facts import lines, office
from kongchuo_core.documents.supervision.rows import (
    DutyRow,
    FiredRow,
    MeasureRow,
    PublicityRow,
)
from kongchuo_core.documents.supervision.told import states
from kongchuo_core.documents.wording import listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.mechanism import section_of, sections_told
from kongchuo_core.vocabulary.tables.supervision import DutyLine, MeasureLine, PublicityLine

CHANNELS = ("标语", "报纸图文", "电视音像", "广播", "手机信息")
"""The five channels of the regulation, third part."""


def duty_rows(edition: Edition) -> tuple[DutyRow, ...]:
    """Every duty by clause: how much was due and reached, and of whom it is wanting."""
    found = sorted(lines(edition, DutyLine), key=lambda d: (d.clause, d.duty))
    return tuple(
        _duty_row(edition, list(own)) for _, own in groupby(found, key=lambda d: (d.clause, d.duty))
    )


def _duty_row(edition: Edition, own: Sequence[DutyLine]) -> DutyRow:
    sums = edition.figure(f"duty.{own[0].duty}")
    reached, expected = sums or (None, None)
    towns = () if edition.town else facts.towns(edition)
    units = list(dict.fromkeys(d.unit for d in own))
    said = wording(FAMILY, edition)
    told = duty_told(own, states(edition, own[0].duty), towns, said, brief=True)
    return DutyRow(
        事项=own[0].label,
        对象=units[0] if len(units) == 1 and own[0].level != "县" else all_of(own[0].level, said),
        应有="" if expected is None else str(expected),
        达到="" if reached is None else str(reached),
        情况=told.removeprefix(f"{own[0].label}："),
        条款=section_of(facts.sections(edition), own[0].clause),
    )


def publicity_rows(edition: Edition) -> tuple[PublicityRow, ...]:
    """The matrix of channels: of the county its towns, of a town the town and its schools."""
    reach = [r for r in lines(edition, PublicityLine) if edition.town or r.level == "乡镇"]
    units = sorted(
        dict.fromkeys((r.level != "乡镇", r.unit) for r in reach), key=lambda unit: unit[0]
    )
    return tuple(_publicity_row(unit, [r for r in reach if r.unit == unit]) for _, unit in units)


def _publicity_row(unit: str, own: Sequence[PublicityLine]) -> PublicityRow:
    used, told = {r.channel for r in own if r.acts}, {r.content for r in own if r.acts}
    never = [c for c in dict.fromkeys(r.content for r in own) if c not in told]
    return PublicityRow(
        单位=unit,
        没有宣传的内容=listed(never) or "无",
        **{c: "有" if c in used else "缺" for c in CHANNELS},
    )


def measure_rows(edition: Edition) -> tuple[MeasureRow, ...]:
    """What is proposed: a line a unit; units of which exactly the same is proposed share one."""
    who, alike = office(edition), dict[tuple[str, str, str], list[str]]()
    for place, own in words.by_place(words.announced(lines(edition, MeasureLine))).items():
        parts = sections_told(who.sections, [clause_of(m.finding) for m in own])
        found, handled = (
            listed(dict.fromkeys(m.finding_label for m in own)),
            words.handling(own, words.last_day(own), who),
        )
        alike.setdefault((found, handled, parts), []).append(who.unit(place))
    return tuple(
        MeasureRow(单位=listed(units), 问题=found, 措施=handled, 条款=parts)
        for (found, handled, parts), units in alike.items()
    )


def fired_rows(edition: Edition) -> tuple[FiredRow, ...]:
    """The measures that fired: a line a unit and kind of handling, with all findings that ask for
    it.
    """
    who = office(edition)
    rows: list[FiredRow] = []
    for place, own in words.by_place(m for m in lines(edition, MeasureLine) if m.fired).items():
        alike: dict[tuple[str, str, str], list[MeasureLine]] = {}
        for found in (
            [m for m in own if m.finding == finding]
            for finding in dict.fromkeys(m.finding for m in own)
        ):
            handled = listed(dict.fromkeys(m.measure_label for m in found))
            authority = (
                listed(dict.fromkeys(m.authority for m in found if m.authority)) or "印发机关审签"
            )
            alike.setdefault((words.posts_of(found) or "单位", handled, authority), []).extend(
                found
            )
        rows += [
            FiredRow(
                单位=who.unit(place),
                对象=posts,
                问题="".join(words.facts_of(found, who)),
                措施=handled,
                条款=_parts(who.sections, found),
                权限=authority,
            )
            for (posts, handled, authority), found in alike.items()
        ]
    return tuple(rows)


def _parts(sections: Mapping[str, str], found: Sequence[MeasureLine]) -> str:
    told = sections_told(sections, [clause_of(m.finding) for m in found])
    return f"机制{told}" if told else ""
