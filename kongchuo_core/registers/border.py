"""The border: files → records of one schema a register; every record row is there, numbered by its
contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.registers import alarms, columnar
from kongchuo_core.registers.account import Account, account, unread_numbers
from kongchuo_core.registers.headers import (
    Column,
    Guess,
    Reader,
    Table,
    best_guess,
    filled,
    find_tables,
    is_numbering,
)
from kongchuo_core.registers.raw import RawSheet, is_blank
from kongchuo_core.registers.read import Entry, LeftOut, entries, is_harmless, read_all_sheets
from kongchuo_core.registers.reading import refusal
from kongchuo_core.registers.reading.refusal import Refused
from kongchuo_core.registers.records import Part, Problem, TableReader, schema, settle, stored
from kongchuo_core.registers.samples import kinds_of
from kongchuo_core.registers.towns import Towns
from kongchuo_core.settings.headings import FILE, UNUSED
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.codes import QUALITY
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import FORM_SHEETS, REGISTERS, Register

_INSTRUCTIONS = re.compile("(?:填表|填报|填写|填报前|使用|字段|报送)?(?:说明|须知|要求|指南)|封面")
_LONG = re.compile(r"\d{8,}")
_TURNED = 40
"""Rows of a sheet that may be the columns of a table laid on its side."""
HEADING_UNKNOWN = "heading_unknown"
"""Kind of the line that tells a sender of a heading nobody knows."""
_FROM_ELSEWHERE = {
    "household": "town",
    "presence": "school",
    "enrolment": "school",
    "absences": "school",
}
"""Register → the required field that title, sheet name, file name or an address may give instead of
a column.
"""


COLUMN = "列 "
"""How the part of an error's place begins that names the column an office can explain."""


@dataclass(frozen=True)
class Unused:
    """A column or a sheet that nothing is read from: where it stands, its heading, whether it is
    understood, kinds of cells.
    """

    file: str
    sheet: str
    heading: str
    known: bool
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Records:
    """One register as read: ``table`` has the columns of :func:`schema`, a line for each record
    row.
    """

    register: Register
    table: pa.Table
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()
    accounts: tuple[Account, ...] = ()

    @property
    def given(self) -> bool:
        """Whether the office handed in any file of this register."""
        return bool(self.files)


def read_register(data: Path, register: Register, params: Params) -> Records:
    """All files of one register.

    Parameters
    ----------
    data : ``data/<term>``.

    Raises
    ------
    InputError
        where a file can't be read, holds no table of this register, or has no known town; where a
        needed register is missing.
    """
    parts = []
    for part in read_files(data, register, params):
        if isinstance(part, InputError):
            raise part
        parts.append(part)
    found = together(register, parts)
    need(found, data)
    return found


def need(found: Records, data: Path) -> None:
    """Refuse the want of a register without which nothing can be compared.

    Raises
    ------
    InputError
        naming its folder.
    """
    if found.register.needed and not found.given:
        folder = found.register.folder
        raise InputError(
            f"缺少{folder}登记册",
            remedy=f"把{folder}的文件放进 data/{data.name}/{folder}/",
            place=(f"文件夹 {folder}",),
        )


def together(register: Register, parts: Sequence[Records]) -> Records:
    """What several files of a register hold, in the order of their contents."""
    table = pa.concat_tables([schema(register).empty_table(), *(part.table for part in parts)])
    order = [(c, "ascending") for c in (*stored(register), "says", "file", "sheet", "row", "block")]
    return Records(
        register,
        table.sort_by(order),
        tuple(chain.from_iterable(part.problems for part in parts)),
        tuple(chain.from_iterable(part.files for part in parts)),
        tuple(chain.from_iterable(part.unused for part in parts)),
        tuple(chain.from_iterable(part.accounts for part in parts)),
    )


