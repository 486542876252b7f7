"""Lines of 待人工核对.xlsx → events: a pair of rows is one child or not, a child is one of earlier terms
or not, a row holds or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from kongchuo_core.daily.filled import Line
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.persons import in_force
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.registers import values
from kongchuo_core.vocabulary.days import WRITTEN_SO, chinese_date
from kongchuo_core.vocabulary.forms import (
    DOUBT_FORM,
    FILE_FORM,
    REVIEW_FORM,
    SAME,
    SAME_BEFORE,
    WITHDRAW,
    Form,
)

PERSONS = "persons"
ANSWERS = (Kind.DECISION, Kind.JOINED, Kind.PARTED)
"""Kinds that answer a question of the form."""
_CARRIED = ("认定人", "认定日期")


@dataclass(frozen=True)
class Questions:
    """What is asked, by the question's number (or what earlier forms had in its place), and the
    answers that stand.
    """

    asked: Mapping[str, Sequence[Mapping[str, Any]]]
    answered: Mapping[str, Sequence[Event]]
    present: frozenset[str]

    @classmethod
    def of(cls, edition: Edition, ledger: Ledger) -> Questions:
        """Those of an edition, and all that were ever answered."""
        asked: dict[str, list[Mapping[str, Any]]] = {}
        whole = _rows(edition, "file_questions")
        of_files = {row["question"] for row in whole}
        pairs = [row for row in _rows(edition, "review") if row.get("question") not in of_files]
        for row in (*pairs, *whole, *_rows(edition, "doubts")):
            for key in {row.get("question"), row["evidence"]} - {None}:
                asked.setdefault(str(key), []).append(row)
        answered: dict[str, list[Event]] = {}
        for event in standing(ledger):
            keys = {event.payload.get(name) for name in ("question", "evidence", "marks")} - {None}
            for key in keys:
                answered.setdefault(str(key), []).append(event)
        return cls(asked, answered, frozenset(edition.table("verdicts")["child_id"]))

    def read(self, form: Form, line: Line, today: date) -> tuple[list[Event], str]:
        """The events of a line, or why it can't be taken."""
        heading = form.fill[0]
        word, by, key = line.text(heading), line.text("认定人"), line.text(form.key)
        word = SAME if word == SAME_BEFORE else word
        choices = form.choices[heading]
        yes = word == choices[0]
        day, _ = values.day(line.cells.get("认定日期"))
        before = self.answered.get(key, ())
        refusals = (
            (
                word not in choices,
                f"“{heading}”写的是“{word or '空'}”，只能选：{'、'.join(choices)}",
            ),
            (not by, "没有填“认定人”"),
            (day is None, f"“认定日期”没有填或看不懂，{WRITTEN_SO}"),
            (day is not None and day > today, "“认定日期”晚于今天"),
            (
                key not in self.asked and not before,
                f"“{form.key}”不在本学期的待核对清单里，可能被改动过",
            ),
            (word == WITHDRAW and not before, "要撤回的认定不存在"),
        )
        for refused, why in refusals:
            if refused:
                return [], why
        assert day is not None
        if word == WITHDRAW:
            return [withdrawn(e, day, by, bool(line.text("依据"))) for e in before], ""
        if key not in self.asked:
            return _again(before, yes, day, by), ""
        events = [_answer(row, yes, day, by) for row in self.asked[key]]
        return list({e.digest: e for e in events}.values()), ""


def _rows(edition: Edition, name: str) -> list[dict[str, Any]]:
    """The lines of a table; none of one that an edition of an earlier version doesn't have."""
    if not (edition.folder / f"{name}.parquet").is_file():
        return []
    table = edition.table(name)
    plain = table.astype(object).where(table.notna(), None)
    return [dict(zip(plain.columns, cells, strict=True)) for cells in plain.itertuples(index=False)]


def standing(ledger: Ledger) -> list[Event]:
    """The answers that nobody took back."""
    recorded = [r.event for r in ledger.events(*ANSWERS, Kind.DECISION_WITHDRAWN, Kind.CORRECTION)]
    gone = {e.payload["decision"] for e in recorded if e.kind is Kind.DECISION_WITHDRAWN}
    decisions = [e for e in recorded if e.kind is Kind.DECISION and e.digest not in gone]
    return [*decisions, *in_force(recorded)]


