"""Files that this program writes for itself: whole or not there, and read back with one answer to
any damage.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from kongchuo_core.vocabulary.errors import LedgerError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash or a power cut the old one or the new one is there, never
    half of one; nobody else may read it.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        with open(beside, "wb", opener=_closed) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _closed(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """The same with an object as JSON, in a fixed form."""
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
    write_whole(path, text.encode())


def flush(folder: Path) -> None:
    """Every file of a folder onto the disk, before anything relies on it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def read_json(path: Path, *, remedy: str, form: int | None = None) -> dict[str, Any]:
    """What :func:`write_json` wrote.

    Parameters
    ----------
    form : the newest format of such a file that this version reads; a file of an earlier one has a
        lower number or none.

    Raises
    ------
    LedgerError
        where it is damaged, or of a later format.
    FileNotFoundError
        where there is none.
    """
    where = (f"文件 {'/'.join(path.parts[-3:])}",)
    try:
        found = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise LedgerError("文件损坏，读不出来", remedy=remedy, place=where)
    told = found.get("format", 0)
    if form is not None and (not isinstance(told, int) or told > form):
        raise LedgerError(
            "文件是更新版本的程序写的", remedy="换成那个版本或更新的版本的程序", place=where
        )
    return found
