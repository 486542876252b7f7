"""An edition → the lines of supervision as papers take them, and the office's names and citations.
Names of persons stay out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.wordings import Spoken, wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.tables.declared import Line
from kongchuo_core.vocabulary.tables.supervision import DutyLine, MeasureLine, SeatLine

FORMERLY = {"fact": "what"}
"""Column → what an earlier version called it, which told a fact in words."""
STREET, TOWN_KINDS = "街道", ("乡", "镇")
Told = TypeVar("Told", bound=Line)


def lines(edition: Edition, kind: type[Told]) -> tuple[Told, ...]:
    """The edition's lines of a kind, in the order of :func:`ranks`; nothing known is an empty text
    or ``None``.
    """
    return edition.derived(_lines, kind)


def _lines(edition: Edition, kind: type[Told]) -> tuple[Told, ...]:
    columns = {c.name: c.type for c in kind.declared.columns}
    found = [
        kind(
            **{
                name: _cell(line.get(name, line.get(FORMERLY.get(name))), type_)
                for name, type_ in columns.items()
            }
        )
        for line in edition.table(kind.declared.name).to_dict("records")
    ]
    name = next((name for name in ("unit", "place") if name in columns), "")
    if not name:
        return tuple(found)
    rank = edition.derived(ranks)
    return tuple(sorted(found, key=lambda line: rank.get(getattr(line, name), len(rank))))


def ranks(edition: Edition) -> dict[str, int]:
    """The county's own offices, towns in the order of ``params/county.yaml``, after them the
    schools, town by town.
    """
    towns, county = facts.towns(edition), edition.facts["county"]
    own = dict.fromkeys(
        [county[name] for name in ("name", "government", "bureau", "leading_group_office")]
    )
    homes: dict[str, str] = {}
    for table, unit in (("duties", "unit"), ("scores", "unit")):
        rows = edition.table(table).dropna(subset=[unit, "town"])
        for name, town in zip(rows[unit], rows["town"], strict=True):
            if name not in towns and town in towns:
                homes.setdefault(name, town)
    schools = sorted(homes, key=lambda school: (towns.index(homes[school]), school))
    return {name: n for n, name in enumerate((*own, *towns, *schools))}


def _cell(value: Any, kind: pa.DataType) -> Any:
    if pa.types.is_list(kind):
        return () if value is None else tuple(map(str, value))
    if value is None or pd.isna(value):
        return "" if pa.types.is_string(kind) else None
    return int(value) if pa.types.is_integer(kind) else value


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a measure stands on: who issues its paper, on what basis, by what procedure."""

    issuer: str
    basis: str
    procedure: str


@dataclass(frozen=True, kw_only=True)
class Office(Spoken):
    """Names, day and citations of the papers of supervision.

    ``grounds``: a measure's ground by code; ``small``: below how many children a number is kept out
    of what goes to all.
    """

    county: str
    government: str
    bureau: str
    leading_group_office: str
    issuer: str
    basis: str
    term: str
    day: date
    last_day: date
    fictitious: bool
    kinds: Mapping[str, str]
    citations: Mapping[str, str]
    supervision_office: str
    sections: Mapping[str, str]
    grounds: Mapping[str, Ground]
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    small: int = 0

    def ground(self, measure: MeasureLine) -> Ground:
        """The ground of a measure; of an edition that knows of none, the county's own
        regulation.
        """
        own = Ground(
            issuer=self.issuer, basis=self.citations["机制"] + self.sections["M7"], procedure=""
        )
        return self.grounds.get(measure.ground, own)

    def unit(self, place: str) -> str:
        """A place as it is addressed: a town by its government, in a sub-district by its office;
        others by their own name.
        """
        if place == COUNTY:
            return self.county
        kind = self.kinds.get(place)
        if kind is None:
            return place
        return f"{place}办事处" if kind == STREET else f"{place}人民政府"

    @property
    def everyone(self) -> str:
        """Every unit a paper of the whole county goes to, by the kinds of town there are."""
        kinds = set(self.kinds.values())
        governments = "".join(kind for kind in TOWN_KINDS if kind in kinds)
        return self.said("问责文书", "各单位", governments, STREET in kinds, self.bureau)

    def duty_basis(self, place: str, *, of_supervision: bool) -> str:
        """Which articles bind a place: art. 13 names towns' governments and the bureau, not a
        sub-district, not a school.

        These are bound by what the supervision office may demand, where it is the one that orders;
        to the leading group's office the regulation on inspections gives no power, so its order
        stands on the county's own document alone.
        """
        if self.kinds.get(place, STREET) != STREET or place == self.bureau:
            return self.citations["责任依据（镇、局）"]
        return self.citations["督导意见依据"] if of_supervision else ""


