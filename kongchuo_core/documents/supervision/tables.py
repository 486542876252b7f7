"""The annexes of the inspection report: duties, publicity by channel, measures proposed; rows of words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.demands import clause_of
from kongchuo_core.documents.supervision.facts import Duty, Measure, Reach, lines, office
from kongchuo_core.documents.supervision.rows import DutyRow, MeasureRow, PublicityRow
from kongchuo_core.documents.supervision.told import states
from kongchuo_core.documents.wording import listed
from kongchuo_core.edition import Edition

CHANNELS = ("标语", "报纸图文", "电视音像", "广播", "手机信息")
"""The five channels of the regulation, third part."""
DUE = ("done", "late", "missing")


def duty_rows(edition: Edition) -> tuple[DutyRow, ...]:
    """Every duty by clause: how much was due and found, and of whom it is wanting."""
    found = sorted(lines(edition, Duty), key=lambda d: (d.clause, d.duty))
    return tuple(_duty_row(edition, list(own)) for _, own in groupby(found, key=lambda d: (d.clause, d.duty)))


def _duty_row(edition: Edition, own: Sequence[Duty]) -> DutyRow:
    sums = edition.figure(f"duty.{own[0].duty}")
    found, expected = sums or (None, None)
    units = list(dict.fromkeys(d.unit for d in own))
    return DutyRow(
        事项=own[0].label, 对象=units[0] if len(units) == 1 else {"学校": "各学校", "乡镇": "各镇（街道）"}.get(own[0].level, "县"),
        应有="" if expected is None else str(expected), 实有="" if found is None else str(found),
        情况=words.duty_told(own, states(edition, own[0].duty)).removeprefix(f"{own[0].label}："), 条款=words.part_of(own[0].clause))


def publicity_rows(edition: Edition) -> tuple[PublicityRow, ...]:
    """The matrix of channels: of the county its towns, of a town the town and its schools."""
    reach = [r for r in lines(edition, Reach) if edition.town or r.level == "乡镇"]
    units = sorted(dict.fromkeys((r.level != "乡镇", r.unit) for r in reach))
    return tuple(_publicity_row(unit, [r for r in reach if r.unit == unit]) for _, unit in units)


def _publicity_row(unit: str, own: Sequence[Reach]) -> PublicityRow:
    used, told = {r.channel for r in own if r.acts}, {r.content for r in own if r.acts}
    never = [c for c in dict.fromkeys(r.content for r in own) if c not in told]
    return PublicityRow(单位=unit, 没有宣传的内容=listed(never) or "无", **{c: "有" if c in used else "缺" for c in CHANNELS})


def measure_rows(edition: Edition) -> tuple[MeasureRow, ...]:
    """The measures that fired, a line a unit and finding."""
    who = office(edition)
    fired = [m for own in words.by_place(m for m in lines(edition, Measure) if m.fired).values() for m in own]
    grouped = groupby(fired, key=lambda m: (m.place, m.finding))
    return tuple(_measure_row(list(own), who.unit(place), who.term) for (place, _), own in grouped)


def _measure_row(own: Sequence[Measure], unit: str, term: str) -> MeasureRow:
    return MeasureRow(
        单位=unit, 对象=words.posts_of(own) or "单位", 问题="".join(words.facts_of(own, term)),
        措施=listed(dict.fromkeys(m.measure_label for m in own)), 条款=words.part_of(clause_of(own[0].finding)),
        权限=listed(dict.fromkeys(m.authority for m in own if m.authority)) or "印发机关审签")
