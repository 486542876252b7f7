"""The properties of all inputs, tried on as many examples as they deserve: the tests of ``tests/``
that scale with ``tests.size``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FULL = "full"
SCALED = re.compile(r"^from (tests\.size|hypothesis) import", re.MULTILINE)
"""How a test says that it does more in the sweep: by its own number of examples, or by the profile
of ``tests/conftest.py``.
"""


def scaled() -> list[str]:
    """The test files whose size is that of the sweep, by name."""
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if SCALED.search(path.read_text("utf-8"))
    )


def main() -> int:
    """Run them; the status is pytest's."""
    size = {"KONGCHUO_SWEEP": FULL} if "--full" in sys.argv[1:] else {}
    command = [sys.executable, "-m", "pytest", "-q", *scaled()]
    return subprocess.run(command, cwd=ROOT, env=os.environ | size, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
