"""Killed at any moment of an import or of a run: the ledger verifies, no batch is half there, and
the next command goes on.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.sizes import Notes, full
from kongchuo_core.daily.imports import import_files
from kongchuo_core.keeping.verify import verify
from kongchuo_core.ledger.events import RUN, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.forms import INTAKE_FORM
from tests.county import TERM, child, lay, workspace_at, write
from tests.term.running import run

NOW = datetime(2026, 1, 5, tzinfo=UTC)
PUPILS = [
    child("张小明", f"2015-03-{n:02}", n + 10, **{"村（社区）": "甲村"}) for n in range(1, 29)
]
KILLS, EACH = 200, 10
"""How often is killed in a whole sweep, and every how many times it is a run."""
LATEST = 2.0
"""The latest kill, in times of how long it takes undisturbed: a busy machine may need longer, and
some are to get through.
"""
ROUND = 25
"""Kills of one workspace."""
SIGNALS = 5
"""Lines of each form, so that half a batch would show."""


def in_a_process(does: Callable[[], object], wait: float | None) -> None:
    """Do it in a process of its own, which is killed after some seconds, wherever it is then;
    ``None`` lets it finish.
    """
    worker = os.fork()
    if worker == 0:
        status = 1
        try:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 2)
            does()
            status = 0
        finally:
            os._exit(status)
    if wait is not None:
        time.sleep(wait)
        os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    assert wait is not None or status == 0


def form(workspace: Workspace, n: int) -> Path:
    """Signals by a clerk of its own, so that every form is new."""
    path = workspace.root / "forms" / f"{n}.xlsx"
    told = {
        "来源": "上级下发名单",
        "发现日期": "2025-10-08",
        "乡镇（街道）": "永定街道",
        "经办人": f"经办{n}",
    }
    lines = [{"公民身份号码": pupil["身份证号"], **pupil, **told} for pupil in PUPILS[:SIGNALS]]
    write(
        path,
        [INTAKE_FORM.headings, *([line.get(h) for h in INTAKE_FORM.headings] for line in lines)],
    )
    return path


def took(does: Callable[[], object]) -> float:
    """How long it takes, undisturbed."""
    start = time.perf_counter()
    in_a_process(does, None)
    return time.perf_counter() - start


def signalled(ledger: Ledger) -> int:
    """How many openings the forms told; a run opens cases of its own."""
    return sum(r.event.by != RUN for r in ledger.events(Kind.OPENED))


def whole(workspace: Workspace) -> int:
    """The ledger verifies and holds whole batches only; how many events there are."""
    ledger = Ledger(workspace.ledger, workspace.key())
    count = ledger.verify()
    assert signalled(ledger) % SIGNALS == 0
    return count


def sweep(folder: Path, kills: int, notes: Notes | None = None) -> None:
    """Every command after a kill finds what was there before it or all of what it did; at the end
    everything is as it should be.

    In rounds of :data:`ROUND`, each in a workspace and with a seed of its own. Needs a system that
    can copy a process (``os.fork``).
    """
    done = Notes(None) if notes is None else notes
    for first in range(0, kills, ROUND):
        name = f"{first} + {min(ROUND, kills - first)}"
        if name not in done:
            _round(folder / str(first), min(ROUND, kills - first), 11 + first)
            done.add(name)


def _round(folder: Path, kills: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    workspace = workspace_at(folder / "w")
    lay(workspace, 户籍=PUPILS, 学籍=PUPILS, 在校=PUPILS[3:])
    long = {"run": took(lambda: run(workspace, TERM, NOW))}
    long["import"] = took(lambda: import_files(workspace, TERM, [form(workspace, 1000)], NOW))
    count = whole(workspace)
    for kill in range(kills):
        if kill % EACH:
            path = form(workspace, kill)
            wait = float(chance.uniform(0, LATEST * long["import"]))
            in_a_process(lambda path=path: import_files(workspace, TERM, [path], NOW), wait)
        else:
            in_a_process(
                lambda: run(workspace, TERM, NOW), float(chance.uniform(0, LATEST * long["run"]))
            )
        now = whole(workspace)
        assert now >= count
        count = now
    imported = signalled(Ledger(workspace.ledger, workspace.key())) // SIGNALS
    assert 0 < imported < kills + 1
    in_a_process(lambda: run(workspace, TERM, NOW), None)
    assert verify(workspace) and whole(workspace) >= count


if __name__ == "__main__":
    full(sweep, KILLS, parts=True)
