"""A sheet as a file holds it, before anybody asks what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

MergedRange = tuple[int, int, int, int]
"""First row, first column, last row, last column: indexes into ``RawSheet.rows`` and its cells,
both ends in.
"""


@dataclass(frozen=True)
class NoResult:
    """What stands in a cell whose formula was stored without its result: nobody knows what Excel
    would show.
    """

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class ErrorValue:
    """What stands in a cell that a spreadsheet shows as an error; ``code`` is what is shown, such
    as ``#N/A``.
    """

    code: str

    def __str__(self) -> str:
        return self.code


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing; a formula without a result and an error are something."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


@dataclass(frozen=True)
class RawSheet:
    """One sheet as it stands: ``rows[i]`` are the cells of the row numbered ``numbers[i]`` (from
    1).

    A cell is a text, a number, a truth value, a date or time, ``None`` or ``""`` for a blank, a
    :class:`NoResult` or an :class:`ErrorValue`. Rows may be of different length. Of a merged range
    only the first cell has the value.
    """

    file: str
    sheet: str
    rows: list[list[Any]]
    numbers: list[int]
    merged: tuple[MergedRange, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of the rows that are hidden, by hand or by a filter."""
    struck_cells: frozenset[tuple[int, int]] = frozenset()
    """(Row number, column index) of cells that are struck through."""
    hidden: bool = False
    """Whether the sheet itself is hidden."""
    looks: Mapping[tuple[int, int], str] | None = None
    """(Row number, column index) → how a cell looks, as a code that is the same for all that look
    alike; ``None`` where the file wasn't asked, for nothing in it explains a colour.
    """
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """(Row number, column index) → what somebody remarked on a cell."""

    @cached_property
    def struck_rows(self) -> frozenset[int]:
        """Numbers of the rows of which every filled cell is struck through."""
        found = {number for number, _ in self.struck_cells}
        return frozenset(
            number
            for number, row in zip(self.numbers, self.rows, strict=True)
            if number in found and self._all_struck(number, row)
        )

    def _all_struck(self, number: int, row: Sequence[Any]) -> bool:
        return all(
            (number, c) in self.struck_cells for c, cell in enumerate(row) if not is_blank(cell)
        )
