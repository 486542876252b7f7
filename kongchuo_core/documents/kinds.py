"""The one table of every kind of paper (issue 5.1): what it is told, to whom it goes, what it answers, who issues and signs it.

To add a kind: put its Word template ``<name>.docx`` into ``templates/``; write its context, a frozen dataclass whose fields are the
template's placeholders; add a row here; yield its drafts in a maker of ``drafts.py`` (then every run writes it, the checker
examines it and ``kongchuo approve`` can sign it); add its ``signed_as`` to the persons of ``params/people.yaml``.
``tests/documents/test_kinds.py`` holds table, templates and contexts together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from kongchuo_core.documents.loop import contexts as loop_contexts
from kongchuo_core.documents.notebook.page import TEMPLATE, ReportPage
from kongchuo_core.documents.public import contexts as public_contexts
from kongchuo_core.documents.supervision import contexts as supervision
from kongchuo_core.vocabulary.mechanism import SECTIONS


class Issuer(StrEnum):
    """Who issues a paper, as the table of kinds says it."""

    INSPECTION = "组织专项督导检查的机关"
    LEADING_GROUP = "县控辍保学工作领导小组办公室"
    SUPERVISION = "县人民政府教育督导办公室"
    BUREAU = "县教育体育局"
    TOWN = "镇人民政府（街道办事处）"
    TOWN_AND_SCHOOL = "镇人民政府（街道办事处）会同属地学校"
    BY_KIND_OF_TOWN = "镇人民政府；街道辖区由县教育体育局"
    SCHOOL = "学校"
    PLACE = "镇人民政府（街道办事处）；县控辍保学工作领导小组办公室"

    def cited(self, mechanism: str, sections: Mapping[str, str] = SECTIONS) -> str:
        """On what it issues, ``mechanism`` as papers cite it; a kind with a use of citations prints those articles besides."""
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

    ``name``: its own, and its template's. ``code``: how the ledger calls it, never to be changed. ``clause``: what it answers.
    ``citation``: the use in ``regulation/citations.csv`` whose articles it prints. ``signed_as``: what ``may_sign`` of
    ``params/people.yaml`` calls it; empty where nobody signs it here: it stays in the
    house, or it is a school's. ``served``: it binds a unit, from the day on which its service is recorded.
    """

    name: str
    code: str
    context: type[Any]
    recipients: str
    clause: str
    issuer: Issuer
    level: Level
    numbered: Numbered
    signed_as: str
    citation: str = ""
    page: str = ""
    served: bool = False

    @property
    def template(self) -> str:
        """The file name in ``templates/``: its own, or the page that reports share."""
        return self.page or f"{self.name}.docx"


@dataclass(frozen=True)
class Draft:
    """One paper of a place as a run drafts it.

    ``where``: its file below the place's folder, by which it is found again (``通知书/2025秋-8X4TB0 入学通知书.docx``); it never holds
    a child's name. ``make``: its context, built from the edition. ``child_id``: whom it is about, empty where it is about many.
    ``facts_on``: the last day of the facts it states, ``None`` for a paper as of the edition's day; ``opened_on``: when the
    child's present case was opened; ``step``: which of several papers of one kind about the case it is; ``not_after``: days the
    paper speaks of as still to come, each with what happens on it.
    """

    kind: PaperKind
    where: str
    make: Callable[[], Any]
    child_id: str = ""
    facts_on: date | None = None
    opened_on: date | None = None
    step: str = ""
    not_after: tuple[tuple[date, str], ...] = ()


_GUARDIANS, _OFFICES = (
    "父母或者其他法定监护人",
    "镇人民政府（街道办事处）；县控辍保学工作领导小组办公室",
)
_COUNTY, _TOWN, _BOTH = Level.COUNTY, Level.TOWN, Level.BOTH
_HERE, _BY_ISSUER, _NONE = Numbered.HERE, Numbered.BY_ISSUER, Numbered.NONE


def _table(*kinds: PaperKind) -> dict[str, PaperKind]:
    return {kind.name: kind for kind in kinds}


