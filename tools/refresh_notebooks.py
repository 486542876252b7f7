"""Run the notebooks on the fictitious county and store them with what they show: python
tools/refresh_notebooks.py

The county is the one of ``make report`` (seed 1, 15000 children), made in a temporary folder and
run through its two terms as the Makefile does, its towns' forms returned in between; so strict
nbval passes where ``make report`` was run. The province's notebook is shown on three small
counties.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from kongchuo_core.across.across import across
from kongchuo_core.daily.imports import import_files
from kongchuo_core.edition import Edition
from kongchuo_core.release import candidate
from kongchuo_core.settings.models import load_params
from kongchuo_core.start.example import STORY_DAYS, TERMS, make_example, make_example_province
from kongchuo_core.start.filled import fill
from kongchuo_core.term import place
from kongchuo_core.term.compute import compute
from kongchuo_core.term.kernels import Job, run_notebooks
from kongchuo_core.term.notebook import FORMAT, FORMAT_OF, parameter_names
from kongchuo_core.term.run import Wish, run

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
STAMP = {"kongchuo": {"fictitious": True}, FORMAT_OF: FORMAT}
"""What tools/guard.py asks of a notebook with outputs."""
SEED, CHILDREN = 1, 15000
PROVINCE = NOTEBOOKS / "across" / "province.ipynb"
COUNTIES, OF_COUNTY = 3, 120
"""Of the small province: counties, and children of each."""


NOW = datetime(2026, 5, 4, tzinfo=UTC)


STORY = (
    (TERMS[0], date(2025, 9, 12), False),
    (TERMS[0], STORY_DAYS[TERMS[0]], True),
    (TERMS[0], STORY_DAYS[TERMS[0]], False),
    (TERMS[1], date(2026, 3, 13), False),
    (TERMS[1], STORY_DAYS[TERMS[1]], True),
    (TERMS[1], STORY_DAYS[TERMS[1]], False),
)
"""The runs of ``make report``: term, day, whether the towns' forms come back after it."""


def edition_of(root: Path) -> Path:
    """The default county's newest edition and its public candidate, where the notebooks' own
    parameters look for them.
    """
    workspace = make_example(root, seed=SEED, children=CHILDREN)
    for term, day, returned in STORY:
        run(workspace, term, as_of=day, now=NOW, wish=Wish(data_only=True))
        if returned:
            form, *_ = fill(root, term)
            import_files(workspace, term, [form], NOW)
    for term in TERMS:
        folder = workspace.outputs(term) / "internal" / "data"
        params = load_params(workspace.params, term, STORY_DAYS[term])
        candidate.make(workspace, params, Edition(folder), folder.parent)
        place.manifest(workspace, params, folder.parent, Edition(folder).facts)
    return folder


def released_of(edition: Path) -> Path:
    """The first term's candidate, which ``public_results`` names by itself."""
    return edition.parents[2] / TERMS[0] / "internal" / candidate.FOLDER


def province_of(folder: Path) -> Path:
    """What a look across the small province found."""
    workspaces = make_example_province(
        folder / "province", counties=COUNTIES, seed=SEED, children=OF_COUNTY
    )
    for workspace in workspaces:
        params = load_params(workspace.params, TERMS[0], STORY_DAYS[TERMS[0]])
        internal = workspace.outputs(TERMS[0]) / "internal"
        computed = compute(workspace, params, internal / "data")
        place.manifest(workspace, params, internal, computed.facts)
    across([w.root for w in workspaces], TERMS[0], folder / "found", str)
    return folder / "found"


def main(names: list[str]) -> None:
    """Refresh the notebooks named, or all."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        chosen = sorted(NOTEBOOKS / name for name in names) or sorted(NOTEBOOKS.rglob("*.ipynb"))
        given = {}
        if chosen != [PROVINCE]:
            edition = edition_of(root / "county")
            given = {"edition": str(edition), "released": str(released_of(edition))}
        if PROVINCE in chosen:
            given["across"] = str(province_of(root))
        jobs = [
            Job(
                p,
                {n: given[n] for n in parameter_names(p) if n in given},
                root / p.stem,
                root / p.name,
            )
            for p in chosen
        ]
        run_notebooks(jobs, processes=2)
        for path in chosen:
            notebook = json.loads((root / path.name).read_text("utf-8"))
            notebook["metadata"] |= STAMP
            path.write_text(
                json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
