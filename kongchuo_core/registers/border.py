"""The border: files → records of one schema a register; every record row is there, numbered by its contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.registers.headers import (
    Column,
    Guess,
    Reader,
    Table,
    best_guess,
    filled,
    find_tables,
)
from kongchuo_core.registers.raw import RawSheet, is_blank
from kongchuo_core.registers.read import IGNORED, SUFFIXES, read_sheets, register_files
from kongchuo_core.registers.records import Part, Problem, TableReader, schema, settle, stored
from kongchuo_core.registers.samples import kinds_of
from kongchuo_core.registers.towns import Towns
from kongchuo_core.settings.headings import FILE, UNUSED
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS, Register

_FROM_ELSEWHERE = {
    "household": "town",
    "presence": "school",
    "enrolment": "school",
    "absences": "school",
}
"""Register → the required field that title, sheet name, file name or an address may give instead of a column."""


@dataclass(frozen=True)
class Unused:
    """A column or a sheet that nothing is read from: where it stands, its heading, whether it is understood, kinds of cells."""

    file: str
    sheet: str
    heading: str
    known: bool
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Records:
    """One register as read: ``table`` has the columns of :func:`schema`, a line for each record row."""

    register: Register
    table: pa.Table
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    unused: tuple[Unused, ...] = ()

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
        where a file can't be read, holds no table of this register, or has no known town; where a needed register is missing.
    """
    parts = [
        read_file(data, path, register, params) for path in register_files(data / register.folder)
    ]
    if register.needed and not parts:
        raise InputError(
            f"缺少{register.folder}登记册",
            remedy=f"把{register.folder}的文件放进 data/{data.name}/{register.folder}/",
            place=(f"文件夹 {register.folder}",),
        )
    return together(register, parts)


def together(register: Register, parts: Sequence[Records]) -> Records:
    """What several files of a register hold, in the order of their contents."""
    table = pa.concat_tables([schema(register).empty_table(), *(part.table for part in parts)])
    order = [(c, "ascending") for c in (*stored(register), "says", "file", "sheet", "row", "block")]
    problems, files, unused = (
        tuple(x for part in parts for x in getattr(part, name))
        for name in ("problems", "files", "unused")
    )
    return Records(register, table.sort_by(order), problems, files, unused)


def read_file(data: Path, path: Path, register: Register, params: Params) -> Records:
    """One file of a register; raises as :func:`read_register`."""
    name = path.relative_to(data).as_posix()
    below = path.relative_to(data / register.folder).with_suffix("").as_posix()
    towns = Towns(params.county)
    reader = Reader(register, params.headings)
    tables = TableReader(register, params, towns, below)
    optional = frozenset({_FROM_ELSEWHERE.get(register.code, "")})
    parts: list[Part] = []
    found: list[tuple[RawSheet, Table]] = []
    unused: list[Unused] = []
    for sheet in read_sheets(path, name):
        rows = filled(sheet)
        here = find_tables(sheet, rows, reader, optional)
        if not here:
            _refuse_incomplete(sheet, rows, reader, alone=not parts)
            unused += _unused_sheet(sheet)
        for table in here:
            _refuse_unknown_presence(sheet, rows, table, reader)
            unused += _unused_columns(sheet, rows, table)
            parts.append(tables.read(sheet, rows, table))
            found.append((sheet, table))
    if not parts:
        remedy = f"表头要有：{_wanted(register)}；不是{register.folder}登记册的文件请移走"
        raise InputError("没有找到表头", remedy=remedy, place=(f"文件 {name}",))
    _need(register, parts, found, name)
    records = pa.concat_tables(settle(parts, register))
    problems = tuple(p for part in parts for p in part.problems)
    return Records(register, records, problems, (name,), tuple(dict.fromkeys(unused)))


