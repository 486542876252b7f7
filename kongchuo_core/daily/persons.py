"""One person or two, said without a workbook: two known children joined, one child parted, either
taken back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from kongchuo_core.daily.child import find
from kongchuo_core.daily.filled import Line
from kongchuo_core.daily.review_lines import Questions, contradictions, standing, withdrawn
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.linking.persons import marks
from kongchuo_core.linking.sides import Line as Marked
from kongchuo_core.settings.terms import load_terms
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.days import EXAMPLE, chinese_date
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.forms import DIFFERENT, SAME, WITHDRAW

WORDS = (SAME, DIFFERENT, WITHDRAW)
_BY, _DAY = "经办人", "日期"


@dataclass(frozen=True)
class Met:
    """One way in which a known person was met: the term's place in time, its name, and what stood
    in the register.
    """

    place: int
    term: str
    line: Marked


@dataclass(frozen=True)
class Entry:
    """What is going to be recorded, and how a person reads it."""

    lines: tuple[str, ...]
    events: tuple[Event, ...]


def understood(
    workspace: Workspace, term: str | None, word: str, who: Sequence[str], today: date
) -> Entry:
    """Read what was said of one or two known persons; nothing is recorded.

    Parameters
    ----------
    word : one of :data:`WORDS`.
    who : one or two persons as ``kongchuo child`` finds them, and ``经办人=``, ``日期=`` (today where it
        is left out).

    Raises
    ------
    UsageError
        where a person isn't found or found several times, or what was said can't be.
    """
    cells, named = _cells(who)
    line = Line("命令行", cells)
    if word not in WORDS:
        raise UsageError(f"没有“{word[:10]}”这个说法", remedy=f"写成其中之一：{'、'.join(WORDS)}")
    days, faults = line.days((_DAY,), today)
    if not line.text(_BY) or faults:
        raise UsageError(
            "；".join([*faults, *([] if line.text(_BY) else [f"没有写“{_BY}”"])]),
            remedy=f"写成 {_BY}=李示例 {_DAY}={chinese_date(EXAMPLE)}；不写{_DAY}的算今天",
        )
    ledger = Ledger(workspace.ledger, workspace.key())
    edition = edition_of(workspace, term)
    desk = _Desk(workspace, ledger, edition, days[_DAY] or today, line.text(_BY))
    return desk.entry(word, [_one(edition, ledger, name) for name in named])


def record(workspace: Workspace, entry: Entry, now: datetime) -> int:
    """Record what was understood; how many of the events were new. Raises as ``Ledger.append``."""
    with workspace.locked():
        place.recover(workspace)
        return Ledger(workspace.ledger, workspace.key()).append(entry.events, now)


class _Desk:
    """What is known of persons, and who says something of them on which day."""

    def __init__(
        self, workspace: Workspace, ledger: Ledger, edition: Edition, day: date, by: str
    ) -> None:
        self.key, self.ledger, self.edition, self.day, self.by = (
            workspace.key(),
            ledger,
            edition,
            day,
            by,
        )
        self.places = {t.term: n for n, t in enumerate(load_terms(workspace.params))}
        self.met: dict[str, list[Met]] = {}
        columns = ledger.persons()
        for child, number, _, name, birth, sex, household, term in zip(
            *columns.values(), strict=True
        ):
            told = Marked(number, number, None, name or "", birth, sex, household)
            met = Met(self.places.get(str(term), len(self.places)), str(term), told)
            self.met.setdefault(str(child), []).append(met)

    def entry(self, word: str, who: Sequence[str]) -> Entry:
        """What a word about one or two persons means."""
        if word == WITHDRAW:
            return self._taken_back(who)
        if word == SAME and len(who) != 2:
            raise UsageError(
                "要写两名儿童", remedy=f"kongchuo person {SAME} 一名 另一名 {_BY}=李示例"
            )
        if len(set(who)) != len(who):
            raise UsageError("写的是同一名儿童", remedy="用 kongchuo child 查出两个不同的编号")
        return self._joined(who) if word == SAME else self._parted(who)

    def _joined(self, who: Sequence[str]) -> Entry:
        older, newer = sorted(who, key=lambda c: (min(m.place for m in self.met[c]), c))
        event = Event(Kind.JOINED, newer, self.day, self.by, {"into": older})
        questions = Questions.of(self.edition, self.ledger)
        against = contradictions([event], questions, standing(self.ledger))
        if against:
            raise UsageError(against[0], remedy=f"先撤回其中一次：kongchuo person {WITHDRAW} 编号")
        return Entry(
            (*self._told(older), *self._told(newer), f"  认定：{SAME}，以后都用{older}"), (event,)
        )

    def _parted(self, who: Sequence[str]) -> Entry:
        """Of two the later isn't the earlier; of one who it is now isn't who it was in earlier
        terms.
        """
        if len(who) == 2:
            older, newer = sorted(who, key=lambda c: (min(m.place for m in self.met[c]), c))
            others = self.met[newer]
        else:
            older = newer = who[0]
            now = max(m.place for m in self.met[older])
            others = [m for m in self.met[older] if m.place == now]
            if len(others) == len(self.met[older]):
                raise UsageError(
                    "这名儿童只有一种写法，没有可以分开的", remedy="认错的是登记册，请改正登记册"
                )
        events = [
            Event(Kind.PARTED, older, self.day, self.by, {"marks": marks(self.key, m.line)})
            for m in others
        ]
        told = [*self._told(older), *(self._told(newer) if newer != older else ())]
        apart = "、".join(dict.fromkeys(_shown(m) for m in others))
        return Entry((*told, f"  认定：{apart}，与{older}{DIFFERENT}"), tuple(events))

    def _taken_back(self, who: Sequence[str]) -> Entry:
        about = [
            e
            for e in standing(self.ledger)
            if e.kind is not Kind.DECISION and {e.subject, e.payload.get("into")} & set(who)
        ]
        if not about:
            raise UsageError("要撤回的认定不存在", remedy="用 kongchuo child 核对编号")
        events = tuple(withdrawn(e, self.day, self.by, False) for e in about)
        words = {Kind.JOINED: SAME, Kind.PARTED: DIFFERENT}
        persons = chain.from_iterable(self._told(child) for child in who)
        told = [
            f"  撤回：{e.by}于{chinese_date(e.happened_on)}认定“{words[e.kind]}”" for e in about
        ]
        return Entry((*persons, *told), events)

    def _told(self, child: str) -> list[str]:
        """A person as an office knows it, the earliest way first."""
        lines = sorted(self.met.get(child, []), key=lambda m: (m.place, m.line.name))
        return [f"{child}：", *(f"  {_shown(m)}" for m in lines)]


def _shown(met: Met) -> str:
    line = met.line
    born = (
        f"{line.birth // 10000}年{line.birth // 100 % 100}月{line.birth % 100}日生"
        if line.birth
        else ""
    )
    tail = f"证件号末四位{line.number[-4:]}" if line.number else "没有可用的证件号"
    town = (line.household or "").split("|")[0]
    return "  ".join(p for p in (f"{met.term}起", line.name, born, tail, town) if p)


def _one(edition: Edition, ledger: Ledger, asked: str) -> str:
    hits = find(edition, ledger, asked)
    if len(hits) != 1:
        raise UsageError(
            f"“{asked[:20]}”对得上{len(hits)}人", remedy="用 kongchuo child 查出儿童编号，写编号"
        )
    return hits[0].child_id


def _cells(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    cells: dict[str, str] = {}
    named = []
    for word in words:
        heading, sign, value = unicodedata.normalize("NFKC", word).partition("=")
        if sign and heading.strip() in (_BY, _DAY):
            cells[heading.strip()] = value.strip()
        else:
            named.append(word)
    if not 1 <= len(named) <= 2:
        raise UsageError(
            f"要写一名或两名儿童，写了{len(named)}名", remedy=f"如 {SAME} C… C… {_BY}=李示例"
        )
    return cells, named
