"""Lines of 学校每月报告 → events: how many pupils a school has, how many are away, what it did."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_core.cases.school_reports import details, subject
from kongchuo_core.daily.filled import Line
from kongchuo_core.documents.workbooks.periodic import months, schools
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.registers import values
from kongchuo_core.vocabulary.days import chinese_month
from kongchuo_core.vocabulary.forms import LONG_NUMBER, LONGEST_WORDS, MONTHLY_FORM

THERE, AWAY, DID, BY, ON = MONTHLY_FORM.fill
(MONTH,) = MONTHLY_FORM.kept
Found = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Reporting:
    """What reports are read against: the schools that send their lists in, the months of the term
    up to now, the names of each school's pupils.
    """

    schools: Collection[str]
    months: Collection[date]
    pupils: Mapping[str, Collection[str]]
    today: date

    @classmethod
    def of(cls, edition: Edition, today: date) -> Reporting:
        """Of an edition; the months up to today, whatever day it tells of."""
        pupils: dict[str, set[str]] = {}
        for name in ("verdicts", "outsiders"):
            table = edition.table(name) if edition.holds(name) else None
            if table is None or "name" not in table:
                continue  # an edition of an earlier version
            for school, child in zip(table["school"], table["name"], strict=True):
                pupils.setdefault(str(school), set()).add(str(child))
        return cls(schools(edition), {m for m, _ in months(edition, today)}, pupils, today)

    def read(self, line: Line, key: bytes) -> tuple[list[Event], list[Found], list[str]]:
        """The report of a line: its event, what is kept of it among the details, and what is wrong
        with the line.
        """
        days, faults = line.days((ON,), self.today)
        month, _ = values.day(line.cells.get(MONTH))
        counts = {heading: _count(line.text(heading)) for heading in (THERE, AWAY)}
        faults += self._faults(line, month, days[ON], counts)
        on, school, by = days[ON], line.text(MONTHLY_FORM.key), line.text(BY)
        there, away = counts[THERE], counts[AWAY]
        if faults or month is None or on is None or there is None or away is None:
            return [], [], faults
        did, about = line.text(DID), subject(school, month)
        evidence = hmac.new(key, f"{about}\n{did}".encode(), hashlib.sha256).hexdigest()
        told = {"there": there, "away": away, "evidence": evidence}
        kept = details(school, did, evidence).items()
        event = Event(Kind.SCHOOL_REPORT, about, on, by, told)
        return [event], [(about, on.isoformat(), name, said, by) for name, said in kept], []

    def _faults(
        self, line: Line, month: date | None, on: date | None, counts: Mapping[str, int | None]
    ) -> Iterator[str]:
        """What is wrong with a line beside its day."""
        school, did = line.text(MONTHLY_FORM.key), line.text(DID)
        if school not in self.schools:
            yield f"“{MONTHLY_FORM.key}”不是本学期报送登记册的学校，可能被改动过"
        if month is None or month not in self.months:
            yield f"“{MONTH}”不是本学期到今天为止的月份，可能被改动过"
        elif on is not None and on < month:
            yield f"“{ON}”早于{chinese_month(month)}"
        for heading in (BY, ON):
            if not line.text(heading):
                yield f"没有填“{heading}”"
        for heading, count in counts.items():
            if count is None:
                yield f"“{heading}”要填整数，没有的填0"
        if len(did) > LONGEST_WORDS:
            yield f"“{DID}”超过{LONGEST_WORDS}字"
        if LONG_NUMBER.search(did):
            yield f"“{DID}”里不写证件号"
        if any(name in did for name in self.pupils.get(school, ()) if len(name) > 1):
            yield f"“{DID}”里不写学生姓名，写做法和人数"


def _count(told: str) -> int | None:
    """A count of pupils as it is written; ``None`` for anything else."""
    plain = told.removesuffix("人")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 7 else None
