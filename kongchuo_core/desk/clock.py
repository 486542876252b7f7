"""The clock as the desk is given it: the command line alone reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Clock:
    """This moment and today, each asked for when it is needed: a desk stays open over midnight."""

    now: Callable[[], datetime]
    today: Callable[[], date]
