"""Files, not rows: a column that slipped or was sorted, last year's list, a copied list are one
finding with one decision.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import openpyxl
import pytest

from kongchuo_core.daily.imports import import_files
from kongchuo_core.documents.workbooks.review import write_review_form
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.check import check
from kongchuo_core.vocabulary.errors import InputError
from tests.county import TERM, Found, Row, child, compare, lay, workspace_at

NOW = datetime(2025, 10, 20, 9)
PUPILS = [
    child(
        f"{'王李张刘'[n % 4]}{'梓涵雨桐浩宇欣怡佳睿'[n % 10]}{'国华秀英'[n // 4]}",
        f"201{n % 6 + 1}-0{n % 9 + 1}-1{n % 10}",
        11 + 2 * n,
    )
    for n in range(12)
]
ABSENT = PUPILS[4]


def _roll(pupils: list[Row], **more: str) -> list[Row]:
    return [
        p | {"是否在校": "否" if p is ABSENT else "是", "年级": "三年级"} | more for p in pupils
    ]


def _with(column: str, rows: list[Row], values: list[str]) -> list[Row]:
    return [row | {column: value} for row, value in zip(rows, values, strict=True)]


def _slipped(column: str) -> list[Row]:
    rows = _roll(PUPILS)
    values = [row[column] for row in rows]
    return _with(column, rows, [*values[1:], values[0]])


def _sorted(column: str) -> list[Row]:
    rows = _roll(PUPILS)
    values = [row[column] for row in rows]
    Random(5).shuffle(values)
    return _with(column, rows, values)


def _laid(folder: Path, roll: object, grade: str = "三年级", school: str = "永定小学") -> Workspace:
    workspace = workspace_at(folder / "w")
    enrolled = [p | {"年级": grade, "学校名称": school} for p in PUPILS]
    lay(workspace, 户籍=PUPILS, 学籍=enrolled, 在校=roll)  # type: ignore[arg-type]
    return workspace


def _decided(workspace: Workspace, word: str) -> Found:
    edition = Edition(workspace.outputs(TERM) / "internal" / "data")
    path = write_review_form(edition, workspace.root)
    assert path is not None
    book = openpyxl.load_workbook(path)
    sheet = book["整份文件"]
    heads = {c.value: c.column for c in sheet[1]}
    for heading, value in {"怎么办": word, "认定人": "李四", "认定日期": "2025-10-15"}.items():
        sheet.cell(2, heads[heading], value)
    book.save(path)
    import_files(workspace, TERM, [path], NOW)
    return compare(workspace)


TRUTH = {p["姓名"]: "ENROLLED_ABSENT" if p is ABSENT else "CONSISTENT" for p in PUPILS}


@pytest.mark.parametrize(
    ("roll", "told"),
    [
        (_slipped("身份证号"), "身份证号列比姓名列错开1行：11/12行对上"),
        (_slipped("姓名"), "姓名列比身份证号列错开1行：11/12行对上"),
        (_sorted("身份证号"), "身份证号列单独排过序"),
        (_sorted("姓名"), "姓名列单独排过序"),
    ],
)
def test_a_column_gone_its_own_way_is_one_question_and_can_be_put_right(
    tmp_path: Path, roll: list[Row], told: str
) -> None:
    """Said by check and by the quality list; nobody is called absent or present meanwhile; adopted,
    every verdict is the true one.
    """
    workspace = _laid(tmp_path, roll)
    found = compare(workspace)
    [line] = found.table("file_questions")
    assert told in line["what"]
    assert {q["question"] for q in found.table("review")} <= {line["question"]}
    assert [q["what"] for q in found.table("quality") if q["kind"] == "file_accident"] == [
        line["what"]
    ]
    wrong = {n: v for n, v in found.verdicts().items() if v not in (TRUTH[n], "REVIEW")}
    assert wrong == {}
    assert any(told in said for said in check(workspace, TERM, date(2025, 10, 20))[0])
    again = _decided(workspace, "采用")
    assert again.verdicts() == TRUTH and again.table("file_questions") == []


def test_a_column_of_the_household_register_gone_its_own_way_is_one_question(
    tmp_path: Path,
) -> None:
    """Its numbers are judged by the schools'; nobody falls out of scope by another's birth date
    meanwhile.
    """
    workspace = workspace_at(tmp_path / "w")
    older = [child("赵已满", "2008-03-04", 77), child("赵未到", "2021-03-04", 79)]
    pupils = [*PUPILS[:6], *older, *PUPILS[6:]]
    values = [p["身份证号"] for p in pupils]
    book = _with("身份证号", pupils, [*values[1:], values[0]])
    lay(workspace, 户籍=book, 学籍=[p | {"年级": "三年级"} for p in pupils], 在校=_roll(PUPILS))
    found = compare(workspace)
    [line] = found.table("file_questions")
    assert line["register"] == "household" and "身份证号列比姓名列错开1行" in line["what"]
    assert {q["question"] for q in found.table("review")} <= {line["question"]}
    assert len(found.table("verdicts")) >= len(PUPILS)
    assert {v for v in found.verdicts().values()} == {"REVIEW"}
    assert any(line["what"] in said for said in check(workspace, TERM, date(2025, 10, 20))[0])
    assert _decided(workspace, "采用").verdicts() == TRUTH


def test_dates_all_off_by_as_much_are_no_accident_of_the_numbers(tmp_path: Path) -> None:
    """An export counted from another day: names and numbers are this school's, and decide."""
    rows = _roll(PUPILS)
    days = [str(date.fromisoformat(r["出生日期"]) - timedelta(days=1)) for r in rows]
    workspace = _laid(tmp_path, _with("出生日期", rows, days))
    found = compare(workspace)
    assert found.table("file_questions") == [] and found.verdicts() == TRUTH


