"""Where a command puts what it has in hand: inside the workspace, for it may hold names, and gone when it is done.

A process that was killed leaves its folder; the next command clears those whose process no longer runs.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

_MARK = ".beside-"


@contextmanager
def beside(root: Path) -> Iterator[Path]:
    """A folder below a workspace's ``outputs/``, named for this process, until the block ends."""
    outputs = root / "outputs"
    outputs.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{_MARK}{os.getpid()}-", dir=outputs) as folder:
        yield Path(folder)


def clear_left(root: Path) -> None:
    """Remove what processes that run no longer have left in a workspace."""
    for folder in (root / "outputs").glob(f"{_MARK}*"):
        process = folder.name.removeprefix(_MARK).partition("-")[0]
        if not process.isdigit() or not psutil.pid_exists(int(process)):
            shutil.rmtree(folder, ignore_errors=True)
