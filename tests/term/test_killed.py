"""Killed at any moment, of a run, an import or an append: the ledger verifies. Two hundred kills
each in ``make sweep``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from benchmarks.sweeps import kills_of_appends, kills_of_runs
from tests.size import examples

FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="只有能复制进程的系统才能这样杀")


@FORKS
@pytest.mark.parametrize("sweep", [kills_of_runs, kills_of_appends], ids=["run", "append"])
def test_kills_leave_a_ledger_that_verifies(tmp_path: Path, sweep: Any) -> None:
    """A beginning of the whole sweep, with a run among the imports killed."""
    sweep.sweep(tmp_path, examples(sweep.KILLS, 11))
