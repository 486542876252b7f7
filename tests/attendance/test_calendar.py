"""The working calendar against an independent source, its clocks, and what it says when a year is
missing or wrong.
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.vocabulary.errors import ParamsError

PARAMS = Path(__file__).parents[2] / "params"


@pytest.mark.clause("M5.2")
@pytest.mark.parametrize("year", [2025, 2026])
def test_全年每一天与独立来源一致(calendar: WorkingCalendar, year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=i) for i in range(365)]
    differ = [d for d in days if calendar.is_working_day(d) != chinese_calendar.is_workday(d)]
    assert differ == []
    assert calendar.working_days(days[0], days[-1]) == tuple(
        d for d in days if chinese_calendar.is_workday(d)
    )


def test_每一年都写明通知文号(calendar: WorkingCalendar) -> None:
    assert {year: source.split("（")[0] for year, source in calendar.sources.items()} == {
        2025: "国办发明电〔2024〕12号",
        2026: "国办发明电〔2025〕7号",
    }


def test_跨国庆的工作日(calendar: WorkingCalendar) -> None:
    assert calendar.working_days(date(2025, 9, 26), date(2025, 10, 12)) == tuple(
        date(2025, *d) for d in [(9, 26), (9, 28), (9, 29), (9, 30), (10, 9), (10, 10), (10, 11)]
    )


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # over the National Day holiday
        (date(2025, 9, 27), 1, date(2025, 9, 28)),  # a Saturday off, then a make-up Sunday
        (date(2025, 12, 31), 2, date(2026, 1, 5)),  # into the next year, whose January 4 is worked
        (date(2025, 10, 4), 0, date(2025, 10, 4)),
    ],
)
def test_起算日不计入的工作日期限(
    calendar: WorkingCalendar, start: date, count: int, end: date
) -> None:
    assert calendar.add_working_days(start, count) == end


def test_末日早于首日就没有工作日(calendar: WorkingCalendar) -> None:
    assert calendar.working_days(date(2025, 9, 2), date(2025, 9, 1)) == ()


def test_期限不能是负数(calendar: WorkingCalendar) -> None:
    with pytest.raises(ValueError, match="negative"):
        calendar.add_working_days(date(2025, 9, 1), -1)


@pytest.mark.parametrize(
    ("call", "year"),
    [
        (lambda c: c.is_working_day(date(2027, 3, 1)), 2027),
        (lambda c: c.working_days(date(2024, 12, 31), date(2025, 1, 3)), 2024),
        (lambda c: c.working_days(date(2026, 12, 1), date(2027, 1, 3)), 2027),
        (lambda c: c.add_working_days(date(2026, 12, 30), 5), 2027),
        (lambda c: c.add_working_days(date(2027, 1, 1), 0), 2027),
    ],
)
def test_没有的年份说明补哪里(calendar: WorkingCalendar, call, year: int) -> None:
    with pytest.raises(ParamsError) as caught:
        call(calendar)
    assert f"工作日历里没有{year}年" in str(caught.value)
    assert "在 params/calendar.yaml 中补上" in caught.value.remedy
    assert caught.value.exit_status == 10


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "make_up_days: [2025-04-27]",
            "make_up_days: [2025-04-28]",
            "（劳动节）调休上班日不是周六或周日",
        ),
        ("last_day: 2025-04-06", "last_day: 2025-04-03", "（清明节）首日晚于末日"),
        (
            "make_up_days: [2025-04-27]",
            "make_up_days: [2026-04-26]",
            "2025年的安排里有别的年份的日期",
        ),
        ("make_up_days: [2025-04-27]", "make_up_days: [2025-05-04]", "2025年有一天写了两次"),
        ("make_up_days: [2025-04-27]", "make_up_day: [2025-04-27]", "缺这一项"),
    ],
)
def test_日历写错时指出错在哪里(tmp_path: Path, old: str, new: str, said: str) -> None:
    shutil.copy(PARAMS / "calendar.yaml", tmp_path)
    text = (tmp_path / "calendar.yaml").read_text("utf-8")
    assert text.count(old) == 1
    (tmp_path / "calendar.yaml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ParamsError, match=said):
        WorkingCalendar.load(tmp_path)
