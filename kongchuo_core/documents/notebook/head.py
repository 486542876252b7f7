"""The head of a report: who writes to whom, on what basis, under which title."""

from __future__ import annotations

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.kinds import REPORTS, Issuer
from kongchuo_core.documents.loop.words import BLANK_DATE, DRAFT, FICTITIOUS
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.edition import Edition

BLANK_SIGNER = "　　　"
"""Room for the name of whoever signs a paper to a superior."""


def kind_name(title: str, town: str | None) -> str:
    """The kind of paper a report is, by its title and place."""
    return f"{title}（{'乡镇' if town else '县'}）"


def government(edition: Edition, town: str) -> str:
    """A town's government in print; a sub-district has an office, not a people's government (义务教育法 art. 58 names the latter)."""
    kind = next(t["kind"] for t in edition.facts["towns"] if t["name"] == town)
    return f"{town}办事处" if kind == "街道" else f"{town}人民政府"


def head(title: str, edition: Edition) -> dict[str, str]:
    """Everything a text cell may say of who writes, by name, and what the template prints; blank for a draft what signing gives."""
    county, term = edition.facts["county"], edition.facts["term"]
    known = REPORTS.get(kind_name(title, edition.town))
    by = known.issuer if known else Issuer.LEADING_GROUP
    own = government(edition, edition.town) if edition.town else county["government"]
    told = by.cited(county["mechanism"], facts.sections(edition))
    issuer, basis = {
        Issuer.INSPECTION: (
            county["inspection_issuer"]["name"],
            county["inspection_issuer"]["basis"],
        ),
        Issuer.LEADING_GROUP: (county["leading_group_office"], told),
        Issuer.TOWN: (own, told),
    }[by]
    recorded = (edition.facts.get("ledger_head") or {"count": 0})["count"]
    return {
        "县名": county["name"],
        "单位": edition.town or county["name"],
        "学期": term["label"],
        "稿别": DRAFT,
        "文号": "",
        "签发人": BLANK_SIGNER if known and known.upward else "",
        "标题": f"{edition.town or county['name']}{term['label']}\n{_titled(title)}",
        "主送": county["leading_group_office"] if by is Issuer.TOWN else own,
        "抄送": "县教育体育局，属地中心学校"
        if edition.town
        else "县控辍保学工作领导小组各成员单位，各镇（街道）",
        "印发机关": issuer,
        "印发依据": basis,
        "成文日期": BLANK_DATE,
        "虚构声明": FICTITIOUS if edition.facts["fictitious"] else "",
        "台账记录": f"台账记录至第{recorded}笔" if recorded else "台账还没有记录",
        "情况截至日": chinese_date(facts.day(edition, "as_of")),
    }


_TITLES = {"比对核查情况": "三比对核查情况报告", "专项督导检查报告": "“控辍保学”专项督导检查报告"}


def _titled(title: str) -> str:
    return _TITLES.get(title, title)
