"""Staging and swap: a run's outputs are made beside, then take the old ones' place; a crash leaves
the last good edition.

The journal tells an interrupted swap; every command first finishes it. A folder without a manifest
is no edition.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

from kongchuo_core.edition import FORMAT, REMADE
from kongchuo_core.registers.read import entries
from kongchuo_core.release import shelf
from kongchuo_core.settings.copies import COPIED
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary import files
from kongchuo_core.vocabulary.errors import Busy, LedgerError, UsageError

MANIFEST = "manifest.json"
_JOURNAL = ".journal.json"
_DAMAGED = ".journal.damaged"
"""What a journal that can't be read is called from then on; nothing reads it."""
_STAGING = ".staging"
_OLD = ".old"
LEFT = (f"outputs/*/{_STAGING}", "outputs/.unarchive", "ledger/.backup-*")
"""What a command that was killed leaves behind, with names and numbers in it: its staged outputs, a
term on its way back, the copies of the ledger that earlier versions made for a backup.
"""


def staging(workspace: Workspace, term: str) -> Path:
    """An empty folder beside the term's outputs to make the new ones in; raises as
    :func:`recover`.
    """
    with workspace.locked():
        folder = workspace.outputs(term) / _STAGING
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    return folder


def swap(workspace: Workspace, staged: Path, target: Path) -> None:
    """Put what was staged in the target's place; safe against a crash or a power cut at any moment.

    Raises
    ------
    LedgerError
        where what was staged isn't whole; the target stays as it was.
    Busy
        as :func:`recover`.
    """
    with workspace.locked():
        if not (staged / MANIFEST).is_file():
            raise LedgerError(
                "刚生成的成果在放好以前被移走了，原有的成果没有动",
                remedy="不要动 outputs 里以点开头的文件夹；再运行一次 kongchuo run",
            )
        files.flush(staged)
        entry = {"staged": _relative(workspace, staged), "target": _relative(workspace, target)}
        files.write_json(workspace.root / "outputs" / _JOURNAL, entry)
        recover(workspace)


def recover(workspace: Workspace) -> bool:
    """Finish a swap that was interrupted and clear away unfinished work; true where a swap had to
    be finished.

    Raises
    ------
    Busy
        where another command is at work: what looks unfinished is what it is doing.
    LedgerError
        once, where the journal of a swap was damaged: it is set aside, and what stood there before
        stands there again.
    """
    with workspace.locked():
        outputs = workspace.root / "outputs"
        journal = outputs / _JOURNAL
        found = journal.is_file()
        if found:
            staged, target = _journaled(workspace, journal)
            old = target.with_name(f"{_OLD}-{target.name}")
            if staged.exists():
                if target.exists():
                    shutil.rmtree(old, ignore_errors=True)
                    target.rename(old)
                staged.rename(target)
            shutil.rmtree(old, ignore_errors=True)
            journal.unlink()
        for left in (*outputs.glob(f".{_JOURNAL}.new"), *outputs.glob(f"{_JOURNAL[:-5]}.new")):
            left.unlink()
        _settle(workspace)
        for pattern in LEFT:
            for left in workspace.root.glob(pattern):
                shutil.rmtree(left, ignore_errors=True)
    return found


def _settle(workspace: Workspace) -> None:
    """What a swap had moved away goes back where nothing took its place, and is cleared where
    something did.
    """
    for old in (workspace.root / "outputs").glob(f"*/{_OLD}-*"):
        target = old.with_name(old.name.removeprefix(f"{_OLD}-"))
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(target)


def recover_unless_busy(workspace: Workspace) -> None:
    """The same for commands that only read: while another command is at work, or where nothing may
    be written, they just read.

    Raises
    ------
    LedgerError
        as :func:`recover`.
    """
    outputs = workspace.root / "outputs"
    left = any(next(workspace.root.glob(pattern), None) for pattern in LEFT)
    if left or (outputs / _JOURNAL).is_file():
        with suppress(Busy, OSError):
            recover(workspace)


def _journaled(workspace: Workspace, journal: Path) -> tuple[Path, Path]:
    """What a journal says is staged, and where it belongs."""
    remedy = "原有的成果没有动；再运行一次 kongchuo run"
    try:
        entry = files.read_json(journal, remedy=remedy)
        staged, target = (workspace.root / entry[k] for k in ("staged", "target"))
        if staged.parents[1] != target.parent or target.parents[1] != workspace.root / "outputs":
            raise KeyError(str(target))
    except (LedgerError, KeyError, TypeError, IndexError):
        journal.replace(journal.with_name(_DAMAGED))
        _settle(workspace)
        raise LedgerError(
            f"上次放成果时留下的记录损坏了，已改名为 outputs/{_DAMAGED}", remedy=remedy
        ) from None
    return staged, target


