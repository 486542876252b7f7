"""Which of a workspace's params, templates and notebooks are as a version of this program shipped
them, and which the office edited.

``init`` and ``upgrade`` note in ``.kongchuo.json`` the digest of every file they copied; of
workspaces made before that note existed, ``shipped.csv`` knows what version 0.1.0 copied.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kongchuo_core.vocabulary.files import read_json, write_json

NOTE = ".kongchuo.json"
FORMAT = 1
"""The format of the note; a later one is read by a later version alone."""
COPIED = ("params", "templates", "notebooks")
"""What an office edits, and what ``init`` copies."""
TERMS = "params/terms/"
"""Terms are the office's own: none is added, and what the office took away stays away, but for
templates a run needs.
"""
SKIPPED = ("~$", ".")
"""How the names of Office's temporary files and of Jupyter's folders begin."""


@dataclass(frozen=True)
class Plan:
    """What an upgrade would do, each a path relative to the workspace.

    ``renewed`` were never edited and differ from what this version ships; ``added`` lack;
    ``edited`` the office changed, and this version ships something else than what they were made
    from.
    """

    renewed: tuple[str, ...]
    added: tuple[str, ...]
    edited: tuple[str, ...]

    @property
    def due(self) -> bool:
        """Whether there is anything to renew or to add."""
        return bool(self.renewed or self.added)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shipped(house: Path) -> list[str]:
    """The files this version ships, sorted."""
    found: list[str] = []
    for folder in COPIED:
        for path in (house / folder).rglob("*"):
            parts = path.relative_to(house).parts
            if path.is_file() and not any(part.startswith(SKIPPED) for part in parts):
                found.append("/".join(parts))
    return sorted(found)


def note(root: Path, house: Path, files: Iterable[str]) -> None:
    """Write down what these files of a workspace were when they were copied; what was noted before
    stays.
    """
    known = _noted(root) | {name: digest(house / name) for name in files}
    told = {"format": FORMAT, "version": version("kongchuo"), "files": known}
    write_json(root / NOTE, told)


def plan(root: Path, house: Path) -> Plan:
    """What an upgrade of a workspace would do; the checkout itself is never upgraded."""
    if root.resolve() == house.resolve():
        return Plan((), (), ())
    noted, before = _noted(root), _before()
    renewed: list[str] = []
    added: list[str] = []
    edited: list[str] = []
    for name in shipped(house):
        here = root / name
        if not here.is_file():
            known = name in noted or name in before
            if not name.startswith(TERMS) and (not known or name.startswith("templates/")):
                added.append(name)
            continue
        now, own = digest(house / name), digest(here)
        if own == now:
            continue
        if own == noted.get(name) or own in before.get(name, ()):
            renewed.append(name)
        elif noted.get(name) != now:
            edited.append(name)
    return Plan(tuple(renewed), tuple(added), tuple(edited))


def _noted(root: Path) -> dict[str, str]:
    """The note's digests; none where there is no note, or one that can't be read (then nothing is
    taken for unedited).

    Raises
    ------
    LedgerError
        where a later version wrote it.
    """
    path = root / NOTE
    try:
        told = json.loads(path.read_text("utf-8"))
        if told["format"] > FORMAT:
            read_json(path, remedy="运行 kongchuo upgrade", form=FORMAT)
        return {str(name): str(sha) for name, sha in told["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _before() -> dict[str, set[str]]:
    """Path → digests of what earlier versions without a note copied."""
    found: dict[str, set[str]] = {}
    with (Path(__file__).parent / "shipped.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["path"], set()).add(row["sha256"])
    return found
