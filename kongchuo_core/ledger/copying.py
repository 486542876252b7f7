"""The ledger's database, held still while it is copied: no plain copy of it is ever left
beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kongchuo_core.ledger.store import FILE, trouble


@contextmanager
def held(folder: Path) -> Iterator[Path | None]:
    """The database file of a ``ledger/`` while nobody can write it; ``None`` where there is none
    yet.

    Raises
    ------
    LedgerError
        where it is damaged.
    ComputerError
        where it can't be read now.
    """
    source = folder / FILE
    if not source.is_file():
        yield None
        return
    with closing(sqlite3.connect(source, timeout=10, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            raise trouble(error) from None
        yield source
