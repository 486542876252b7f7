"""How a county calls its towns: tables and templates say 镇（街道） as the model county does; a paper
says what there is.

A county with townships reads 乡镇（街道）, one without sub-districts 镇. The words are put in last, where
a paper's text is whole, so that no table of rules, sentence or heading has to know them. They are
no facts: a paper's digest doesn't change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

from kongchuo_core.documents.kinds import Draft
from kongchuo_core.documents.supervision.facts import STREET, TOWN_KINDS
from kongchuo_core.edition import Edition

_TOWNS = re.compile(r"(?<!乡)镇（街道）")
_GOVERNMENTS = re.compile(r"(?<!乡)镇人民政府（街道办事处）")
_OFFICE = "街道办事处"


def towns_word(kinds: Collection[str]) -> str:
    """镇（街道）, 乡镇（街道）, 乡镇, 镇, 乡 or 街道, by the kinds of town a county has."""
    governments = "".join(kind for kind in TOWN_KINDS if kind in kinds)
    if not governments:
        return STREET
    return f"{governments}（{STREET}）" if STREET in kinds else governments


def governments_word(kinds: Collection[str]) -> str:
    """镇人民政府（街道办事处）, and what it is where there are townships or no sub-districts."""
    governments = "".join(kind for kind in TOWN_KINDS if kind in kinds)
    if not governments:
        return _OFFICE
    return f"{governments}人民政府" + (f"（{_OFFICE}）" if STREET in kinds else "")


def in_own_words(edition: Edition) -> Callable[[Any], Any]:
    """What turns a text, or every text of a context, into the words of the edition's county."""
    kinds = {town["kind"] for town in edition.facts["towns"]}
    towns, governments = towns_word(kinds), governments_word(kinds)

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return _TOWNS.sub(towns, _GOVERNMENTS.sub(governments, value))
        if is_dataclass(value) and not isinstance(value, type):
            own = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
            new = {name: part for name, old in own.items() if (part := told(old)) is not old}
            return replace(value, **new) if new else value
        if isinstance(value, tuple | list):
            made = [told(part) for part in value]
            same = all(new is old for new, old in zip(made, value, strict=True))
            return value if same else type(value)(made)
        if isinstance(value, Mapping):
            return {key: told(part) for key, part in value.items()}
        return value

    return told


def drafts_in_own_words(edition: Edition, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Drafts that say what they say in the words of the edition's county."""
    own = in_own_words(edition)
    for draft in drafts:
        yield replace(draft, make=partial(_made, draft, own))


def _made(draft: Draft, own: Callable[[Any], Any]) -> Any:
    return own(draft.make())
