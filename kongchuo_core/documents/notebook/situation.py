"""How a place stands, as tables of facts: where the suspected have got to, why, which town differs,
what changed, who did well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.supervision.facts import inspectors, limits, lines, office, procedure
from kongchuo_core.documents.supervision.told import step_name
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.tables.supervision import DutyLine, OrderLine

Row = dict[str, Any]
BRIDGE = (
    "children.suspected",
    "children.explained",
    "bridge.verified",
    "bridge.waiting",
    "bridge.returned",
    "bridge.dropout",
    "bridge.other",
)
"""From the suspected of the comparison to those who are back or have dropped out; each is a figure,
the sums are checked.
"""
LIMIT = 0.025
"""How unlikely, on either side, a town's count must be by the county's rate, before it is said to
differ.
"""
WORSE_IF_MORE = (
    "ledger.dropout",
    "children.suspected",
    "dropout_rate.primary.last_year",
    "dropout_rate.lower_secondary.last_year",
    "days_to_return",
)
WORSE_IF_LESS = (
    "enrolment_rate.primary",
    "enrolment_rate.lower_secondary",
    "return_rate",
    "zeroing_rate",
    "duties.kept",
)
"""What a report compares with last term: what is worse when it grows, what is worse when it
falls.
"""
RANGE = {1: "偏高", -1: "偏低", 0: "范围内"}
"""How a town stands against the county's rate, in words."""
MOST_CAUSES = 3
"""Causes that share the first place and are still worth naming."""
FEWEST_DUTIES = 10
"""Duties that must have been due before a place is praised for having kept all of them."""


def bridge(edition: Edition) -> Sequence[Row]:
    """The suspected and where they have got to, a figure a line."""
    figures = Figures(edition)
    return [{"环节": figures.label(code), "人数": figures.printed(code)} for code in BRIDGE]


def causes(edition: Edition) -> Sequence[Row]:
    """Causes of the open cases, the most frequent first, with who leads; those nobody has found at
    the end.
    """
    labels, leads = (edition.facts["loop"]["labels"][name] for name in ("cause", "lead"))
    figures = Figures(edition)
    found = [
        (edition.count(f"cause.{code}"), code) for code in labels if edition.count(f"cause.{code}")
    ]
    rows = [
        {
            "原因": labels[code],
            "件数": figures.printed(f"cause.{code}"),
            "占比": f"{edition.count(f'cause.{code}')}/{edition.count('cases.open')}",
            "牵头": leads.get(code, ""),
        }
        for _, code in sorted(found, key=lambda own: (-own[0], own[1]))
    ]
    if edition.count("cause.unknown"):
        left = edition.count("cause.unknown")
        unknown = {"原因": "没有查明", "件数": figures.printed("cause.unknown")}
        whole = {"占比": f"{left}/{edition.count('cases.open')}", "牵头": "镇（街道）"}
        rows.append(unknown | whole)
    return rows


def first_causes(edition: Edition) -> Sequence[Row]:
    """The most frequent causes of the open cases, with how many each; none where they are
    scattered.
    """
    rows = causes(edition)
    most = max((int(row["件数"]) for row in rows), default=0)
    first = [row for row in rows if int(row["件数"]) == most]
    return first if most > 1 and len(first) <= MOST_CAUSES else []


def differs(edition: Edition, town: str, of: str, among: str) -> int:
    """1 where a town has more than its size lets expect, −1 less, 0 where chance explains it, by
    the county's own rate.
    """
    n, x = edition.count(among, town), edition.count(of, town)
    whole, all_ = edition.count(of, COUNTY), edition.count(among, COUNTY)
    if not n or not 0 < whole < all_:
        return 0
    return unlikely(x, n, whole / all_)


def unlikely(x: int, n: int, rate: float) -> int:
    """1 where so many as ``x`` of ``n`` come about with a chance below :data:`LIMIT`, −1 so few, 0
    otherwise (binomial).

    By logarithms: the coefficients of a large county's numbers are beyond any float.
    """
    k = np.arange(1, min(x, n) + 1)
    steps = np.log((n - k + 1) / k) + np.log(rate) - np.log1p(-rate)
    chance = np.exp(n * np.log1p(-rate) + np.concatenate(([0.0], np.cumsum(steps))))
    if 1 - chance[:-1].sum() < LIMIT:
        return 1
    return -1 if chance.sum() < LIMIT else 0


