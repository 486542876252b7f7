"""A copy of the ledger's database that is whole at one moment, whatever is being written meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kongchuo_core.ledger.store import FILE
from kongchuo_core.vocabulary.errors import LedgerError


def copy_database(folder: Path, into: Path) -> Path | None:
    """Copy the database of a ``ledger/`` into another folder with SQLite's own backup; ``None`` where there is none yet.

    Raises
    ------
    LedgerError
        where it can't be read.
    """
    source, target = folder / FILE, into / FILE
    if not source.is_file():
        return None
    try:
        with (
            closing(sqlite3.connect(source, timeout=10)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.DatabaseError:
        raise LedgerError(
            "台账读不出来，没有备份",
            remedy="先运行 kongchuo verify 查明；台账损坏的，从以前的备份恢复",
        ) from None
    return target
