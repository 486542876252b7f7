"""Dated choices are typed by name when they are loaded: what no reader could use, or no reader
knows, is refused with file and line.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kongchuo_core.settings.models import read_rules
from kongchuo_core.settings.rules import RULES
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.term.check import check
from kongchuo_core.vocabulary.errors import ParamsError

HEAD = "rules:\n  {name}:\n    description: 试\n    clause: M7.8\n    values:\n"
ENTRY = "      2019-11-14: {{value: {value}, source: 本办口径}}\n"


def written(folder: Path, name: str, value: str) -> Path:
    """A params folder in which one choice is made otherwise, in a file of its own; a first value
    that is right stands before it.
    """
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "本办.yaml").write_text(
        HEAD.format(name=name) + ENTRY.format(value=value), "utf-8"
    )
    return folder


WRONG = {
    "从0起的整数": [
        ("mend_days", "三十"),
        ("mend_days", "-1"),
        ("mend_days", "true"),
        ("publication_threshold", "1.5"),
        ("publication_threshold", '"3"'),
    ],
    "从1起的整数": [("absence_threshold", "0"), ("absence_threshold", '"3"')],
    "more_than 或 at_least": [("absence_comparison", "超过")],
    "working_day 或 calendar_day": [("absence_day_kind", "school_day")],
    "整数的清单": [("follow_up_days", "30"), ("follow_up_days", "[30, 九十]")],
    "“名称: 整数”的形式": [("task_days", "[1]"), ("step_days", "{order: 十}")],
    "名称的清单": [("delegated_streets", "永定街道"), ("publication_phrases", "[1]")],
    "文字（两边加引号）": [("penalty_basis", "3")],
    "true 或 false": [("count_suspension_as_dropout", "yes"), ("excused_day_breaks_run", "是")],
    "“名称: [名称, 名称]”的形式": [("publication_town_groups", "[甲]")],
    "“名称: 文字”的形式": [("publication_problems", "{a: 3}")],
    "不重复": [
        ("publication_tables", "[verdict_by_group, verdict_by_group]"),
        ("publication_tables", "[verdict_by_village]"),
    ],
    "nodes": [("publication_work", "{rounds: 3}")],
    "school_contents": [("publicity_needed", "{town_channels: 5}")],
    "lower_secondary_to": [("stage_ages", "{primary_from: 6, primary_to: 11}")],
    "school_relapses": [("prominent", "{town_dropouts: 三}")],
    "没有规定的写 {}": [
        ("dropout_limit_primary", "{limit: 60}"),
        ("dropout_limit_lower_secondary", "{limit: 1.8%, level: 县, denominator: last_year}"),
    ],
    "乡镇、学校、县三级": [("authority", "{乡镇: 县委}")],
}
"""What a choice may be, as its message says → choices that aren't."""


def wrong_values() -> Iterator[tuple[str, str, str]]:
    for allowed, cases in WRONG.items():
        for name, value in cases:
            yield name, value, allowed


@pytest.mark.parametrize(("name", "value", "allowed"), [*wrong_values()])
def test_a_value_of_the_wrong_kind_is_told_with_what_it_may_be(
    tmp_path: Path, name: str, value: str, allowed: str
) -> None:
    with pytest.raises(ParamsError, match=f"规则“{name}”的值不对") as error:
        read_rules(written(tmp_path, name, value))
    assert allowed in error.value.remedy
    assert error.value.place == ("文件 params/rules/本办.yaml", "第 6 行")


@pytest.mark.parametrize(
    ("name", "remedy"), [("mend_dayz", "改成“mend_days”"), ("没有这一项", "删去这一项")]
)
def test_an_unknown_name_is_refused_with_the_nearest(
    tmp_path: Path, name: str, remedy: str
) -> None:
    with pytest.raises(ParamsError, match=f"没有“{name}”这个规则") as error:
        read_rules(written(tmp_path, name, "15"))
    assert remedy in error.value.remedy and error.value.place[-1] == "第 2 行"


@pytest.mark.parametrize("wrong", ["2019-02-30", "2019年2月30日"])
def test_a_day_that_does_not_exist_is_told_with_its_line(tmp_path: Path, wrong: str) -> None:
    folder = written(tmp_path, "mend_days", "15")
    path = folder / "rules" / "本办.yaml"
    path.write_text(path.read_text("utf-8").replace("2019-11-14", wrong), "utf-8")
    with pytest.raises(ParamsError, match=f"没有{wrong}这一天") as error:
        read_rules(folder)
    assert error.value.place[-1] == "第 6 行"


def test_a_day_may_be_written_as_a_sentence_has_it(tmp_path: Path) -> None:
    """Also as a key; a text that begins with a day stays a text."""
    folder = written(tmp_path, "mend_days", "15")
    path = folder / "rules" / "本办.yaml"
    path.write_text(path.read_text("utf-8").replace("2019-11-14", "2019年11月14日"), "utf-8")
    assert read_rules(folder).on("mend_days", date(2019, 11, 14)) == 15


def test_every_shipped_choice_is_typed_and_every_type_is_shipped() -> None:
    shipped = read_rules(Path(__file__).parents[2] / "params")
    assert set(shipped.values) == set(RULES)
    assert shipped.on("mend_days", date(2025, 10, 31)) == 30


def test_check_fails_where_a_run_would(tmp_path: Path) -> None:
    """Before any register is read."""
    workspace: Workspace = init(tmp_path / "w", key=SAMPLE_KEY)
    path = workspace.params / "rules" / "supervision.yaml"
    path.write_text(path.read_text("utf-8").replace("{value: 30, source", "{value: 三十, source"))
    with pytest.raises(ParamsError, match="规则“mend_days”的值不对"):
        check(workspace, "2025-autumn", date(2025, 10, 31))
