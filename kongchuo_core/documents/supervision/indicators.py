"""Indicators and scores in words and rows: numerator and denominator named, counts where few, last term beside.

Nothing is ranked: a place with few children is told in counts, and a limit that isn't in force proposes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection.contexts import Sentences
from kongchuo_core.documents.supervision.facts import (
    Evaluation,
    Score,
    Source,
    limits,
    lines,
    small,
    sources,
    unjudged,
)
from kongchuo_core.documents.supervision.rows import IndicatorRow, SchoolRow, ScoreRow, TownRow
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import TENTHS

BEFORE = "previous."
"""What last term's figure of the same code begins with."""
NO_DATA = "无数据"
OF_TOWNS = {
    "核实率": "cases.verified_share",
    "动态归零率": "zeroing_rate",
    "劝返率": "return_rate",
    "政府得分": "score.government",
    "主要领导得分": "score.leader",
}
OF_SCHOOLS = {"得分": "score.school", "个案": "cases.open"}
"""Columns of the tables of towns and schools → their figures."""
ELSEWHERE = (*OF_TOWNS.values(), *OF_SCHOOLS.values())
GROUPS = (
    ("enrolment_rate.primary", "enrolment_rate.lower_secondary", "enrolment_rate.disabled"),
    ("dropout_rate.primary.last_year", "dropout_rate.lower_secondary.last_year"),
    ("consolidation.nine_year.national", "consolidation.three_year.adjusted"),
    ("cases.verified_share", "return_rate", "zeroing_rate", "days_to_return"),
)
"""The indicators told in sentences, those of a kind in one."""
DROPOUT, TOLD = GROUPS[1], tuple(code for group in GROUPS for code in group)
BESIDE = (
    "dropout_rate.primary.this_year",
    "dropout_rate.lower_secondary.this_year",
    "consolidation.nine_year.adjusted",
    "consolidation.three_year.national",
)
"""Further ways of counting that practice knows; they stand in the table beside the others."""
PERCENT, DAYS, POINTS = "%", "天", "分"


def value(figure: tuple[int, int | None] | None, source: Source, least: int) -> str:
    """A figure as it is printed: 98.32%（352/358）, 人 with its unit, 2/3 where the denominator is small, 无数据 where there is none."""
    if figure is None:
        return NO_DATA
    numerator, denominator = figure
    if denominator is None:
        return f"{numerator}{source.unit}"
    if not denominator:
        return "没有对象"
    if source.unit == PERCENT:
        return (
            f"{numerator}/{denominator}"
            if denominator < least
            else f"{100 * numerator / denominator:.2f}%"
        )
    if source.unit == POINTS:
        return f"{points(numerator)}/{points(denominator)}分"
    return f"{numerator / denominator:.1f}{source.unit}"


def points(tenths: int) -> str:
    """A score as it is printed: 19.5, 20."""
    return f"{tenths / TENTHS:g}"


def indicators(edition: Edition) -> Sentences:
    """The main indicators of the place, each with its numbers, and last term's beside."""
    known, least = sources(edition), small(edition)
    told = []
    for group in GROUPS:
        found = [
            _indicator(edition, code, known[code], least)
            for code in group
            if code in known and edition.figure(code)
        ]
        caveat = (
            "".join(unverified(edition)) if group == DROPOUT and edition.count(UNVERIFIED) else ""
        )
        told += [f"{'；'.join(found)}。{caveat}"] if found else []
    missing = [known[code].label for code in TOLD if code in known and edition.figure(code) is None]
    if missing and told:
        told[-1] += f"{listed(missing)}为无数据。"
    return tuple(told) or ("没有可以计算的指标，入学、控辍、巩固等指标为无数据。",)


def _indicator(edition: Edition, code: str, source: Source, least: int) -> str:
    figure = edition.figure(code)
    assert figure is not None
    numerator, denominator = figure
    told = value(figure, source, least)
    of = "件" if code in _CASES else "人"
    few = bool(source.unit == PERCENT and denominator and denominator < least)
    if source.unit == PERCENT and denominator:
        told = (
            f"{denominator}{of}中{numerator}{of}"
            if few
            else f"{told}（{numerator}{of}/{denominator}{of}）"
        )
    before = edition.figure(f"{BEFORE}{code}")
    name = _NET.sub(r"\1净\2", source.label)
    return f"{name}{'：' if few else ''}{told}{f'，上学期{_before(before, source, least, of)}' if before else ''}"


UNVERIFIED = "cases.unverified"


def unverified(edition: Edition) -> Sentences:
    """How many open cases nobody has verified: they are in no dropout rate, so a rate of nought doesn't say that nobody left."""
    if not edition.count("cases.open"):
        return ("没有未销号的个案。",)
    if left := edition.count(UNVERIFIED):
        return (
            f"辍学人数和辍学率只计经核实的，还有{left}件个案没有核实，不在其中，不能据此认为没有辍学。",
        )
    return ("未销号的个案都已核实。",)