def towns(edition: Edition) -> Sequence[Row]:
    """The county's towns: children, cases, duties, and whether the rate of the suspected without a
    document differs from the county's.
    """
    figures = Figures(edition)
    return [
        {
            "单位": town,
            "适龄": figures.printed("children.in_scope", town),
            "疑似": figures.printed("children.suspected", town),
            "没有材料": figures.printed("children.unexplained", town),
            "待核实": figures.printed("bridge.waiting", town),
            "辍学未返": figures.printed("ledger.dropout", town),
            "未销号": figures.printed("cases.open", town),
            "有逾期": figures.printed("cases.overdue", town),
            "职责按期": _kept(edition, town),
            "与全县比": RANGE[differs(edition, town, "children.unexplained", "children.in_scope")],
        }
        for town in facts.towns(edition)
    ]


def _kept(edition: Edition, place: str) -> str:
    kept = edition.figure("duties.kept", place)
    return f"{kept[0]}/{kept[1]}" if kept else "无数据"


def changed(edition: Edition, *, better: bool) -> Sequence[Row]:
    """What got better or worse since last term, as far as it can be compared: both numbers."""
    figures, found = Figures(edition), []
    for code in (*WORSE_IF_MORE, *WORSE_IF_LESS):
        change = figures.change(code)
        if change and (change < 0) == (better == (code in WORSE_IF_MORE)):
            unit = figures.unit(code)
            found.append(
                {
                    "指标": figures.label(code).partition("（")[0],
                    "上学期": f"{figures.before(code)}{unit}",
                    "变动": "升至" if change > 0 else "降至",
                    "本学期": f"{figures.printed(code)}{unit}",
                }
            )
    return found


def did_well(edition: Edition) -> Sequence[Row]:
    """Who did well, by what can be counted: every duty kept in time, every case closed, what was
    ordered mended and nothing new.
    """
    places = [edition.town] if edition.town else facts.towns(edition)
    return list(chain.from_iterable(_well(edition, place) for place in places))


def _well(edition: Edition, place: str) -> Iterator[Row]:
    figures = Figures(edition)
    kept = edition.figure("duties.kept", place)
    if kept and kept[0] == kept[1] and kept[1] >= FEWEST_DUTIES:
        dark = any(d.town == place and d.state == "no_data" for d in lines(edition, DutyLine))
        yield {"单位": place, "代码": "职责", "数": str(kept[1]), "无数据": dark}
    closed = edition.count("balance.closed", place)
    if closed and not edition.count("balance.closing", place):
        yield {"单位": place, "代码": "归零", "数": figures.printed("balance.closed", place)}
    states = [o.state for o in lines(edition, OrderLine) if o.unit == place]
    if "mended" in states and set(states) <= {"mended", "past"}:
        yield {"单位": place, "代码": "整改", "数": figures.printed("orders.mended", place)}


def beyond(edition: Edition) -> Sequence[Row]:
    """The towns whose rate lies beyond what chance explains, with which side."""
    return [row for row in towns(edition) if row["与全县比"] != RANGE[0]]


def most_dropouts(edition: Edition) -> Sequence[Row]:
    """The towns with dropouts who aren't back, most first."""
    figures, code = Figures(edition), "ledger.dropout"
    places = [edition.town] if edition.town else facts.towns(edition)
    some = [town for town in places if edition.count(code, town)]
    return [
        {"单位": town, "人数": figures.printed(code, town)}
        for town in sorted(some, key=lambda town: -edition.count(code, town))
    ]


def longest(edition: Edition) -> Sequence[Row]:
    """The open cases of the dropouts, the longest first: number, town, days."""
    table = edition.table("cases")
    left = table[table["closed_on"].isna() & (table["ledger"] == "dropout")]
    ordered = left.sort_values(["days_open", "case_no"], ascending=[False, True])
    return _cases(edition, ordered)


def waiting(edition: Edition) -> Sequence[Row]:
    """The open cases that nobody has verified, the longest first."""
    table = edition.table("cases")
    left = table[table["closed_on"].isna() & table["verified_on"].isna()]
    return _cases(edition, left.sort_values(["days_open", "case_no"], ascending=[False, True]))


