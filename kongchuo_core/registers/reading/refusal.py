"""Why a file can't be read: a code with details, and the words for it in ``refusals.csv``."""

from __future__ import annotations

import csv
from functools import cache, partial
from importlib.resources import files
from typing import Any

from kongchuo_core.vocabulary.errors import InputError


class Refused(Exception):
    """A file can't be read. ``code`` is one of ``refusals.csv``; ``details`` fill its words or say
    where: sheet, row, cell.
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Refused, **self.details), (self.code,)


@cache
def refusals() -> dict[str, tuple[str, str]]:
    """Code → what is wrong, and what to do."""
    text = (files(__package__) / "refusals.csv").read_text("utf-8")
    return {
        line["code"]: (line["what"], line["remedy"]) for line in csv.DictReader(text.splitlines())
    }


def told(refused: Refused, name: str) -> InputError:
    """The message for a clerk about the file called ``name``."""
    what, remedy = refusals()[refused.code]
    place = [f"文件 {name}"]
    if sheet := refused.details.get("sheet"):
        place.append(f"工作表 {sheet}")
    if row := refused.details.get("row"):
        place.append(f"第 {row} 行")
    return InputError(what.format(**refused.details), remedy=remedy, place=tuple(place))
