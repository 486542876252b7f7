"""What the telling half needs of the tables: labels of codes, citations in force, the office's
choices; for ``facts.json``.

Documents import nothing of this room (说与算分开), so the computing half puts this into the edition's
facts under ``loop``.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from kongchuo_core.regulation.cases import (
    case_codes,
    cause_shown,
    causes,
    lists_shown,
    recipients,
    steps,
    tasks,
)
from kongchuo_core.regulation.citations import cited, periods
from kongchuo_core.settings.models import County, Rules
from kongchuo_core.settings.numbers import text, texts, whole_by_name

LISTS = (
    "origin",
    "state",
    "paper",
    "manner",
    "result",
    "placement",
    "proof",
    "task_state",
    "irregularity",
    "block",
    "approval",
    "how",
    "recipient_of_report",
    "lacking",
)

BY_EVENTS = (
    "verify",
    "find_cause",
    "issue_notice",
    "law_steps",
    "organise_entry",
    "return_visit",
    "follow_up",
)
"""Tasks that are done by an event of their own (verified, served, a step, a return, a visit);
nobody reports them as done.
"""


def measures() -> dict[str, str]:
    """Task → how a form names it; where departments share the words, with the department. Tasks
    done by an event are left out.
    """
    asked = {code: t for code, t in tasks().items() if code not in BY_EVENTS}
    often = Counter(t.label for t in asked.values())
    return {
        code: t.label if often[t.label] == 1 else f"{t.label}（{recipients()[t.who]['label']}）"
        for code, t in asked.items()
    }


def cited_on(day: date, county: County) -> dict[str, str]:
    """What papers of a day may cite, by use; the county's own mechanism as 机制, with its sections as
    机制M1 … 机制M7.

    Raises as ``cited``.
    """
    own = {f"机制{n}": f"{county.mechanism}{section}" for n, section in county.sections.items()}
    return cited(day) | {"机制": county.mechanism} | own


def telling(rules: Rules, day: date, county: County) -> dict[str, Any]:
    """Labels, citations, periods and choices for papers of a day.

    Raises
    ------
    RuleTableError
        where a use has no article in force on that day.
    ParamsError
        where a rule is missing or wrong.
    """
    labels = {name: {c.code: c.label for c in case_codes(name).codes} for name in LISTS}
    labels |= {
        "cause": {c.code: c.label for c in causes().values()},
        "outcome": {c.code: c.label for c in causes().values() if c.is_outcome},
        "cause_at_meeting": {code: cause_shown("meeting", code) for code in causes()},
        "lead": {c.code: recipients()[c.lead]["label"] for c in causes().values()},
        "who": {code: r["label"] for code, r in recipients().items()},
        "issuer": {code: recipients()[code]["label"] for code in ("town", "bureau")},
        "step": {s.code: s.label for s in steps().values()},
        "measure": measures(),
        "remedy": {c.code: c.description for c in case_codes("irregularity").codes},
    }
    return {
        "citations": cited_on(day, county),
        "periods": periods(day),
        "labels": labels,
        "orders": {name: list(words) for name, words in labels.items()},
        "lists_shown": {who: list(lists_shown(who)) for who in ("town", "bureau")},
        "steps": [s.code for s in sorted(steps().values(), key=lambda s: s.order)],
        "step_days": whole_by_name(rules, "step_days", day),
        "delegated_streets": texts(rules, "delegated_streets", day),
        "penalty_basis": text(rules, "penalty_basis", day),
    }
