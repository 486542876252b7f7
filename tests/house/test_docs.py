"""Generated documents are what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.licences import locked

ROOT = Path(__file__).parents[2]


def test_generated_documents_are_not_stale() -> None:
    """The glossary and the rules in docs/ are those of this code and these tests."""
    done = subprocess.run(
        [sys.executable, "tools/generate_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


def test_an_office_installs_a_part_of_what_developers_do() -> None:
    """Each lock holds the one before it, version by version, and an office gets no tool of tests,
    guide or JupyterLab.
    """
    office, lab, dev = (locked(ROOT / f"requirements{part}.lock") for part in ("", "-lab", "-dev"))
    assert office.items() < lab.items() < dev.items()
    assert not office.keys() & {
        "pytest",
        "mypy",
        "playwright",
        "sphinx",
        "hypothesis",
        "jupyterlab",
    }
