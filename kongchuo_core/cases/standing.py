"""How a case stands on a day: its state, whether a document or an approval pauses it, and which
papers may go out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kongchuo_core.cases.state import Case
from kongchuo_core.cases.steps import Law, clear_on, next_step, untraced
from kongchuo_core.regulation.cases import blocking, steps
from kongchuo_core.regulation.tables import Verdict, explanations

Approval = tuple[date, date]
"""From when until when an approval of the register holds, both ends in."""

_AT_SCHOOL = (Verdict.CONSISTENT, Verdict.PRESENT_UNENROLLED, Verdict.COMPLETED)
_UNDATED = frozenset(e.code for e in explanations() if e.valid != "between")
_ALWAYS = "case_file"


@dataclass(frozen=True)
class Standing:
    """``state`` (a code of the list), since when, until when an approval runs or ran, whether it
    pauses the case or has run out.
    """

    state: str
    state_on: date
    until: date | None
    paused: bool
    expired: bool


def standing(
    case: Case, day: date, explained: str | None, approvals: Sequence[Approval] = ()
) -> Standing:
    """How an existing case stands on ``day``.

    Parameters
    ----------
    explained : ``explained_by`` of the term's verdict.
    approvals : of the register of deferrals and suspensions; those that were recorded as events
        stand in the case.
    """
    begun = [
        (since, until)
        for since, until in (*((a, b) for _, a, b in case.approvals), *approvals)
        if since <= day
    ]
    until = max((u for _, u in begun), default=None)
    held = until is not None and until >= day
    paused = case.open and case.work.returned_on is None and (held or explained in _UNDATED)
    expired = case.open and until is not None and until < day and not paused
    state, on = _state(
        case, paused, max((s for s, u in begun if u >= day), default=case.current.opened_on)
    )
    if expired and until is not None and state != "returned":
        on = max(on, until + timedelta(days=1))
    return Standing(state, on, until, paused, expired)


def _state(case: Case, paused: bool, since: date) -> tuple[str, date]:
    work, opened = case.work, case.current.opened_on
    candidates = (
        ("closed", case.current.closed_on),
        ("explained_paused", max(since, opened) if paused else None),
        ("returned", work.returned_on),
        (
            "in_hand",
            max(work.handled_on, work.verified_on)
            if work.handled_on and work.verified_on
            else None,
        ),
        ("verified", work.verified_on),
        ("reopened", opened if len(case.episodes) > 1 else None),
    )
    return next(((code, on) for code, on in candidates if on is not None), ("opened", opened))


def papers(
    case: Case,
    stand: Standing,
    verdict: Mapping[str, Any] | None,
    day: date,
    law: Law,
    absent: bool = False,
) -> dict[str, list[str]]:
    """Paper → why it may not go out on ``day``; no reason means that it may (M4.2, M4.8).

    ``verdict`` is the child's line of the term's verdicts, ``None`` for a child on no list any
    more: dead, moved or grown up. ``absent``: an absence on file is still open, so that being at
    school on the day of the comparison says nothing any more.
    """
    base = [
        reason
        for reason in _base(case, stand, verdict)
        if not (absent and reason == "found_at_school")
    ]
    found: dict[str, list[str]] = {_ALWAYS: []}
    for paper in ("notice", "order", "transfer", "inquiry"):
        own = [] if case.cause is None or paper in case.cause.papers else ["not_for_this_cause"]
        if paper in ("order", "transfer"):
            own += _due(case, paper, day, law)
            own += ["inquiry_open"] if _asked_elsewhere(case) else []
            own += ["not_traced"] if untraced(case) else []
        common = [r for r in base if paper != "inquiry" or r in ("closed", "in_review")]
        broken = sorted(i for i in case.work.irregularities if paper in blocking().get(i, ()))
        found[paper] = [*common, *own, *broken]
    return found


def _asked_elsewhere(case: Case) -> bool:
    """Whether it isn't known yet that the child isn't at school elsewhere: an inquiry was sent and
    nothing was learnt since.

    Nobody is dealt with by law (义务教育法 art. 58: 无正当理由) while another county may answer that the
    child sits in its class.
    """
    work, sent = case.work, case.work.issued.get("inquiry")
    learnt = (work.learnt_on, *work.visits, *work.proofs.values())
    return sent is not None and not any(day is not None and day > sent for day in learnt)


def _base(case: Case, stand: Standing, verdict: Mapping[str, Any] | None) -> list[str]:
    said = verdict["verdict"] if verdict else None
    reasons = (
        ("closed", not case.open),
        ("not_verified", case.work.verified_on is None),
        ("in_review", said == Verdict.REVIEW),
        ("out_of_scope", verdict is None),
        ("found_at_school", said in _AT_SCHOOL),
        ("returned", case.work.returned_on is not None),
        ("explained", stand.paused),
        ("outcome", case.cause is not None and case.cause.is_outcome),
    )
    return [code for code, holds in reasons if holds]


def _due(case: Case, paper: str, day: date, law: Law) -> list[str]:
    """Whether the four steps have come to the step whose paper it is."""
    step = next_step(case, law, day)
    taken = {s.paper for s in steps().values() if s.order == case.work.step and s.paper == paper}
    if step is None or step.paper != paper:
        return [] if taken else ["step_not_reached"]
    clear = clear_on(case.work, law, day)
    if isinstance(clear, str):
        return [clear]
    return ["term_not_over"] if day < clear else []
