"""Where a unit's score sheet and the findings about it deny each other: a person must see that
before anything is signed (M7.3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from kongchuo_core.regulation.supervision import findings, item_words
from kongchuo_core.supervision.findings import Outcome
from kongchuo_core.supervision.ground import Line, plain


def contradictions(
    found: Iterable[Outcome], scores: Sequence[Line], unjudged: Collection[str] = ()
) -> Iterator[Line]:
    """One line for each item scored without a problem beside a finding about the same matter that
    fired.

    ``unjudged`` are units whose sheets don't say whether a problem was found: they deny nothing.
    Which of the two is right nobody here knows; the inspection's group decides, and mends one of
    them.
    """
    sheets: dict[str, list[Line]] = {}
    for score in scores:
        silent = score["unit"] in unjudged
        if score["problem_class"] is None and score["subject"] != "主要领导" and not silent:
            sheets.setdefault(score["unit"], []).append(score)
    for outcome in found:
        if not outcome.count:
            continue
        for score in sheets.get(outcome.unit, ()):
            if outcome.finding in _about(score["item"]):
                yield {
                    "unit": outcome.unit,
                    "level": outcome.level,
                    "town": outcome.town,
                    "item": score["item"],
                    "score": score["score"],
                    "full": score["full"],
                    "conclusion": score["conclusion"],
                    "finding": outcome.finding,
                    "finding_label": findings()[outcome.finding].label,
                }


def _about(item: str) -> set[str]:
    """The findings about the matter of an item."""
    text = plain(item)
    found: set[str] = set()
    for words, named in item_words():
        if any(word in text for word in words):
            found |= named
    return found
