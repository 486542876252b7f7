"""The tables of a report as a workbook, for sorting and printing: what was told, read back and
compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from kongchuo_core.documents.notebook.blocks import Block, Rows
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.vocabulary.errors import BalanceError

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
LONGEST = 31
"""Characters of a sheet's name that Excel takes."""


def write_book(blocks: Iterable[Block], out: Path) -> None:
    """Every table that was told on a sheet of its own, numbers as numbers.

    Raises
    ------
    BalanceError
        where the file says anything else than the report.
    """
    tables = {b.name[:LONGEST]: b for b in blocks if isinstance(b, Rows)}
    said = {name: _frame(table) for name, table in tables.items()}
    sheets = [
        Sheet(name, frame, note="".join(tables[name].notes), title=tables[name].caption)
        for name, frame in said.items()
    ]
    write_workbook(out, sheets or [Sheet("没有表", pd.DataFrame())])
    compare_book(out, said)


def _frame(table: Rows) -> pd.DataFrame:
    rows = [[_typed(cell) for cell in row] for row in table.cells]
    return pd.DataFrame(rows, columns=list(table.heads), dtype=object)


def _typed(cell: str) -> str | int | float:
    if not _NUMBER.fullmatch(cell):
        return cell
    return float(cell) if "." in cell else int(cell)


def compare_book(path: Path, said: dict[str, pd.DataFrame]) -> None:
    """Read a workbook back; ``BalanceError`` naming the sheet that says anything else than was
    meant.
    """
    book = CalamineWorkbook.from_path(path)
    for name, frame in said.items():
        read = book.get_sheet_by_name(name).to_python()[: len(frame) + 1]
        told = [list(map(str, frame.columns)), *frame.astype(object).to_numpy().tolist()]
        plain = [[_plain(cell) for cell in row] for row in told]
        if [[str(cell) for cell in row] for row in read] != plain:
            raise BalanceError(
                f"写出的工作簿“{name}”与报告不一致",
                remedy="重新运行；仍然不一致的，请把这句话告诉维护人员",
            )


def _plain(cell: object) -> str:
    """A cell as a workbook gives it back: every number is a float there."""
    return str(float(cell)) if isinstance(cell, int | float) else str(cell)
