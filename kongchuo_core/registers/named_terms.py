"""Which school terms a title, a sheet or a file names: a roll of another term is no roll of this
one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from kongchuo_core.settings.models import Term

_FIRST_MONTH_OF_AUTUMN = 7
_YEAR = r"((?:20)?\d{2})"
_SEASON = r"(春|秋|第?[12上下]学期)"
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SCHOOL_YEAR = re.compile(
    _YEAR + r"(?:年?[-—–－~～至/]+(?:20)?\d{2})?年?学年度?[()]*" + _SEASON + "?"
)
_SEASONAL = re.compile(_YEAR + r"年?度?(春|秋|[上下]半年)(?!节|游|分)")
_HALVES = {"上半年": "春", "下半年": "秋"}


class Mention(StrEnum):
    """Whether a text names this term, only other ones, or none."""

    THIS = "this"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True)
class SchoolTerm:
    """A term by the year in which its school year begins; ``spring`` is unknown where only the
    school year is named.
    """

    year: int
    spring: bool | None


def of(term: Term) -> SchoolTerm:
    """The term of ``params/terms``."""
    return SchoolTerm(term.school_year, term.first_day.month < _FIRST_MONTH_OF_AUTUMN)


def named(text: str) -> set[SchoolTerm]:
    """Every term a text names: 2024—2025学年春季学期, 2025年春, 25秋, 2024学年第二学期."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_NUMERALS)
    found = set()
    for year, season in _SCHOOL_YEAR.findall(plain):
        found.add(SchoolTerm(_whole(year), _spring(season)))
    for year, season in _SEASONAL.findall(_SCHOOL_YEAR.sub("", plain)):
        spring = _HALVES.get(season, season) == "春"
        found.add(SchoolTerm(_whole(year) - spring, spring))
    return found


def mention(text: str, term: Term) -> Mention:
    """Whether a text names the term."""
    this, told = of(term), named(text)
    if not told:
        return Mention.NONE
    same = any(t.year == this.year and t.spring in (None, this.spring) for t in told)
    return Mention.THIS if same else Mention.OTHER


def _whole(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _spring(season: str) -> bool | None:
    if not season:
        return None
    return season == "春" or season.removeprefix("第")[0] in "2下"
