"""The official calendar of working days: ``params/calendar.yaml``, copied from the State Council's
yearly notices.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

from pydantic import Field, model_validator

from kongchuo_core.settings import yaml
from kongchuo_core.settings.strict import Strict
from kongchuo_core.vocabulary.errors import ParamsError

_SATURDAY = 5


def span(first: date, last: date) -> tuple[date, ...]:
    """Every day from ``first`` to ``last``, both ends in; none where ``last`` is before
    ``first``.
    """
    return tuple(first + timedelta(days=i) for i in range((last - first).days + 1))


class Holiday(Strict):
    """A holiday: its days off, both ends in, and the weekend days worked instead (调休上班)."""

    name: str
    first_day: date
    last_day: date
    make_up_days: list[date]

    @model_validator(mode="after")
    def _sound(self) -> Holiday:
        if self.first_day > self.last_day:
            raise ValueError(f"（{self.name}）首日晚于末日")
        if any(d.weekday() < _SATURDAY for d in self.make_up_days):
            raise ValueError(f"（{self.name}）调休上班日不是周六或周日")
        return self

    @property
    def days_off(self) -> tuple[date, ...]:
        """Every day off of this holiday."""
        return span(self.first_day, self.last_day)


class Year(Strict):
    """One year's arrangement and the notice it is copied from."""

    source: str = Field(min_length=2)
    holidays: list[Holiday] = Field(min_length=1)

    @property
    def days_off(self) -> list[date]:
        """Every day off of its holidays."""
        return list(chain.from_iterable(h.days_off for h in self.holidays))

    @property
    def make_up_days(self) -> list[date]:
        """Every weekend day that is worked instead."""
        return list(chain.from_iterable(h.make_up_days for h in self.holidays))


class _CalendarFile(Strict):
    years: dict[int, Year] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> _CalendarFile:
        for number, year in self.years.items():
            days = [*year.days_off, *year.make_up_days]
            if {d.year for d in days} != {number}:
                raise ValueError(f"：{number}年的安排里有别的年份的日期")
            if len(days) != len(set(days)):
                raise ValueError(f"：{number}年有一天写了两次")
        return self


class WorkingCalendar:
    """Working days of the covered years: Monday to Friday without the days off, with the make-up
    days.
    """

    def __init__(self, years: dict[int, Year]) -> None:
        off = set(chain.from_iterable(y.days_off for y in years.values()))
        extra = set(chain.from_iterable(y.make_up_days for y in years.values()))
        every = chain.from_iterable(span(date(y, 1, 1), date(y, 12, 31)) for y in sorted(years))
        self.sources = {number: year.source for number, year in sorted(years.items())}
        self._days = tuple(
            d for d in every if d in extra or (d.weekday() < _SATURDAY and d not in off)
        )

    @classmethod
    def load(cls, params: Path) -> WorkingCalendar:
        """The calendar of a workspace.

        Raises
        ------
        ParamsError
            where ``calendar.yaml`` is missing or wrong, or a make-up day is no weekend day.
        """
        return cls(yaml.read(params / "calendar.yaml", _CalendarFile).years)

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is worked; ``ParamsError`` for a year the calendar doesn't cover."""
        return len(self.working_days(day, day)) == 1

    def working_days(self, first: date, last: date) -> tuple[date, ...]:
        """The working days from ``first`` to ``last``, both ends in, in order; none where ``last``
        is before ``first``.

        Raises
        ------
        ParamsError
            where a year in between isn't covered.
        """
        self._check(first, last)
        return self._days[bisect_left(self._days, first) : bisect_right(self._days, last)]

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; the beginning day isn't counted (民法典 art.
        201), 0 gives ``day``.

        Raises
        ------
        ParamsError
            where the clock runs into a year that isn't covered.
        ValueError
            for a negative count.
        """
        if count < 0:
            raise ValueError(f"count must not be negative: {count}")
        self._check(day, day)
        if count == 0:
            return day
        place = bisect_right(self._days, day) + count - 1
        end = self._days[place] if place < len(self._days) else date(max(self.sources) + 1, 1, 1)
        self._check(day, end)
        return end

    def _check(self, first: date, last: date) -> None:
        missing = next((y for y in range(first.year, last.year + 1) if y not in self.sources), None)
        if missing is not None:
            raise ParamsError(
                f"工作日历里没有{missing}年",
                remedy=f"照国务院办公厅{missing}年放假安排的通知，在 params/calendar.yaml 中补上这一年的放假日和调休上班日",
                place=("文件 params/calendar.yaml",),
            )
