"""The candidate of a public edition: made by every run, knowing what was published before; nothing of it is public yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.disclosure import coarsen
from kongchuo_core.disclosure import released as tables
from kongchuo_core.disclosure.counted import Counted
from kongchuo_core.disclosure.plan import counted, load_plan
from kongchuo_core.disclosure.released import Released
from kongchuo_core.disclosure.suppress import Choices, NothingLeftError, suppress
from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.documents.public.view import Occasion
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.tables import limit
from kongchuo_core.release import shelf
from kongchuo_core.release.attack import attack
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import Workspace

FOLDER, REVIEW, REASONS = "public_candidate", "公开审查", "隐去原因.csv"
"""Of ``outputs/<term>/internal/``: what may become public, and what only the office may read about it."""
HEAD = ("table", "row", "column", "reason")

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Candidate:
    """A candidate as a run left it: the release, and why each hidden cell is hidden, in words."""

    released: Released
    reasons: Mapping[Place, str]


def due_on(params: Params, folder: Path) -> date:
    """The last day on which the results may be published (公开条例 art. 26), counted from the day they were formed; ``folder`` is
    ``params/``. The results are formed on the day up to which they tell what happened.

    Raises
    ------
    ParamsError
        where the calendar doesn't reach so far.
    """
    day = params.term.as_of
    return WorkingCalendar.load(folder).add_working_days(day, limit("publish_within", day))


def earlier(workspace: Workspace) -> list[Released]:
    """Every edition published so far, in its order.

    Raises
    ------
    LedgerError
        where one of them is missing or altered.
    """
    found = shelf.kept(workspace)
    for edition in found:
        shelf.check(edition)
    return [tables.read(edition.folder) for edition in found]


def next_number(term: str, before: Sequence[Released]) -> int:
    """The number of a term's next edition."""
    return 1 + sum(release.term == term for release in before)


def make(workspace: Workspace, params: Params, edition: Edition, internal: Path) -> Candidate:
    """Make the candidate of a term from its edition and what was published before: tables, papers, page; the reasons apart.

    Raises
    ------
    ParamsError
        where the plan of publication is wrong.
    DisclosureError
        where an edition published before can't be read.
    """
    before, plan, into = (
        earlier(workspace),
        load_plan(params.rules, params.term.as_of),
        internal / FOLDER,
    )
    whole = counted(edition, plan, next_number(params.term.term, before))
    found = proposed(
        whole, before, [kept.folder for kept in shelf.kept(workspace)], plan.choices, into
    )
    write_public(
        found.released,
        Occasion.of(edition.facts, due_on(params, workspace.params)),
        workspace.templates,
        into,
    )
    _write_reasons(found.reasons, internal / REVIEW)
    return found


def proposed(
    whole: Counted,
    before: Sequence[Released],
    folders: Sequence[Path],
    choices: Choices,
    into: Path,
) -> Candidate:
    """Hide small numbers and write the tables; coarser ones where the attacker narrows a number by what he believes of editions.

    He takes what a correction doesn't mention to be as it was, which needn't be so, and which of several rows he takes for it is
    his choice: no choice of cells foresees that. Of a first release nothing is to be believed; there the gate alone asks him.
    """
    found = _hidden(whole, before, choices)
    tables.write(found.released, into)
    named = (
        {r.table for r in attack([*folders, into]).ranges if not r.safe}
        if before and found.released.tables
        else set()
    )
    if not named:
        return found
    coarser, gone = coarsen.harder(whole, named, True)
    return proposed(
        replace(coarser, dropped=(*whole.dropped, *gone)), before, folders, choices, into
    )


def _hidden(whole: Counted, before: Sequence[Released], choices: Choices) -> Candidate:
    """With small numbers hidden; where no table is left, what remains are the problems and why there is no table."""
    try:
        found = suppress(whole, before, choices)
    except NothingLeftError as nothing:
        return Candidate(
            Released(
                whole.term,
                whole.label,
                whole.edition,
                whole.county,
                whole.fictitious,
                (),
                nothing.dropped,
                whole.problems,
                whole.notes,
            ),
            {},
        )
    return Candidate(
        found.released, {place: reason.words for place, reason in found.reasons.items()}
    )


def _write_reasons(reasons: Mapping[Place, str], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(
        [HEAD, *((*place, words) for place, words in reasons.items())]
    )
    (folder / REASONS).write_text(text.getvalue(), "utf-8", newline="")


def read(internal: Path) -> Candidate:
    """A candidate as a run left it.

    Raises
    ------
    DisclosureError
        where it isn't there or can't be read.
    """
    released = tables.read(internal / FOLDER)
    with (internal / REVIEW / REASONS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return Candidate(released, {(table, row, column): words for table, row, column, words in rows})
