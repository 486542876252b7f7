"""The ledger's store: SQLite in ``ledger/ledger.sqlite``, events appended under a keyed chain of
seals, nothing ever changed.

Every append is one transaction with full synchronisation; a process killed at any moment leaves a
ledger that verifies. Where the chain ends is noted beside it (``heads``); the details of persons
stand under a seal of their own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kongchuo_core.ledger import anchor, heads
from kongchuo_core.ledger import persons as one_person
from kongchuo_core.ledger.anchor import Anchor
from kongchuo_core.ledger.events import Event, Kind, check, parse, told_by_people
from kongchuo_core.ledger.heads import Head as Head
from kongchuo_core.vocabulary.errors import ComputerError, KongchuoError, LedgerError

FILE = "ledger.sqlite"
GENESIS = "0" * 64

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, recorded_at TEXT NOT NULL, content TEXT NOT NULL, seal TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS persons (
    child_id TEXT NOT NULL, number TEXT, student TEXT, name TEXT, birth INTEGER, sex TEXT, household TEXT, seen_in TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS persons_once ON persons (
    child_id, ifnull(number, ''), ifnull(student, ''), ifnull(name, ''), ifnull(birth, 0), ifnull(sex, ''), ifnull(household, '')
);
CREATE TABLE IF NOT EXISTS found (
    child_id TEXT NOT NULL, found_on TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, by TEXT NOT NULL,
    PRIMARY KEY (child_id, found_on, field, value)
) STRICT;
CREATE TABLE IF NOT EXISTS details (one INTEGER PRIMARY KEY CHECK (one = 1), seal TEXT NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS events_never_change BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS events_never_leave BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""
PERSON_COLUMNS = ("child_id", "number", "student", "name", "birth", "sex", "household", "seen_in")
"""Details of a person as first seen in a term; they may be erased, the chain does not hold them."""
FOUND_COLUMNS = ("child_id", "found_on", "field", "value", "by")
"""What somebody found on a visit: guardian, telephone, address, what the child does and needs;
erased with the person's details.
"""


@dataclass(frozen=True)
class Recorded:
    """An event as it stands in the chain."""

    seq: int
    recorded_at: str
    event: Event
    seal: str


class Ledger:
    """The ledger of one workspace.

    Parameters
    ----------
    folder : ``ledger/``, which holds the key too.
    key : the workspace's key, for the seals.
    older : whether one that doesn't reach the notes outside ``ledger/`` (``anchor``) is opened all
        the same, to mend it.

    Raises
    ------
    LedgerError
        where it is damaged, cut, older than the notes outside it say, or another office's.
    ComputerError
        where it can't be read or written now.
    """

    def __init__(self, folder: Path, key: bytes, *, older: bool = False) -> None:
        self._folder, self._path, self._key = folder, folder / FILE, key
        noted = heads.noted(folder, key)
        with self._open() as connection:
            connection.executescript(_SCHEMA)
            head = self._reaches(connection, noted)
            outside = None if older else anchor.newest(folder, key)
            if outside is not None:
                self._holds(connection, outside, head)
        if head != noted:
            self._note_end(head)
        if outside is not None and outside.head.count < head.count:
            self.note_outside()  # whoever recorded last was killed before it could

    def _holds(self, connection: sqlite3.Connection, outside: Anchor, last: Head) -> None:
        """Raise ``LedgerError`` where the chain doesn't reach what was noted outside, or reaches it
        by another way.
        """
        noted = outside.head
        row = connection.execute("SELECT seal FROM events WHERE seq = ?", (noted.count,)).fetchone()
        if noted.count and row != (noted.seal,):
            raise anchor.older(outside, min(last.count, noted.count - 1))

    def _reaches(self, connection: sqlite3.Connection, noted: Head | None) -> Head:
        """Where the chain ends; raises ``LedgerError`` where it doesn't reach what was noted."""
        last = _last(connection)
        if noted is None and last.count:
            raise heads.missing()
        if noted is not None and noted.count:
            stands = connection.execute(
                "SELECT seal FROM events WHERE seq = ?", (noted.count,)
            ).fetchone()
            if stands != (noted.seal,):
                raise heads.cut(noted)
        return last

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path, timeout=10)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA secure_delete = ON")
                yield connection
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise trouble(error) from None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; what was noted must still stand before it, and the new end is noted
        after it.
        """
        with self._open() as connection:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                stands = self._reaches(connection, heads.noted(self._folder, self._key))
                heads.note(self._folder, self._key, stands)  # from here on the bytes may differ
                yield connection
            head = _last(connection)
        self._note_end(head, self._bytes())
        self.note_outside()

    def note_outside(self) -> None:
        """Note outside ``ledger/`` where the chain ends, with the numbers and editions that were
        given.
        """
        if anchor.places(self._folder):
            listed = [r.event for r in self._recorded() if r.event.kind in anchor.LISTED]
            anchor.write(self._folder, self._key, self.head(), listed)

    def _note_end(self, head: Head, written: str = "") -> None:
        try:
            heads.note(self._folder, self._key, head, written)
        except OSError:
            raise heads.unnoted() from None

    def _bytes(self) -> str:
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _seal(self, before: str, recorded_at: str, content: str) -> str:
        return hmac.new(
            self._key, f"{before}\n{recorded_at}\n{content}".encode(), hashlib.sha256
        ).hexdigest()

    def append(
        self,
        events: Iterable[Event],
        recorded_at: datetime,
        persons: Sequence[tuple[object, ...]] = (),
        found: Sequence[tuple[str, str, str, str, str]] = (),
        gone: Sequence[tuple[str, str, str]] = (),
    ) -> int:
        """Record events, persons and what visits found in one transaction; what is recorded already
        stays as it is.

        Parameters
        ----------
        recorded_at : when, as the command line read the clock.
        persons : rows of :data:`PERSON_COLUMNS`.
        found : rows of :data:`FOUND_COLUMNS`.
        gone : child, day and who visited: what that visit found is taken out again.

        Returns
        -------
        int
            how many events were new.

        Raises
        ------
        LedgerError
            for an ill-formed event; then nothing of the batch was recorded.
        """
        when = recorded_at.isoformat(timespec="seconds")
        with self._writing() as connection:
            new = self._add(connection, events, when)
            if persons or found or gone:
                self._details(connection)
                connection.executemany(
                    f"INSERT OR IGNORE INTO persons VALUES ({', '.join('?' * len(PERSON_COLUMNS))})",
                    persons,
                )
                connection.executemany(
                    "INSERT OR IGNORE INTO found VALUES (?, ?, ?, ?, ?)", list(found)
                )
                connection.executemany(
                    "DELETE FROM found WHERE child_id = ? AND found_on = ? AND by = ?", list(gone)
                )
                self._seal_details(connection)
        return new

    def _details(self, connection: sqlite3.Connection) -> list[tuple[object, ...]]:
        """The lines of persons in their order; raises ``LedgerError`` where they aren't those that
        were sealed.
        """
        rows = _persons(connection)
        whole = [*rows, *_found(connection)]
        sealed = connection.execute("SELECT seal FROM details").fetchone()
        if (sealed or whole) and sealed != (self._seal_of(whole),):
            raise LedgerError(
                "台账里的个人信息被改动或缺失", remedy="从备份恢复 ledger/ 整个文件夹，并查明原因"
            )
        return rows

    def _seal_details(self, connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO details VALUES (1, ?)",
            (self._seal_of([*_persons(connection), *_found(connection)]),),
        )

    def _seal_of(self, rows: Sequence[tuple[object, ...]]) -> str:
        return hmac.new(
            self._key, json.dumps(rows, ensure_ascii=False, default=repr).encode(), hashlib.sha256
        ).hexdigest()

    def _add(self, connection: sqlite3.Connection, events: Iterable[Event], when: str) -> int:
        seal, new = (
            next(
                iter(connection.execute("SELECT seal FROM events ORDER BY seq DESC LIMIT 1")),
                (GENESIS,),
            )[0],
            0,
        )
        for event in events:
            check(event)
            if connection.execute(
                "SELECT 1 FROM events WHERE digest = ?", (event.digest,)
            ).fetchone():
                continue
            seal = self._seal(seal, when, event.content)
            connection.execute(
                "INSERT INTO events (digest, recorded_at, content, seal) VALUES (?, ?, ?, ?)",
                (event.digest, when, event.content, seal),
            )
            new += 1
        return new

    def erase(self, orders: Sequence[Event], recorded_at: datetime) -> int:
        """Erase the details of the persons that events of kind ``ERASED`` are about; the events
        stay, the chain still verifies.

        Returns
        -------
        int
            how many lines of details were erased; their bytes are overwritten in the file.

        Raises
        ------
        LedgerError
            for an event of another kind, or one that is ill formed; then nothing was erased.
        """
        if any(order.kind is not Kind.ERASED for order in orders):
            raise LedgerError(
                "只有“抹去”的记录才能抹去个人信息", remedy="这是程序的错误，请把这句话告诉维护人员"
            )
        meant = {order.subject for order in orders}
        meant |= {number for number, into in self.said().joined.items() if into in meant}
        with self._writing() as connection:
            self._details(connection)
            self._add(connection, orders, recorded_at.isoformat(timespec="seconds"))
            gone = [
                connection.execute("DELETE FROM persons WHERE child_id = ?", (number,)).rowcount
                for number in sorted(meant)
            ]
            for number in sorted(meant):
                connection.execute("DELETE FROM found WHERE child_id = ?", (number,))
            self._seal_details(connection)
        return sum(gone)

    def events(self, *kinds: Kind) -> list[Recorded]:
        """All events, or those of some kinds, in the order in which they were recorded; those of
        joined persons as one person's.
        """
        written = self._recorded()
        joined = one_person.said(r.event for r in written).joined
        told = one_person.as_one([r.event for r in written], joined)
        found = (replace(r, event=e) for r, e in zip(written, told, strict=True))
        return [r for r in found if not kinds or r.event.kind in kinds]

    def written(self) -> list[Recorded]:
        """Every event as it was written, joined persons apart."""
        return self._recorded()

    def said(self) -> one_person.Said:
        """What an office said of who is one person, in force."""
        return one_person.said(r.event for r in self._recorded())

    def _recorded(self) -> list[Recorded]:
        """Every event as it was written."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT seq, recorded_at, content, seal FROM events ORDER BY seq"
            ).fetchall()
        return [Recorded(seq, at, parse(content), seal) for seq, at, content, seal in rows]

    def head(self) -> Head:
        """Where the ledger stands."""
        with self._open() as connection:
            return _last(connection)

    def known(self) -> Head:
        """The last event that people recorded, not a run: what was known. An edition depends on
        events up to this one alone.
        """
        told = [r for r in self.events() if told_by_people(r.event)]
        return Head(told[-1].seq, told[-1].seal) if told else Head(0, GENESIS)

    def persons(self) -> dict[str, list[object]]:
        """Details of all persons known, as columns of :data:`PERSON_COLUMNS`, in a fixed order;
        those joined under one number.

        What was noted under a number while another was joined to it goes back to that one when the
        joining is taken back.
        """
        with self._open() as connection:
            rows = self._details(connection)
        said = self.said()
        lent: set[tuple[object, ...]] = set()
        for number, into in said.undone:
            lent |= {(into, *r[1:-1]) for r in rows if r[0] == number}
        kept = [r for r in rows if r[:-1] not in lent]
        columns = {c: [r[i] for r in kept] for i, c in enumerate(PERSON_COLUMNS)}
        return columns | {"child_id": [said.joined.get(str(c), c) for c in columns["child_id"]]}

    def found(self) -> list[dict[str, str]]:
        """What visits found, as columns of :data:`FOUND_COLUMNS`, in a fixed order; of persons
        joined under one number.
        """
        with self._open() as connection:
            self._details(connection)
            rows = _found(connection)
        joined = self.said().joined
        told = [dict(zip(FOUND_COLUMNS, map(str, row), strict=True)) for row in rows]
        return [
            line | {"child_id": joined.get(line["child_id"], line["child_id"])} for line in told
        ]

    def _sound(self, connection: sqlite3.Connection) -> None:
        """Whether the database is whole, its indexes too, and byte for byte as it was
        written last.
        """
        told = connection.execute("PRAGMA integrity_check").fetchone()
        connection.rollback()
        written = heads.written(self._folder, self._key)
        if told != ("ok",) or written not in ("", self._bytes()):
            raise LedgerError(
                "台账文件被改动，或者磁盘上坏了",
                remedy="从备份恢复 ledger/ 整个文件夹，并查明原因",
                place=(f"文件 ledger/{FILE}",),
            )

    def verify(self, elsewhere: Iterable[Head] = ()) -> int:
        """Check every seal, and that every head noted beside it and elsewhere (in manifests) still
        stands in the chain.

        Returns
        -------
        int
            how many events were checked.

        Raises
        ------
        LedgerError
            naming the first event that was changed, or that the tail was cut, or that details of
            persons were changed.
        """
        noted = heads.noted(self._folder, self._key)
        with self._open() as connection:
            rows = connection.execute(
                "SELECT seq, digest, recorded_at, content, seal FROM events ORDER BY seq"
            ).fetchall()
        before, seals = GENESIS, {0: GENESIS}
        for place, (seq, digest, at, content, seal) in enumerate(rows, 1):
            if (
                seq != place
                or not all(isinstance(text, str) for text in (digest, at, content, seal))
                or hashlib.sha256(content.encode()).hexdigest() != digest
                or not hmac.compare_digest(seal, self._seal(before, at, content))
            ):
                raise LedgerError(
                    f"台账第{place}笔记录被改动或缺失",
                    remedy="从备份恢复 ledger/ 整个文件夹，并查明原因",
                )
            before = seals[place] = seal
        if noted is None and rows:
            raise heads.missing()
        for head in (*elsewhere, *([noted] if noted else ())):
            if seals.get(head.count) != head.seal:
                raise heads.cut(head)
        with self._open() as connection:
            self._details(connection)
            self._sound(connection)
        if rows and not heads.written(self._folder, self._key):
            with suppress(
                OSError
            ):  # after a crash nobody knew what was written; now it is known to be sound
                heads.note(self._folder, self._key, Head(len(rows), before), self._bytes())
        return len(rows)


