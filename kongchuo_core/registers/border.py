"""The border: files → records of one schema a register; every record row is there, numbered by its contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.registers.headers import Header, best_guess, find_header, recognised
from kongchuo_core.registers.raw import RawSheet, is_blank
from kongchuo_core.registers.read import Entry, LeftOut, entries, is_harmless, read_all_sheets
from kongchuo_core.registers.records import Problem, Towns, schema, sheet_records
from kongchuo_core.settings.models import County
from kongchuo_core.vocabulary.codes import QUALITY
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS, Register


@dataclass(frozen=True)
class Records:
    """One register as read: ``table`` has the columns of :func:`schema`, a line for each record row."""

    register: Register
    table: pa.Table
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether the office handed in any file of this register."""
        return bool(self.files)


def read_register(data: Path, register: Register, county: County) -> Records:
    """All files of one register.

    Parameters
    ----------
    data : ``data/<term>``.

    Raises
    ------
    InputError
        where a file can't be read, holds no table of this register, or has no known town; where a needed register is missing.
    """
    parts = []
    for part in read_files(data, register, county):
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
    order = [(f.name, "ascending") for f in register.fields] + [
        (c, "ascending") for c in ("file", "sheet", "row")
    ]
    problems, files = (
        tuple(x for part in parts for x in getattr(part, name)) for name in ("problems", "files")
    )
    return Records(register, table.sort_by(order), problems, files)


def read_files(data: Path, register: Register, county: County) -> Iterator[Records | InputError]:
    """Each file of a register, or what is wrong with it; what is left out of the folder comes as records of no file."""
    try:
        files, left_out = entries(data / register.folder, data)
    except InputError as error:
        yield error
        return
    for entry, outcome in read_all_sheets(files):
        if isinstance(outcome, LeftOut):
            left_out.append(outcome)
        elif isinstance(outcome, InputError):
            yield outcome
        elif outcome is not None:
            try:
                found = _records(entry, outcome, register, county)
            except InputError as error:
                yield error
                continue
            if found is None:
                left_out += [] if entry.is_beside else [LeftOut(entry.name, "file_left_out")]
            else:
                yield found
    told = tuple(_told(register, item) for item in left_out)
    yield Records(register, schema(register).empty_table(), told)


def _told(register: Register, item: LeftOut, sheet: str = "") -> Problem:
    code = next(c for c in QUALITY.codes if c.code == item.kind)
    return Problem(
        register.code, item.name, sheet, None, "", item.kind, code.label, code.description
    )


def _records(
    entry: Entry, raw: Sequence[RawSheet], register: Register, county: County
) -> Records | None:
    """The records of one file, ``None`` where it is no table of this register and isn't named like one; raises as :func:`read_register`."""
    towns, name = Towns(county), entry.name
    problems: list[Problem] = []
    pairs = [(sheet, _header(sheet, register)) for sheet in raw]
    sheets = [(sheet, header) for sheet, header in pairs if header is not None]
    others = [sheet for sheet, header in pairs if header is None]
    meant = entry.is_meant and not entry.is_beside
    if not sheets and not meant and all(sheet.sheet == "" for sheet in raw):
        return None
    for sheet in others:
        _refuse_incomplete(sheet, register, alone=not sheets)
    if not sheets:
        remedy = f"表头要有：{_wanted(register)}；不是{register.folder}登记册的文件请移走"
        raise InputError("没有找到表头", remedy=remedy, place=(f"文件 {name}",))
    problems += [
        _told(register, LeftOut(name, "sheet_left_out"), sheet.sheet)
        for sheet in others
        if any(not is_blank(cell) for row in sheet.rows for cell in row)
    ]
    tables = [
        sheet_records(sheet, header, register, towns, entry.path, problems)
        for sheet, header in sheets
    ]
    _need_a_town(tables, register, name)
    return Records(register, pa.concat_tables(tables), tuple(problems), (name,))


def read_all(data: Path, county: County) -> Iterator[Records]:
    """Every register of the contract, one after the other, ``row_id`` running over all of them; raises as :func:`read_register`.

    Rows are numbered in the order of their contents, so that what a tie is broken by does not depend on where a row stands.
    """
    unknown_folders(data)
    start = 0
    for register in REGISTERS.values():
        records = read_register(data, register, county)
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


def _holds_tables(folder: Path) -> bool:
    files, _ = entries(folder, folder)
    return any(entry.is_meant for entry in files)


def _is_table(path: Path) -> bool:
    entry = Entry(path, path.name)
    return entry.is_meant and not entry.is_beside


def _wanted(register: Register) -> str:
    return "、".join(
        "或".join(register.field(n).heading for n in choice) for choice in register.required
    )


def _header(sheet: RawSheet, register: Register) -> Header | None:
    optional = frozenset({"school"}) if register.code == "presence" else frozenset()
    return find_header(sheet.rows, register, optional=optional)


def _refuse_incomplete(sheet: RawSheet, register: Register, *, alone: bool) -> None:
    """A sheet that lists people, or is all there is, and lacks a column is a fault; a sheet of counts beside a whole one isn't."""
    guess = best_guess(sheet.rows, register)
    if guess is None or len(sheet.rows) <= guess[0] + 1:
        return
    index, lacking = guess
    columns = recognised(sheet.rows[index], register)
    if len(columns) >= 3 and (alone or "name" in columns):
        raise InputError(
            f"表头缺少：{'、'.join(lacking)}",
            remedy="补上这一列，或把列名改成使用指南里的写法；不是登记册的工作表请移走",
            place=(
                f"文件 {sheet.file}",
                f"工作表 {sheet.sheet or '（csv）'}",
                f"第 {sheet.numbers[index]} 行",
            ),
        )


def _need_a_town(parts: list[pa.Table], register: Register, name: str) -> None:
    if (
        register.code == "household"
        and sum(p.num_rows for p in parts)
        and not any(pc.any(pc.is_valid(p["town"])).as_py() for p in parts)
    ):
        raise InputError(
            "整个文件没有一个本县的乡镇（街道）",
            remedy="检查“乡镇（街道）”一列，或在 params/county.yaml 补上别名",
            place=(f"文件 {name}",),
        )
