"""The border: files → records of one schema a register; every record row is there, numbered by its contents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.registers.headers import Header, best_guess, find_header, recognised
from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.read import IGNORED, SUFFIXES, read_sheets, register_files
from kongchuo_core.registers.records import Problem, Towns, schema, sheet_records
from kongchuo_core.settings.models import County
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
    parts = [
        read_file(data, path, register, county) for path in register_files(data / register.folder)
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
    order = [(f.name, "ascending") for f in register.fields] + [
        (c, "ascending") for c in ("file", "sheet", "row")
    ]
    problems, files = (
        tuple(x for part in parts for x in getattr(part, name)) for name in ("problems", "files")
    )
    return Records(register, table.sort_by(order), problems, files)


def read_file(data: Path, path: Path, register: Register, county: County) -> Records:
    """One file of a register; raises as :func:`read_register`."""
    towns, name = Towns(county), path.relative_to(data).as_posix()
    problems: list[Problem] = []
    pairs = [(sheet, _header(sheet, register)) for sheet in read_sheets(path, name)]
    sheets = [(sheet, header) for sheet, header in pairs if header is not None]
    for sheet in (sheet for sheet, header in pairs if header is None):
        _refuse_incomplete(sheet, register, alone=not sheets)
    if not sheets:
        remedy = f"表头要有：{_wanted(register)}；不是{register.folder}登记册的文件请移走"
        raise InputError("没有找到表头", remedy=remedy, place=(f"文件 {name}",))
    tables = [
        sheet_records(sheet, header, register, towns, path, problems) for sheet, header in sheets
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
