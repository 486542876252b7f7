"""Indicators and scores in words and rows: numerator and denominator named, counts where few, last
term beside.

Nothing is ranked: a place with few children is told in counts, and a limit that isn't in force
proposes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection.rows import Sentences
from kongchuo_core.documents.supervision.facts import (
    Source,
    limits,
    lines,
    small,
    sources,
    unjudged,
)
from kongchuo_core.documents.supervision.rows import IndicatorRow, SchoolRow, ScoreRow, TownRow
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import TENTHS
from kongchuo_core.vocabulary.tables.supervision import EvaluationLine, ScoreLine

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
TOLD = (
    "enrolment_rate.primary",
    "enrolment_rate.lower_secondary",
    "enrolment_rate.disabled",
    "dropout_rate.primary.last_year",
    "dropout_rate.lower_secondary.last_year",
    "consolidation.nine_year.national",
    "consolidation.three_year.adjusted",
    "cases.verified_share",
    "return_rate",
    "zeroing_rate",
    "days_to_return",
)
"""The main indicators, in the order of the table."""
BESIDE = (
    "dropout_rate.primary.this_year",
    "dropout_rate.lower_secondary.this_year",
    "consolidation.nine_year.adjusted",
    "consolidation.three_year.national",
)
"""Further ways of counting that practice knows; they stand in the table beside the others."""
PERCENT, DAYS, POINTS = "%", "天", "分"


def value(figure: tuple[int, int | None] | None, source: Source, least: int) -> str:
    """A figure as it is printed: 98.32%（352/358）, 人 with its unit, 2/3 where the denominator is
    small, 无数据 where there is none.
    """
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


def limits_told(edition: Edition) -> Sentences:
    """The limit of the dropout rate for each stage: in force or not, its source, and where the
    county or town stands.
    """
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
    """The indicator table: what the evaluations use, then further ways of counting; each indicator
    once.

    What stands in the tables of towns and of schools has no line here, except what an evaluation
    uses beyond them.
    """
    used: dict[str, list[EvaluationLine]] = {}
    for e in sorted(lines(edition, EvaluationLine), key=lambda e: e.order):
        used.setdefault(e.figure, []).append(e)
    named = {code: listed(dict.fromkeys(e.label for e in own)) for code, own in used.items()}
    rows: list[IndicatorRow] = []
    for code, own in used.items():
        if code not in ELSEWHERE:
            rows += _rows(edition, code, named[code], own[0].subject)
    for code in (*TOLD, *BESIDE):
        if code not in used or code in ELSEWHERE:
            rows += _rows(edition, code, named.get(code, ""), "县")
    return tuple(rows)


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
    """A figure of a place as a cell says it: a count whose register was given is nought where
    nothing was counted.
    """
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
    """The indicators of the place's schools, town by town: a town's a line each, the county's with
    the same share one.
    """
    sheets: dict[str, list[ScoreLine]] = {}
    for s in lines(edition, ScoreLine):
        if s.level == "学校":
            sheets.setdefault(s.unit, []).append(s)
    rows: list[SchoolRow] = []
    for town in _places(edition, "", "乡镇"):
        known = chain.from_iterable(edition.places(code, town) for code in OF_SCHOOLS.values())
        for school in sorted(set(known)):
            place = f"{town}/{school}"
            told = {name: _told(edition, code, place) for name, code in OF_SCHOOLS.items()}
            problems = _problems(edition, sheets.get(school, ()))
            rows.append(SchoolRow(乡镇=town, 学校=school, **told, 问题=problems))
    if edition.town:
        return tuple(rows)
    alike: dict[SchoolRow, list[str]] = {}
    for row in rows:
        alike.setdefault(replace(row, 学校=""), []).append(row.学校)
    return tuple(replace(row, 学校=listed(schools)) for row, schools in alike.items())


def _problems(edition: Edition, sheet: Sequence[ScoreLine]) -> str:
    """The problems of a unit's sheet; that none was found is said only where the sheet tells of
    problems.
    """
    if not sheet or sheet[0].unit in unjudged(edition):
        return NO_DATA
    return "；".join(f"{s.item}：{s.problem_class}" for s in sheet if s.problem_class) or "没有发现"


def _counts(edition: Edition, source: Source) -> bool:
    """Whether nothing counted means none: a count whose registers were given."""
    return not source.of_table and all(
        r == "ledger" or facts.given(edition, r) for r in source.registers
    )


def _places(edition: Edition, code: str, subject: str) -> list[str]:
    """Whom an indicator is about, within the edition's place: the place itself, its towns, its
    schools that have a figure.
    """
    towns = [edition.town] if edition.town else [t["name"] for t in edition.facts["towns"]]
    if subject == "乡镇":
        return towns
    if subject == "学校":
        places: list[str] = []
        for town in towns:
            places += [f"{town}/{school}" for school in sorted(edition.places(code, town))]
        return places
    return [edition.place]


def score_rows(edition: Edition) -> tuple[ScoreRow, ...]:
    """The score sheet by items: a line for each government, for main leaders where they differ, in
    a town's report for schools.
    """
    told = [s for s in lines(edition, ScoreLine) if edition.town or s.level == "乡镇"]
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


def _score_row(edition: Edition, unit: str, subject: str, own: Sequence[ScoreLine]) -> ScoreRow:
    told = ((s, *scored(edition, s)) for s in own)
    bad = [s for s in own if s.problem_class]
    days = sorted({s.mend_by for s in bad if s.mend_by})
    return ScoreRow(
        单位=unit,
        对象=subject,
        各项得分="；".join(
            f"{'▲' if s.problem_class else ''}{s.item}{got}（{full}）" for s, got, full in told
        ),
        存在问题=_problems(edition, own),
        整改期限=listed(map(chinese_date, days)) or "—",
    )


SUBJECTS = {"政府": "score.government", "主要领导": "score.leader", "学校": "score.school"}
"""Whom a score sheet is about → the figure of the total."""


def scored(edition: Edition, s: ScoreLine) -> tuple[str, str]:
    """An item's score and its full marks as printed: 19.5, 20; no data where it has not both."""
    place = s.unit if s.level == "乡镇" else f"{s.town}/{s.unit}"
    figure = edition.figure(f"score.item.{s.subject}.{s.item}", place)
    return (points(figure[0]), points(figure[1] or 0)) if figure else (NO_DATA, NO_DATA)
