"""A term's run without its papers: the same steps in the same order, for tests of what is recorded
and counted.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl

from kongchuo_core.daily.imports import import_files
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start import filled
from kongchuo_core.term import place
from kongchuo_core.term.compute import compute
from kongchuo_core.term.memory import remember
from tests.days import params_on


def run(workspace: Workspace, term: str, now: datetime) -> Edition:
    """Compute, write the manifest, record, swap, as ``term.run`` does around its telling."""
    with workspace.locked():
        place.recover(workspace)
        params, target = params_on(workspace.params, term), workspace.outputs(term) / "internal"
        staged = place.staging(workspace, term) / target.name
        staged.mkdir()
        computed = compute(workspace, params, staged / "data")
        place.manifest(workspace, params, staged, computed.facts)
        remember(
            workspace,
            params.term,
            computed.people,
            computed.remembered,
            staged / "data",
            now,
        )
        place.swap(workspace, staged, target)
        place.recover(workspace)
    return Edition(target / "data")


def run_with_forms(workspace: Workspace, term: str, now: datetime) -> Edition:
    """A term of the fictitious county as ``make report`` runs it: the towns' forms come back, and
    it is run again.
    """
    run(workspace, term, now)
    path, *_ = filled.fill(workspace.root, term)
    import_files(workspace, term, [path], now)
    return run(workspace, term, now)


def fill(path: Path, key: str, lines: dict[str, list[dict[str, Any]]]) -> Path:
    """Fill a form: the line that has the key; an empty form from the top; a key's further lines at
    the end.
    """
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {c.value: c.column for c in sheet[1]}
    rows = {sheet.cell(r, heads[key]).value: r for r in range(2, sheet.max_row + 1)}
    free = count(2 if set(rows) == {None} else sheet.max_row + 1)
    for name, told in lines.items():
        for n, cells in enumerate(told):
            row = rows[name] if n == 0 and name in rows else next(free)
            sheet.cell(row, heads[key], name)
            for heading, cell in cells.items():
                sheet.cell(row, heads[heading], cell)
    book.save(path)
    return path
