"""Sweeps: checks whose worth grows with their size. The tests run a twentieth of each, ``make sweep`` all of it.

A file of ``benchmarks/sweeps/`` is a sweep; run with ``--full`` it does the whole of it. Counts and seeds are
fixed, so that a part is the beginning of the whole.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.size import PART


def full(sweep: Callable[[Path, int], None], count: int) -> None:
    """Run a sweep from the command line: all of it with ``--full``, else the part that the tests run; tells how much it was."""
    size = count if "--full" in sys.argv[1:] else count // PART
    with tempfile.TemporaryDirectory() as folder:
        sweep(Path(folder), size)
    print(f"{Path(sys.argv[0]).stem}：{size}次，没有问题")