def _before(figure: tuple[int, int | None], source: Source, least: int, of: str) -> str:
    """Last term's figure as a clause: a share of few as counts."""
    numerator, denominator = figure
    few = source.unit == PERCENT and denominator and denominator < least
    return f"{denominator}{of}中{numerator}{of}" if few else value(figure, source, least)


_NET = re.compile("^(.*)(入学率)（净）$")


_CASES = ("cases.verified_share", "return_rate", "zeroing_rate")
"""Rates of cases, not of children."""


def limits_told(edition: Edition) -> Sentences:
    """The limit of the dropout rate for each stage: in force or not, its source, and where the county or town stands."""
    found = limits(edition)
    if not found:
        return ("辍学率控制线：没有填写，不作评价。",)
    none = [x["stage"] for x in found if x["limit"] is None]
    told = [
        f"{x['stage']}辍学率控制线{x['limit']}（÷{x['denominator']}，适用于{x['level']}；{x['source']}）。"
        for x in found
        if x["limit"] is not None
    ]
    why = next((x["source"] for x in found if x["limit"] is None), "")
    return (
        *told,
        *(
            (
                f"{listed(none)}辍学率控制线：报告日没有现行有效的规定（{why}），不据此提出问责建议。",
            )
            if none
            else ()
        ),
    )


def indicator_rows(edition: Edition) -> tuple[IndicatorRow, ...]:
    """The indicator table: what the evaluations use, then further ways of counting; each indicator once.

    What stands in the tables of towns and of schools has no line here, except what an evaluation uses beyond them.
    """
    used: dict[str, list[Evaluation]] = {}
    for e in sorted(lines(edition, Evaluation), key=lambda e: e.order):
        used.setdefault(e.figure, []).append(e)
    rows = [
        row
        for code, own in used.items()
        if code not in ELSEWHERE
        for row in _rows(edition, code, listed(dict.fromkeys(e.label for e in own)), own[0].subject)
    ]
    both = [code for code in (*TOLD, *BESIDE) if code not in used or code in ELSEWHERE]
    named = {code: listed(dict.fromkeys(e.label for e in used.get(code, ()))) for code in both}
    return (*rows, *(row for code in both for row in _rows(edition, code, named[code], "县")))


def _rows(edition: Edition, code: str, evaluation: str, subject: str) -> list[IndicatorRow]:
    source, least = sources(edition).get(code), small(edition)
    if source is None:
        return []
    rows: list[IndicatorRow] = []
    for place in _places(edition, code, subject):
        figure, before = edition.figure(code, place), edition.figure(f"{BEFORE}{code}", place)
        denominator = "" if figure is None or figure[1] is None else str(figure[1])
        name = (
            source.label
            if place == edition.place
            else f"{source.label}（{place.rpartition('/')[2]}）"
        )
        rows.append(
            IndicatorRow(
                指标=name,
                分子="" if figure is None else str(figure[0]),
                分母=denominator,
                本期=_told(edition, code, place),
                上期=value(before, source, least) if before else "—",
                口径=source.formula,
                评估=evaluation or "（不列入）",
            )
        )
    return rows


def _told(edition: Edition, code: str, place: str) -> str:
    """A figure of a place as a cell says it: a count whose register was given is nought where nothing was counted."""
    source, figure = sources(edition).get(code), edition.figure(code, place)
    if source is None:
        return NO_DATA
    return (
        f"0{source.unit}"
        if figure is None and _counts(edition, source)
        else value(figure, source, small(edition))
    )


def town_rows(edition: Edition) -> tuple[TownRow, ...]:
    """The indicators of the place's towns, a line a town."""
    return tuple(
        TownRow(单位=town, **{name: _told(edition, code, town) for name, code in OF_TOWNS.items()})
        for town in _places(edition, "", "乡镇")
    )


def school_rows(edition: Edition) -> tuple[SchoolRow, ...]:
    """The indicators of the place's schools, town by town: a town's a line each, the county's with the same share one."""
    sheets: dict[str, list[Score]] = {}
    for s in lines(edition, Score):
        if s.level == "学校":
            sheets.setdefault(s.unit, []).append(s)
    rows = [
        SchoolRow(
            乡镇=town,
            学校=school,
            **{name: _told(edition, code, f"{town}/{school}") for name, code in OF_SCHOOLS.items()},
            问题=_problems(edition, sheets.get(school, ())),
        )
        for town in _places(edition, "", "乡镇")
        for school in sorted(
            {s for code in OF_SCHOOLS.values() for s in edition.places(code, town)}
        )
    ]
    if edition.town:
        return tuple(rows)
    alike: dict[SchoolRow, list[str]] = {}
    for row in rows:
        alike.setdefault(replace(row, 学校=""), []).append(row.学校)
    return tuple(replace(row, 学校=listed(schools)) for row, schools in alike.items())


