"""The floors of the house: the contracts hold, and each would notice a breach."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BREACHES = {
    "词汇引用命令行": ("vocabulary/planted.py", "from kongchuo_core import cli", "楼层"),
    "同层的房间互相引用": ("registers/planted.py", "from kongchuo_core import engine", "楼层"),
    "没有登记楼层的房间": ("attic.py", "", "楼层"),
    "核心引用样例": ("comparison/planted.py", "from kongchuo_core import sample", "楼层"),
    "文书引用比对": (
        "documents/planted.py",
        "from kongchuo_core.comparison import scope",
        "说与算分开",
    ),
    "文书引用未压缩的公开计划": (
        "documents/planted.py",
        "from kongchuo_core.disclosure import plan",
        "disclosure.released",
    ),
    "样例引用认定": ("sample/planted.py", "from kongchuo_core.linking import numbers", "样例县"),
    "攻击者引用词汇": ("release/attack.py", "from kongchuo_core import vocabulary", "攻击者"),
    "别处引用 duckdb": ("comparison/planted.py", "import duckdb", "只有 engine.py"),
    "别处引用 sqlite3": ("comparison/planted.py", "import sqlite3", "只有 ledger"),
    "认定引用 pandas": ("linking/planted.py", "import pandas", "不用 pandas"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The linter on the house in a folder, by the project's own contracts."""
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); from importlinter.cli import lint_imports_command as lint; lint()"
    return subprocess.run(
        [sys.executable, "-P", "-c", program, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_house_stands() -> None:
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(("file", "breach", "contract"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_seen(tmp_path: Path, file: str, breach: str, contract: str) -> None:
    """One import that goes upstairs breaks the contract that forbids it."""
    house = tmp_path / "kongchuo_core"
    shutil.copytree(ROOT / "kongchuo_core", house, ignore=shutil.ignore_patterns("__pycache__"))
    for needed in (house / "disclosure/plan.py", house / file):
        needed.parent.mkdir(exist_ok=True)
        (needed.parent / "__init__.py").touch()
        needed.touch()
    (house / file).write_text(f"{breach}\n", "utf-8")
    run = lint(tmp_path)
    broken = [line for line in run.stdout.splitlines() if " BROKEN" in line]
    assert run.returncode == 1 and any(contract in line for line in broken), run.stdout
