"""Staging and swap: a run's outputs are made beside, then take the old ones' place; a crash leaves the last good edition.

The journal tells an interrupted swap; every command first finishes it. A folder without a manifest is no edition.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from kongchuo_core.registers.read import entries
from kongchuo_core.release import shelf
from kongchuo_core.settings.copies import COPIED
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import UsageError

MANIFEST = "manifest.json"
_JOURNAL = ".journal.json"
_STAGING = ".staging"
_OLD = ".old"


def staging(workspace: Workspace, term: str) -> Path:
    """An empty folder beside the term's outputs to make the new ones in."""
    folder = workspace.outputs(term) / _STAGING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def swap(workspace: Workspace, staged: Path, target: Path) -> None:
    """Put what was staged in the target's place; safe against a crash at any moment."""
    journal = workspace.root / "outputs" / _JOURNAL
    beside = journal.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(
            {"staged": _relative(workspace, staged), "target": _relative(workspace, target)}, file
        )
        file.flush()
        os.fsync(file.fileno())
    beside.replace(journal)
    recover(workspace)


def recover(workspace: Workspace) -> bool:
    """Finish a swap that was interrupted and clear away unfinished work; true where a swap had to be finished."""
    journal = workspace.root / "outputs" / _JOURNAL
    found = journal.is_file()
    if found:
        entry = json.loads(journal.read_text("utf-8"))
        staged, target = (workspace.root / entry[k] for k in ("staged", "target"))
        old = target.with_name(f"{_OLD}-{target.name}")
        if staged.exists():
            if target.exists():
                shutil.rmtree(old, ignore_errors=True)
                target.rename(old)
            staged.rename(target)
        shutil.rmtree(old, ignore_errors=True)
        journal.unlink()
    journal.with_suffix(".new").unlink(missing_ok=True)
    for left in (workspace.root / "outputs").glob(f"*/{_STAGING}"):
        shutil.rmtree(left, ignore_errors=True)
    return found


def refuse_open_files(folder: Path) -> None:
    """Find files that Word, WPS or LibreOffice has open before anything is computed.

    Raises
    ------
    UsageError
        naming them.
    """
    marks = sorted(p.name for pattern in ("~$*", ".~lock.*#") for p in folder.rglob(pattern))
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
    """Write ``manifest.json``: dates, digests of params, templates, inputs, code and every output, the sums,
    published editions; no clock time.
    """
    term = params.term
    dates = {k: getattr(term, k).isoformat() for k in ("cutoff", "compared_on", "as_of")}
    content = {
        "term": term.term,
        "dates": dates | {"ledger_head": facts["ledger_head"]},
        **{name: digests(workspace.root / name) for name in COPIED},
        "inputs": input_digests(workspace.data(term.term)),
        "code": code_digest(),
        "released": {edition.name: edition.digest for edition in shelf.kept(workspace)},
        "outputs": digests(folder),
        "sums": facts["proof"],
    }
    (folder / MANIFEST).write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n",
        "utf-8",
    )


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by its path with forward slashes."""
    files = sorted(
        p
        for p in folder.rglob("*")
        if p.is_file()
        and not p.name.startswith(("~$", "."))
        and ".ipynb_checkpoints" not in p.parts
    )
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files
    }


def input_digests(data: Path) -> dict[str, str]:
    """SHA-256 of every entry of a term's folder that may be a register, links followed, by its path with forward slashes.

    Raises
    ------
    InputError
        as ``registers.read.entries``.
    """
    files, _ = entries(data, data)
    return {entry.name: _digest(entry.path) for entry in files}


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
    files = sorted(
        p
        for p in package.rglob("*")
        if p.suffix in {".py", ".csv", ".yaml"} and "house" not in p.relative_to(package).parts
    )
    lines = "".join(
        f"{p.relative_to(package).as_posix()} {hashlib.sha256(p.read_bytes()).hexdigest()}\n"
        for p in files
    )
    return hashlib.sha256(lines.encode()).hexdigest()


def _relative(workspace: Workspace, path: Path) -> str:
    return path.resolve().relative_to(workspace.root).as_posix()
