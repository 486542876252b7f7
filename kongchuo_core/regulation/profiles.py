"""Newer rules above the mechanism of 2019, of which an office decides: which options there are,
what each means, what isn't decided.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from kongchuo_core.settings.models import Rules
from kongchuo_core.settings.numbers import text
from kongchuo_core.vocabulary.errors import ParamsError

ABSENCE, REPORT, UNCONFIRMED = "absence_profile", "report_profile", "unconfirmed"
STATUS, FAMILY, YES = "status_profile", "family_profile", "yes"
QUESTIONS = {
    ABSENCE: "连续缺勤几天建档",
    REPORT: "学校一月一报告、县区一季度一复核",
    STATUS: "学籍的补建、转接按哪一个办法",
    FAMILY: "家长不履行家庭教育责任的，一生一案里写不写《家庭教育促进法》第四十八条的办法",
}
"""Rule → what is to be decided, in the order in which it is asked."""


@dataclass(frozen=True)
class Option:
    """One way to decide: what it says, what it sets (empty: what the other rules say), its source,
    and what papers say beside it.
    """

    rule: str
    option: str
    label: str
    threshold: str
    comparison: str
    day_kind: str
    source: str
    told: str


@cache
def options(rule: str) -> dict[str, Option]:
    """The options of a rule by code, as ``profiles.csv`` has them."""
    table = files("kongchuo_core.regulation").joinpath("profiles.csv").read_text("utf-8")
    found = (Option(**row) for row in csv.DictReader(table.splitlines()))
    return {option.option: option for option in found if option.rule == rule}


def chosen(rules: Rules, rule: str, day: date) -> Option:
    """What the office decided of a rule, in force on ``day``; nothing yet where its file is older
    than the rule.

    Raises
    ------
    ParamsError
        for a value that is no option.
    """
    known = options(rule)
    if rule not in rules.values:
        return known[UNCONFIRMED]
    value = text(rules, rule, day)
    if value not in known:
        near = get_close_matches(value, known, 1)
        meant = f"是不是“{near[0]}”？" if near else ""
        raise ParamsError(
            f"规则“{rule}”的值“{value[:20]}”不对",
            remedy=f"{meant}改为 {'、'.join(known)} 之一",
            place=("文件 params/rules/profiles.yaml",),
        )
    return known[value]


def absence_limit(rules: Rules, day: date) -> tuple[int, str, str]:
    """When an absence goes on file on ``day``: days, how they are compared (``more_than``,
    ``at_least``), the kind of day.

    What the office decided of a newer rule goes before the mechanism's.

    Raises
    ------
    ParamsError
        where a value is missing or not yet in force.
    """
    profile = chosen(rules, ABSENCE, day)
    threshold = int(profile.threshold) if profile.threshold else None
    comparison = profile.comparison or rules.on("absence_comparison", day)
    kind = profile.day_kind or rules.on("absence_day_kind", day)
    days = threshold or rules.on("absence_threshold", day)
    assert isinstance(days, int)  # checked when the rules were read
    return days, str(comparison), str(kind)


def unconfirmed(rules: Rules, day: date) -> dict[str, str]:
    """Rule → what papers say where the office hasn't decided yet."""
    found = {rule: chosen(rules, rule, day) for rule in QUESTIONS}
    return {rule: o.told for rule, o in found.items() if o.option == UNCONFIRMED}
