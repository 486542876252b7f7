"""A short way to write what happened to a child, and the world the fold needs; all persons and
numbers are made up.

story = Story().opened("2025-09-30").verified("2025-10-09", cause="aversion")
assert fold_of(story).work.cause == "aversion"
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.cases.closing import SchoolDays
from kongchuo_core.cases.fold import World, fold
from kongchuo_core.cases.looks import Run
from kongchuo_core.cases.state import Case
from kongchuo_core.cases.steps import Law
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.settings.dated import Dated, Entry
from kongchuo_core.settings.models import Params, Rules
from tests.days import params_on

PARAMS = Path(__file__).parents[2] / "params"
CHILD = "C0000000ABCDE"
TOWN, STREET = "东村镇", "永定街道"

AUTUMN, SPRING = params_on(PARAMS, "2025-autumn"), params_on(PARAMS, "2026-spring")
CALENDAR = WorkingCalendar.load(PARAMS)


def day(text: str) -> date:
    """``2025-09-30`` as a date."""
    return date.fromisoformat(text)


def paper(name: str) -> str:
    """The digest of a paper that was seen."""
    return hashlib.sha256(name.encode()).hexdigest()


@dataclass
class Story:
    """Events about one child, in the order in which they are told: ``story.verified("2025-10-09",
    cause="illness")``.
    """

    child: str = CHILD
    by: str = "杨示例"
    events: list[Event] = field(default_factory=list)

    def __getattr__(self, kind: str) -> Any:
        if kind.startswith("_"):
            raise AttributeError(kind)

        def tell(on: str, **payload: Any) -> Story:
            if "proof" in payload:
                payload.setdefault("evidence", paper(payload["proof"]))
            if kind == "opened":
                payload.setdefault("origin", "list")
            self.events.append(Event(Kind(kind), self.child, day(on), self.by, payload))
            return self

        return tell


def ruled(params: Params, **choices: Any) -> Rules:
    """The shipped rules with some choices of the office made otherwise."""
    since = day("2019-11-14")
    changed = {
        n: Dated(description=n, clause="", values={since: Entry(value=v, source="测试")})
        for n, v in choices.items()
    }
    return Rules(values=params.rules.values | changed)


def world(
    rules: Rules | None = None,
    runs: Mapping[str, Sequence[Run]] | None = None,
    town: str = TOWN,
    child: str = CHILD,
) -> World:
    """The shipped calendar, terms, towns and rules, and the children's absences on file."""
    kinds = {t.name: t.kind for t in AUTUMN.county.towns}
    law = Law(rules or AUTUMN.rules, CALENDAR, kinds)
    return World(law, SchoolDays(CALENDAR, [AUTUMN.term, SPRING.term]), runs or {}, {child: town})


def fold_of(story: Story | Iterable[Event], **changed: Any) -> Case:
    """The case of the child a story is about."""
    events = story.events if isinstance(story, Story) else list(story)
    return fold(events, world(**changed)).cases[CHILD]


def breaches(story: Story, **changed: Any) -> list[str]:
    """The irregularities a story meets, in the order in which it is told."""
    found = fold(story.events, world(**changed)).breaches
    return [found[e.digest] for e in story.events if e.digest in found]


def at_school(story: Story, first: str, last: str, visit: str | None = None) -> Story:
    """The child returns on the first day, is seen at school until the last, and is visited."""
    story.returned(first).seen(last, how="attendance", first_day=first)
    return story.seen(visit or last, how="visit")
