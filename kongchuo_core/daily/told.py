"""What is going to be recorded, was recorded or was taken back, as a person reads it: a line for
each event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_core.cases.school_reports import SCHOOL
from kongchuo_core.daily.review_lines import ANSWERS
from kongchuo_core.documents.loop.event_words import words
from kongchuo_core.documents.loop.facts import Office, office
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.vocabulary.days import chinese_date, chinese_month

DECIDED = "人工核对的认定"


@dataclass(frozen=True)
class Teller:
    """Says of what an event is, on which day, what, and by whom.

    ``cases``: child → number of its case and its name; ``schools``: subject of a school's report →
    the school.
    """

    said: Office
    cases: Mapping[str, str]
    schools: Mapping[str, str]

    @classmethod
    def of(cls, edition: Edition, found: Iterable[tuple[str, ...]]) -> Teller:
        """Of an edition and details (child or other subject, day, field, value, who)."""
        cases = edition.table("cases")
        children = edition.table("verdicts")
        names = dict(zip(children["child_id"], children["name"], strict=True))
        about = {
            child: f"{number} {names.get(child, '')}".rstrip()
            for child, number in zip(cases["child_id"], cases["case_no"], strict=True)
        }
        schools = {subject: value for subject, _, name, value, _ in found if name == SCHOOL}
        return cls(office(edition), names | about, schools)

    def line(self, event: Event) -> str:
        """个案2025秋-8X4TB0 张某：2025年10月8日  核实：厌学  李示例."""
        decided = event.kind in (*ANSWERS, Kind.DECISION_WITHDRAWN)
        what = DECIDED if decided else words(event.kind.value, event.payload, self.said)
        about = self.cases.get(event.subject, event.subject[:12])
        if event.subject in self.schools:
            month = date.fromisoformat(f"{event.subject.partition('.')[2]}-01")
            about = f"{self.schools[event.subject]} {chinese_month(month)}"
        return f"{about}：{chinese_date(event.happened_on)}  {what}  {event.by}"
