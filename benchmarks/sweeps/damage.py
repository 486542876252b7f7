"""A thousand of the program's own files damaged, a thousand bytes of the ledger changed: all found,
all told in one line.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import numpy as np

from benchmarks.sizes import full
from kongchuo_core.keeping.verify import verify
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import KongchuoError

TIMES = 1000
"""How often a file is damaged, and how often a byte of the ledger is changed, in a whole sweep."""
OFFICE = Path(__file__).parents[2] / "tests" / "formats"
OWN = ("ledger", "outputs")
UNREAD = {".lock", "错误记录.txt", "移交清单.md", "最近备份.json"}
"""What nothing rests on."""


def office(folder: Path) -> Workspace:
    """The newest small office that the tests keep, unpacked."""
    newest = max(OFFICE.glob("*.zip"), key=lambda path: (path.stem[0].isdigit(), path.stem))
    with zipfile.ZipFile(newest) as packed:
        packed.extractall(folder / "office")
    return Workspace.at(folder / "office")


def damaged(content: bytes, chance: np.random.Generator) -> bytes:
    """A file broken off, emptied, with a changed byte, with a tail of zeros, or another thing
    altogether.
    """
    place = int(chance.integers(len(content))) if content else 0
    kind = int(chance.integers(5))
    if kind == 0 or not content:
        return b"[1]"
    if kind == 1:
        return b""
    if kind == 2:
        return content[:place]
    if kind == 3:
        return content[:place] + bytes(max(1, len(content) - place))
    changed = bytearray(content)
    changed[place] ^= 1 << int(chance.integers(8))
    return bytes(changed)


def found(workspace: Workspace) -> str:
    """What ``verify`` says, empty where it finds nothing; anything but an error of ours is a fault
    of the program.
    """
    try:
        verify(workspace)
    except KongchuoError as error:
        return str(error)
    return ""


def one(workspace: Workspace, path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change a file, see that it is found, put everything back."""
    before = path.read_bytes()
    after = change(before)
    if after == before:
        return
    path.write_bytes(after)
    told = found(workspace)
    assert told and "怎么办" in told, path.relative_to(workspace.root).as_posix()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(before)


def sweep(folder: Path, times: int) -> None:
    """Damage what the newest office of the tests holds; see :func:`sweep_in`."""
    sweep_in(office(folder), times)


def sweep_in(workspace: Workspace, times: int) -> None:
    """Damage files of the ledger and the outputs one after the other, then bytes of the database;
    at the end all is sound.
    """
    chance = np.random.default_rng(21)
    verify(workspace)
    own = chain.from_iterable((workspace.root / name).rglob("*") for name in OWN)
    files = sorted(path for path in own if path.is_file() and path.name not in UNREAD)
    for _ in range(times):
        one(workspace, files[int(chance.integers(len(files)))], lambda c: damaged(c, chance))
    database = workspace.ledger / "ledger.sqlite"
    for _ in range(times):
        one(workspace, database, lambda c: _one_bit(c, chance))
    verify(workspace)


def _one_bit(content: bytes, chance: np.random.Generator) -> bytes:
    changed = bytearray(content)
    changed[int(chance.integers(len(content)))] ^= 1 << int(chance.integers(8))
    return bytes(changed)


if __name__ == "__main__":
    full(sweep, TIMES)
