"""Measures proposed (M7.6–M7.9): each finding's measures, against whom, on what ground; a person
decides and signs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import timedelta

from kongchuo_core.regulation.supervision import Finding, Measure, findings, measures
from kongchuo_core.settings.numbers import text_by_name, whole
from kongchuo_core.supervision.findings import Outcome
from kongchuo_core.supervision.ground import Ground, Line

ORDERING = ("opinion", "rectify")
"""The measures that set a term for mending."""


def measure_lines(ground: Ground, found: Iterable[Outcome]) -> Iterator[Line]:
    """One line for each rule × unit × post, with the reason where the rule did not fire."""
    days, authority = whole(ground.params.rules, "mend_days", ground.day), _authority(ground)
    by_finding: dict[str, list[Measure]] = {}
    for m in measures():
        by_finding.setdefault(m.finding, []).append(m)
    for outcome in found:
        finding = findings()[outcome.finding]
        for measure in by_finding[outcome.finding]:
            for post in measure.posts or (None,):
                line = _line(finding, measure, outcome, post, authority[outcome.level])
                if outcome.count and measure.measure in ORDERING:
                    line["mend_by"] = outcome.mend_by or ground.day + timedelta(days=days)
                yield line


def _line(
    finding: Finding, measure: Measure, outcome: Outcome, post: str | None, authority: str
) -> Line:
    codes = list(outcome.figures or finding.figures)
    return {
        "place": outcome.unit,
        "town": outcome.town,
        "level": outcome.level,
        "post": post,
        "finding": finding.finding,
        "finding_label": finding.label,
        "measure": measure.measure,
        "measure_label": measure.label,
        "fired": outcome.count > 0,
        "reason": None if outcome.count else outcome.reason,
        "clause": measure.clause,
        "paper": measure.paper,
        "ground": measure.ground,
        "items": [*outcome.items, *outcome.past] if outcome.count else [],
        "authority": authority if post else None,
        "figures": codes if outcome.count else [],
        "facts": list(outcome.facts),
        "digest": digest(outcome.facts) if outcome.count else None,
    }


def digest(facts: Iterable[str]) -> str:
    """SHA-256 of the facts, a line each: what a signature is bound to."""
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _authority(ground: Ground) -> dict[str, str]:
    """Level → who decides by 干部管理权限."""
    return text_by_name(ground.params.rules, "authority", ground.day)
