"""The forms in which offices send their registers: headings, titles, notes, dates and sheets, no
two files quite alike.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.sample.workbooks import Line, Sheet, write_csv, write_workbook
from kongchuo_core.vocabulary.registers import REGISTERS, Kind, Register

COLUMNS: dict[str, tuple[str, ...]] = {
    "household": (
        "household_no",
        "head_name",
        "relation",
        "name",
        "sex",
        "nation",
        "id_no",
        "birth_date",
        "town",
        "village",
        "group_name",
        "household_status",
        "guardian",
        "phone",
    ),
    "enrolment": (
        "school",
        "grade",
        "class_name",
        "name",
        "sex",
        "birth_date",
        "id_type",
        "id_no",
        "student_no",
        "student_status",
        "household_place",
        "left_behind",
        "migrant",
        "disability",
    ),
    "presence": (
        "school",
        "grade",
        "class_name",
        "name",
        "sex",
        "id_no",
        "birth_date",
        "present",
        "note",
    ),
    "graduates": ("school", "name", "sex", "id_no", "graduated_on"),
    "elsewhere": ("name", "id_no", "school", "place", "evidence", "verified_by", "verified_on"),
    "approvals": (
        "name",
        "id_no",
        "approval_type",
        "approved_on",
        "expires_on",
        "cause",
        "authority",
    ),
    "home_teaching": ("name", "id_no", "school", "started_on", "visits"),
    "absences": (
        "school",
        "day",
        "first_day",
        "last_day",
        "grade",
        "class_name",
        "name",
        "id_no",
        "student_no",
        "excuse",
        "whereabouts_unknown",
        "reported_bureau_on",
        "reported_town_on",
        "note",
    ),
    "disability": ("name", "id_no", "sex", "birth_date", "disability_type"),
    "hardship": ("name", "id_no", "hardship_type"),
}
"""The columns of the registers about children, in the order they stand; the others show all their
fields.
"""

DATES: tuple[Callable[[date], Any], ...] = (
    lambda d: d.isoformat(),
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d:%Y.%m.%d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: d,
    lambda d: int(f"{d:%Y%m%d}"),
)
GRADES: tuple[Callable[[int], Any], ...] = (
    lambda g: f"{g}年级",
    lambda g: f"{'一二三四五六七八九'[g - 1]}年级",
    lambda g: g,
)
PRESENT: tuple[dict[str, str], ...] = (
    {},
    {"是": "在校", "否": "不在校"},
    {"是": "√", "否": "×"},
    {},
)
GB, BOM = "gb18030", "utf-8-sig"
CSV = {("household", 1): GB, ("household", 4): BOM, ("enrolment", 1): BOM}
"""Register and number of the file → encoding of those sent as csv; all else are workbooks."""
BY_SHEET = {"household": "village", "presence": "grade"}
"""By what a register's file is cut into several sheets where an office does so."""
NOTES = (
    "填表人：        审核人：        单位负责人（签章）：",
    "说明：本表由各单位据实填报，合计数见汇总表。",
)
GUIDE = (
    "填表说明",
    "1. 身份证号按户口簿填写，不得用科学计数法。",
    "2. 出生日期按公历填写。",
    "3. 开学后一周内报送。",
)
SEQUENCE = "序号"


def write_register(folder: Path, code: str, table: pd.DataFrame, label: str) -> pd.DataFrame:
    """Write one register's files.

    Parameters
    ----------
    folder : the term's folder. label : the term's, for titles.

    Returns
    -------
    ``pid``, ``file`` (relative to ``folder``), ``sheet``, ``row`` of every record.
    """
    register, places = (
        REGISTERS[code],
        [pd.DataFrame(columns=["pid", "file", "sheet", "row"], dtype=object)],
    )
    for n, (stem, part) in enumerate(table.groupby("file", sort=False)):
        encoding = CSV.get((code, n))
        path = (
            Path(register.folder) / _subfolder(code, n) / f"{stem}.{'csv' if encoding else 'xlsx'}"
        )
        parts = _parts(code, n, part, bool(encoding))
        sheets = [
            Sheet(name, _lines(register, n, str(stem), label, rows, bool(encoding)))
            for name, rows in parts
        ]
        if encoding:
            write_csv(folder / path, sheets[0], encoding)
        else:
            write_workbook(folder / path, [*sheets, *_beside(n)])
        for sheet, (_, rows) in zip(sheets, parts, strict=True):
            place = {
                "file": path.as_posix(),
                "sheet": "" if encoding else sheet.name,
                "row": sheet.record_rows(),
            }
            places.append(pd.DataFrame({"pid": rows["pid"].to_numpy(), **place}))
    return pd.concat(places, ignore_index=True)


