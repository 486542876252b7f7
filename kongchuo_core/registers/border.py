"""The border: raw sheets → records of one schema a register; every record row gets its number and, where it can't be used, its fate."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.registers import values
from kongchuo_core.registers.headers import Header, best_guess, find_header, heading_key, recognised
from kongchuo_core.registers.read import IGNORED, SUFFIXES, RawSheet, read_sheets, register_files
from kongchuo_core.settings.models import County
from kongchuo_core.vocabulary.codes import SEX, YES_NO, Fate
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS, Kind, Register

_SCHOOL_NAME = re.compile(r"(?:^|[\s:])([^\s(:]+?(?:(?<!中)小学|中学|学校|教学点|校区))(?!:)")
_LONG_NUMBER = re.compile(r"\d{6,}[\dXx]*")
FULL_ATTENDANCE = "全勤"
"""What a school writes for a day without any absence."""
_NOTE_WORDS = ("注", "说明", "填表", "审核", "制表", "单位负责人", "合计", "总计", "小计", "备注", "联系人", "报送")
_LACKING = {"name": "no_name", "school": "no_school", "town": "no_town", "id_no": "no_key"}
_ILLEGIBLE = {"town": "unknown_town"}
_ALL_ROWS, _NO_ROW = pa.scalar(True), pa.scalar(False)
_ARROW: dict[Kind, pa.DataType] = {Kind.DATE: pa.date32(), Kind.MONTH: pa.date32(), Kind.COUNT: pa.float64(), Kind.YES_NO: pa.bool_()}


@dataclass(frozen=True)
class Problem:
    """Something a sender should mend: where it stands and what kind it is."""

    register: str
    file: str
    sheet: str
    row: int
    column: str
    kind: str
    what: str
    remedy: str


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


def schema(register: Register) -> pa.Schema:
    """The columns of a register's records: place, fate, the fields, and what the cells told about themselves.

    ``id_cut`` marks a number cut by a spreadsheet; ``birth_month_only`` a birth date written to the month.
    """
    base = [("row_id", pa.int64()), ("file", pa.string()), ("sheet", pa.string()), ("row", pa.int64()), ("fate", pa.string()), ("reason", pa.string())]
    marks = [("id_cut", pa.bool_()), ("birth_month_only", pa.bool_())]
    return pa.schema(base + [(f.name, _ARROW.get(f.kind, pa.string())) for f in register.fields] + marks)


@dataclass
class Towns:
    """The alias table of a county's towns."""

    county: County
    spellings: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.spellings = {s: t.name for t in self.county.towns for s in (t.name, *t.aliases)}

    def name(self, cell: Any) -> str | None:
        """The town a cell means; ``None`` where it isn't one of this county's."""
        value = heading_key(values.text(cell) or "")
        for prefix in (self.county.province, self.county.city, self.county.name):
            value = value.removeprefix(prefix)
        return self.spellings.get(value)

    def proposal(self, cell: Any) -> str:
        """The town whose spelling is nearest, for a message."""
        near = difflib.get_close_matches(values.text(cell) or "", self.spellings, n=1, cutoff=0.3)
        return f"是不是“{self.spellings[near[0]]}”？" if near else ""


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
    towns = Towns(county)
    tables: list[pa.Table] = []
    problems: list[Problem] = []
    names: list[str] = []
    for path in register_files(data / register.folder):
        name = path.relative_to(data).as_posix()
        names.append(name)
        pairs = [(sheet, _header(sheet, register)) for sheet in read_sheets(path, name)]
        sheets = [(sheet, header) for sheet, header in pairs if header is not None]
        for sheet in (sheet for sheet, header in pairs if header is None):
            _refuse_incomplete(sheet, register, alone=not sheets)
        if not sheets:
            raise InputError("没有找到表头", remedy=f"表头要有：{_wanted(register)}；不是{register.folder}登记册的文件请移走", place=(f"文件 {name}",))
        parts = [_sheet(sheet, header, register, towns, path, problems) for sheet, header in sheets]
        _need_a_town(parts, register, name)
        tables += parts
    if register.needed and not tables:
        raise InputError(f"缺少{register.folder}登记册", remedy=f"把{register.folder}的文件放进 data/{data.name}/{register.folder}/", place=(f"文件夹 {register.folder}",))
    table = pa.concat_tables([schema(register).empty_table(), *tables])
    order = [(f.name, "ascending") for f in register.fields] + [(c, "ascending") for c in ("file", "sheet", "row")]
    return Records(register, table.sort_by(order), tuple(problems), tuple(names))


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
        raise InputError(f"没有文件夹 data/{data.name}", remedy="把各登记册放进 data/<学期>/<登记册>/，或用 kongchuo sample 造一个样例县")
    unknown = sorted(p.name for p in data.iterdir() if p.is_dir() and p.name not in {r.folder for r in REGISTERS.values()})
    if unknown:
        raise InputError(f"不认识的文件夹：{'、'.join(unknown)}", remedy=f"登记册的文件夹名称是：{'、'.join(r.folder for r in REGISTERS.values())}")
    if loose := sorted(p.name for p in data.iterdir() if p.suffix.lower() in SUFFIXES and not p.name.startswith(IGNORED)):
        raise InputError(f"这些文件不在登记册的文件夹里：{'、'.join(loose)}", remedy="放进所属登记册的文件夹，如 户籍、毕业；不用的请移走",
                         place=(f"文件夹 data/{data.name}",))


