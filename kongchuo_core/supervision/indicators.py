"""The indicators with their official formulas, each a Figure that names its denominator; nothing is divided but in the Figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from kongchuo_core.regulation.cases import causes
from kongchuo_core.regulation.tables import Verdict
from kongchuo_core.settings.numbers import truth, whole_by_name
from kongchuo_core.supervision.ground import Ground, Line
from kongchuo_core.supervision.statistics import total
from kongchuo_core.vocabulary.figures import COUNTY, Figure

STAGES = {"primary": "小学", "lower_secondary": "初中"}
AT_SCHOOL = (Verdict.CONSISTENT.value, Verdict.PRESENT_UNENROLLED.value, Verdict.COMPLETED.value)
TAUGHT_ELSEWHERE = ("elsewhere", "home_teaching")
"""Explanations that say the child is at school, though not on a roll of the county."""
DENOMINATORS = {"last_year": "上学年初在校生数", "this_year": "学年初在校学生数"}
CONSOLIDATION: dict[str, tuple[str, tuple[str, ...], str]] = {
    "consolidation.nine_year.national": (
        "graduates",
        ("intake.primary",),
        "初中毕业班学生数÷该年级入小学一年级时学生数",
    ),
    "consolidation.nine_year.adjusted": (
        "graduates",
        ("intake.primary", "nine_year.in", "nine_year.out", "nine_year.dead"),
        "初中毕业班学生数÷（小学一年级招生数＋九年转入－转出－死亡）",
    ),
    "consolidation.three_year.national": (
        "graduates",
        ("intake.lower_secondary",),
        "初中毕业生数÷该年级入初中一年级时学生数",
    ),
    "consolidation.three_year.adjusted": (
        "graduates",
        ("intake.lower_secondary", "three_year.in", "three_year.out", "three_year.dead"),
        "初中毕业生数÷（初中一年级招生数＋三年转入－转出－死亡）",
    ),
}
"""Indicator → numerator's base figure, the denominator's, the formula."""


def at_school(verdict: Line) -> bool:
    """Whether a child is in school somewhere, or has finished the nine years: what an enrolment rate counts."""
    return verdict["verdict"] in AT_SCHOOL or verdict["explained_by"] in TAUGHT_ELSEWHERE


def to_return() -> list[str]:
    """The causes for which a child is to be brought back: no outcome of a verification, not schooling elsewhere, not deferred."""
    return [c.code for c in causes().values() if not c.is_outcome and c.group != "away"]


def suspension_counts(ground: Ground) -> bool:
    """Whether approved suspensions count as dropouts (a dated choice, off by default)."""
    return truth(ground.params.rules, "count_suspension_as_dropout", ground.day)


def indicators(ground: Ground, base: Iterable[Line]) -> list[Figure]:
    """Every indicator of the county and its towns, of the units the statistics name; what can't be computed isn't there."""
    verdicts = ground.lines("verdicts")
    stats: dict[str, dict[str, Line]] = {}
    for b in base:
        stats.setdefault(b["unit"], {})[b["code"]] = b
    figures = [
        *_enrolment(ground, verdicts),
        *_disabled(ground, verdicts),
        *_dropout(ground, verdicts, stats),
    ]
    for unit, own in stats.items():
        figures += _consolidation(place_of(ground, unit), own)
    return [*figures, *_loop(ground)]


def place_of(ground: Ground, unit: str) -> str:
    """How figures name a unit: 全县, the town, or the school below its town."""
    if unit == ground.params.county.name:
        return COUNTY
    return f"{ground.schools[unit]}/{unit}" if unit in ground.schools else unit


def _share(
    ground: Ground,
    code: str,
    lines: list[Line],
    counts: Callable[[Line], Any],
    how: str,
    clause: str,
) -> Iterator[Figure]:
    """The share of lines that count, of the county and of each town; where there is none of whom to speak, no figure."""
    for place in (COUNTY, *ground.towns):
        own = [x for x in lines if place in (COUNTY, x["town"])]
        if own:
            yield Figure(code, place, sum(bool(counts(x)) for x in own), len(own), how, clause)


def _enrolment(ground: Ground, verdicts: list[Line]) -> Iterator[Figure]:
    ages = whole_by_name(ground.params.rules, "stage_ages", ground.day)
    for stage, label in STAGES.items():
        low, high = ages[f"{stage}_from"], ages[f"{stage}_to"]
        own = [v for v in verdicts if v["age"] is not None and low <= v["age"] <= high]
        how = f"{label}适龄人口（{low}至{high}周岁，户籍）中在校的（含异地就读、送教上门、提前毕业；休学、待核对的不计）÷{label}适龄人口"
        yield from _share(ground, f"enrolment_rate.{stage}", own, at_school, how, "M7.5")


def _disabled(ground: Ground, verdicts: list[Line]) -> Iterator[Figure]:
    if ground.given("disability"):
        listed = {
            r["child_id"]
            for r in ground.lines("rows")
            if r["register"] == "disability" and r["fate"] == "used"
        }
        own = [v for v in verdicts if v["child_id"] in listed]
        how = "残联名单中的户籍适龄儿童少年在校的（含特教学校、送教上门、异地就读）÷残联名单中的户籍适龄儿童少年"
        yield from _share(ground, "enrolment_rate.disabled", own, at_school, how, "M4.5")


def dropouts(ground: Ground, verdicts: Iterable[Line]) -> list[Line]:
    """The children in the ledger of dropouts, verified and not back, with stage and school; with the suspended where they count."""
    children = {v["child_id"]: v for v in verdicts}
    found = [
        children[c["child_id"]] | {"town": c["town"]}
        for c in ground.lines("cases")
        if c["ledger"] == "dropout" and c["child_id"] in children
    ]
    if suspension_counts(ground):
        have = {f["child_id"] for f in found}
        found += [
            v for c, v in children.items() if v["explained_by"] == "suspension" and c not in have
        ]
    return found


def _dropout(
    ground: Ground, verdicts: list[Line], stats: Mapping[str, Mapping[str, Line]]
) -> Iterator[Figure]:
    """Confirmed dropouts by stage over the pupils of either denominator: the register of statistics says of whom."""
    left, added = dropouts(ground, verdicts), "含" if suspension_counts(ground) else "不含"
    for unit, own in stats.items():
        place = place_of(ground, unit)
        mine = [d for d in left if place == COUNTY or d["town"] == unit or d["school"] == unit]
        for stage, label in STAGES.items():
            out = sum(d["stage"] == label for d in mine)
            for variant, name in DENOMINATORS.items():
                if (pupils := own.get(f"{stage}.{variant}")) is not None:
                    how = f"期末辍学台账中的{label}儿童少年（经镇核实、未返校，{added}批准休学）÷{name}"
                    yield Figure(
                        f"dropout_rate.{stage}.{variant}", place, out, pupils["value"], how, "M7.9"
                    )


def _consolidation(place: str, own: Mapping[str, Line]) -> Iterator[Figure]:
    for code, (above, below, how) in CONSOLIDATION.items():
        top, bottom = total(own, (above,)), total(own, below)
        if top is not None and bottom is not None:
            yield Figure(code, place, top, bottom, how, "M7.5")


def _loop(ground: Ground) -> Iterator[Figure]:
    """How many came back, how many cases were closed, how long a return took."""
    concerned = [c for c in ground.lines("cases") if c["concerned"]]
    due = [c for c in concerned if c["verified_on"] and c["cause"] in to_return()]
    yield from _share(
        ground,
        "return_rate",
        due,
        lambda c: c["returned_on"],
        "本期应劝返的（经核实、原因不是异地就读和缓学）中已返校的÷应劝返的",
        "M4.2",
    )
    for b in ground.lines("balance"):
        if b["term"] == ground.term.term and (of := b["closing"] + b["closed"]):
            yield Figure(
                "zeroing_rate",
                b["town"],
                b["closed"],
                of,
                "本期销号÷（本期销号＋期末未销号）",
                "M1.5",
            )
    for place in (COUNTY, *ground.towns):
        back = [c for c in due if c["returned_on"] and place in (COUNTY, c["town"])]
        if back:
            days = sum(_days(c["opened_on"], c["returned_on"]) for c in back)
            yield Figure(
                "days_to_return",
                place,
                days,
                len(back),
                "本期应劝返的（经核实、原因不是异地就读和缓学）立案到返校的天数之和÷其中已返校的",
                "M4.2",
            )


def _days(first: date, last: date) -> int:
    return max(0, (last - first).days)