def read_all(data: Path, params: Params) -> Iterator[Records]:
    """Every register of the contract, one after the other, ``row_id`` running over all of them; raises as :func:`read_register`.

    Rows are numbered in the order of their contents, so that what a tie is broken by does not depend on where a row stands.
    """
    unknown_folders(data)
    start = 0
    for register in REGISTERS.values():
        records = read_register(data, register, params)
        numbers = pa.array(range(start, start + records.table.num_rows), pa.int64())
        start += records.table.num_rows
        yield replace(records, table=records.table.set_column(0, "row_id", numbers))


def unknown_folders(data: Path) -> None:
    """Refuse a term's folder that is missing, or holds folders that aren't registers or registers outside any folder.

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
    unknown = sorted(
        p.name
        for p in data.iterdir()
        if p.is_dir() and p.name not in {r.folder for r in REGISTERS.values()}
    )
    if unknown:
        raise InputError(
            f"不认识的文件夹：{'、'.join(unknown)}",
            remedy=f"登记册的文件夹名称是：{'、'.join(r.folder for r in REGISTERS.values())}",
        )
    if loose := sorted(
        p.name
        for p in data.iterdir()
        if p.suffix.lower() in SUFFIXES and not p.name.startswith(IGNORED)
    ):
        raise InputError(
            f"这些文件不在登记册的文件夹里：{'、'.join(loose)}",
            remedy="放进所属登记册的文件夹，如 户籍、毕业；不用的请移走",
            place=(f"文件夹 data/{data.name}",),
        )


def _wanted(register: Register) -> str:
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
    """A sheet that lists people, or is all there is, and lacks a column is a fault; a sheet of counts beside a whole one isn't."""
    guess: Guess | None = best_guess(rows, reader)
    if guess is None or len(rows) <= guess.index + 1 or not guess.lacking:
        return
    if (guess.found >= 3 or guess.people) and (alone or guess.people):
        raise InputError(
            f"表头缺少：{'、'.join(guess.lacking)}",
            remedy="补上这一列，或把列名改成使用指南里的写法；不是登记册的工作表请移走",
            place=_place(sheet, guess.index),
        )


def _refuse_unknown_presence(
    sheet: RawSheet, rows: list[list[Any]], table: Table, reader: Reader
) -> None:
    """A heading that may tell whether a child is there, and is not understood, stops until the office has said what it means."""
    for column in table.unused:
        if column.known or not reader.smells(column.heading) or _empty(rows, table, column):
            continue
        kinds = "、".join(kinds_of(_cells(rows, table, column)))
        raise InputError(
            f"“{column.heading}”这一列看不懂，它可能说明学生在不在（格子里是：{kinds}）",
            remedy=f"在 params/{FILE} 的“{reader.register.folder}”下写明这一列相当于哪一列；"
            f"与在不在无关的，写“{UNUSED}”",
            place=_place(sheet, table.first),
        )


def _cells(rows: list[list[Any]], table: Table, column: Column) -> list[Any]:
    return [r[column.index] for r in rows[table.body : table.end] if column.index < len(r)]


def _empty(rows: list[list[Any]], table: Table, column: Column) -> bool:
    return all(is_blank(c) for c in _cells(rows, table, column))


def _unused_columns(sheet: RawSheet, rows: list[list[Any]], table: Table) -> Iterator[Unused]:
    for column in table.unused:
        if not _empty(rows, table, column):
            kinds = () if column.known else kinds_of(_cells(rows, table, column))
            yield Unused(sheet.file, sheet.sheet, column.heading, column.known, kinds)


def _unused_sheet(sheet: RawSheet) -> Iterator[Unused]:
    if any(not is_blank(c) for row in sheet.rows for c in row):
        yield Unused(sheet.file, sheet.sheet, "", known=True)


def _need(
    register: Register, parts: Sequence[Part], found: Sequence[tuple[RawSheet, Table]], name: str
) -> None:
    """What no row says and no title either: the column lacks; where it is there, it names no town of this county."""
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
