"""Every dated choice of the office by name, and of what type it is: whatever ``params/rules/``
holds is checked when it is loaded.

A name that isn't here is refused with the nearest that is, a value of another type with what it may
be; ``check`` then knows as much as ``run``. ``kongchuo doctor`` shows where an office differs from
what was shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from kongchuo_core.settings.dated import Dated
from kongchuo_core.settings.strict import Strict
from kongchuo_core.vocabulary.errors import ParamsError

Whole = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Text = Annotated[str, Field(strict=True)]
YesNo = Annotated[bool, Field(strict=True)]
TABLES_PUBLISHED = ("verdict_by_group", "verdict_by_stage", "loop_by_group", "open_by_cause")
"""The tables that can be published."""
MOST = 4
"""At most so many tables in a release."""


class _StageAges(Strict):
    primary_from: Whole
    primary_to: Whole
    lower_secondary_from: Whole
    lower_secondary_to: Whole


class _Prominent(Strict):
    town_dropouts: Whole
    town_relapses: Whole
    town_overdue: Whole
    town_overdue_percent: Whole
    school_dropouts: Whole
    school_relapses: Whole


class _PublicityNeeded(Strict):
    town_channels: Whole
    town_contents: Whole
    school_channels: Whole
    school_contents: Whole


class _Jump(Strict):
    least: Whole
    percent: Whole


class _DropoutLimit(Strict):
    limit: Whole
    level: Literal["县", "乡镇"]
    denominator: Literal["last_year", "this_year"]


class _Authority(Strict):
    乡镇: Text
    学校: Text
    县: Text


class _Work(Strict):
    rounds: Whole
    nodes: Whole
    seconds: Whole


@dataclass(frozen=True)
class Kind:
    """The type of a choice, and what it may be in words."""

    type: Any
    allowed: str

    def takes(self, value: object) -> bool:
        """Whether a value is of the type."""
        try:
            TypeAdapter(self.type).validate_python(value)
        except ValidationError:
            return False
        return True


def _unlike(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise ValueError("重复")
    return values


_WHOLE = Kind(Whole, "从0起的整数")
_POSITIVE = Kind(Positive, "从1起的整数")
_WHOLES = Kind(list[Whole], "整数的清单，如 [30, 90]")
_DAYS_BY_NAME = Kind(dict[Text, Whole], "“名称: 整数”的形式")
_TEXTS = Kind(list[Text], "名称的清单")
_TEXT = Kind(Text, "文字（两边加引号）")
_YES_NO = Kind(YesNo, "true 或 false")
_GROUPS = Kind(dict[Text, list[Text]], "“名称: [名称, 名称]”的形式")
_TEXT_BY_NAME = Kind(dict[Text, Text], "“名称: 文字”的形式")
_LIMIT = Kind(
    Annotated[dict[str, Any], Field(max_length=0)] | _DropoutLimit,
    "{limit: 万分之几的整数, level: 县或乡镇, denominator: last_year 或 this_year}，没有规定的写 {}",
)

RULES: dict[str, Kind] = {
    # cases.yaml
    "return_school_days": _WHOLE,
    "return_visits": _WHOLE,
    "follow_up_days": _WHOLES,
    "report_days": _WHOLE,
    "task_days": _DAYS_BY_NAME,
    "step_days": _DAYS_BY_NAME,
    "step_within": _WHOLE,
    "penalty_basis": _TEXT,
    "four_steps_causes": _TEXTS,
    "delegated_streets": _TEXTS,
    "retention_years": _WHOLE,
    # comparison.yaml
    "entry_at_seven_towns": _TEXTS,
    "absence_threshold": _POSITIVE,
    "absence_comparison": Kind(Literal["more_than", "at_least"], "more_than 或 at_least"),
    "absence_day_kind": Kind(Literal["working_day", "calendar_day"], "working_day 或 calendar_day"),
    "excused_day_breaks_run": _YES_NO,
    # profiles.yaml: which profiles there are is said by regulation/profiles.csv
    "absence_profile": _TEXT,
    "report_profile": _TEXT,
    "status_profile": _TEXT,
    "family_profile": _TEXT,
    # publication.yaml
    "publication_tables": Kind(
        Annotated[list[Literal[TABLES_PUBLISHED]], Field(max_length=MOST), AfterValidator(_unlike)],  # type: ignore[valid-type]
        f"其中几个，最多{MOST}张，不重复：{'、'.join(TABLES_PUBLISHED)}",
    ),
    "publication_threshold": _WHOLE,
    "publication_width": _WHOLE,
    "publication_contributors": _POSITIVE,
    "publication_problem_least": _WHOLE,
    "publication_jump": Kind(_Jump, "least、percent 两项，各是整数"),
    "publication_town_groups": _GROUPS,
    "publication_cause_groups": _GROUPS,
    "publication_rate_least": _WHOLE,
    "publication_school_size": _WHOLE,
    "publication_problems": _TEXT_BY_NAME,
    "publication_phrases": _TEXTS,
    # supervision.yaml
    "late_meeting_days": _WHOLE,
    "publicity_needed": Kind(
        _PublicityNeeded,
        "town_channels、town_contents、school_channels、school_contents 四项，各是整数",
    ),
    "inspectors_needed": _WHOLE,
    "publication_days": _WHOLE,
    "mend_days": _WHOLE,
    "small_denominator": _WHOLE,
    "circular_small": _WHOLE,
    "stage_ages": Kind(
        _StageAges,
        "primary_from、primary_to、lower_secondary_from、lower_secondary_to 四项，各是整数",
    ),
    "count_suspension_as_dropout": _YES_NO,
    "prominent": Kind(
        _Prominent,
        "town_dropouts、town_relapses、town_overdue、town_overdue_percent、school_dropouts、school_relapses 六项，各是整数",
    ),
    "dropout_limit_primary": _LIMIT,
    "dropout_limit_lower_secondary": _LIMIT,
    "authority": Kind(_Authority, "乡镇、学校、县三级各由谁决定"),
}
"""Name → what it is."""

FORMER: dict[str, Kind] = {
    "publication_hide_noughts": _YES_NO,
    "publication_work": Kind(_Work, "rounds、nodes、seconds 三项，各是整数"),
}
"""Choices that params of earlier versions hold and nobody reads any more: they stop nobody."""


def check(path: Path, name: str, rule: Dated) -> None:
    """Refuse a choice that no reader knows, or whose value none of them could use.

    Raises
    ------
    ParamsError
        with file and line, and the nearest known name, or what the value may be.
    """
    known = RULES | FORMER
    if name not in known:
        near = get_close_matches(name, RULES, 1)
        remedy = f"改成“{near[0]}”，或者删去这一项" if near else "删去这一项"
        raise ParamsError(f"没有“{name}”这个规则", remedy=remedy, place=_place(path, name))
    for day, entry in rule.values.items():
        if not known[name].takes(entry.value):
            raise ParamsError(
                f"规则“{name}”的值不对",
                remedy=f"改为{known[name].allowed}",
                place=_place(path, name, day.isoformat()),
            )


def _place(path: Path, *keys: str) -> tuple[str, ...]:
    """The file, and the line on which the last of some keys stands, each below the one before."""
    found, lines = 0, _numbered(path)
    for key in keys:
        found = next(
            (n for n, line in lines if re.match(rf"\s*[\"']?{key}[\"']?\s*:", line)), found
        )
    return (f"文件 params/rules/{path.name}", *([f"第 {found} 行"] if found else []))


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    return enumerate(path.read_text("utf-8").splitlines(), 1)
