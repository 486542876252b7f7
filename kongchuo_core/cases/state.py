"""What is known of a case at a moment of the fold: its episodes, and the work on the one that is
open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kongchuo_core.regulation.cases import Cause, causes

CARRIED = "ledger"
"""The origin of a case that the office had before it began with this program."""


@dataclass
class Episode:
    """From an opening to its closing; ``closed_as`` is ``returned`` or ``resolved``."""

    opened_on: date
    origin: str
    difference: str | None = None
    closed_on: date | None = None
    closed_as: str | None = None
    relapse: bool = False


@dataclass
class Work:
    """What was done in the current episode; a reopening begins a new one, the old stays in the
    events.
    """

    verified_on: date | None = None
    learnt_on: date | None = None
    cause: str | None = None
    cause_on: date | None = None
    issued: dict[str, date] = field(default_factory=dict)
    served: dict[str, date] = field(default_factory=dict)
    tasks_set: dict[str, tuple[date, date | None]] = field(default_factory=dict)
    tasks_done: dict[str, date] = field(default_factory=dict)
    proofs: dict[str, date] = field(default_factory=dict)
    placement: str | None = None
    placed_on: date | None = None
    returned_on: date | None = None
    stretches: list[tuple[date, date]] = field(default_factory=list)
    visits: list[date] = field(default_factory=list)
    looks: list[date] = field(default_factory=list)
    step: int = 0
    step_on: date | None = None
    step_result: str | None = None
    handled_on: date | None = None
    irregularities: set[str] = field(default_factory=set)


@dataclass
class Case:
    """One child's case for ever: its episodes, the work on the last of them, and the approvals of
    deferral or suspension.
    """

    child_id: str
    episodes: list[Episode] = field(default_factory=list)
    work: Work = field(default_factory=Work)
    approvals: list[tuple[str, date, date]] = field(default_factory=list)
    relapses: int = 0
    carried: bool = False
    """Whether the office had its first episode before it began with this program."""

    @property
    def exists(self) -> bool:
        """Whether a case was ever opened."""
        return bool(self.episodes)

    @property
    def current(self) -> Episode:
        """The last episode."""
        return self.episodes[-1]

    @property
    def open(self) -> bool:
        """Whether it is open."""
        return self.exists and self.current.closed_on is None

    @property
    def cause(self) -> Cause | None:
        """The cause a person decided, where it is one of the table."""
        return causes().get(self.work.cause or "")

    @property
    def came(self) -> date:
        """From which day the sums count it: a case that was carried over was there before the first
        of them.
        """
        return date.min if self.carried else self.episodes[0].opened_on

    @property
    def case_no(self) -> str:
        """The number of the case: the term of its first opening and the end of the child's number,
        such as ``2025秋-8X4TB0``.
        """
        return f"{term_of(self.episodes[0].opened_on)}-{self.child_id[-6:]}"

    def approved(self, day: date) -> date | None:
        """Until when an approval that was recorded pauses the case on ``day``; ``None`` where none
        does (both ends are in).
        """
        return max(
            (until for _, since, until in self.approvals if since <= day <= until), default=None
        )


def term_of(day: date) -> str:
    """The term a day belongs to, short: August to January is autumn, February to July is spring."""
    if day.month >= 8:
        return f"{day.year}秋"
    if day.month == 1:
        return f"{day.year - 1}秋"
    return f"{day.year}春"
