"""The Figure: a number that can say where it comes from (law 10 of the house)."""

from __future__ import annotations

from dataclasses import dataclass

COUNTY = "全县"
"""The place of a county-wide figure."""
TENTHS = 10
"""Scores are counted in tenths of a point, because numerators are whole."""


@dataclass(frozen=True)
class Figure:
    """One number of one place.

    ``numerator`` is the count itself where there is no ``denominator``; ``value`` is then the same
    count. ``filter`` says in Chinese which rows were counted, ``clause`` the duty it answers.
    """

    code: str
    place: str
    numerator: int
    denominator: int | None
    filter: str
    clause: str

    @property
    def value(self) -> float:
        """Numerator over denominator, ``nan`` where the denominator is nought; the count where
        there is none.
        """
        if self.denominator is None:
            return float(self.numerator)
        return self.numerator / self.denominator if self.denominator else float("nan")
