"""The ledger only grows, records nothing twice, and shows every change."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongchuo_core.ledger.events import Event, Kind, parse
from kongchuo_core.ledger.heads import NOTE, note
from kongchuo_core.ledger.store import FILE, GENESIS, Head, Ledger
from kongchuo_core.vocabulary.errors import ComputerError, LedgerError

KEY = bytes(range(32))
NOW = datetime(2025, 10, 9, 8, 30)


def decision(n: int, *, same: bool = True) -> Event:
    return Event(
        Kind.DECISION,
        f"C{n}",
        date(2025, 10, n % 28 + 1),
        "张三",
        {"evidence": f"e{n}", "same": same},
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    book = Ledger(tmp_path, KEY)
    book.append([decision(n) for n in range(4)], NOW)
    return book


def tamper(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.executescript(
            "DROP TRIGGER events_never_change; DROP TRIGGER events_never_leave;"
        )
        connection.execute(statement)


def test_recording_the_same_event_again_adds_nothing(ledger: Ledger) -> None:
    """A form imported twice leaves one record, whenever it is imported."""
    before = ledger.head()
    assert ledger.append([decision(2), decision(2)], datetime(2026, 1, 1)) == 0
    assert ledger.head() == before


def test_an_event_comes_back_as_it_was_recorded(ledger: Ledger) -> None:
    """Reading the store gives the events that were put in, in that order."""
    assert [r.event for r in ledger.events(Kind.DECISION)] == [decision(n) for n in range(4)]


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.none()),
        max_size=4,
    )
)
def test_canonical_text_is_read_back_whole(payload: dict[str, object]) -> None:
    """Whatever codes an event carries, its text gives the same event and the same digest."""
    event = Event(Kind.EDITION, "2025-autumn", date(2025, 10, 31), "kongchuo run", payload)
    assert parse(event.content) == event
    assert parse(event.content).digest == event.digest


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET content = replace(content, '张三', '李四') WHERE seq = 2",
        "UPDATE events SET recorded_at = '2025-01-01T00:00:00' WHERE seq = 3",
        "DELETE FROM events WHERE seq = 2",
        "UPDATE events SET seal = (SELECT seal FROM events WHERE seq = 1) WHERE seq = 4",
    ],
)
def test_any_change_is_found(ledger: Ledger, tmp_path: Path, statement: str) -> None:
    """An event altered, backdated, taken out or resealed by somebody without the key is named by
    its place.
    """
    tamper(tmp_path, statement)
    with pytest.raises(LedgerError, match=r"第[234]笔记录被改动或缺失"):
        ledger.verify()


def test_a_cut_tail_is_found_by_every_head_noted(ledger: Ledger, tmp_path: Path) -> None:
    """The chain alone can't show a lost end; the note beside it does, and without it the manifests'
    heads.
    """
    head = ledger.head()
    tamper(tmp_path, "DELETE FROM events WHERE seq = 4")
    for attempt in (ledger.verify, lambda: Ledger(tmp_path, KEY), lambda: ledger.append([], NOW)):
        with pytest.raises(LedgerError, match="应有第4笔"):
            attempt()
    (tmp_path / NOTE).unlink()
    for attempt in (ledger.verify, lambda: Ledger(tmp_path, KEY), lambda: ledger.append([], NOW)):
        with pytest.raises(LedgerError, match=r"缺 head\.json"):
            attempt()
    note(tmp_path, KEY, ledger.head())
    assert ledger.verify() == 3
    with pytest.raises(LedgerError, match="应有第4笔"):
        ledger.verify([head])


def test_a_note_can_not_be_written_without_the_key(ledger: Ledger, tmp_path: Path) -> None:
    """Whoever cuts the tail and puts an earlier event's number and seal into the note is found all
    the same.
    """
    tamper(tmp_path, "DELETE FROM events WHERE seq = 4")
    told = json.loads((tmp_path / NOTE).read_text("ascii"))
    for forged in (told | {"count": 3, "seal": ledger.head().seal}, {"count": 3}, []):
        (tmp_path / NOTE).write_text(json.dumps(forged), "ascii")
        with pytest.raises(LedgerError, match=r"head\.json(：文件损坏| 被改动)"):
            ledger.verify()


def test_a_note_left_behind_by_a_killed_process_is_caught_up(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Killed between writing and noting: nothing is wrong, and opening the ledger notes the true
    end.
    """
    before = (tmp_path / NOTE).read_bytes()
    ledger.append(
        [Event(Kind.VERIFIED, "C9", date(2025, 10, 9), "杨示例", {"cause": "illness"})], NOW
    )
    after = (tmp_path / NOTE).read_bytes()
    (tmp_path / NOTE).write_bytes(before)
    assert Ledger(tmp_path, KEY).verify() == 5
    assert (tmp_path / NOTE).read_bytes() == after != before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE persons SET number = '539924201502021230' WHERE child_id = 'C1'",
        "DELETE FROM persons WHERE child_id = 'C2'",
        "INSERT INTO persons VALUES ('C3', NULL, NULL, '王三', NULL, NULL, NULL, '2025-autumn')",
        "DELETE FROM details",
    ],
)
def test_changed_details_of_a_person_are_found_and_not_built_upon(
    ledger: Ledger, tmp_path: Path, statement: str
) -> None:
    """They aren't in the chain, for they may be erased; a seal of their own shows any change that
    wasn't ours.
    """
    people = [
        (f"C{n}", f"53992420150101{n:04}", None, "王一", 20150101, "1", "甲镇|001", "2025-autumn")
        for n in (1, 2)
    ]
    ledger.append([], NOW, people)
    tamper(tmp_path, statement)
    for attempt in (ledger.verify, ledger.persons, lambda: ledger.append([], NOW, people)):
        with pytest.raises(LedgerError, match="个人信息被改动或缺失"):
            attempt()


