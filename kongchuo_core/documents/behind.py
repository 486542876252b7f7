"""Behind a figure: its formula and the very rows it counts, taken again from the edition's tables (law 10 of the house).

The table ``figure_sources`` says for each pattern of codes which table is counted, under which condition, and how a place is found
in it; nothing but the condition is stored, so what is shown is what is there.

How a place is found (``places``): empty for the whole county; ``town``, ``town/school``, ``town/age``, ``/stage`` …: the parts of
the place are the values of those columns; ``*/unit``: the last part alone; ``unit``: a unit's own line; ``=town``, ``=case_no``:
the place stands in the column as it is; ``home_town``: the town of the child's household.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import pandas as pd

from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.figures import COUNTY


@dataclass(frozen=True)
class Behind:
    """A figure explained: words, the rows of numerator and denominator (``None`` where it has none), the registers' files.

    ``counted`` and ``counted_of`` are the two numbers counted again from the rows; ``None`` where no table holds them.
    """

    code: str
    place: str
    label: str
    formula: str
    unit: str
    clause: str
    filter: str
    numerator: int
    denominator: int | None
    rows: pd.DataFrame | None
    of_rows: pd.DataFrame | None
    counted: float | None
    counted_of: float | None
    registers: tuple[str, ...]
    files: tuple[str, ...]


def behind(edition: Edition, code: str, place: str | None = None) -> Behind:
    """Explain one figure of an edition; see :class:`Explainer` for many."""
    return Explainer(Edition(edition.folder)).behind(code, place or edition.place)


@dataclass(frozen=True)
class Explainer:
    """Explains the figures of one edition, opened whole; tables are read once."""

    edition: Edition

    @cached_property
    def _read(self) -> dict[str, pd.DataFrame]:
        return {}

    def table(self, name: str) -> pd.DataFrame:
        """A table, or one beside another by the child (``cases+verdicts``, ``verdicts+disability``, ``dropouts``)."""
        if name not in self._read:
            self._read[name] = (
                _beside(self, name)
                if "+" in name or name == "dropouts"
                else self.edition.table(name)
            )
        return self._read[name]

    def behind(self, code: str, place: str) -> Behind:
        """One figure.

        Raises
        ------
        UsageError
            where the edition has no such figure, or no pattern fits its code.
        """
        figures = self.table("figures")
        found = figures[(figures["code"] == code) & (figures["place"] == place)]
        if found.empty:
            raise UsageError(
                f"期次里没有“{place}”的指标“{code}”",
                remedy="代码和范围见期次的表 figures；没有数据的指标不在其中",
            )
        line = found.iloc[0]
        source, parts = self.source(code)
        rows, counted = self._counted(source, parts, place, "")
        of_rows, counted_of = self._counted(source, parts, place, "of_")
        registers = tuple(r.format(*parts) for r in source["registers"])
        return Behind(
            code,
            place,
            source["label"],
            source["formula"],
            source["unit"],
            line["clause"],
            line["filter"],
            int(line["numerator"]),
            None if pd.isna(line["denominator"]) else int(line["denominator"]),
            rows,
            of_rows,
            counted,
            counted_of,
            registers,
            self._files(registers),
        )

    def source(self, code: str) -> tuple[pd.Series, tuple[str, ...]]:
        """The line of ``figure_sources`` for a code, the most particular that fits, and what stands where it has ``*``.

        Raises
        ------
        UsageError
            where no pattern fits.
        """
        sources = self.table("figure_sources")
        fitting = [
            (pattern.count("*"), -len(pattern), n, match.groups())
            for n, pattern in enumerate(sources["code"])
            if (match := _pattern(pattern).fullmatch(code))
        ]
        if not fitting:
            raise UsageError(f"没有说明指标“{code}”怎么来的", remedy="代码见期次的表 figures")
        _, _, n, parts = min(fitting)
        return sources.iloc[n].fillna(""), parts

    def _counted(
        self,
        source: pd.Series,
        parts: tuple[str, ...],
        place: str,
        side: str,
    ) -> tuple[pd.DataFrame | None, float | None]:
        """The rows of one side of the fraction and what they come to."""
        if not (table := source[f"{side}table"]):
            return None, None
        frame = _at(
            self.table(table), place, list(source["places"]), self.edition.facts["county"]["name"]
        )
        condition = source[f"{side}rows"].format(*parts)
        rows = frame.query(condition, engine="python") if condition and len(frame) else frame
        return rows, _measured(rows, (source[f"{side}measure"] or "rows").format(*parts))

    def _files(self, registers: tuple[str, ...]) -> tuple[str, ...]:
        """The files of the registers a figure comes from, in order."""
        rows = self.table("rows")
        return tuple(sorted(set(rows[rows["register"].isin(registers)]["file"])))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(re.escape(part) for part in pattern.split("*")))


def _beside(tables: Explainer, name: str) -> pd.DataFrame:
    """One table beside another by the child: a case with stage and school, a child on the list of the disabled."""
    if name == "dropouts":
        cases = tables.table("cases")[["child_id", "ledger", "town"]]
        children = (
            tables.table("verdicts")
            .rename(columns={"town": "household_town"})
            .merge(cases, on="child_id", how="left")
        )
        return children.assign(town=children["town"].fillna(children["household_town"]))
    first, _, second = name.partition("+")
    frame = tables.table(first)
    if second == "verdicts":
        return frame.merge(
            tables.table("verdicts")[["child_id", "school", "stage", "age"]],
            on="child_id",
            how="left",
        )
    rows = tables.table("rows")
    listed = rows[(rows["register"] == second) & (rows["fate"] == "used")]["child_id"]
    return frame[frame["child_id"].isin(listed)]


def _at(frame: pd.DataFrame, place: str, specs: list[str], county: str) -> pd.DataFrame:
    """The lines of a place; see the module."""
    parts = place.split("/")
    if whole := next((s.removeprefix("=") for s in specs if s.startswith("=")), ""):
        return frame[frame[whole] == place]
    town = "home_town" if any(s.startswith("home_town") for s in specs) else "town"
    if "unit" in specs or "value" in frame.columns:
        return frame[frame["unit"] == (county if place == COUNTY else parts[-1])]
    if len(parts) == 1:
        return frame if place == COUNTY else frame[frame[town] == place]
    alone = next((s.removeprefix("*/") for s in specs if s.startswith("*/")), None)
    if alone:
        return frame[frame[alone] == parts[1]]
    own = frame if parts[0] == COUNTY else frame[frame[town] == parts[0]]
    if re.fullmatch(r"\d+岁", parts[1]):
        return own[own["age"] == int(parts[1].removesuffix("岁"))]
    return own[own["stage" if parts[1] in ("小学", "初中") else "school"] == parts[1]]


def _measured(rows: pd.DataFrame, measure: str) -> float:
    kind, _, what = measure.partition(":")
    if rows.empty:
        return 0
    if kind == "distinct":
        return float(rows[what].nunique())
    if kind == "households":
        return float(
            len(set(zip(rows["town"], rows["household_no"].fillna(rows["child_id"]), strict=True)))
        )
    if kind == "max":
        return float(rows[what].max())
    if kind == "sum":
        return float(pd.Series(rows.eval(what, engine="python")).fillna(0).sum())
    if kind == "days":
        first, last = what.split(",")
        return float(
            (pd.to_datetime(rows[last]) - pd.to_datetime(rows[first])).dt.days.clip(lower=0).sum()
        )
    return float(len(rows))
