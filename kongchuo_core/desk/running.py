"""A run in a process of its own: true progress, and cancelling it leaves what was there before."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from datetime import date, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from kongchuo_core.edition import Edition
from kongchuo_core.settings.processes import end_with_parent
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.changes import Snapshot, changes
from kongchuo_core.vocabulary.errors import KongchuoError, UsageError

STAGE, COUNT, DONE, FAILED = "stage", "count", "done", "failed"
COMPUTER = "看磁盘是不是满了、文件是不是在别的程序里开着、有没有权限，再试一次"
_CONTEXT = get_context("spawn")


@dataclass(frozen=True)
class Order:
    """What is to be run: the workspace, the term, its day, the moment it is recorded with, whether
    without papers; ``first``: what was renewed before it began.
    """

    root: Path
    term: str
    as_of: date
    now: datetime
    data_only: bool
    first: tuple[str, ...] = ()


@dataclass
class Running:
    """The run that is going on or the last one; nothing of it outlives the desk but what the run
    itself wrote.
    """

    order: Order | None = None
    state: str = ""
    stage: str = ""
    done: int = 0
    whole: int = 0
    lines: tuple[str, ...] = ()
    _process: Any = None
    _told: Any = None
    _since: float = 0.0
    _stage_since: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, order: Order) -> None:
        """Begin. Raises ``UsageError`` where one is going on."""
        self.look()
        with self._lock:
            if self.state == "running":
                raise UsageError("正在运行", remedy="等它结束，或者先取消")
            mine, theirs = _CONTEXT.Pipe(duplex=False)
            process = _CONTEXT.Process(target=_work, args=(order, theirs))
            process.start()
            theirs.close()
            self._process, self._told, self.order = process, mine, order
            self.state, self.stage, self.done, self.whole, self.lines = "running", "准备", 0, 0, ()
            self._since = self._stage_since = time.monotonic()

    def look(self) -> None:
        """Hear what the process has told since; one that ended without a word failed."""
        with self._lock:
            if self.state != "running":
                return
            try:
                while self._told.poll():
                    self._hear(*self._told.recv())
            except EOFError:
                if self.state == "running":
                    self.state = FAILED
                    self.lines = ("运行中途停了，原有的结果没有改动。", "怎么办：再运行一次。")
            if self.state != "running":
                self._process.join()

    def _hear(self, kind: str, told: Any) -> None:
        if kind == STAGE:
            self.stage, self.done, self.whole = str(told), 0, 0
            self._stage_since = time.monotonic()
        elif kind == COUNT:
            self.done, self.whole = told
        else:
            self.state, self.lines = kind, tuple(told)

    def cancel(self, workspace: Workspace) -> None:
        """End it with all its processes; what lay there before the run lies there still."""
        with self._lock:
            if self.state != "running":
                return
            _end(self._process.pid)
            self._process.join()
            self.state, self.lines = "cancelled", ("已取消，原有的结果没有改动。",)
        with workspace.locked():
            place.recover(workspace)

    @property
    def seconds(self) -> int:
        """Since it began."""
        return int(time.monotonic() - self._since)

    @property
    def left(self) -> int | None:
        """About how many seconds the stage still takes; ``None`` where nothing is counted yet."""
        if not self.done or self.done == self.whole:
            return None
        so_far = time.monotonic() - self._stage_since
        return int(so_far / self.done * (self.whole - self.done)) + 1


def _end(process: int) -> None:
    """End a process and all it started, the youngest last, so that none is started anew."""
    try:
        found = psutil.Process(process)
        whole = [found, *found.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for one in whole:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(whole[1:], timeout=10)


def _work(order: Order, told: Connection) -> None:
    """In the process: run, and tell. What a run needs of libraries is loaded here, not where the
    pages are.
    """
    end_with_parent()  # a desk that was killed can be told nothing any more
    from kongchuo_core.term.run import Wish, run
    from kongchuo_core.term.screen import last_screen

    workspace = Workspace(order.root)
    try:
        before = _snapshot(workspace, order.term)
        outcome = run(
            workspace,
            order.term,
            as_of=order.as_of,
            now=order.now,
            wish=Wish(os.cpu_count() or 1, data_only=order.data_only),
            say=lambda line: told.send((STAGE, line.rstrip("…"))),
            count=lambda done, whole: told.send((COUNT, (done, whole))),
        )
        after = Snapshot.of(Edition(outcome.folder / "data"))
        shown = [x for x in last_screen(outcome, workspace.root) if "kongchuo " not in x]
        told.send((DONE, [*order.first, *shown, "", *changes(before, after)]))
    except KongchuoError as error:
        told.send((FAILED, str(error).splitlines()))
    except OSError:
        told.send((FAILED, ["读写不成，原有的结果没有改动。", f"怎么办：{COMPUTER}。"]))


def _snapshot(workspace: Workspace, term: str) -> Snapshot | None:
    folder = workspace.outputs(term) / "internal"
    return Snapshot.of(Edition(folder / "data")) if (folder / place.MANIFEST).is_file() else None
