"""Attendance sheets: a column a day, a mark a cell, as a class teacher keeps them.

On a roll the marks of a row are one answer: a pupil who was seen on one of the last days is there;
one who has been away for longer than an absence may last is not, or is a question where the marks
tell of leave or can't be read. In the register of absences each stretch of days with the same mark
becomes a record of its own: away from … to …, or a stretch without absence.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from kongchuo_core.registers import values
from kongchuo_core.registers.day_headings import Label
from kongchuo_core.registers.raw import ErrorValue, NoResult, is_blank
from kongchuo_core.registers.words import Says, Words, folded

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
_EXPLAINS = re.compile(
    r"^\s*[(（【]?(?:备?注|说明|图例|符号|记号|填表)|[打画记用以]\s*[“\"'‘]?[^\w\s]"
)
_OF_ABSENCE = re.compile("(?<![出到])(?:缺勤|缺课|旷课|缺席|未到校)")
BLANK = "空白"
"""What is told of days without any mark."""
_SLASHES = frozenset("/\\")
_WARMTH = re.compile(r"3[5-9](?:\.\d{1,2})?|4[0-2](?:\.\d{1,2})?")
"""A temperature, taken of somebody who was there."""
_DAYS = {"week": 5, "month": 20}
"""School days of a column that stands for more than one."""


def legend(texts: Iterable[str]) -> dict[str, Says]:
    """What the marks of a sheet mean where a line of it says so, as 出勤√ 旷课× 病假○ does."""
    found: dict[str, Says] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        forward = [(mark, word) for word, mark in _WORD_FIRST.findall(plain)]
        backward = _MARK_FIRST.findall(plain)
        pairs = backward if len(backward) > len(forward) else forward
        if len(pairs) > 1 or (pairs and _EXPLAINS.search(plain)):
            found |= {folded(mark): _MEANS[word] for mark, word in pairs}
    return found


def without_legend(text: str) -> str:
    """A text without the marks it explains: what 旷课× means is said of nobody."""
    return text if not legend([text]) else _MARK_FIRST.sub("", _WORD_FIRST.sub("", text))


def lists_absences(text: str) -> bool:
    """Whether a title calls a sheet one of absences alone: 缺勤登记表, not 出缺勤登记表."""
    return _OF_ABSENCE.search(text) is not None


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
    """The marks of a table's rows, day by day; ``filed`` the places of the days of which anything
    is said.
    """

    labels: tuple[Label, ...]
    rows: tuple[tuple[Mark, ...], ...]
    filed: tuple[int, ...]


def meanings_in(rows: Iterable[Sequence[Any]]) -> dict[str, Says]:
    """The legend that stands anywhere on a sheet."""
    cells = chain.from_iterable(rows)
    return legend(cell for cell in cells if isinstance(cell, str) and len(cell) > 3)


def tells(cells: Iterable[Any], words: Words, meanings: Mapping[str, Says]) -> bool:
    """Whether cells hold a mark of presence or absence, or nothing at all: then their columns are
    days of attendance.
    """
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
    *,
    of_absence: bool = False,
) -> Grid:
    """The grid of a table: ``columns`` are the cells of its columns of days, several of one day
    being parts of it.

    ``of_absence``: the sheet calls itself one of absences, in which a tick may stand for one.
    """
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
    meant = _ticks_mean(rows, len(filed), of_absence)
    rows = [[_meant(mark, meant) for mark in row] for row in rows]
    if meant is Says.NO or not any(m.says is Says.YES for m in chain.from_iterable(rows)):
        rows = [_only_absences(row, filed) for row in rows] if meant is not Says.ASK else rows
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
    """Where nobody is ticked and a stroke stands in most of the filled cells, the stroke is what
    others write as a tick.
    """
    marks = list(chain.from_iterable(columns))
    strokes = sum(mark.says is None and mark.text in _SLASHES for mark in marks)
    filled = sum(mark.says is not None or bool(mark.text) for mark in marks)
    if any(mark.says is Says.YES for mark in marks) or 2 * strokes <= filled:
        return columns
    return [
        [Mark(Says.YES, m.text) if m.says is None and m.text in _SLASHES else m for m in column]
        for column in columns
    ]


def _ticks_mean(rows: Sequence[Sequence[Mark]], days: int, of_absence: bool) -> Says:
    """Ticks alone, and in few of the cells, are absences on a sheet of absences; anywhere else
    nobody knows what they are.
    """
    said = Counter(mark.says for mark in chain.from_iterable(rows))
    if said[Says.NO] or not said[Says.YES] or 2 * said[Says.YES] >= days * len(rows):
        return Says.YES
    return Says.NO if of_absence else Says.ASK


def _meant(mark: Mark, ticks: Says) -> Mark:
    if mark.says is not Says.YES or ticks is Says.YES:
        return mark
    return replace(mark, says=ticks, known=ticks is Says.NO)


def _whole_day(parts: Sequence[Mark]) -> Mark:
    """Morning and afternoon as a day: who was there for one of them was there."""
    for wanted in (Says.YES, Says.ASK, Says.NO):
        if found := next((mark for mark in parts if mark.says is wanted), None):
            return found
    return parts[0]


def _filed(rows: Sequence[Sequence[Mark]], days: int) -> tuple[int, ...]:
    """The days of which the school says anything; one word all the way down that is neither yes nor
    no, such as 国庆, is a day off.
    """
    found = []
    for day in range(days):
        said = {row[day] for row in rows if row[day].says is not None}
        off = len(said) == 1 and len(rows) > 1 and next(iter(said)).says is Says.ASK
        if said and not (off and all(row[day].says for row in rows)):
            found.append(day)
    return tuple(found)


def _only_absences(row: Sequence[Mark], filed: Sequence[int]) -> list[Mark]:
    """A row of a sheet in which only absences are marked: a blank up to the last marked day is
    presence.
    """
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
    """Days on end with the same mark: ``says`` yes for days without absence, no for absence, ask
    for leave or an unknown mark.
    """

    first: date
    last: date
    mark: Mark


def stretches(
    days: Sequence[date | None], row: Sequence[Mark], filed: Sequence[int]
) -> Iterator[Stretch]:
    """The stretches of a pupil's row, over days of the calendar without a gap: a day nobody filed
    is told of by nobody.
    """
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
