"""One table of a sheet → records: fields read a column at a time, notes left out, what can't be
used quarantined with its reason.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.registers import (
    attended,
    classes,
    day_headings,
    grids,
    looks,
    named_terms,
    says,
    values,
)
from kongchuo_core.registers.boxes import chosen
from kongchuo_core.registers.headers import (
    SAYING,
    TO_MARK,
    Column,
    Table,
    Whose,
    heading_key,
    is_numbering,
)
from kongchuo_core.registers.named_terms import Mention
from kongchuo_core.registers.raw import ErrorValue, NoResult, RawSheet, is_blank
from kongchuo_core.registers.statuses import status_label
from kongchuo_core.registers.towns import Towns, village
from kongchuo_core.registers.words import (
    OF_DAYS,
    OF_PLACES,
    Says,
    explained,
    folded,
    words_about,
)
from kongchuo_core.regulation.profiles import absence_limit
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.codes import (
    APPROVAL_TYPE,
    HOUSEHOLD_STATUS,
    QUALITY,
    SEX,
    STUDENT_STATUS,
    CodeList,
    Fate,
)
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import DAYS, FULL_ATTENDANCE, Kind, Register

_SCHOOL_NAME = re.compile(r"(?:^|[\s:])([^\s(:]+?(?:(?<!中)小学|中学|学校|教学点|校区))(?!:)")
_NUMBER = re.compile(r"\s*(?:G|L)?\d{15,18}[\dXx]?\s*", re.IGNORECASE)
"""What stands in a column of numbers is somebody's, whatever the row begins with."""
_LONG_NUMBER = re.compile(r"\d{6,}[\dXx]*")
_CERTIFICATE = re.compile(r"(\d{17}[\dXx])\d{2}[A-Za-z]?\d?")
_STUDENT_NUMBER = re.compile(r"[GgLl]?(\d{17}[\dXx])")
MOST_SAID = 20
"""Characters of a cell that a message repeats."""
_NOTE_WORDS = (
    "注",
    "说明",
    "填表",
    "审核",
    "制表",
    "单位负责人",
    "合计",
    "总计",
    "小计",
    "共计",
    "本页",
    "总合计",
    "接上页",
    "接下页",
    "备注",
    "联系人",
    "报送",
    "应到",
    "实到",
    "出勤人数",
    "缺勤人数",
)
_OF_ABOVE = re.compile("(?:备?注|说明|以上|上述|其中)")
_LACKS = re.compile(r"[缺少差欠][席勤]?[:：]?(?=([\w、]+))")
"""Before the names of those who are not there: 实到18人，缺李红."""
_EXCEPT = re.compile("除外|以外|除了?[^，。；]*外")
"""What is told of the others isn't told of those whose names stand beside it."""
_OF_ALL_ABOVE = re.compile("以上|上述")
"""How a remark begins that tells of the rows above it."""
_SUMS = ("合计", "总计", "小计", "应到", "实到", "应到人数", "实到人数", "出勤人数", "缺勤人数")
_LONGER_THAN_A_NAME = 5
"""Characters from which a lone cell may be a line about the rows below it and not
somebody's name.
"""
_LACKING = {"name": "no_name", "school": "no_school", "town": "no_town", "id_no": "no_key"}
_ILLEGIBLE = {"town": "unknown_town"}
_ALL_ROWS, _NO_ROW = pa.scalar(True), pa.scalar(False)
_ARROW: dict[Kind, pa.DataType] = {
    Kind.DATE: pa.date32(),
    Kind.MONTH: pa.date32(),
    Kind.COUNT: pa.float64(),
    Kind.YES_NO: pa.bool_(),
}
_NOT_STORED = (*SAYING, Kind.PERIOD, Kind.DAYS)
"""Kinds of columns whose cells become an answer or dates."""
_HIDDEN_MATTERS = ("presence", "graduates", "elsewhere", "approvals", "home_teaching")
"""Registers in which a hidden row or sheet is a question; in the others it is a row like
any other.
"""
STATES: dict[str, tuple[str, CodeList]] = {
    "household": ("household_status", HOUSEHOLD_STATUS),
    "enrolment": ("student_status", STUDENT_STATUS),
}
"""Registers with a column of states of their own, and its code list."""


_MAY_DENY: dict[str, tuple[str, ...]] = {
    "graduates": ("graduated_on", "diploma"),
    "elsewhere": ("school", "evidence"),
    "approvals": ("approval_no", "medical"),
    "home_teaching": ("school", "visits"),
}
"""Register → columns of something else in which a word may deny what the row says: 毕业时间 未毕业, 送教次数
未送, 证明材料 无.
"""
_A_SCHOOL = re.compile("[校学园院]")
_UNTIL_NOW = frozenset({"至今", "今", "目前", "现在", "未返校", "仍未返校", "至今未返校"})
"""The end of an absence that lasts."""
_NOWHERE = re.compile("(?:去向|下落)不(?:明|清|详)|不知(?:去向|下落)|失踪|失联")
_CLASS_OF = re.compile(r"(20\d{2})届")
_LAST_MONTH = 7
"""In which a class leaves school."""
_PRIMARY = re.compile("(?:小学|完小|教学点)$")
_WHERE = re.compile("去向|何处|哪里|何地|下落")
"""A column that asks where somebody is: any other place than the school is a question."""
_MOVED = re.compile("转(入|出)的?(?:学?校|单位)")
"""A column of schools that pupils moved to or from."""
_CHILD_OF = re.compile("(?:之|户主之)?(?:独生|长|次|[一二三四五六七]|[大小])?[子女]|儿子|女儿|子女")
"""How the household register writes that somebody is the head's own child."""
_LEFT = {
    "moved_out": "迁出",
    "dead": "死亡",
    "cancelled": "注销",
    "moved_out_on": "迁出",
    "dead_on": "死亡",
    "cancelled_on": "注销",
}
"""Columns of the household register that tell that somebody left it, and the state they mean."""


@dataclass(frozen=True)
class Problem:
    """Something a sender should mend: where it stands and what kind it is; without a row it is the
    whole sheet or file.

    ``word``: where a cell's words aren't understood, these words, so that an office can say once
    what they mean.
    """

    register: str
    file: str
    sheet: str
    row: int | None
    column: str
    kind: str
    what: str
    remedy: str
    word: str = ""


@dataclass
class Part:
    """What one table of a file holds, before the file's blanks are settled.

    ``rows`` has the fields, ``said`` what each row says, ``asked`` the heading of the column that
    asks, ``passed`` the numbers of the rows that are no records: blanks, notes, totals, the header
    again.
    """

    table: pa.Table
    said: list[says.Row]
    asked: str
    problems: list[Problem] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)