def _subfolder(code: str, n: int) -> str:
    """Every sixth school's roll lies in a folder of their own."""
    return "补报" if code == "presence" and n % 6 == 5 else ""


def _parts(code: str, n: int, part: pd.DataFrame, single: bool) -> list[tuple[str, pd.DataFrame]]:
    """The sheets of a file: one, or one for each village or grade."""
    by = BY_SHEET.get(code)
    if single or by is None or n % 6 != 3:
        return [(str(part["sheet"].iloc[0]) or "Sheet1", part)]
    return [(f"{key}年级" if by == "grade" else str(key), rows) for key, rows in part.groupby(by)]


def _beside(n: int) -> list[Sheet]:
    """A sheet of other things in some files."""
    if n % 5 != 1:
        return []
    return [Sheet("说明", [Line("note", [w]) for w in GUIDE])]


HIDES = ("household", "enrolment", "absences")
"""Registers some of whose rows are hidden; in the others a hidden row would be a question, and
nobody's truth.
"""


def _lines(
    register: Register, n: int, stem: str, label: str, rows: pd.DataFrame, plain: bool
) -> list[Line]:
    """A sheet's lines: titles above, the header (again where pages break), records, blank lines,
    notes below.
    """
    fields = _fields(register, n)
    cells = [list(range(1, len(rows) + 1)), *(_column(register, f, n, rows) for f in fields)]
    header = Line("header", [SEQUENCE, *(_heading(register, f, n) for f in fields)])
    above = [Line("note" if plain else "title", [f"{stem}（{label}）"]), Line("note", ["单位：人"])]
    lines = [*(above[: n % 3] if register.code != "enrolment" else []), header]
    for i, record in enumerate(zip(*cells, strict=True)):
        if i and n % 5 == 3 and i % 40 == 0:
            lines.append(Line("blank", [None]) if i % 80 else header)
        hidden = n % 4 == 2 and i % 50 == 9 and register.code in HIDES
        lines.append(Line("hidden" if hidden else "record", record))
    return lines + ([Line("blank", [None]), Line("note", [NOTES[n % 2]])] if n % 2 else [])


def _fields(register: Register, n: int) -> list[str]:
    """The columns of a file; two of three schools leave the column of the school out, the file's
    name says it.
    """
    columns = COLUMNS.get(register.code, tuple(f.name for f in register.offered))
    return [c for c in columns if not (register.code == "presence" and c == "school" and n % 3)]


def _heading(register: Register, name: str, n: int) -> str:
    """The official heading in every other file, an alias of it in the rest."""
    field = register.field(name)
    known = (field.heading, *field.aliases)
    heading = known[0] if n % 2 == 0 else known[(n // 2 + 1) % len(known)]
    return heading if n % 7 or len(heading) != 2 else f"{heading[0]}  {heading[1]}"


def _column(register: Register, name: str, n: int, rows: pd.DataFrame) -> list[Any]:
    """A field's cells in the form of file ``n``; every 37th date in another one."""
    values = rows[name].tolist()
    if register.field(name).kind is Kind.DATE:
        form, other = DATES[n % len(DATES)], DATES[(n + 3) % len(DATES)]
        return [
            (other if i % 37 == 36 else form)(v) if isinstance(v, date) else v
            for i, v in enumerate(values)
        ]
    if name == "grade":
        return [GRADES[n % 3](int(v)) if v != "" else "" for v in values]
    if name == "present":
        return [PRESENT[n % 4].get(v, v) for v in values]
    if name in ("household_no", "phone") and n % 3 == 2:
        return [int(v) for v in values]
    return values
