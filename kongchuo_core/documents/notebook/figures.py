"""Figures as words print them: by code or by name, of a place, this term's or last term's; a Figure
or no number (law 10).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.supervision.facts import Source, small, sources
from kongchuo_core.documents.supervision.indicators import BEFORE, NO_DATA, points, value
from kongchuo_core.documents.wording import listed
from kongchuo_core.edition import Edition
from kongchuo_core.figures.definitions import define, definitions
from kongchuo_core.vocabulary.errors import UsageError

NEAR = 3
_SCORE = "分"


class Printed(str):
    """A figure as it is printed. As a condition it is true where there is something to count."""

    def __new__(cls, text: str, some: bool = True) -> Printed:
        made = super().__new__(cls, text)
        made._some = some
        return made

    _some: bool

    def __bool__(self) -> bool:
        return self._some


@dataclass(frozen=True)
class Figures:
    """The figures of an edition's place; in a notebook ``r.figures["…"]`` completes their codes."""

    edition: Edition

    def __getitem__(self, code: str) -> str:
        return self.printed(code)

    def _ipython_key_completions_(self) -> list[str]:
        return self.codes()

    def __dir__(self) -> Iterable[str]:
        return ["codes", "printed", "before"]

    def codes(self) -> list[str]:
        """Every code of the edition, with those of its definitions that nothing was counted for."""
        return self.edition.derived(_codes)

    def printed(self, code: str, place: str = "") -> Printed:
        """A figure of this place or another, without its unit: 51, 98.32%, 无数据.

        Raises
        ------
        UsageError
            for a code or name that doesn't exist, with the nearest ones.
        """
        return self._told(self.code(code), self._place(place))

    def before(self, code: str, place: str = "") -> Printed:
        """The same figure as last term recorded it; 无数据 where it didn't."""
        known = self.code(code)
        figure = self.edition.figure(f"{BEFORE}{known}", self._place(place))
        return self._shown(known, figure) if figure else Printed(NO_DATA, False)

    def known(self, code: str, place: str = "") -> bool:
        """Whether there is such a number: its registers were given."""
        return self.printed(code, place) != NO_DATA

    def change(self, code: str, place: str = "") -> int:
        """Against last term: 1 more, −1 less, 0 the same or not to be compared, because one is
        unknown, a share is of few, or shares differ by less than one child or case.
        """
        known, where = self.code(code), self._place(place)
        now, then = (
            self.edition.figure(known, where),
            self.edition.figure(f"{BEFORE}{known}", where),
        )
        if not now or not then or (now[1] is None) != (then[1] is None):
            return 0
        if now[1] is None:
            return (now[0] > then[0]) - (now[0] < then[0])
        return self._apart(known, (now[0], now[1]), (then[0], then[1] or 0))

    def _apart(self, code: str, now: tuple[int, int], then: tuple[int, int]) -> int:
        """Which of two shares is greater, 0 where neither says so."""
        share, apart = self._source(code).unit == "%", now[0] * then[1] - then[0] * now[1]
        if min(now[1], then[1]) < (small(self.edition) if share else 1):
            return 0
        if share and abs(apart) < max(now[1], then[1]):
            return 0
        return (apart > 0) - (apart < 0)

    def label(self, code: str) -> str:
        """The name of a figure in print."""
        return self._source(self.code(code)).label

    def unit(self, code: str) -> str:
        """Its unit, where it isn't printed with the number."""
        unit = self._source(self.code(code)).unit
        return "" if unit == "%" else unit

    def code(self, name: str) -> str:
        """A code by itself or by its name in print. Raises as :meth:`printed`."""
        labels = self.edition.derived(_labels)
        if name in labels:
            return labels[name]
        if name in self.codes() or self._of_family(name) or name in _shipped():
            return name
        near = get_close_matches(name, [*self.codes(), *labels], NEAR, 0.5)
        raise UsageError(
            f"没有“{name}”这个指标",
            remedy=f"相近的有：{listed(near)}"
            if near
            else "全部指标的代码见结果的表 figures，或者 r.figures.codes()",
        )

    def _of_family(self, code: str) -> bool:
        """Whether a code that nothing was counted for is one of a family's, by the list its words
        are on.
        """
        found = define(self.edition.derived(_definitions), code)
        labels = self.edition.facts["loop"]["labels"]
        return found is not None and all(
            part in labels.get(list_, ()) or self._has(f"{code.partition('.')[0]}.{part}")
            for part, list_ in zip(found[1], found[0].lists, strict=True)
        )

    def _has(self, code: str) -> bool:
        """Whether the edition has this figure, or one that goes into its parts (``….no_data``)."""
        return any(c == code or c.startswith(f"{code}.") for c in self.codes())

    def _place(self, place: str) -> str:
        return str(place) or self.edition.place

    def _source(self, code: str) -> Source:
        known = sources(self.edition)
        if code in known:
            return known[code]
        found = define(self.edition.derived(_definitions), code)
        if found is None:
            return _shipped().get(code) or _COUNT
        own, _ = found
        return Source(
            label=own.label,
            formula=own.formula,
            unit=own.unit,
            of_table=own.below.table,
            registers=own.registers,
        )

    def _told(self, code: str, place: str) -> Printed:
        figure, source = self.edition.figure(code, place), self._source(code)
        if figure is not None:
            return self._shown(code, figure)
        if code in _shipped() and code not in sources(self.edition):
            return Printed(NO_DATA, False)
        counts = not source.of_table and all(
            r == "ledger" or "{" in r or facts.given(self.edition, r) for r in source.registers
        )
        return Printed("0", False) if counts else Printed(NO_DATA, False)

    def _shown(self, code: str, figure: tuple[int, int | None]) -> Printed:
        source = self._source(code)
        if source.unit == _SCORE:
            return Printed(points(figure[0]))
        text = value(figure, source, small(self.edition))
        return Printed(
            text.removesuffix(source.unit) if source.unit != "%" else text, bool(figure[0])
        )


_COUNT = Source(label="", formula="", unit="", of_table="", registers=())
"""What is known of a figure whose definition an old edition doesn't carry: that it is a count."""


@cache
def _shipped() -> dict[str, Source]:
    """The plain figures of this version, read as data: an edition of an earlier one may lack some,
    and they are 无数据 there.
    """
    table = files("kongchuo_core.regulation").joinpath("figures.csv").read_text("utf-8")
    return {
        row["code"]: Source(
            label=row["label"],
            formula=row["formula"],
            unit=row["unit"],
            of_table=row["of_table"],
            registers=tuple(row["registers"].split()),
        )
        for row in csv.DictReader(table.splitlines())
        if "*" not in row["code"]
    }


def _codes(edition: Edition) -> list[str]:
    made = set(edition.table("figures")["code"])
    plain = {code for code in edition.table("figure_sources")["code"] if "*" not in code}
    return sorted(c for c in made | plain if not c.startswith((BEFORE, "case.", "absence.days.")))


def _definitions(edition: Edition) -> Any:
    return definitions(edition.table("figure_sources").to_dict("records"))


def _labels(edition: Edition) -> dict[str, str]:
    """Names in print that belong to one figure alone → its code."""
    table = edition.table("figure_sources")
    plain = table[~table["code"].str.contains("*", regex=False)]
    once = plain[~plain["label"].duplicated(keep=False)]
    return dict(zip(once["label"], once["code"], strict=True))
