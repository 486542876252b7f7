"""Of which clause each finding is, and what is demanded: the words stand in
``templates/wording/整改.jinja``.
"""

from __future__ import annotations

from kongchuo_core.documents.wordings import Spoken

CLAUSES: dict[str, str] = {
    "group_incomplete": "M1.1",
    "meetings_missed": "M1.3",
    "chain_broken": "M1.4",
    "compared_alone": "M2.1",
    "comparison_late": "M2.2",
    "causes_late": "M3.3",
    "unverified": "M4.1",
    "notices_late": "M4.2",
    "publicity_gap": "M6.1",
    "laws_gap": "M6.3",
    "absence_unreported": "M5.3",
    "school_publicity_gap": "M6.2",
    "inspection_problem": "M7.3",
    "school_inspection_problem": "M7.3",
    "order_unmended": "M7.8",
    "children_order_unmended": "M7.8",
    "school_children_order_unmended": "M7.8",
    "school_order_unmended": "M7.8",
    "prominent": "M7.6",
    "school_prominent": "M7.6",
    "prominent_again": "M7.6",
    "rate_over": "M7.9",
    "county_rate_over": "M7.9",
}
"""Finding → the clause of the duty that wasn't done."""
OTHERWISE = "M7.8"
FAMILY, GENERAL = "整改", "一般"
"""The family of words, and its place for findings that have none of their own."""


GRAVE = (
    "rate_over",
    "county_rate_over",
    "prominent",
    "prominent_again",
    "school_prominent",
    "children_order_unmended",
    "school_children_order_unmended",
    "order_unmended",
    "school_order_unmended",
)
"""Findings that come first, in their order; the others follow the regulation."""


def rank(finding: str) -> tuple[int, str]:
    """Where a finding stands among others."""
    return (GRAVE.index(finding), "") if finding in GRAVE else (len(GRAVE), clause_of(finding))


def clause_of(finding: str) -> str:
    """The clause of the duty at stake."""
    return CLAUSES.get(finding, OTHERWISE)


def demand_of(finding: str, office: Spoken, issuer: str) -> str:
    """What is demanded, as a sentence."""
    place = finding if office.wordings(FAMILY).has(finding) else GENERAL
    return f"{office.said(FAMILY, place, issuer)}。"
