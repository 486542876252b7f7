"""The candidate of a public edition: made by every run, knowing what was published before; nothing of it is public yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.disclosure import released as tables
from kongchuo_core.disclosure.counted import Counted
from kongchuo_core.disclosure.plan import Plan, counted, load_plan
from kongchuo_core.disclosure.released import Released
from kongchuo_core.disclosure.suppress import NothingLeftError, suppress
from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.documents.public.view import Occasion
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.tables import limit
from kongchuo_core.release import shelf
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
    before, plan = earlier(workspace), load_plan(params.rules, params.term.as_of)
    found = _hidden(counted(edition, plan, next_number(params.term.term, before)), before, plan)
    into = internal / FOLDER
    tables.write(found.released, into)
    write_public(found.released, Occasion.of(edition.facts, due_on(params, workspace.params)), workspace.templates, into)
    _write_reasons(found.reasons, internal / REVIEW)
    return found


def _hidden(whole: Counted, before: Sequence[Released], plan: Plan) -> Candidate:
    """With small numbers hidden; where no table is left, what remains are the problems and why there is no table."""
    try:
        found = suppress(whole, before, plan.choices)
    except NothingLeftError as nothing:
        return Candidate(Released(whole.term, whole.label, whole.edition, whole.county, whole.fictitious, (), nothing.dropped,
                                  whole.problems, whole.notes), {})
    return Candidate(found.released, {place: reason.words for place, reason in found.reasons.items()})


def _write_reasons(reasons: Mapping[Place, str], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([HEAD, *((*place, words) for place, words in reasons.items())])
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
