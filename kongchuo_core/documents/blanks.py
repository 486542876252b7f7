"""What only a person can fill in: day and place of an interview, whom to call, a plea; asked for
when a paper is signed.

A draft shows a blank as ``【约谈地点】``. The names, how they are asked for and what an answer must look
like stand in ``blanks.csv``; a paper with a blank left can't be signed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

HOLE = re.compile("(?<=[^　\\s])　{3,}(?=[^　\\s])|月　+日")
"""Room left for a pen in the middle of a sentence, as templates of other offices have it."""
LONGEST = 300
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
_PHONE = re.compile(r"[0-9（）()、，,;； 转\-－—]{5,40}")
_LONG_NUMBER = re.compile(r"\d{15}")


@dataclass(frozen=True)
class Blank:
    """One thing to fill in.

    ``form``: ``words``, ``phone`` or ``moment`` (with a day in it); ``contact``: which part of an
    office's contact in ``params/county.yaml`` answers it; ``private``: the answer names a private
    person, and stands in the paper alone.
    """

    name: str
    ask: str
    form: str
    contact: str
    private: bool

    def wrong(self, answer: str, signed_on: date) -> str:
        """What is wrong with an answer; empty where it can be taken."""
        if not answer.strip():
            return "没有写"
        if len(answer) > LONGEST or "\n" in answer or MARK.search(answer):
            return f"只写一句，不超过{LONGEST}字"
        if _LONG_NUMBER.search(answer):
            return "不写证件号"
        if self.form == "phone":
            return "" if _PHONE.fullmatch(answer) else "电话只写数字"
        if self.form == "moment":
            return _wrong_moment(answer, signed_on)
        return ""


def _wrong_moment(answer: str, signed_on: date) -> str:
    days = list(_days(answer, signed_on))
    if not days:
        return "要写明几月几日"
    if None in days:
        return "没有这一天"
    if any(day is not None and day < signed_on for day in days):
        return "早于成文日期"
    return ""


def _days(answer: str, signed_on: date) -> Iterator[date | None]:
    """The days of an answer; without a year the next such day, at most half a year back counts as
    past.
    """
    for year, month, day in _DAY.findall(answer):
        try:
            found = date(int(year or signed_on.year), int(month), int(day))
        except ValueError:
            yield None
            continue
        if not year and (signed_on - found).days > 183:
            found = found.replace(year=found.year + 1)
        yield found


@cache
def blanks() -> dict[str, Blank]:
    """Every blank by name, as ``blanks.csv`` has it."""
    text = files("kongchuo_core.documents").joinpath("blanks.csv").read_text("utf-8")
    return {
        r["name"]: Blank(r["name"], r["ask"], r["form"], r["contact"], r["private"] == "yes")
        for r in csv.DictReader(text.splitlines())
    }


MARK = re.compile(f"【({'|'.join(blanks())})】")
"""A blank in the text of a draft."""


def blank(name: str) -> str:
    """A blank as a draft shows it. Raises ``KeyError`` for a name that isn't in the table."""
    return f"【{blanks()[name].name}】"


def contact(contacts: Mapping[str, Mapping[str, str]], issuer: str) -> dict[str, str]:
    """Whom to call about an issuer's papers, as ``params/county.yaml`` has it; blanks where it
    doesn't say.
    """
    known = contacts.get(issuer, {})
    return {b.name: known.get(b.contact) or blank(b.name) for b in blanks().values() if b.contact}


def left(context: Any) -> list[Blank]:
    """The blanks of a paper, each once, in the order of its fields."""
    found: dict[str, None] = {}
    _texts(context, lambda text: found.update(dict.fromkeys(MARK.findall(text))) or text)
    return [blanks()[name] for name in found]


def filled(context: Any, answers: Mapping[str, str]) -> Any:
    """The paper with its blanks filled in; a blank without an answer stays."""
    return _texts(context, lambda text: MARK.sub(lambda m: answers.get(m[1], m[0]), text))


def _texts(value: Any, change: Callable[[str], str]) -> Any:
    """A value with every text in it changed, rows and sentences too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_texts(part, change) for part in value)
    if is_dataclass(value) and not isinstance(value, type) and hasattr(value, "__dict__"):
        return replace(
            value, **{f.name: _texts(getattr(value, f.name), change) for f in fields(value)}
        )
    return value
