"""The tables of the closed loop: causes, tasks, the four steps, who may see what, the codes of
cases; loaded once and checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from kongchuo_core.regulation.load import load, rows
from kongchuo_core.vocabulary.codes import Code, CodeList
from kongchuo_core.vocabulary.errors import RuleTableError

OUTCOME = "outcome"
"""The group of what a verification finds instead of a cause."""
IN_FORCE = date(2019, 11, 14)
"""From this day the regulation binds (富政教督〔2019〕14号); nothing before it is charged."""
OTHERWISE = "其他情况"
"""What stands for a cause to those who needn't know it."""


@dataclass(frozen=True)
class Cause:
    """A cause or an outcome of a verification.

    ``evidence`` are alternatives, each a set of proofs that closes the case; none: only a return
    closes it. ``sensitive`` is the field of the table of recipients the cause touches, or empty.
    ``lasting``: what was found stays true though registers lag. ``proposed_by``: what proposes the
    cause, as ``register:…``, ``explained:…``, ``flag:…``.
    """

    code: str
    label: str
    group: str
    clauses: tuple[str, ...]
    lead: str
    helpers: tuple[str, ...]
    tasks: tuple[str, ...]
    papers: tuple[str, ...]
    evidence: tuple[frozenset[str], ...]
    four_steps: bool
    sensitive: str
    lasting: bool
    proposed_by: tuple[str, ...]

    @property
    def is_outcome(self) -> bool:
        """Whether it is an outcome of a verification: nobody is to be brought back to school."""
        return self.group == OUTCOME


@dataclass(frozen=True)
class Task:
    """A task: who does it, within how many days of what kind after what happened; ``days`` ``None``
    where dated rules alone say.
    """

    code: str
    label: str
    who: str
    days: int | None
    kind_of_day: str
    after: str
    clause: str
    urgent: bool


@dataclass(frozen=True)
class LawStep:
    """One of the four steps: our paper, the paper whose service starts its clock, who may issue it,
    its clock and its article.

    ``days`` is ``None`` where the law names none; then a dated rule does.
    """

    order: int
    code: str
    label: str
    paper: str
    served: str
    issuer_town: str
    issuer_street: str
    days: int | None
    kind_of_day: str
    article: str


@cache
def causes() -> dict[str, Cause]:
    """Every cause and outcome by code (M3.4–M3.7, M4.3–M4.15).

    Raises
    ------
    RuleTableError
        where a row names a task, paper, proof or department that is in no table.
    """
    table = {c.code: c for c in load("causes.csv", Cause, {"clauses": "clause"})}
    known = {
        "group": codes_of("group"),
        "tasks": set(tasks()),
        "papers": codes_of("paper"),
        "proofs": codes_of("proof"),
        "who": set(recipients()),
    }
    for c in table.values():
        used = {
            "group": {c.group},
            "tasks": set(c.tasks),
            "papers": set(c.papers),
            "proofs": set().union(*c.evidence),
            "who": {c.lead, *c.helpers},
        }
        if any(used[k] - known[k] for k in known) or (c.is_outcome and c.four_steps):
            raise RuleTableError(
                f"原因表里“{c.label}”一行与其他表对不上", remedy="恢复 regulation/causes.csv 原样"
            )
    return table


@cache
def tasks() -> dict[str, Task]:
    """Every task by code."""
    return {t.code: t for t in load("tasks.csv", Task)}


@cache
def steps() -> dict[str, LawStep]:
    """The four steps by code, in order (M4.8).

    Raises
    ------
    RuleTableError
        where they are not numbered 1 to 4 in order.
    """
    table = {s.code: s for s in load("steps.csv", LawStep)}
    if [s.order for s in table.values()] != [1, 2, 3, 4]:
        raise RuleTableError("四步法的表不是依次四步", remedy="恢复 regulation/steps.csv 原样")
    return table


ITEMS = {
    "name": "姓名",
    "id_no": "证件号",
    "address": "住址",
    "guardian": "监护人",
    "phone": "电话",
    "school": "学校",
    "cause": "原因",
    "illness": "疾病",
    "disability": "残疾",
    "religion": "宗教",
    "marriage": "婚育",
    "hardship": "困难",
    "family_health": "家人健康",
    "care": "孤儿、事实无人抚养、困境",
    "in_case": "涉案",
}
"""What of a case a recipient may see, as ``recipients.csv`` names it → as people say."""


@cache
def recipients() -> dict[str, dict[str, str]]:
    """Recipient → field → yes or no; ``label`` is the recipient's name."""
    return {r["recipient"]: r for r in rows("recipients.csv")}


def may_see(recipient: str, field: str) -> bool:
    """Whether a department may see a field of a case (个人信息保护法 art. 6, 28: no more than it
    needs).
    """
    return recipients()[recipient][field] == "yes"


SEEN_AS = {"orphans": "care", "unsupported": "care", "in_need": "care", "in_case": "in_case"}
"""List of children of a 重点群体 → what of :data:`ITEMS` it tells."""


def lists_shown(recipient: str) -> tuple[str, ...]:
    """The lists of 重点群体 on which a recipient may see a child, by their registers' codes."""
    return tuple(code for code, item in SEEN_AS.items() if may_see(recipient, item))


def cause_shown(recipient: str, cause: str) -> str:
    """A cause as a department may read it: its label, or that there is one, for religion, illness
    and the like.
    """
    found = causes()[cause]
    if not may_see(recipient, "cause"):
        return ""
    return OTHERWISE if found.sensitive and not may_see(recipient, found.sensitive) else found.label


@cache
def case_codes(name: str) -> CodeList:
    """A list of codes, such as ``state`` or ``irregularity``; the description is the note (of
    irregularities the remedy).
    """
    found = tuple(
        Code(r["code"], r["label"], r["note"].split("|")[0])
        for r in rows("case_codes.csv")
        if r["list"] == name
    )
    if not found:
        raise RuleTableError(f"代码表里没有“{name}”", remedy="恢复 regulation/case_codes.csv 原样")
    return CodeList(name, found)


@cache
def blocking() -> dict[str, tuple[str, ...]]:
    """Irregularity → the papers it blocks (it never blocks an import)."""
    return {
        r["code"]: tuple(r["note"].partition("|")[2].split())
        for r in rows("case_codes.csv")
        if r["list"] == "irregularity"
    }


@cache
def codes_of(name: str) -> frozenset[str]:
    """The codes of a list of :func:`case_codes`."""
    return frozenset(c.code for c in case_codes(name).codes)
