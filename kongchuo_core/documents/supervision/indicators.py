"""Indicators and scores in words and rows: numerator and denominator named, counts where few, last term beside.

Nothing is ranked: a place with few children is told in counts, and a limit that isn't in force proposes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection.contexts import Sentences
from kongchuo_core.documents.supervision.facts import Evaluation, Score, Source, limits, lines, small, sources
from kongchuo_core.documents.supervision.rows import IndicatorRow, ScoreRow
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import Edition

BEFORE = "previous."
"""What last term's figure of the same code begins with."""
NO_DATA = "无数据"
IN_TOWNS = "见各镇（街道）报告"
"""What the county's table says of schools: each town's report lists its own."""
TOLD = ("enrolment_rate.primary", "enrolment_rate.lower_secondary", "dropout_rate.primary.last_year",
        "dropout_rate.lower_secondary.last_year", "consolidation.nine_year.national", "consolidation.three_year.adjusted",
        "enrolment_rate.disabled", "cases.verified_share", "return_rate", "zeroing_rate", "days_to_return")
"""The indicators told in sentences, in their order."""
BESIDE = ("dropout_rate.primary.this_year", "dropout_rate.lower_secondary.this_year", "consolidation.nine_year.adjusted",
          "consolidation.three_year.national")
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
        return f"{numerator}/{denominator}" if denominator < least else f"{100 * numerator / denominator:.2f}%"
    if source.unit == POINTS:
        return f"{numerator}/{denominator}分"
    return f"{numerator / denominator:.1f}{source.unit}"


def indicators(edition: Edition) -> Sentences:
    """The main indicators of the place, each with its numbers, and last term's beside."""
    known, least = sources(edition), small(edition)
    told = [_indicator(edition, code, known[code], least) for code in TOLD if code in known and edition.figure(code)]
    missing = [known[code].label for code in TOLD if code in known and edition.figure(code) is None]
    none = (f"{listed(missing)}：无数据。",) if missing and told else ()
    return (*told, *none) or ("没有可以计算的指标，入学、控辍、巩固等指标为无数据。",)


def _indicator(edition: Edition, code: str, source: Source, least: int) -> str:
    figure = edition.figure(code)
    assert figure is not None
    numerator, denominator = figure
    told = value(figure, source, least)
    if source.unit == PERCENT and denominator:
        told = f"{denominator}人（件）中{numerator}人（件）" if denominator < least else f"{told}（{numerator}/{denominator}）"
        told = told.replace("人（件）", "件" if code in _CASES else "人")
    before = edition.figure(f"{BEFORE}{code}")
    return f"{source.label}：{told}{f'；上学期{value(before, source, least)}' if before else ''}。"


_CASES = ("cases.verified_share", "return_rate", "zeroing_rate")
"""Rates of cases, not of children."""


def limits_told(edition: Edition) -> Sentences:
    """The limit of the dropout rate for each stage: in force or not, its source, and where the county or town stands."""
    found = limits(edition)
    if not found:
        return ("辍学率控制线：没有填写，不作评价。",)
    none = [x["stage"] for x in found if x["limit"] is None]
    told = [f"{x['stage']}辍学率控制线{x['limit']}（÷{x['denominator']}，适用于{x['level']}；{x['source']}）。"
            for x in found if x["limit"] is not None]
    why = next((x["source"] for x in found if x["limit"] is None), "")
    return (*told, *((f"{listed(none)}辍学率控制线：报告日没有现行有效的规定（{why}），不据此提出问责建议。",) if none else ()))


def indicator_rows(edition: Edition) -> tuple[IndicatorRow, ...]:
    """The indicator table: what the five evaluations use, then further ways of counting; each place has its own line."""
    used: dict[str, list[Evaluation]] = {}
    for e in sorted(lines(edition, Evaluation), key=lambda e: e.order):
        used.setdefault(e.figure, []).append(e)
    rows = [row for figure, own in used.items()
            for row in _rows(edition, figure, listed(dict.fromkeys(e.label for e in own)), own[0].subject)]
    return (*rows, *(row for figure in (*TOLD, *BESIDE) if figure not in used for row in _rows(edition, figure, "", "县")))


