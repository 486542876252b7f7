"""Cells → values, a column at a time: each distinct cell is read once, then looked up.

Text is put into Unicode normal form NFKC, so that full-width digits, letters and compatibility characters decide alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from kongchuo_core.registers.raw import ErrorValue, NoResult

T = TypeVar("T")

RELIABLE_DIGITS = 15
"""Digits of a number cell that a spreadsheet keeps; the rest became noughts or noise."""

_EPOCH = date(1899, 12, 30)
_FULL = re.compile(
    r"(\d{4})\D{0,2}?(\d{1,2})\D{1,2}(\d{1,2})\D{0,1}(?:\s.*|T.*)?|(\d{4})(\d{2})(\d{2})"
)
_MONTH = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{0,1}|(\d{4})(\d{2})")
_LOST_NOUGHT = re.compile(r"\d{4}\.1")
_SCIENTIFIC = re.compile(r"(\d)\.?(\d*)E\+?\d{1,2}", re.IGNORECASE)


def each(column: Sequence[Any], read: Callable[[Any], T]) -> list[T]:
    """``read`` of every cell of a column, called once for each distinct cell."""
    keys = [c if type(c) is str else (type(c), c) for c in column]
    known = {k: read(c) for k, c in dict(zip(keys, column, strict=True)).items()}
    return [known[k] for k in keys]


def text(cell: Any) -> str | None:
    """A cell as text in NFKC without outer spaces; ``None`` where nothing stands in it."""
    if isinstance(cell, str):
        return unicodedata.normalize("NFKC", cell).strip() or None
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return None if cell is None or isinstance(cell, NoResult | ErrorValue) else str(cell)


def number(cell: Any) -> tuple[str | None, bool]:
    """An identity number as it stands, and whether a spreadsheet has cut it.

    Of a cut number only the digits that can be relied on are kept: the first fifteen of a number cell, the mantissa's of
    ``5.30E+17``.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        value = text(cell)
        damaged = _SCIENTIFIC.fullmatch(value.replace(" ", "")) if value else None
        return (damaged[1] + damaged[2], True) if damaged else (value, False)
    return str(int(cell))[:RELIABLE_DIGITS], True


def day(cell: Any) -> tuple[date | None, bool]:
    """A date cell in any of the usual forms, and whether only its month was written (then the month's first day).

    ``(None, False)`` where there is none or it can't be read; the number cell 2009.1 can't, for it may have been 2009.10.
    """
    if isinstance(cell, datetime):
        return cell.date(), False
    if isinstance(cell, date):
        return cell, False
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 20000 < cell < 60000:
        return _EPOCH + timedelta(days=int(cell)), False
    value = (
        "" if isinstance(cell, float) and _LOST_NOUGHT.fullmatch(str(cell)) else text(cell) or ""
    )
    whole, month = _FULL.fullmatch(value), _MONTH.fullmatch(value)
    digits = [int(g) for g in (whole or month).groups() if g] if whole or month else []  # type: ignore[union-attr]
    try:
        return (date(*(digits if whole else [*digits, 1])), not whole) if digits else (None, False)
    except ValueError:
        return None, False


def count(cell: Any) -> float | None:
    """A number of things; ``None`` where it isn't a number."""
    try:
        return float((text(cell) or "").replace(",", "").rstrip("人次个%"))
    except ValueError:
        return None
