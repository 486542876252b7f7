"""The parent's side: a few warm processes that read files, each file within limits of memory and
time.
"""

from __future__ import annotations

import atexit
import gc
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import LifoQueue
from typing import Protocol

import psutil

from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.reading.refusal import Refused
from kongchuo_core.registers.reading.worker import Job, receive, send

MEMORY, MOST_MEMORY, MEMORY_BY_SIZE = 1 << 30, 4 << 30, 40
"""Bytes for any file; for a large one up to forty times its size (a million rows of eight columns
take thirty), at most four GiB.
"""
SECONDS, SECONDS_BY_MEGABYTE = 15.0, 1.0
"""For any file, and for each megabyte more."""
PROCESSES = min(2, os.cpu_count() or 1)
_LOOK = 0.05
"""Seconds between two looks at a process that is reading."""
_START = "import sys; sys.path[:] = {path!r}; from kongchuo_core.registers.reading.worker import main; main()"
_PIPE = 1 << 20
"""Bytes that wait in a pipe without keeping the writer waiting; where the system lets one
choose.
"""
_QUIET = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class _Worker:
    """One process, started when first needed and again after it has been ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path, name: str, *, careful: bool = False) -> list[RawSheet]:
        """The sheets of a file.

        Raises
        ------
        Refused
            with its reason; ``hostile``, ``large``, ``slow`` where the process did not survive the
            file.
        """
        process = self._started()
        memory, seconds = _limits(path)
        watch = _Watch(process, memory, seconds)
        try:
            assert process.stdin is not None and process.stdout is not None
            # the process keeps the folder it was started in, ours may have moved on
            job = Job(os.path.abspath(path), name, careful, memory, seconds)
            send(process.stdin, job)  # type: ignore[arg-type]
            found = []
            while (answer := receive(process.stdout)) is not None:  # type: ignore[arg-type]
                if isinstance(answer, Refused):
                    raise answer
                found.append(_gathered(process, *answer))
        except (EOFError, OSError):
            self.end()
            raise Refused(watch.reason or "hostile") from None
        finally:
            watch.done.set()
        return found

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            path = [os.path.abspath(p) for p in sys.path]
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START.format(path=path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "MALLOC_ARENA_MAX": "2"},
                creationflags=_QUIET,
                pipesize=_PIPE,
            )
        return self._process

    def end(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None


def _gathered(
    process: subprocess.Popen[bytes], count: int, told: dict[str, object], numbers: list[int] | None
) -> RawSheet:
    rows: list[list[object]] = []
    collecting = gc.isenabled()
    gc.disable()  # cells make no circles, and looking for some takes longer than unpacking
    try:
        while len(rows) < count:
            rows += receive(process.stdout)  # type: ignore[arg-type]
    finally:
        if collecting:
            gc.enable()
    whole = {**told, "rows": rows, "numbers": numbers or list(range(1, count + 1))}
    return RawSheet(**whole)  # type: ignore[arg-type]


def _limits(path: Path) -> tuple[int, float]:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    memory = min(max(MEMORY, MEMORY_BY_SIZE * size), MOST_MEMORY)
    return memory, SECONDS + SECONDS_BY_MEGABYTE * size / 2**20


class _Watch:
    """Ends a process that takes too much; ``reason`` says what it took too much of."""

    def __init__(self, process: subprocess.Popen[bytes], memory: int, seconds: float) -> None:
        self.reason, self.done = "", threading.Event()
        self._process, self._memory = process, memory
        self._until = time.monotonic() + seconds
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        watched: psutil.Process | None = None
        while not self.done.wait(_LOOK):
            try:
                watched = watched or psutil.Process(self._process.pid)
                used = watched.memory_info().rss
            except psutil.Error:
                return
            if used > self._memory or time.monotonic() > self._until:
                self.reason = "large" if used > self._memory else "slow"
                self._process.kill()
                return


class _Pool:
    def __init__(self) -> None:
        self.owner = os.getpid()
        self.idle: LifoQueue[_Worker] = LifoQueue()
        self.workers = [_Worker() for _ in range(PROCESSES)]
        for worker in self.workers:
            self.idle.put(worker)


_pool: _Pool | None = None


def _ready() -> _Pool:
    """The processes of this program; a program that was forked off doesn't share its parent's."""
    global _pool
    if _pool is None or _pool.owner != os.getpid():
        _pool = _Pool()
    return _pool


@atexit.register
def end() -> None:
    """End the processes; the next file starts new ones."""
    global _pool
    if _pool is not None and _pool.owner == os.getpid():
        for worker in _pool.workers:
            worker.end()
    _pool = None


def read(path: Path, name: str) -> list[RawSheet]:
    """The sheets of one file, called ``name``; a file that ended a process is tidied and tried once
    more.

    Raises
    ------
    Refused
        with its reason.
    """
    pool = _ready()
    worker = pool.idle.get()
    try:
        try:
            return worker.read(path, name)
        except Refused as refused:
            if refused.code not in ("hostile", "large"):
                raise
        return worker.read(path, name, careful=True)
    finally:
        pool.idle.put(worker)


class _Named(Protocol):
    @property
    def path(self) -> Path: ...
    @property
    def name(self) -> str: ...


def read_ahead(
    reader: Callable[[Path, str], list[RawSheet]], files: Sequence[_Named]
) -> Iterator[list[RawSheet] | Refused]:
    """The sheets of many files in their order, the next ones read while the first are used; a
    refusal stands in a file's place.
    """
    with ThreadPoolExecutor(PROCESSES) as threads:
        waiting: deque[Future[list[RawSheet]]] = deque()
        for file in files:
            waiting.append(threads.submit(reader, file.path, file.name))
            if len(waiting) > PROCESSES:
                yield _outcome(waiting.popleft())
        while waiting:
            yield _outcome(waiting.popleft())


def _outcome(future: Future[list[RawSheet]]) -> list[RawSheet] | Refused:
    try:
        return future.result()
    except Refused as refused:
        return refused
