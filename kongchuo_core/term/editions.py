"""Which edition an everyday question is answered from: the newest, or that of the term that was
named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.cases.fold import CASE_KINDS
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind, told_by_people
from kongchuo_core.ledger.store import Ledger, Recorded
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.place import MANIFEST, manifest_digest, tables_digest
from kongchuo_core.vocabulary.errors import LedgerError, UsageError

MOST_NAMED = 5
"""How many entries a line names one by one."""


def edition_of(workspace: Workspace, term: str | None = None, town: str | None = None) -> Edition:
    """The edition of a term, or the one whose facts reach furthest; with ``town`` as that town may
    see it.

    Raises
    ------
    LedgerError
        where there is none.
    UsageError
        for a town the edition doesn't know.
    """
    editions = made(workspace)
    if term is not None:
        editions = [e for e in editions if e.facts["term"]["term"] == term]
    if not editions:
        which = f"学期 {term} 还没有运行过" if term else "还没有运行过"
        raise LedgerError(
            which,
            remedy=f"先运行 kongchuo run --term {term or '<学期>'}",
            place=("文件夹 outputs",),
        )
    edition = editions[-1]
    towns = [t["name"] for t in edition.facts["towns"]]
    if town is not None and town not in towns:
        raise UsageError(
            f"没有“{town}”这个乡镇（街道）", remedy=f"写成其中之一：{'、'.join(towns)}"
        )
    return replace(edition, town=town)


def made(workspace: Workspace) -> list[Edition]:
    """Every edition that is in its place, by the day its facts reach to."""
    folders = [
        p.parent / "data" for p in (workspace.root / "outputs").glob(f"*/internal/{MANIFEST}")
    ]
    return sorted(
        (Edition(folder) for folder in folders), key=lambda e: (as_of(e), e.facts["term"]["term"])
    )


def as_of(edition: Edition) -> date:
    """The day an edition's facts reach to."""
    return date.fromisoformat(edition.facts["term"]["as_of"])


def since(edition: Edition, ledger: Ledger) -> list[Recorded]:
    """What people recorded after the edition was made; it is taken up by the next run."""
    seen = int(edition.facts["ledger_head"]["count"])
    return [r for r in ledger.events() if r.seq > seen and told_by_people(r.event)]


def recorded_after(ledger: Ledger, day: date, head: int | None = None) -> list[Recorded]:
    """What people recorded of cases that happened after a day, up to a place in the ledger."""
    return [
        r
        for r in ledger.events(*CASE_KINDS, Kind.CORRECTION)
        if told_by_people(r.event) and r.event.happened_on > day and (head is None or r.seq <= head)
    ]


def not_counted(ledger: Ledger, day: date, numbers: Mapping[str, str], head: int) -> str:
    """A line that counts and names what the ledger knows of days after the one that an edition
    tells of; empty where nothing is.

    ``numbers`` are the cases' numbers by child.
    """
    later = recorded_after(ledger, day, head)
    if not later:
        return ""
    named = [
        f"{chinese_date(r.event.happened_on)} {numbers.get(r.event.subject, r.event.subject)}"
        for r in later[:MOST_NAMED]
    ]
    more = "等" if len(later) > MOST_NAMED else ""
    return f"台账里另有{len(later)}笔是{chinese_date(day)}以后的事，没有计入：{'、'.join(named)}{more}。"


def later_than(edition: Edition, ledger: Ledger) -> str:
    """:func:`not_counted` of an edition."""
    cases = edition.table("cases")
    numbers = dict(zip(cases["child_id"], cases["case_no"], strict=True))
    head = int(edition.facts["ledger_head"]["count"])
    return not_counted(ledger, as_of(edition), numbers, head)


def spoken_of(edition: Edition, ledger: Ledger) -> str:
    """What an answer is based on, what it doesn't know yet, and what it knows and doesn't count."""
    term: dict[str, Any] = edition.facts["term"]
    later = len(since(edition, ledger))
    told = f"依据：{term['label']}的结果，截至{chinese_date(as_of(edition))}"
    fresh = f"；此后台账新记{later}笔，再运行 kongchuo run --term {term['term']} 才会采用"
    beyond = later_than(edition, ledger)
    return told + (fresh if later else "") + "。" + beyond


def beside(workspace: Workspace, edition: Edition, name: str) -> Path:
    """Where a list made from an edition goes unless told otherwise: beside it, never inside."""
    return workspace.outputs(edition.facts["term"]["term"]) / name


def known_edition(folder: Path, term: str, made: Sequence[Event]) -> None:
    """Whether the ledger knows that this edition was made, with these tables and this manifest;
    raises ``LedgerError``.
    """
    mine = [
        e.payload.get("manifest")
        for e in made
        if e.subject == term and e.payload["tables"] == tables_digest(folder / "data")
    ]
    if not {None, manifest_digest(folder)} & set(mine):
        raise LedgerError(
            f"{term}的{'清单' if mine else '表'}不是台账里记下的那一份",
            remedy="重新运行 kongchuo run 生成这个结果，或从备份恢复",
        )
