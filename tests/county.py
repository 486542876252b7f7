"""A short way to write a county's registers: real files in a real workspace, compared by the real
engine.

    ming = child("张小明", "2015-03-01")
    found = county(tmp_path, 户籍=[ming], 学籍=[ming], 在校=[ming | {"是否在校": "否"}])
    assert found.verdict(ming) == "ENROLLED_ABSENT"

All persons are made up: the area code 539924 does not exist.
"""

from __future__ import annotations

import csv
import functools
import io
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.term.compute import compute
from tests.days import params_on

Row = dict[str, Any]
Rows = Sequence[Row] | Mapping[str, Sequence[Row]]

TERM = "2025-autumn"
AREA = "539924"

USUAL: dict[str, Row] = {
    "户籍": {"乡镇（街道）": "永定街道"},
    "学籍": {"学校名称": "永定小学", "学籍状态": "在读"},
    "在校": {"学校": "永定小学"},
    "毕业": {"毕业学校": "永定中学", "毕业时间": "2025年7月"},
    "异地就读": {"就读学校": "昆明某小学", "就读地": "昆明市"},
    "缓学休学": {"类型": "缓学", "批准日期": "2025-08-20", "期满日期": "2026-08-31"},
    "送教上门": {"承担学校": "永定小学"},
    "缺勤": {"学校": "永定小学"},
    "比对情况": {"联合单位": "公安派出所、中心学校"},
}
"""What a row of a register has unless told otherwise."""


def check_character(seventeen: str) -> str:
    """The check character of a number by ISO 7064 MOD 11-2: double and add, character by character;
    ten is written X.
    """
    rest = functools.reduce(lambda sum_, digit: (sum_ + int(digit)) * 2 % 11, seventeen, 0)
    return "0123456789X"[(12 - rest) % 11]


def number(born: str, order: int = 11, area: str = AREA) -> str:
    """A sound number; an odd ``order`` is a boy's."""
    seventeen = f"{area}{born.replace('-', '')}{order:03d}"
    return seventeen + check_character(seventeen)


def child(name: str, born: str = "2015-03-01", order: int = 11, **more: Any) -> Row:
    """A child as every register may name it: name, sound number, date of birth, sex."""
    return {
        "姓名": name,
        "身份证号": number(born, order),
        "出生日期": born,
        "性别": "男" if order % 2 else "女",
        **more,
    }


@dataclass(frozen=True)
class Found:
    """What the comparison found: the edition's tables as lists of lines."""

    folder: Path
    facts: dict[str, Any]

    def table(self, name: str) -> list[Row]:
        """The lines of a table in the edition's order."""
        lines: list[Row] = pq.read_table(self.folder / f"{name}.parquet").to_pylist()
        return lines

    def of(self, person: Row) -> Row:
        """The one line of ``verdicts`` that is about a child; of namesakes the one with the
        number.
        """
        lines = [line for line in self.table("verdicts") if line["name"] == person["姓名"]]
        mine = (
            [line for line in lines if line["id_no"] == person.get("身份证号")]
            if len(lines) > 1
            else lines
        )
        (line,) = mine
        return line

    def verdict(self, person: Row) -> str:
        """The verdict of a child."""
        return str(self.of(person)["verdict"])

    def verdicts(self) -> dict[str, str]:
        """Name → verdict, for counties without namesakes."""
        return {line["name"]: line["verdict"] for line in self.table("verdicts")}

    def flagged(self, flag: str) -> set[str]:
        """The names of the children with a flag."""
        return {line["name"] for line in self.table("verdicts") if flag in line["flags"]}

    def mend(self, kind: str) -> list[tuple[str, int, str | None]]:
        """File, row and town of every line of ``quality`` of a kind."""
        return [
            (line["file"], line["row"], line["town"])
            for line in self.table("quality")
            if line["kind"] == kind
        ]

    def figure(self, code: str, place: str = "全县") -> int:
        """The count of a figure; nought where nothing was counted."""
        return sum(
            line["numerator"]
            for line in self.table("figures")
            if (line["code"], line["place"]) == (code, place)
        )

    def fates(self, register: str) -> list[tuple[str, str | None]]:
        """Fate and reason of every row of a register (its code), by file and row."""
        lines = [line for line in self.table("rows") if line["register"] == register]
        return [(line["fate"], line["reason"]) for line in lines]


Table = Sequence[Sequence[Any]]
"""Rows of cells."""


def write(path: Path, rows: Table, encoding: str = "utf-8-sig") -> None:
    """Rows of cells as an ``.xlsx`` of one sheet or a ``.csv``; text is written as text, numbers as
    numbers.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        path.write_bytes(text.getvalue().encode(encoding))
    else:
        write_sheets(path, {"Sheet1": rows})


def write_sheets(path: Path, sheets: Mapping[str, Table]) -> None:
    """An ``.xlsx`` of several sheets."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, date | datetime):
                        page.write_datetime(r, c, cell, day)
                    elif cell is not None:
                        page.write(r, c, cell)


def lay(workspace: Workspace, term: str = TERM, **registers: Rows) -> None:
    """Write registers into a workspace.

    A list is one workbook; a mapping is file name → rows, where ``甲.xlsx#二组`` is a sheet of a
    workbook of several.
    """
    for folder in ("户籍", "学籍", "在校", *registers):
        given = registers.get(folder, [])
        books: dict[str, dict[str, Table]] = {}
        for name, rows in (
            given if isinstance(given, Mapping) else {f"{folder}.xlsx": given}
        ).items():
            file, _, sheet = name.partition("#")
            books.setdefault(file, {})[sheet or "Sheet1"] = _table(folder, rows)
        for file, sheets in books.items():
            path = workspace.data(term) / folder / file
            write(path, *sheets.values()) if path.suffix == ".csv" else write_sheets(path, sheets)


def _table(folder: str, rows: Sequence[Row]) -> Table:
    """Headings and cells; of an empty register the headings alone."""
    whole = [USUAL.get(folder, {}) | row for row in rows]
    filled = whole or [{"姓名": "", "身份证号": ""} | USUAL[folder]]
    headings = list(dict.fromkeys(chain.from_iterable(filled)))
    return [headings, *([row.get(h) for h in headings] for row in whole)]


def workspace_at(folder: Path) -> Workspace:
    """A new workspace with the key of every fictitious county."""
    return init(folder, key=SAMPLE_KEY)


def compare(workspace: Workspace, term: str = TERM, params: Params | None = None) -> Found:
    """Compare what lies in a workspace."""
    into = workspace.outputs(term) / "internal" / "data"
    shutil.rmtree(into, ignore_errors=True)
    into.parent.mkdir(parents=True, exist_ok=True)
    return Found(into, compute(workspace, params or params_on(workspace.params, term), into).facts)


def county(folder: Path, **registers: Rows) -> Found:
    """A county of nothing but these registers, compared; of the three that are needed one not named
    is given and empty.
    """
    workspace = workspace_at(folder / "county")
    lay(workspace, **registers)
    return compare(workspace)
