"""Nothing altered, nothing missing: the ledger's chain, its heads in the manifests, signed papers, the files of every edition."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Head, Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.signed import check_papers
from kongchuo_core.start.lab import told_of_results
from kongchuo_core.term.editions import known_edition
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
    ledger = Ledger(workspace.ledger, workspace.key())
    checked = ledger.verify(heads)
    lines = [f"台账{checked}笔记录连续、未被改动，末笔与记下的相符。", *check_papers(workspace)]
    lines += [
        _files(path.parent, manifest) for path, manifest in zip(editions, manifests, strict=True)
    ]
    for edition in shelf.kept(workspace):
        shelf.check(edition)
        lines.append(f"已公开的{edition.name}：与台账相符。")
    made = [r.event for r in ledger.events(Kind.EDITION)]
    for path, manifest in zip(editions, manifests, strict=True):
        known_edition(path.parent, manifest["term"], made)
    there = {manifest["term"] for manifest in manifests}
    away = {
        r.event.subject: r.event
        for r in ledger.events(Kind.ARCHIVED)
        if r.event.subject not in there
    }
    told = (
        f"{term}：{e.happened_on:%Y-%m-%d}由{e.by}封存，文件的SHA-256 {e.payload['archive']}"
        for term, e in sorted(away.items())
    )
    return [*lines, *told, *told_of_results(workspace)]


def _files(folder: Path, manifest: dict[str, Any]) -> str:
    found = {name: digest for name, digest in digests(folder).items() if name != MANIFEST}
    for name, digest in manifest["outputs"].items():
        if found.get(name) != digest:
            raise LedgerError(
                f"{manifest['term']}的文件{'缺失' if name not in found else '被改动'}：{name}",
                remedy="重新运行 kongchuo run 生成这个结果，或从备份恢复",
            )
    return f"{manifest['term']}：{len(found)}个文件与清单相符。"
