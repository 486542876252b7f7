"""Rates and what was inspected, as they may be published: a rate in steps so wide that it tells no
number behind it.

A rate is told as the step it lies in, never as numerator and denominator; a step holds so many
numerators that who knows one child still has the width. Counts of meetings, inspected units and
orders are no counts of children and are told as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from kongchuo_core.disclosure.released import Indicator, Released, ReleasedTable
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import COUNTY

RATES = {
    "enrolment_rate.primary": "小学入学率（净）",
    "enrolment_rate.lower_secondary": "初中入学率（净）",
    "enrolment_rate.disabled": "残疾儿童少年入学率",
    "consolidation.nine_year.adjusted": "九年义务教育巩固率",
    "consolidation.three_year.adjusted": "初中三年巩固率",
    "dropout_rate.primary.last_year": "小学辍学率",
    "dropout_rate.lower_secondary.last_year": "初中辍学率",
}
STEPS = tuple(Fraction(n, 1000) for n in (1, 2, 5, 10, 20, 50, 100))
NO_DATA, FEW, NOT_TOLD = "无数据", "人数少，不公布", "没有公布"
BEFORE = "previous."
RATE, CHECK, COUNT = "比率", "检查", "人数"
LIMITED = "dropout_rate."
COUNTED = ("适龄儿童少年", "疑似辍学", "新增", "新增和重新立案", "销号", "期末")


def banded(numerator: int, denominator: int, least: int, small: int) -> str:
    """A rate as it may be told.

    Parameters
    ----------
    least : below so many the rate of a whole isn't told.
    small : so many numerators lie in a step at least.
    """
    step = next((s for s in STEPS if s * denominator >= small), None)
    if denominator < least or step is None or numerator > denominator:
        return FEW
    if numerator == 0:
        return "0"
    low = Fraction(numerator, denominator) // step * step
    if low + step > 1 or numerator == denominator:
        return f"{_percent(1 - step)}以上"
    if low == 0:
        return f"大于0、不到{_percent(step)}"
    return f"{_percent(low)}以上、不到{_percent(low + step)}"


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.1f}%"


def indicators(edition: Edition, least: int, small: int) -> tuple[Indicator, ...]:
    """The county's rates beside last term's and the limit in force, and what was inspected, found
    and mended.
    """
    return (*_rates(edition, least, small), *_checks(edition))


def _rates(edition: Edition, least: int, small: int) -> Iterator[Indicator]:
    limits = {x["figure"]: x for x in edition.facts.get("supervision", {}).get("limits", ())}
    for code, name in RATES.items():
        now, before = (
            _told(edition.figure(f"{prefix}{code}", COUNTY), least, small)
            for prefix in ("", BEFORE)
        )
        if now == before == NO_DATA:
            continue
        before = "" if before == NO_DATA else before
        note = _limit(limits.get(code)) if code.startswith(LIMITED) else ""
        yield Indicator(code, RATE, name, now, before, note)


def _told(figure: tuple[int, int | None] | None, least: int, small: int) -> str:
    if figure is None or not figure[1]:
        return NO_DATA
    return banded(figure[0], figure[1], least, small)


def _limit(found: Mapping[str, object] | None) -> str:
    if found is None or found["limit"] is None:
        return "没有查到现行有效的控制线"
    return f"控制线{found['limit']}（{found['source']}）"


def _checks(edition: Edition) -> Iterator[Indicator]:
    """Units that were inspected, meetings, and what became of last term's orders; nothing where no
    register shows it.
    """
    duties = edition.table("duties")
    looked = duties[duties["state"].isin(("done", "late", "missing"))]
    for level, name in (("乡镇", "检查的乡镇（街道）"), ("学校", "检查的学校")):
        units = looked[looked["level"] == level]["unit"].nunique()
        if units:
            yield Indicator(f"inspected.{level}", CHECK, name, f"{units}个", "", "")
    for code, name in (
        ("meetings.held", "召开的联席会议"),
        ("orders.mended", "上学期提出整改的事项，已整改"),
        ("orders.better", "上学期提出整改的事项，有好转"),
        ("orders.unmended", "上学期提出整改的事项，仍没有整改"),
    ):
        unit = "次" if code.startswith("meetings") else "项"
        figure = edition.figure(code, COUNTY)
        if figure is not None:
            yield Indicator(code, CHECK, name, f"{figure[0]}{unit}", "", "")


def counts(released: Released, last_term: Released | None) -> tuple[Indicator, ...]:
    """The county's published numbers beside those published last term."""
    now, before = _county(released.tables), _county(last_term.tables if last_term else ())
    found = []
    for name in COUNTED:
        if name in now or name in before:
            unit = (now.get(name) or before.get(name) or (0, ""))[1]
            told, earlier = (_published(name, unit, x) for x in (now, before))
            found.append(Indicator(f"count.{name}", COUNT, name, told, earlier, ""))
    return tuple(found)


def _published(name: str, unit: str, counted: Mapping[str, tuple[int, str]]) -> str:
    if name in counted:
        return f"{counted[name][0]}{unit}"
    return NOT_TOLD if counted else ""


def _county(tables: Sequence[ReleasedTable]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for table in tables:
        for row, column, cell in table.places():
            if row == COUNTY and cell.value is not None:
                found.setdefault(column, (cell.value, table.unit))
    return found
