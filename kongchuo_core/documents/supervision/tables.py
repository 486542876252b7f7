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
ALL_OF = {"学校": "各学校", "乡镇": "各镇（街道）"}
"""All units of a level."""
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
        事项=own[0].label, 对象=units[0] if len(units) == 1 and own[0].level != "县" else ALL_OF.get(own[0].level, "县"),
        应有="" if expected is None else str(expected), 实有="" if found is None else str(found),
        情况=words.duty_told(own, states(edition, own[0].duty), facts=False).removeprefix(f"{own[0].label}："),
        条款=words.part_of(own[0].clause))


def publicity_rows(edition: Edition) -> tuple[PublicityRow, ...]:
    """The matrix of channels: of the county its towns, of a town the town and its schools."""
    reach = [r for r in lines(edition, Reach) if edition.town or r.level == "乡镇"]
    units = sorted(dict.fromkeys((r.level != "乡镇", r.unit) for r in reach), key=lambda unit: unit[0])
    return tuple(_publicity_row(unit, [r for r in reach if r.unit == unit]) for _, unit in units)


def _publicity_row(unit: str, own: Sequence[Reach]) -> PublicityRow:
    used, told = {r.channel for r in own if r.acts}, {r.content for r in own if r.acts}
    never = [c for c in dict.fromkeys(r.content for r in own) if c not in told]
    return PublicityRow(单位=unit, 没有宣传的内容=listed(never) or "无", **{c: "有" if c in used else "缺" for c in CHANNELS})


def measure_rows(edition: Edition) -> tuple[MeasureRow, ...]:
    """The measures that fired: a line a unit and kind of handling, with all findings that ask for it."""
    who = office(edition)
    rows: list[MeasureRow] = []
    for place, own in words.by_place(m for m in lines(edition, Measure) if m.fired).items():
        alike: dict[tuple[str, str, str], list[Measure]] = {}
        for found in ([m for m in own if m.finding == finding] for finding in dict.fromkeys(m.finding for m in own)):
            handled = listed(dict.fromkeys(m.measure_label for m in found))
            authority = listed(dict.fromkeys(m.authority for m in found if m.authority)) or "印发机关审签"
            alike.setdefault((words.posts_of(found) or "单位", handled, authority), []).extend(found)
        rows += [MeasureRow(单位=who.unit(place), 对象=posts, 问题="".join(words.facts_of(found, who.term)), 措施=handled,
                            条款=listed(sorted({words.part_of(clause_of(m.finding)) for m in found}, key=_part)), 权限=authority)
                 for (posts, handled, authority), found in alike.items()]
    return tuple(rows)


def _part(told: str) -> int:
    return list(words.PARTS.values()).index(told.removeprefix("机制")) if told else -1
