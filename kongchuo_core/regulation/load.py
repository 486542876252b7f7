"""The one loader of the regulation's tables: a CSV file as rows of a class, each cell converted as
its field says.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

FOLDER = Path(__file__).parent
Row = TypeVar("Row")
NO_COLUMNS: Mapping[str, str] = {}


def _or_none(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: convert(cell) if cell else None


CONVERSIONS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: int,
    int | None: _or_none(int),
    bool: "yes".__eq__,
    date: date.fromisoformat,
    date | None: _or_none(date.fromisoformat),
    tuple[str, ...]: lambda cell: tuple(cell.split()),
    tuple[frozenset[str], ...]: lambda cell: tuple(
        frozenset(part.split()) for part in cell.split("|") if part
    ),
}
"""Type of a field → how its cell is read: ``yes`` is true, several words are divided by blanks,
alternatives by ``|``.
"""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table as they stand, cells by heading."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def load(name: str, kind: type[Row], columns: Mapping[str, str] = NO_COLUMNS) -> tuple[Row, ...]:
    """The rows of a table as frozen objects; ``columns`` says which column a field is in that isn't
    called like it.
    """
    hints = get_type_hints(kind)
    read = {
        field.name: (columns.get(field.name, field.name), CONVERSIONS[hints[field.name]])
        for field in fields(kind)  # type: ignore[arg-type]
    }
    return tuple(
        kind(**{field: convert(row[column]) for field, (column, convert) in read.items()})
        for row in rows(name)
    )