def _problems(edition: Edition, sheet: Sequence[Score]) -> str:
    """The problems of a unit's sheet; that none was found is said only where the sheet tells of problems."""
    if not sheet or sheet[0].unit in unjudged(edition):
        return NO_DATA
    return "；".join(f"{s.item}：{s.problem_class}" for s in sheet if s.problem_class) or "没有发现"


def _counts(edition: Edition, source: Source) -> bool:
    """Whether nothing counted means none: a count whose registers were given."""
    return not source.of_table and all(
        r == "ledger" or facts.given(edition, r) for r in source.registers
    )


def _places(edition: Edition, code: str, subject: str) -> list[str]:
    """Whom an indicator is about, within the edition's place: the place itself, its towns, its schools that have a figure."""
    towns = [edition.town] if edition.town else [t["name"] for t in edition.facts["towns"]]
    if subject == "乡镇":
        return towns
    if subject == "学校":
        return [
            f"{town}/{school}" for town in towns for school in sorted(edition.places(code, town))
        ]
    return [edition.place]


def score_rows(edition: Edition) -> tuple[ScoreRow, ...]:
    """The score sheet by items: a line for each government, for main leaders where they differ, in a town's report for schools."""
    told = [s for s in lines(edition, Score) if edition.town or s.level == "乡镇"]
    rows: list[ScoreRow] = []
    for unit in dict.fromkeys(s.unit for s in told):
        sheets = {
            subject: [s for s in told if s.unit == unit and s.subject == subject]
            for subject in SUBJECTS
        }
        made = {
            subject: _score_row(edition, unit, subject, sorted(own, key=lambda s: s.order))
            for subject, own in sheets.items()
            if own
        }
        both = [made[subject] for subject in ("政府", "主要领导") if subject in made]
        if len(both) == 2 and replace(both[1], 对象=both[0].对象) == both[0]:
            rows.append(replace(both[0], 对象="政府、主要领导"))
        else:
            rows += made.values()
    return tuple(rows)


def _score_row(edition: Edition, unit: str, subject: str, own: Sequence[Score]) -> ScoreRow:
    bad = [s for s in own if s.problem_class]
    days = sorted({s.mend_by for s in bad if s.mend_by})
    return ScoreRow(
        单位=unit,
        对象=subject,
        各项得分="；".join(
            f"{'▲' if s.problem_class else ''}{s.item}{got}（{full}）"
            for s in own
            for got, full in (scored(edition, s),)
        ),
        存在问题=_problems(edition, own),
        整改期限=listed(map(chinese_date, days)) or "—",
    )


SUBJECTS = {"政府": "score.government", "主要领导": "score.leader", "学校": "score.school"}
"""Whom a score sheet is about → the figure of the total."""


def scored(edition: Edition, s: Score) -> tuple[str, str]:
    """An item's score and its full marks as printed: 19.5, 20; no data where it has not both."""
    place = s.unit if s.level == "乡镇" else f"{s.town}/{s.unit}"
    figure = edition.figure(f"score.item.{s.subject}.{s.item}", place)
    return (points(figure[0]), points(figure[1] or 0)) if figure else (NO_DATA, NO_DATA)


def scores_told(edition: Edition) -> Sentences:
    """Totals of governments and main leaders; without the register no data."""
    found = lines(edition, Score)
    if not found:
        return ("未提供“督导检查”登记册，考核评分为无数据。",)
    units = list(dict.fromkeys(s.unit for s in found if s.level == "乡镇"))
    schools = list(dict.fromkeys(s.unit for s in found if s.level == "学校"))
    weak = edition.count("score.problems")
    return (
        "".join(
            (
                _towns(edition, units),
                "" if schools else "学校没有评分，为无数据。",
                wording("督导", edition).sentence("检查问题", weak, sorted(unjudged(edition))),
            )
        ),
    )


def _towns(edition: Edition, units: Sequence[str]) -> str:
    """Governments and main leaders: said once where they have the same score."""
    both = {
        unit: (edition.figure("score.government", unit), edition.figure("score.leader", unit))
        for unit in units
    }
    known = {unit: pair for unit, pair in both.items() if pair[0] and pair[1]}
    fulls = {f[1] for pair in known.values() for f in pair if f}
    if known and len(fulls) == 1 and all(g == leader for g, leader in known.values()):
        if len(known) > 1:
            return "各镇（街道）政府考核得分见表2，主要领导与政府得分相同。"
        told = listed(f"{unit}{points(g[0])}分" for unit, (g, _) in known.items() if g)
        return f"考核得分（满分{points(fulls.pop() or 0)}分）：{told}；主要领导与政府得分相同。"
    told = "；".join(f"{unit}{_totals(edition, unit)}" for unit in units)
    return f"考核得分：{told}。" if told else ""


def _totals(edition: Edition, unit: str) -> str:
    subjects: Sequence[tuple[str, str]] = (
        ("政府", "score.government"),
        ("主要领导", "score.leader"),
    )
    return "、".join(
        f"{name}{points(f[0])}分（满分{points(f[1] or 0)}分）"
        for name, code in subjects
        if (f := edition.figure(code, unit))
    )