def stored(register: Register) -> list[str]:
    """The fields of a register that its records keep as columns."""
    return [f.name for f in register.fields if f.kind not in _NOT_STORED]


def is_child_of_head(relation: str) -> bool:
    """Whether a word of kinship says that somebody is the head's own child."""
    return bool(_CHILD_OF.fullmatch(relation))


def schema(register: Register) -> pa.Schema:
    """The columns of a register's records: place, fate, the fields, and what the cells told about
    themselves.

    ``block`` counts the tables side by side on a sheet. ``says``: whether the row asserts what the
    register is about (yes, no, ask), ``doubts``: why not, as codes with a comma behind each,
    ``told``: what stands there instead. ``id_cut`` marks a number cut by a spreadsheet;
    ``birth_month_only`` a birth date written to the month; ``illegible`` a number or a birth date
    that nobody can read. ``lacks``: of a register that charges units, the columns of its form that
    the row's table hasn't, as codes with a comma behind each.
    """
    base = [
        ("row_id", pa.int64()),
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row", pa.int64()),
        ("block", pa.int64()),
        ("fate", pa.string()),
        ("reason", pa.string()),
    ]
    marks = [
        ("id_cut", pa.bool_()),
        ("birth_month_only", pa.bool_()),
        ("illegible", pa.bool_()),
        ("says", pa.string()),
        ("doubts", pa.string()),
        ("told", pa.string()),
        ("lacks", pa.string()),
    ]
    kinds = {f.name: _ARROW.get(f.kind, pa.string()) for f in register.fields}
    return pa.schema(base + [(name, kinds[name]) for name in stored(register)] + marks)


def _lone(row: Sequence[Any]) -> str:
    """The only text of a row, which may be merged over it; empty where there are several or
    none.
    """
    cells = {values.text(cell) for cell in row if not is_blank(cell)}
    return (cells.pop() or "") if len(cells) == 1 else ""


def _named_in(line: str, filled: list[list[Any]], table: Table) -> bool:
    """Whether a line names somebody of the table."""
    columns = [c.index for c in table.of("name")]
    rows = [row for row in filled[table.body : table.end] if not _lone(row)]
    cells = (row[c] for row, c in itertools.product(rows, columns) if c < len(row))
    names = (values.name(cell)[0] for cell in cells)
    return any(name and 1 < len(name) < len(line) and name in line for name in names)


def _is_note(row: Sequence[Any], named: frozenset[int], merged_across: bool) -> bool:
    """A line below or between the records that is no record: blank, a signature line, a total.

    ``named`` are the columns of name and number: a lone cell there is somebody, unless it is merged
    over the others.
    """
    cells = [(c, cell) for c, cell in enumerate(row) if not is_blank(cell)]
    if not cells:
        return True
    first = heading_key(cells[0][1])
    if len(cells) == 1 and (cells[0][0] not in named or merged_across):
        return True
    return (
        first.startswith(_NOTE_WORDS)
        and not first.isdigit()
        and (len(cells) <= 3 or first in _SUMS)
    )


class TableReader:
    """Reads the tables of one file of a register."""

    def __init__(self, register: Register, params: Params, towns: Towns, below: str) -> None:
        """``below``: the file's place below the register's folder, without its suffix."""
        self.register, self.params, self.towns, self.below = register, params, towns, below
        own = params.headings.words_of(register)
        self.words = words_about(register.code, own)
        self.words_around = words_about(f"{register.code}{OF_PLACES}", own)
        self.words_of_days = words_about(f"presence{OF_DAYS}", own)

    def read(self, sheet: RawSheet, filled: list[list[Any]], table: Table) -> Part:
        """The record rows of one table (columns of :func:`schema`, ``row_id`` not yet given)."""
        body = self._body(sheet, filled, table)
        rows = [filled[i] for i in body.records]
        if self.register.code == "absences" and table.of(DAYS.name):
            part = self._of_days(sheet, table, body, rows)
        else:
            part = _Reading(self, sheet, table, body, rows).part()
        passed = chain(body.passed, range(table.end, table.listed))
        part.passed = [sheet.numbers[i] for i in passed]
        return part

    def _of_days(self, sheet: RawSheet, table: Table, body: _Body, rows: list[list[Any]]) -> Part:
        """An attendance sheet as absences.

        Raises
        ------
        InputError
            where nothing tells of which month it is.
        """
        grid = attended.grid_of(table, rows, sheet, self.words_of_days, self.below)
        around = (table.title, table.before, sheet.sheet, self.below)
        days = day_headings.dated(grid.labels, around, self.params.term)
        if not any(days):
            raise InputError(
                "看不出这份考勤表是哪个月的",
                remedy="把月份写在标题、工作表名或文件名里，如“9月考勤表”，或者把日期写成9月1日",
                place=(f"文件 {sheet.file}", f"工作表 {sheet.sheet or '（csv）'}"),
            )
        found = attended.unfolded(table, rows, grid, days)
        origin = [body.records[i] for i in found.origin]
        sections = [body.sections[i] for i in found.origin]
        made = _Body(origin, sections, body.remarks, body.passed)
        reading = _Reading(self, sheet, found.table, made, found.rows, found.blocks)
        part = reading.part()
        reading.tell_unclear(found.unclear, attended.headings(table))
        return part

    def _body(self, sheet: RawSheet, filled: list[list[Any]], table: Table) -> _Body:
        numbers = {c.index for c in (*table.of("id_no"), *table.of("student_no"))}
        named = numbers | {c.index for c in table.of("name")}
        own = {c.index for c in table.columns} if table.beside else None
        headers = [filled[r] for r in range(table.first, table.body)]
        across = {m[0] for m in sheet.merged if m[3] > m[1] and m[0] >= table.body}
        body, section = _Body(), ""
        for index in range(table.body, table.end):
            raw = sheet.rows[index]
            if own is not None:
                raw = [c if i in own else None for i, c in enumerate(raw)]
            nobody = own is not None and all(is_blank(c) for i, c in enumerate(raw) if i in named)
            is_somebody = any(_NUMBER.fullmatch(str(raw[i])) for i in numbers if i < len(raw))
            lone = "" if is_somebody else _lone(sheet.rows[index])
            if lone and self._speaks(lone, strictly=len(lone) < _LONGER_THAN_A_NAME):
                explains = looks.legend(lone, self.words_around) is not None
                below = not (explains or _OF_ABOVE.match(lone) or _named_in(lone, filled, table))
                section = lone if below else section
                body.remarks += [] if below else [lone]
                body.passed.append(index)
                continue
            is_note = not is_somebody and _is_note(raw, frozenset(named), index in across)
            heads = index + 1 < table.end and filled[index + 1] in headers
            if nobody or is_note or filled[index] in headers or (lone and heads):
                body.passed.append(index)
                body.remarks += [" ".join(filter(None, map(values.text, raw)))] if is_note else []
            else:
                body.records.append(index)
                body.sections.append(section)
        return body

    def _speaks(self, line: str, *, strictly: bool) -> bool:
        """Whether a line between the records tells of those below it: that they are there or not,
        their town, school or term.

        ``strictly``: a line as short as a name has to be nothing else.
        """
        town, behind = self.towns.place(line)
        towns = self.register.code == "household"
        if (towns and town and not behind) or _school_in(line):
            return True
        if towns and not strictly and self.towns.inside(line):
            return True
        if self.register.about != "child":
            return False
        if strictly:
            return self.words_around.heard(line).verdict() is not Says.ASK
        named = named_terms.mention(line, self.params.term) is not Mention.NONE
        return named or bool(self.words_around.told(grids.without_legend(line)))