def read_files(data: Path, register: Register, params: Params) -> Iterator[Records | InputError]:
    """Each file of a register, or what is wrong with it; what is left out of the folder comes as
    records of no file.
    """
    try:
        files, left_out = entries(data / register.folder, data)
    except InputError as error:
        yield error
        return
    columns = [entry for entry in files if columnar.is_parquet(entry.path)]
    yield from (_of_columns(entry, register, params) for entry in columns)
    for entry, outcome in read_all_sheets(e for e in files if e not in columns):
        if isinstance(outcome, LeftOut):
            left_out.append(outcome)
        elif isinstance(outcome, InputError):
            yield outcome
        elif outcome is not None:
            try:
                found = _records(entry, outcome, register, params)
            except InputError as error:
                yield error
                continue
            if found is None:
                left_out += [] if entry.is_beside else [LeftOut(entry.name, "file_left_out")]
            else:
                yield found
    told = tuple(_told(register.code, item) for item in left_out)
    yield Records(register, schema(register).empty_table(), told)


def _of_columns(entry: Entry, register: Register, params: Params) -> Records | InputError:
    """A Parquet file's records, or what is wrong with it."""

    def rows(sheet: RawSheet) -> Records | None:
        return _records(entry, [sheet], register, params)

    try:
        found = columnar.read(entry.path, entry.name, register, params, rows)
    except Refused as refused:
        return refusal.told(refused, entry.name)
    except InputError as error:
        return error
    item = LeftOut(entry.name, "file_left_out")
    empty = schema(register).empty_table()
    return found or Records(register, empty, (_told(register.code, item),))


def _told(register: str, item: LeftOut, sheet: str = "") -> Problem:
    code = next(c for c in QUALITY.codes if c.code == item.kind)
    return Problem(register, item.name, sheet, None, "", item.kind, code.label, code.description)


def _records(
    entry: Entry, raw: Sequence[RawSheet], register: Register, params: Params
) -> Records | None:
    """The records of one file, ``None`` where it is no table of this register and isn't named like
    one; raises as :func:`read_register`.
    """
    below = entry.name.partition("/")[2].removesuffix(entry.path.suffix)
    reader = Reader(register, params.headings)
    tables = TableReader(register, params, Towns(params.county), below)
    optional = frozenset({_FROM_ELSEWHERE.get(register.code, "")})
    pages = [
        (sheet, rows := filled(sheet), find_tables(sheet, rows, reader, optional)) for sheet in raw
    ]
    others = [(sheet, rows) for sheet, rows, found in pages if not found]
    meant = entry.is_meant and not entry.is_beside
    if len(others) == len(pages) and not meant and all(sheet.sheet == "" for sheet in raw):
        return None
    for sheet, rows in others:
        _refuse_incomplete(sheet, rows, reader, alone=len(others) == len(pages))
    if len(others) == len(pages):
        for sheet, rows in others:
            _refuse_turned(sheet, rows, reader)
        remedy = f"表头要有：{wanted(register)}；不是{register.folder}登记册的文件请移走"
        raise InputError("没有找到表头", remedy=remedy, place=(f"文件 {entry.name}",))
    problems = [
        _told(register.code, LeftOut(entry.name, "sheet_left_out"), sheet.sheet)
        for sheet, rows in others
        if not _tells_how(sheet, rows) and not all(map(is_blank, chain.from_iterable(rows)))
    ]
    parts: list[Part] = []
    found: list[tuple[RawSheet, Table]] = []
    unused: list[Unused] = []
    accounts: list[Account] = []
    for sheet, rows, here in pages:
        read: list[Part] = []
        for table in here:
            _refuse_unknown_presence(sheet, rows, table, reader)
            unused += _unused_columns(sheet, rows, table)
            part = tables.read(sheet, rows, table)
            part.problems += _of_table(register, params, sheet, table, part, unused)
            read.append(part)
            found.append((sheet, table))
        parts += read
        accounts.append(account(sheet, here, read))
        if here:
            lists = (sheet.numbers[table.end] for table in here if table.listed > table.end)
            left_out = chain(unread_numbers(sheet, here, read), dict.fromkeys(lists))
            problems += _unread(sheet, left_out, register)
    _need(register, parts, found, entry.name)
    records = pa.concat_tables(settle(parts, register))
    problems += chain.from_iterable(part.problems for part in parts)
    return Records(
        register,
        records,
        tuple(problems),
        (entry.name,),
        tuple(dict.fromkeys(unused)),
        tuple(accounts),
    )


def _tells_how(sheet: RawSheet, rows: list[list[Any]]) -> bool:
    """Whether a sheet only tells how to fill in: one of our forms', or lines of text by that name
    in which nobody's number stands.
    """
    if sheet.sheet in FORM_SHEETS:
        return True
    lines = [{str(cell) for cell in row if not is_blank(cell)} for row in rows]
    alone = all(len(cells) <= 1 and not any(map(_LONG.search, cells)) for cells in lines)
    return alone and _INSTRUCTIONS.fullmatch(sheet.sheet.strip()) is not None


