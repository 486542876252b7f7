"""The child process that reads: takes one path after the other from its standard input, answers
with sheets.

Native libraries run here, so that a file that makes them crash, hang or ask for all the memory ends
this process and not the clerk's program. It ends by itself when its parent is gone.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import queue
import signal
import struct
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.reading.contents import sheets
from kongchuo_core.registers.reading.refusal import Refused

if sys.platform != "win32":
    import resource  # noqa: TID251 - elsewhere the parent watches

CHUNK = 4000
"""Rows sent at a time, so that one process packs while the other unpacks."""
_GRACE = 5
"""Seconds beyond the limit after which the process ends even if nobody ends it."""
_SIZE = struct.Struct("<Q")


@dataclass(frozen=True)
class Job:
    """One file to read; ``careful``: tidied first, for it has ended a process already."""

    path: str
    name: str
    careful: bool
    memory: int
    seconds: float


def send(stream: BinaryIO, message: Any) -> None:
    """One message, its length first; without the memo, which costs time and finds nothing
    in cells.
    """
    buffer = io.BytesIO(bytes(_SIZE.size))
    buffer.seek(_SIZE.size)
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True
    pickler.dump(message)
    whole = buffer.getbuffer()
    _SIZE.pack_into(whole, 0, len(whole) - _SIZE.size)
    stream.write(whole)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """The next message.

    Raises
    ------
    EOFError
        where the other side has ended.
    """
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        raise EOFError
    body = stream.read(_SIZE.unpack(head)[0])
    if len(body) < _SIZE.unpack(head)[0]:
        raise EOFError
    return pickle.loads(body)


def main() -> None:
    """Answer jobs until the parent is gone."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(
        os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
    )  # what libraries print is no answer
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    gc.disable()  # cells make no circles
    while True:
        _answer(jobs.get(), answers)


def _listen(stream: BinaryIO, jobs: queue.SimpleQueue[Job]) -> None:
    while True:
        try:
            jobs.put(receive(stream))
        except EOFError:
            os._exit(0)


def _answer(job: Job, answers: BinaryIO) -> None:
    _limit(job)
    try:
        for sheet in sheets(_content(job.path), job.name, careful=job.careful):
            _send_sheet(sheet, answers)
        send(answers, None)
    except Refused as refused:
        send(answers, refused)
    except MemoryError:
        send(answers, Refused("large"))
    except BaseException:  # a panic of a native library is no Exception
        send(answers, Refused("hostile"))


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except PermissionError:
        raise Refused("permission") from None
    except OSError:
        raise Refused("vanished") from None


def _send_sheet(sheet: RawSheet, answers: BinaryIO) -> None:
    """The sheet without its rows, then the rows by and by."""
    rows = sheet.rows
    send(answers, (len(rows), {**sheet.__dict__, "rows": [], "numbers": []}, _steps(sheet.numbers)))
    for start in range(0, len(rows), CHUNK):
        send(answers, rows[start : start + CHUNK])


def _steps(numbers: list[int]) -> list[int] | None:
    """The rows' numbers, where they aren't simply counted."""
    return None if numbers == list(range(1, len(numbers) + 1)) else numbers


def _limit(job: Job) -> None:
    if sys.platform == "win32":
        return  # the parent watches
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = job.memory if hard == resource.RLIM_INFINITY else min(job.memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    signal.setitimer(signal.ITIMER_REAL, job.seconds + _GRACE)  # noqa: TID251 - not on Windows, see above


if __name__ == "__main__":
    main()