@dataclass
class _Body:
    """What stands below a header: indexes of the record rows, the line each stands under (empty:
    none), indexes of the others.

    ``remarks`` are lines that tell of those above them, or of somebody by name.

    The others are blanks, notes, totals, the header again, lines that tell of the rows below them.
    """

    records: list[int] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)


class _Reading:
    """One table being read."""

    def __init__(
        self,
        reader: TableReader,
        sheet: RawSheet,
        table: Table,
        body: _Body,
        rows: list[list[Any]],
        blocks: Sequence[int] = (),
    ) -> None:
        """``blocks``: where several records come from one row, the number of each."""
        self.of, self.sheet, self.table, self.rows = reader, sheet, table, rows
        self.blocks = blocks or [table.block] * len(rows)
        self.register, self.words = reader.register, reader.words
        self.size = len(rows)
        self.sections, self.remarks = body.sections, body.remarks
        self.until = reader.params.term.compared_on
        self.numbers = [sheet.numbers[i] for i in body.records]
        self.cells = {
            f.name: self._cells(table.of(f.name)[0].index)
            for f in self.register.fields
            if table.of(f.name)
        }
        self.data: dict[str, list[Any]] = {}
        self.unread: dict[str, list[bool]] = {}
        self.name_marks = [""] * self.size
        self.behind_town = [""] * self.size
        self.left: list[str | None] = [None] * self.size
        self.at_odds: dict[int, tuple[str, str]] = {}
        self.problems: list[Problem] = []

    def _cells(self, index: int) -> list[Any]:
        return [r[index] if index < len(r) else None for r in self.rows]

    def part(self) -> Part:
        for f in self.register.fields:
            if f.kind not in _NOT_STORED:
                self._read(f.name, f.kind)
        self._derive()
        said = self._said()
        table = self._table()
        self._tell_cells()
        asking: list[str] = []
        for f in self.register.fields:
            if f.kind in (Kind.SAYS, Kind.DENIES):
                asking += [c.heading for c in self.table.of(f.name)]
        return Part(table, said, "、".join(asking), self.problems)

    # --- fields ---

    def _read(self, name: str, kind: Kind) -> None:
        cells = self.cells.get(name, [None] * self.size)
        if kind is Kind.NUMBER:
            read = values.each(cells, values.number)
            self.data |= {name: [v for v, _ in read], "id_cut": [cut for _, cut in read]}
            self._illegible(name, cells, [v for v, _ in read])
        elif kind in (Kind.DATE, Kind.MONTH):
            days = values.each(cells, values.month if kind is Kind.MONTH else self._day)
            self.data[name] = [d for d, _ in days]
            self._illegible(name, cells, self.data[name])
            if name == "birth_date":
                self.data["birth_month_only"] = [m for _, m in days]
        elif kind is Kind.TOWN:
            found = values.each(cells, self.of.towns.place)
            self.data[name] = [t for t, _ in found]
            self._illegible(name, cells, self.data[name])
            self.behind_town = [behind for _, behind in found]
        elif kind is Kind.NAME:
            names = values.each(cells, values.name)
            self.data[name] = [n for n, _ in names]
            if name == "name":
                behind = values.each(self.data[name], lambda n: self.words.behind(n or ""))
                marks = ("" if m.strip().isdecimal() else m for _, m in names)  # 李红0, 李红1
                self.name_marks = [f"{m} {b}" for m, b in zip(marks, behind, strict=True)]
                self.data[name] = [
                    n and n.removesuffix(b) for n, b in zip(self.data[name], behind, strict=True)
                ]
        elif kind is Kind.COUNT:
            self.data[name] = values.each(cells, values.count)
        else:
            self.data[name] = self._texts(name, kind, cells)

    def _day(self, cell: Any) -> tuple[date | None, bool]:
        """A date and whether only its month is written; of an absence the year may be left away, and
        至今 is up to the comparison.
        """
        found = values.day(cell)
        if found[0] is not None or self.register.code != "absences":
            return found
        if (values.text(cell) or "") in _UNTIL_NOW:
            return self.until, False
        return day_headings.in_term(cell, self.of.params.term), False

    def _texts(self, name: str, kind: Kind, cells: list[Any]) -> list[Any]:
        texts = values.each(values.each(cells, _ticked), values.text)
        if kind is Kind.SEX:
            return [SEX.spellings().get(t or "") for t in texts] if any(texts) else texts
        if kind is Kind.YES_NO:
            answers = {None: None, Says.YES: True, Says.NO: False}
            read = [answers[self.words.answer(t or "")] for t in texts]
            self._illegible(name, cells, read)
            return read
        return texts

    def _illegible(self, name: str, cells: Sequence[Any], read: Sequence[Any]) -> None:
        """Mark the cells that hold something of which nothing could be read; a formula without its
        result holds something.
        """
        self.unread[name] = [
            v is None
            and not is_blank(c)
            and (isinstance(c, NoResult | ErrorValue) or values.text(c) is not None)
            for c, v in zip(cells, read, strict=True)
        ]

    # --- what stands elsewhere: in titles, addresses, other columns ---

    def _derive(self) -> None:
        code = self.register.code
        if code == "household":
            self._town()
            self._moved()
            self._guardians()
        if "school" in self.data and code in ("presence", "enrolment", "absences"):
            self._school()
            self._class()
        if "student_no" in self.data:
            self._student_numbers()
        if code == "disability":
            self._certificates()
        if code == "elsewhere":
            self._places()
        if code == "approvals":
            self._periods()
        if code == "absences":
            self._absent()
        if code in STATES:
            self._states(*STATES[code])

    def _town(self) -> None:
        addresses = [self.of.towns.place(a) for a in self.data["address"]]
        elsewhere = self._around(self.of.towns.inside)
        lone = [sum(not is_blank(c) for c in row) < 2 for row in self.rows]
        blank = [
            is_blank(c) and not alone
            for c, alone in zip(self.cells.get("town", [None] * self.size), lone, strict=True)
        ]
        down = _run_down(self.data["town"])
        for i, (town, behind) in enumerate(addresses):
            if self.data["town"][i] is None and blank[i]:
                self.data["town"][i] = town or elsewhere[i] or down[i]
            if self.data["village"][i] is None:
                own = behind if town == self.data["town"][i] else ""
                self.data["village"][i] = village(self.behind_town[i]) or village(own)

    def _moved(self) -> None:
        """是否迁出, 死亡日期 and their like: a yes, or a date, is a state; where the column of states has
        another, a question.
        """
        states = self.data["household_status"]
        for name, state in _LEFT.items():
            for i, told in enumerate(self.data[name]):
                if told is True or (isinstance(told, str) and not self._denied(told)):
                    if states[i] is None:
                        states[i] = state
                    elif status_label(HOUSEHOLD_STATUS, states[i]) != state:
                        self.at_odds[i] = (self._heading(name), state)

    def _guardians(self) -> None:
        """The head of a household is the guardian of a son or daughter, where the register names no
        other.
        """
        for i, (head, relation) in enumerate(
            zip(self.data["head_name"], self.data["relation"], strict=True)
        ):
            if self.data["guardian"][i] is None and head and is_child_of_head(relation or ""):
                self.data["guardian"][i] = head if head != self.data["name"][i] else None

    def _denied(self, text: str) -> bool:
        return self.words.blank(text) or self.words.answer(text) is not None

    def _school(self) -> None:
        """A blank school is that of the title, the sheet's name, the file's; a student record's own
        code stands for the name.
        """
        found, down = self._around(_school_in), _run_down(self.data["school"])
        codes = self.data.get("school_code", [None] * self.size)
        self.data["school"] = [
            s or c or f or d
            for s, c, f, d in zip(self.data["school"], codes, found, down, strict=True)
        ]

    def _class(self) -> None:
        """Grade and class stand in the sheet's name or a title where the rows don't say them."""
        for name, read in (("grade", classes.grade_in), ("class_name", classes.class_in)):
            found = self._around(read)
            self.data[name] = [own or f for own, f in zip(self.data[name], found, strict=True)]

    def _around(self, read: Callable[[str], str | None]) -> list[str | None]:
        """For each row what the nearest of the texts around it names: the line above it, the
        titles, the sheet, the file.
        """
        titles = (self.table.group, self.table.title, self.table.before)
        texts = (*titles, self.sheet.sheet, self.of.below)
        table = next((found for text in texts if (found := read(text))), None)
        return values.each(self.sections, lambda section: read(section) or table)

    def _student_numbers(self) -> None:
        """A student number is G and the 18 digits; without its G, or cut by a spreadsheet, its
        digits are what they are.
        """
        cells = self.cells.get("student_no", [None] * self.size)
        heading = self._heading("student_no")
        for i, cell in enumerate(cells):
            digits, cut = values.number(cell)
            plain = _STUDENT_NUMBER.fullmatch((digits or "").replace(" ", ""))
            if plain and not (digits or "").upper().startswith("L"):
                self.data["student_no"][i] = f"G{plain[1].upper()}"
            elif cut:
                self.data["student_no"][i] = None
                self._tell(i, heading, "student_number_cut")
                if self.data["id_no"][i] is None:
                    self.data["id_no"][i], self.data["id_cut"][i] = digits, True

    def _certificates(self) -> None:
        """A disabled person's certificate has the identity number, one digit of kind and one of
        grade.
        """
        for i, value in enumerate(self.data["certificate"]):
            found = _CERTIFICATE.fullmatch("".join((value or "").split()))
            if self.data["id_no"][i] is None and found:
                self.data["id_no"][i] = found[1].upper()

    def _places(self) -> None:
        parts = [self.data[n] for n in ("province", "city", "county")]
        for i, place in enumerate(self.data["place"]):
            if place is None:
                self.data["place"][i] = "".join(p[i] or "" for p in parts) or None

    def _periods(self) -> None:
        """延缓期限 is both dates, and says that it is a deferral; so does a title."""
        around = self._around(_approval_kind)
        for name, kind in (("deferred", "缓学"), ("suspended", "休学"), ("period", None)):
            for i, cell in enumerate(self.cells.get(name, ())):
                first, last = values.period(cell)
                self.data["approved_on"][i] = self.data["approved_on"][i] or first
                self.data["expires_on"][i] = self.data["expires_on"][i] or last
                if not is_blank(cell):
                    own = self.data["approval_type"][i]
                    self.data["approval_type"][i] = own or kind or around[i]
        own_types = self.data["approval_type"]
        self.data["approval_type"] = [
            _approval_kind(t) if t and _approval_kind(t) else t or a
            for t, a in zip(own_types, around, strict=True)
        ]

    def _absent(self) -> None:
        """缺勤时间 is a day, or both ends of an absence; 去向不明 may stand as its reason, its note or
        where the pupil is.
        """
        cells = self.cells.get("period", [None] * self.size)
        written = zip(cells, self.cells.get("day", [None] * self.size), strict=True)
        for i, (cell, on) in enumerate(written):
            among = cell if self.data["day"][i] or not is_blank(cell) else on
            first, last = values.period(among, self._day)
            if first is None:
                first, _ = self._day(cell)
            self.data["first_day"][i] = self.data["first_day"][i] or first
            self.data["last_day"][i] = self.data["last_day"][i] or last
            if "day" in self.unread and first is not None:
                self.unread["day"][i] = False
        self._illegible("period", cells, self.data["first_day"])
        self.unread["first_day"] = [
            one or other
            for one, other in zip(self.unread["first_day"], self.unread["period"], strict=True)
        ]
        for name in ("whereabouts", "excuse", "note"):
            for i, text in enumerate(self.data[name]):
                if self.data["whereabouts_unknown"][i] is None and _NOWHERE.search(text or ""):
                    self.data["whereabouts_unknown"][i] = True

    def _states(self, name: str, codes: CodeList) -> None:
        """States by their official words where they are understood; a sheet or title of those who
        left gives them theirs.
        """
        texts = (self.sheet.sheet, self.table.title, self.of.below)

        def left(section: str) -> str | None:
            if self._place(section) is not Says.NO:
                return None
            return next((s for t in (section, *texts) if (s := status_label(codes, t))), None)

        self.left = values.each(self.sections, left)
        meanings = self._state_codes(name, codes)
        told = [meanings.get(t or "", t) for t in self.data[name]]
        read = values.each(told, lambda t: t and (status_label(codes, t) or t))
        self.data[name] = [s or gone for s, gone in zip(read, self.left, strict=True)]

    def _state_codes(self, name: str, codes: CodeList) -> dict[str, str]:
        """Code → state, where the heading explains its codes: 户口状态（1正常 2迁出）."""
        headings = [c.heading for c in self.table.of(name)][:1]
        for heading in headings:
            for way in explained(heading):
                if len(way) > 1 and all(status_label(codes, word) for word in way.values()):
                    return way
        return {}

    # --- what the row says ---

    def _place(self, section: str) -> Says | None:
        """What stands around the rows below a line says of them: the line, else the nearest title
        that says anything, and the sheet.
        """
        words = self.of.words_around
        titles = (self.table.group, self.table.title, self.table.before)
        texts = (section, *titles, self.sheet.sheet, self.of.below)
        *above, sheet, file = map(self._about_pupils, texts)
        near = next((t for t in above if words.told(t)), "")
        return says.place_says(words, near, sheet, file)

    def _about_pupils(self, text: str) -> str:
        """A text without what it says of marks, or of itself as a sheet of attendance: 缺勤 in 出缺勤登记表
        denies nobody.
        """
        if looks.legend(text, self.of.words_around) or self.words.codes(text):
            return ""
        plain = grids.without_legend(text)
        return grids.without_kind(plain) if self.table.of(DAYS.name) else plain

    def _said(self) -> list[says.Row]:
        if self.register.about != "child":
            return [says.Row(Says.YES) for _ in range(self.size)]
        answers: list[says.Column] = []
        for f in self.register.fields:
            if f.kind in SAYING:
                answers += [self._asking(c, f.kind) for c in self.table.of(f.name)]
        notes = list(self._notes())
        explained = [c for c in map(self._coded, self.table.unused) if c is not None]
        answers += explained
        notes = [c for c in notes if c.heading not in {e.heading for e in explained}]
        lists = [c for c in (*answers, *notes) if self._lists_names(c.cells)]
        rows = says.rows_say(
            self.size,
            [c for c in answers if c not in lists],
            [c for c in notes if c not in lists],
        )
        self._listed(rows, lists)
        if self.register.code == "presence" and self.table.of(DAYS.name):
            self._attended(rows)
        self._placed(rows)
        self._over(rows)
        self._remarked(rows)
        self._explained(rows)
        for i, told in self.at_odds.items():
            rows[i].ask(says.Doubt.CONFLICT, *told)
        self._marked(rows)
        if self.register.code == "approvals":
            self._lawful(rows)
        if self.register.code in ("presence", "elsewhere", "home_teaching"):
            self._term(rows)
        return rows

    def _asking(self, column: Column, kind: Kind) -> says.Column:
        """A column that asks, with what its heading, else a line around the table, explains of
        codes.
        """
        turned = kind is Kind.DENIES
        codes = self.words.codes(column.heading, turned=turned) or grids.legend([column.heading])
        if (mark := TO_MARK.search(column.heading)) is not None:
            codes = {folded(mark[1]): Says.NO if turned else Says.YES}
        codes = codes or self._codes_around(marks=not turned)
        cells = values.each(self._cells(column.index), _ticked)
        if kind is Kind.COUNTED and not any(map(values.count, map(values.text, cells))):
            cells = [None] * self.size  # noughts all the way down: nobody filled it in
        most = self._most() if kind is Kind.MISSED else 0
        return says.Column(
            column.heading, kind, cells, self.words, codes=codes, most=most, until=self.until
        )

    def _coded(self, column: Column) -> says.Column | None:
        """A column nobody knows that holds nothing but codes which a line around the table explains
        as presence and absence.
        """
        codes = (
            {} if column.known or column.whose is Whose.OTHER else self._codes_around(marks=False)
        )
        cells = self._cells(column.index)
        filled = {folded(t) for t in values.each(cells, values.text) if t}
        if not codes or not filled or not filled <= codes.keys():
            return None
        return says.Column(column.heading, Kind.SAYS, cells, self.words, codes=codes)

    def _lists_names(self, cells: Sequence[Any]) -> bool:
        """Whether a column holds names of the table's people: a list of its own beside the
        table.
        """
        filled = {text for cell in cells if isinstance(cell, str) and (text := values.text(cell))}
        return bool(filled) and filled <= {n for n in self.data["name"] if n}

    def _listed(self, rows: list[says.Row], lists: Sequence[says.Column]) -> None:
        """Who stands in a list beside the table that says of those in it that they are away, is a
        question.
        """
        for column in lists:
            if not self.words.told(column.heading) - {Says.YES}:
                continue
            names = set(map(values.text, column.cells))
            for row, name in zip(rows, self.data["name"], strict=True):
                if name in names and row.answer is not Says.NO:
                    row.ask(says.Doubt.NOTE, column.heading, "")

    def _codes_around(self, *, marks: bool) -> dict[str, Says]:
        """What a line around the table says of codes, a yes and a no at least, else of ``marks``,
        which may mean the days' cells.
        """
        texts = (self.table.title, *self.remarks, self.table.before)
        read = [self.words.codes(text) for text in texts]
        read += [grids.legend([text]) for text in texts] if marks else []
        return next((found for found in read if {Says.YES, Says.NO} <= {*found.values()}), {})

    def _attended(self, rows: list[says.Row]) -> None:
        """What the marks of a sheet of days say; an absence as long as one that goes on file is
        one.
        """
        grid = attended.grid_of(
            self.table, self.rows, self.sheet, self.of.words_of_days, self.of.below
        )
        attended.answered(rows, grid, attended.headings(self.table), self._most())

    def _most(self) -> int:
        """School days that an absence may last before it goes on file."""
        most, comparison, _ = absence_limit(self.of.params.rules, self.until)
        return most - (comparison != "more_than")

    def tell_unclear(self, marks: Sequence[tuple[int, str]], heading: str) -> None:
        """A line for every row of an attendance sheet with marks that nobody understands."""
        told: dict[int, list[str]] = {}
        for i, mark in marks:
            told.setdefault(self.numbers[i], []).append(mark)
        first = {self.numbers[i]: i for i, _ in reversed(marks)}
        for number, found in told.items():
            said = shown("、".join(dict.fromkeys(found)))
            self._tell(first[number], heading, "says_unknown", f"考勤的记号“{said}”看不懂")

    def _notes(self) -> Iterator[says.Column]:
        """Columns that don't ask and may deny: notes, what stands behind a name, columns of other
        things, those nobody knows.
        """
        presence = self.register.code == "presence"
        for name in ("note", *(("student_status",) if presence else ())):
            for column in self.table.of(name):
                yield self._note(column)
        yield from self._states_that_deny()
        yield says.Column(self._heading("name"), None, self.name_marks, self.words, bare=True)
        if any(comments := self._comments()):
            yield says.Column("批注", None, comments, self.words)
        for name in _MAY_DENY.get(self.register.code, ()):
            for column in self.table.of(name):
                cells = self._cells(column.index)
                if name == "school":
                    cells = [None if _A_SCHOOL.search(str(cell)) else cell for cell in cells]
                bare = name != "visits"  # none so far: the term may have begun yesterday
                yield says.Column(column.heading, None, cells, self.words, bare=bare)
        for column in self.table.unused:
            if not column.known and column.whose is not Whose.OTHER:
                if presence and (moved := _MOVED.search(column.heading)):
                    yield self._school_moved(column, moved[1] == "入")
                    continue
                state = self._state_asked(column)
                cells = self._unknown(column, state)
                heard = not presence or bool(state)
                yield says.Column(column.heading, None, cells, self.words, heard, bare=column.bare)
        yield from self._aside()

    def _school_moved(self, column: Column, into: bool) -> says.Column:
        """A column of schools that pupils moved to, or away from: of this roll's own school it is
        told that the pupil came, or went; of another one the reverse.
        """

        def gone(cell: Any, school: str | None) -> bool:
            told = folded(values.text(cell) or "")
            own = folded(school or "")
            here = bool(own) and (told in own or own in told)
            return bool(told) and here != into

        cells = zip(self._cells(column.index), self.data["school"], strict=True)
        kept = [cell if gone(cell, school) else None for cell, school in cells]
        return says.Column(column.heading, None, kept, self.words, where=True)

    def _state_asked(self, column: Column) -> str:
        """The state that the heading of a column nobody knows asks for and that leaves open whether
        somebody is there, such as 结业 and 是否请长假; empty where it asks for none.
        """
        heading = column.heading.rpartition("·")[2]
        heard = self.words.heard(heading)
        open_ = heard.words == {Says.ASK} and not heard.rest and not heard.answers
        return heading if open_ else ""

    def _unknown(self, column: Column, state: str) -> list[Any]:
        """The cells of a column nobody knows; a yes or a tick under a heading that asks for a state is
        that state.
        """

        def meant(cell: Any) -> Any:
            return state if self.words.answer(values.text(cell) or "") is Says.YES else cell

        cells = values.each(self._cells(column.index), _ticked)
        return values.each(cells, meant) if state else cells

    def _aside(self) -> Iterator[says.Column]:
        """Columns of classes, and the rows' numbers, of which nothing is heard but that a pupil is
        away: 已休学 in place of 3班.
        """
        if self.register.code != "presence":
            return
        columns = [c for name in ("grade", "class_name", "school") for c in self.table.of(name)]
        columns += [c for c in self.table.unused if is_numbering(c.heading)]

        def away(cell: Any) -> Any:
            text = values.text(cell)
            if text is None or isinstance(cell, int | float):
                return None
            return text if self.words.heard(text).verdict() is Says.NO else None

        for column in columns:
            cells = values.each(self._cells(column.index), away)
            if any(cells):
                yield says.Column(column.heading, None, cells, self.words)

    def _note(self, column: Column) -> says.Column:
        """A column of remarks, but for what a remark explains of all that look alike."""

        def said(cell: Any) -> Any:
            explains = isinstance(cell, str) and looks.legend(cell, self.words)
            return None if explains else _ticked(cell)

        cells = values.each(self._cells(column.index), said)
        where = _WHERE.search(column.heading) is not None
        return says.Column(column.heading, None, cells, self.words, where=where)

    def _comments(self) -> list[str]:
        """What was remarked on the cells of each row of this block."""
        own = {c.index for c in self.table.columns}
        told: dict[int, list[str]] = {}
        for (number, column), text in sorted(self.sheet.comments.items()):
            if column in own or not self.table.beside:
                told.setdefault(number, []).append(text)
        return ["；".join(told.get(number, ())) for number in self.numbers]

    def _states_that_deny(self) -> Iterator[says.Column]:
        """A column of states holds words of its own too, such as 2024年迁往昆明; a second one of another
        kind is a note.
        """
        if self.register.code not in STATES:
            return
        name, codes = STATES[self.register.code]
        known = {c.label for c in codes.codes}
        for number, column in enumerate(self.table.of(name)):
            cells = self.data[name] if number == 0 else self._cells(column.index)
            own = [None if number == 0 and cell in known else cell for cell in cells]
            yield says.Column(column.heading, None, own, self.words)

    def _remarked(self, rows: list[says.Row]) -> None:
        """A remark or a title that denies makes questions of those it names; a remark below that
        speaks of 以上, of all.
        """
        for line in (*self.remarks, self.table.title, self.table.after):
            if looks.legend(line, self.words) is not None:
                continue
            named = [n is not None and len(n) > 1 and n in line for n in self.data["name"]]
            names = {n for n, is_named in zip(self.data["name"], named, strict=True) if is_named}
            lacks = any(found[1].startswith(tuple(names)) for found in _LACKS.finditer(line))
            told = self.words.told(line)
            but = bool(told and names and _EXCEPT.search(line))
            if not (lacks or but or told - {Says.YES}):
                continue
            below = line in self.remarks
            everybody = below and bool(_OF_ALL_ABOVE.search(line)) and not any(named)
            for row, is_named in zip(rows, named, strict=True):
                if (is_named or everybody) and row.answer is not Says.NO:
                    row.ask(says.Doubt.NOTE, "", line)

    def _explained(self, rows: list[says.Row]) -> None:
        """Who looks as a line says that those look who are away is a question; where the file doesn't
        tell how its cells look, everybody is.
        """
        index = next((c.index for c in self.table.of("name")), None)
        if index is None:
            return
        lines = [*self.remarks, self.table.title, self.table.before, self.sheet.sheet]
        notes = chain.from_iterable(self._cells(c.index) for c in self.table.of("note"))
        lines += [cell for cell in dict.fromkeys(notes) if isinstance(cell, str)]
        names = [str(cell or "") for cell in self._cells(index)]
        shown = looks.of_rows(self.sheet.looks, self.numbers, index)
        for line in dict.fromkeys(lines):
            if (found := looks.legend(line, self.words)) is None:
                continue
            marked = looks.marked(found, names, shown)
            for i, row in enumerate(rows):
                if (marked is None or marked[i]) and row.answer is not Says.NO:
                    row.ask(says.Doubt.NOTE, "", line)

    def _over(self, rows: list[says.Row]) -> None:
        """Schooling elsewhere or teaching at home that is over says no; a graduation still to come,
        or from a primary school, is a question.
        """
        if self.register.code == "graduates":
            self._finished(rows)
        if self.register.code not in ("elsewhere", "home_teaching"):
            return
        for column in self.table.of("period"):
            for row, cell in zip(rows, self._cells(column.index), strict=True):
                _, last = values.period(cell)
                if last is not None and last < self.until:
                    row.answer = Says.NO

    def _finished(self, rows: list[says.Row]) -> None:
        texts = (self.table.title, self.sheet.sheet, self.of.below)
        years = next((found for t in texts if (found := _CLASS_OF.findall(t))), [])
        around = max(date(int(year), _LAST_MONTH, 1) for year in years) if years else None
        for i, row in enumerate(rows):
            ends = self.data["graduated_on"][i] or around
            if ends is not None and ends > self.until:
                row.ask(
                    says.Doubt.NOTE,
                    self._heading("graduated_on"),
                    f"{ends.year}年{ends.month}月毕业",
                )
            elif self.unread["graduated_on"][i]:
                told = values.text(self.cells["graduated_on"][i]) or ""
                row.ask(says.Doubt.WORD, self._heading("graduated_on"), told)
            elif _PRIMARY.search(self.data["school"][i] or ""):
                row.ask(says.Doubt.NOTE, self._heading("school"), self.data["school"][i])

    def _placed(self, rows: list[says.Row]) -> None:
        """What sheet, titles and lines between the rows say; those who left have got their state
        from there.

        Where a row has another state, or what stands around it names none, it is a question.
        """
        states = self.data[STATES[self.register.code][0]] if self.register.code in STATES else None
        places = values.each(self.sections, self._place)
        for i, (row, place) in enumerate(zip(rows, places, strict=True)):
            where = self.sections[i] or self.sheet.sheet or self.of.below
            if states is None and place in (Says.NO, Says.ASK):
                says.placed(row, place, where)
            elif states and place is Says.NO and (not self.left[i] or states[i] != self.left[i]):
                row.ask(says.Doubt.SHEET, "", where)

    def _marked(self, rows: list[says.Row]) -> None:
        """Hidden and struck-out rows, a name struck out too; a no stays a no."""
        named = [c.index for c in self.table.of("name")]  # a roll of 全勤 alone names nobody
        hidden = self.register.code in _HIDDEN_MATTERS
        for number, row in zip(self.numbers, rows, strict=True):
            if row.answer is Says.NO:
                continue
            struck = any((number, index) in self.sheet.struck_cells for index in named)
            if struck or number in self.sheet.struck_rows:
                row.ask(says.Doubt.STRUCK, "", "")
            elif hidden and (self.sheet.hidden or number in self.sheet.hidden_rows):
                row.ask(says.Doubt.HIDDEN, "", "")

    def _lawful(self, rows: list[says.Row]) -> None:
        """Whether the law lets reason and body of an approval stand (义务教育法 art. 11): health, town
        or bureau.
        """
        own = self.of.params.headings.words_of(self.register)
        by_field = {n: words_about(f"approvals.{n}", own) for n in ("cause", "authority")}
        for name, words in by_field.items():
            for i, text in enumerate(self.data[name]):
                if not text or words.blank(text) or rows[i].answer is Says.NO:
                    continue
                verdict = self._competent(text) if name == "authority" else None
                verdict = verdict or _judged(words.told(text), lenient=name == "authority")
                if verdict is not Says.YES:
                    rows[i].answer = verdict
                    rows[i].doubts.setdefault(says.Doubt.UNLAWFUL, (self._heading(name), text))

    def _competent(self, authority: str) -> Says | None:
        """The county's own bureau and towns by their names; a 街道 is no people's government of a
        town.
        """
        county = self.of.params.county
        if county.bureau in authority:
            return Says.YES
        town = next((t for t in county.towns if t.name in authority), None)
        if town is None or "校" in authority or "学" in authority.replace("学区", ""):
            return None
        return Says.ASK if town.kind == "街道" else Says.YES

    def _term(self, rows: list[says.Row]) -> None:
        """A title or a sheet that names another term while the other names this one is a
        question.
        """
        for row, mention in zip(rows, values.each(self.sections, self._mention), strict=True):
            old = mention is Mention.OTHER and self.register.code != "presence"
            if (mention is None or old) and row.answer is not Says.NO:
                row.ask(says.Doubt.SHEET, "", self.sheet.sheet)

    def _mention(self, section: str) -> Mention | None:
        """Which term the rows below a line are of; ``None`` where title and sheet contradict each
        other.
        """
        term = self.of.params.term
        above = (named_terms.mention(t, term) for t in (section, self.table.title))
        nearest = next((m for m in above if m is not Mention.NONE), Mention.NONE)
        near = {nearest, named_terms.mention(self.sheet.sheet, term)} - {Mention.NONE}
        if len(near) > 1:
            return None
        return near.pop() if near else named_terms.mention(self.of.below, term)

    # --- the table, and what is told of its cells ---

    def _table(self) -> pa.Table:
        places = {
            "row_id": self.numbers,
            "file": [self.sheet.file] * self.size,
            "sheet": [self.sheet.sheet] * self.size,
            "row": self.numbers,
            "block": self.blocks,
            "reason": [None] * self.size,
            "fate": [None] * self.size,
            "says": [None] * self.size,
            "doubts": [""] * self.size,
            "told": [""] * self.size,
            "lacks": [self._lacks()] * self.size,
            "illegible": [
                any(self.unread.get(n, [False] * self.size)[i] for n in ("id_no", "birth_date"))
                for i in range(self.size)
            ],
        }
        data = self.data | places
        table = pa.table(
            {
                f.name: pa.array(data.get(f.name, [False] * self.size), f.type)
                for f in schema(self.register)
            }
        )
        table = _quarantine(self.register, table, self.unread)
        if self.register.code == "presence":
            other = pa.array(
                [m is Mention.OTHER for m in values.each(self.sections, self._mention)], pa.bool_()
            )
            reason = pc.if_else(other, pc.fill_null(table["reason"], "other_term"), table["reason"])
            fate = pc.if_else(other, Fate.QUARANTINED.value, table["fate"])
            table = _with(_with(table, "reason", reason), "fate", fate)
        return table

    def _lacks(self) -> str:
        """The columns that this table hasn't, where an empty cell could be held against
        somebody.
        """
        if not self.register.charges:
            return ""
        return "".join(f"{f.name}," for f in self.register.may_lack if not self.table.of(f.name))

    def _heading(self, name: str) -> str:
        columns = self.table.of(name)
        return columns[0].heading if columns else self.register.field(name).heading

    def _tell(self, i: int, column: str, kind: str, what: str = "", remedy: str = "") -> None:
        code = {c.code: c for c in QUALITY.codes}[kind]
        self.problems.append(
            Problem(
                self.register.code,
                self.sheet.file,
                self.sheet.sheet,
                self.numbers[i],
                column,
                kind,
                what or code.label,
                remedy or code.description,
            )
        )

    def _tell_cells(self) -> None:
        """A line for every cell that could not be read; a formula without its result is said once
        for the column.
        """
        for name, bad in self.unread.items():
            if name not in self.cells:
                continue
            cells = self.cells[name]
            for i in (i for i, b in enumerate(bad) if b):
                if isinstance(cells[i], NoResult | ErrorValue):
                    continue
                if self.register.field(name).kind is Kind.TOWN:
                    found = shown(values.text(cells[i]) or "")
                    remedy = self.of.towns.proposal(cells[i])
                    self._tell(
                        i, self._heading(name), "unknown_town", f"乡镇不在名录中：{found}", remedy
                    )
                elif self.register.field(name).kind in (Kind.DATE, Kind.MONTH, Kind.PERIOD):
                    self._tell(i, self._heading(name), "bad_date")
                elif self.register.field(name).kind is Kind.YES_NO:
                    said = shown(values.text(cells[i]) or "")
                    self._tell(i, self._heading(name), "says_unknown", f"“{said}”这样写看不懂")
        self._tell_formulas()

    def _tell_formulas(self) -> None:
        for name, cells in self.cells.items():
            lost = [i for i, c in enumerate(cells) if isinstance(c, NoResult | ErrorValue)]
            if lost:
                what = f"这一列有{len(lost)}格是公式，没有结果或出错"
                self._tell(lost[0], self._heading(name), "formula_without_result", what)


