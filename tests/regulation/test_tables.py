"""The regulation's tables: one that somebody damaged is named with its file, before anything is
computed from it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from kongchuo_core.regulation import cases, load, publication, supervision, tables
from kongchuo_core.vocabulary.errors import RuleTableError

MODULES = (load, tables, cases, publication, supervision)
SHIPPED = load.FOLDER


def forget() -> None:
    """Tables are read once a process; a damaged one must be read, and must not be remembered."""
    for module in MODULES:
        for offered in vars(module).values():
            if hasattr(offered, "cache_clear"):
                offered.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the tables, which the loaders read instead of the shipped ones."""
    for path in [*SHIPPED.glob("*.csv"), *SHIPPED.glob("*.yaml")]:
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    forget()
    yield tmp_path
    forget()


@pytest.mark.parametrize(
    ("load", "file", "old", "new", "told"),
    [
        (
            tables.elements,
            "verdicts.csv",
            "yes,yes,no,",
            "yes,yes,yes,",
            "三比对的八种组合不是各有一行",
        ),
        (
            tables.link_rules,
            "links.csv",
            "student_number_name,",
            "number_name,",
            "认定规则表有重名的规则",
        ),
        (tables.link_rules, "links.csv", "number_same name_same,", ",", "有规则不要求任何一致"),
        (
            cases.causes,
            "causes.csv",
            "confirm_school",
            "no_such_task",
            "原因表里“异地就读”一行与其他表对不上",
        ),
        (
            cases.causes,
            "causes.csv",
            "school_proof",
            "no_such_proof",
            "原因表里“异地就读”一行与其他表对不上",
        ),
        (cases.steps, "steps.csv", "1,education", "2,education", "四步法的表不是依次四步"),
        (
            supervision.duties,
            "duties.csv",
            "town_group,",
            "county_group,",
            "职责表有重复的职责，或级别不对",
        ),
        (supervision.duties, "duties.csv", ",县,", ",省,", "职责表有重复的职责，或级别不对"),
        (supervision.duties, "duties.csv", ",个案,", ",案件,", "职责表的 counts 一栏"),
        (
            lambda: publication.reasons(date(2025, 11, 1)),
            "publication_reasons.csv",
            ",correction,",
            ",misprint,",
            "公开的原因只有更正和确认两种",
        ),
        (
            lambda: supervision.seats("县"),
            "seats.csv",
            ",deputy,",
            ",department,",
            "领导小组的成员部门不是十四个",
        ),
        (
            supervision.findings,
            "findings.csv",
            "duty:town_group",
            "duty:no_such_duty",
            "问题表引用了没有的职责：no_such_duty",
        ),
        (
            supervision.item_words,
            "item_words.csv",
            "publicity_gap",
            "no_such_gap",
            "检查指标和问题的对照表里有没有的问题",
        ),
        (
            supervision.grounds,
            "grounds.csv",
            "supervision_office",
            "no_such_office",
            "依据表里的印发机关不对",
        ),
        (
            supervision.measures,
            "measures.csv",
            ",opinion,",
            ",no_such_measure,",
            "措施表与问题表、依据表对不上",
        ),
        (
            supervision.measures,
            "findings.csv",
            "group_incomplete,",
            "no_such_finding,",
            "措施表与问题表、依据表对不上",
        ),
    ],
)
def test_a_damaged_table_is_named(
    folder: Path, load: Callable[[], object], file: str, old: str, new: str, told: str
) -> None:
    """Whole it is read; with one cell altered the message says what is wrong and which file to put
    back.
    """
    assert load()
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    forget()
    with pytest.raises(RuleTableError, match=told) as error:
        load()
    assert (
        error.value.remedy
        == f"恢复 regulation/{file if load is not supervision.measures else 'measures.csv'} 原样"
    )


def test_a_list_of_codes_that_is_not_there_is_named() -> None:
    with pytest.raises(RuleTableError, match="代码表里没有“没有此表”") as error:
        cases.case_codes("没有此表")
    assert error.value.remedy == "恢复 regulation/case_codes.csv 原样"
