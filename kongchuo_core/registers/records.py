"""One sheet → records: fields read a column at a time, notes left out, what can't be used quarantined with its reason."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.registers import values
from kongchuo_core.registers.headers import Header, heading_key
from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.settings.models import County
from kongchuo_core.vocabulary.codes import APPROVAL_TYPE, SEX, YES_NO, Fate
from kongchuo_core.vocabulary.registers import Kind, Register

_SCHOOL_NAME = re.compile(r"(?:^|[\s:])([^\s(:]+?(?:(?<!中)小学|中学|学校|教学点|校区))(?!:)")
_LONG_NUMBER = re.compile(r"\d{6,}[\dXx]*")
FULL_ATTENDANCE = "全勤"
"""What a school writes for a day without any absence."""
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
    "备注",
    "联系人",
    "报送",
)
_LACKING = {"name": "no_name", "school": "no_school", "town": "no_town", "id_no": "no_key"}
_ILLEGIBLE = {"town": "unknown_town"}
_ALL_ROWS, _NO_ROW = pa.scalar(True), pa.scalar(False)
_ARROW: dict[Kind, pa.DataType] = {
    Kind.DATE: pa.date32(),
    Kind.MONTH: pa.date32(),
    Kind.COUNT: pa.float64(),
    Kind.YES_NO: pa.bool_(),
}


@dataclass(frozen=True)
class Problem:
    """Something a sender should mend: where it stands and what kind it is; without a row it is the whole sheet or file."""

    register: str
    file: str
    sheet: str
    row: int | None
    column: str
    kind: str
    what: str
    remedy: str


def schema(register: Register) -> pa.Schema:
    """The columns of a register's records: place, fate, the fields, and what the cells told about themselves.

    ``id_cut`` marks a number cut by a spreadsheet; ``birth_month_only`` a birth date written to the month.
    """
    base = [
        ("row_id", pa.int64()),
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row", pa.int64()),
        ("fate", pa.string()),
        ("reason", pa.string()),
    ]
    marks = [("id_cut", pa.bool_()), ("birth_month_only", pa.bool_())]
    return pa.schema(
        base + [(f.name, _ARROW.get(f.kind, pa.string())) for f in register.fields] + marks
    )


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


def _is_note(row: list[Any], columns: dict[str, int]) -> bool:
    """A line below or between the records that is no record: blank, a signature line, a total, the header again."""
    cells = [c for c in row if c is not None and str(c).strip()]
    if not cells:
        return True
    first = heading_key(cells[0])
    lone = len(cells) == 1 and not any(
        row[c] == cells[0] for n, c in columns.items() if n in ("name", "id_no") and c < len(row)
    )
    return (
        first.startswith(_NOTE_WORDS)
        and not first.isdigit()
        and (len(cells) <= 3 or first in ("合计", "总计", "小计"))
    ) or lone


def sheet_records(
    sheet: RawSheet,
    header: Header,
    register: Register,
    towns: Towns,
    path: Path,
    problems: list[Problem],
) -> pa.Table:
    """The record rows of one sheet (columns of :func:`schema`, ``row_id`` not yet given); what is to mend joins ``problems``."""
    columns = header.columns
    head = sheet.rows[header.index]
    body = [
        (n, r)
        for n, r in zip(
            sheet.numbers[header.index + 1 :], sheet.rows[header.index + 1 :], strict=True
        )
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
    data |= {
        "row_id": numbers,
        "file": [sheet.file] * len(body),
        "sheet": [sheet.sheet] * len(body),
        "row": numbers,
    }
    data["reason"] = [None] * len(body)
    data["fate"] = [None] * len(body)
    table = pa.table(
        {f.name: pa.array(data.get(f.name, [False] * len(body)), f.type) for f in schema(register)}
    )
    problems += _problems(register, table, cells, unread, towns)
    return _quarantine(register, table, unread)


def _field(
    name: str, kind: Kind, cells: list[Any], towns: Towns, unread: dict[str, list[bool]]
) -> dict[str, list[Any]]:
    if kind is Kind.NUMBER:
        read = values.each(cells, values.number)
        return {name: [v for v, _ in read], "id_cut": [cut for _, cut in read]}
    if kind in (Kind.DATE, Kind.MONTH):
        days = values.each(cells, values.day)
        unread[name] = [
            d is None and values.text(c) is not None for (d, _), c in zip(days, cells, strict=True)
        ]
        mark = {"birth_month_only": [m for _, m in days]} if name == "birth_date" else {}
        return {name: [d for d, _ in days], **mark}
    if kind is Kind.TOWN:
        found = values.each(cells, towns.name)
        unread[name] = [
            t is None and values.text(c) is not None for t, c in zip(found, cells, strict=True)
        ]
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
            illegible = pc.or_(
                illegible, pa.array(unread[name], pa.bool_()) if name in unread else _NO_ROW
            )
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
    table = table.set_column(table.schema.get_field_index("reason"), "reason", reason)
    return table.set_column(table.schema.get_field_index("fate"), "fate", fate)


def _problems(
    register: Register,
    table: pa.Table,
    cells: dict[str, list[Any]],
    unread: dict[str, list[bool]],
    towns: Towns,
) -> Iterator[Problem]:
    for name, bad in unread.items():
        for i in (i for i, b in enumerate(bad) if b):
            f = register.field(name)
            where = (
                register.code,
                table["file"][i].as_py(),
                table["sheet"][i].as_py(),
                table["row"][i].as_py(),
                f.heading,
            )
            if f.kind is Kind.TOWN:
                found = _LONG_NUMBER.sub("（号码）", values.text(cells[name][i]) or "")
                yield Problem(
                    *where,
                    "unknown_town",
                    f"乡镇不在名录中：{found}",
                    towns.proposal(cells[name][i]) or "改成本县乡镇（街道）的名称",
                )
            else:
                yield Problem(*where, "bad_date", "日期看不懂", "改成 2011-01-01 这样的写法")
