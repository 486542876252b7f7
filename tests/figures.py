"""The figures of made-up tables, counted from their definitions as a run counts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from kongchuo_core.figures.count import County, count, tables_of
from kongchuo_core.figures.definitions import definitions
from kongchuo_core.regulation.figure_sources import figure_sources
from kongchuo_core.regulation.labels import word
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.figures import Figure
from kongchuo_core.vocabulary.tables import TABLES

Rows = Iterable[Mapping[str, Any]]


def figures_of(
    tables: Mapping[str, pa.Table | Rows],
    params: Params,
    schools: Mapping[str, str] | None = None,
    given: Sequence[str] | None = None,
    starting: tuple[str, ...] = ("",),
) -> list[Figure]:
    """The figures of an edition that has these tables; the others are empty.

    ``given``: the registers that were; without it all. ``starting``: what the codes begin with that
    are asked for.
    """
    whole = {name: _table(name, tables.get(name, ())) for name in TABLES}
    county = County(
        params.county.name, schools or {}, lambda code: given is None or code in given, word
    )
    known = definitions(figure_sources(params.rules, params.term))
    asked = [d for d in known if d.code.startswith(starting)]
    return count(asked, tables_of(whole), county)


def _table(name: str, rows: pa.Table | Rows) -> pa.Table:
    if isinstance(rows, pa.Table):
        return rows
    schema = TABLES[name].schema
    lines = [dict.fromkeys(schema.names) | dict(row) for row in rows]
    return pa.Table.from_pylist(lines, schema=schema)