def test_another_key_does_not_fit(ledger: Ledger, tmp_path: Path) -> None:
    """A ledger opened with a key that isn't its own does not verify."""
    with pytest.raises(LedgerError):
        Ledger(tmp_path, bytes(32)).verify()


def test_the_database_itself_refuses_change(ledger: Ledger, tmp_path: Path) -> None:
    """Even a program that goes round ours can't update or delete without first removing the
    triggers.
    """
    with sqlite3.connect(tmp_path / FILE) as connection:
        for statement in ("UPDATE events SET content = ''", "DELETE FROM events"):
            with pytest.raises(sqlite3.IntegrityError, match="append only"):
                connection.execute(statement)


def test_what_people_recorded_does_not_count_the_runs_own_events(ledger: Ledger) -> None:
    """A run's own event moves the head but not what was known, so that running again gives the same
    edition.
    """
    known = ledger.known()
    ledger.append([Event(Kind.EDITION, "2025-autumn", date(2025, 10, 31), "kongchuo run", {})], NOW)
    assert ledger.known() == known
    assert ledger.head().count == known.count + 1
    assert Ledger.known(ledger) != Head(0, GENESIS)


def test_an_event_of_an_unknown_kind_is_an_error_with_a_remedy() -> None:
    """A ledger written by a newer program is not read as if nothing had happened."""
    with pytest.raises(LedgerError, match="不认识的记录"):
        parse(
            '{"kind":"future","version":1,"subject":"C1","happened_on":"2025-10-01","by":"张三","payload":{}}'
        )


def test_a_damaged_file_is_told_in_chinese(tmp_path: Path) -> None:
    """A file that is no database gives the clerk a sentence, not a traceback."""
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite：台账文件已损坏"):
        Ledger(tmp_path, KEY)


def test_a_ledger_that_cannot_be_opened_is_told_in_chinese(tmp_path: Path) -> None:
    """A folder stands where the file should be."""
    (tmp_path / FILE).mkdir()
    with pytest.raises(ComputerError, match=r"ledger\.sqlite：台账现在读不了或者写不进去"):
        Ledger(tmp_path, KEY)


def test_every_byte_of_the_ledger_counts(ledger: Ledger, tmp_path: Path) -> None:
    """A byte changed anywhere in the database, in an index or in a page that nothing uses, is found
    by verify and told.
    """
    path, chance = tmp_path / FILE, Random(3)
    whole = path.read_bytes()
    assert ledger.verify() == 4
    for place in (24, 30, 60, 95, *(chance.randrange(len(whole)) for _ in range(46))):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        with pytest.raises(LedgerError, match=r"台账|ledger"):
            Ledger(tmp_path, KEY).verify()
        path.write_bytes(whole)
    assert Ledger(tmp_path, KEY).verify() == 4


def test_persons_are_kept_once_and_in_a_fixed_order(ledger: Ledger) -> None:
    """The same details again add no line; corrected details add one under the same number."""
    first = ("C1", "539924201501011234", None, "王一", 20150101, "1", "甲镇|001", "2025-autumn")
    later = (*first[:-1], "2026-spring")
    corrected = (*first[:3], "王壹", *first[4:])
    ledger.append([], NOW, [corrected, first])
    ledger.append([], NOW, [later])
    assert ledger.persons()["name"] == ["王一", "王壹"]
    assert set(ledger.persons()["child_id"]) == {"C1"}


def test_a_note_that_can_not_be_written_is_told_and_made_up_for(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Something stands where the note is to be written: nothing is recorded. Killed before it could
    be noted: the next opening notes the end, or says that it can't.
    """
    obstacle, before = tmp_path / f".{NOTE}.new", (tmp_path / NOTE).read_bytes()
    obstacle.mkdir()
    with pytest.raises(OSError):
        ledger.append([decision(9)], NOW)
    assert ledger.head().count == 4
    obstacle.rmdir()
    ledger.append([decision(9)], NOW)
    (tmp_path / NOTE).write_bytes(before)
    obstacle.mkdir()
    with pytest.raises(ComputerError, match=r"记录已经写进台账，末笔没能记到 ledger/head\.json"):
        Ledger(tmp_path, KEY)
    obstacle.rmdir()
    assert (
        Ledger(tmp_path, KEY).verify() == 5
        and json.loads((tmp_path / NOTE).read_text("ascii"))["count"] == 5
    )