def _cases(edition: Edition, ordered: pd.DataFrame) -> Sequence[Row]:
    labels, figures = edition.facts["loop"]["labels"]["cause"], Figures(edition)
    children = edition.table("verdicts").drop_duplicates("child_id").set_index("child_id")
    school = children["school"].fillna("").to_dict()
    return [
        {
            "案件": line["case_no"],
            "单位": line["town"],
            "学校": school.get(line["child_id"]) or "没有学校记录",
            "天数": figures.printed("case.days_open", line["case_no"]),
            "原因": labels.get(line["cause"], "没有查明"),
        }
        for line in ordered.to_dict("records")
    ]


def limits_of(edition: Edition) -> Sequence[Row]:
    """The limit of the dropout rate for each stage, with its source; none in force is said
    as that.
    """
    return [
        {
            "学段": x["stage"],
            "控制线": "没有现行有效的规定" if x["limit"] is None else str(x["limit"]),
            "来源": x["source"],
        }
        for x in limits(edition)
    ]


def newer_rules(edition: Edition) -> Sequence[Row]:
    """Every newer rule that the office has to decide on: what it decided and on what ground; 未确认
    where it didn't.
    """
    told = edition.facts.get("profiles", {}).values()
    return [{"定的是": own["label"], "依据": own["source"]} for own in told]


def undecided(edition: Edition) -> Sequence[Row]:
    """Newer rules that the office has not decided on: the words of each, beside what rests
    on it.
    """
    profiles = edition.facts.get("profiles", {})
    return [
        {"规则": rule, "规定": told["told"]} for rule, told in profiles.items() if told.get("told")
    ]


def group(edition: Edition) -> Sequence[Row]:
    """Who inspected."""
    return [{"姓名": s.name, "职务": s.post} for s in inspectors(edition)]


def steps(edition: Edition) -> Sequence[Row]:
    """The steps of the inspection that were recorded, with their days."""
    known = [d for d in procedure(edition) if d.done_on]
    return [
        {"日期": chinese_date(d.done_on), "步骤": step_name(edition, d.duty)}
        for d in known
        if d.done_on
    ]


def steps_missing(edition: Edition) -> Sequence[Row]:
    """Those that were due and were not recorded."""
    return [
        {"步骤": step_name(edition, d.duty)} for d in procedure(edition) if d.state == "missing"
    ]


def rechecks(edition: Edition) -> Sequence[Row]:
    """How many of last term's orders stand how, in the order of their gravity."""
    told = wording("督导", edition)
    codes = ("unmended", "recurred", "again", "mended", "past", "no_data")
    return [
        {"情况": told.sentence("回查", code), "项数": Figures(edition).printed(f"orders.{code}")}
        for code in codes
        if edition.count(f"orders.{code}")
    ]


def never_ordered(edition: Edition) -> Sequence[Row]:
    """Units to which nothing was signed last term: their items were only proposed."""
    return [
        {"单位": unit}
        for unit in dict.fromkeys(o.unit for o in lines(edition, OrderLine) if not o.issued)
    ]


def duties_wanting(edition: Edition) -> Sequence[Row]:
    """Duties by label: units that kept it late or not at all."""
    found: dict[str, dict[str, list[str]]] = {}
    for d in lines(edition, DutyLine):
        if d.state in ("missing", "late"):
            found.setdefault(d.label, {}).setdefault(d.state, []).append(
                office(edition).unit(d.unit)
            )
    return [
        {
            "职责": label,
            "没有做到": listed(dict.fromkeys(own.get("missing", ()))),
            "逾期做到": listed(dict.fromkeys(own.get("late", ()))),
        }
        for label, own in found.items()
    ]


def schools(edition: Edition) -> Sequence[Row]:
    """The schools of the place that have something to answer, with how many children of
    which kind.
    """
    rows = []
    for c in facts.by_school(edition):
        told = (
            (facts.VERDICTS["ENROLLED_ABSENT"], c.enrolled_absent),
            (facts.VERDICTS["UNENROLLED_ABSENT"], c.unenrolled_absent),
            (facts.VERDICTS["PRESENT_UNENROLLED"], c.present_unenrolled),
            (facts.VERDICTS["REVIEW"], c.review),
        )
        some = listed(f"{name}{count}人" for name, count in told if count)
        if some:
            rows.append({"学校": c.place.strip("（）"), "情况": some})
    return rows


def explanations(edition: Edition) -> Sequence[Row]:
    """The suspected by the kind of their document."""
    return [
        {"材料": label, "人数": str(count)}
        for label, count in facts.by_explanation(edition)
        if count
    ]
