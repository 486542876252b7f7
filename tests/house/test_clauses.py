"""The list of the regulation's duties, and the marks that point into it."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def duties() -> list[dict[str, str]]:
    with (ROOT / "kongchuo_core/regulation/clauses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_list_holds_the_53_duties_in_order() -> None:
    numbers = [duty["number"] for duty in duties()]
    chapters = Counter(number.split(".")[0] for number in numbers)
    assert chapters == {"M1": 5, "M2": 4, "M3": 7, "M4": 15, "M5": 5, "M6": 3, "M7": 9, "M8": 5}
    for chapter, count in chapters.items():
        of_chapter, numbers = numbers[:count], numbers[count:]
        assert of_chapter == [f"{chapter}.{n}" for n in range(1, count + 1)]


def test_every_duty_says_what_it_obliges_and_where_it_is_shown() -> None:
    assert [
        d["number"]
        for d in duties()
        if not (re.search("[一-龥]{4}", d["text"]) and re.search("[一-龥]{2}", d["shown_in"]))
    ] == []


def test_every_mark_names_one_duty_of_the_list(marked: dict[str, tuple[Any, ...]]) -> None:
    listed = {(duty["number"],) for duty in duties()}
    assert {test: args for test, args in marked.items() if args not in listed} == {}


def run_pytest(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Pytest in a process of its own, without the plugins these tests don't need."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_mark_beside_the_list_is_found(tmp_path: Path) -> None:
    """The test above fails in a session with a test of a duty that doesn't exist."""
    planted = tmp_path / "test_planted.py"
    planted.write_text("import pytest\n@pytest.mark.clause('M9.9')\ndef test_x(): pass\n", "utf-8")
    run = run_pytest(
        ROOT, f"{Path(__file__)}::{test_every_mark_names_one_duty_of_the_list.__name__}", planted
    )
    assert run.returncode == 1 and "M9.9" in run.stdout


SKIPS = (
    "@pytest.mark.skip(reason={!r})\ndef test_x(): pass",
    "def test_x(): pytest.skip({!r})",
    "pytest.skip({!r}, allow_module_level=True)",
)


@pytest.mark.parametrize(
    ("ci", "reason", "refused"),
    [("1", "需要 LibreOffice", 3), ("0", "需要 LibreOffice", 0), ("1", "这里没有意义", 0)],
)
def test_ci_takes_no_excuse_for_a_missing_program(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ci: str,
    reason: str,
    refused: int,
) -> None:
    """With KONGCHUO_CI=1 a skip whose reason begins with 需要 fails: by mark, at run time, of a whole
    file.
    """
    (tmp_path / "conftest.py").write_text((ROOT / "tests/conftest.py").read_text("utf-8"), "utf-8")
    for n, skip in enumerate((*SKIPS, "def test_runs(): pass")):
        (tmp_path / f"test_{n}.py").write_text(f"import pytest\n{skip.format(reason)}\n", "utf-8")
    monkeypatch.setenv("KONGCHUO_CI", ci)
    run = run_pytest(
        tmp_path, "-c", "/dev/null", f"--rootdir={tmp_path}", "--continue-on-collection-errors", "."
    )
    assert run.stdout.count("不许因缺少程序而跳过：需要 LibreOffice") >= refused
    assert (run.returncode, f"{3 - refused} skipped" in run.stdout) == (
        (1, False) if refused else (0, True)
    ), run.stdout
    assert "1 passed" in run.stdout