REPORTS: dict[str, PaperKind] = _table(
    PaperKind(
        name="专项督导检查报告（县）",
        code="inspection_county",
        context=ReportPage,
        page=TEMPLATE,
        recipients="县人民政府",
        clause="M7.2",
        issuer=Issuer.INSPECTION,
        level=_COUNTY,
        numbered=_HERE,
        signed_as="专项督导检查报告",
    ),
    PaperKind(
        name="专项督导检查报告（乡镇）",
        code="inspection_town",
        context=ReportPage,
        page=TEMPLATE,
        recipients="镇人民政府（街道办事处）",
        clause="M7.2",
        issuer=Issuer.INSPECTION,
        level=_TOWN,
        numbered=_HERE,
        signed_as="专项督导检查报告",
    ),
    PaperKind(
        name="比对核查情况（县）",
        code="comparison_county",
        context=ReportPage,
        page=TEMPLATE,
        recipients="县人民政府",
        clause="M2.1",
        issuer=Issuer.LEADING_GROUP,
        level=_COUNTY,
        numbered=_HERE,
        signed_as="比对核查情况",
    ),
    PaperKind(
        name="比对核查情况（乡镇）",
        code="comparison_town",
        context=ReportPage,
        page=TEMPLATE,
        recipients="县控辍保学工作领导小组办公室",
        clause="M2.1",
        issuer=Issuer.TOWN,
        level=_TOWN,
        numbered=_BY_ISSUER,
        signed_as="比对核查情况",
    ),
)
"""The reports that notebooks tell."""
COMPARISON, INSPECTION = "比对核查情况", "专项督导检查报告"
NOTEBOOKS = {COMPARISON: "comparison.ipynb", INSPECTION: "inspection_report.ipynb"}
"""Title of a report that is signed → the notebook that is it."""

LOOP: dict[str, PaperKind] = _table(
    PaperKind(
        name=loop_contexts.ENTRY,
        code="entry_notice",
        context=loop_contexts.EntryNotice,
        recipients=_GUARDIANS,
        clause="M4.2",
        issuer=Issuer.TOWN_AND_SCHOOL,
        level=_TOWN,
        numbered=_BY_ISSUER,
        signed_as="入学通知书",
        citation="义务依据",
    ),
    PaperKind(
        name=loop_contexts.RETURN,
        code="return_notice",
        context=loop_contexts.ReturnNotice,
        recipients=_GUARDIANS,
        clause="M4.2",
        issuer=Issuer.TOWN_AND_SCHOOL,
        level=_TOWN,
        numbered=_BY_ISSUER,
        signed_as="复学通知书",
        citation="义务依据",
    ),
    PaperKind(
        name=loop_contexts.ORDER,
        code="order",
        context=loop_contexts.ReturnOrder,
        recipients=_GUARDIANS,
        clause="M4.8",
        issuer=Issuer.BY_KIND_OF_TOWN,
        level=_TOWN,
        numbered=_BY_ISSUER,
        signed_as=loop_contexts.ORDER,
        citation="责令依据（镇）",
    ),
    PaperKind(
        name=loop_contexts.TRANSFER,
        code="transfer",
        context=loop_contexts.Transfer,
        recipients="法制审核机构",
        clause="M4.8",
        issuer=Issuer.BY_KIND_OF_TOWN,
        level=_TOWN,
        numbered=_NONE,
        signed_as="移送事实清单",
        citation="处罚设定",
    ),
    PaperKind(
        name=loop_contexts.INQUIRY,
        code="inquiry",
        context=loop_contexts.Inquiry,
        recipients="外县教育行政部门",
        clause="M8.3",
        issuer=Issuer.LEADING_GROUP,
        level=_TOWN,
        numbered=_HERE,
        signed_as="协查函",
        citation="随迁依据",
    ),
    PaperKind(
        name=loop_contexts.SLIP,
        code="absence_slip",
        context=loop_contexts.AbsenceSlip,
        recipients="县教育体育局；镇人民政府（街道办事处）",
        clause="M5.3",
        issuer=Issuer.SCHOOL,
        level=_BOTH,
        numbered=_NONE,
        signed_as="",
        citation="报告依据",
    ),
    PaperKind(
        name=loop_contexts.CASE_FILE,
        code="case_file",
        context=loop_contexts.CaseFile,
        recipients="镇人民政府（街道办事处）",
        clause="M3.3",
        issuer=Issuer.PLACE,
        level=_TOWN,
        numbered=_NONE,
        signed_as="",
        citation="个人信息依据",
    ),
    PaperKind(
        name=loop_contexts.AGENDA,
        code="agenda",
        context=loop_contexts.Agenda,
        recipients="联席会议成员单位",
        clause="M4.15",
        issuer=Issuer.PLACE,
        level=_BOTH,
        numbered=_NONE,
        signed_as="联席会议议题",
    ),
    PaperKind(
        name=loop_contexts.DUE,
        code="due_list",
        context=loop_contexts.DueList,
        recipients=_OFFICES,
        clause="M5.1",
        issuer=Issuer.PLACE,
        level=_BOTH,
        numbered=_NONE,
        signed_as="",
    ),
)
"""The papers of the closed loop."""

