"""Dated choices as what they are: ``settings.rules`` has checked their types when they were
loaded.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from kongchuo_core.settings.models import Rules


def whole(rules: Rules, name: str, day: date) -> int:
    """A whole number that a rule gives on ``day``; raises as ``Rules.on``."""
    return cast(int, rules.on(name, day))


def wholes(rules: Rules, name: str, day: date) -> list[int]:
    """A list of whole numbers, in order; raises as ``Rules.on``."""
    return sorted(cast(list[int], rules.on(name, day)))


def whole_by_name(rules: Rules, name: str, day: date) -> dict[str, int]:
    """Whole numbers by name; raises as ``Rules.on``."""
    return dict(cast(dict[str, int], rules.on(name, day)))


def texts(rules: Rules, name: str, day: date) -> list[str]:
    """A list of names; raises as ``Rules.on``."""
    return list(cast(list[str], rules.on(name, day)))


def text(rules: Rules, name: str, day: date) -> str:
    """A text, empty where nothing was entered; raises as ``Rules.on``."""
    return cast(str, rules.on(name, day)).strip()


def truth(rules: Rules, name: str, day: date) -> bool:
    """Yes or no; raises as ``Rules.on``."""
    return cast(bool, rules.on(name, day))


def listed_by_name(rules: Rules, name: str, day: date) -> dict[str, list[str]]:
    """Lists of names by name; raises as ``Rules.on``."""
    return dict(cast(dict[str, list[str]], rules.on(name, day)))


def text_by_name(rules: Rules, name: str, day: date) -> dict[str, str]:
    """Texts by name; raises as ``Rules.on``."""
    return dict(cast(dict[str, str], rules.on(name, day)))
