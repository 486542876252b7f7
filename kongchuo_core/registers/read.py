"""A register's folder → its files, and each file → raw sheets; every entry of the folder has a
fate.

What a file is, its bytes tell and not its name. The name only tells what somebody meant it to be: a
file named like a table that can't be read stops the term, another one is left out and told.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.reading import kinds, plain, refusal, workers
from kongchuo_core.registers.reading.refusal import Refused
from kongchuo_core.vocabulary.errors import InputError

SUFFIXES = (
    ".xlsx",
    ".xls",
    ".csv",
    ".xlsm",
    ".xlsb",
    ".xltx",
    ".xlt",
    ".et",
    ".ett",
    ".ods",
    ".fods",
    ".tsv",
    ".tab",
    ".parquet",
)
"""Of files that are meant to be tables."""
_HARMLESS = frozenset(
    name.casefold()
    for name in (
        "Thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "Icon\r",
        ".DS_Store",
        ".localized",
        ".directory",
        ".gitkeep",
        ".gitignore",
        "__MACOSX",
        "$RECYCLE.BIN",
        "System Volume Information",
        ".Spotlight-V100",
        ".Trashes",
        ".fseventsd",
        ".git",
        ".ipynb_checkpoints",
        "@eaDir",
        "lost+found",
        "_SUCCESS",
        "_metadata",
        "_common_metadata",
    )
)
"""What Windows, macOS, Linux and network disks put beside people's files and mostly hide; never
looked into.
"""
_BESIDE = ("~$", ".~", "._", "~wrl")
"""How the names begin of what Office, LibreOffice and macOS write beside an open or copied file."""
_OTHER_THINGS = frozenset(
    {
        "empty",
        "zeros",
        "html_without_table",
        "xml",
        "pdf",
        "image",
        "word",
        "slides",
        "archive",
        "program",
        "database",
        "rich_text",
        "binary",
        "encoding",
        "quotes",
        "permission",
        "vanished",
    }
)
"""Refusals that stop nothing under a name that doesn't promise a table."""
_KINDS = {
    "archive": "archive_left_out",
    "permission": "file_barred",
    "vanished": "file_barred",
}
"""Refusal → how it is told of what is left out, where it isn't simply no table."""
PLAIN = 16 << 20
"""Bytes of a text up to which it is read in this process: that a larger one doesn't take all the
memory, limits see to.
"""


@dataclass(frozen=True)
class Entry:
    """A file of a register's folder; ``name`` is how it is called in messages and in the
    edition.
    """

    path: Path
    name: str

    @property
    def is_meant(self) -> bool:
        """Whether its name promises a table."""
        return self.path.suffix.lower() in SUFFIXES

    @property
    def is_beside(self) -> bool:
        """Whether its name is one that programs give to what they write beside a file of
        people's.
        """
        return self.path.name.lower().startswith(_BESIDE)


@dataclass(frozen=True)
class LeftOut:
    """An entry that is not read though nobody knows it to be harmless; ``kind`` is a code of the
    quality list.
    """

    name: str
    kind: str


def entries(folder: Path, data: Path) -> tuple[list[Entry], list[LeftOut]]:
    """The files of a folder and its subfolders, links followed, sorted by name; and what is left
    out.

    What is known to be harmless is in neither. ``data`` is the folder from which names are told.

    Raises
    ------
    InputError
        where a folder can't be looked into.
    """
    files: list[Entry] = []
    left_out: list[LeftOut] = []
    if folder.is_dir():
        _walk(folder, data, set(), files, left_out)
    return sorted(files, key=lambda e: e.path), left_out


def is_harmless(name: str) -> bool:
    """Whether a name is one of those that systems put into every folder."""
    return name.casefold() in _HARMLESS or (name.startswith(".") and name.endswith(".crc"))


def _walk(
    folder: Path,
    data: Path,
    seen: set[Path],
    files: list[Entry],
    left_out: list[LeftOut],
) -> None:
    name = folder.relative_to(data).as_posix()
    try:
        real = folder.resolve(strict=True)
        found = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError:
        raise InputError(
            "文件夹打不开",
            remedy="请管理员给这个文件夹读的权限；是网络盘的，检查网络",
            place=(f"文件夹 {name}",),
        ) from None
    if real in seen:
        left_out.append(LeftOut(name, "read_before"))
        return
    seen.add(real)
    for item in found:
        path = Path(item.path)
        called = path.relative_to(data).as_posix()
        if is_harmless(item.name):
            continue
        try:
            mode = path.stat().st_mode
        except OSError:
            left_out.append(LeftOut(called, "link_broken"))
            continue
        if stat.S_ISDIR(mode):
            _walk(path, data, seen, files, left_out)
        elif not stat.S_ISREG(mode):
            left_out.append(LeftOut(called, "not_a_file"))
        elif (target := path.resolve()) in seen:
            left_out.append(LeftOut(called, "read_before"))
        else:
            seen.add(target)
            files.append(Entry(path, called))


def read_sheets(path: Path, name: str) -> list[RawSheet]:
    """Every sheet of a file; ``name`` is how the file is called in messages and in the edition.

    Raises
    ------
    InputError
        where it can't be read, saying what it really is.
    """
    try:
        return _read(path, name)
    except Refused as refused:
        raise refusal.told(refused, name) from None


def read_all_sheets(
    files: Iterable[Entry],
) -> Iterator[tuple[Entry, list[RawSheet] | InputError | LeftOut | None]]:
    """Each file with its sheets, with what is wrong with it, or with why it is left out; ``None``
    where it is harmless.
    """
    waiting = list(files)
    for entry, outcome in zip(waiting, workers.read_ahead(_read, waiting), strict=True):
        yield entry, _judged(entry, outcome)


def _read(path: Path, name: str) -> list[RawSheet]:
    """Plain text is read here, for nothing in it can do harm; all else by a process of its own."""
    try:
        with path.open("rb") as stream:
            head = stream.read(kinds.HEAD)
        if path.stat().st_size <= PLAIN and kinds.is_text(head):
            return [plain.read(path.read_bytes(), name)]
    except PermissionError:
        raise Refused("permission") from None
    except OSError:
        raise Refused("vanished") from None
    return workers.read(path, name)


def _judged(
    entry: Entry, outcome: list[RawSheet] | Refused
) -> list[RawSheet] | InputError | LeftOut | None:
    if isinstance(outcome, list):
        return outcome
    if entry.is_beside and outcome.code in _OTHER_THINGS:
        return None
    if entry.is_meant or outcome.code not in _OTHER_THINGS:
        return refusal.told(outcome, entry.name)
    return LeftOut(entry.name, _KINDS.get(outcome.code, "file_left_out"))
