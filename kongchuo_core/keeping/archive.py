"""A finished term put away: its registers and outputs in one sealed file, known to the ledger by
its digest; and brought back.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from kongchuo_core.keeping.backup import files_of
from kongchuo_core.keeping.packing import lay_out, pack, unpack
from kongchuo_core.keeping.verify import verify
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.lab import told_of_results
from kongchuo_core.term import place
from kongchuo_core.term.editions import made
from kongchuo_core.vocabulary.errors import LedgerError, UsageError

ARCHIVE = "archive"


def archive(
    workspace: Workspace,
    term: str,
    file: Path,
    passphrase: str,
    by: str,
    now: datetime,
    *,
    remove: bool,
) -> list[str]:
    """Archive a term; with ``remove`` its folders go once the archive was read back and recorded.

    Raises
    ------
    UsageError
        where nobody answers for it, the file is there already, or the term is the newest, which
        daily work needs.
    LedgerError
        where the term has no edition, or anything doesn't verify.
    """
    if not by.strip():
        raise UsageError("没有写由谁封存", remedy="用 --by 写上经办人的姓名")
    if file.resolve().is_relative_to(workspace.root):
        raise UsageError(
            "封存文件不能放在工作区里",
            remedy="存到移动硬盘、光盘等别的介质上",
            place=(f"文件 {file.name}",),
        )
    with workspace.locked():
        place.recover(workspace)
        _finished(workspace, term, remove)
        lines = verify(workspace)
        files = _files(workspace, term)
        manifest = place.manifest_digest(workspace.outputs(term) / "internal")
        digest = pack(
            file,
            {"kind": ARCHIVE, "term": term, "made_at": now.isoformat(timespec="seconds")},
            files,
            passphrase,
        )
        ledger = Ledger(workspace.ledger, workspace.key())
        ledger.append(
            [Event(Kind.ARCHIVED, term, now.date(), by, {"archive": digest, "manifest": manifest})],
            now,
        )
        lines += [
            f"已封存 {term}：{len(files)}个文件，读回核对无误：{file}",
            f"文件的SHA-256已记入台账：{digest}",
        ]
        if remove:
            _remove(workspace, term, files)
            lines.append(
                f"data/{term}/ 和 outputs/{term}/ 已移除；要看时用 kongchuo unarchive 放回。"
            )
            lines += told_of_results(workspace)
    return lines


def _finished(workspace: Workspace, term: str, remove: bool) -> None:
    terms = [e.facts["term"]["term"] for e in made(workspace)]
    if term not in terms:
        raise LedgerError(
            f"学期 {term} 还没有结果，没有可以封存的",
            remedy="核对学期的写法；先运行 kongchuo run",
            place=("文件夹 outputs",),
        )
    if remove and term == terms[-1]:
        raise UsageError(
            f"{term} 是最新的结果，日常查询和下一学期都要用，不能移除",
            remedy="去掉 --remove 只做封存，等下一学期运行后再移除",
        )


def _files(workspace: Workspace, term: str) -> dict[str, Path]:
    """The term's registers and outputs."""
    found = files_of(workspace.root, f"data/{term}") | files_of(workspace.root, f"outputs/{term}")
    place.refuse_open_files(workspace.outputs(term))
    return found


def _remove(workspace: Workspace, term: str, files: Mapping[str, Path]) -> None:
    """Remove what lies in the archive; a file that came meanwhile keeps its folder."""
    for path in files.values():
        path.unlink()
    for folder in (workspace.data(term), workspace.outputs(term)):
        for inner in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
            if not any(inner.iterdir()):
                inner.rmdir()
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def unarchive(workspace: Workspace, file: Path, passphrase: str) -> list[str]:
    """Bring an archived term back into the workspace it came from, where its folders aren't there
    any more.

    Raises
    ------
    UsageError
        where the term's folders are there.
    LedgerError
        for a wrong passphrase, a damaged file, a backup, or an archive this ledger doesn't know.
    """
    told, rest = unpack(file, passphrase)
    rest.close()
    where = (f"文件 {file.name}",)
    if told["kind"] != ARCHIVE:
        raise LedgerError(
            "这是备份，不是一个学期的封存文件",
            remedy="用 kongchuo restore 恢复到空文件夹",
            place=where,
        )
    term = str(told["term"])
    with workspace.locked():
        place.recover(workspace)
        if workspace.data(term).exists() or workspace.outputs(term).exists():
            raise UsageError(
                f"data/{term}/ 或 outputs/{term}/ 还在，不覆盖",
                remedy="不需要放回；确实要换的，先把原来的移走",
                place=where,
            )
        known = {
            r.event.subject for r in Ledger(workspace.ledger, workspace.key()).events(Kind.ARCHIVED)
        }
        if term not in known:
            raise LedgerError(
                "台账里没有这次封存的记录，不是从这个工作区封存的",
                remedy="用封存它的那个工作区放回",
                place=where,
            )
        staged = workspace.root / "outputs" / ".unarchive"
        try:
            lay_out(file, passphrase, staged)
            for name in ("data", "outputs"):
                if (staged / name / term).is_dir():
                    (workspace.root / name).mkdir(exist_ok=True)
                    (staged / name / term).rename(workspace.root / name / term)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        return [f"已放回 {term}。", *verify(workspace)]
