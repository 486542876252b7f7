"""What a command has in hand lies in the workspace; what a killed one left stands in nobody's way
and is cleared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kongchuo_core.settings.beside import MARK, beside, clear_left
from kongchuo_core.settings.workspace import init


def test_temporary_files_lie_in_the_workspace_while_a_command_is_at_work(tmp_path: Path) -> None:
    """This process's and those of what it starts; afterwards everything is as it was."""
    workspace, before = init(tmp_path / "w"), tempfile.gettempdir()
    outputs = workspace.root / "outputs"
    with workspace.locked():
        here = Path(tempfile.gettempdir())
        ask = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
        told = subprocess.run(ask, capture_output=True, encoding="utf-8", check=True).stdout
        assert here.parent == outputs and Path(told.strip()) == here
        with workspace.locked():
            assert Path(tempfile.gettempdir()) == here
    assert tempfile.gettempdir() == before and [p.name for p in outputs.iterdir()] == [".lock"]


def test_what_a_killed_process_left_is_cleared_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    root = init(tmp_path / "w").root
    dead = root / "outputs" / f"{MARK}{2**30}-x"
    (dead / "papers").mkdir(parents=True)
    (dead / "papers/名单.docx").write_text("x", "utf-8")
    with beside(root) as mine:
        assert mine.name.startswith(f"{MARK}{os.getpid()}-")
        clear_left(root)
        assert mine.is_dir() and not dead.exists()
    assert not mine.exists()
