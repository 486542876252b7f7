"""A term's run, as a table of contents: recover, compute, tell, place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kongchuo_core.documents.inspection.facts import towns as towns_of
from kongchuo_core.documents.loop.writing import write_loop_papers
from kongchuo_core.documents.notebook.outdated import to_run
from kongchuo_core.documents.workbooks.delivery_lists import write_delivery
from kongchuo_core.documents.workbooks.forms import (
    write_intake_form,
    write_opening_form,
)
from kongchuo_core.documents.workbooks.ledgers import write_ledgers, write_verify_form
from kongchuo_core.documents.workbooks.periodic import write_periodic
from kongchuo_core.documents.workbooks.quality import write_workbooks
from kongchuo_core.documents.workbooks.review import write_review_form
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import candidate, shelf
from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import pdf as pdfs
from kongchuo_core.term import place
from kongchuo_core.term.compute import Computed, compute
from kongchuo_core.term.editions import later_than
from kongchuo_core.term.format_check import Checked, check_run, check_templates
from kongchuo_core.term.kernels import Job, run_notebooks
from kongchuo_core.term.memory import last_run, remember
from kongchuo_core.term.notebook import parameter_names
from kongchuo_core.vocabulary.engines import HERE, Choice
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.figures import COUNTY

PUBLIC = "public_results.ipynb"
"""The notebook of what may become public."""


INTERNAL, PREVIEW = "internal", "preview"
"""Where a whole term's outputs lie, and what a run for one town writes beside them."""


Count = Callable[[int, int], None]
"""Told how many pieces are done, and how many there are."""


@dataclass(frozen=True)
class Outcome:
    """What a run made: where it lies and what the last screen tells; ``later`` names what was
    recorded of days to come, ``withdrawn`` counts the openings and returns that mended registers no
    longer tell of.
    """

    folder: Path
    facts: dict[str, Any]
    documents: list[Path]
    finished_swap: bool
    checked: Checked | None
    later: str = ""
    withdrawn: int = 0


@dataclass(frozen=True)
class Wish:
    """How a run is made: by how many processes, with PDFs too, or the data alone without papers,
    compared by which engine.
    """

    processes: int = 2
    pdf: bool = False
    data_only: bool = False
    engine: Choice = HERE


def run(
    workspace: Workspace,
    term: str,
    *,
    as_of: date,
    now: datetime,
    town: str | None = None,
    wish: Wish = Wish(),
    say: Callable[[str], None] = lambda _: None,
    count: Count = lambda done, whole: None,
) -> Outcome:
    """Run one term as of a day (``settings.terms.day_of_run``).

    With ``town`` it is a preview of that town's papers from the whole county's facts, and so is a
    run as of a day before the last recorded one: a preview replaces and records nothing. ``now`` is
    the clock as the command line read it; it is the time of the record in the ledger and stands in
    no output. ``say`` is told each stage, ``count`` how many of how many pieces of the longest one,
    the reports, are done.

    Raises
    ------
    KongchuoError
        whatever is a user's to mend; then nothing was written.
    """
    if wish.pdf:
        pdfs.program()
    with workspace.locked():
        finished = place.recover(workspace)
        shelf.recover(workspace)
        params = load_params(workspace.params, term, as_of)
        before = last_run(workspace, term)
        kept = town is None and (before is None or before <= as_of)
        _known(params, town)
        target = workspace.outputs(term) / (INTERNAL if kept else PREVIEW)
        place.refuse_open_files(target)
        try:
            staged, computed, checked = _make(workspace, params, target, town, wish, (say, count))
            if kept:
                remember(
                    workspace,
                    params.term,
                    computed.people,
                    computed.remembered,
                    staged / "data",
                    now,
                )
            place.swap(workspace, staged, target)
        finally:
            place.recover(workspace)
    return Outcome(
        target,
        computed.facts,
        sorted(p for p in target.rglob("*.docx")),
        finished,
        checked,
        later_than(Edition(target / "data"), Ledger(workspace.ledger, workspace.key())),
        sum(e.kind is Kind.CORRECTION for e in computed.openings),
    )


