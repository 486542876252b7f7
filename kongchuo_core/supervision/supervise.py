"""The single entry of the room: what the term's registers and cases show → duties, indicators, scores, measures proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from kongchuo_core.ledger.store import Recorded
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.figures import Figure
from kongchuo_core.vocabulary.tables import SUPERVISION_TABLES

Line = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """What this term's run found.

    ``tables`` are the edition's, of comparison and loop; ``registers`` the records as read, by code; ``given`` says
    which registers the office handed in; ``schools`` school → town; ``recorded`` the ledger's events, for what earlier terms
    left.
    """

    tables: Mapping[str, pa.Table]
    registers: Mapping[str, pa.Table]
    given: Mapping[str, bool]
    schools: Mapping[str, str]
    recorded: Sequence[Recorded] = ()


@dataclass(frozen=True)
class Supervised:
    """The tables of :data:`SUPERVISION_TABLES`, their figures, what the next term compares with, what papers must be told."""

    tables: dict[str, pa.Table]
    figures: list[Figure]
    payload: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def supervise(seen: Seen, params: Params) -> Supervised:
    """Measure every duty, compute every indicator, propose every measure of a term.

    Raises
    ------
    ParamsError
        where a rule of the office is missing or wrong.
    """
    lines: dict[str, list[Line]] = {}
    return Supervised({name: shaped(name, lines.get(name, ())) for name in SUPERVISION_TABLES}, [])


def shaped(name: str, lines: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Lines as the table of that name, in its order."""
    declared = SUPERVISION_TABLES[name]
    kept = list(lines)
    columns = {c.name: [line.get(c.name) for line in kept] for c in declared.columns}
    return pa.table(columns, schema=declared.schema).sort_by([(c, "ascending") for c in declared.order])