def refuse_open_files(folder: Path) -> None:
    """Find files that Word, WPS or LibreOffice has open before anything is computed.

    Raises
    ------
    UsageError
        naming them.
    """
    marks = sorted(p.name for p in chain(folder.rglob("~$*"), folder.rglob(".~lock.*#")))
    if marks:
        names = "、".join(
            m.removeprefix(".~lock.").removesuffix("#").replace("~$", "…") for m in marks[:3]
        )
        raise UsageError(
            f"有文件正在 Word 或 WPS 里打开：{names}",
            remedy="关闭这些文件后再运行；没有打开的，删去同目录里以 ~$ 或 .~lock 开头的文件",
            place=(f"文件夹 {folder.parent.name}/{folder.name}",),
        )


def manifest(workspace: Workspace, params: Params, folder: Path, facts: dict[str, Any]) -> None:
    """Write ``manifest.json``: dates, digests of params, templates, inputs, code and every output,
    the sums, published editions; no clock time.
    """
    term = params.term
    dates = {k: getattr(term, k).isoformat() for k in ("cutoff", "compared_on", "as_of")}
    content = {
        "format": FORMAT,
        "term": term.term,
        "dates": dates | {"ledger_head": facts["ledger_head"]},
        **{name: digests(workspace.root / name) for name in COPIED},
        "inputs": input_digests(workspace.data(term.term)),
        "code": code_digest(),
        "released": {edition.name: edition.digest for edition in shelf.kept(workspace)},
        "outputs": digests(folder),
        "sums": facts["proof"],
    }
    files.write_json(folder / MANIFEST, content)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an edition's folder.

    Raises
    ------
    LedgerError
        where it is damaged, lacks something, or was written by a later version.
    FileNotFoundError
        where there is none.
    """
    path = folder / MANIFEST
    told = files.read_json(path, remedy=REMADE, form=FORMAT)
    wanted = {"term": str} | dict.fromkeys(("dates", "inputs", "released", "outputs"), dict)
    wrong = [name for name, kind in wanted.items() if not isinstance(told.get(name), kind)]
    if wrong or not isinstance(told["dates"].get("ledger_head"), dict):
        raise LedgerError(
            "文件损坏，读不出来", remedy=REMADE, place=(f"文件 {'/'.join(path.parts[-3:])}",)
        )
    return told


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path with forward slashes."""
    found = sorted(
        p
        for p in folder.rglob("*")
        if p.is_file()
        and not p.name.startswith(("~$", "."))
        and ".ipynb_checkpoints" not in p.parts
    )
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found
    }


def input_digests(data: Path) -> dict[str, str]:
    """SHA-256 of every entry of a term's folder that may be a register, links followed, by its path
    with forward slashes.

    Raises
    ------
    InputError
        as ``registers.read.entries``.
    """
    found, _ = entries(data, data)
    return {entry.name: _digest(entry.path) for entry in found}


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:  # it was left out of the registers for the same reason
        return ""


def tables_digest(data: Path) -> str:
    """One digest over an edition's tables."""
    lines = "".join(
        f"{name} {digest}\n" for name, digest in digests(data).items() if name.endswith(".parquet")
    )
    return hashlib.sha256(lines.encode()).hexdigest()


def manifest_digest(folder: Path) -> str | None:
    """The digest of an edition's manifest; ``None`` where there is none."""
    path = folder / MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def code_digest() -> str:
    """One digest over the package's own files."""
    package = Path(__file__).parents[1]
    found = sorted(
        p
        for p in package.rglob("*")
        if p.suffix in {".py", ".csv", ".yaml"} and "house" not in p.relative_to(package).parts
    )
    lines = "".join(
        f"{p.relative_to(package).as_posix()} {hashlib.sha256(p.read_bytes()).hexdigest()}\n"
        for p in found
    )
    return hashlib.sha256(lines.encode()).hexdigest()


def _relative(workspace: Workspace, path: Path) -> str:
    return path.resolve().relative_to(workspace.root).as_posix()