def _make(
    workspace: Workspace,
    params: Params,
    target: Path,
    town: str | None,
    wish: Wish,
    telling: tuple[Callable[[str], None], Count],
) -> tuple[Path, Computed, Checked | None]:
    """Compute and tell beside the target: what is to take its place, the manifest written last."""
    say, count = telling
    staged = place.staging(workspace, params.term.term) / target.name
    staged.mkdir()
    templates = None if wish.data_only else check_templates(workspace)
    say("读取登记册，比对核查……")
    computed, checked = compute(workspace, params, staged / "data", wish.engine), None
    if templates is not None:
        if town is None and not params.term.preliminary:
            say("隐去人数过少的数，生成待公开的结果……")
            candidate.make(workspace, params, Edition(staged / "data"), staged)
        say("生成报告……")
        places = [town] if town else [COUNTY, *(t.name for t in params.county.towns)]
        books, stale = usable(workspace)
        for line in stale:
            say(line)
        _tell(workspace, staged, (places, books), wish.processes, count)
        checked = check_run(staged, staged / places[0], templates, wish.processes)
    if wish.pdf:
        say("生成 PDF……")
        pdfs.to_pdf(sorted(p for p in staged.rglob("*.docx") if candidate.FOLDER not in p.parts))
    place.manifest(workspace, params, staged, computed.facts)
    return staged, computed, checked


def _known(params: Params, town: str | None) -> None:
    towns = [t.name for t in params.county.towns]
    if town is not None and town not in towns:
        raise UsageError(
            f"没有“{town}”这个乡镇（街道）", remedy=f"写成其中之一：{'、'.join(towns)}"
        )


def usable(workspace: Workspace) -> tuple[dict[Path, Path], list[str]]:
    """Each report's notebook → the one to run, and a line for each that this version can't run and
    replaces. Raises ``UsageError`` where there is none to replace it.
    """
    found = {n: to_run(n) for n in reports(workspace, of_town=False)}
    return {n: path for n, (path, _) in found.items()}, [line for _, line in found.values() if line]


def _tell(
    workspace: Workspace,
    staged: Path,
    what: tuple[list[str], Mapping[Path, Path]],
    processes: int,
    count: Count,
) -> None:
    """``what``: the places, and for each report's notebook the one to run."""
    places, books = what
    jobs = [_public(workspace, staged)] if (staged / candidate.FOLDER).is_dir() else []
    lasting = _lasting(workspace, staged, "data")
    for where in places:
        (staged / where).mkdir()
        parameters = {
            "edition": str(staged / "data"),
            "town": "" if where == COUNTY else where,
            "into": str(staged / where),
        }
        kept = staged / "notebooks" / where
        jobs += [
            Job(
                books[n],
                _asked(books[n], parameters),
                staged / where,
                kept / n.name,
                {"edition": lasting},
            )
            for n in reports(workspace, of_town=where != COUNTY)
        ]
    done, whole = 0, len(jobs) + len(places)

    def more(pieces: int) -> None:
        nonlocal done
        done += pieces
        count(done, whole)

    more(0)
    run_notebooks(jobs, processes=processes, done=more)
    for where in places:
        write_beside(Edition(staged / "data", None if where == COUNTY else where), staged / where)
        more(1)


def reports(workspace: Workspace, *, of_town: bool) -> list[Path]:
    """The notebooks that a run tells: their parameters say so, whoever put them into the folder.

    One with ``edition``, ``town`` and ``into`` is run for the county and every town, one with
    ``edition`` and ``into`` for the county.
    """
    found = []
    for path in sorted(workspace.notebooks.glob("*.ipynb")):
        names = set(parameter_names(path))
        if {"edition", "into"} <= names and ("town" in names or not of_town):
            found.append(path)
    return found


def _asked(notebook: Path, parameters: dict[str, str]) -> dict[str, str]:
    """Those parameters that a notebook has."""
    known = parameter_names(notebook)
    return {name: value for name, value in parameters.items() if name in known}


def _public(workspace: Workspace, staged: Path) -> Job:
    """The notebook that is shown released tables only: it is given their folder, and no edition."""
    released, into = staged / candidate.FOLDER, staged / candidate.REVIEW
    parameters, shown = (
        {"released": str(released), "into": str(into)},
        {"released": _lasting(workspace, staged, candidate.FOLDER)},
    )
    return Job(
        workspace.notebooks / PUBLIC,
        parameters,
        into,
        staged / "notebooks" / COUNTY / PUBLIC,
        shown,
    )


def _lasting(workspace: Workspace, staged: Path, name: str) -> str:
    """Where a staged folder will lie."""
    return (staged.parents[1] / staged.name / name).relative_to(workspace.root).as_posix()


def write_beside(edition: Edition, into: Path) -> None:
    """Everything of a place that no notebook tells: what to mend, what to decide, the cases'
    papers, ledgers and form.
    """
    write_workbooks(edition, into)
    write_review_form(edition, into)
    write_loop_papers(edition, into, processes=1)
    write_ledgers(edition, into)
    write_verify_form(edition, into)
    write_intake_form(into, [edition.town] if edition.town else towns_of(edition))
    if edition.town is None:
        write_delivery(edition, into)
        write_periodic(edition, into)
        write_opening_form(into, towns_of(edition), edition.facts["loop"]["labels"])
