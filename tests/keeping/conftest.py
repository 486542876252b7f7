"""An office with two terms behind it, and a passphrase in a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kongchuo_core.settings.workspace import Workspace
from tests.county import child, lay, workspace_at
from tests.placed import placed

SPRING = "2026-spring"


@pytest.fixture(scope="session")
def two_terms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county of three children, compared in autumn and in spring."""
    made = workspace_at(tmp_path_factory.mktemp("terms") / "w")
    away, there, old = (
        child("张小明", order=11),
        child("李小红", order=22),
        child("王大华", "2009-10-01", order=33),
    )
    for term in ("2025-autumn", SPRING):
        lay(made, term, 户籍=[away, there, old], 学籍=[away, there, old], 在校=[there, old])
        placed(made, term)
    return made.root


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
