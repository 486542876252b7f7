"""Counties that many tests look at, made once on disk: whoever asks first makes one, the other
processes wait for it.

They stay until the code changes, and nobody writes into them: a test that does takes a
:func:`copy`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from filelock import FileLock

from kongchuo_core.daily.imports import import_files
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.example import TERMS, make_example
from kongchuo_core.start.filled import fill
from tests.term.running import run

ROOT = Path(__file__).parents[1]
MADE = ROOT / ".made"
"""Where they lie; outside git."""
COUNTED = ("kongchuo_core", "params", "templates", "notebooks", "requirements.lock")
"""What a county depends on, besides the helpers of the tests."""
KEPT = 3
"""For how many states of the code counties are kept: another session may be at work with one."""
NOW = datetime(2026, 5, 4, tzinfo=UTC)
NEW = "new.json"
"""Beside a county whose forms were returned: term → how many events of its form were new."""


def made(name: str, make: Callable[[Path], object]) -> Path:
    """The folder that ``make`` fills, made once for today's code whatever process asks; not to be
    changed.
    """
    folder = MADE / code() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            unfinished = folder.with_name(f"{name}.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


def copy(folder: Path, into: Path) -> Path:
    """A copy to do with as a test likes."""
    return Path(shutil.copytree(folder, into))


def returned(seed: int = 2, children: int = 400) -> Path:
    """A fictitious county after two terms, each run, its forms filled in and imported, and run
    again: ``w``, and :data:`NEW`.
    """

    def make(folder: Path) -> None:
        workspace, new = make_example(folder / "w", seed=seed, children=children), {}
        for term in TERMS:
            run(workspace, term, NOW)
            form, cases, _ = fill(workspace.root, term)
            read, new[term] = import_files(workspace, term, [form], NOW)
            assert read >= cases > 0
            run(workspace, term, NOW)
        (folder / NEW).write_text(json.dumps(new), "utf-8")

    return made(f"returned-{seed}-{children}", make)


def office(name: str, make: Callable[[Path], object]) -> Workspace:
    """The workspace ``w`` that ``make`` leaves in a folder; not to be changed."""
    return Workspace.at(made(name, make) / "w")


def year(seed: int = 2, children: int = 400) -> Workspace:
    """The workspace of :func:`returned`."""
    return Workspace.at(returned(seed, children) / "w")


@cache
def code() -> str:
    """A digest of all that a county depends on; counties of older code are removed."""
    sum_ = hashlib.sha256()
    for path in sorted(_counted()):
        sum_.update(path.relative_to(ROOT).as_posix().encode())
        sum_.update(path.read_bytes())
    today = sum_.hexdigest()[:16]
    older = [folder for folder in MADE.glob("*/") if folder.name != today]
    for folder in sorted(older, key=lambda f: f.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
    return today


def _counted() -> list[Path]:
    """The files of the digest: the package and what travels with it, and whatever in ``tests/``
    isn't a test.
    """
    given: list[Path] = []
    for name in COUNTED:
        given += [ROOT / name, *(ROOT / name).rglob("*")]
    helpers = [p for p in (ROOT / "tests").rglob("*.py") if not p.name.startswith("test_")]
    return [
        path for path in [*given, *helpers] if path.is_file() and "__pycache__" not in path.parts
    ]
