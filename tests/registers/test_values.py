"""Every form in which dates, numbers and words arrive (domain facts §5)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_core.registers import values
from tests.county import number, write
from tests.registers.sheets import HEAD, cells, read

DAY = date(2011, 1, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "20110101",
        "2011-01-01",
        "2011/1/1",
        "2011.1.1",
        "2011.01.01",
        "2011年1月1日",
        "2011年01月01日",
        "２０１１年１月１日",
        "二〇一一年一月一日",
        "11-01-01",
        "11.1.1",
        "20110101.0",
        " 2011-1-1 ",
        "2011-01-01 00:00:00",
        "2011-01-01T00:00:00",
        20110101,
        20110101.0,
        40544,
        40544.0,
        DAY,
        datetime(2011, 1, 1, 8, 30),
    ],
)
def test_a_day_is_read_in_every_usual_form(cell: Any) -> None:
    assert values.day(cell) == (DAY, False)


@pytest.mark.parametrize(
    "cell",
    ["201101", "2011.01", "2011-01", "2011/1", "2011年1月", "２０１１．０１", 201101, 201101.0],
)
def test_a_month_is_told_from_a_day(cell: Any) -> None:
    """Only the month is known: its first day stands for it, marked."""
    assert values.day(cell) == (DAY, True)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        None,
        "不详",
        "2011-13-01",
        "2011-02-30",
        "20110229",
        "3/5/2012",
        "2014.01.12（农历）",
        "2011",
        "1月1日",
        "长期",
        "2011-00-10",
        "2011-01-01至2012-01-01",
        12,
        3.5,
        True,
        2009.1,
    ],
)
def test_what_is_no_date_is_none(cell: Any) -> None:
    """Nothing is guessed: 2009.1 typed as a number may have been January or, its nought lost,
    October.
    """
    assert values.day(cell) == (None, False)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_any_day_survives_its_forms(day: date) -> None:
    """For any day all written forms mean the same."""
    y, m, d = day.year, day.month, day.day
    forms = [
        day,
        day.isoformat(),
        f"{y}{m:02}{d:02}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        float(f"{y}{m:02}{d:02}"),
    ]
    assert {values.day(form) for form in forms} == {(day, False)}


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ("539924201503010116", ("539924201503010116", False)),
        ("５３９９２４２０１５０３０１０１１６", ("539924201503010116", False)),
        (539924201503010100.0, ("539924201503010", True)),
        ("5.39924201503010E+17", ("539924201503010", True)),
        ("5.40E+17", ("540", True)),
        (" 53992420150301011x ", ("53992420150301011x", False)),
        ("", (None, False)),
        (None, (None, False)),
        ("  ", (None, False)),
    ],
)
def test_a_number_cell_is_cut_and_a_text_cell_is_not(
    cell: Any, read_as: tuple[str | None, bool]
) -> None:
    """A spreadsheet keeps fifteen digits of a number; the rest is noise and is not compared."""
    assert values.number(cell) == read_as


def test_number_cells_and_text_cells_of_one_column_are_told_apart(tmp_path: Path) -> None:
    """The same number as text and as a number: one sound, one marked as cut."""
    n = number("2015-03-01", 13)
    write(tmp_path / "户籍/永定.xlsx", [HEAD, ["甲", n, "永定街道"], ["乙", int(n), "永定街道"]])
    assert cells(read(tmp_path, "户籍"), "name", "id_no", "id_cut") == [
        ("甲", n, False),
        ("乙", n[:15], True),
    ]


def test_each_cell_is_read_with_its_own_type() -> None:
    """1, 1.0 and True are equal to Python and different in a sheet."""
    assert values.each([1, 1.0, True, "1"], lambda c: type(c).__name__) == [
        "int",
        "float",
        "bool",
        "str",
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("是", "yes"),
        ("√", "yes"),
        (1, "yes"),
        ("", "yes"),
        (None, "yes"),
        ("否", "no"),
        ("不在校", "no"),
        ("×", "no"),
        (0.0, "no"),
        ("未返校", "no"),
        ("否（外出打工）", "no"),
        ("病休", "ask"),
        ("看情况", "ask"),
        ("是，已辍学", "ask"),
    ],
)
def test_at_school_is_whoever_a_roll_says_is_there(tmp_path: Path, cell: Any, said: str) -> None:
    """Contract: presence is yes, no or not understood; a blank is presence where nobody else is
    marked.
    """
    write(
        tmp_path / "在校/一小.xlsx",
        [["姓名", "身份证号", "学校", "是否在校"], ["甲", number("2015-03-01"), "一小", cell]],
    )
    assert cells(read(tmp_path, "在校"), "says") == [(said,)]


@pytest.mark.parametrize(
    ("cell", "count"),
    [("12次", 12), (3.0, 3), ("1,200", 1200), ("98.5%", 98.5), ("若干", None), (None, None)],
)
def test_counts_are_read_with_their_units(cell: Any, count: float | None) -> None:
    assert values.count(cell) == count
