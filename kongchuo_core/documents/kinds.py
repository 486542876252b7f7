"""Every kind of paper, as ``papers.yaml`` declares it: about whom, when, to whom, who issues and
signs it, what it answers.

To add a kind: write it into ``papers.yaml``; put its Word template ``<name>.docx`` into
``templates/`` and its sentences into ``templates/wording/``; its context is a frozen dataclass
whose fields are the template's placeholders; yield its drafts in a maker of ``drafts.py`` (then
every run writes it, the checker examines it and ``kongchuo approve`` can sign it).
``tests/documents/test_kinds.py`` holds table, templates and contexts together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from kongchuo_core.documents.loop import contexts as loop_contexts
from kongchuo_core.documents.notebook import page
from kongchuo_core.documents.public import contexts as public_contexts
from kongchuo_core.documents.supervision import contexts as supervision
from kongchuo_core.vocabulary.mechanism import SECTIONS


class Issuer(StrEnum):
    """Who issues a paper, as the table of kinds says it."""

    INSPECTION = "组织专项督导检查的机关"
    LEADING_GROUP = "县控辍保学工作领导小组办公室"
    SUPERVISION = "县人民政府教育督导办公室"
    BUREAU = "县教育体育局"
    TOWN = "乡镇人民政府、街道办事处"
    TOWN_AND_SCHOOL = "乡镇人民政府、街道办事处会同属地学校"
    BY_KIND_OF_TOWN = "乡镇人民政府；街道辖区由县教育体育局"
    SCHOOL = "学校"
    PLACE = "乡镇人民政府、街道办事处；县控辍保学工作领导小组办公室"

    def cited(self, mechanism: str, sections: Mapping[str, str] = SECTIONS) -> str:
        """On what it issues, ``mechanism`` as papers cite it; a kind with a use of citations prints
        those articles besides.
        """
        own = {n: f"{mechanism}{section}" for n, section in sections.items()}
        return BASES[self].format(**own)


BASES: dict[Issuer, str] = {
    Issuer.INSPECTION: "params/county.yaml 的 inspection_issuer.basis",
    Issuer.LEADING_GROUP: "{M2}",
    Issuer.SUPERVISION: "《教育督导条例》；《教育督导问责办法》",
    Issuer.BUREAU: "《中华人民共和国义务教育法》第五十八条",
    Issuer.TOWN: "{M2}",
    Issuer.TOWN_AND_SCHOOL: "{M4}",
    Issuer.BY_KIND_OF_TOWN: "《中华人民共和国义务教育法》第五十八条（街道办事处不是乡镇人民政府）",
    Issuer.SCHOOL: "{M5}",
    Issuer.PLACE: "{M1}",
}


class Level(StrEnum):
    """Whose paper it is: one for the county, one for each town, or both in one wording."""

    COUNTY = "县"
    TOWN = "乡镇"
    BOTH = "县、乡镇"


class Numbered(StrEnum):
    """Who gives the number."""

    HERE = "由本程序编号"
    BY_ISSUER = "由发文机关编号，留空"
    NONE = "没有文号"


@dataclass(frozen=True, kw_only=True)
class PaperKind:
    """A kind of paper.

    ``name``: its own, and its template's. ``code``: how the ledger calls it, never to be changed.
    ``about``, ``when``: whom it speaks of and when it is drafted, in words. ``clause``: what it
    answers. ``tables``: fields that are rows. ``upward``: it goes to a superior and names who
    signed it (GB/T 9704-2012, 7.2.6). ``citation``: the use in ``regulation/citations.csv`` whose
    articles it prints. ``signed_as``: what ``may_sign`` of ``params/people.yaml`` calls it; empty
    where nobody signs it here: it stays in the house, or it is a school's. ``served``: it binds a
    unit, from the day on which its service is recorded.
    """

    name: str
    code: str
    about: str
    when: str
    context: type[Any]
    recipients: str
    clause: str
    issuer: Issuer
    level: Level
    numbered: Numbered
    signed_as: str
    citation: str = ""
    page: str = ""
    tables: tuple[str, ...] = ()
    upward: bool = False
    served: bool = False

    @property
    def template(self) -> str:
        """The file name in ``templates/``: its own, or the page that reports share."""
        return self.page or f"{self.name}.docx"


@dataclass(frozen=True)
class Draft:
    """One paper of a place as a run drafts it.

    ``where``: its file below the place's folder, by which it is found again (``通知书/2025秋-8X4TB0
    入学通知书.docx``); it never holds a child's name. ``make``: its context, built from the edition.
    ``child_id``: whom it is about, empty where it is about many. ``facts_on``: the last day of the
    facts it states, ``None`` for a paper as of the edition's day; ``opened_on``: when the child's
    present case was opened; ``step``: which of several papers of one kind about the case it is;
    ``not_after``: days the paper speaks of as still to come, each with what happens on it.
    """

    kind: PaperKind
    where: str
    make: Callable[[], Any]
    child_id: str = ""
    facts_on: date | None = None
    opened_on: date | None = None
    step: str = ""
    not_after: tuple[tuple[date, str], ...] = ()


def _kinds() -> dict[str, dict[str, PaperKind]]:
    """Family → name → kind, as ``papers.yaml`` has them."""
    text = files("kongchuo_core.documents").joinpath("papers.yaml").read_text("utf-8")
    return {
        family: {name: _kind(name, row) for name, row in rows.items()}
        for family, rows in YAML(typ="safe").load(text).items()
    }


def _kind(name: str, row: Mapping[str, Any]) -> PaperKind:
    return PaperKind(
        name=name,
        code=row["code"],
        about=row["about"],
        when=row["when"],
        context=CONTEXTS[row["context"]],
        recipients=row["to"],
        clause=row["clause"],
        issuer=Issuer[row["issuer"]],
        level=Level[row["level"]],
        numbered=Numbered[row["number"]],
        signed_as=row["signed_as"],
        citation=row.get("cites", ""),
        page=row.get("template", ""),
        tables=tuple(row.get("tables", ())),
        upward=row.get("upward", False),
        served=row.get("served", False),
    )


_NAMED = vars(loop_contexts) | vars(supervision) | vars(public_contexts) | vars(page)
CONTEXTS: dict[str, type[Any]] = {
    name: found for name, found in _NAMED.items() if isinstance(found, type)
}
"""What a template can be filled in with, by the class's name."""
COMPARISON, INSPECTION = "比对核查情况", "专项督导检查报告"
NOTEBOOKS = {COMPARISON: "comparison.ipynb", INSPECTION: "inspection_report.ipynb"}
"""Title of a report that is signed → the notebook that is it."""

REPORTS, LOOP, SUPERVISION, PUBLIC = _kinds().values()
"""The reports that notebooks tell; the papers of the closed loop; of supervision; of a public
edition, which are signed together, at the gate, by ``kongchuo release`` alone.
"""

KINDS: dict[str, PaperKind] = REPORTS | LOOP | SUPERVISION | PUBLIC
"""Every kind of paper by name."""
BY_CONTEXT: dict[type[Any], PaperKind] = {
    kind.context: kind for kind in KINDS.values() if not kind.page
}
"""The kind that a context belongs to; reports, whose notebooks tell them, share one page."""


def draft_of(paper: Any, where: str, **more: Any) -> Draft:
    """A draft of a context that is made already; its kind is the context's; ``more``: other fields
    of :class:`Draft`.
    """
    return Draft(BY_CONTEXT[type(paper)], where, lambda: paper, **more)
