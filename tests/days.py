"""The days of which tests tell unless they name another: those of the fictitious county's story."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.start.example import STORY_DAYS


def day_of(term: str) -> date:
    """The day of a term's story; of a term without one its usual last day of that kind of month."""
    year, half = term.split("-")
    usual = date(int(year), 10, 31) if half == "autumn" else date(int(year), 4, 30)
    return STORY_DAYS.get(term, usual)


def params_on(folder: Path, term: str, day: date | None = None) -> Params:
    """A term's params on a day, unless told otherwise that of the story."""
    return load_params(folder, term, day or day_of(term))
