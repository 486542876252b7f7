"""What was found, without words: a code and what is named with it.

Computing writes facts, telling gives them words: those of ``templates/wording/职责.jinja``, the place
named after the code. So a changed word changes no fact, and nobody takes a sentence apart to find a
number in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

_DAY = "day"
SAID = "said"
"""The code of a fact that an edition of an earlier version told in words."""


@dataclass(frozen=True)
class Fact:
    """A fact: its code, and the numbers, days, names and lists of these that it tells, in the order
    of the words' parameters.
    """

    code: str
    values: tuple[Any, ...] = ()

    @classmethod
    def read(cls, written: str) -> Fact:
        """A fact as a table holds it; a sentence of an earlier version is a fact that says
        just that.
        """
        if not written.startswith("["):
            return cls(SAID, (written.rstrip("。"),))
        code, *values = json.loads(written, object_hook=_day)
        return cls(code, tuple(values))


def fact(code: str, *values: Any) -> str:
    """A fact as a table holds it: a JSON list of its code and its values, a day as an object."""
    return json.dumps([code, *values], ensure_ascii=False, default=_written)


def within(written: str) -> list[Any]:
    """A fact as a value of another one."""
    found: list[Any] = json.loads(written)
    return found


def _written(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError(type(value).__name__)


def _day(held: dict[str, str]) -> date:
    return date.fromisoformat(held[_DAY])
