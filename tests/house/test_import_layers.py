"""The floors of the house: each contract would notice a breach. That none is broken, ``make test``
asks of import-linter itself.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BREACHES = {
    "词汇引用命令行": ("vocabulary", "from kongchuo_core import cli", "楼层"),
    "同层的房间互相引用": ("registers", "from kongchuo_core import engine", "楼层"),
    "没有登记楼层的房间": ("attic", "", "楼层"),
    "核心引用样例": ("comparison", "from kongchuo_core import sample", "楼层"),
    "文书引用比对": ("documents", "from kongchuo_core.comparison import scope", "说与算分开"),
    "文书引用未压缩的公开计划": (
        "documents",
        "from kongchuo_core.disclosure import plan",
        "disclosure.released",
    ),
    "样例引用认定": ("sample", "from kongchuo_core.linking import numbers", "样例县"),
    "攻击者引用词汇": ("release/attack", "from kongchuo_core import vocabulary", "攻击者"),
    "别处引用 duckdb": ("comparison", "import duckdb", "只有 engine.py"),
    "别处引用 sqlite3": ("comparison", "import sqlite3", "只有 ledger"),
    "比对函数引用 Word": ("library/frames", "import docx", "分析人员的门"),
    "认定引用 pandas": ("linking", "import pandas", "不用 pandas"),
}
"""Room (or module), the import that goes upstairs, words of the contract that forbids it."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of the house with every breach at once, by the project's own
    contracts.
    """
    folder = tmp_path_factory.mktemp("house")
    house = folder / "kongchuo_core"
    shutil.copytree(ROOT / "kongchuo_core", house, ignore=shutil.ignore_patterns("__pycache__"))
    for number, (room, breach, _) in enumerate(BREACHES.values()):
        module = house / f"{room}.py"
        if not module.is_file():
            (house / room).mkdir(exist_ok=True)
            (house / room / "__init__.py").touch()
            module = house / room / f"planted_{number}.py"
            module.touch()
        module.write_text(f"{module.read_text('utf-8')}\n{breach}\n", "utf-8")
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); from importlinter.cli import lint_imports_command as lint; lint()"
    run = subprocess.run(
        [sys.executable, "-P", "-c", program, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    return run.stdout


@pytest.mark.parametrize("number", range(len(BREACHES)), ids=list(BREACHES))
def test_a_breach_is_seen(told: str, number: int) -> None:
    """One import that goes upstairs breaks the contract that forbids it, and is named there."""
    room, breach, contract = [*BREACHES.values()][number]
    assert any(contract in line for line in told.splitlines() if " BROKEN" in line), told
    *_, chapter = re.split(rf"\n[^\n]*{re.escape(contract)}[^\n]*\n-+\n", told)
    chapter = re.split(r"\n\n[^\n]+\n-+\n", chapter)[0]
    named = room.replace("/", ".") if breach else "attic"
    assert f"kongchuo_core.{named}" in chapter, chapter
