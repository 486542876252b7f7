"""What defines a figure: a line of ``regulation/figures.csv``, as the edition carries it in the
table ``figure_sources``.

``code`` may have stars: the figure is a family, and each star stands for a value of the column that
``each`` names in its place (``rows.*.*`` with ``register fate``); ``verdict:verdict`` says too on
which list of labels the value's word is, for the formula. ``rows`` is a condition on the ``table``
(see ``conditions``), ``measure`` how its rows are counted, ``of_…`` the same for the denominator.

- **measure**: empty or ``rows``: rows; ``distinct:column``; ``sum:expression``; ``max:column``;
  ``days:since,until``; ``households``; ``all:n:expression``: a sum that needs n rows and isn't
  there without them.
- **places**: ``-`` (kept as an empty text) the whole county; ``town``, ``home_town``: the place is
  the value of the column; ``town/school``, ``-/age``: values joined by a stroke; ``*/school``: the
  value below its home town; ``unit``: a unit as figures name it; ``=case_no``: the value, whatever
  it is.
- **zero**: empty: nothing counted is no figure; ``keep``: it is a nought; ``given``: it is, where
  one of the registers was given.
- **clause**: ``=clause`` is the clause that stands in the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

STAR = "*"


@dataclass(frozen=True)
class Side:
    """Numerator or denominator: which rows of which table, how they are counted, and how they name
    their place.
    """

    table: str
    rows: str
    measure: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Definition:
    """The definition of a figure or of a family of figures; see the module."""

    code: str
    label: str
    formula: str
    unit: str
    clause: str
    each: tuple[str, ...]
    lists: tuple[str, ...]
    above: Side
    below: Side
    zero: str
    registers: tuple[str, ...]

    def parts(self, code: str) -> tuple[str, ...] | None:
        """What stands in a code where the definition has stars; ``None`` where the code isn't of
        this family.
        """
        match = _pattern(self.code).fullmatch(code)
        return match.groups() if match else None

    def named(self, parts: Iterable[str]) -> str:
        """The code of the figure with these values in the places of the stars."""
        code = self.code
        for part in parts:
            code = code.replace(STAR, part, 1)
        return code


@cache
def _pattern(code: str) -> re.Pattern[str]:
    return re.compile("(.*)".join(re.escape(part) for part in code.split(STAR)))


def definitions(lines: Iterable[Mapping[Any, Any]]) -> tuple[Definition, ...]:
    """The definitions of the table ``figure_sources``; those of older editions lack what was added
    since and have ``{0}`` in conditions.
    """
    return tuple(_definition(line) for line in lines)


def _definition(line: Mapping[Any, Any]) -> Definition:
    cells = {name: _given(cell) for name, cell in line.items()}
    places = tuple(cells["places"])
    of_unit = cells["of_table"] == "statistics"
    each = list(cells.get("each", ()))
    below = tuple(cells.get("of_places", ["unit"] if of_unit else [])) or places
    return Definition(
        code=cells["code"],
        label=cells["label"],
        formula=cells["formula"],
        unit=cells["unit"],
        clause=cells.get("clause", ""),
        each=tuple(column.partition(":")[0] for column in each),
        lists=tuple(column.partition(":")[2] for column in each),
        above=Side(cells["table"], cells["rows"], cells["measure"], places),
        below=Side(cells["of_table"], cells["of_rows"], cells["of_measure"], below),
        zero=cells.get("zero", ""),
        registers=tuple(cells["registers"]),
    )


def _given(cell: Any) -> Any:
    """An empty cell, for which pandas has several words, is an empty text; a list is a list."""
    if isinstance(cell, str):
        return cell
    return list(cell) if hasattr(cell, "__len__") else ""


def define(known: Iterable[Definition], code: str) -> tuple[Definition, tuple[str, ...]] | None:
    """The definition of a figure's code, the most particular that fits, and the values of its
    stars; ``None`` where there is none.
    """
    fitting = [
        (d.code.count(STAR), -len(d.code), n, d, parts)
        for n, d in enumerate(known)
        if (parts := d.parts(code)) is not None
    ]
    if not fitting:
        return None
    *_, definition, parts = min(fitting, key=lambda f: f[:3])
    return definition, parts
