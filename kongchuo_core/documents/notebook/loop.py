"""The loop of the cases as tables of facts: step by step, the sums of each term, how long, who is
late, what was not reported.

Rows are named by their figures' own labels, so that a word stands once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.tables.loop import BALANCE

Row = dict[str, Any]
STEPS = ("suspected", "verified", "cause_found", "noticed", "returned", "closed")
SPANS = ("verify", "notice", "return", "close")
OPEN = ("unverified", "paused", "returned", "ready", "overdue", "agenda", "chain_gaps")
SLIPS = ("on_file", "bureau_late", "bureau_missing", "town_late", "town_missing")
"""The ends of the figures of each table, in its order."""
RARE = tuple(f"balance.{name}" for name in ("reopened", "moved_in", "moved_out", "corrected"))
"""Columns that stand in a table only where there is anything in them."""
SEASONS = {"autumn": "秋季", "spring": "春季"}


def steps(edition: Edition) -> Sequence[Row]:
    """How many of the term's cases have come to each step; nothing where there is no case."""
    figures = Figures(edition)
    if not edition.count("funnel.suspected"):
        return ()
    codes = [f"funnel.{step}" for step in STEPS]
    return [{"环节": figures.label(code), "件数": figures.printed(code)} for code in codes]


def balances(edition: Edition) -> Sequence[Row]:
    """The place's sums of each term so far: with what it began, what came, what was closed, with
    what it ended.
    """
    figures, table = Figures(edition), edition.table("balance")
    own = table[table["town"] == edition.place].sort_values("until")
    codes = [
        f"balance.{name}" for name in BALANCE if f"balance.{name}" not in RARE or own[name].any()
    ]
    return [
        {"学期": term_name(line["term"]), "截至": chinese_date(line["until"])}
        | {figures.label(code): str(line[code.partition(".")[2]]) for code in codes}
        for line in own.to_dict("records")
    ]


def term_name(code: str) -> str:
    """2025-autumn as 2025年秋季学期."""
    year, _, season = code.partition("-")
    return f"{year}年{SEASONS.get(season, season)}学期"


def spans(edition: Edition) -> Sequence[Row]:
    """How long each part of the way took on average, and how many cases have it behind them."""
    figures, rows = Figures(edition), []
    for code in (f"days.{span}" for span in SPANS):
        figure = edition.figure(code)
        if figure and figure[1]:
            rows.append(
                {
                    "一段": figures.label(code),
                    "走完的个案": str(figure[1]),
                    "平均天数": figures.printed(code),
                }
            )
    return rows


def towns(edition: Edition) -> Sequence[Row]:
    """The sums of the term of each town."""
    return _of_towns(edition, [f"balance.{name}" for name in BALANCE])


def open_cases(edition: Edition) -> Sequence[Row]:
    """What the cases that are left stand at, town by town; one case may stand in several
    columns.
    """
    return _of_towns(edition, [f"cases.{name}" for name in ("open", *OPEN)])


def slips(edition: Edition) -> Sequence[Row]:
    """What was reported late or not at all of the absences on file; nothing where the register
    wasn't given.
    """
    if not facts.given(edition, "absences"):
        return ()
    return _of_towns(edition, [f"monitoring.{name}" for name in SLIPS])


def _of_towns(edition: Edition, codes: Sequence[str]) -> Sequence[Row]:
    figures = Figures(edition)
    places = [edition.town] if edition.town else facts.towns(edition)
    codes = [c for c in codes if c not in RARE or any(edition.count(c, p) for p in places)]
    return [
        {"单位": place} | {figures.label(code): figures.printed(code, place) for code in codes}
        for place in places
    ]


def late(edition: Edition) -> Sequence[Row]:
    """Tasks overdue by who has to do them, the most first."""
    labels, figures = edition.facts["loop"]["labels"]["who"], Figures(edition)
    found = [(edition.count(f"overdue.{code}"), code) for code in labels]
    return [
        {"承担单位": labels[code], "逾期未完成的任务": figures.printed(f"overdue.{code}")}
        for count, code in sorted(found, key=lambda own: -own[0])
        if count
    ]


def irregular(edition: Edition) -> Sequence[Row]:
    """Breaches of procedure, how often and how they are mended."""
    labels, remedies = (
        edition.facts["loop"]["labels"][name] for name in ("irregularity", "remedy")
    )
    figures = Figures(edition)
    return [
        {
            "程序问题": label,
            "件数": figures.printed(f"irregularity.{code}"),
            "怎样改": remedies[code],
        }
        for code, label in labels.items()
        if edition.count(f"irregularity.{code}")
    ]
