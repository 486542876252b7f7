"""Every figure of an edition, counted from its definition: all places and all members of a family
at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.figures.definitions import Definition, Side
from kongchuo_core.figures.rows import Tables, measured, together
from kongchuo_core.vocabulary.figures import COUNTY, Figure
from kongchuo_core.vocabulary.tables.comparison import FigureLine

CLAUSE = "=clause"
Found = dict[tuple[tuple[str, ...], str], float]
"""Values of the stars and place → what was counted there."""


@dataclass(frozen=True)
class County:
    """What counting must know besides the tables.

    ``name`` is the county as a unit; ``homes`` school → town; ``given`` says whether the office
    handed in a register; ``word`` is the word for a code of a list, as a family's formula tells it.
    """

    name: str
    homes: Mapping[str, str]
    given: Callable[[str], bool]
    word: Callable[[str, str], str]


def tables_of(tables: Mapping[str, pa.Table]) -> Tables:
    """The tables as computing has them, ready to be counted; what is not said to be so isn't so."""

    def read(name: str) -> pd.DataFrame:
        table = tables[name]
        for n, field in enumerate(table.schema):
            if pa.types.is_boolean(field.type):
                table = table.set_column(n, field, pc.fill_null(table[n], False))
        frame: pd.DataFrame = table.to_pandas()
        return frame

    return Tables(read)


def figures_table(figures: Iterable[Figure]) -> pa.Table:
    """Figures as the table ``figures``."""
    lines = [vars(figure) | {"value": figure.value} for figure in figures]
    table = pa.Table.from_pylist(lines, schema=FigureLine.declared.schema)
    return table.sort_by([(column, "ascending") for column in FigureLine.declared.order])


def count(known: Iterable[Definition], tables: Tables, county: County) -> list[Figure]:
    """Every figure of some definitions; a definition without a table counts nothing."""
    counted = (_figures(d, tables, county) for d in known if d.above.table)
    return list(chain.from_iterable(counted))


def _figures(d: Definition, tables: Tables, county: County) -> Iterator[Figure]:
    above, below = _counted(d, d.above, tables, county), _counted(d, d.below, tables, county)
    if d.zero == "given" and not any(county.given(register) for register in d.registers):
        return
    if d.zero and not d.each and "" in d.above.places:
        above.setdefault(((), COUNTY), 0)
    clauses = _clauses(d, tables) if d.clause == CLAUSE else {}
    needs_both = d.above.measure.startswith("all:")
    for key in below if d.below.table else above:
        n, of = above.get(key, 0), below.get(key)
        if (needs_both and key not in above) or not (d.zero or (n if of is None else of)):
            continue
        parts, place = key
        words = [county.word(list_, part) for list_, part in zip(d.lists, parts, strict=True)]
        yield Figure(
            d.named(parts),
            place,
            round(n),
            None if of is None else round(of),
            d.formula.format(*words),
            clauses.get(parts, d.clause),
        )


def _counted(d: Definition, side: Side, tables: Tables, county: County) -> Found:
    """What one side comes to, by the values of the stars and the place."""
    if not side.table:
        return {}
    frame = tables.rows(side.table, side.rows)
    if frame.empty:
        return {}
    for column in d.each:
        frame = frame.explode(column) if _lists(frame[column]) else frame
    values, parts = measured(frame, side.measure), [frame[column] for column in d.each]
    found: Found = {}
    for spec in side.places:
        column = spec.rpartition("/")[2].removeprefix("=")
        if spec not in ("", "unit") and column not in frame:
            continue
        places = tables.places(side.table, spec, county.name, county.homes).loc[frame.index]
        groups = values.groupby([*parts, places])
        for key, n in together(groups, side.measure).dropna().items():
            *codes, place = _tuple(key)
            found.setdefault((tuple(map(str, codes)), str(place)), n)
    return found


def _tuple(key: Hashable) -> tuple[Hashable, ...]:
    """The key of a group by one column is no tuple."""
    return key if isinstance(key, tuple) else (key,)


def _lists(column: pd.Series) -> bool:
    return any(hasattr(cell, "__len__") and not isinstance(cell, str) for cell in column)


def _clauses(d: Definition, tables: Tables) -> dict[tuple[str, ...], str]:
    """The clause of each member of a family, as its rows have it."""
    frame = tables.rows(d.above.table, d.above.rows)
    if frame.empty:
        return {}
    if not d.each:
        return dict.fromkeys([()], str(frame["clause"].iloc[0]))
    first = frame.groupby(list(d.each))["clause"].first()
    return {tuple(map(str, _tuple(key))): str(clause) for key, clause in first.items()}
