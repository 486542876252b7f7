"""Facts of duties and findings in words: those of ``templates/wording/职责.jinja``, the place named
after the fact's code.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from kongchuo_core.documents.wording import chinese_date, titles_beside
from kongchuo_core.documents.wordings import Wording, wording
from kongchuo_core.vocabulary.told import SAID, Fact

FAMILY = "职责"
"""The family of words in ``templates/wording``."""
DUTY, KEPT_AS_KNOWN, UNMENDED = "duty", "kept_as_known", "unmended"
"""A fact that is one of a duty's, one that holds why the rest isn't known, one that lists items."""
NOTHING_DUE = frozenset({"no_open_cases", "no_tasks"})
"""Facts that say of a duty done that there was nothing to do."""
OF_CHILDREN = {
    "chain": (0, 1, 2),
    "chain_unknown": (0,),
    "tasks": (1, 2, 3, 4),
    "reports": (1, 2, 3, 4),
    "dropouts": (0,),
    "relapses": (0,),
    "neglected": (0, 1),
    "rate": (2, 4),
}
"""Fact → which of its values count children or their cases."""
ABSENCE_PARTS = 3
"""An absence is an item of three parts: child, first day, to whom it was to be reported."""


def fact_told(written: str, words: Wording, *, period: str = "") -> str:
    """A fact as a clause without a full stop; ``period``: one that was said before."""
    return _told(Fact.read(written), words, period)


def _told(fact: Fact, words: Wording, said: str) -> str:
    if fact.code == SAID:
        return str(fact.values[0])
    if fact.code == DUTY:
        return _of_duty(fact, words, said)
    values = ["" if said and value == said else _value(value) for value in fact.values]
    if fact.code == KEPT_AS_KNOWN:
        values[0] = _told(_within(fact.values[0]), words, "")
    if fact.code == UNMENDED:
        values[1] = [item_shown(item, words) for item in values[1]]
    return titles_beside(words.sentence(f"事实_{fact.code}", *values))


def _of_duty(fact: Fact, words: Wording, said: str) -> str:
    """What was found of a duty, after its period where neither the paper nor the fact says it."""
    _, period, found = fact.values
    inner = _within(found)
    told = _told(inner, words, "")
    return told if period == said or period in inner.values else f"{period}，{told}"


def _within(found: list[Any]) -> Fact:
    """A fact that is a value of another one."""
    code, *values = found
    return Fact(code, tuple(values))


def _value(value: Any) -> Any:
    """A value as words take it: days in Chinese."""
    if isinstance(value, list):
        return [_value(one) for one in value]
    return chinese_date(value) if isinstance(value, date) else value


def in_brackets(written: str, words: Wording) -> str:
    """A fact behind what it proves, in fewer words; empty where it has no such words."""
    fact = Fact.read(written)
    place = f"事实_{fact.code}_括"
    return words.sentence(place, *map(_value, fact.values)) if words.has(place) else ""


def nothing_due(written: str) -> bool:
    """Whether a fact says that there was nothing to do."""
    return Fact.read(written).code in NOTHING_DUE


def tells_few(written: str, small: int) -> bool:
    """Whether a fact tells of fewer children, or cases of theirs, than ``small``; so it is taken
    to be where an earlier version told it in words.
    """
    fact = Fact.read(written)
    if fact.code == DUTY:
        fact = _within(fact.values[2])
    counts = (int(fact.values[place] or 0) for place in OF_CHILDREN.get(fact.code, ()))
    return fact.code == SAID or any(0 < count < small for count in counts)


def item_shown(item: str, words: Wording | None = None) -> str:
    """An item as a paper may print it: of an absence its first day and to whom, without the
    child.
    """
    parts = item.split(" ")
    if len(parts) != ABSENCE_PARTS:
        return item
    told = words or wording(FAMILY)
    return told.sentence("缺勤事项", chinese_date(date.fromisoformat(parts[1])), parts[2])
