"""A process killed at any moment of an append leaves a ledger that verifies, with whole batches
only.
"""

from __future__ import annotations

import os
import signal
import time
from datetime import date, datetime
from pathlib import Path

import numpy as np

from benchmarks.sizes import full
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger

KEY, NOW, BATCH = bytes(range(32)), datetime(2025, 10, 9, 8, 30), 5
KILLS = 200
"""How often is killed in a whole sweep."""


def batch(n: int) -> list[Event]:
    """Events that no other batch has."""
    return [
        Event(Kind.VERIFIED, f"C{n}-{i}", date(2025, 10, 9), "杨示例", {"cause": "illness"})
        for i in range(BATCH)
    ]


def append_for_ever(folder: Path, start: int) -> None:
    """What the killed process does: append one batch with its persons after another."""
    ledger, n = Ledger(folder, KEY), start
    while True:
        people = [
            (f"C{n}-{i}", None, None, "某某", 20130501, "2", "甲镇|001", "2025-autumn")
            for i in range(BATCH)
        ]
        ledger.append(batch(n), NOW, people)
        n += 1


def sweep(folder: Path, kills: int) -> None:
    """Killed between two instructions or in the midst of a write: the chain stands, no batch is
    half there, and work goes on.

    Needs a system that can copy a process (``os.fork``).
    """
    chance, before = np.random.default_rng(7), 0
    Ledger(folder, KEY)
    for kill in range(kills):
        child = os.fork()
        if child == 0:
            append_for_ever(folder, kill * 10_000)
        time.sleep(float(chance.uniform(0, 0.015)))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        ledger = Ledger(folder, KEY)
        count = ledger.verify()
        assert count % BATCH == 0 and count >= before
        assert len(ledger.persons()["child_id"]) == count
        before = count
    assert before >= BATCH
    assert ledger.append(batch(-1), NOW) == BATCH and ledger.verify() == before + BATCH


if __name__ == "__main__":
    full(sweep, KILLS)
