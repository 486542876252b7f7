"""Whether each row of a table asserts what its register is about, and what was doubtful about it.

A roll asserts that a pupil is there, a graduates' list that a pupil has finished, an approval that
it holds. The answer is yes, no, or a question; it comes from the columns that ask for it, from
notes and marks behind the name, from the name of the sheet, the titles and the file, from rows
hidden or struck out. A blank answers nothing: whether it counts is settled when the whole file is
known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import Any

from kongchuo_core.registers import values
from kongchuo_core.registers.raw import ErrorValue, NoResult, is_blank
from kongchuo_core.registers.words import VAGUE, Says, Words, folded, together
from kongchuo_core.vocabulary.registers import Kind

_A_DAY = re.compile(r"(?:\d{2,4}[年.-])?\d{1,2}[月./-]\d{1,2}[日号]?.*")
_THIS_TERM = timedelta(days=120)
"""Before a comparison: so far back its term may have begun."""
_OTHER_MATTER = re.compile("住|宿|走读|上下学|方式|身体|健康|视力|心理|残疾")
_HERE = frozenset({"学校", "本校", "我校", "校内", "在学校", "无", "无变化", "无变动"})
"""Where somebody is who is where he should be."""
_SYMBOLS = re.compile(r"[^\w，。,;；、:：()（）]+")
"""Marks in a note or behind a name, such as ★, tell of nothing."""


class Doubt(StrEnum):
    """Why a row's answer is a question, or why it is a no although no cell says so: codes of flags
    and of quality lines.
    """

    WORD = "says_unknown"
    BLANK = "says_blank"
    NOTE = "says_note"
    NO_RESULT = "says_no_result"
    HIDDEN = "says_hidden"
    STRUCK = "says_struck"
    SHEET = "says_sheet"
    CONFLICT = "says_conflict"
    UNLAWFUL = "says_unlawful"


_SILENT = (Kind.GONE, Kind.COUNTED, Kind.MISSED)
"""Kinds of columns in which a blank leaves nothing open."""


@dataclass
class Row:
    """What one row says: its answer (``None``: nothing yet), whether an answering cell was left
    blank, and the doubts.

    ``told`` has a line for each doubt: the heading of the column, what stands there.
    """

    answer: Says | None = None
    blank: bool = False
    doubts: dict[Doubt, tuple[str, str]] = field(default_factory=dict)

    def ask(self, doubt: Doubt, heading: str, what: str) -> None:
        """Make a question of the row."""
        self.answer = Says.ASK
        self.doubts.setdefault(doubt, (heading, what))


@dataclass(frozen=True)
class Column:
    """One column that says something: its heading as written, how it asks, its cells, the words it
    is read with.
    """

    heading: str
    kind: Kind | None
    cells: Sequence[Any]
    words: Words
    understood: bool = True
    """Whether the program knows what the column is about; of another only what a pupil alone can be
    told is heard.
    """
    where: bool = False
    """Whether it asks where somebody is, so that anything but the school is a question."""
    bare: bool = False
    """Whether nobody asks in it, so that a mere 无 or a cross is a question."""
    codes: Mapping[str, Says] = field(default_factory=dict)
    """What codes mean that the heading or a line around the table explains."""
    most: int = 0
    """Days that an absence may last."""
    until: date | None = None
    """The day of the comparison: what is to end later has not ended."""


def place_says(words: Words, title: str, sheet: str, file: str) -> Says | None:
    """What titles, sheet name and file name say together of everybody below; what stands nearer to
    the rows weighs more.

    A no in the file's name alone is a question where title or sheet says yes.
    """
    near = together(chain(_plain(words, title), _plain(words, sheet)))
    far = together(_plain(words, file))
    if near is None:
        return far
    if near is Says.YES and far is Says.NO:
        return Says.ASK
    return near


def _plain(words: Words, text: str) -> set[Says]:
    """A name that says both, such as 休学复学名单, says nothing certain."""
    told = words.told(text)
    return told if len(told) <= 1 else {Says.ASK}


def rows_say(count: int, answers: Sequence[Column], notes: Sequence[Column]) -> list[Row]:
    """The answer of every row of a table, before what stands around it, hidden and struck-out rows
    and blanks are judged.

    Parameters
    ----------
    answers : columns that ask; ``notes`` : columns that may only deny. A column that isn't
        understood asks where every cell of it tells of presence or absence.
    """
    rows = [Row() for _ in range(count)]
    unknown = [c for c in notes if not c.understood]
    asking = [c for c in unknown if _tells_of_all(c)]
    telling = [c for c in unknown if c not in asking and _tells_of_most(c)]
    for row, said in zip(rows, _answers(count, [*answers, *asking]), strict=True):
        row.answer, row.blank, row.doubts = said.answer, said.blank, said.doubts
    for column in notes:
        hear = _unlike_most if column in telling or column.where else _note
        told = values.each(column.cells, partial(hear, column))
        for row, (says, text) in zip(rows, told, strict=True):
            _noted(row, says, column.heading, text)
    return rows


def _tells_of_all(column: Column) -> bool:
    """Whether every filled cell of a column is a word of presence or of absence, and one of them of
    absence.
    """
    filled = {text for cell in column.cells if (text := values.text(cell))}
    read = {column.words.heard(t).verdict() for t in filled if column.words.answer(t) is None}
    none_else = all(column.words.answer(t) is None for t in filled)
    denied = any(Says.NO in column.words.of_pupil(t) for t in filled)
    return none_else and denied and read <= {Says.YES, Says.NO}


def _tells_of_most(column: Column) -> bool:
    """Whether a column whose heading says nothing tells of most pupils in words that they are
    there: then it tells of the others too.
    """
    filled = Counter(text for cell in column.cells if (text := values.text(cell)))
    return tell_of_most(column.words, column.heading, filled)


def tell_of_most(words: Words, heading: str, filled: Mapping[str, int]) -> bool:
    """The same of the texts of a column and how often each stands there."""
    if _OTHER_MATTER.search(heading):
        return False
    there = sum(
        count
        for text, count in filled.items()
        if folded(text) not in VAGUE and words.heard(text).words == {Says.YES}
    )
    return 2 * there > sum(filled.values())


def _unlike_most(column: Column, cell: Any) -> tuple[Says | None, str]:
    """A cell of a column that tells of most pupils that they are there: what isn't understood so is
    a question.
    """
    text = values.text(cell) or ""
    there = column.words.blank(text) or column.words.heard(text).verdict() is Says.YES
    there |= column.where and folded(text) in _HERE
    return (None if there else Says.ASK), text


def _answers(count: int, columns: Sequence[Column]) -> list[Row]:
    """What the asking columns of each row say together."""
    read = [values.each(c.cells, partial(_cell, c)) for c in columns]
    found = []
    for index in range(count):
        row = Row()
        said: list[tuple[Says, str, str]] = []
        came: list[tuple[Says, str, str]] = []
        for column, cells in zip(columns, read, strict=True):
            says, doubt, text = cells[index]
            weak = column.kind is Kind.CAME and says is Says.YES
            if says is not None:
                (came if weak else said).append((says, column.heading, text))
            if doubt is not None:
                row.doubts.setdefault(doubt, (column.heading, text))
        said = said or came  # who came may have left since: any other answer goes before
        row.answer = together(says for says, _, _ in said)
        if row.answer is Says.ASK and not row.doubts:
            heading = "、".join(h for _, h, _ in said)
            row.doubts[Doubt.CONFLICT] = (heading, "、".join(t for _, _, t in said))
        row.blank = row.answer is None and any(c.kind not in _SILENT for c in columns)
        found.append(row)
    return found


def _cell(column: Column, cell: Any) -> tuple[Says | None, Doubt | None, str]:
    """The answer of one cell, the doubt about it, and what stands there."""
    if isinstance(cell, NoResult):
        return Says.ASK, Doubt.NO_RESULT, "公式没有结果"
    if isinstance(cell, ErrorValue):
        return Says.ASK, Doubt.NO_RESULT, f"公式出错，显示{cell.code}"
    text = values.text(cell) or ""
    if is_blank(cell) or column.words.blank(text):
        return None, None, ""
    if values.is_error(text):
        return Says.ASK, Doubt.NO_RESULT, f"公式出错，显示{text}"
    if column.kind is Kind.GONE:
        ends, _ = values.day(cell)
        if ends is not None and column.until is not None and ends > column.until:
            return None, None, text
        return _gone(column.words, text)
    if (meant := column.codes.get(folded(text))) is not None:
        return meant, Doubt.WORD if meant is Says.ASK else None, text
    if column.kind is Kind.COUNTED:
        return (Says.NO if values.count(text.rstrip("天次节")) == 0 else None), None, text
    if column.kind is Kind.MISSED:
        missed = values.count(text.rstrip("天次节日")) or 0
        return (None, None, text) if missed <= column.most else (Says.ASK, Doubt.NOTE, text)
    if column.kind is Kind.CAME and (day := _came(column, cell, text)) is not None:
        return day
    says = column.words.heard(text).verdict(turned=column.kind is Kind.DENIES)
    return says, Doubt.WORD if says is Says.ASK else None, text


def _came(column: Column, cell: Any, text: str) -> tuple[Says | None, Doubt | None, str] | None:
    """What the day on which somebody came says; ``None`` for a cell without a day.

    A day after the comparison is a question; one of an earlier year, such as that of the first
    registration, says nothing.
    """
    day, _ = values.day(cell)
    if day is None:
        return (Says.YES, None, text) if _A_DAY.fullmatch(text) else None
    if column.until is not None and day > column.until:
        return Says.ASK, Doubt.WORD, text
    lately = column.until is None or column.until - day <= _THIS_TERM
    return Says.YES if lately else None, None, text


def _gone(words: Words, text: str) -> tuple[Says | None, Doubt | None, str]:
    """A column that is filled in only where a child is gone: 无 and 在校 say nothing, anything else
    says no.
    """
    if words.answer(text) is not None or words.told(text) == {Says.YES}:
        return None, None, text
    return Says.NO, None, text


def _note(column: Column, cell: Any) -> tuple[Says | None, str]:
    """What a note says of the matter: no or a question where it tells of absence, nothing where it
    tells of anything else.
    """
    text = values.text(cell) or ""
    hears = column.words.told if column.understood else column.words.of_pupil
    told = hears(_SYMBOLS.sub(" ", text))
    if column.bare and column.words.answer(text) is Says.NO:
        told = {Says.ASK}
    return (together(told) if told - {Says.YES} else None), text


def _noted(row: Row, says: Says | None, heading: str, text: str) -> None:
    if says is not None and row.answer is not Says.NO:
        row.ask(Doubt.NOTE, heading, text)


def placed(row: Row, place: Says, where: str) -> None:
    """A sheet that names those who are not there: it says no where no cell says anything else."""
    if place is Says.NO and row.answer in (None, Says.NO) and not row.blank:
        row.answer = Says.NO
        row.doubts.setdefault(Doubt.SHEET, ("", where))
    elif row.answer is None or (place is Says.NO and row.answer is Says.YES):
        row.ask(Doubt.SHEET, "", where)


def marks_anyone(rows: Sequence[Row]) -> bool:
    """Whether a cell says of anybody that the child is there."""
    return any(row.answer is Says.YES for row in rows)


def settle_blanks(rows: Sequence[Row], heading: str, *, marked: bool) -> None:
    """Judge the blanks: questions where the file marks others as present; else whoever is listed is
    there.
    """
    for row in rows:
        if row.answer is None and row.blank and marked:
            row.ask(Doubt.BLANK, heading, "空白")
        elif row.answer is None:
            row.answer = Says.YES
