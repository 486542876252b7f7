"""The counts that papers tell, as sentences and tables take them: children by verdict, a town's window, absences on file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True)
class Children:
    """Children in scope of one place (a town, a school, an age) by verdict; the six verdicts add up to ``in_scope``.

    ``explained`` is the part of the suspected for whom a document is valid on the day of the comparison.
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

    @property
    def suspected(self) -> int:
        """Both kinds of inconsistent (M3.2); suspected is not dropout."""
        return self.enrolled_absent + self.unenrolled_absent

    @property
    def unexplained(self) -> int:
        """Suspected ones without a valid document."""
        return self.suspected - self.explained

    @property
    def verdicts(self) -> tuple[int, ...]:
        """The six verdicts' counts, in the order of the tables."""
        return (self.consistent, self.enrolled_absent, self.unenrolled_absent, self.present_unenrolled, self.completed, self.review)


COUNTED = tuple(f.name for f in fields(Children) if f.name != "place")
"""The names of the counts."""


def total(parts: Iterable[Children], place: str) -> Children:
    """The sum of several places."""
    rows = list(parts)
    return Children(place, *(sum(getattr(row, name) for row in rows) for name in COUNTED))


def rest(whole: Children, parts: Iterable[Children], place: str) -> Children:
    """What the whole has beyond its parts: children without an age or a school."""
    told = total(parts, place)
    return Children(place, *(getattr(whole, name) - getattr(told, name) for name in COUNTED))


@dataclass(frozen=True)
class Window:
    """A town's comparison: when it was done (``None``: not told), days beyond the window, who took part (M2.1, M2.2)."""

    town: str
    done_on: date | None
    days_late: int
    police: bool
    central_school: bool


@dataclass(frozen=True)
class Absences:
    """Absences on file (M5.2, M5.3): how many, how many still open on the day of the comparison, how many nobody was told of."""

    filed: int
    still_open: int
    not_to_bureau: int
    not_to_town: int
