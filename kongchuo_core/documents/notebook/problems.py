"""What was found wanting, ranked by weight: children out of school first, forms last; each with the
units and items it is about.

Codes, numbers, units and days; the words for each code stand in ``templates/wording/问题.jinja`` and
``整改.jinja``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.fact_words import item_shown
from kongchuo_core.documents.supervision.facts import lines, office
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.tables.supervision import DutyLine, MeasureLine

Row = dict[str, Any]
WEIGHTS: tuple[tuple[str, ...], ...] = (
    (
        "not_back",
        "not_verified",
        "rate_over",
        "county_rate_over",
        "prominent",
        "school_prominent",
    ),
    (
        "children_order_unmended",
        "school_children_order_unmended",
        "unverified",
        "causes_late",
        "notices_late",
        "chain_broken",
        "absence_unreported",
        "in_review",
        "no_student_record",
    ),
    (
        "order_unmended",
        "school_order_unmended",
        "comparison_late",
        "compared_alone",
        "county_group",
        "county_meeting",
        "meetings_missed",
        "group_incomplete",
    ),
    (
        "publicity_gap",
        "laws_gap",
        "school_publicity_gap",
        "inspection_problem",
        "school_inspection_problem",
        "registers",
    ),
)
"""Findings by weight: children out of school, what was not done for children, organisation, forms;
within each the gravest first.
"""
COUNTY_OWN = ("county_group", "county_meeting")
AGAIN = "prominent_again"
OF_COMPARISON = (
    "not_back",
    "not_verified",
    "in_review",
    "no_student_record",
    "comparison_late",
    "compared_alone",
    "registers",
)
"""Problems that a comparison's own report tells of."""
FIRST = 2
"""How many items of a place a sentence tells; the annex has them all."""
URGENT = 3
"""How many tasks page one tells."""
TOLD_BY = {"unverified": "not_verified"}
"""What page one leaves out where the graver one, which the same task mends, is told."""
_CLAUSE = re.compile("[，；]")
_RANK: dict[str, tuple[int, int]] = {}
for _group, _codes in enumerate(WEIGHTS, 1):
    _RANK |= {code: (_group, n) for n, code in enumerate(_codes)}


@dataclass(frozen=True)
class Problem:
    """One finding: code, units with their items, who answers at which level, by when; ``count`` is
    a figure, or nothing.
    """

    code: str
    label: str
    places: tuple[Row, ...]
    level: str
    day: date
    count: str = ""

    @property
    def weight(self) -> tuple[int, int]:
        """Where it stands among others."""
        return _RANK.get(self.code, (len(WEIGHTS), 0))


def problems(edition: Edition) -> tuple[Problem, ...]:
    """Every finding of the place, by weight."""
    return edition.derived(_problems)


def _problems(edition: Edition) -> tuple[Problem, ...]:
    found = [*_children(edition), *_of_rules(edition), *_of_county(edition), *_records(edition)]
    return tuple(sorted(_once(found), key=lambda p: p.weight))


def _once(found: Sequence[Problem]) -> Iterator[Problem]:
    """Cases that nobody verified are one problem where the same places are late with them: told
    once, by the day that binds them.
    """
    known = {p.code: p for p in found}
    late, open_ = known.get("unverified"), known.get("not_verified")
    if not late or not open_ or _places(late) != _places(open_):
        yield from found
        return
    for p in found:
        if p is not late:
            yield replace(p, day=late.day) if p is open_ else p


def _places(p: Problem) -> set[str]:
    return {str(place["地"]) for place in p.places}


def problem_rows(edition: Edition) -> Sequence[Row]:
    """Problems as words take them: ``各处`` are the units with items and count, ``谁`` their names;
    who does what first, by when.
    """
    return [
        {
            "序号": task["序号"],
            "代码": p.code,
            "问题": p.label,
            "轻重": str(p.weight[0]),
            "数": p.count,
            "各处": list(p.places),
            "谁": _called(edition, p),
            "单位": _units(edition, p),
            "承办": listed(_called(edition, p)) if p.level == "县" else "",
            "谁来做": task["谁来做"],
            "责任人": task["责任人"],
            "做什么": _CLAUSE.split(task["做什么"])[0],
            "完成时限": task["完成时限"],
        }
        for p, task in zip(problems(edition), plan_rows(edition), strict=True)
    ]


def of_weight(edition: Edition, *, weights: str) -> Sequence[Row]:
    """Problems of some weights, as :func:`problem_rows` has them."""
    return [row for row in problem_rows(edition) if row["轻重"] in weights]


def urgent_rows(edition: Edition) -> Sequence[Row]:
    """The gravest problems for page one: ``日`` is the day without its year."""
    found = problems(edition)
    told = {p.code for p in found}
    return [
        row | {"日": chinese_date(p.day).partition("年")[2]}
        for p, row in zip(found, problem_rows(edition), strict=True)
        if TOLD_BY.get(p.code) not in told
    ][:URGENT]


def item_rows(edition: Edition) -> Sequence[Row]:
    """Every item of every problem, by the problem's number and place."""
    rows: list[Row] = []
    for number, problem in enumerate(problems(edition), 1):
        told = [place for place in problem.places if place["全部事项"]]
        rows += [
            {"序号": str(number), "单位": place["单位"], "事项": place["全部事项"]}
            for place in told
        ]
    return rows