def _unread(sheet: RawSheet, numbers: Iterable[int], register: Register) -> Iterator[Problem]:
    code = next(c for c in QUALITY.codes if c.code == "row_left_out")
    for number in numbers:
        yield Problem(
            register.code,
            sheet.file,
            sheet.sheet,
            number,
            "",
            code.code,
            code.label,
            code.description,
        )


def read_sheets_of(register: Register, sheets: Sequence[RawSheet], params: Params) -> Records:
    """The records of a register that comes as sheets and not as files.

    Raises
    ------
    InputError
        where they lack a column that must be there, or one that may tell of presence isn't
        understood.
    """
    name = sheets[0].file if sheets else register.folder
    found = _records(Entry(Path(f"{register.folder}.xlsx"), name), sheets, register, params)
    return together(register, [] if found is None else [found])


def read_all(data: Path, params: Params) -> Iterator[Records]:
    """Every register of the contract, one after the other, ``row_id`` running over all of them;
    raises as :func:`read_register`.

    Rows are numbered in the order of their contents, so that what a tie is broken by does not
    depend on where a row stands.
    """
    unknown_folders(data)
    start = 0
    for register in REGISTERS.values():
        records = read_register(data, register, params)
        numbers = pa.array(range(start, start + records.table.num_rows), pa.int64())
        start += records.table.num_rows
        yield replace(records, table=records.table.set_column(0, "row_id", numbers))


def unknown_folders(data: Path) -> list[Problem]:
    """Refuse a term's folder that is missing, or holds tables outside the registers' folders; what
    else lies there is given back.

    Raises
    ------
    InputError
        naming them.
    """
    if not data.is_dir():
        raise InputError(
            f"没有文件夹 data/{data.name}",
            remedy="把各登记册放进 data/<学期>/<登记册>/，或用 kongchuo sample 造一个样例县",
        )
    folders = {r.folder for r in REGISTERS.values()}
    loose = [p for p in sorted(data.iterdir()) if p.name not in folders and not is_harmless(p.name)]
    if unknown := [p.name for p in loose if p.is_dir() and _holds_tables(p)]:
        raise InputError(
            f"不认识的文件夹：{'、'.join(unknown)}",
            remedy=f"登记册的文件夹名称是：{'、'.join(r.folder for r in REGISTERS.values())}",
            place=(f"文件夹 data/{data.name}",),
        )
    if files := [p.name for p in loose if p.is_file() and _is_table(p)]:
        raise InputError(
            f"这些文件不在登记册的文件夹里：{'、'.join(files)}",
            remedy="放进所属登记册的文件夹，如 户籍、毕业；不用的请移走",
            place=(f"文件夹 data/{data.name}",),
        )
    return [_told("", LeftOut(p.name, "file_left_out")) for p in loose]


def _holds_tables(folder: Path) -> bool:
    files, _ = entries(folder, folder)
    return any(entry.is_meant for entry in files)


def _is_table(path: Path) -> bool:
    entry = Entry(path, path.name)
    return entry.is_meant and not entry.is_beside


def wanted(register: Register) -> str:
    """The columns a register must have, as a message names them."""
    return "、".join(_choice(register, choice) for choice in register.required)


def _choice(register: Register, choice: Sequence[str]) -> str:
    offered = [register.field(n) for n in choice]
    return "或".join(f.heading for f in offered if f.offered)


def _place(sheet: RawSheet, row: int | None = None) -> tuple[str, ...]:
    where = (f"文件 {sheet.file}", f"工作表 {sheet.sheet or '（csv）'}")
    return where if row is None else (*where, f"第 {sheet.numbers[row]} 行")


def _refuse_incomplete(
    sheet: RawSheet, rows: list[list[Any]], reader: Reader, *, alone: bool
) -> None:
    """A sheet that lists people, or is all there is, and lacks a column is a fault; a sheet of
    counts beside a whole one isn't.
    """
    guess: Guess | None = best_guess(rows, reader)
    if guess is None or len(rows) <= guess.index + 1 or not guess.lacking:
        return
    if (guess.found >= 3 or guess.people) and (alone or guess.people):
        raise InputError(
            f"表头缺少：{'、'.join(guess.lacking)}",
            remedy="补上这一列，或把列名改成使用指南里的写法；不是登记册的工作表请移走",
            place=_place(sheet, guess.index),
        )