def _run_down(column: Sequence[str | None]) -> list[str | None]:
    """What blanks of a column stand for where most are blank and no value stands below itself: the
    last above, or its only value.

    So a column of merged cells looks once it was saved as text.
    """
    told = [value for value in column if value]
    twice = any(a and a == b for a, b in itertools.pairwise(column))
    if twice or 2 * len(told) > len(column):
        return [None] * len(column)
    found: list[str | None] = []
    for value in column:
        last = found[-1] if found else None
        found.append(value or last or (told[0] if len(set(told)) == 1 else None))
    return found


def _ticked(cell: Any) -> Any:
    """A cell with a list of choices as what is ticked in it."""
    return chosen(cell) if isinstance(cell, str) else cell


def _judged(told: set[Says], *, lenient: bool) -> Says:
    """Words of a reason or a body as a judgement; ``lenient``: one competent body among others is
    enough.
    """
    if told == {Says.YES} or (lenient and Says.YES in told):
        return Says.YES
    return Says.NO if told == {Says.NO} else Says.ASK


def _approval_kind(text: str) -> str | None:
    """缓学 or 休学, where a text speaks of one of them alone."""
    plain = heading_key(text)
    codes = {c for s, c in APPROVAL_TYPE.spellings().items() if s in plain}
    return APPROVAL_TYPE.label(codes.pop()) if len(codes) == 1 else None


