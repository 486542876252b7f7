"""Lines of 跨县核查.xlsx → events: a person confirms where a child is, or says that it is somebody
else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kongchuo_core.cases.forms import BY, PAPER_SEEN, PROOF, Cell, events_of
from kongchuo_core.daily.filled import Line
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.regulation.cases import case_codes, causes
from kongchuo_core.vocabulary.forms import ACROSS_FORM, DESTINATION, DIFFERENT, ELSEWHERE

WORD, CONFIRMED, CLOSED, CAUSE = "认定", "核实日期", "申请销号日期", "原因或核实结果"
SEPARATOR = "/"
"""Between the case and the question in a line's number."""


def read(
    line: Line, cases: Mapping[str, str], today: date, recorded: Mapping[str, Sequence[Event]]
) -> tuple[list[Event], list[str]]:
    """The events of a line, or what is wrong with it: what was confirmed is verified, closed where
    it is proven, and remembered.
    """
    case_no, _, question = line.text(ACROSS_FORM.key).partition(SEPARATOR)
    child, word, by = cases.get(case_no), line.text(WORD), line.text(BY)
    days, faults = line.days((CONFIRMED, CLOSED), today)
    day = days[CONFIRMED]
    refusals = (
        (child is None, f"“{ACROSS_FORM.key}”不在本学期的个案里，可能被改动过"),
        (
            word not in ACROSS_FORM.choices[WORD],
            f"“{WORD}”写的是“{word or '空'}”，只能选：{'、'.join(ACROSS_FORM.choices[WORD])}",
        ),
        (not by, f"没有填“{BY}”"),
        (not line.text(CONFIRMED), f"没有填“{CONFIRMED}”"),
        (
            days[CLOSED] is not None and not line.text(PAPER_SEEN),
            f"填了“{CLOSED}”，没有填“{PAPER_SEEN}”",
        ),
    )
    faults += [why for refused, why in refusals if refused]
    if faults or child is None or day is None:
        return [], faults
    same = word != DIFFERENT
    decision = Event(Kind.DECISION, question, day, by, {"evidence": question, "same": same})
    if not same:
        return [decision], []
    events, wrong = events_of(_cells(line, word, days), child, recorded.get(child, ()))
    return ([], wrong) if wrong else ([*events, decision], [])


def found(line: Line, events: Sequence[Event]) -> list[tuple[str, str, str, str, str]]:
    """Where a child was confirmed to be at school, for the details that may be erased: with the
    day, and who answers for it.
    """
    school = "".join(line.text(heading) for heading in ACROSS_FORM.kept)
    verified = next((e for e in events if e.kind is Kind.VERIFIED), None)
    if verified is None or line.text(WORD) != ELSEWHERE or not school:
        return []
    day = verified.happened_on.isoformat()
    return [(verified.subject, day, DESTINATION, school, answers_for(verified.by))]


def answers_for(by: str) -> str:
    """Who confirmed a line, as the details have it: no visit of the same day and person is mistaken
    for it.
    """
    return f"{by}（跨县核查）"


def _cells(line: Line, word: str, days: Mapping[str, date | None]) -> dict[str, Cell]:
    """The line as the form of verification would have it; the proof is the one that the cause asks
    for.
    """
    cells: dict[str, Cell] = {CAUSE: word, BY: line.text(BY), **days}
    if line.text(PAPER_SEEN):
        cause = next(c for c in causes().values() if c.label == word)
        proof = next(iter(cause.evidence[0]))
        cells |= {PROOF: case_codes("proof").label(proof), PAPER_SEEN: line.text(PAPER_SEEN)}
    return cells
