"""Drafts the papers of the loop for a place and writes them, with one file of all notices
to print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.documents.kinds import BY_CONTEXT, Draft, draft_of
from kongchuo_core.documents.loop import facts as loop_facts
from kongchuo_core.documents.loop import lists as loop_lists
from kongchuo_core.documents.loop.contexts import AGENDA, DUE
from kongchuo_core.documents.loop.facts import CaseFacts, Office
from kongchuo_core.documents.loop.papers import about
from kongchuo_core.documents.own_words import drafts_in_own_words
from kongchuo_core.documents.word.bundle import bundle
from kongchuo_core.documents.word.writing import file_name, write_drafts
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace

NOTICES, SLIPS, CASES, TRANSFERS = "通知书", "缺勤报告单", "一生一案", "移送"
PRINT = "通知书（打印）.docx"


def write_loop_papers(
    edition: Edition, into: Path, *, templates: Path | None = None, processes: int = 2
) -> list[Path]:
    """Write every paper of the loop for the edition's place.

    Of a town: ``通知书/``, ``移送/``, ``协查函/`` and ``一生一案/`` by case number, never by a name; ``缺勤报告单/``
    by school, to the town; one file of all notices to print; agenda and what falls due. Of the
    county: slips to the bureau, agenda, what falls due.

    Returns
    -------
    list of Path
        the files written, sorted.

    Raises
    ------
    RuleTableError
        where a template asks for what there is not.
    BalanceError
        where a written file doesn't say what it was given.
    """
    written = write_drafts(
        loop_drafts(edition),
        templates or Workspace.above(edition.folder).templates,
        into,
        processes,
    )
    notices = [out for out in written if out.parent == into / NOTICES]
    return sorted([*written, *(bundle(notices, into / PRINT) if notices else ())])


def loop_drafts(edition: Edition, on: date | None = None) -> Iterator[Draft]:
    """Every paper of the loop that may go out now, of the edition's place.

    ``on``: the day it bears, where that is known.
    """
    yield from drafts_in_own_words(edition, _drafts(edition, on))


def _drafts(edition: Edition, on: date | None) -> Iterator[Draft]:
    office, cases = loop_facts.office(edition, on), loop_facts.case_facts(edition)
    if edition.town:
        yield from _of_children(cases, office)
    yield from _of_schools(edition, office)
    yield from _of_place(edition, cases, office)


def _of_children(cases: Iterable[CaseFacts], office: Office) -> Iterator[Draft]:
    taken: dict[str, int] = {}
    for case in cases:
        again = taken[case.case_no] = taken.get(case.case_no, 0) + 1
        number = case.case_no if again == 1 else f"{case.case_no}（{again}）"
        for folder, paper in about(case, office):
            name = f"{number} {BY_CONTEXT[type(paper)].name}" if folder == NOTICES else number
            yield draft_of(paper, f"{folder}/{name}.docx", **_bounds(case, office, folder))


def _bounds(case: CaseFacts, office: Office, folder: str) -> dict[str, Any]:
    """Whom a paper is about, since when the case is open, and until when its facts reach."""
    known = [case.opened_on, *(e.on for e in case.events if e.kind != "correction")]
    known += [a.last_day for a in case.child.absences]
    transfer = folder == TRANSFERS
    return {
        "child_id": case.child.child_id,
        "opened_on": case.opened_on,
        "facts_on": office.day if transfer else max(known),
        "step": case.next_step if transfer else "",
    }


def _of_schools(edition: Edition, office: Office) -> Iterator[Draft]:
    to, addressee = (
        ("town", office.town_government(edition.town))
        if edition.town
        else (loop_facts.BUREAU, office.bureau)
    )
    outside = loop_facts.outside(edition)
    children = loop_facts.children(edition).values()
    for school, paper in loop_lists.slips(
        children, office, to, addressee, edition.count, edition.place, outside
    ).items():
        yield draft_of(paper, f"{SLIPS}/{file_name(school)}.docx")


def _of_place(edition: Edition, cases: Sequence[CaseFacts], office: Office) -> Iterator[Draft]:
    issuer = office.town_government(edition.town) if edition.town else office.leading_group_office
    place = edition.town or office.county
    yield draft_of(loop_lists.agenda(cases, office, place, issuer, edition.count), f"{AGENDA}.docx")
    yield draft_of(loop_lists.due(cases, office, place, issuer, edition.count), f"{DUE}.docx")
