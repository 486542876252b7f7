"""The stored notebooks are what the fictitious county gives today: run again by nbval, strictly, in
a workspace of their own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests import shared
from tools.refresh_notebooks import CHILDREN, NOTEBOOKS, SEED, edition_of

CHANGED = "changed.ipynb"
LIGHT = "public_results.ipynb"
"""A copy of the lightest with one stored figure changed, so that it is seen that a difference is
found.
"""


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What nbval says of the notebooks of a workspace with the default county's first edition.

    Strict: every stored output is compared, pictures excepted.
    """
    county = shared.made(f"stored-{SEED}-{CHILDREN}", lambda folder: edition_of(folder / "office"))
    root = shared.copy(county / "office", tmp_path_factory.mktemp("nbval") / "office")
    stored = (root / "notebooks" / LIGHT).read_text("utf-8")
    changed, times = re.subn(r"少年14977人", "少年14976人", stored, count=1)
    assert times == 1
    (root / "notebooks" / CHANGED).write_text(changed, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "-q",
        "-rA",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-c",
        "/dev/null",
        f"--rootdir={root}",
        str(root / "notebooks"),
    ]
    return subprocess.run(
        command, cwd=root, capture_output=True, encoding="utf-8", check=False
    ).stdout


def test_stored_outputs_are_those_of_today(told: str) -> None:
    """Run from ``notebooks/`` of a workspace, as the office runs them: every code cell gives what
    is stored.
    """
    for path in NOTEBOOKS.glob("*.ipynb"):
        ran = sum(
            cell["cell_type"] == "code" for cell in json.loads(path.read_text("utf-8"))["cells"]
        )
        passed = re.findall(rf"^PASSED \S*{path.name}::", told, re.MULTILINE)
        assert len(passed) == ran, told


def test_a_changed_figure_is_found(told: str) -> None:
    assert re.findall(rf"^FAILED \S*{CHANGED}::", told, re.MULTILINE)
