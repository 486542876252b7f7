"""The head of a report: who writes to whom, on what basis, under which title."""

from __future__ import annotations

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.kinds import REPORTS, Issuer
from kongchuo_core.documents.loop.words import BLANK_DATE, DRAFT, FICTITIOUS
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition

BLANK_SIGNER = "　　　"
"""Room for the name of whoever signs a paper to a superior."""
WORDS = "公文"
"""The family of the words that the head and foot of papers share."""


def kind_name(title: str, town: str | None) -> str:
    """The kind of paper a report is, by its title and place."""
    return f"{title}（{'乡镇' if town else '县'}）"


def government(edition: Edition, town: str) -> str:
    """A town's government in print; a sub-district has an office, not a people's government (义务教育法
    art. 58 names the latter).
    """
    kind = next(t["kind"] for t in edition.facts["towns"] if t["name"] == town)
    return f"{town}办事处" if kind == "街道" else f"{town}人民政府"


def head(title: str, edition: Edition) -> dict[str, str]:
    """Everything a text cell may say of who writes, by name, and what the template prints; blank
    for a draft what signing gives.
    """
    county, term = edition.facts["county"], edition.facts["term"]
    known = REPORTS.get(kind_name(title, edition.town))
    by = known.issuer if known else Issuer.LEADING_GROUP
    own = government(edition, edition.town) if edition.town else county["government"]
    cited = by.cited(county["mechanism"], facts.sections(edition))
    issuer, basis = {
        Issuer.INSPECTION: (
            county["inspection_issuer"]["name"],
            county["inspection_issuer"]["basis"],
        ),
        Issuer.LEADING_GROUP: (county["leading_group_office"], cited),
        Issuer.TOWN: (own, cited),
    }[by]
    words = wording(WORDS, edition)
    recorded = (edition.facts.get("ledger_head") or {"count": 0})["count"]
    return {
        "县名": county["name"],
        "单位": edition.town or county["name"],
        "学期": term["label"],
        "稿别": DRAFT,
        "文号": "",
        "签发人": BLANK_SIGNER if known and known.upward else "",
        "标题": f"{edition.town or county['name']}{term['label']}\n{told_as(title, edition)}",
        "主送": county["leading_group_office"] if by is Issuer.TOWN else own,
        "抄送": words.sentence("抄送", bool(edition.town)),
        "印发机关": issuer,
        "印发依据": basis,
        "成文日期": BLANK_DATE,
        "虚构声明": FICTITIOUS if edition.facts["fictitious"] else "",
        "台账记录": words.sentence("台账记录", recorded),
        "情况截至日": chinese_date(facts.day(edition, "as_of")),
    }


def told_as(title: str, edition: Edition) -> str:
    """A report's title as its paper bears it: the office's words for it, else itself."""
    words = wording(WORDS, edition)
    return words.sentence(f"题_{title}") if words.has(f"题_{title}") else title
