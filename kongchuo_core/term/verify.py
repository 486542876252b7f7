"""Nothing altered, nothing missing: the ledger's chain, its heads in the manifests, the files of every edition."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kongchuo_core.ledger.store import Head, Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.place import MANIFEST, digests
from kongchuo_core.vocabulary.errors import LedgerError


def verify(workspace: Workspace) -> list[str]:
    """Check the ledger and every placed edition; the lines tell what was checked.

    Raises
    ------
    LedgerError
        naming the first event or file that was changed or is missing.
    """
    editions = sorted((workspace.root / "outputs").glob(f"*/internal/{MANIFEST}"))
    manifests = [json.loads(p.read_text("utf-8")) for p in editions]
    heads = [Head(**m["dates"]["ledger_head"]) for m in manifests]
    checked = Ledger(workspace.ledger, workspace.key()).verify(heads)
    lines = [f"台账{checked}笔记录连续、未被改动。"]
    return [*lines, *(_files(path.parent, manifest) for path, manifest in zip(editions, manifests, strict=True))]


def _files(folder: Path, manifest: dict[str, Any]) -> str:
    found = {name: digest for name, digest in digests(folder).items() if name != MANIFEST}
    for name, digest in manifest["outputs"].items():
        if found.get(name) != digest:
            raise LedgerError(
                f"{manifest['term']}的文件{'缺失' if name not in found else '被改动'}：{name}",
                remedy="重新运行 kongchuo run 生成这一期次，或从备份恢复",
            )
    return f"{manifest['term']}：{len(found)}个文件与清单相符。"
