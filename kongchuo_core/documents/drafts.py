"""Every draft of a place, found again by where it lies: what a run writes, a person signs, and what becomes of its facts later.

A new group of papers adds its maker to ``MAKERS``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import partial
from typing import Any

from kongchuo_core.documents.inspection import papers
from kongchuo_core.documents.kinds import Draft, Numbered
from kongchuo_core.documents.loop.words import BLANK_NUMBER
from kongchuo_core.documents.loop.writing import loop_drafts
from kongchuo_core.documents.supervision.writing import supervision_drafts
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.edition import Edition

NO_FACTS = frozenset({"稿别", "文号", "成文日期", "台账记录"})
"""Fields that signing fills in, and how far the ledger had been written: none of them is a fact that a paper states."""


def report_drafts(edition: Edition) -> Iterator[Draft]:
    """The reports that notebooks tell."""
    for kind in papers.KINDS:
        yield Draft(
            papers.paper_of(kind, edition.town),
            f"{kind}.docx",
            partial(papers.context, kind, edition),
        )


MAKERS: tuple[Callable[[Edition], Iterator[Draft]], ...] = (
    report_drafts,
    loop_drafts,
    supervision_drafts,
)
"""Who drafts papers: each is given an edition, opened for the county or one town."""


def drafts(edition: Edition) -> Iterator[Draft]:
    """Every draft of the edition's place; what may not go out is not among them."""
    for maker in MAKERS:
        yield from maker(edition)


def facts_digest(context: Any) -> str:
    """SHA-256 of what a paper states, without ``NO_FACTS``; of a picture its words, for its bytes depend on the machine."""
    stated = {
        f.name: _stated(getattr(context, f.name)) for f in fields(context) if f.name not in NO_FACTS
    }
    return hashlib.sha256(
        json.dumps(stated, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def _stated(value: Any) -> Any:
    if isinstance(value, Picture):
        return value.alt
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _stated(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_stated(v) for v in value]
    return value


def signed(draft: Draft, context: Any, number: str, day: str) -> Any:
    """The context of the paper itself: no longer a draft, with its date, and its number or the blank its issuer fills in."""
    filled = {"稿别": "", "成文日期": day}
    if draft.kind.numbered is not Numbered.NONE:
        filled["文号"] = number or BLANK_NUMBER
    return replace(context, **filled)
