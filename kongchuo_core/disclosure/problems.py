"""Problems that may be published: duties not done, in the office's fixed words, of the county, a
town or a large enough school.

A duty that counts cases (each late report presupposes an absent child) is told of the county alone,
and only where enough cases stand behind it: told of a school it would tell that a child of that
school was long absent.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Set
from typing import Any

from kongchuo_core.disclosure.released import NOT_LOOKED_AT, WITHHELD, Problem
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.tables import TABLES

NOT_DONE = ("late", "missing")
NO_DATA = "no_data"
COUNTY_LEVEL, SCHOOL = "县", "学校"


def published(
    edition: Edition, words: Mapping[str, str], of_cases: Set[str], school_size: int, least: int
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Every place and duty not done, once each, and what must be said beside: that some are
    withheld, that some weren't looked at.

    Parameters
    ----------
    words : duty → its fixed words; a duty without any is withheld.
    of_cases : the duties that count cases.
    school_size : pupils of the smallest school that may be named.
    least : cases that must stand behind a duty that counts cases.
    """
    if "duties" not in TABLES:
        return (), ()
    duties = edition.table("duties")
    lines = duties[duties["state"].isin(NOT_DONE)].to_dict("records")
    found: dict[tuple[str, str], Problem] = {}
    withheld = False
    for line in lines:
        duty = line["duty"]
        place = _place(edition, line, words, school_size, duty in of_cases)
        if place and duty in of_cases:
            behind = int(duties[duties["duty"] == duty]["expected"].fillna(0).sum())
            place = edition.facts["county"]["name"] if behind >= least else ""
        if place:
            found[place, duty] = Problem(place, duty, words[duty])
        else:
            withheld = True
    looked_at = duties[duties["duty"].isin(list(words))]
    told = (
        *((WITHHELD,) if withheld else ()),
        *((NOT_LOOKED_AT,) if (looked_at["state"] == NO_DATA).any() or looked_at.empty else ()),
    )
    return tuple(found[key] for key in sorted(found)), told


def _place(
    edition: Edition,
    line: Mapping[Hashable, Any],
    words: Mapping[str, str],
    school_size: int,
    of_cases: bool,
) -> str:
    """Of which place a duty not done may be told; empty where of none."""
    if line["duty"] not in words:
        return ""
    if line["level"] == COUNTY_LEVEL or of_cases:
        return str(edition.facts["county"]["name"])
    if line["level"] == SCHOOL:
        return str(line["unit"]) if sizes(edition).get(line["unit"], 0) >= school_size else ""
    return str(line["unit"]) if line["unit"] in {t["name"] for t in edition.facts["towns"]} else ""


def sizes(edition: Edition) -> dict[str, int]:
    """How many children each school has, of this county's households and of others."""
    names = [
        *edition.table("verdicts")["school"].dropna(),
        *edition.table("outsiders")["school"].dropna(),
    ]
    counts = dict.fromkeys(names, 0)
    for name in names:
        counts[name] += 1
    return counts