def _school_in(text: str) -> str | None:
    found = _SCHOOL_NAME.search(values.text(text.rpartition("/")[2]) or "")
    return found[1] if found else None


def shown(text: str) -> str:
    """A cell's words for a message: short, and without long numbers."""
    plain = _LONG_NUMBER.sub("（号码）", " ".join(text.split()))
    return plain if len(plain) <= MOST_SAID else f"{plain[:MOST_SAID]}……"


def _with(table: pa.Table, name: str, column: Any) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, column)


def settle(parts: Sequence[Part], register: Register) -> list[pa.Table]:
    """The tables of a file with what each row says; what is doubtful joins the problems of its
    part.
    """
    marked = any(says.marks_anyone(part.said) for part in parts)
    tables = []
    for part in parts:
        says.settle_blanks(part.said, part.asked, marked=marked)
        table = _with(part.table, "says", pa.array([str(r.answer) for r in part.said], pa.string()))
        doubts = ["".join(f"{d}," for d in r.doubts) for r in part.said]
        table = _with(table, "doubts", pa.array(doubts, pa.string()))
        told = ["；".join(f"{h}：{w}" if h else w for h, w in r.doubts.values()) for r in part.said]
        tables.append(_with(table, "told", pa.array(told, pa.string())))
        part.problems += _doubtful(part, register)
    return tables


