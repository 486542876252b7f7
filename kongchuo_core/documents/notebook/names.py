"""What a text cell may ask for: the county's names and days, figures, tables, citations, shared
words; each made when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.notebook.blocks import refer
from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.notebook.tables import TABLES, Kind
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.errors import UsageError

_DAYS = {
    "截止日": "cutoff",
    "情况截至": "as_of",
    "学期末": "last_day",
    "比对时段起": "window_from",
    "比对时段止": "window_to",
}


OTHERWISE = "一般"
"""The place of a family of words that is used where there is none for a code."""


def names(
    edition: Edition, figures: Figures, head: Mapping[str, str]
) -> dict[str, Callable[[], Any]]:
    """Name → how it is made. ``head``: what stands in the head of the paper, by name."""
    made: dict[str, Callable[[], Any]] = {name: partial(str, told) for name, told in head.items()}
    made |= {name: partial(_day, edition, day) for name, day in _DAYS.items()}
    made |= {
        "比对日": partial(facts.compared_on, edition),
        "上学期": partial(_term_before, edition),
        "全县": lambda: edition.town is None,
        "乡镇": lambda: edition.town is not None,
        "比对结束": partial(facts.windows_over, edition),
        "figure": lambda: figures.printed,
        "上学期数": lambda: figures.before,
        "上升": lambda: lambda code, place="": figures.change(code, place) > 0,
        "下降": lambda: lambda code, place="": figures.change(code, place) < 0,
        "有数据": lambda: figures.known,
        "人数": partial(facts.children, edition),
        "cite": lambda: partial(_cited, edition),
        "见": lambda: refer,
        "话": lambda: partial(_shared, edition),
    }
    return made | {name: partial(kind.given, edition) for name, kind in TABLES.items()}


def kind(name: str) -> Kind:
    """A table by its name. Raises ``UsageError`` naming the near ones."""
    if name not in TABLES:
        near = get_close_matches(name, TABLES, 3, 0.3) or list(TABLES)
        raise UsageError(f"没有“{name}”这张表", remedy=f"相近的有：{listed(near)}")
    return TABLES[name]


def _day(edition: Edition, name: str) -> str:
    return chinese_date(facts.day(edition, name))


def _term_before(edition: Edition) -> str:
    """The term before, empty for the first one: as a condition, whether there is something to
    compare with.
    """
    return str(edition.facts["term"].get("previous") or "")


def _cited(edition: Edition, use: str) -> str:
    known = facts.citations(edition)
    if use not in known:
        near = get_close_matches(use, known, 3, 0.3) or list(known)[:3]
        raise UsageError(
            f"没有“{use}”这条引用",
            remedy=f"相近的有：{listed(near)}；条文登记在 regulation/citations.csv",
        )
    return known[use]


def _shared(edition: Edition, family: str, name: str, *given: Any) -> str:
    """Words of ``templates/wording/<family>.jinja``, filled in with what is given; a place that
    isn't there is told as 一般.
    """
    words = wording(family, edition)
    place = name if words.has(name) or not words.has(OTHERWISE) else OTHERWISE
    return "\n".join(words.told(place, *given))
