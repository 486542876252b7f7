"""What calamine doesn't tell of a workbook: hidden sheets and rows, struck-out cells, errors,
formulas without a result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kongchuo_core.registers.raw import ErrorValue, MergedRange, NoResult

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
"""Codes of errors in the binary formats ([MS-XLS] 2.5.10)."""

OF_LOOKS = ("色", "标红", "标黄", "标绿", "标蓝", "加粗", "粗体", "斜体", "高亮")
"""One of these stands in every text that explains how cells look."""


@dataclass
class Marks:
    """Of one sheet; row numbers from 1, column indexes from 0."""

    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    merged: list[MergedRange] = field(default_factory=list)
    """Where calamine doesn't tell: indexes from 0, both ends in."""
    cells: dict[tuple[int, int], NoResult | ErrorValue] = field(default_factory=dict)
    """What stands in cells that hold no plain value."""
    looks: dict[tuple[int, int], str] | None = None
    """How cells look, where anything explains it."""
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    """Remarks on cells."""


def lay_over(rows: list[list[Any]], cells: dict[tuple[int, int], NoResult | ErrorValue]) -> None:
    """Put what is no plain value where it stands; ``rows`` begin with the row numbered 1 and are
    changed in place.
    """
    for (number, column), value in cells.items():
        while len(rows) < number:
            rows.append([])
        row = rows[number - 1]
        row += [None] * (column + 1 - len(row))
        row[column] = value
