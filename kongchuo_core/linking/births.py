"""Birth dates as whole numbers yyyymmdd, and which other date may be meant by one that was written
down wrong.

The lunar calendar is that of ``lunar_python``.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
from lunar_python import LunarYear

DATE = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"
"""What eight digits that may be a date look like."""
_YEARS_OFF = (1, 10, 100)
"""Slips of a year's last, third and first digits that are common at a keyboard."""
_LUNAR_FROM, _LUNAR_TO = 1990, 2050
_ORDINAL_OF_JULIAN = 1721425
"""The Julian day at noon of the day before the first of the proleptic calendar."""


def days(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
    """yyyymmdd → days."""
    months = (numbers // 10000 - 1970) * 12 + numbers // 100 % 100 - 1
    dates: npt.NDArray[np.datetime64] = months.astype("datetime64[M]").astype("datetime64[D]") + (
        numbers % 100 - 1
    ).astype("timedelta64[D]")
    return dates


def as_number(dates: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """Days → yyyymmdd."""
    months = dates.astype("datetime64[M]")
    month = months.astype(np.int64)
    numbers: npt.NDArray[np.int64] = (
        (1970 + month // 12) * 10000
        + (month % 12 + 1) * 100
        + (dates - months).astype(np.int64)
        + 1
    )
    return numbers


@cache
def misreadings(written: int) -> tuple[int, ...]:
    """Other dates that may be meant by a written one: month and day changed places, a year off, the
    lunar date or the solar.
    """
    year, month, day = written // 10000, written // 100 % 100, written % 100
    found = [_real(year, day, month)]
    for off in _YEARS_OFF:
        found += [_real(year + off, month, day), _real(year - off, month, day)]
    found += _other_calendar(written)
    return tuple(sorted({d for d in found if d and d != written}))


def misread(one: int, other: int) -> bool:
    """Whether one of two dates may have been meant by the other."""
    return other in misreadings(one) or one in misreadings(other)


def _real(year: int, month: int, day: int) -> int | None:
    try:
        date(year, month, day)
    except ValueError:
        return None
    return year * 10000 + month * 100 + day


def _other_calendar(written: int) -> list[int | None]:
    """The lunar date of a solar one, and the solar dates of a lunar one, also of a leap month."""
    year = written // 10000
    lunar = [_calendar(y)[0].get(written) for y in (year - 1, year)]
    return [*lunar, *_calendar(year)[1].get(written, ())]


@cache
def _calendar(year: int) -> tuple[dict[int, int], dict[int, list[int | None]]]:
    """Of a lunar year: solar date → lunar date, and lunar date → solar dates, two where that month
    has a leap month behind it.
    """
    lunar: dict[int, int] = {}
    solar: dict[int, list[int | None]] = {}
    if not _LUNAR_FROM <= year < _LUNAR_TO:
        return lunar, solar
    for month in LunarYear.fromYear(year).getMonthsInYear():
        first = round(month.getFirstJulianDay()) - _ORDINAL_OF_JULIAN
        for n in range(month.getDayCount()):
            day = date.fromordinal(first + n)
            said = year * 10000 + abs(month.getMonth()) * 100 + n + 1
            there = day.year * 10000 + day.month * 100 + day.day
            lunar[there] = said
            solar.setdefault(said, []).append(there)
    return lunar, solar