_OF_THE_COMPUTER = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_AUTH,
    }
)
"""What SQLite says where nothing is damaged: the disk is full, a permission lacks, another command
is at work.
"""


def trouble(error: Exception) -> KongchuoError:
    """What an error of SQLite means to an office: its computer can't, or the file is damaged."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    where = (f"文件 ledger/{FILE}",)
    if code & 0xFF in _OF_THE_COMPUTER and code != sqlite3.SQLITE_IOERR_SHORT_READ:
        return ComputerError(
            "台账现在读不了或者写不进去，台账本身没有坏",
            remedy="看磁盘满没满、有没有权限，关闭别的命令后再运行一次",
            place=where,
        )
    return LedgerError(
        "台账文件已损坏", remedy="从备份恢复 ledger/ 整个文件夹，并查明原因", place=where
    )


def _last(connection: sqlite3.Connection) -> Head:
    """Where the chain ends."""
    row = connection.execute("SELECT seq, seal FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head(0, GENESIS)


def _found(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    columns = ", ".join(FOUND_COLUMNS)
    return connection.execute(f"SELECT {columns} FROM found ORDER BY {columns}").fetchall()


def _persons(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    columns = ", ".join(PERSON_COLUMNS)
    return connection.execute(f"SELECT {columns} FROM persons ORDER BY {columns}").fetchall()