def withdrawn(event: Event, day: date, by: str, basis: bool) -> Event:
    """The event that takes an answer back."""
    if event.kind is Kind.DECISION:
        payload: dict[str, Any] = {"decision": event.digest, "basis": basis}
        return Event(Kind.DECISION_WITHDRAWN, event.subject, day, by, payload)
    return Event(Kind.CORRECTION, event.subject, day, by, {"event": event.digest})


def _answer(row: Mapping[str, Any], same: bool, day: date, by: str) -> Event:
    question = {"question": row["question"]} if row.get("question") else {}
    evidence = str(row["evidence"])
    if row["register"] != PERSONS:
        payload = {"evidence": evidence, "same": same, **question}
        return Event(Kind.DECISION, evidence, day, by, payload)
    if same:
        payload = {"into": str(row["other_child_id"]), **question}
        return Event(Kind.JOINED, str(row["child_id"]), day, by, payload)
    return Event(Kind.PARTED, str(row["other_child_id"]), day, by, {"marks": evidence, **question})


def _again(before: Sequence[Event], same: bool, day: date, by: str) -> list[Event]:
    """A question that is answered already, answered once more: the same answer is the same event,
    another one contradicts.
    """
    found = []
    for event in before:
        said = event.payload["same"] if event.kind is Kind.DECISION else event.kind is Kind.JOINED
        if said == same and (event.happened_on, event.by) == (day, by):
            found.append(event)
        elif event.kind is Kind.DECISION:
            payload = event.payload | {"same": same}
            found.append(Event(Kind.DECISION, event.subject, day, by, payload))
    return found


def carried_down(lines: Iterable[Line]) -> list[Line]:
    """Lines with who decided and when taken from the line above where they are left empty."""
    found: list[Line] = []
    above: dict[str, Any] = {}
    for line in lines:
        told = any(line.text(f.fill[0]) for f in (REVIEW_FORM, FILE_FORM, DOUBT_FORM))
        empty = {h for h in _CARRIED if not line.text(h)} if told else set()
        cells = line.cells | {h: above[h] for h in empty if h in above}
        above |= {h: cells[h] for h in _CARRIED if cells.get(h)}
        found.append(Line(line.where, cells))
    return found


def contradictions(
    events: Sequence[Event], questions: Questions, stand: Sequence[Event]
) -> list[str]:
    """What answers about persons say against each other: joined to two, two children of the term
    joined to one, joined and parted.
    """
    gone = {e.payload.get("event") for e in events if e.kind is Kind.CORRECTION}
    whole = [e for e in stand if e.digest not in gone] + list(events)
    joined: dict[str, Event] = {}
    into: dict[str, Event] = {}
    parted = {(e.subject, e.payload["marks"]): e for e in whole if e.kind is Kind.PARTED}
    rows = chain.from_iterable(questions.asked.values())
    bears = {(r["child_id"], r["other_child_id"]): r["evidence"] for r in rows if _of_persons(r)}
    told = []
    for event in (e for e in whole if e.kind is Kind.JOINED):
        end = str(event.payload["into"])
        first = joined.setdefault(event.subject, event)
        other = into.setdefault(end, event) if event.subject in questions.present else event
        no = parted.get((end, bears.get((event.subject, end), "")))
        if first.payload["into"] != end:
            told.append(f"同一名儿童被认定为以前的两个人：{_who(first)}，{_who(event)}")
        elif other.subject != event.subject:
            told.append(f"本学期的两名儿童被认定为以前的同一个人：{_who(other)}，{_who(event)}")
        elif no is not None:
            told.append(
                f"两次人工认定互相矛盾：{_who(event)}认定是同一人，{_who(no)}认定不是同一人"
            )
    return [
        f"{line}；核实后，在其中一次的表里把“认定”改为“撤回”再导入" for line in dict.fromkeys(told)
    ]


def _of_persons(row: Mapping[str, Any]) -> bool:
    return bool(row["register"] == PERSONS)


def _who(event: Event) -> str:
    return f"{event.by}于{chinese_date(event.happened_on)}"