def comparison_rows(edition: Edition) -> Sequence[Row]:
    """The tasks that follow from the comparison itself."""
    codes = [p.code for p in problems(edition)]
    rows = zip(codes, plan_rows(edition), strict=True)
    return [row for code, row in rows if code in OF_COMPARISON]


def plan_rows(edition: Edition) -> Sequence[Row]:
    """What is to be done about each problem, by whom in which post, by which day; the words stand
    in ``整改.jinja``.
    """
    told = wording("整改", edition)
    rows = []
    for number, p in enumerate(problems(edition), 1):
        own = p.code if told.has(p.code) else "一般"
        task = told.sentence(own, _issuer(edition))
        rows.append(
            {
                "序号": str(number),
                "做什么": task,
                "谁来做": _units(edition, p),
                "责任人": told.sentence("岗位", p.level),
                "完成时限": chinese_date(p.day),
            }
        )
    return rows


def _called(edition: Edition, p: Problem) -> list[str]:
    """The places as they are called, all towns together as such."""
    named, towns = list(dict.fromkeys(str(place["地"]) for place in p.places)), facts.towns(edition)
    if edition.town is None and len(towns) > 1 and set(towns) <= set(named):
        every = wording("职责", edition).sentence("各镇")
        named = [every, *(n for n in named if n not in towns)]
    return named


def _units(edition: Edition, p: Problem) -> str:
    """The units as they are addressed; all towns together as such."""
    return listed(map(office(edition).unit, _called(edition, p)))


def _issuer(edition: Edition) -> str:
    return office(edition).issuer


def _place(edition: Edition, where: str, items: Sequence[str] = (), count: str = "") -> Row:
    return {
        "地": where,
        "单位": office(edition).unit(where),
        "事项": listed(items[:FIRST]) + ("等" if len(items) > FIRST else ""),
        "全部事项": listed(items),
        "数": count,
    }


def _children(edition: Edition) -> Iterator[Problem]:
    """Who dropped out and isn't back, whom nobody has verified: by town, with the numbers of the
    cases.
    """
    figures, last = Figures(edition), office(edition).last_day
    cases = edition.table("cases")
    open_ = cases[cases["closed_on"].isna()]
    for code, figure, rows in (
        ("not_back", "ledger.dropout", open_[open_["ledger"] == "dropout"]),
        ("not_verified", "cases.unverified", open_[open_["verified_on"].isna()]),
    ):
        towns = [edition.town] if edition.town else facts.towns(edition)
        places = [
            _place(
                edition,
                town,
                sorted(rows[rows["town"] == town]["case_no"]),
                figures.printed(figure, town),
            )
            for town in towns
            if edition.count(figure, town)
        ]
        if places:
            yield Problem(code, "", tuple(places), "乡镇", last, figures.printed(figure))


def _of_rules(edition: Edition) -> Iterator[Problem]:
    """What the rules of measures found, one a finding."""
    fired = words.announced(lines(edition, MeasureLine))
    last, term = office(edition).last_day, office(edition).term
    for code in dict.fromkeys(m.finding for m in fired if m.finding != AGAIN):
        own = [m for m in fired if m.finding == code]
        places = []
        for where in dict.fromkeys(m.place for m in own):
            items = chain.from_iterable(m.items for m in own if m.place == where)
            told = dict.fromkeys(item_shown(item).removeprefix(term) for item in items)
            places.append(_place(edition, where, list(filter(None, told))))
        level = "学校" if own[0].level == "学校" else "乡镇"
        day = max((m.mend_by for m in own if m.mend_by), default=last)
        yield Problem(code, own[0].finding_label, tuple(places), level, day)


def _of_county(edition: Edition) -> Iterator[Problem]:
    """What the county itself leaves undone; a town's report tells of none."""
    if edition.town:
        return
    who = office(edition)
    for code in COUNTY_OWN:
        own = [d for d in lines(edition, DutyLine) if d.duty == code and d.state == "missing"]
        if own:
            short = Figures(edition).printed(f"duty.{code}.short")
            place = _place(edition, who.leading_group_office, [d.period for d in own], short)
            yield Problem(code, own[0].label, (place,), "县", who.last_day, short)


def _records(edition: Edition) -> Iterator[Problem]:
    """What the registers leave open: pupils without a record, contradictions, faults."""
    figures, who = Figures(edition), office(edition)
    for code, figure, whose, level in (
        ("in_review", "verdict.REVIEW", "", "乡镇"),
        ("no_student_record", "verdict.PRESENT_UNENROLLED", who.bureau, "县"),
        ("registers", "quality.all", "", "县"),
    ):
        if not edition.count(figure):
            continue
        towns = [t for t in facts.towns(edition) if edition.count(figure, t)]
        own = whose or edition.town
        where = [own] if own else towns or [who.leading_group_office]
        places = tuple(_place(edition, w, (), figures.printed(figure, w)) for w in where)
        yield Problem(code, "", places, level, who.last_day, figures.printed(figure))
