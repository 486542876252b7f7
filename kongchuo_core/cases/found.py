"""What visits found on the spot, as a table of the edition, and put into what the registers say of
a child.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from kongchuo_core.vocabulary.forms import DESTINATION, FOUND_FIELDS
from kongchuo_core.vocabulary.tables.loop import VisitLine

OVERLAID = ("guardian", "phone", "address")
"""What a visit knows better than the register of households."""
_OF_VISITS = frozenset(FOUND_FIELDS.values())
Line = dict[str, Any]


def visits(
    found: Iterable[Mapping[str, str]], day: date, towns: Mapping[str, str | None]
) -> list[Line]:
    """One line for each visit up to a day.

    Parameters
    ----------
    found : lines of ``Ledger.found``.
    towns : child → town of its household.
    """
    told: dict[tuple[str, str, str], Line] = {}
    for line in found:
        if date.fromisoformat(line["found_on"]) > day or line["field"] not in _OF_VISITS:
            continue
        key = line["child_id"], line["found_on"], line["by"]
        told.setdefault(key, {})[line["field"]] = line["value"]
    return [
        {
            "child_id": child,
            "found_on": date.fromisoformat(on),
            "by": by,
            "town": towns.get(child),
            **fields,
        }
        for (child, on, by), fields in sorted(told.items())
    ]


def confirmed(verdicts: pa.Table, found: Iterable[Mapping[str, str]], day: date) -> pa.Table:
    """The table of children with the school elsewhere that a person confirmed last, up to a day,
    where no register names one.
    """
    places = {
        line["child_id"]: line["value"]
        for line in sorted(found, key=lambda told: told["found_on"])
        if line["field"] == DESTINATION and date.fromisoformat(line["found_on"]) <= day
    }
    children, was = (verdicts[name].to_pylist() for name in ("child_id", DESTINATION))
    now = [old or places.get(child) for child, old in zip(children, was, strict=True)]
    at = verdicts.schema.get_field_index(DESTINATION)
    return verdicts.set_column(at, DESTINATION, pa.array(now, pa.string()))


def table(lines: Sequence[Line]) -> pa.Table:
    """Visits as the edition's table."""
    columns = {c.name: [line.get(c.name) for line in lines] for c in VisitLine.declared.columns}
    whole = pa.table(columns, schema=VisitLine.declared.schema)
    return whole.sort_by([(c, "ascending") for c in VisitLine.declared.order])


def overlaid(verdicts: pa.Table, lines: Iterable[Line]) -> pa.Table:
    """The table of children with the guardian, telephone and address that the last visit found."""
    latest: dict[str, Line] = {}
    for line in sorted(lines, key=lambda found: found["found_on"]):
        known = {name: line[name] for name in OVERLAID if line.get(name)}
        latest[line["child_id"]] = latest.get(line["child_id"], {}) | known
    children = verdicts["child_id"].to_pylist()
    for name in OVERLAID:
        was = verdicts[name].to_pylist()
        now = [latest.get(c, {}).get(name) or old for c, old in zip(children, was, strict=True)]
        place = verdicts.schema.get_field_index(name)
        verdicts = verdicts.set_column(place, name, pa.array(now, pa.string()))
    return verdicts
