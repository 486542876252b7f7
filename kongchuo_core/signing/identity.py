"""Which papers are one and the same: known by kind, child and case (or unit and facts), never by a
path or the name a town once had.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from kongchuo_core.documents.drafts import facts_digest, words_digest
from kongchuo_core.documents.kinds import KINDS, Draft
from kongchuo_core.ledger.signoff import Signed
from kongchuo_core.registers.towns import Towns
from kongchuo_core.settings.models import County
from kongchuo_core.vocabulary.figures import COUNTY

ISSUED_AS = {
    "entry_notice": "notice",
    "return_notice": "notice",
    "order": "order",
    "transfer": "transfer",
    "inquiry": "inquiry",
}
"""Kind of paper → the paper of a case whose issue its signature is."""


@dataclass(frozen=True)
class Unit:
    """A place of the county: the name it has now, and its code, which no renaming changes."""

    name: str
    code: str


def unit(county: County, place: str) -> Unit:
    """A place by any name it ever had; a name nobody knows stands for itself."""
    if place == COUNTY:
        return Unit(COUNTY, county.code)
    name = Towns(county).name(place) or place
    return Unit(name, next((t.code for t in county.towns if t.name == name), ""))


def case_of(where: str) -> str:
    """The case's number in the file name of a paper about a child."""
    return PurePosixPath(where).stem.split(" ")[0]


def same_paper(
    paper: Signed, told: dict[str, str], draft: Draft, place: Unit, county: County
) -> bool:
    """Whether a signed paper is what a draft would be.

    Parameters
    ----------
    told : the note beside the signed paper.
    place : where the draft lies.

    Papers signed by earlier versions don't say which child they are about: their file's name does,
    by the number of the case.
    """
    if draft.child_id:
        return _same_of_child(paper, told, draft)
    signed_in = unit(county, told["地方"])
    same_place = signed_in == place or (bool(paper.unit) and paper.unit == place.code)
    return same_place and paper.paper == draft.kind.code and told["草稿"] == draft.where


def _same_of_child(paper: Signed, told: dict[str, str], draft: Draft) -> bool:
    kind = next(k for k in KINDS.values() if k.code == paper.paper)
    if ISSUED_AS.get(kind.code, kind.code) != ISSUED_AS.get(draft.kind.code, draft.kind.code):
        return False
    mine = (
        paper.child == draft.child_id
        if paper.child
        else case_of(told["草稿"]) == case_of(draft.where)
    )
    later = draft.opened_on is not None and paper.signed_on < draft.opened_on
    other_step = bool(paper.step and draft.step) and paper.step != draft.step
    return mine and not later and not other_step


def holds(paper: Signed, draft: Draft, day: str) -> bool:
    """Whether a draft states the same facts as a signed paper; ``day``: the edition's, in words."""
    context = draft.make()
    if paper.told:
        return facts_digest(context, day) == paper.facts
    return words_digest(context) == paper.facts
