"""Where a ledger's chain ends, noted beside the database, so that a cut tail is found even before
the next run's manifest.

The note is written after each append; a process killed between the two leaves a note that is
behind, never one that is ahead.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass
from pathlib import Path

from kongchuo_core.vocabulary.errors import ComputerError, LedgerError
from kongchuo_core.vocabulary.files import read_json, write_json

NOTE = "head.json"
FORMAT = 1
"""The format of the note; the first had no number."""
_REMEDY = "从备份恢复 ledger/ 整个文件夹，并查明原因"


@dataclass(frozen=True)
class Head:
    """A place in a ledger: the number of an event, from 1, and its seal; 0 before the first."""

    count: int
    seal: str


def note(folder: Path, key: bytes, head: Head, written: str = "") -> None:
    """Note where the chain ends, and the digest of the database file as it was written (empty: it
    may be about to change).

    The old note stands until the new one is whole; raises ``OSError`` where it can't be written.
    """
    told = asdict(head) | {"format": FORMAT, "database": written}
    write_json(folder / NOTE, told | {"mark": _mark(key, head, written)})


def unnoted() -> ComputerError:
    """What is said where a record is in the ledger and its place could not be noted."""
    return ComputerError(
        f"记录已经写进台账，末笔没能记到 ledger/{NOTE}",
        remedy="检查磁盘空间和权限，再运行一次任何命令就会补记",
    )


def noted(folder: Path, key: bytes) -> Head | None:
    """The end as it was noted last; ``None`` where none is.

    Raises
    ------
    LedgerError
        where the note was altered, or made with another key.
    """
    found = _read(folder, key)
    return found[0] if found else None


def written(folder: Path, key: bytes) -> str:
    """The digest of the database file as it was written last; empty where it isn't known. Raises as
    :func:`noted`.
    """
    found = _read(folder, key)
    return found[1] if found else ""


def _read(folder: Path, key: bytes) -> tuple[Head, str] | None:
    altered = LedgerError(f"ledger/{NOTE} 被改动，或者密钥不是这本台账的", remedy=_REMEDY)
    try:
        raw = read_json(folder / NOTE, remedy=_REMEDY, form=FORMAT)
        head, of = Head(int(raw["count"]), str(raw["seal"])), str(raw.get("database", ""))
        sound = hmac.compare_digest(str(raw["mark"]).encode(), _mark(key, head, of).encode())
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise altered from None
    if not sound:
        raise altered
    return head, of


def missing() -> LedgerError:
    """What is said where a ledger with events has no note."""
    return LedgerError(f"ledger/ 里缺 {NOTE}，看不出台账有没有少了末尾", remedy=_REMEDY)


def cut(head: Head) -> LedgerError:
    """What is said where the chain doesn't reach a place noted elsewhere, or reaches it by another
    way.
    """
    return LedgerError(f"台账比记下的末笔少（应有第{head.count}笔）或另起过头", remedy=_REMEDY)


def _mark(key: bytes, head: Head, written: str) -> str:
    of = f"\n{written}" if written else ""
    return hmac.new(
        key, f"head\n{head.count}\n{head.seal}{of}".encode(), hashlib.sha256
    ).hexdigest()
