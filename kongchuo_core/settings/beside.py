"""Where a command puts what it has in hand: inside the workspace, for it may hold names, and gone
when it is done.

A process that was killed leaves its folder; the next command clears those whose process no longer
runs.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

_TEMPORARY = "TMPDIR"
MARK, _FORMER = ".beside-", ".scratch"
"""How these folders' names begin; what earlier versions called theirs."""


@contextmanager
def beside(root: Path) -> Iterator[Path]:
    """A folder below a workspace's ``outputs/``, named for this process, until the block ends."""
    outputs = root / "outputs"
    outputs.mkdir(exist_ok=True)
    mark = f"{MARK}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=mark, dir=outputs, ignore_cleanup_errors=True) as made:
        yield Path(made)


@contextmanager
def temporary(root: Path) -> Iterator[None]:
    """Temporary files of this process and of those it starts lie in the workspace, and are gone at
    the end of the block.
    """
    before, named = tempfile.tempdir, os.environ.get(_TEMPORARY)
    if before is not None and Path(before).parent == root / "outputs":
        yield
        return
    clear_left(root)
    with beside(root) as folder:
        tempfile.tempdir = os.environ[_TEMPORARY] = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before
            os.environ.pop(_TEMPORARY)
            if named is not None:
                os.environ[_TEMPORARY] = named


def clear_left(root: Path) -> None:
    """Remove what processes that run no longer have left in a workspace."""
    for folder in (root / "outputs").glob(f"{MARK}*"):
        process = folder.name.removeprefix(MARK).partition("-")[0]
        if not process.isdigit() or not psutil.pid_exists(int(process)):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(root / "outputs" / _FORMER, ignore_errors=True)
