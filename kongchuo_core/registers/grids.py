"""Attendance sheets: a column a day, a mark a cell, as a class teacher keeps them.

On a roll the marks of a row are one answer: a pupil who was seen on one of the last days is there; one who has been away for
longer than an absence may last is not, or is a question where the marks tell of leave or can't be read. In the register of
absences each stretch of days with the same mark becomes a record of its own: away from … to …, or a stretch without absence.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from kongchuo_core.registers import values
from kongchuo_core.registers.raw import ErrorValue, NoResult, is_blank
from kongchuo_core.registers.words import Says, Words, folded
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
_MARK = r"[^\w\s，。,;；、:：.()（）“”\"‘’'\[\]【】{}<>《》]|(?<![A-Za-z])[A-Za-z](?![A-Za-z])"
_LEGEND = {
    Says.YES: "出勤 出席 到校 在校 已到 正常 迟到 早退 公假",
    Says.NO: "旷课 旷到 缺勤 缺课 缺席 未到校 未到 不在校 辍学",
    Says.ASK: "病假 事假 请假 休学 病 事 假",
}
_MEANS: dict[str, Says] = {}
for _says, _words in _LEGEND.items():
    _MEANS |= dict.fromkeys(_words.split(), _says)
_WORD = "|".join(sorted(_MEANS, key=len, reverse=True))
_LINK = r"[\s“”\"‘’'(（【\[)）】\]:：=为打画记用以表示代—-]*"
_WORD_FIRST = re.compile(f"({_WORD}){_LINK}({_MARK})")
_MARK_FIRST = re.compile(f"({_MARK}){_LINK}({_WORD})")
_KIND = re.compile(
    "(?:出?缺勤|出勤|考勤|点名|旷课|到校)(?:登记|记录|统计|情况|签到|考核)*[表册簿]?"
)
_EXPLAINS = re.compile(r"\s*[(（【]?(?:备?注|说明|图例|符号|记号|填表)")
BLANK = "空白"
"""What is told of days without any mark."""
_SLASHES = frozenset("/\\")
_WARMTH = re.compile(r"3[5-9](?:\.\d{1,2})?|4[0-2](?:\.\d{1,2})?")
"""A temperature, taken of somebody who was there."""
_DAYS = {"week": 5, "month": 20}
"""School days of a column that stands for more than one."""


@dataclass(frozen=True)
class Label:
    """What the heading of a column of days names: ``kind`` is date, number, weekday, week or month."""

    kind: str
    day: int
    month: int | None = None
    year: int | None = None


def label(parts: Sequence[Any]) -> Label | None:
    """The day that the cells of a column's heading name, read from the lowest up; ``None`` where they name none.

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
    """Of columns with such headings those that are days: a single number is as likely to be anything else."""
    kinds = Counter(found.kind for found in labels.values())
    return [
        index for index, found in labels.items() if found.kind == "date" or kinds[found.kind] >= FEW
    ]


def legend(texts: Iterable[str]) -> dict[str, Says]:
    """What the marks of a sheet mean where a line of it says so, as 出勤√ 旷课× 病假○ does."""
    found: dict[str, Says] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        forward = [(mark, word) for word, mark in _WORD_FIRST.findall(plain)]
        backward = _MARK_FIRST.findall(plain)
        pairs = backward if len(backward) > len(forward) else forward
        if len(pairs) > 1 or (pairs and _EXPLAINS.match(plain)):
            found |= {folded(mark): _MEANS[word] for mark, word in pairs}
    return found


def without_legend(text: str) -> str:
    """A text without the marks it explains: what 旷课× means is said of nobody."""
    return text if not legend([text]) else _MARK_FIRST.sub("", _WORD_FIRST.sub("", text))


def without_kind(text: str) -> str:
    """A title without what it calls itself: 出缺勤登记表, 考勤表, 点名册."""
    return _KIND.sub("", text)


@dataclass(frozen=True)
class Mark:
    """One cell of a grid: what it says, ``None`` for nothing, and its words."""

    says: Says | None
    text: str = ""
    known: bool = True


@dataclass(frozen=True)
class Grid:
    """The marks of a table's rows, day by day; ``filed`` the places of the days of which anything is said.

    ``understood`` : whether any mark tells of presence or absence; of a grid without one, such as a sheet of scores, nothing is
    read.
    """

    labels: tuple[Label, ...]
    rows: tuple[tuple[Mark, ...], ...]
    filed: tuple[int, ...]

    @property
    def understood(self) -> bool:
        """Whether it is attendance at all."""
        return any(m.says in (Says.YES, Says.NO) for m in chain.from_iterable(self.rows))


def meanings_in(rows: Iterable[Sequence[Any]]) -> dict[str, Says]:
    """The legend that stands anywhere on a sheet."""
    cells = chain.from_iterable(rows)
    return legend(cell for cell in cells if isinstance(cell, str) and len(cell) > 3)


def tells(cells: Iterable[Any], words: Words, meanings: Mapping[str, Says]) -> bool:
    """Whether cells hold a mark of presence or absence, or nothing at all: then their columns are days of attendance."""
    marks = [_mark(cell, words, meanings) for cell in set(map(_plain, cells))]
    filled = [mark for mark in marks if mark.says is not None or mark.text]
    return not filled or any(mark.says in (Says.YES, Says.NO) for mark in filled)


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, str | int | float | bool) else None


