"""Where each figure comes from: formula in words, the table of the edition, the filter, the
registers (law 10 of the house).

The table ``figures.csv`` holds a pattern of codes a row. ``<name>`` in a filter is filled from the
office's dated choices when an edition is written, so that the edition explains itself though params
change later.
"""

from __future__ import annotations

from kongchuo_core.regulation.cases import causes
from kongchuo_core.regulation.load import rows
from kongchuo_core.settings.models import Rules, Term
from kongchuo_core.settings.numbers import truth, whole_by_name

Line = dict[str, object]
LISTS = ("each", "places", "of_places", "registers")
"""The columns of lists, their parts divided by blanks."""


def figure_sources(rules: Rules, term: Term) -> list[Line]:
    """The lines of the table ``figure_sources`` for a term; raises as ``numbers.whole_by_name``."""
    ages = whole_by_name(rules, "stage_ages", term.as_of)
    suspended = (
        "explained_by == 'suspension'"
        if truth(rules, "count_suspension_as_dropout", term.as_of)
        else "False"
    )
    filled = {name: str(n) for name, n in ages.items()} | {
        "term": term.term,
        "suspended": suspended,
        "counted": "不含" if suspended == "False" else "含",
        "to_return": repr(
            [c.code for c in causes().values() if not c.is_outcome and c.group != "away"]
        ),
    }
    return [{k: _value(k, v, filled) for k, v in row.items()} for row in rows("figures.csv")]


def _value(name: str, cell: str, filled: dict[str, str]) -> object:
    """A cell: lists by blanks (``-`` is the whole county), empty as ``None``, names in angle
    brackets filled.
    """
    if name in LISTS:
        return ["" if p == "-" else p for p in cell.split()]
    for key, value in filled.items():
        cell = cell.replace(f"<{key}>", value)
    return cell or None
