"""What can't be made again, in one sealed file; and a workspace made from it on another computer.

The ledger with its key, signed papers and released editions, params, templates and notebooks; with
the registers and outputs too where the office moves. Moving to another computer is a backup here
and a restore there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from kongchuo_core.keeping.packing import lay_out, pack
from kongchuo_core.keeping.verify import verify
from kongchuo_core.ledger.anchor import short
from kongchuo_core.ledger.copying import held
from kongchuo_core.ledger.store import FILE, Head, Ledger
from kongchuo_core.settings.beside import MARK
from kongchuo_core.settings.copies import COPIED, NOTE
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.vocabulary.days import chinese_date
from kongchuo_core.vocabulary.errors import LedgerError, UsageError
from kongchuo_core.vocabulary.files import read_json, write_json

BACKUP = "backup"
PROOF = "最近备份.json"
"""Below ``outputs/``: which backup was made last."""
_MADE = ("data", "outputs")
"""What a backup takes along only when it is asked to."""
LOCKS = 1024
"""Bytes that the lock files of Word and Excel (162, 165) never exceed and a workbook always
does.
"""
_TRANSIENT = (
    ".lock",
    ".journal.json",
    ".journal.new",
    ".staging",
    "__pycache__",
    f"{FILE}-journal",
    f"{FILE}-wal",
    f"{FILE}-shm",
)
_BESIDE = (".backup-", MARK)
"""How the folder begins in which the copy of the database lies meanwhile."""


def backup(
    workspace: Workspace, file: Path, passphrase: str, now: datetime, *, with_data: bool = False
) -> list[str]:
    """Make a backup; the lines tell what is in it.

    Raises
    ------
    UsageError
        where the file is there already, or would lie inside what is being saved.
    LedgerError
        where the ledger doesn't verify: a damaged one must not take a sound one's place.
    """
    folders = ("ledger", *COPIED, *(_MADE if with_data else ()))
    if any(file.resolve().is_relative_to(workspace.root / folder) for folder in (*folders, *_MADE)):
        raise UsageError(
            "备份不能放在工作区里要备份的文件夹中",
            remedy="存到移动硬盘、光盘等别的介质上",
            place=(f"文件 {file.name}",),
        )
    with workspace.locked():
        place.recover(workspace)
        checked = verify(workspace)
        head = Ledger(workspace.ledger, workspace.key()).head()
        with held(workspace.ledger) as database:
            files: dict[str, Path] = {}
            for folder in folders:
                files |= files_of(workspace.root, folder)
            if (workspace.root / NOTE).is_file():
                files[NOTE] = workspace.root / NOTE
            if database is not None:
                files[f"ledger/{FILE}"] = database
            told = {
                "kind": BACKUP,
                "made_at": now.isoformat(timespec="seconds"),
                "head": asdict(head),
                "with_data": with_data,
            }
            digest = pack(file, told, files, passphrase)
        _proof(workspace, {"file": file.name, "sha256": digest, **told})
    return [
        *checked,
        f"已备份{len(files)}个文件，读回核对无误：{file}",
        f"文件的SHA-256：{digest}",
        f"抄在备份的标签上：{chinese_date(now)}，{short(head)}",
    ]


def _proof(workspace: Workspace, told: dict[str, Any]) -> None:
    """Note which backup was made last; whoever takes the work over asks for it (``kongchuo
    handover``).
    """
    with suppress(OSError):  # the backup is made; a note that can't be written doesn't undo it
        write_json(workspace.root / "outputs" / PROOF, told)


def last_proof(workspace: Workspace) -> dict[str, Any] | None:
    """What was noted of the last backup; ``None`` where nothing readable is."""
    try:
        return read_json(workspace.root / "outputs" / PROOF, remedy="再做一次备份")
    except (FileNotFoundError, LedgerError):
        return None


def files_of(root: Path, folder: str) -> dict[str, Path]:
    """Every file below a folder of the workspace by its name in a sealed file; what a command
    leaves while at work is left out.
    """
    kept = (
        p
        for p in sorted(walked(root / folder, set()))
        if not p.relative_to(root).parts[1].startswith(_BESIDE)
        and not set(p.parts) & set(_TRANSIENT)
    )
    return {p.relative_to(root).as_posix(): p for p in kept}


def walked(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """Every file of a folder and its subfolders; registers are read through links too, so they are
    kept, and searched, through them.

    ``seen``: the folders that were walked already; they are not walked again.
    """
    real = folder.resolve()
    if real in seen or not folder.is_dir():
        return
    seen.add(real)
    for path in folder.iterdir():
        if path.is_dir():
            yield from walked(path, seen)
        elif path.is_file() and not _is_lock(path):
            yield path


def _is_lock(path: Path) -> bool:
    """Whether a file is what Office writes beside one that is open; a workbook of such a name is a
    workbook.
    """
    return path.name.startswith("~$") and path.stat().st_size <= LOCKS


def restore(file: Path, into: Path, passphrase: str) -> list[str]:
    """Make a workspace from a backup, where nothing is yet; it is verified before it takes its
    place.

    Raises
    ------
    UsageError
        where there is something already.
    LedgerError
        for a wrong passphrase, a damaged file, an archive of a term, or a ledger that doesn't
        verify.
    """
    empty_place(into)
    staged = into.resolve().with_name(f".{into.resolve().name}.new")
    told = lay_out(file, passphrase, staged)
    try:
        if told["kind"] != BACKUP:
            raise LedgerError(
                "这是一个学期的封存文件，不是备份",
                remedy="用 kongchuo unarchive 放回工作区",
                place=(f"文件 {file.name}",),
            )
        lines = _taken_up(staged, told)
        into.mkdir(parents=True, exist_ok=True)
        for path in sorted(staged.iterdir()):
            path.rename(into / path.name)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return [
        *lines,
        f"已恢复到 {into}（备份时间 {told['made_at']}，{short(Head(**told['head']))}）。",
        "与最近签发的文书、备份标签上写的台账笔数比一比：少的，说明这份备份不是最新的，先找最新的。",
    ]


def _taken_up(staged: Path, told: dict[str, Any]) -> list[str]:
    """Make the folders a workspace has, guard the key, and verify."""
    for name in (*_MADE, "ledger"):
        (staged / name).mkdir(exist_ok=True)
    workspace = Workspace.at(staged)
    key = workspace.ledger / "key"
    if key.is_file():
        key.chmod(0o600)
    lines = verify(workspace)
    if asdict(Ledger(workspace.ledger, workspace.key()).head()) != told["head"]:
        raise LedgerError("恢复出来的台账末笔与备份时记下的不同", remedy="换另一份备份，并查明原因")
    return lines


def empty_place(into: Path) -> None:
    """Raise ``UsageError`` where a folder isn't empty: nothing is ever overwritten."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError(
            "要恢复到的地方不是空文件夹，不覆盖",
            remedy="换一个新文件夹；恢复后核对无误再停用旧的",
            place=(f"文件夹 {into.name}",),
        )
