"""``kongchuo desk`` as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.guide.office import ROOT


@contextmanager
def desk_of(root: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """``kongchuo desk`` as a process of its own; the address it prints."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kongchuo_core.cli", "desk", "--workspace", root, "--no-browser"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
