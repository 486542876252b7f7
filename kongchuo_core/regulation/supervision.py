"""The tables of supervision: duties, seats, publicity, the procedure, findings and measures; loaded
once and checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from kongchuo_core.regulation.load import load, rows
from kongchuo_core.vocabulary.errors import RuleTableError

LEVELS = ("县", "乡镇", "学校")


@dataclass(frozen=True)
class Duty:
    """A duty: who must do what, how often, since when; the register that shows it and what of it is
    counted.

    ``counts`` says what one unit of that is: 个案 (a child stands behind each) or 单位 (a meeting, a
    seat, an act of a unit).
    """

    duty: str
    clause: str
    label: str
    level: str
    often: str
    since: date
    source: str
    counts: str
    shown: str

    @property
    def of_cases(self) -> bool:
        """Whether a child stands behind each one counted."""
        return self.counts == "个案"


@dataclass(frozen=True)
class Seat:
    """A seat of a leading group; ``kind`` is head, deputy, department or member, ``spellings`` how
    a department is written.
    """

    level: str
    order: int
    seat: str
    kind: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A channel or a content of publicity and the words that show it in a register."""

    kind: str
    order: int
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A finding: at which level, from what it is drawn, the figures that carry it; ``counted`` is
    the unit of its number.

    A finding that is or isn't has no number: its ``counted`` is empty. ``weight`` is ``children``
    where children are out of school or unprotected while it lasts, else ``procedure``: what isn't
    mended is dealt with in proportion to that.
    """

    finding: str
    label: str
    level: str
    clause: str
    drawn_from: tuple[str, ...]
    figures: tuple[str, ...]
    counted: str
    weight: str


@dataclass(frozen=True)
class Measure:
    """A measure that a finding leads to, against whom (posts, or none for the unit itself), and the
    ground it stands on.
    """

    finding: str
    measure: str
    label: str
    paper: str
    posts: tuple[str, ...]
    clause: str
    ground: str


@dataclass(frozen=True)
class LegalGround:
    """What a measure stands on: the basis that papers cite, the body whose power it is, and the
    procedure it needs.

    ``issuer`` is ``leading_group_office`` or ``supervision_office`` of ``params/county.yaml``;
    ``basis`` may hold the county's own regulation and its part as ``{机制M7}``.
    """

    ground: str
    label: str
    issuer: str
    basis: str
    procedure: str
    since: date
    source: str


@dataclass(frozen=True)
class Statistic:
    """A base figure of the education statistics: its item, and of which year, counted from the
    school year.
    """

    code: str
    label: str
    year: int
    spellings: tuple[str, ...]


def _wrong(what: str, file: str) -> RuleTableError:
    return RuleTableError(what, remedy=f"恢复 regulation/{file} 原样")


@cache
def duties() -> dict[str, Duty]:
    """Every duty that supervision measures, by code.

    Raises
    ------
    RuleTableError
        where a duty stands twice or is of no known level.
    """
    table = load("duties.csv", Duty)
    if len({d.duty for d in table}) != len(table) or not all(d.level in LEVELS for d in table):
        raise _wrong("职责表有重复的职责，或级别不对", "duties.csv")
    if not all(d.counts in ("个案", "单位") for d in table):
        raise _wrong("职责表的 counts 一栏写“个案”或者“单位”", "duties.csv")
    return {d.duty: d for d in table}


def case_duties() -> frozenset[str]:
    """The duties behind each of which a child stands."""
    return frozenset(d.duty for d in duties().values() if d.of_cases)


@cache
def seats(level: str) -> tuple[Seat, ...]:
    """The seats of a leading group of the county or of a town (M1.1), without the towns' own seats
    in the county's.

    Raises
    ------
    RuleTableError
        where the county's departments are not the fourteen.
    """
    table = tuple(
        Seat(r["level"], int(r["order"]), r["seat"], r["kind"], (r["seat"], *r["aliases"].split()))
        for r in rows("seats.csv")
    )
    if sum(s.kind == "department" for s in table) != 14:
        raise _wrong("领导小组的成员部门不是十四个", "seats.csv")
    return tuple(s for s in table if s.level == level)


@cache
def publicity(kind: str) -> tuple[Word, ...]:
    """The five channels (``channel``) or the four contents (``content``) in order (M6.1, M6.3)."""
    return tuple(word for word in load("publicity.csv", Word) if word.kind == kind)


@cache
def observed() -> tuple[Word, ...]:
    """The kinds of what an inspection writes down, each with the words that show it, in order
    (教育督导条例 19, 21).
    """
    return load("observations.csv", Word)


@cache
def procedure() -> dict[str, tuple[tuple[str, ...], str]]:
    """Duty of the procedure of an inspection → the words that show it in the register, and its
    article.
    """
    return {r["duty"]: (tuple(r["words"].split()), r["article"]) for r in rows("procedure.csv")}


@cache
def findings() -> dict[str, Finding]:
    """Every finding by code.

    Raises
    ------
    RuleTableError
        where a finding is drawn from a duty that is in no table.
    """
    columns = {"drawn_from": "from", "figures": "figure"}
    table = {f.finding: f for f in load("findings.csv", Finding, columns)}
    sources = chain.from_iterable(f.drawn_from for f in table.values())
    drawn = {s.removeprefix("duty:") for s in sources if s.startswith("duty:")}
    if drawn - set(duties()):
        raise _wrong(
            f"问题表引用了没有的职责：{'、'.join(sorted(drawn - set(duties())))}", "findings.csv"
        )
    return table


@cache
def grounds() -> dict[str, LegalGround]:
    """Every legal ground of a measure by code.

    Raises
    ------
    RuleTableError
        where a ground's issuer is neither of the two offices.
    """
    table = {g.ground: g for g in load("grounds.csv", LegalGround)}
    if {g.issuer for g in table.values()} != {"leading_group_office", "supervision_office"}:
        raise _wrong("依据表里的印发机关不对", "grounds.csv")
    return table


@cache
def item_words() -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """Words of an item of the inspection's sheet → the findings about the same matter.

    Raises
    ------
    RuleTableError
        where a finding is in no table.
    """
    table = tuple(
        (tuple(r["words"].split()), frozenset(r["findings"].split()))
        for r in rows("item_words.csv")
    )
    if any(named - set(findings()) for _, named in table):
        raise _wrong("检查指标和问题的对照表里有没有的问题", "item_words.csv")
    return table


@cache
def measures() -> tuple[Measure, ...]:
    """Finding → measures, in the order of the table (M7.6–M7.9).

    Raises
    ------
    RuleTableError
        where a rule names a finding or a measure that is in no table, or a finding leads to
        nothing.
    """
    kinds = {r["measure"]: r for r in rows("measure_kinds.csv")}
    found = rows("measures.csv")
    unknown = {r["measure"] for r in found} - set(kinds) or {r["ground"] for r in found} - set(
        grounds()
    )
    if {r["finding"] for r in found} != set(findings()) or unknown:
        raise _wrong("措施表与问题表、依据表对不上", "measures.csv")
    return tuple(
        Measure(
            r["finding"],
            r["measure"],
            kinds[r["measure"]]["label"],
            kinds[r["measure"]]["paper"],
            tuple(r["posts"].split()),
            r["clause"],
            r["ground"],
        )
        for r in found
    )


@cache
def statistics() -> dict[str, Statistic]:
    """The base figures of the education statistics by code."""
    return {
        r["code"]: Statistic(
            r["code"], r["label"], int(r["year"]), (r["label"], *r["aliases"].split())
        )
        for r in rows("statistics.csv")
    }


def evaluations() -> list[dict[str, object]]:
    """The five evaluations the regulation names and the figures that feed them (M7.5)."""
    return [{**r, "order": int(r["order"]), "clause": "M7.5"} for r in rows("evaluations.csv")]
