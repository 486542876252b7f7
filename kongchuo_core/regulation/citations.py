"""The articles papers cite, as dated rows: a paper cites only what is in force on its date (issue
5, 1).

Each row was read in the text of the law named in ``source``; ``gist`` are words of that article, to
be found there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from kongchuo_core.regulation.load import load
from kongchuo_core.vocabulary.days import chinese_date
from kongchuo_core.vocabulary.errors import RuleTableError


@dataclass(frozen=True)
class Citation:
    """One article for one use.

    ``use`` is what papers call it; ``last_day`` is ``None`` while it is in force; ``period`` the
    time it sets, in its own words.
    """

    use: str
    law: str
    article: str
    first_day: date
    last_day: date | None
    period: str
    gist: str
    source: str

    def holds(self, day: date) -> bool:
        """Whether the article is in force on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@cache
def citations() -> tuple[Citation, ...]:
    """Every row of the table, in its order."""
    return load(
        "citations.csv", Citation, {"first_day": "in_force_from", "last_day": "in_force_to"}
    )


def cited(day: date) -> dict[str, str]:
    """What papers of a day may cite, by use: ``《中华人民共和国义务教育法》第五条第二款、第十一条第一款``.

    Raises
    ------
    RuleTableError
        where a use has no article in force on that day.
    """
    in_force: dict[str, list[Citation]] = {}
    for row in citations():
        in_force.setdefault(row.use, [])
        if row.holds(day):
            in_force[row.use].append(row)
    missing = [use for use, rows in in_force.items() if not rows]
    if missing:
        raise RuleTableError(
            f"{chinese_date(day)}没有现行有效的条文可以引用：{'、'.join(missing)}",
            remedy="在 regulation/citations.csv 里补上当日有效的条文",
        )
    return {use: _words(rows) for use, rows in in_force.items()}


def periods(day: date) -> dict[str, str]:
    """The times that articles in force on a day set, by use, in the law's own words: ``三个月``."""
    return {row.use: row.period for row in citations() if row.period and row.holds(day)}


def _words(rows: Iterable[Citation]) -> str:
    laws = [
        f"《{law}》{'、'.join(row.article for row in own)}"
        for law, own in groupby(rows, key=lambda row: row.law)
    ]
    return "、".join(laws)
