"""What schools reported of a month: recorded of the school, of no case; the last report of a month
stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kongchuo_core.ledger.events import Event, Kind

SCHOOL, TOLD = "school", "persuasion"
"""What stands of a report among the details: the school's name, what it did to bring pupils back."""
Line = dict[str, Any]


def subject(school: str, month: date) -> str:
    """Of what a report tells: the school, by a digest of its name, and the month."""
    named = hashlib.sha256(school.encode()).hexdigest()[:24]
    return f"S{named}.{month:%Y-%m}"


def details(name: str, persuasion: str, evidence: str) -> dict[str, str]:
    """What is kept among the details of a report, by field; the words under the digest that its
    event holds.
    """
    return {SCHOOL: name} | ({_words(evidence): persuasion} if persuasion else {})


def _words(evidence: str) -> str:
    return f"{TOLD}.{evidence[:16]}"


def standing(events: Iterable[Event], found: Iterable[Mapping[str, str]], day: date) -> list[Line]:
    """The reports that stand on a day, a line for each school and month: ``school``, ``month``
    (its first day), ``there`` and ``away`` (pupils), ``persuasion``, ``on``, ``by``.

    Parameters
    ----------
    events : of the ledger, in the order in which they were recorded.
    found : lines of ``Ledger.found``.
    """
    whole = list(events)
    gone = {e.payload["event"] for e in whole if e.kind is Kind.CORRECTION}
    gone -= {e.payload["event"] for e in whole if e.digest in gone and "event" in e.payload}
    kept: dict[str, dict[str, str]] = {}
    for line in found:
        kept.setdefault(line["child_id"], {})[line["field"]] = line["value"]
    told: dict[str, Line] = {}
    for event in whole:
        if (
            event.kind is Kind.SCHOOL_REPORT
            and event.digest not in gone
            and event.happened_on <= day
        ):
            told[event.subject] = _line(event, kept.get(event.subject, {}))
    return sorted(told.values(), key=lambda line: (line["school"], line["month"]))


def _line(event: Event, kept: Mapping[str, str]) -> Line:
    return {
        SCHOOL: kept.get(SCHOOL, ""),
        "month": f"{event.subject.partition('.')[2]}-01",
        "there": event.payload["there"],
        "away": event.payload["away"],
        TOLD: kept.get(_words(event.payload["evidence"]), ""),
        "on": event.happened_on.isoformat(),
        "by": event.by,
    }
