"""Duties, meetings and proposed measures as tables of facts: what was due and done, which rules
fired and which didn't.

Towns stand by the share of their duties that they kept, never by how many children they have out of
school: that is often bad luck, and few.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.supervision.fact_words import FAMILY, fact_told
from kongchuo_core.documents.supervision.facts import choice, lines
from kongchuo_core.documents.supervision.writing import supervision_drafts
from kongchuo_core.documents.wording import listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.tables.supervision import DutyLine, MeasureLine

Row = dict[str, Any]
TOWN_MEETING = "town_meeting"
HELD, MISSED, NOT_DUE = "召开", "没有", "未到期"
CHOICES = ("prominent", "mend_days", "publicity_needed", "small_denominator")
"""The office's own dated definitions that the rules of measures use."""
PARTS = {
    "town_dropouts": "镇（街道）期末辍学台账人数",
    "town_relapses": "镇（街道）返校后再次辍学次数",
    "town_overdue": "镇（街道）逾期没有入户核实的个案数",
    "town_overdue_percent": "镇（街道）逾期没有入户核实的占应核实的百分之几",
    "school_dropouts": "学校期末辍学台账人数",
    "school_relapses": "学校返校后再次辍学次数",
    "town_channels": "镇（街道）渠道数",
    "town_contents": "镇（街道）内容数",
    "school_channels": "学校渠道数",
    "school_contents": "学校内容数",
}
"""The parts of a definition by name."""


def by_town(edition: Edition) -> Sequence[Row]:
    """Towns by the share of duties kept in time; a town without a duty due isn't in it."""
    rows: list[Row] = []
    for town in facts.towns(edition):
        if kept := edition.figure("duties.kept", town):
            own = [d for d in lines(edition, DutyLine) if d.town == town]
            late, missing = (sum(d.state == s for d in own) for s in ("late", "missing"))
            row = {"单位": town, "到期职责": kept[1] or 0, "按期做到": kept[0]}
            rows.append(row | {"逾期做到": late, "没有做到": missing})
    rows.sort(key=lambda row: -row["按期做到"] / max(row["到期职责"], 1))
    return rows


def kept_all(edition: Edition) -> Sequence[Row]:
    """The towns that kept every duty in time."""
    return [row for row in by_town(edition) if not row["逾期做到"] and not row["没有做到"]]


def meetings(edition: Edition) -> Sequence[Row]:
    """Towns by the months in which a joint meeting was due, whether or not any was held."""
    own = [d for d in lines(edition, DutyLine) if d.duty == TOWN_MEETING and d.state != "no_data"]
    months = list(dict.fromkeys(d.period for d in sorted(own, key=lambda d: str(d.due_on))))
    told = {"missing": MISSED, "not_due": NOT_DUE}
    found = {(d.unit, d.period): told.get(d.state, HELD) for d in own}
    return [
        {"单位": town} | {month: found.get((town, month), NOT_DUE) for month in months}
        for town in facts.towns(edition)
        if any(unit == town for unit, _ in found)
    ]


def proposed(edition: Edition) -> Sequence[Row]:
    """How many measures of each kind are proposed."""
    labels = dict.fromkeys((m.measure, m.measure_label) for m in lines(edition, MeasureLine))
    figures = Figures(edition)
    return [
        {"措施": label, "件数": figures.printed(f"measures.{code}")}
        for code, label in labels
        if edition.count(f"measures.{code}")
    ]


def quiet(edition: Edition) -> Sequence[Row]:
    """The rules that didn't fire, with the reason and the units."""
    words = wording(FAMILY, edition)
    own = [
        (m.finding_label, fact_told(m.reason, words), m.place)
        for m in lines(edition, MeasureLine)
        if not m.fired
    ]
    return [
        {
            "问题": label,
            "没有触发的原因": reason,
            "单位": listed(dict.fromkeys(place for *_, place in of)),
        }
        for (label, reason), of in groupby(sorted(own), key=lambda line: line[:2])
    ]


def contradictions(edition: Edition) -> Sequence[Row]:
    """Where an item of the score sheet and what was found deny each other; to be settled before
    anything is signed.
    """
    if not edition.holds("contradictions"):
        return ()
    return [
        {
            "单位": line["unit"],
            "检查指标": line["item"],
            "检查结论": line["conclusion"],
            "查出的问题": line["finding_label"],
        }
        for line in edition.table("contradictions").to_dict("records")
    ]


def choices(edition: Edition) -> Sequence[Row]:
    """The office's own dated definitions that the rules use, each with its source."""
    found = [own for name in CHOICES if (own := choice(edition, name))]
    return [
        {"口径": c["description"], "值": _value(c["value"]), "来源": c["source"]} for c in found
    ]


def _value(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    return "；".join(f"{PARTS.get(name, name)}{part}" for name, part in value.items())


def drafted(edition: Edition) -> Sequence[Row]:
    """The papers of supervision that are drafted for the place."""
    return [
        {"文书": d.where.removesuffix(".docx"), "主送": d.make().主送, "条款": d.kind.clause}
        for d in supervision_drafts(edition)
    ]
