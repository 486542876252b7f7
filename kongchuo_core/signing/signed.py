"""``ledger/papers/``: signed papers with a note beside each, kept unchanged; scans of the signed
pages; are they all there?
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from kongchuo_core.ledger.events import SIGNING
from kongchuo_core.ledger.signoff import SCANS, Register, Signed, register
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import InputError, LedgerError
from kongchuo_core.vocabulary.files import write_whole

PAPERS = "papers"


def papers_of(workspace: Workspace) -> Register:
    """The register of signed papers."""
    return register(Ledger(workspace.ledger, workspace.key()).events(*SIGNING))


def folder(workspace: Workspace) -> Path:
    """The folder of signed papers; it is made where it is missing."""
    found = workspace.ledger / PAPERS
    found.mkdir(exist_ok=True)
    return found


def keep(path: Path, content: bytes) -> str:
    """Write a file so that it is whole or not there, and give its SHA-256."""
    write_whole(path, content)
    return hashlib.sha256(content).hexdigest()


def note(record: Mapping[str, str]) -> bytes:
    """What stands beside a signed paper: where it came from, who wrote and who signed it; no name
    of a child.
    """
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def noted(workspace: Workspace, paper: Signed) -> dict[str, str]:
    """The note of a paper.

    Raises
    ------
    LedgerError
        where it is missing or altered.
    """
    content = _read(workspace, f"{paper.key}.json", paper.record, paper)
    found: dict[str, str] = json.loads(content)
    return found


def document_of(workspace: Workspace, paper: Signed) -> bytes:
    """The Word file of a paper as it was signed.

    Raises
    ------
    LedgerError
        where it, or the note beside it, is missing or altered.
    """
    name = f"{paper.key} {noted(workspace, paper)['文书']}.docx"
    return _read(workspace, name, paper.document, paper)


def scanned(file: Path) -> tuple[bytes, str]:
    """A scan and its type.

    Raises
    ------
    InputError
        where it is missing, or neither PDF nor picture.
    """
    if not file.is_file():
        raise InputError(
            "没有这个扫描件", remedy="检查文件夹和文件名", place=(f"文件 {file.name}",)
        )
    content = file.read_bytes()
    known = next((name for name, start in SCANS.items() if content.startswith(start)), None)
    if known is None:
        raise InputError(
            "扫描件只收 PDF、PNG、JPG", remedy="在扫描仪上另存为 PDF", place=(f"文件 {file.name}",)
        )
    return content, known


def scan_name(paper: Signed, number: int, kind: str) -> str:
    """The file of a paper's scan, counted from 1."""
    return f"{paper.key} 扫描件{number if number > 1 else ''}.{kind}"


def check_papers(workspace: Workspace) -> list[str]:
    """Whether every signed paper, note and scan is there and as it was; the lines tell what was
    checked and what is out of order.

    Raises
    ------
    LedgerError
        naming the first file that was changed or is missing.
    """
    found = papers_of(workspace)
    expected = set()
    for paper in found.papers:
        names = {
            f"{paper.key} {noted(workspace, paper)['文书']}.docx": paper.document,
            f"{paper.key}.json": paper.record,
        }
        names |= {
            scan_name(paper, n, kind): digest for n, (digest, kind) in enumerate(paper.scans, 1)
        }
        for name, digest in names.items():
            _read(workspace, name, digest, paper)
        expected |= set(names)
    lines = [
        f"签发的文书{len(found.papers)}份（含作废{sum(p.voided_on is not None for p in found.papers)}份）与台账相符。"
    ]
    lines += [f"签发登记有问题：{wrong}。" for wrong in found.irregularities]
    there = {p.name for p in (workspace.ledger / PAPERS).glob("*") if p.is_file()}
    left = sorted(there - expected)
    if found.lost:
        lines.append(f"另有{len(found.lost)}个签发号在丢失的台账里用过，不再使用。")
    return [
        *lines,
        *(
            [
                f"ledger/papers/ 里有{len(left)}个文件没有签发记录，如“{left[0]}”：签发中断留下的，核对后可删去。"
            ]
            if left
            else []
        ),
    ]


def out_of_order(workspace: Workspace) -> None:
    """Raise ``LedgerError`` where numbers or entries of signed papers are out of order."""
    wrong = papers_of(workspace).irregularities
    if wrong:
        raise LedgerError(
            f"签发登记有问题：{'；'.join(wrong)}",
            remedy="查明原因；多签的用 kongchuo approve --void 作废，缺的号在发文登记簿上注明",
        )


def _read(workspace: Workspace, name: str, digest: str, paper: Signed) -> bytes:
    path = workspace.ledger / PAPERS / name
    content = path.read_bytes() if path.is_file() else None
    if content is None or hashlib.sha256(content).hexdigest() != digest:
        raise LedgerError(
            f"签发的文书{paper.shown}的文件{'缺失' if content is None else '被改动'}：{name}",
            remedy="从备份恢复 ledger/ 整个文件夹，并查明原因",
        )
    return content