def _refuse_turned(sheet: RawSheet, rows: list[list[Any]], reader: Reader) -> None:
    """A table with a person a column instead of a row."""
    guess = best_guess([list(column) for column in zip_longest(*rows[:_TURNED])], reader)
    if guess is not None and guess.people and not guess.lacking:
        raise InputError(
            "表是横着排的，一人一列，列名在最左边",
            remedy="复制整张表，用“选择性粘贴”里的“转置”贴成一人一行，再交来",
            place=_place(sheet),
        )


def _refuse_unknown_presence(
    sheet: RawSheet, rows: list[list[Any]], table: Table, reader: Reader
) -> None:
    """A heading that may tell whether a child is there, and is not understood, stops until the
    office has said what it means.
    """
    for column in table.unused:
        if column.known or not reader.smells(column.heading) or _empty(rows, table, column):
            continue
        kinds = "、".join(kinds_of(_cells(rows, table, column)))
        raise InputError(
            f"“{column.heading}”这一列看不懂，它可能说明学生在不在（格子里是：{kinds}）",
            remedy=f"在 params/{FILE} 的“{reader.register.folder}”下写明这一列相当于哪一列；"
            f"与在不在无关的，写“{UNUSED}”",
            place=(*_place(sheet, table.first), f"{COLUMN}{column.heading}"),
        )


def _cells(rows: list[list[Any]], table: Table, column: Column) -> list[Any]:
    return [r[column.index] for r in rows[table.body : table.end] if column.index < len(r)]


def _empty(rows: list[list[Any]], table: Table, column: Column) -> bool:
    return all(is_blank(c) for c in _cells(rows, table, column))


def _unused_columns(sheet: RawSheet, rows: list[list[Any]], table: Table) -> Iterator[Unused]:
    for column in table.unused:
        if not _empty(rows, table, column) and not is_numbering(column.heading):
            kinds = () if column.known else kinds_of(_cells(rows, table, column))
            yield Unused(sheet.file, sheet.sheet, column.heading, column.known, kinds)


def _of_table(
    register: Register,
    params: Params,
    sheet: RawSheet,
    table: Table,
    part: Part,
    unused: Sequence[Unused],
) -> Iterator[Problem]:
    """What is to be said of a whole table, at its header: headings nobody knows, and people who
    can't be children.
    """
    codes = {c.code: c for c in QUALITY.codes}
    here = [u for u in unused if (u.file, u.sheet) == (sheet.file, sheet.sheet) and not u.known]
    told = [(HEADING_UNKNOWN, c.heading, f"“{c.heading}”这个列名不认识，没有读") for c in here]
    if (alarm := alarms.nobody_is_a_child(register, part.table, params.term)) is not None:
        told.append((alarm, "", codes[alarm].label))
    for kind, heading, what in told:
        place = (register.code, sheet.file, sheet.sheet, sheet.numbers[table.first])
        yield Problem(*place, heading, kind, what, codes[kind].description)


def _need(
    register: Register, parts: Sequence[Part], found: Sequence[tuple[RawSheet, Table]], name: str
) -> None:
    """What no row says and no title either: the column lacks; where it is there, it names no town
    of this county.
    """
    field = _FROM_ELSEWHERE.get(register.code)
    if field is None or register.code == "presence":
        return
    rows = sum(p.table.num_rows for p in parts)
    if not rows or any(pc.any(pc.is_valid(p.table[field])).as_py() for p in parts):
        return
    lacking = next(((s, t) for s, t in found if not t.of(field)), None)
    if lacking is not None:
        raise InputError(
            f"表头缺少：{register.field(field).heading}",
            remedy="补上这一列，或写在标题、工作表名或文件名里",
            place=_place(lacking[0], lacking[1].first),
        )
    if register.code == "household":
        raise InputError(
            "整个文件没有一个本县的乡镇（街道）",
            remedy="检查“乡镇（街道）”一列，或在 params/county.yaml 补上别名",
            place=(f"文件 {name}",),
        )
