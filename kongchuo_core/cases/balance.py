"""动态归零 (M1.5): for every town what was open, what came, what was closed, what is left.

A period begins with what was told of the one before: those sums may be signed. A child who lives in
another town by now has moved out of one and into the other; what was recorded late of an earlier
period stands as ``corrected``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from kongchuo_core.cases.state import Case, Episode
from kongchuo_core.vocabulary.errors import BalanceError
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.tables.loop import BALANCE


@dataclass(frozen=True)
class Told:
    """What an edition told of its own period: the open cases' children with their towns, and the
    lines of the sums.
    """

    open: Mapping[str, str | None]
    lines: tuple[Mapping[str, Any], ...]

    def payload(self) -> dict[str, Any]:
        """As the event of an edition carries it."""
        return {
            "open": dict(self.open),
            "sums": [[line["town"], *(line[c] for c in BALANCE)] for line in self.lines],
        }

    @classmethod
    def remembered(cls, payload: Mapping[str, Any], term: str, until: date) -> Told | None:
        """What the event of an edition carries; ``None`` of one made before it did."""
        if "sums" not in payload:
            return None
        lines = [
            {"town": town, "term": term, "until": until, **dict(zip(BALANCE, counts, strict=True))}
            for town, *counts in payload["sums"]
        ]
        return cls(payload["open"], tuple(lines))


@dataclass(frozen=True)
class Period:
    """A term up to its day; ``told`` where an earlier edition told of it."""

    term: str
    until: date
    told: Told | None = field(default=None)


def balance(
    cases: Iterable[Case],
    towns: Mapping[str, str],
    periods: Sequence[Period],
    places: Iterable[str] = (),
    begun: date = date.min,
) -> tuple[list[dict[str, Any]], Told]:
    """The sums of each place and period, and what is told of the last.

    Parameters
    ----------
    towns : child → town, as it is known now; a case without one counts for the county alone.
    places : towns that are told of even without a case.
    periods : in order; each begins after the one before. Only the last is counted where the others
        were told.
    begun : the day before the first period; cases open at its end are its opening, and all of the
        opening ledger, whatever their day: that was the office's own count.

    Raises
    ------
    BalanceError
        where opening + new + reopened + moved in − moved out + corrected − closed isn't closing.
    """
    known = sorted((c for c in cases if c.exists), key=lambda c: c.child_id)
    wanted = [COUNTY, *sorted({*towns.values(), *places})]
    lines: list[dict[str, Any]] = []
    before, told = begun, Told(_open(known, begun, towns), ())
    for period in periods:
        told = period.told or _counted(known, towns, period, wanted, before, told.open)
        lines += [dict(line) for line in told.lines]
        before = period.until
    return lines, told


def _open(cases: Iterable[Case], day: date, towns: Mapping[str, str]) -> dict[str, str | None]:
    """The children whose cases are open at the end of a day, with their towns."""
    return {
        c.child_id: towns.get(c.child_id)
        for c in cases
        if any(_covers(e, day, c.came if n == 0 else e.opened_on) for n, e in enumerate(c.episodes))
    }


def _counted(
    cases: Sequence[Case],
    towns: Mapping[str, str],
    period: Period,
    places: Sequence[str],
    before: date,
    opened: Mapping[str, str | None],
) -> Told:
    was, left = _open(cases, before, towns), _open(cases, period.until, towns)
    now = {child: towns.get(child, opened[child]) for child in opened}
    lines = []
    for place in places:
        mine = [c for c in cases if place in (COUNTY, towns.get(c.child_id))]
        counts = _flows(mine, before, period.until) | {
            "opening": _here(opened, place),
            "moved_in": sum(_came(opened[c], now[c], place) for c in opened),
            "moved_out": sum(_came(now[c], opened[c], place) for c in opened),
            "corrected": _here(was, place) - _here(now, place),
            "closing": _here(left, place),
        }
        gained = ("opening", "new", "reopened", "moved_in", "corrected")
        lost = ("moved_out", "closed")
        if sum(counts[c] for c in gained) - sum(counts[c] for c in lost) != counts["closing"]:
            raise BalanceError(
                f"{place}{period.term}的个案数不平衡",
                remedy="这是程序的错误，请把这句话告诉维护人员",
            )
        head = {"town": place, "term": period.term, "until": period.until}
        lines.append(head | {c: counts[c] for c in BALANCE})
    return Told(left, tuple(lines))


def _here(children: Mapping[str, str | None], place: str) -> int:
    return sum(place in (COUNTY, town) for town in children.values())


def _came(source: str | None, town: str | None, place: str) -> bool:
    """Whether somebody of one town is of this place by now, and wasn't before."""
    return place != COUNTY and town == place != source


def _flows(cases: Sequence[Case], before: date, until: date) -> dict[str, int]:
    """Opened, opened again and closed within a period."""
    again = chain.from_iterable(c.episodes[1:] for c in cases)
    every = chain.from_iterable(c.episodes for c in cases)
    closed = [e.closed_on for e in every if e.closed_on is not None]
    return {
        "new": sum(before < c.came <= until for c in cases),
        "reopened": sum(before < e.opened_on <= until for e in again),
        "closed": sum(before < day <= until for day in closed),
    }


def _covers(episode: Episode, day: date, since: date) -> bool:
    return since <= day and (episode.closed_on is None or episode.closed_on > day)