_NAMED = "镇人民政府（街道办事处）、学校、县教育体育局"
_ALL_UNITS = "各乡镇人民政府、街道办事处，县教育体育局，各义务教育学校"

SUPERVISION: dict[str, PaperKind] = _table(
    PaperKind(
        name=supervision.CIRCULAR,
        code="circular",
        context=supervision.Circular,
        recipients=_ALL_UNITS,
        clause="M7.6",
        issuer=Issuer.INSPECTION,
        level=_COUNTY,
        numbered=_HERE,
        signed_as="通报",
        served=True,
        citation="防辍职责依据",
    ),
    PaperKind(
        name=supervision.INTERVIEW,
        code="interview",
        context=supervision.InterviewNotice,
        recipients=_NAMED,
        clause="M7.7",
        issuer=Issuer.INSPECTION,
        level=_BOTH,
        numbered=_HERE,
        signed_as="约谈通知书",
        served=True,
    ),
    PaperKind(
        name=supervision.RECTIFY,
        code="rectification_order",
        context=supervision.RectificationOrder,
        recipients=_NAMED,
        clause="M7.8",
        issuer=Issuer.INSPECTION,
        level=_BOTH,
        numbered=_HERE,
        signed_as="责令限期整改通知书",
        served=True,
        citation="整改依据",
    ),
    PaperKind(
        name=supervision.ADMONITION,
        code="admonition_facts",
        context=supervision.AdmonitionFacts,
        recipients="按照干部管理权限有权处理的机关",
        clause="M7.9",
        issuer=Issuer.INSPECTION,
        level=_BOTH,
        numbered=_HERE,
        signed_as="诫勉建议",
        citation="考核依据",
    ),
    PaperKind(
        name=supervision.NOTICE,
        code="supervision_notice",
        context=supervision.SupervisionNotice,
        recipients=_ALL_UNITS,
        clause="M7.2",
        issuer=Issuer.INSPECTION,
        level=_COUNTY,
        numbered=_HERE,
        signed_as="督导检查通知",
        citation="督导通知依据",
    ),
    PaperKind(
        name=supervision.OPINION,
        code="supervision_opinion",
        context=supervision.SupervisionOpinion,
        recipients="镇人民政府（街道办事处）",
        clause="M7.2",
        issuer=Issuer.INSPECTION,
        level=_TOWN,
        numbered=_HERE,
        signed_as="督导意见书",
        served=True,
        citation="督导意见依据",
    ),
)
"""The papers of supervision and accountability."""

PUBLIC: dict[str, PaperKind] = _table(
    PaperKind(
        name=public_contexts.NOTICE,
        code="public_notice",
        context=public_contexts.PublicNotice,
        recipients="社会公众",
        clause="M7.4",
        issuer=Issuer.INSPECTION,
        level=_COUNTY,
        numbered=_HERE,
        signed_as=public_contexts.NOTICE,
        citation="公开依据",
    ),
    PaperKind(
        name=public_contexts.REPORT,
        code="public_report",
        context=public_contexts.PublicReport,
        recipients="县人民政府；社会公众",
        clause="M7.4",
        issuer=Issuer.INSPECTION,
        level=_COUNTY,
        numbered=_HERE,
        signed_as=public_contexts.NOTICE,
        citation="公开依据",
    ),
)
"""The papers of a public edition: signed together, at the gate, by ``kongchuo release`` alone."""

KINDS: dict[str, PaperKind] = REPORTS | LOOP | SUPERVISION | PUBLIC
"""Every kind of paper by name."""
BY_CONTEXT: dict[type[Any], PaperKind] = {
    kind.context: kind for kind in KINDS.values() if not kind.page
}
"""The kind that a context belongs to; reports, whose notebooks tell them, share one page."""


def draft_of(paper: Any, where: str, **more: Any) -> Draft:
    """A draft of a context that is made already; its kind is the context's; ``more``: other fields of :class:`Draft`."""
    return Draft(BY_CONTEXT[type(paper)], where, lambda: paper, **more)
