"""Behind a figure: its formula and the very rows it counts, taken again from the edition's tables
(law 10 of the house).

The edition carries the definitions it was counted from (the table ``figure_sources``, see
``figures.definitions``); they are applied again, so what is shown is what is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from kongchuo_core.edition import Edition
from kongchuo_core.figures.definitions import Definition, Side, define, definitions
from kongchuo_core.figures.rows import Tables, chosen, measured, of_place, together
from kongchuo_core.vocabulary.errors import UsageError


@dataclass(frozen=True)
class Behind:
    """A figure explained: words, the rows of numerator and denominator (``None`` where it has
    none), the registers' files.

    ``counted`` and ``counted_of`` are the two numbers counted again from the rows; ``None`` where
    no table holds them.
    """

    code: str
    place: str
    label: str
    formula: str
    unit: str
    clause: str
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
    def _tables(self) -> Tables:
        return Tables(self.edition.table)

    @cached_property
    def _definitions(self) -> tuple[Definition, ...]:
        return definitions(self.edition.table("figure_sources").to_dict("records"))

    def table(self, name: str) -> pd.DataFrame:
        """A table of the edition, or one of those that figures are counted from beside them
        (``figures.rows``).
        """
        return self._tables.table(name)

    def behind(self, code: str, place: str) -> Behind:
        """One figure.

        Raises
        ------
        UsageError
            where the edition has no such figure, or no definition fits its code.
        """
        figures = self.table("figures")
        found = figures[(figures["code"] == code) & (figures["place"] == place)]
        if found.empty:
            raise UsageError(
                f"结果里没有“{place}”的指标“{code}”",
                remedy="代码和范围见结果的表 figures；没有数据的指标不在其中",
            )
        line = found.iloc[0]
        definition, parts = self.definition(code)
        rows, counted = self._counted(definition, definition.above, parts, place)
        of_rows, counted_of = self._counted(definition, definition.below, parts, place)
        registers = tuple(r.format(*parts) for r in definition.registers)
        return Behind(
            code=code,
            place=place,
            label=definition.label,
            formula=line["filter"],
            unit=definition.unit,
            clause=line["clause"],
            numerator=int(line["numerator"]),
            denominator=None if pd.isna(line["denominator"]) else int(line["denominator"]),
            rows=rows,
            of_rows=of_rows,
            counted=counted,
            counted_of=counted_of,
            registers=registers,
            files=self._files(registers),
        )

    def definition(self, code: str) -> tuple[Definition, tuple[str, ...]]:
        """The definition of a code, and what stands in it for the stars.

        Raises
        ------
        UsageError
            where no definition fits.
        """
        found = define(self._definitions, code)
        if found is None:
            raise UsageError(f"没有说明指标“{code}”怎么来的", remedy="代码见结果的表 figures")
        return found

    def _counted(
        self, definition: Definition, side: Side, parts: Sequence[str], place: str
    ) -> tuple[pd.DataFrame | None, float | None]:
        """The rows of one side of the fraction and what they come to."""
        if not side.table:
            return None, None
        frame = chosen(self._tables, side, parts, definition.each)
        own = self.edition.facts["county"]["name"]
        rows = of_place(frame, place, side.places, own) if len(frame) else frame
        measure = side.measure.format(*parts)
        n = together(measured(rows, measure), measure) if len(rows) else 0
        return rows, float(n)

    def _files(self, registers: tuple[str, ...]) -> tuple[str, ...]:
        """The files of the registers a figure comes from, in order."""
        rows = self.table("rows")
        return tuple(sorted(set(rows[rows["register"].isin(registers)]["file"])))
