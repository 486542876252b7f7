"""Where a ledger's chain ends, noted beside the database, so that a cut tail is found even before the next run's manifest.

The note is written after each append; a process killed between the two leaves a note that is behind, never one that is ahead.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from kongchuo_core.vocabulary.errors import LedgerError

NOTE = "head.json"
_REMEDY = "从备份恢复 ledger/ 整个文件夹，并查明原因"


@dataclass(frozen=True)
class Head:
    """A place in a ledger: the number of an event, from 1, and its seal; 0 before the first."""

    count: int
    seal: str


def note(folder: Path, key: bytes, head: Head) -> None:
    """Note where the chain ends; the old note stands until the new one is whole; ``LedgerError`` where it can't be written."""
    beside = folder / f"{NOTE}.new"
    try:
        with beside.open("w", encoding="ascii") as file:
            json.dump(asdict(head) | {"mark": _mark(key, head)}, file, sort_keys=True)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / NOTE)
    except OSError:
        raise LedgerError(
            f"记录已经写进台账，末笔没能记到 ledger/{NOTE}",
            remedy="检查磁盘空间和权限，再运行一次任何命令就会补记",
        ) from None


def noted(folder: Path, key: bytes) -> Head | None:
    """The end as it was noted last; ``None`` where none is.

    Raises
    ------
    LedgerError
        where the note was altered, or made with another key.
    """
    try:
        raw = json.loads((folder / NOTE).read_text("ascii"))
        head = Head(int(raw["count"]), str(raw["seal"]))
        sound = hmac.compare_digest(str(raw["mark"]), _mark(key, head))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise LedgerError(f"ledger/{NOTE} 被改动，或者密钥不是这本台账的", remedy=_REMEDY)
    return head


def missing() -> LedgerError:
    """What is said where a ledger with events has no note."""
    return LedgerError(f"ledger/ 里缺 {NOTE}，看不出台账有没有少了末尾", remedy=_REMEDY)


def cut(head: Head) -> LedgerError:
    """What is said where the chain doesn't reach a place noted elsewhere, or reaches it by another way."""
    return LedgerError(f"台账比记下的末笔少（应有第{head.count}笔）或另起过头", remedy=_REMEDY)


def _mark(key: bytes, head: Head) -> str:
    return hmac.new(key, f"head\n{head.count}\n{head.seal}".encode(), hashlib.sha256).hexdigest()
