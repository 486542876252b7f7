"""A short way to write one register's files as offices send them, and to read them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_core.registers.border import Records, read_register
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.registers import BY_FOLDER
from tests.county import number
from tests.days import params_on

PARAMS: Params = params_on(Path(__file__).parents[2] / "params", "2025-autumn")
HEAD = ["姓名", "公民身份号码", "乡镇（街道）"]
MING = ["张小明", number("2015-03-01"), "永定街道"]
HONG = ["李红", number("2014-05-06", 12), "永定街道"]

Sheets = dict[str, Sequence[Sequence[Any]]]


def workbook(
    path: Path, sheets: Sheets, shape: Callable[[Worksheet], None] = lambda page: None
) -> None:
    """Write sheets of cells; ``shape`` merges, hides and the like in each of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        shape(page)
    book.save(path)


def read(data: Path, folder: str) -> Records:
    """One register as the border reads it."""
    return read_register(data, BY_FOLDER[folder], PARAMS)


def cells(records: Records, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of the records in the order of their places."""
    lines = (
        records.table.sort_by([(c, "ascending") for c in ("file", "sheet", "row")])
        .select(list(columns))
        .to_pylist()
    )
    return [tuple(line.values()) for line in lines]