def test_checked_one_by_one_the_pairs_are_listed(tmp_path: Path) -> None:
    """逐人核对: the file is read as it stands and every doubtful pair is a question of its own."""
    workspace = _laid(tmp_path, _slipped("身份证号"))
    compare(workspace)
    again = _decided(workspace, "逐人核对")
    assert again.table("file_questions") == []
    assert len({q["question"] for q in again.table("review")}) > 5


def test_another_word_is_refused(tmp_path: Path) -> None:
    """What may be chosen is named; nothing is recorded."""
    workspace = _laid(tmp_path, _slipped("身份证号"))
    compare(workspace)
    with pytest.raises(InputError, match="“怎么办”写的是“也许”，只能选：采用、逐人核对、撤回"):
        _decided(workspace, "也许")


@pytest.mark.parametrize(
    ("roll", "grade", "school", "told"),
    [
        (_roll(PUPILS), "四年级", "永定小学", "年级都比学籍低一级"),
        (
            {"甲.xlsx": _roll(PUPILS), "乙.xlsx": _roll(PUPILS, 学校="散旦小学")},
            "三年级",
            "永定小学",
            "像是抄来的名单",
        ),
        (
            _with("出生日期", _roll(PUPILS), [p["出生日期"] for p in (*PUPILS[3:], *PUPILS[:3])]),
            "三年级",
            "永定小学",
            "与同一行的出生日期不符",
        ),
    ],
)
def test_a_list_that_is_another_one_makes_nobody_present(
    tmp_path: Path, roll: object, grade: str, school: str, told: str
) -> None:
    """Last year's, another school's, a pasted block: one question, nobody is missed; taken as it
    is, it counts.
    """
    workspace = _laid(tmp_path, roll, grade, school)
    found = compare(workspace)
    [line] = found.table("file_questions")
    assert told in line["what"]
    assert found.verdict(ABSENT) in ("ENROLLED_ABSENT", "REVIEW")
    again = _decided(workspace, "采用")
    assert again.table("file_questions") == []


def test_an_honest_roll_is_no_accident(tmp_path: Path) -> None:
    """A few wrong numbers, pupils of other counties, a pupil on two rolls: no finding."""
    rows = _roll(PUPILS)
    rows[0] |= {"身份证号": PUPILS[1]["身份证号"]}
    strangers = [child(f"外{n}某", f"2013-0{n}-11", 401 + 2 * n) for n in range(1, 9)]
    workspace = _laid(tmp_path, [*rows, *strangers, rows[3] | {"学校": "散旦小学"}])
    assert compare(workspace).table("file_questions") == []
    assert not any("整份" in line for line in check(workspace, TERM, date(2025, 10, 20))[0])