def _wanted(register: Register) -> str:
    return "、".join("或".join(register.field(n).heading for n in choice) for choice in register.required)


def _header(sheet: RawSheet, register: Register) -> Header | None:
    optional = frozenset({"school"}) if register.code == "presence" else frozenset()
    return find_header(sheet.rows, register, optional=optional)


def _refuse_incomplete(sheet: RawSheet, register: Register, *, alone: bool) -> None:
    """A sheet that lists people, or is all there is, and lacks a column is a fault; beside a whole one a sheet of counts is none."""
    guess = best_guess(sheet.rows, register)
    if guess is None or len(sheet.rows) <= guess[0] + 1:
        return
    index, lacking = guess
    columns = recognised(sheet.rows[index], register)
    if len(columns) >= 3 and (alone or "name" in columns):
        raise InputError(f"表头缺少：{'、'.join(lacking)}", remedy="补上这一列，或把列名改成使用指南里的写法；不是登记册的工作表请移走",
                         place=(f"文件 {sheet.file}", f"工作表 {sheet.sheet or '（csv）'}", f"第 {sheet.numbers[index]} 行"))


def _is_note(row: list[Any], columns: dict[str, int]) -> bool:
    """A line below or between the records that is no record: blank, a signature line, a total, the header again."""
    cells = [c for c in row if c is not None and str(c).strip()]
    if not cells:
        return True
    first = heading_key(cells[0])
    lone = len(cells) == 1 and not any(row[c] == cells[0] for n, c in columns.items() if n in ("name", "id_no") and c < len(row))
    return (first.startswith(_NOTE_WORDS) and not first.isdigit() and (len(cells) <= 3 or first in ("合计", "总计", "小计"))) or lone


def _sheet(sheet: RawSheet, header: Header, register: Register, towns: Towns, path: Path, problems: list[Problem]) -> pa.Table:
    columns = header.columns
    head = sheet.rows[header.index]
    body = [
        (n, r) for n, r in zip(sheet.numbers[header.index + 1 :], sheet.rows[header.index + 1 :], strict=True)
        if r != head and not _is_note(r, columns)
    ]
    cells = {name: [r[c] if c < len(r) else None for _, r in body] for name, c in columns.items()}
    numbers = [n for n, _ in body]
    data: dict[str, Any] = {}
    unread: dict[str, list[bool]] = {}
    for f in register.fields:
        data |= _field(f.name, f.kind, cells.get(f.name, [None] * len(body)), towns, unread)
    if register.code == "presence" and "school" not in columns:
        data["school"] = [_school(path, header.title)] * len(body)
    data |= {"row_id": numbers, "file": [sheet.file] * len(body), "sheet": [sheet.sheet] * len(body), "row": numbers}
    data["reason"] = [None] * len(body)
    data["fate"] = [None] * len(body)
    table = pa.table({f.name: pa.array(data.get(f.name, [False] * len(body)), f.type) for f in schema(register)})
    problems += _problems(register, table, cells, unread, towns)
    return _quarantine(register, table, unread)


