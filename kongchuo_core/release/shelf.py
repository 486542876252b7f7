"""``ledger/releases/``: every edition that was ever published, final, its digest in the ledger;
``public/`` holds copies of it.

An edition is made beside, recorded in the ledger, then put in its place by one renaming. The record
is the moment of publication: what was staged without one is cleared away, what is recorded and not
yet in place is put there by the next command.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import FILE, Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import LedgerError
from kongchuo_core.vocabulary.files import flush

FOLDER, STAGING, PUBLIC = "releases", ".staging", "public"
PREVIEW = "public_preview"
"""Of ``outputs/<term>/``: the files as they will leave, for the approver to look at."""
_NAME = re.compile(r"(?P<term>[0-9a-z-]+)-(?P<number>[1-9][0-9]*)")


@dataclass(frozen=True)
class Kept:
    """An edition on the shelf: ``name`` is ``<term>-<n>``, ``corrects`` the edition it replaces,
    empty where it replaces none.
    """

    name: str
    term: str
    number: int
    published_on: date
    approver: str
    digest: str
    corrects: str
    folder: Path


@contextmanager
def staging(workspace: Workspace, name: str) -> Iterator[Path]:
    """An empty folder to make an edition in; what was not published by its end is cleared away."""
    folder = workspace.ledger / FOLDER / STAGING / name
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)


def kept(workspace: Workspace) -> list[Kept]:
    """Every edition ever published, in the order of publication; none where no run has made a
    ledger yet.
    """
    if not (workspace.ledger / FILE).is_file():
        return []
    recorded = Ledger(workspace.ledger, workspace.key()).events(Kind.RELEASED)
    return [_kept(workspace, r.event) for r in recorded]


def _kept(workspace: Workspace, event: Event) -> Kept:
    found = _NAME.fullmatch(event.subject)
    if found is None:
        raise LedgerError(
            "台账里有一笔公开记录的版次名称不对", remedy="从备份恢复 ledger/ 整个文件夹，并查明原因"
        )
    return Kept(
        event.subject,
        found["term"],
        int(found["number"]),
        event.happened_on,
        event.by,
        event.payload["files"],
        event.payload.get("corrects", ""),
        workspace.ledger / FOLDER / event.subject,
    )


def digest(folder: Path) -> str:
    """One digest over the names and contents of an edition's files."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    lines = [
        f"{p.relative_to(folder).as_posix()} {hashlib.sha256(p.read_bytes()).hexdigest()}\n"
        for p in files
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def publish(
    workspace: Workspace,
    staged: Path,
    maker: str,
    approver: str,
    said: Mapping[str, str],
    clock: tuple[datetime, date],
) -> Kept:
    """Record a staged edition and put it in its place and, as a copy, into ``public/``; ``clock``:
    this moment, and today.

    ``said``: which edition it ``corrects``, and the codes of the reasons given (``because``); what
    is empty isn't recorded.

    Raises
    ------
    LedgerError
        where the ledger refuses the record; then nothing was published.
    """
    flush(staged)
    of, name = digest(staged), staged.name
    payload = {"files": of} | {key: value for key, value in said.items() if value}
    now, today = clock
    made = [
        Event(Kind.RELEASE_PROPOSED, name, today, maker, {"files": of}),
        Event(Kind.RELEASED, name, today, approver, payload),
    ]
    Ledger(workspace.ledger, workspace.key()).append(made, now)
    recover(workspace)
    Ledger(workspace.ledger, workspace.key()).note_outside()  # with what is published too
    return next(k for k in kept(workspace) if k.name == name)


def recover(workspace: Workspace) -> None:
    """Put in place what is recorded, clear away what is not, and mend the copies in ``public/``.

    Raises
    ------
    LedgerError
        where an edition that was published is missing or altered.
    Busy
        where another command is at work.
    """
    beside = workspace.ledger / FOLDER / STAGING
    with workspace.locked():
        known = kept(workspace)
        _no_strangers(workspace, known)
        for edition in known:
            staged = beside / edition.name
            if not edition.folder.exists() and staged.is_dir() and digest(staged) == edition.digest:
                staged.rename(edition.folder)
            check(edition)
            _copy(workspace, edition)
            looked_at = workspace.outputs(edition.term) / PREVIEW / edition.name
            shutil.rmtree(looked_at, ignore_errors=True)  # it is published
        shutil.rmtree(beside, ignore_errors=True)


def _no_strangers(workspace: Workspace, known: Sequence[Kept]) -> None:
    """Raise ``LedgerError`` where something was published that the ledger doesn't know: it is an
    older one.
    """
    names = {edition.name for edition in known}
    there = (p for p in sorted((workspace.root / "outputs").glob(f"*/{PUBLIC}/*")) if p.is_dir())
    for path in there:
        if _NAME.fullmatch(path.name) and path.name not in names:
            raise LedgerError(
                f"公开过的版次{path.name}台账里没有，ledger/ 可能是旧的",
                remedy="把最新的 ledger/ 放回来；确实只有旧的，运行 kongchuo resume；不是公开的版次，把它移走",
                place=(f"文件夹 {'/'.join(path.parts[-3:])}",),
            )


def altered(workspace: Workspace) -> list[str]:
    """The copies in ``public/`` that are not what was published."""
    there = ((workspace.outputs(e.term) / PUBLIC / e.name, e) for e in kept(workspace))
    return [e.name for copy, e in there if copy.is_dir() and digest(copy) != e.digest]


def check(edition: Kept) -> None:
    """Whether an edition is still what was published.

    Raises
    ------
    LedgerError
        where it is missing or altered.
    """
    if not edition.folder.is_dir() or digest(edition.folder) != edition.digest:
        what = "被改动" if edition.folder.is_dir() else "缺失"
        raise LedgerError(
            f"已公开的版次{what}：{edition.name}",
            remedy="从备份恢复 ledger/ 整个文件夹，并查明原因",
            place=(f"文件夹 ledger/{FOLDER}/{edition.name}",),
        )


def _copy(workspace: Workspace, edition: Kept) -> None:
    """The only place that writes below ``outputs/<term>/public/``: a whole copy, or none."""
    target = workspace.outputs(edition.term) / PUBLIC / edition.name
    if target.is_dir() and digest(target) == edition.digest:
        return
    beside = target.with_name(f".{edition.name}")
    for old in (beside, target):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(edition.folder, beside)
    beside.rename(target)
