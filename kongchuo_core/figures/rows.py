"""Which rows of the edition's tables a side of a figure counts, where they belong, and what they
come to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from kongchuo_core.figures.conditions import evaluate
from kongchuo_core.figures.definitions import Side
from kongchuo_core.vocabulary.figures import COUNTY

DROPOUTS = "dropouts"
"""The children with the ledger and the town of their cases: not a table of the edition, made of
two.
"""


class Tables:
    """The tables that figures are counted from, each made once: an edition's, and one beside
    another by the child.
    """

    def __init__(self, read: Callable[[str], pd.DataFrame]) -> None:
        self._read = read
        self._known: dict[str, pd.DataFrame] = {}
        self._chosen: dict[tuple[str, str], pd.DataFrame] = {}
        self._placed: dict[tuple[str, str], pd.Series] = {}

    def table(self, name: str) -> pd.DataFrame:
        """A table by its name; ``cases+verdicts`` and ``verdicts+disability`` are one beside
        another, ``dropouts`` see :data:`DROPOUTS`.
        """
        if name not in self._known:
            beside = "+" in name or name == DROPOUTS
            self._known[name] = self._beside(name) if beside else self._read(name)
        return self._known[name]

    def rows(self, table: str, condition: str) -> pd.DataFrame:
        """The rows of a table that fulfil a condition."""
        if (table, condition) not in self._chosen:
            frame = self.table(table)
            self._chosen[table, condition] = _fulfilling(frame, condition) if condition else frame
        return self._chosen[table, condition]

    def places(self, table: str, spec: str, own: str, homes: Mapping[str, str]) -> pd.Series:
        """The place of each row of a table by one way of naming places; see :func:`at_places`."""
        if (table, spec) not in self._placed:
            self._placed[table, spec] = at_places(self.table(table), spec, own, homes)
        return self._placed[table, spec]

    def _beside(self, name: str) -> pd.DataFrame:
        if name == DROPOUTS:
            return self._dropouts()
        first, _, second = name.partition("+")
        frame = self.table(first)
        if second == "verdicts":
            children = self.table(second)[["child_id", "school", "stage", "age"]]
            return frame.merge(children, on="child_id", how="left")
        rows = self.table("rows")
        listed = rows[(rows["register"] == second) & (rows["fate"] == "used")]["child_id"]
        return frame[frame["child_id"].isin(listed)]

    def _dropouts(self) -> pd.DataFrame:
        cases = self.table("cases")[["child_id", "ledger", "town"]]
        children = self.table("verdicts").rename(columns={"town": "household_town"})
        children = children.merge(cases, on="child_id", how="left")
        return children.assign(town=children["town"].fillna(children["household_town"]))


def _fulfilling(frame: pd.DataFrame, condition: str) -> pd.DataFrame:
    """The rows for which a condition holds; it may name no column at all."""
    holds = evaluate(condition, frame) if len(frame) else False
    if isinstance(holds, pd.Series):
        return frame[holds]
    return frame if holds else frame[:0]


def at_places(frame: pd.DataFrame, spec: str, own: str, homes: Mapping[str, str]) -> pd.Series:
    """The place of each row by one way of naming places (see ``definitions``); nothing where the
    row has none.

    ``own`` is the county's name as a unit, ``homes`` school → town.
    """
    if not spec:
        return pd.Series(COUNTY, index=frame.index)
    if spec == "unit":
        return frame["unit"].map(lambda unit: COUNTY if unit == own else below_home(unit, homes))
    if spec.startswith("*/"):
        value = frame[spec.removeprefix("*/")]
        return value.map(lambda unit: below_home(unit, homes)).where(value.isin(list(homes)))
    first, *rest = (_words(frame, column) for column in spec.removeprefix("=").split("/"))
    for part in rest:
        first = first.str.cat(part, sep="/")
    return first


def below_home(unit: Any, homes: Mapping[str, str]) -> Any:
    """How figures name a unit: a school below its town, any other by its name."""
    return f"{homes[unit]}/{unit}" if unit in homes else unit


def _words(frame: pd.DataFrame, column: str) -> pd.Series:
    """A column as part of a place: ``-`` is the county, an age is told in years."""
    if column == "-":
        return pd.Series(COUNTY, index=frame.index, dtype="str")
    if column == "age":
        return frame[column].map(lambda n: f"{int(n)}岁", na_action="ignore").astype("str")
    return frame[column].astype("str")


def of_place(frame: pd.DataFrame, place: str, specs: Sequence[str], own: str) -> pd.DataFrame:
    """The rows of one place; its name alone tells which, for a school stands there below its home
    town.
    """
    home, _, last = place.rpartition("/")
    homes = {last: home} if home else {}
    for spec in specs:
        found = frame[at_places(frame, spec, own, homes) == place]
        if len(found):
            return found
    return frame[:0]


def measured(frame: pd.DataFrame, measure: str) -> pd.Series:
    """What each row adds to a count; ``nan`` adds nothing."""
    kind, _, what = measure.partition(":")
    if kind == "sum":
        return pd.Series(evaluate(what, frame)).fillna(0)
    if kind == "all":
        return pd.Series(evaluate(what.partition(":")[2], frame))
    if kind == "days":
        since, until = (pd.to_datetime(frame[column]) for column in what.split(","))
        return (until - since).dt.days.clip(lower=0)
    if kind == "households":
        return frame["town"].astype("str") + "|" + frame["household_no"].fillna(frame["child_id"])
    if kind in ("distinct", "max"):
        return frame[what]
    return pd.Series(1, index=frame.index)


def together(values: Any, measure: str) -> Any:
    """Values of rows, or groups of them, as one number each."""
    kind, _, what = measure.partition(":")
    if kind in ("distinct", "households"):
        return values.nunique()
    if kind == "max":
        return values.max()
    if kind == "all":
        return values.sum(min_count=int(what.partition(":")[0]))
    return values.sum()


def chosen(tables: Tables, side: Side, parts: Sequence[str], each: Sequence[str]) -> pd.DataFrame:
    """The rows of one side of one figure at every place: those of its condition that have the
    values of the stars.
    """
    frame = tables.rows(side.table, side.rows.format(*parts))
    for column, part in zip(each, parts, strict=False):
        frame = frame[[part in _codes(cell) for cell in frame[column]]]
    return frame


def _codes(cell: Any) -> list[str]:
    """What a cell says: one code, or several where the cell is a list."""
    return [str(cell)] if isinstance(cell, str) or not hasattr(cell, "__len__") else list(cell)
