"""What the sources say, as verdicts: one county in which every child has its own way of not being
there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.county import Found, Row, child, county

OLD, NEW = {"学校": "永定小学"}, {"学校": "大营小学"}
ABSENT, ASKED, THERE = "ENROLLED_ABSENT", "REVIEW", "CONSISTENT"

KINDS: dict[str, tuple[list[Row], str]] = {
    # child: its rows on the rolls, its verdict; every child is enrolled at 永定小学
    "一": ([OLD | {"是否在校": "是"}], THERE),
    "二": ([OLD | {"是否在校": "未返校"}], ABSENT),
    "三": ([OLD | {"是否在校": "看情况"}], ASKED),
    "四": ([OLD | {"是否在校": ""}], ASKED),
    "五": ([OLD | {"是否在校": "是", "备注": "外出务工"}], ASKED),
    "六": ([OLD | {"是否在校": "是"}, OLD | {"是否在校": "否"}], ASKED),
    "七": ([OLD | {"是否在校": "否"}, NEW | {"是否在校": "是"}], ASKED),
    "八": ([OLD | {"是否在校": "是"}, NEW | {"是否在校": "否"}], THERE),
    "九": ([NEW | {"是否在校": "是"}, {"学校": "罗免小学", "是否在校": "否"}], THERE),
    "十": ([OLD | {"是否在校": "否"}], ABSENT),
}
FLAGS = {
    "三": "says_unknown",
    "四": "says_blank",
    "五": "says_note",
    "六": "school_contradicts",
    "七": "left_own_school",
    "八": "roll_differs",
    "九": "roll_differs",
}


def person(n: int, mark: str) -> Row:
    return child(f"赵小{mark}", f"2015-0{n % 9 + 1}-1{n % 9}", 11 + n)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    people = {mark: person(n, mark) for n, mark in enumerate(KINDS)}
    rolls: list[Row] = []
    for mark, (rows, _) in KINDS.items():
        rolls += [people[mark] | row for row in rows]
    return county(
        tmp_path_factory.mktemp("says"),
        户籍=list(people.values()),
        学籍=list(people.values()),
        在校=rolls,
    )


@pytest.mark.clause("M3.1")
@pytest.mark.parametrize("mark", KINDS)
def test_nobody_is_there_on_a_doubtful_word(found: Found, mark: str) -> None:
    """Contract, What counts: not understood is REVIEW, and so is a yes against a no of the school
    itself or of the own one.
    """
    assert found.verdicts()[f"赵小{mark}"] == KINDS[mark][1]


@pytest.mark.parametrize(("mark", "flag"), FLAGS.items())
def test_the_doubt_is_a_flag_and_a_line_for_the_sender(found: Found, mark: str, flag: str) -> None:
    assert f"赵小{mark}" in found.flagged(flag)
    assert found.mend(flag), "the sender is told"


def _explained(tmp_path: Path, folder: str, row: dict[str, Any]) -> tuple[str, str]:
    ming = child("张小明")
    line = county(tmp_path, 户籍=[ming], 学籍=[ming], **{folder: [ming | row]}).of(ming)
    return line["verdict"], line["explained_by"]


@pytest.mark.parametrize(
    ("folder", "row", "expected"),
    [
        ("缓学休学", {"类型": "休学", "原因": "因病治疗"}, (ABSENT, "suspension")),
        ("缓学休学", {"类型": "休学", "原因": "外出打工"}, (ABSENT, "")),
        ("缓学休学", {"类型": "休学", "批准机关": "永定中学"}, (ABSENT, "")),
        ("缓学休学", {"类型": "休学", "审批结果": "待审批"}, (ASKED, "")),
        ("送教上门", {"送教状态": "已停止"}, (ABSENT, "")),
        ("异地就读", {"备注": "查无此人"}, (ASKED, "")),
    ],
)
def test_a_document_that_has_ended_or_is_unlawful_explains_nothing(
    tmp_path: Path, folder: str, row: dict[str, Any], expected: tuple[str, str]
) -> None:
    """Contract: an approval explains only where the law lets it; a denial holds in every
    register.
    """
    assert _explained(tmp_path, folder, row) == expected


def test_a_graduate_who_did_not_graduate(tmp_path: Path) -> None:
    """是否毕业 = 否 completes nobody; a word between yes and no asks."""
    done, not_done, between = (
        child(f"钱小{w}", f"2010-0{n}-01", 10 + n) for n, w in enumerate("甲乙丙", 1)
    )
    everybody = [done, not_done, between]
    found = county(
        tmp_path,
        户籍=everybody,
        毕业=[
            done | {"是否毕业": "是"},
            not_done | {"是否毕业": "否（未参加中考）"},
            between | {"是否毕业": "结业"},
        ],
    )
    assert [found.verdict(c) for c in everybody] == ["COMPLETED", "UNENROLLED_ABSENT", "REVIEW"]


def test_one_line_about_the_right_register(tmp_path: Path) -> None:
    """A household state nobody knows is told once and about 户籍; an enrolment's is told to the
    school, and counts as enrolled.
    """
    ming = child("张小明")
    found = county(
        tmp_path,
        户籍=[ming | {"户籍状态": "人在外地"}],
        学籍=[ming | {"学籍状态": "挂起"}],
        在校=[ming],
    )
    told = [(q["register"], q["column"], q["kind"]) for q in found.table("quality")]
    assert told == [
        ("enrolment", "学籍状态", "status_unknown_word"),
        ("household", "户籍状态", "household_status_unknown_word"),
    ]
    assert found.verdict(ming) == "CONSISTENT"
