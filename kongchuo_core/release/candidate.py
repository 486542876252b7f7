"""The candidate of a public edition: made by every run, knowing what was published before; nothing
of it is public yet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.disclosure import indicators, unchanged
from kongchuo_core.disclosure import released as tables
from kongchuo_core.disclosure.counted import Counted
from kongchuo_core.disclosure.layout import (
    Choices,
    Label,
    Laid,
    could_be_given_up,
    lay_out,
)
from kongchuo_core.disclosure.plan import counted, counts_of_verdicts, load_plan
from kongchuo_core.disclosure.released import Released
from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.documents.public.view import Occasion
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.supervision import case_duties
from kongchuo_core.regulation.tables import limit
from kongchuo_core.release import models, shelf
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.figures import COUNTY

FOLDER, REVIEW, REASONS = "public_candidate", "公开审查", "隐去原因.csv"
"""Of ``outputs/<term>/internal/``: what may become public, and what only the office may read about
it.
"""
HEAD = ("table", "row", "column", "reason")

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Candidate:
    """A candidate: the release, why something is not told as it is, in words; the attackers'
    figures, as they were found or are told.
    """

    released: Released
    reasons: Mapping[Place, str]
    figures: tuple[models.Figure, ...] = ()
    models: tuple[str, ...] = ()


def due_on(params: Params, folder: Path) -> date:
    """The last day on which the results may be published (公开条例 art. 26), counted from the day they
    were formed; ``folder`` is ``params/``. The results are formed on the day up to which they tell
    what happened.

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
    """Make the candidate of a term from its edition and what was published before: tables, papers,
    page; the reasons apart.

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
    number = next_number(params.term.term, before)
    whole = counted(edition, plan, number, case_duties())
    folders = [kept.folder for kept in shelf.kept(workspace)]
    found = proposed(whole, before, folders, plan.choices, into, of_schools(edition, whole))
    last_term = next((r for r in reversed(before) if r.term != whole.term), None)
    told = (
        *indicators.counts(found.released, last_term),
        *indicators.indicators(edition, plan.rate_least, plan.choices.small),
    )
    found = replace(found, released=replace(found.released, indicators=told))
    tables.write(found.released, into)
    write_public(
        found.released,
        Occasion.of(edition.facts, due_on(params, workspace.params)),
        workspace.templates,
        into,
    )
    _write_reasons(found.reasons, internal / REVIEW)
    models.write(found.figures, internal / REVIEW)
    return found


def proposed(
    whole: Counted,
    before: Sequence[Released],
    folders: Sequence[Path],
    choices: Choices,
    into: Path,
    schools: Mapping[str, Mapping[Place, int]] | None = None,
) -> Candidate:
    """Tell what may be told and write the tables; where any of those who might work something out
    wins, tell less and ask again.

    Of a correction all of whose changes are small the tables stay as they were published: a number
    that changes by one follows one child. ``folders`` are the earlier editions', ``before`` what
    they hold; ``schools`` what each school knows.
    """
    whole, kept = unchanged.stand(whole, before, choices)

    def tell(given_up: frozenset[Label]) -> _Try:
        laid = lay_out(whole, choices, before, given_up)
        laid = replace(laid, released=unchanged.with_kept(laid.released, kept))
        tables.write(laid.released, into)
        figures = models.judged([*folders, into], laid, whole, choices, schools or {})
        return _Try(given_up, laid, tuple(figures))

    found = tell(frozenset())
    while found.won and (next_ := _less(whole, found)):
        found = min(map(tell, next_), key=lambda one: one.cost)
    tables.write(found.laid.released, into)
    return Candidate(found.laid.released, found.laid.reasons, found.figures)


@dataclass(frozen=True)
class _Try:
    """A way to tell a release, and what became of it; ``cost``: who wins how much, then how much is
    lost.
    """

    given_up: frozenset[Label]
    laid: Laid
    figures: tuple[models.Figure, ...]

    @property
    def won(self) -> frozenset[str]:
        """The tables in which somebody wins."""
        won = chain.from_iterable(figure.won for figure in self.figures)
        return frozenset(place[0] for place in won)

    @property
    def cost(self) -> tuple[int, int, int]:
        """The later in the list of models the winner stands, the less is known to who wins."""
        last = self.figures[-1]
        beaten = len(models.WHO) - len(self.figures) if last.won else -1
        shown = sum(len(t.rows) * len(t.columns) for t in self.laid.released.tables)
        return beaten, len(last.won), -shown


def _less(whole: Counted, found: _Try) -> list[frozenset[Label]]:
    """What could be left out next: a label of one of the tables in which somebody wins, or one of
    each of them.
    """
    labels = could_be_given_up(whole, found.laid.released, found.won)
    single = [found.given_up | {label} for label in labels]
    mine = {label for label in labels if label[0] in found.won}
    together = [found.given_up | mine] if len(mine) > 1 else []
    return [*single, *together]


def of_schools(edition: Edition, whole: Counted) -> dict[str, dict[Place, int]]:
    """School → its pupils in every cell of the whole county's children: what the school itself
    knows.
    """
    verdicts = edition.table("verdicts")
    names = [name for name in verdicts["school"].dropna().unique() if name]
    found: dict[str, dict[Place, int]] = {}
    for name in sorted(names):
        mine = verdicts[verdicts["school"] == name]
        found[name] = {
            ("county_children", COUNTY, label): count
            for label, count in counts_of_verdicts(mine).items()
            if count
        }
    return found


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
    why = {(table, row, column): words for table, row, column, words in rows}
    return Candidate(released, why, models=tuple(models.read(internal / REVIEW)))
