"""The house's manners that a machine can see."""

from __future__ import annotations

import ast
import subprocess
from itertools import chain
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / name for name in ("kongchuo_core", "tools", "benchmarks")]
CODE = sorted(chain.from_iterable(folder.rglob("*.py") for folder in FOLDERS))
CORE = [p for p in CODE if p.is_relative_to(ROOT / "kongchuo_core")]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> dict[str, int]:
    """Every function of a module, inner ones and methods too, with its lines."""
    found = (
        n
        for n in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {f"{n.name}:{n.lineno}": (n.end_lineno or n.lineno) - n.lineno + 1 for n in found}


def test_modules_and_functions_stay_short_as_a_rule() -> None:
    """Medians to watch, not walls to pack against: the formatter breaks the lines."""
    lengths = [len(path.read_text("utf-8").splitlines()) for path in CODE]
    per_function = chain.from_iterable(functions(path).values() for path in CODE)
    assert median(lengths) <= 180
    assert median(per_function) <= 12


def test_a_module_and_all_it_offers_have_a_docstring() -> None:
    bare = []
    for path in CORE:
        tree = ast.parse(path.read_text("utf-8"))
        if tree.body and not ast.get_docstring(tree):
            bare.append(short(path))
        for node in tree.body:
            offered = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if offered and not node.name.startswith("_") and not ast.get_docstring(node):
                bare.append(f"{short(path)}: {node.name}")
    assert bare == []


def test_no_module_is_called_utils() -> None:
    """A name that says nothing gathers everything."""
    assert [
        short(p) for p in CODE if p.stem in {"utils", "util", "helpers", "common", "misc"}
    ] == []


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("from datetime import date\nd = date.today()", "TID251"),
        ("import time\nt = time.time()", "TID251"),
        ("import os\nhere = os.getcwd()", "TID251"),
        ("import random", "TID251"),
        ("print(1)", "T201"),
    ],
)
def test_ruff_refuses_clock_chance_and_print_below_the_command_line(line: str, rule: str) -> None:
    """The same lines pass in cli/, the one room that reads the clock and speaks."""

    def found(name: str) -> str:
        return subprocess.run(
            [ROOT / ".venv/bin/ruff", "check", "--no-cache", "--stdin-filename", name, "-"],
            input=line,
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        ).stdout

    assert rule in found("kongchuo_core/comparison/planted.py")
    assert rule not in found("kongchuo_core/cli/planted.py")
