"""The lists for home visits of every town, written where they are printed from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kongchuo_core.documents.workbooks.sheets import write_workbook
from kongchuo_core.documents.workbooks.visit_lists import visit_sheets
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.editions import beside, edition_of

FOLDER = "入户走访清单"


def write_visits(
    workspace: Workspace, term: str | None, town: str | None, into: Path | None
) -> tuple[list[Path], int]:
    """One workbook a town that has anybody to visit; the files, and how many children they list.

    Raises
    ------
    LedgerError
        where there is no edition.
    UsageError
        for an unknown town, or a list that is open in Excel.
    """
    edition = edition_of(workspace, term, town)
    target = into or beside(workspace, edition, FOLDER)
    files, children = [], 0
    with workspace.locked():
        place.recover(workspace)
        target.mkdir(parents=True, exist_ok=True)
        place.refuse_open_files(target)
        for name in [town] if town else [t["name"] for t in edition.facts["towns"]]:
            sheets = visit_sheets(replace(edition, town=name))
            path = target / f"{name}{FOLDER}.xlsx"
            path.unlink(missing_ok=True)
            if sheets:
                write_workbook(path, sheets)
                files.append(path)
                children += sum(len(sheet.frame) for sheet in sheets)
    return files, children
