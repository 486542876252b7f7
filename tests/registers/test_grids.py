"""Attendance sheets: a column a day, a mark a cell, on a roll and among the absences; class and
grade in a sheet's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_core.attendance.calendar import span
from kongchuo_core.registers.border import Records
from kongchuo_core.registers.classes import class_in, grade_in
from kongchuo_core.vocabulary.errors import InputError
from tests.county import number
from tests.registers.sheets import cells, read, workbook

NAMES = ("张小明", "李红", "王强", "赵六", "钱七")
NUMBERS = tuple(number(f"201{i}-03-0{i + 1}", 11 * i + 12) for i in range(5))
WHO = ["序号", "姓名", "身份证号"]
TITLE = ["永定小学2025年9月学生考勤表"]
WEEK = [f"9月{day}日" for day in range(1, 6)]
Rows = list[list[Any]]


def sheet(head: Sequence[Any], marks: Sequence[Sequence[Any]], *above: list[Any]) -> Rows:
    """A title, a header with a column a day, a row of marks a pupil."""
    who = zip(range(1, 6), NAMES, NUMBERS, strict=True)
    pupils = [[*own, *row] for own, row in zip(who, marks, strict=False)]
    return [TITLE, *above, [*WHO, *head], *pupils]


def sent(
    tmp_path: Path,
    rows: Rows,
    folder: str,
    shape: Callable[[Worksheet], None] = lambda page: None,
) -> Records:
    workbook(tmp_path / folder / "永定小学.xlsx", {"考勤": rows}, shape)
    return read(tmp_path, folder)


def merged(*areas: str) -> Callable[[Worksheet], None]:
    def shape(page: Worksheet) -> None:
        for area in areas:
            page.merge_cells(area)

    return shape


GROUPED: Rows = [
    TITLE,
    [*WHO, "9月", None, None, None],
    [None, None, None, 1, 2, 3, 4],
    [None, None, None, "一", "二", "三", "四"],
    *([i + 1, NAMES[i], NUMBERS[i], *marks] for i, marks in enumerate(("√√√√", "××××"))),
]
ROLLS: dict[str, tuple[Rows, str, Callable[[Worksheet], None]]] = {
    "numbers": (
        sheet([1, 2, 3, 4, 5], ["√√√√√", "×××××", "√××××", "√√√病病"]),
        "yes no no yes",
        merged(),
    ),
    "dates in words": (sheet(WEEK, ["√√√√√", "病病病病病", "√×病病病"]), "yes ask ask", merged()),
    "dates": (
        sheet([date(2025, 9, d) for d in range(1, 6)], ["√√√√√", "×××××", [None] * 5]),
        "yes no ask",
        merged(),
    ),
    "three rows of headings": (GROUPED, "yes no", merged("D2:G2")),
    "only absences marked": (
        sheet([1, 2, 3, 4, 5], [[None] * 5, ["×"] * 5, [None, "×", None, None, None]]),
        "yes no yes",
        merged(),
    ),
    "a stroke for a tick": (sheet([1, 2, 3], ["///", "/××", [None] * 3]), "yes yes ask", merged()),
    "a legend above": (
        sheet([1, 2, 3, 4], ["●●●●", "○○○○", "△△△△"], ["●出勤 ○旷课 △病假"]),
        "yes no ask",
        merged(),
    ),
    "few ticks that nobody explains": (
        sheet([1, 2, 3, 4, 5], [[None] * 5, ["√"] * 5, [None] * 5]),
        "ask ask ask",
        merged(),
    ),
    "a tick for an absence": (
        sheet([1, 2, 3, 4, 5], [[None] * 5, ["√"] * 5, [None] * 5], ["缺勤打√"]),
        "yes no yes",
        merged(),
    ),
    "nothing filled in": (sheet([1, 2, 3], [[None] * 3] * 2), "yes yes", merged()),
    "weeks": (sheet(["第1周", "第2周", "第3周"], ["√√√", "×××", "√√×"]), "yes no no", merged()),
    "one day": (sheet(["9月30日"], ["√", "×", [None]]), "yes no ask", merged()),
    "one day, asked": (sheet(["9月30日是否在校"], ["是", "否"]), "yes no", merged()),
    "temperatures": (sheet(WEEK[:3], [[36.5, 36.4, 36.6], ["×"] * 3]), "yes no", merged()),
    "with sums": (
        [
            *sheet([1, 2, 3, "出勤", "缺勤"], [[*"√√√", 3, 0], [*"×××", 0, 3]]),
            ["出勤人数", None, None, 1, 1, 1],
        ],
        "yes no",
        merged(),
    ),
    "beside a column that asks": (
        sheet(["是否在校", 1, 2, 3, 4], [["是", *"√√√√"], ["是", *"××××"], ["否", *"××××"]]),
        "yes ask no",
        merged(),
    ),
    "forenoon and afternoon": (
        [
            TITLE,
            [*WHO, "9月1日", None, "9月2日", None],
            [*[None] * 3, *["上午", "下午"] * 2],
            [1, NAMES[0], NUMBERS[0], *"√×√×"],
            [2, NAMES[1], NUMBERS[1], *"××××"],
        ],
        "yes no",
        merged("D2:E2", "F2:G2"),
    ),
}


@pytest.mark.parametrize("kind", ROLLS)
def test_marks_of_days_are_an_answer(tmp_path: Path, kind: str) -> None:
    rows, expected, shape = ROLLS[kind]
    found = sent(tmp_path, rows, "在校", shape)
    assert [says for (says,) in cells(found, "says")] == expected.split()
    assert not found.unused or kind == "with sums"


def test_columns_of_figures_are_no_attendance(tmp_path: Path) -> None:
    found = sent(tmp_path, sheet([1, 2, 3], [[98, 77, 60]] * 2), "在校")
    assert [says for (says,) in cells(found, "says")] == ["yes", "yes"]
    assert [(u.heading, u.known) for u in found.unused] == [
        ("1", False),
        ("2", False),
        ("3", False),
    ]


@pytest.mark.clause("M5.2")
def test_an_attendance_sheet_tells_absences_day_by_day(tmp_path: Path) -> None:
    """Days on end with one mark are one record: absent, on leave, or there; a mark nobody
    understands is told, and is neither.
    """
    found = sent(tmp_path, sheet([1, 2, 3, 4, 5], ["√√√√√", "√病×××", "√√√√□"]), "缺勤")
    day = [date(2025, 9, d) for d in range(1, 6)]
    told = cells(found, "name", "first_day", "last_day", "excuse", "note")
    assert sorted(told, key=lambda t: (t[0] or "", t[1], t[2])) == [
        (None, day[0], day[0], None, "全勤"),
        (None, day[0], day[3], None, "全勤"),
        (None, day[0], day[4], None, "全勤"),
        ("李红", day[1], day[1], "病", None),
        ("李红", day[2], day[4], None, None),
        ("王强", day[4], day[4], "□", None),
    ]
    assert [p.what for p in found.problems] == ["考勤的记号“□”看不懂"]


def test_ticks_on_a_sheet_of_absences_are_absences(tmp_path: Path) -> None:
    rows = [
        ["永定小学9月学生缺勤登记表"],
        *sheet([1, 2, 3], [[None] * 3, [None, "√", None], [None] * 3])[1:],
    ]
    told = cells(sent(tmp_path, rows, "缺勤"), "name", "first_day")
    assert [name for name, _ in told if name] == ["李红"]


def test_weekdays_are_those_of_the_week_in_the_title(tmp_path: Path) -> None:
    rows = sheet(["星期一", "星期二", "星期三"], ["×××"], ["9月15日至9月19日"])
    assert cells(sent(tmp_path, rows, "缺勤"), "first_day", "last_day") == [
        (date(2025, 9, 15), date(2025, 9, 17))
    ]


def test_a_month_that_nobody_names_is_asked_for(tmp_path: Path) -> None:
    rows = [["永定小学考勤表"], *sheet([1, 2, 3], ["√√×"])[1:]]
    with pytest.raises(InputError, match="看不出这份考勤表是哪个月的"):
        sent(tmp_path, rows, "缺勤")


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text("√×病", min_size=8, max_size=8), min_size=1, max_size=5))
def test_every_mark_of_absence_is_one_day_of_absence(
    tmp_path_factory: pytest.TempPathFactory, marks: list[str]
) -> None:
    days = [date(2025, 9, 8) + timedelta(days=i) for i in range(8)]
    head = [f"{d.month}.{d.day}" for d in days]
    found = sent(tmp_path_factory.mktemp("sheet"), sheet(head, [*marks, "√" * 8][:5]), "缺勤")
    told = cells(found, "name", "first_day", "last_day", "excuse")
    absent: set[tuple[str, date]] = set()
    for name, first, last, excuse in told:
        if name and excuse is None:
            absent.update((name, day) for day in span(first, last))
    expected: set[tuple[str, date]] = set()
    for name, row in zip(NAMES, marks, strict=False):
        expected.update((name, day) for day, mark in zip(days, row, strict=True) if mark == "×")
    assert absent == expected


CLASSES = {
    "三年级（2）班": ("三年级", "2班"),
    "七(3)班": ("七年级", "3班"),
    "初一2班": ("初一", "2班"),
    "三1": ("三年级", "1班"),
    "2025年秋季学期六年级二班花名册": ("六年级", "二班"),
    "永定小学三年级学生名册": ("三年级", None),
    "2班": (None, "2班"),
    "三年级1班、2班": ("三年级", None),
    "一年级至六年级": (None, None),
    "全校12个班": (None, None),
    "9.30": (None, None),
}


@pytest.mark.parametrize("text", CLASSES)
def test_a_name_tells_grade_and_class(text: str) -> None:
    grade, own = CLASSES[text]
    assert grade_in(text) == grade
    assert class_in(text) == own


def test_a_class_of_its_own_in_the_row_goes_before_the_sheet(tmp_path: Path) -> None:
    rows = [
        ["姓名", "身份证号", "班级"],
        [NAMES[0], NUMBERS[0], None],
        [NAMES[1], NUMBERS[1], "4班"],
    ]
    workbook(tmp_path / "在校" / "永定小学.xlsx", {"三年级（2）班": rows})
    found = read(tmp_path, "在校")
    assert cells(found, "grade", "class_name") == [("三年级", "2班"), ("三年级", "4班")]
