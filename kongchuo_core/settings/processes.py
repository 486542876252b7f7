"""Pools of processes that end when the command does, however it ends: also where it was killed and
could tell them nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor

import psutil


def pool(processes: int) -> ProcessPoolExecutor:
    """A pool of fresh processes; none of them, nor what they started, outlives this process."""
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=spawn, initializer=end_with_parent)


def end_with_parent() -> None:
    """Let this process, started by another, end with it and take along what it started."""
    threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(1)
