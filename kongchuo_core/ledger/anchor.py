"""Where a ledger's chain ends, noted outside ``ledger/`` too: beside the outputs and with what is
published.

An older ledger put in its place, or another office's, is noticed by whatever opens it next. The
note also lists what may never be given or forgotten twice: the numbers of signed papers and the
published editions. It is written after each record, so it may be behind, never ahead.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.heads import Head
from kongchuo_core.vocabulary.errors import LedgerError
from kongchuo_core.vocabulary.files import read_json, write_json

NAME = "台账末笔.json"
FORMAT = 1
LISTED = (Kind.PAPER_SIGNED, Kind.NUMBER_LOST, Kind.RELEASE_PROPOSED, Kind.RELEASED)
"""Kinds of events that are listed whole: they hold codes, dates, digests and the name of who
signed.
"""


@dataclass(frozen=True)
class Anchor:
    """What a note says: where the chain ended, and every event of the kinds :data:`LISTED` up to
    there.
    """

    head: Head
    events: tuple[Event, ...]


def short(head: Head) -> str:
    """A place in the ledger as it is printed, so that paper tells what the ledger held."""
    return f"台账第{head.count}笔·校验{head.seal[:8]}"


def places(ledger: Path) -> list[Path]:
    """Where the notes of a ``ledger/`` lie, whether written or not; none where there are no
    outputs.
    """
    outputs = ledger.parent / "outputs"
    if not outputs.is_dir():
        return []
    return [outputs / NAME, *(p / NAME for p in sorted(outputs.glob("*/public")) if p.is_dir())]


def write(ledger: Path, key: bytes, head: Head, events: Iterable[Event]) -> None:
    """Write every note; one that can't be written stays behind, and the next record makes up for
    it.
    """
    told: dict[str, Any] = {
        "format": FORMAT,
        "ledger": _name(key),
        "head": asdict(head),
        "events": [json.loads(e.content) for e in events],
    }
    for path in places(ledger):
        with suppress(OSError):
            write_json(path, told | {"mark": _mark(key, told)})


def read(path: Path, key: bytes) -> Anchor | None:
    """A note; ``None`` where there is none.

    Raises
    ------
    LedgerError
        where it was altered, or belongs to another ledger.
    """
    remedy = "从备份恢复 ledger/；确认台账没有换过的，删去这个文件，下一次记台账时重新写"
    where = (f"文件 {'/'.join(path.parts[-2:])}",)
    try:
        told = read_json(path, remedy=remedy, form=FORMAT)
        if told["ledger"] != _name(key):
            raise LedgerError(
                "ledger/ 不是这个工作区的台账（密钥不同）",
                remedy="把这个工作区原来的 ledger/ 整个文件夹放回来，或从它的备份恢复",
            )
        mark = told.pop("mark")
        head = Head(int(told["head"]["count"]), str(told["head"]["seal"]))
        events = tuple(map(_event, told["events"]))
        sound = hmac.compare_digest(str(mark).encode(), _mark(key, told).encode())
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError, AttributeError):
        sound = False
    if not sound:
        raise LedgerError("台账末笔的记录被改动", remedy=remedy, place=where)
    return Anchor(head, events)


def newest(ledger: Path, key: bytes) -> Anchor | None:
    """The note that reaches furthest; damaged ones say nothing (``verify`` names them).

    Raises
    ------
    LedgerError
        where the ledger is another office's.
    """
    found = []
    for path in places(ledger):
        try:
            found.append(read(path, key))
        except LedgerError as error:
            if error.place:
                continue
            raise
    return max((a for a in found if a), key=lambda a: a.head.count, default=None)


def older(anchor: Anchor, count: int) -> LedgerError:
    """What is said where a ledger doesn't reach the place that was noted outside it."""
    return LedgerError(
        f"ledger/ 是旧的或者另起过头：这个工作区记到过第{anchor.head.count}笔，这里只有{count}笔对得上",
        remedy="把最新的 ledger/ 放回来；确实只有旧的，运行 kongchuo resume，看缺哪些文号、版次，再决定接着用",
    )


def _event(told: dict[str, Any]) -> Event:
    day = date.fromisoformat(told["happened_on"])
    return Event(Kind(told["kind"]), told["subject"], day, told["by"], told["payload"])


def _name(key: bytes) -> str:
    """By what a note knows its ledger; it tells nothing of the key."""
    return hmac.new(key, b"which ledger", hashlib.sha256).hexdigest()[:16]


def _mark(key: bytes, told: dict[str, Any]) -> str:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hmac.new(key, f"anchor\n{text}".encode(), hashlib.sha256).hexdigest()