def _rows(edition: Edition, code: str, evaluation: str, subject: str) -> list[IndicatorRow]:
    source, least = sources(edition).get(code), small(edition)
    if source is None:
        return []
    rows: list[IndicatorRow] = []
    if subject == "学校" and edition.town is None:
        return [IndicatorRow(评估=evaluation, 指标=source.label, 范围="各学校", 分子="", 分母="", 本期=IN_TOWNS, 上期="—", 口径=source.formula)]
    for n, place in enumerate(_places(edition, code, subject)):
        figure, before = edition.figure(code, place), edition.figure(f"{BEFORE}{code}", place)
        denominator = "" if figure is None or figure[1] is None else str(figure[1])
        rows.append(IndicatorRow(
            评估=evaluation or "（不列入）", 指标=source.label, 范围=place.rpartition("/")[2],
            分子="" if figure is None else str(figure[0]), 分母=denominator,
            本期=f"0{source.unit}" if figure is None and _counts(edition, source) else value(figure, source, least),
            上期=value(before, source, least) if before else "—", 口径="同上" if n else source.formula))
    return rows


def _counts(edition: Edition, source: Source) -> bool:
    """Whether nothing counted means none: a count whose registers were given."""
    return not source.of_table and all(r == "ledger" or facts.given(edition, r) for r in source.registers)


def _places(edition: Edition, code: str, subject: str) -> list[str]:
    """Whom an indicator is about, within the edition's place: the place itself, its towns, its schools that have a figure."""
    towns = [edition.town] if edition.town else [t["name"] for t in edition.facts["towns"]]
    if subject == "乡镇":
        return towns
    if subject == "学校":
        return [f"{town}/{school}" for town in towns for school in sorted(edition.places(code, town))]
    return [edition.place]


def score_rows(edition: Edition) -> tuple[ScoreRow, ...]:
    """The score sheet: a line for each government and each main leader, in a town's report for each school too, with its items."""
    told = [s for s in lines(edition, Score) if edition.town or s.level == "乡镇"]
    found = sorted(told, key=lambda s: (s.level != "乡镇", s.unit, s.subject != "政府", s.order))
    return tuple(_score_row(edition, list(own)) for _, own in groupby(found, key=lambda s: (s.unit, s.subject)))


def _score_row(edition: Edition, own: list[Score]) -> ScoreRow:
    first, bad = own[0], [s for s in own if s.problem_class]
    place = first.unit if first.level == "乡镇" else f"{first.town}/{first.unit}"
    total = edition.figure(SUBJECTS[first.subject], place)
    days = sorted({s.mend_by for s in bad if s.mend_by})
    return ScoreRow(
        单位=first.unit, 对象=first.subject, 总分=f"{total[0]}/{total[1]}" if total else NO_DATA,
        各项得分="；".join(f"{s.item}{number(s.score)}（{number(s.full)}）" for s in own),
        存在问题="；".join(f"{s.item}：{s.problem_class}" for s in bad) or "没有发现", 整改期限=listed(map(chinese_date, days)) or "—")


SUBJECTS = {"政府": "score.government", "主要领导": "score.leader", "学校": "score.school"}
"""Whom a score sheet is about → the figure of the total."""


def number(points: float | None) -> str:
    """A score as it is printed: no decimals where there are none."""
    return NO_DATA if points is None else f"{points:g}"


def scores_told(edition: Edition) -> Sentences:
    """Totals of governments and main leaders; without the register no data."""
    found = lines(edition, Score)
    if not found:
        return ("未提供“督导检查”登记册，考核评分为无数据。",)
    units = list(dict.fromkeys(s.unit for s in found if s.level == "乡镇"))
    schools = list(dict.fromkeys(s.unit for s in found if s.level == "学校"))
    weak = [f"{s.unit}“{s.item}”" for s in found if s.problem_class and s.subject != "主要领导"]
    return tuple(filter(None, (
        _towns(edition, units), "" if schools else "学校没有评分，为无数据。",
        f"检查发现问题的项目：{listed(weak)}。" if weak else "检查没有发现问题。")))


def _towns(edition: Edition, units: Sequence[str]) -> str:
    """Governments and main leaders: said once where they have the same score."""
    both = {unit: (edition.figure("score.government", unit), edition.figure("score.leader", unit)) for unit in units}
    known = {unit: pair for unit, pair in both.items() if pair[0] and pair[1]}
    fulls = {f[1] for pair in known.values() for f in pair if f}
    if known and len(fulls) == 1 and all(g == leader for g, leader in known.values()):
        told = listed(f"{unit}{g[0]}分" for unit, (g, _) in known.items() if g)
        return f"考核得分（满分{fulls.pop()}分）：{told}；{'各单位' if len(known) > 1 else ''}主要领导与政府得分相同。"
    told = "；".join(f"{unit}{_totals(edition, unit)}" for unit in units)
    return f"考核得分：{told}。" if told else ""


def _totals(edition: Edition, unit: str) -> str:
    subjects: Sequence[tuple[str, str]] = (("政府", "score.government"), ("主要领导", "score.leader"))
    return "、".join(f"{name}{f[0]}分（满分{f[1]}分）" for name, code in subjects if (f := edition.figure(code, unit)))