def _field(name: str, kind: Kind, cells: list[Any], towns: Towns, unread: dict[str, list[bool]]) -> dict[str, list[Any]]:
    if kind is Kind.NUMBER:
        read = values.each(cells, values.number)
        return {name: [v for v, _ in read], "id_cut": [cut for _, cut in read]}
    if kind in (Kind.DATE, Kind.MONTH):
        days = values.each(cells, values.day)
        unread[name] = [d is None and values.text(c) is not None for (d, _), c in zip(days, cells, strict=True)]
        mark = {"birth_month_only": [m for _, m in days]} if name == "birth_date" else {}
        return {name: [d for d, _ in days], **mark}
    if kind is Kind.TOWN:
        found = values.each(cells, towns.name)
        unread[name] = [t is None and values.text(c) is not None for t, c in zip(found, cells, strict=True)]
        return {name: found}
    if kind is Kind.COUNT:
        return {name: values.each(cells, values.count)}
    texts = values.each(cells, values.text)
    if kind is Kind.SEX:
        return {name: [SEX.spellings().get(t or "") for t in texts] if any(texts) else texts}
    if kind is Kind.YES_NO:
        said = {s: c == "yes" for s, c in YES_NO.spellings().items()}
        return {name: [said.get(t or "") for t in texts]}
    return {name: texts}


def _school(path: Path, title: str) -> str | None:
    for where in (title, path.stem):
        if found := _SCHOOL_NAME.search(values.text(where) or ""):
            return found[1]
    return None


def _quarantine(register: Register, table: pa.Table, unread: dict[str, list[bool]]) -> pa.Table:
    """The first thing a row lacks is its reason; a cell that can't be read is named as such."""
    reason = table["reason"]
    for choice in reversed(register.filled):
        lacks, illegible = _ALL_ROWS, _NO_ROW
        for name in choice:
            lacks = pc.and_(lacks, pc.is_null(table[name]))
            illegible = pc.or_(illegible, pa.array(unread[name], pa.bool_()) if name in unread else _NO_ROW)
        reason = pc.if_else(pc.and_(lacks, illegible), _ILLEGIBLE.get(choice[0], "bad_date"), pc.if_else(lacks, _LACKING.get(choice[0], "missing_required"), reason))
    if register.code == "absences":
        nobody = pc.and_(pc.is_null(table["name"]), pc.invert(pc.match_substring(pc.fill_null(table["note"], ""), FULL_ATTENDANCE)))
        reason = pc.if_else(pc.and_(nobody, pc.is_null(reason)), "no_name", reason)
    fate = pc.if_else(pc.is_valid(reason), Fate.QUARANTINED.value, pa.scalar(None, pa.string()))
    table = table.set_column(table.schema.get_field_index("reason"), "reason", reason)
    return table.set_column(table.schema.get_field_index("fate"), "fate", fate)


def _problems(register: Register, table: pa.Table, cells: dict[str, list[Any]], unread: dict[str, list[bool]], towns: Towns) -> Iterator[Problem]:
    for name, bad in unread.items():
        for i in (i for i, b in enumerate(bad) if b):
            f = register.field(name)
            where = (register.code, table["file"][i].as_py(), table["sheet"][i].as_py(), table["row"][i].as_py(), f.heading)
            if f.kind is Kind.TOWN:
                found = _LONG_NUMBER.sub("（号码）", values.text(cells[name][i]) or "")
                yield Problem(*where, "unknown_town", f"乡镇不在名录中：{found}", towns.proposal(cells[name][i]) or "改成本县乡镇（街道）的名称")
            else:
                yield Problem(*where, "bad_date", "日期看不懂", "改成 2011-01-01 这样的写法")


def _need_a_town(parts: list[pa.Table], register: Register, name: str) -> None:
    if register.code == "household" and sum(p.num_rows for p in parts) and not any(pc.any(pc.is_valid(p["town"])).as_py() for p in parts):
        raise InputError("整个文件没有一个本县的乡镇（街道）", remedy="检查“乡镇（街道）”一列，或在 params/county.yaml 补上别名", place=(f"文件 {name}",))
