"""Loads the regulation's tables once, checks that they are whole, and hands them out as enums and
frozen rows.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from kongchuo_core.regulation import load as loading
from kongchuo_core.regulation.load import load, rows
from kongchuo_core.settings import yaml
from kongchuo_core.settings.models import RuleFile
from kongchuo_core.vocabulary.errors import RuleTableError


class Verdict(StrEnum):
    """What the comparison says of a child of the household register (M3.1, M3.2, M8.1, M8.2)."""

    CONSISTENT = "CONSISTENT"
    ENROLLED_ABSENT = "ENROLLED_ABSENT"
    UNENROLLED_ABSENT = "UNENROLLED_ABSENT"
    PRESENT_UNENROLLED = "PRESENT_UNENROLLED"
    COMPLETED = "COMPLETED"
    REVIEW = "REVIEW"


SUSPECTED = (Verdict.ENROLLED_ABSENT, Verdict.UNENROLLED_ABSENT)
"""The verdicts of the suspected dropouts (M3.2)."""


@dataclass(frozen=True)
class Element:
    """One row of the eight: the three elements and what follows from them."""

    household: bool
    enrolment: bool
    presence: bool
    verdict: str
    label: str
    clause: str
    next_action: str


@dataclass(frozen=True)
class LinkRule:
    """One rule of the cascade: features that must hold, features that must not, and whether it may
    decide alone.
    """

    rule: str
    decides: bool
    needs: tuple[str, ...]
    forbids: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Explanation:
    """A document that explains an absence: its register and when it is valid."""

    code: str
    label: str
    register: str
    valid: str
    clause: str


@cache
def elements() -> tuple[Element, ...]:
    """The eight-row table of the three-way comparison.

    Raises
    ------
    RuleTableError
        where the eight combinations are not there exactly once each.
    """
    table = load("verdicts.csv", Element)
    found = sorted((e.household, e.enrolment, e.presence) for e in table)
    if found != sorted(itertools.product((False, True), repeat=3)):
        raise RuleTableError(
            "三比对的八种组合不是各有一行", remedy="恢复 regulation/verdicts.csv 原样"
        )
    return table


@cache
def verdict_labels() -> dict[str, str]:
    """Verdict code → Chinese label, in the order of the table."""
    found = (*rows("verdicts.csv"), *rows("precedence.csv"))
    return {r["verdict"]: r["label"] for r in found if r["verdict"] in set(Verdict)}


@cache
def link_rules() -> tuple[LinkRule, ...]:
    """The cascade's rules, strongest first.

    Raises
    ------
    RuleTableError
        where a rule needs nothing, or stands twice.
    """
    return _link_rules("links.csv")


@cache
def person_rules() -> tuple[LinkRule, ...]:
    """The rules by which a person of one term is a person of another, strongest first; raises as
    :func:`link_rules`.
    """
    return _link_rules("persons.csv")


def _link_rules(name: str) -> tuple[LinkRule, ...]:
    rules = load(name, LinkRule)
    if len({r.rule for r in rules}) != len(rules) or not all(r.needs for r in rules):
        raise RuleTableError(
            "认定规则表有重名的规则，或有规则不要求任何一致",
            remedy=f"恢复 regulation/{name} 原样",
        )
    return rules


@cache
def accident_words() -> dict[tuple[str, str], tuple[str, str]]:
    """Kind and column of a whole file's accident → what is told of it, with places for the counts,
    and what to do.
    """
    return {(r["kind"], r["column"]): (r["what"], r["remedy"]) for r in rows("accidents.csv")}


@cache
def explanations() -> tuple[Explanation, ...]:
    """The documents that explain an absence, the first valid one counts."""
    return load("explanations.csv", Explanation)


@cache
def _limits() -> RuleFile:
    return yaml.read(loading.FOLDER / "limits.yaml", RuleFile)


def limit(name: str, day: date) -> int:
    """A number of the regulation in force on ``day``, such as ``age_from`` (years)."""
    return int(_limits().rules[name].on(day))
