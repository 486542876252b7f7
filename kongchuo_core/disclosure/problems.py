"""Problems that may be published: duties not done, in the office's fixed words, of the county, a town or a large enough school."""

from __future__ import annotations

from collections.abc import Mapping

from kongchuo_core.disclosure.released import Problem
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.tables import TABLES

NOT_DONE = ("late", "missing")
SCHOOL = "学校"


def published(edition: Edition, words: Mapping[str, str], school_size: int) -> tuple[Problem, ...]:
    """Every place and duty not done, once each; schools below the size are left out, and so is every duty without fixed words."""
    if "duties" not in TABLES:
        return ()
    duties = edition.table("duties")
    size = sizes(edition)
    towns = {t["name"] for t in edition.facts["towns"]}
    found = {}
    for line in duties[duties["state"].isin(NOT_DONE) & duties["duty"].isin(list(words))].to_dict(
        "records"
    ):
        large = (
            size.get(line["unit"], 0) >= school_size
            if line["level"] == SCHOOL
            else line["unit"] in towns
        )
        place = edition.facts["county"]["name"] if line["level"] == "县" else line["unit"]
        if large or line["level"] == "县":
            found[place, line["duty"]] = Problem(place, line["duty"], words[line["duty"]])
    return tuple(found[key] for key in sorted(found))


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
