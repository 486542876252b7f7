"""The counts that papers tell, as sentences and tables take them: children by verdict, a town's
window, absences on file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import chain


@dataclass(frozen=True)
class Children:
    """Children in scope of one place (a town, a school, an age) by verdict; the six verdicts add up
    to ``in_scope``.

    ``suspected`` are both kinds of inconsistent (M3.2; suspected is not dropout); ``explained`` the
    part of them for whom a document is valid on the day of the comparison, ``unexplained`` the
    others, ``verified`` the part of these who were verified by the day of the report, ``waiting``
    the others: the suspected are those explained, those verified and those waiting. Each count is a
    figure of its own; by ages and stages nobody counts the last two. ``lists_missing``: the
    registers, by their folders, that would explain an absence and weren't given.
    """

    place: str
    in_scope: int
    consistent: int
    enrolled_absent: int
    unenrolled_absent: int
    explained: int
    present_unenrolled: int
    completed: int
    review: int
    suspected: int
    unexplained: int
    verified: int = 0
    waiting: int = 0
    lists_missing: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def verdicts(self) -> tuple[int, ...]:
        """The six verdicts' counts, in the order of the tables."""
        return (
            self.consistent,
            self.enrolled_absent,
            self.unenrolled_absent,
            self.present_unenrolled,
            self.completed,
            self.review,
        )


COUNTED = tuple(f.name for f in fields(Children) if f.name not in ("place", "lists_missing"))
"""The names of the counts."""


def total(parts: Iterable[Children], place: str) -> Children:
    """The sum of several places."""
    rows = list(parts)
    lists = tuple(dict.fromkeys(chain.from_iterable(row.lists_missing for row in rows)))
    counts = (sum(getattr(row, name) for row in rows) for name in COUNTED)
    return Children(place, *counts, lists_missing=lists)


@dataclass(frozen=True)
class Window:
    """A town's comparison: when it was done (``None``: not told), days beyond the window, who took
    part (M2.1, M2.2).
    """

    town: str
    done_on: date | None
    days_late: int
    police: bool
    central_school: bool


@dataclass(frozen=True)
class Windows:
    """The comparisons of a place's towns, and how many there are and were done within the window
    (M2.1).
    """

    towns: int
    in_time: int
    of_towns: tuple[Window, ...]


@dataclass(frozen=True)
class Absences:
    """Absences on file (M5.2, M5.3): how many, how many still open on the day of the comparison,
    how many nobody was told of.
    """

    filed: int
    still_open: int
    not_to_bureau: int
    not_to_town: int