def _doubtful(part: Part, register: Register) -> Iterator[Problem]:
    codes = {c.code: c for c in QUALITY.codes}
    places = part.table.select(["file", "sheet", "row"]).to_pylist()
    for row, place in zip(part.said, places, strict=True):
        for doubt, (heading, what) in row.doubts.items():
            code = codes[doubt]
            said = f"{code.label}：{shown(what)}" if what else code.label
            yield Problem(
                register.code,
                **place,
                column=heading,
                kind=doubt,
                what=said,
                remedy=code.description,
                word=what if doubt is says.Doubt.WORD and shown(what) == what else "",
            )


def _quarantine(register: Register, table: pa.Table, unread: Mapping[str, list[bool]]) -> pa.Table:
    """The first thing a row lacks is its reason; a cell that can't be read is named as such.

    On a roll a row with name and school whose number or date can't be read stays: its child is
    asked about, not suspected.
    """
    reason = table["reason"]
    for choice in reversed(register.filled):
        lacks, illegible = _ALL_ROWS, _NO_ROW
        for name in choice:
            lacks = pc.and_(lacks, pc.is_null(table[name]))
            illegible = pc.or_(
                illegible, pa.array(unread[name], pa.bool_()) if name in unread else _NO_ROW
            )
        if register.code == "presence" and "birth_date" in choice:
            lacks = pc.and_(lacks, pc.invert(illegible))
        reason = pc.if_else(
            pc.and_(lacks, illegible),
            _ILLEGIBLE.get(choice[0], "bad_date"),
            pc.if_else(lacks, _LACKING.get(choice[0], "missing_required"), reason),
        )
    if register.code == "absences":
        nobody = pc.and_(
            pc.is_null(table["name"]),
            pc.invert(pc.match_substring(pc.fill_null(table["note"], ""), FULL_ATTENDANCE)),
        )
        reason = pc.if_else(pc.and_(nobody, pc.is_null(reason)), "no_name", reason)
    if register.code == "approvals":
        unknown = pc.invert(
            pc.is_in(table["approval_type"], pa.array(list(APPROVAL_TYPE.spellings())))
        )
        reason = pc.if_else(pc.and_(unknown, pc.is_null(reason)), "bad_type", reason)
    fate = pc.if_else(pc.is_valid(reason), Fate.QUARANTINED.value, pa.scalar(None, pa.string()))
    return _with(_with(table, "reason", reason), "fate", fate)
