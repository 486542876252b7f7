"""Writes the papers of the loop for a place: hundreds in seconds, in a plain process pool, each read back when it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

from kongchuo_core.documents.kinds import BY_CONTEXT, Draft
from kongchuo_core.documents.loop import facts as loop_facts
from kongchuo_core.documents.loop import lists as loop_lists
from kongchuo_core.documents.loop.contexts import AGENDA, DUE, LoopPaper
from kongchuo_core.documents.loop.facts import CaseFacts, Office
from kongchuo_core.documents.loop.papers import about
from kongchuo_core.documents.word.bundle import bundle
from kongchuo_core.documents.word.readback import compare
from kongchuo_core.documents.word.render import render
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace

NOTICES, SLIPS, CASES = "通知书", "缺勤报告单", "一生一案"
PRINT = "通知书（打印）.docx"
_WORTH_A_POOL = 40
"""Papers from which starting processes costs less than it saves."""
_FORBIDDEN = str.maketrans({c: "_" for c in '\\/:*?"<>|'} | {chr(n): "_" for n in range(32)})


@dataclass(frozen=True)
class Job:
    """One paper to write: template, what it tells, where it goes."""

    template: Path
    context: LoopPaper
    out: Path


def write_loop_papers(edition: Edition, into: Path, *, templates: Path | None = None, processes: int = 2) -> list[Path]:
    """Write every paper of the loop for the edition's place.

    Of a town: ``通知书/``, ``移送/``, ``协查函/`` and ``一生一案/`` by case number, never by a name; ``缺勤报告单/`` by school, to the
    town; one file of all notices to print; agenda and what falls due. Of the county: slips to the bureau, agenda, what falls due.

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
    folder = templates or Workspace.above(edition.folder).templates
    jobs = [Job(folder / draft.kind.template, draft.make(), into / draft.where) for draft in loop_drafts(edition)]
    written = write(jobs, processes)
    notices = [out for out in written if out.parent == into / NOTICES]
    return sorted([*written, *(bundle(notices, into / PRINT) if notices else ())])


def loop_drafts(edition: Edition) -> Iterator[Draft]:
    """Every paper of the loop that may go out now, of the edition's place."""
    office, cases = loop_facts.office(edition), loop_facts.case_facts(edition)
    if edition.town:
        yield from _of_children(cases, office)
    yield from _of_schools(edition, office)
    yield from _of_place(edition, cases, office)


def _draft(paper: LoopPaper, where: str, child_id: str = "") -> Draft:
    return Draft(BY_CONTEXT[type(paper)], where, lambda: paper, child_id)


def _of_children(cases: Iterable[CaseFacts], office: Office) -> Iterator[Draft]:
    taken: dict[str, int] = {}
    for case in cases:
        again = taken[case.case_no] = taken.get(case.case_no, 0) + 1
        number = case.case_no if again == 1 else f"{case.case_no}（{again}）"
        for folder, paper in about(case, office):
            name = f"{number} {BY_CONTEXT[type(paper)].name}" if folder == NOTICES else number
            yield _draft(paper, f"{folder}/{name}.docx", case.child.child_id)


def _of_schools(edition: Edition, office: Office) -> Iterator[Draft]:
    to, addressee = ("town", office.town_government(edition.town)) if edition.town else (loop_facts.BUREAU, office.bureau)
    for school, paper in loop_lists.slips(loop_facts.children(edition).values(), office, to, addressee).items():
        yield _draft(paper, f"{SLIPS}/{school.translate(_FORBIDDEN)}.docx")


def _of_place(edition: Edition, cases: Sequence[CaseFacts], office: Office) -> Iterator[Draft]:
    issuer = office.town_government(edition.town) if edition.town else office.leading_group_office
    place = edition.town or office.county
    yield _draft(loop_lists.agenda(cases, office, place, issuer, loop_facts.balance(edition)), f"{AGENDA}.docx")
    yield _draft(loop_lists.due(cases, office, place, issuer), f"{DUE}.docx")


def write(jobs: Sequence[Job], processes: int) -> list[Path]:
    """Write papers, read each back, and give the files in the order of the jobs; folders are made."""
    for folder in sorted({job.out.parent for job in jobs}):
        folder.mkdir(parents=True, exist_ok=True)
    if processes < 2 or len(jobs) < _WORTH_A_POOL:
        return [_write(job) for job in jobs]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_write, jobs, chunksize=max(1, len(jobs) // (4 * processes))))


def _write(job: Job) -> Path:
    values: dict[str, Any] = {f.name: getattr(job.context, f.name) for f in fields(job.context)}
    render(job.template, values, job.out)
    compare(job.out, cast(Any, job.context))
    return job.out