def office(edition: Edition) -> Office:
    """The office's facts of an edition."""
    county = edition.facts["county"]
    return Office(
        county=county["name"],
        government=county["government"],
        bureau=county["bureau"],
        leading_group_office=county["leading_group_office"],
        issuer=county["inspection_issuer"]["name"],
        basis=county["inspection_issuer"]["basis"],
        term=edition.facts["term"]["label"],
        day=facts.day(edition, "as_of"),
        last_day=facts.day(edition, "last_day"),
        fictitious=edition.facts["fictitious"],
        kinds={t["name"]: t["kind"] for t in edition.facts["towns"]},
        citations=facts.citations(edition),
        contacts=county.get("contacts", {}),
        supervision_office=county.get("supervision_office", county["inspection_issuer"]["name"]),
        sections=facts.sections(edition),
        grounds={
            code: Ground(issuer=g["issuer"], basis=g["basis"], procedure=g["procedure"])
            for code, g in edition.facts.get("supervision", {}).get("grounds", {}).items()
        },
        small=edition.facts.get("supervision", {}).get("circular_small", 0),
        wordings=cache(partial(wording, edition=edition)),
    )


GROUP = "督导组"
"""The level of the inspecting group's members in the table ``members``."""
PROCEDURE = (
    "notice_of_inspection",
    "self_report",
    "public_opinion",
    "on_site",
    "feedback",
    "opinion",
    "rectification",
    "report_to_government",
    "filing",
    "publication",
)
"""The steps of an inspection (教育督导条例 17–23), in their order."""


def inspectors(edition: Edition) -> tuple[SeatLine, ...]:
    """The inspecting group; none where the register wasn't given."""
    return tuple(s for s in lines(_whole(edition), SeatLine) if s.level == GROUP)


def procedure(edition: Edition) -> tuple[DutyLine, ...]:
    """The steps of the inspection, in their order; none where the edition tells of none."""
    steps = [d for d in lines(_whole(edition), DutyLine) if d.duty in PROCEDURE]
    return tuple(sorted(steps, key=lambda d: PROCEDURE.index(d.duty)))


def _whole(edition: Edition) -> Edition:
    """The county's edition: inspectors and steps are the same for every town."""
    return Edition(edition.folder)


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a figure is: its name, formula and unit."""

    label: str
    formula: str
    unit: str
    of_table: str
    registers: tuple[str, ...]


def sources(edition: Edition) -> Mapping[str, Source]:
    """Figure → what it is; a pattern with ``*`` stands for every code that fits it."""
    return edition.derived(_sources)


def _sources(edition: Edition) -> Mapping[str, Source]:
    table = edition.table("figure_sources")
    return {
        line["code"]: Source(
            label=line["label"],
            formula=line["formula"],
            unit=_cell(line["unit"], pa.string()),
            of_table=_cell(line["of_table"], pa.string()),
            registers=tuple(line["registers"]),
        )
        for line in table.to_dict("records")
    }


def names(edition: Edition) -> dict[str, str]:
    """Figure → what it counts, in words: its own name, or, of a family of figures, what this one
    counts.
    """
    table = edition.table("figures").drop_duplicates("code")
    return dict(zip(table["code"], table["filter"], strict=True)) | {
        code: s.label for code, s in sources(edition).items()
    }


def choice(edition: Edition, name: str) -> Mapping[str, Any] | None:
    """One of the office's dated choices with its source; ``None`` where the edition has no such
    choice.
    """
    found: Mapping[str, Any] | None = (
        edition.facts.get("supervision", {}).get("choices", {}).get(name)
    )
    return found


def unjudged(edition: Edition) -> frozenset[str]:
    """The units whose score sheets don't say whether a problem was found."""
    return frozenset(edition.facts.get("supervision", {}).get("unjudged", ()))


def small(edition: Edition) -> int:
    """Below which denominator counts are told instead of a rate."""
    found = choice(edition, "small_denominator")
    return int(found["value"]) if found else 0


def limits(edition: Edition) -> tuple[Mapping[str, Any], ...]:
    """The limits of the dropout rate on the day: stage, limit (``None``: none in force), level,
    denominator, source, figure.
    """
    return tuple(edition.facts.get("supervision", {}).get("limits", ()))