def grid(
    labels: Sequence[Label],
    columns: Sequence[Sequence[Any]],
    words: Words,
    meanings: Mapping[str, Says],
) -> Grid:
    """The grid of a table: ``columns`` are the cells of its columns of days, several of one day being parts of it."""
    days = list(dict.fromkeys(labels))
    read = [[_mark(cell, words, meanings) for cell in column] for column in columns]
    read = _usual(read)
    size = len(columns[0]) if columns else 0
    rows = []
    for i in range(size):
        parts: dict[Label, list[Mark]] = {day: [] for day in days}
        for found, column in zip(labels, read, strict=True):
            parts[found].append(column[i])
        rows.append([_whole_day(parts[day]) for day in days])
    filed = _filed(rows, len(days))
    if not any(mark.says is Says.YES for mark in chain.from_iterable(rows)):
        rows = [_only_absences(row, filed) for row in rows]
    return Grid(tuple(days), tuple(map(tuple, rows)), filed)


def _mark(cell: Any, words: Words, meanings: Mapping[str, Says]) -> Mark:
    if isinstance(cell, NoResult | ErrorValue):
        return Mark(Says.ASK, "公式没有结果", known=False)
    if is_blank(cell):
        return Mark(None)
    text = values.text(cell) or ""
    plain = folded(text)
    if plain in meanings:
        return Mark(meanings[plain], text)
    if _WARMTH.fullmatch(plain):
        return Mark(Says.YES, text)
    if plain in _SLASHES or words.blank(text):
        return Mark(None, text)
    heard = words.heard(text)
    said = bool(heard.words or heard.answers) and not heard.rest
    known = said and (heard.verdict() is not Says.ASK or any(c.isalnum() for c in plain))
    return Mark(heard.verdict(), text, known)


def _usual(columns: list[list[Mark]]) -> list[list[Mark]]:
    """Where nobody is ticked and a stroke stands in most of the filled cells, the stroke is what others write as a tick."""
    marks = list(chain.from_iterable(columns))
    strokes = sum(mark.says is None and mark.text in _SLASHES for mark in marks)
    filled = sum(mark.says is not None or bool(mark.text) for mark in marks)
    if any(mark.says is Says.YES for mark in marks) or 2 * strokes <= filled:
        return columns
    return [
        [Mark(Says.YES, m.text) if m.says is None and m.text in _SLASHES else m for m in column]
        for column in columns
    ]


def _whole_day(parts: Sequence[Mark]) -> Mark:
    """Morning and afternoon as a day: who was there for one of them was there."""
    for wanted in (Says.YES, Says.ASK, Says.NO):
        if found := next((mark for mark in parts if mark.says is wanted), None):
            return found
    return parts[0]


def _filed(rows: Sequence[Sequence[Mark]], days: int) -> tuple[int, ...]:
    """The days of which the school says anything; one word all the way down that is neither yes nor no, such as 国庆, is a day off."""
    found = []
    for day in range(days):
        said = {row[day] for row in rows if row[day].says is not None}
        off = len(said) == 1 and len(rows) > 1 and next(iter(said)).says is Says.ASK
        if said and not (off and all(row[day].says for row in rows)):
            found.append(day)
    return tuple(found)


def _only_absences(row: Sequence[Mark], filed: Sequence[int]) -> list[Mark]:
    """A row of a sheet in which only absences are marked: a blank up to the last marked day is presence."""
    return [
        Mark(Says.YES) if mark.says is None and day in filed else mark
        for day, mark in enumerate(row)
    ]


def answer(labels: Sequence[Label], row: Sequence[Mark], filed: Sequence[int], most: int) -> Mark:
    """What a pupil's marks say together; ``most``: school days that an absence may last.

    Who was seen at most so many days before the last day filed is there.
    """
    said = [(labels[day], row[day]) for day in filed]
    if not said:
        return Mark(None)
    seen = max((i for i, (_, mark) in enumerate(said) if mark.says is Says.YES), default=-1)
    since = said[seen + 1 :]
    if seen >= 0 and sum(_DAYS.get(found.kind, 1) for found, _ in since) <= most:
        return Mark(Says.YES)
    told = "、".join(dict.fromkeys(mark.text or BLANK for _, mark in since))
    away = {mark.says for _, mark in since if mark.says is not None}
    if away == {Says.NO} and (seen < 0 or all(mark.says for _, mark in since)):
        return Mark(Says.NO, told)
    return Mark(Says.ASK, told, all(mark.known for _, mark in since))


@dataclass(frozen=True)
class Stretch:
    """Days on end with the same mark: ``says`` yes for days without absence, no for absence, ask for leave or an unknown mark."""

    first: date
    last: date
    mark: Mark


def stretches(
    days: Sequence[date | None], row: Sequence[Mark], filed: Sequence[int]
) -> Iterator[Stretch]:
    """The stretches of a pupil's row, over days of the calendar without a gap: a day nobody filed is told of by nobody."""
    open_: Stretch | None = None
    for place in filed:
        day, mark = days[place], row[place]
        if day is None:
            continue
        same = open_ is not None and (open_.mark.says, open_.mark.text) == (mark.says, mark.text)
        if open_ is not None and same and day - open_.last == timedelta(days=1):
            open_ = replace(open_, last=day)
            continue
        if open_ is not None:
            yield open_
        open_ = Stretch(day, day, mark)
    if open_ is not None:
        yield open_


def dated(labels: Sequence[Label], around: Iterable[str], term: Term) -> list[date | None]:
    """The dates of a grid's days, where heading, titles, sheet or file name the month; ``None`` where nobody does.

    Weekdays are those of the week in which the first date of a title lies. A year that nobody names is the term's.
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
