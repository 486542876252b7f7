"""动态归零 (M1.5): for every town and period what was open, what came, what was closed, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from kongchuo_core.cases.state import Case, Episode
from kongchuo_core.vocabulary.errors import BalanceError
from kongchuo_core.vocabulary.figures import COUNTY


def balance(
    cases: Iterable[Case],
    towns: Mapping[str, str],
    periods: Sequence[tuple[str, date]],
    places: Iterable[str] = (),
    begun: date = date.min,
) -> list[dict[str, Any]]:
    """The balance of each place and period.

    Parameters
    ----------
    towns : child → town, as it is known now; a case without one counts for the county alone.
    places : towns that are told of even without a case.
    periods : name and last day of each period in order; each begins after the one before.
    begun : the day before the first period; cases open at its end (the opening ledger's) are its opening.

    Returns
    -------
    list
        lines with ``town`` (or 全县), ``term``, ``until``, ``opening``, ``new``, ``reopened``, ``closed``, ``closing``.

    Raises
    ------
    BalanceError
        where opening + new + reopened − closed isn't closing.
    """
    told = sorted((c for c in cases if c.exists), key=lambda c: c.child_id)
    by_place: dict[str, list[Case]] = {COUNTY: told} | {
        t: [] for t in sorted({*towns.values(), *places})
    }
    for case in told:
        if case.child_id in towns:
            by_place[towns[case.child_id]].append(case)
    return [line for place, mine in by_place.items() for line in _of(place, mine, periods, begun)]


def _of(
    place: str, cases: Sequence[Case], periods: Sequence[tuple[str, date]], before: date
) -> Iterable[dict[str, Any]]:
    for name, until in periods:
        new = sum(before < c.episodes[0].opened_on <= until for c in cases)
        again = sum(before < e.opened_on <= until for c in cases for e in c.episodes[1:])
        closed = sum(
            e.closed_on is not None and before < e.closed_on <= until
            for c in cases
            for e in c.episodes
        )
        opening, closing = _open(cases, before), _open(cases, until)
        if opening + new + again - closed != closing:
            raise BalanceError(
                f"{place}{name}的个案数不平衡", remedy="这是程序的错误，请把这句话告诉维护人员"
            )
        yield {
            "town": place,
            "term": name,
            "until": until,
            "opening": opening,
            "new": new,
            "reopened": again,
            "closed": closed,
            "closing": closing,
        }
        before = until


def _open(cases: Sequence[Case], day: date) -> int:
    """Cases open at the end of a day."""
    return sum(any(_covers(e, day) for e in c.episodes) for c in cases)


def _covers(episode: Episode, day: date) -> bool:
    return episode.opened_on <= day and (episode.closed_on is None or episode.closed_on > day)
