"""The header row of a sheet, found by what it says and not by where it stands.

A row is the header where its cells, or its and those merged into it from above, are recognised as headings of the register and
cover what a row must have. Titles above it are read for the name of a school; a header that repeats further down (a printed page
break) is skipped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from kongchuo_core.vocabulary.registers import Register

SEARCH_ROWS = 30
"""How far down a header is looked for."""

_NOISE = re.compile(r"[\s*★＊:：]+")


def heading_key(cell: Any) -> str:
    """A heading as it is compared: NFKC, without spaces, stars and colons, with half-width brackets."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(cell))) if isinstance(cell, str) else ""


@cache
def _headings(register: Register) -> dict[str, str]:
    return {heading_key(h): f.name for f in register.fields for h in (f.heading, *f.aliases)}


@dataclass(frozen=True)
class Header:
    """Where the header stands (index into the sheet's rows) and which column holds which field."""

    index: int
    columns: dict[str, int]
    title: str


def recognised(row: list[Any], register: Register) -> dict[str, int]:
    """Field → column index for the cells of a row that are headings of the register; the first of a double heading counts."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        name = _headings(register).get(heading_key(cell))
        if name and name not in found:
            found[name] = column
    return found


def find_header(
    rows: list[list[Any]], register: Register, *, optional: frozenset[str] = frozenset()
) -> Header | None:
    """The header of a sheet, or ``None`` where it holds no table of this register.

    ``optional`` names required fields that the file supplies in another way (a school by its title or file name).
    """
    for index in range(min(len(rows), SEARCH_ROWS)):
        columns = next(
            (c for c in _readings(rows, index, register) if _whole(c, register, optional)), None
        )
        if columns is not None:
            title = " ".join(
                str(c) for above in rows[:index] for c in above if isinstance(c, str) and c.strip()
            )
            return Header(index, columns, title)
    return None


def _readings(rows: list[list[Any]], index: int, register: Register) -> Iterator[dict[str, int]]:
    """A row's headings by itself, then together with the row above, whose cells may be merged downwards."""
    yield recognised(rows[index], register)
    if index:
        both = zip_longest(rows[index], rows[index - 1])
        yield recognised([low if heading_key(low) else high for low, high in both], register)


def _whole(columns: dict[str, int], register: Register, optional: frozenset[str]) -> bool:
    return len(columns) >= 2 and all(
        any(n in columns or n in optional for n in choice) for choice in register.required
    )


def best_guess(rows: list[list[Any]], register: Register) -> tuple[int, list[str]] | None:
    """For the message where no header is whole: the likeliest row (index) and the headings it lacks."""
    scored = [(len(recognised(row, register)), -i) for i, row in enumerate(rows[:SEARCH_ROWS])]
    if not scored or max(scored)[0] < 2:
        return None
    index = -max(scored)[1]
    columns = recognised(rows[index], register)
    lacking = [
        "或".join(register.field(n).heading for n in choice)
        for choice in register.required
        if not any(n in columns for n in choice)
    ]
    return index, lacking
