"""An office with two terms behind it, and a passphrase in a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kongchuo_core.settings.workspace import Workspace
from tests import shared
from tests.county import child, lay, workspace_at
from tests.placed import placed

SPRING = "2026-spring"


def _two_terms(folder: Path) -> None:
    made = workspace_at(folder / "w")
    away, there, old = (
        child("张小明", order=11),
        child("李小红", order=22),
        child("王大华", "2009-10-01", order=33),
    )
    for term in ("2025-autumn", SPRING):
        lay(made, term, 户籍=[away, there, old], 学籍=[away, there, old], 在校=[there, old])
        placed(made, term)


@pytest.fixture(scope="session")
def two_terms() -> Path:
    """A county of three children, compared in autumn and in spring."""
    return shared.office("two-terms", _two_terms).root


@pytest.fixture
def office(two_terms: Path, tmp_path: Path) -> Workspace:
    """A copy of it, to do with as a test likes."""
    return Workspace.at(shutil.copytree(two_terms, tmp_path / "w"))


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, Path]:
    """The option with the passphrase."""
    path = tmp_path / "口令.txt"
    path.write_text("山泉 石桥 核桃 七月\n第二行不用\n", "utf-8")
    return "--passphrase-file", path
