"""The register of signed papers, folded from the ledger: who may sign, the next number, what became
of each paper.

Any well-formed event is accepted; what breaks the order of numbers and signatures comes out as an
irregularity (law 7).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Recorded
from kongchuo_core.settings.people import People, Person

VOID_REASONS = {
    "facts": "事实有误",
    "facts_changed": "事实已变",
    "addressee": "对象有误",
    "wording": "文字有误",
    "twice": "重复签发",
    "withdrawn": "决定不发",
    "date": "日期有误",
}
"""Why a paper is voided."""
SCANS = {"pdf": b"%PDF-", "png": b"\x89PNG", "jpg": b"\xff\xd8\xff"}
"""Types of scans, and how their files begin."""
_NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d+)号")


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A signed paper as the register has it.

    ``key``: its entry (``2025-0003``); ``paper``: the kind's code; ``draft``, ``facts``,
    ``document``, ``record``: digests of the draft's place, of what it states, of the Word file, of
    the note beside it; ``number`` is empty where the issuer gives it. ``served_on``, ``served_by``:
    when it reached whom it is addressed to, and who recorded that: before, it binds nobody.
    ``child``, ``unit`` (the place's code), ``step``: what it is about; ``told``: how ``facts`` was
    taken. Papers signed by earlier versions have none of these four.
    """

    key: str
    paper: str
    term: str
    draft: str
    facts: str
    document: str
    record: str
    number: str
    signed_on: date
    by: str
    voided_on: date | None = None
    voided_by: str = ""
    reason: str = ""
    child: str = ""
    unit: str = ""
    step: str = ""
    told: str = ""
    scans: tuple[tuple[str, str], ...] = ()
    served_on: date | None = None
    served_by: str = ""

    @property
    def shown(self) -> str:
        """How a message calls it: by its number, else by its entry."""
        return self.number or f"签发号{self.key}"


@dataclass(frozen=True)
class Register:
    """Every paper that was ever signed, in the order of signing, voided ones too; and what is out
    of order.

    ``lost``: entry → number of papers that were signed in a ledger that was lost since; they are
    never given again.
    """

    papers: tuple[Signed, ...]
    irregularities: tuple[str, ...]
    lost: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str) -> Signed | None:
        """A paper by its number or its entry, in whatever brackets and widths a clerk types
        them.
        """
        wanted = _plain(name)
        return next(
            (
                p
                for p in self.papers
                if wanted in (_plain(p.key), _plain(p.number), _plain(p.shown)) and wanted
            ),
            None,
        )

    def numbers(self, code: str, year: int) -> list[int]:
        """The numbers of a series that were given, in order; those of voided papers are never free
        again.
        """
        given = (*(p.number for p in self.papers), *self.lost.values())
        split = map(_NUMBER.fullmatch, given)
        return sorted(int(m[3]) for m in split if m and (m[1], m[2]) == (code, str(year)))

    def next_number(self, code: str, year: int, first: int = 1) -> str:
        """The next number of a series: consecutive, from ``first`` where none was given in the
        year.
        """
        return f"{code}〔{year}〕{max(self.numbers(code, year), default=first - 1) + 1}号"

    def next_key(self, year: int) -> str:
        """The next entry of a year's register."""
        keys = (*(p.key for p in self.papers), *self.lost)
        taken = [int(key.rpartition("-")[2]) for key in keys if re.fullmatch(rf"{year}-\d+", key)]
        return f"{year}-{max(taken, default=0) + 1:04d}"


def register(recorded: Iterable[Recorded]) -> Register:
    """Fold the events about papers, in the order in which they were recorded."""
    papers: dict[str, Signed] = {}
    lost: dict[str, str] = {}
    wrong: list[str] = []
    for event in (r.event for r in recorded):
        if event.kind is Kind.PAPER_SIGNED:
            if event.subject in papers:
                wrong.append(f"签发号{event.subject}登记了两次")
            else:
                papers[event.subject] = _signed(event)
        elif event.kind is Kind.NUMBER_LOST:
            lost[event.subject] = event.payload.get("number", "")
        elif event.kind in (Kind.PAPER_VOIDED, Kind.PAPER_SERVED, Kind.SCAN_ATTACHED):
            paper = papers.get(event.subject)
            if paper is None:
                wrong.append(f"签发号{event.subject}没有签发就有了作废、送达或扫描件的记录")
            else:
                papers[event.subject] = _later(paper, event)
    numbers = [*(p.number for p in papers.values()), *lost.values()]
    counted = Counter(number for number in numbers if number)
    wrong += [f"文号{number}用了{count}次" for number, count in counted.items() if count > 1]
    wrong += [
        f"{p.number}的年份与成文日期不一致"
        for p in papers.values()
        if p.number and f"〔{p.signed_on.year}〕" not in p.number
    ]
    return Register(tuple(papers.values()), (*wrong, *_gaps(numbers)), lost)


def _signed(event: Event) -> Signed:
    told = {
        name: event.payload[name]
        for name in ("paper", "term", "draft", "facts", "document", "record")
    }
    return Signed(
        key=event.subject,
        signed_on=event.happened_on,
        by=event.by,
        number=event.payload.get("number", ""),
        **told,
        **{name: event.payload.get(name, "") for name in ("child", "unit", "step", "told")},
    )


def _later(paper: Signed, event: Event) -> Signed:
    if event.kind is Kind.SCAN_ATTACHED:
        return replace(paper, scans=(*paper.scans, (event.payload["scan"], event.payload["type"])))
    if event.kind is Kind.PAPER_SERVED:
        if paper.served_on:
            return paper
        return replace(paper, served_on=event.happened_on, served_by=event.by)
    if paper.voided_on:
        return paper
    return replace(
        paper, voided_on=event.happened_on, voided_by=event.by, reason=event.payload["reason"]
    )


def _gaps(numbers: Iterable[str]) -> list[str]:
    series: dict[tuple[str, str], set[int]] = {}
    for m in map(_NUMBER.fullmatch, numbers):
        if m:
            series.setdefault((m[1], m[2]), set()).add(int(m[3]))
    gaps: list[str] = []
    for (code, year), given in sorted(series.items()):
        missing = sorted(set(range(min(given), max(given))) - given)
        gaps += [f"{code}〔{year}〕缺{number}号" for number in missing]
    return gaps


def of_issuer(persons: Iterable[Person], issuer: str, supervision_office: str) -> list[Person]:
    """Who of several may sign for an issuer of the county: what the supervision office issues its
    own persons sign, and only that.
    """
    own = issuer == supervision_office
    return [p for p in persons if (p.unit == supervision_office) == own]


def signers(people: People, paper: str, town: str | None, *, of_town: bool) -> list[Person]:
    """Who may sign: listed for the kind and the place, and of the issuer's level.

    Parameters
    ----------
    paper : ``signed_as`` of the kind.
    of_town : whether a town's government (or street office) issues it; the order of a 街道 is the
        bureau's.
    """
    return [p for p in people.signers(paper, town) if (p.town is not None) == of_town]


def same_person(one: str, other: str) -> bool:
    """Whether two typed names are the same, spaces and widths aside."""
    return _plain(one) == _plain(other)


def draft_digest(place: str, where: str) -> str:
    """The digest by which the register knows a draft: its place and its file there."""
    return hashlib.sha256(f"{place}/{where}".encode()).hexdigest()


def _plain(text: str) -> str:
    return (
        "".join(unicodedata.normalize("NFKC", text).split())
        .translate(str.maketrans("[]【】()", "〔〕〔〕〔〕"))
        .removeprefix("签发号")
    )
