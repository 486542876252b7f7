"""The days that the columns of an attendance sheet stand for: what a heading names, and which dates
these are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from kongchuo_core.registers import values
from kongchuo_core.settings.models import Term

FEW = 3
"""Columns of bare numbers or weekdays from which they are days; one date is enough."""
_MONTH_LENGTH = 31
_FIGURES = "零一二三四五六七八九十"
_DATE = re.compile(
    r"(?:(\d{2}|\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})[日号]?(?:[(（]?(?:星期|周)?[一二三四五六日天][)）]?)?"
)
_NUMBER = re.compile(r"(\d{1,2})[日号]?|([一二三四五六七八九十]{1,3})[日号]")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)?([一二三四五六日天])")
_WEEK = re.compile(r"第?(\d{1,2}|[一二三四五六七八九十]{1,3})周")
_MONTH = re.compile(r"(?<!\d)(\d{1,2}|[一二三四五六七八九十]{1,2})月份?")
_MONTH_OF = re.compile(rf"(?:(\d{{4}})年)?{_MONTH.pattern}")
_PART = re.compile(
    "[上下早晚]|[上下]午|[早晚]上|中午|早[读操]|晚自习|第?[一二三四五六七八1-8]节|AM|PM"
)
_DATE_IN = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")
_YEAR = re.compile(r"(20\d{2})年")


@dataclass(frozen=True)
class Label:
    """What the heading of a column of days names: ``kind`` is date, number, weekday, week
    or month.
    """

    kind: str
    day: int
    month: int | None = None
    year: int | None = None


def label(parts: Sequence[Any]) -> Label | None:
    """The day that the cells of a column's heading name, read from the lowest up; ``None`` where
    they name none.

    A month above numbers, as 9月 over 1, 2, 3, is theirs.
    """
    whole = [part for part in reversed(parts) if not _is_part_of_day(part)]
    if not whole or _label(whole[0]) is None:
        return None
    read = [found for part in whole if (found := _label(part)) is not None]
    strongest = min(read, key=lambda found: _STRENGTH.index(found.kind))
    above = next((found for found in read if found.kind == "month"), None)
    if strongest.kind != "number" or above is None:
        return strongest
    return replace(strongest, month=above.day, year=above.year)


_STRENGTH = ("date", "number", "weekday", "week", "month")
"""What says most of a day comes first."""


def _is_part_of_day(cell: Any) -> bool:
    return isinstance(cell, str) and _PART.fullmatch("".join(cell.split())) is not None


def written(parts: Sequence[Any]) -> str:
    """A heading as it is told: dates in words, figures as they stand."""
    return "·".join(
        f"{p.month}月{p.day}日" if isinstance(p, date) else " ".join((values.text(p) or "").split())
        for p in parts
    )


def _label(cell: Any) -> Label | None:
    if isinstance(cell, date | datetime):
        return Label("date", cell.day, cell.month, cell.year)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        whole = cell == int(cell) and 1 <= cell <= _MONTH_LENGTH
        return Label("number", int(cell)) if whole else None
    if not isinstance(cell, str):
        return None
    plain = "".join(unicodedata.normalize("NFKC", cell).split())
    if found := _DATE.fullmatch(plain):
        year = found[1] and int(found[1]) % 100 + 2000
        month, day = int(found[2]), int(found[3])
        sound = 1 <= month <= 12 and 1 <= day <= _MONTH_LENGTH
        return Label("date", day, month, year or None) if sound else None
    if found := _MONTH_OF.fullmatch(plain):
        return Label("month", _figure(found[2]), year=(found[1] and int(found[1])) or None)
    for kind, pattern in (
        ("number", _NUMBER),
        ("weekday", _WEEKDAY),
        ("week", _WEEK),
    ):
        if found := pattern.fullmatch(plain):
            figure = _figure(next(filter(None, found.groups())))
            return Label(kind, figure) if 1 <= figure <= _MONTH_LENGTH else None
    return None


def _figure(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text in "日天":
        return 7
    tens, ten, ones = text.partition("十")
    if not ten:
        return _FIGURES.index(text) if text in _FIGURES else 0
    return 10 * (_FIGURES.index(tens) if tens else 1) + (_FIGURES.index(ones) if ones else 0)


def chosen(labels: Mapping[int, Label]) -> list[int]:
    """Of columns with such headings those that are days: a single number is as likely to be
    anything else.
    """
    kinds = Counter(found.kind for found in labels.values())
    return [
        index for index, found in labels.items() if found.kind == "date" or kinds[found.kind] >= FEW
    ]


def dated(labels: Sequence[Label], around: Iterable[str], term: Term) -> list[date | None]:
    """The dates of a grid's days, where heading, titles, sheet or file name the month; ``None``
    where nobody does.

    Weekdays are those of the week in which the first date of a title lies. A year that nobody names
    is the term's.
    """
    month, year, week = _named(around)
    found: list[date | None] = []
    for day in labels:
        if day.kind in ("week", "month"):
            found.append(None)
        elif day.kind == "weekday":
            start = week and _of(week[0] or year, week[1], week[2], term)
            monday = start and start - timedelta(days=start.weekday())
            found.append(monday and monday + timedelta(days=day.day - 1))
        else:
            found.append(_of(day.year or year, day.month or month, day.day, term))
    return found


def in_term(cell: Any, term: Term) -> date | None:
    """A date without its year, such as 9月22日 or 9.22, as a day of the term; ``None`` for anything
    else.
    """
    found = _label(cell) if isinstance(cell, str) else None
    if found is None or found.kind != "date":
        return None
    return _of(found.year, found.month, found.day, term)


def _named(
    around: Iterable[str],
) -> tuple[int | None, int | None, tuple[int | None, int, int] | None]:
    """Month, year and first date that the nearest of the texts around a table name."""
    month = year = week = None
    for text in around:
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        months = {_figure(m) for m in _MONTH.findall(plain)}
        if month is None and len(months) == 1:
            month = months.pop()
        if year is None and (found := _YEAR.search(plain)):
            year = int(found[1])
        if week is None and (first := _DATE_IN.search(plain)):
            week = ((first[1] and int(first[1])) or None, int(first[2]), int(first[3]))
    return month, year, week


def _of(year: int | None, month: int | None, day: int, term: Term) -> date | None:
    """A date; without a year the one that lies in the term, else the year of its beginning."""
    if month is None:
        return None
    years = [year] if year else [term.first_day.year, term.last_day.year]
    days = []
    for number in years:
        try:
            days.append(date(number, month, day))
        except ValueError:
            continue
    inside = [d for d in days if term.first_day <= d <= term.last_day]
    return next(iter(inside or days), None)
