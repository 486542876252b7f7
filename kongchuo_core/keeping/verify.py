"""Nothing altered, nothing missing: the ledger's chain, its heads in the manifests, signed papers,
the files of every edition.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.ledger import anchor
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Head, Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings import copies
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.signed import check_papers
from kongchuo_core.start.lab import told_of_results
from kongchuo_core.term import place
from kongchuo_core.term.editions import known_edition
from kongchuo_core.term.place import MANIFEST, digests, input_digests, read_manifest
from kongchuo_core.vocabulary.errors import Busy, LedgerError

_EDITED = "是本办在 Word 里改了字句、准备签发的，照样签发；不是的，"
MOST_NAMED = 3
"""How many changed files a line names."""


def verify(workspace: Workspace) -> list[str]:
    """Check the ledger and every placed edition; what an interrupted command left half done is
    finished first.

    Returns
    -------
    list of str
        what was checked, and what the office changed since the last run, a line each.

    Raises
    ------
    LedgerError
        naming the first event or file that was changed or is missing.
    Busy
        where another command is at work and what it is doing can't be told from damage.
    """
    with ExitStack() as still:
        try:
            still.enter_context(workspace.locked())
        except Busy as busy:
            return _while_busy(workspace, busy)
        except OSError:  # a folder that can only be read is looked at as it is
            return _verified(workspace)
        place.recover(workspace)
        mended = shelf.altered(workspace)
        shelf.recover(workspace)
        if mended:
            raise LedgerError(
                f"公开的副本被改动：{listed(mended)}，已从 ledger/ 里的原件重新放好",
                remedy="核对网站上发布的是不是原件；再运行一次 kongchuo verify",
            )
        return _verified(workspace)


def _while_busy(workspace: Workspace, busy: Busy) -> list[str]:
    try:
        return _verified(workspace)
    except LedgerError:
        raise busy from None


def _verified(workspace: Workspace) -> list[str]:
    editions = sorted((workspace.root / "outputs").glob(f"*/internal/{MANIFEST}"))
    manifests = [read_manifest(p.parent) for p in editions]
    heads = [Head(**m["dates"]["ledger_head"]) for m in manifests]
    ledger = Ledger(workspace.ledger, workspace.key())
    checked = ledger.verify(heads)
    noted = [anchor.read(p, workspace.key()) for p in anchor.places(workspace.ledger)]
    if any(note is None or note.head != ledger.head() for note in noted):
        ledger.note_outside()
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
    return [
        *lines,
        *_since_the_run(workspace, manifests),
        *_archived(ledger, manifests),
        *told_of_results(workspace),
    ]


def _archived(ledger: Ledger, manifests: list[dict[str, Any]]) -> list[str]:
    there = {manifest["term"] for manifest in manifests}
    away = {
        r.event.subject: r.event
        for r in ledger.events(Kind.ARCHIVED)
        if r.event.subject not in there
    }
    return [
        f"{term}：{chinese_date(e.happened_on)}由{e.by}封存，文件的SHA-256 {e.payload['archive']}"
        for term, e in sorted(away.items())
    ]


def _since_the_run(workspace: Workspace, manifests: list[dict[str, Any]]) -> list[str]:
    """What is not as the newest run of each term saw it: the office's own doing, or damage; a line
    says so.
    """
    lines = []
    for manifest in manifests:
        term = manifest["term"]
        told = _difference(manifest["inputs"], input_digests(workspace.data(term)))
        if told:
            lines.append(f"{term}的登记册在运行之后变了：{told}。再运行 kongchuo run 才会采用。")
    for name in copies.COPIED if manifests else ():
        now = digests(workspace.root / name)
        if all(told := _difference(m.get(name, {}), now) for m in manifests):
            lines.append(f"{name}/ 在运行之后变了：{told}。再运行 kongchuo run 才会采用。")
    return lines


def _difference(then: dict[str, str], now: dict[str, str]) -> str:
    groups = {
        "改了": [n for n in then if n in now and then[n] != now[n]],
        "少了": [n for n in then if n not in now],
        "多了": [n for n in now if n not in then],
    }
    return "，".join(
        f"{word}{len(names)}个（{'、'.join(names[:MOST_NAMED])}{'等' if len(names) > MOST_NAMED else ''}）"
        for word, names in groups.items()
        if names
    )


def _files(folder: Path, manifest: dict[str, Any]) -> str:
    found = {name: digest for name, digest in digests(folder).items() if name != MANIFEST}
    for name, digest in manifest["outputs"].items():
        if found.get(name) != digest:
            edited = name in found and name.endswith(".docx")
            raise LedgerError(
                f"{manifest['term']}的文件{'缺失' if name not in found else '被改动'}：{name}",
                remedy=(_EDITED if edited else "")
                + "重新运行 kongchuo run 生成这个结果，或从备份恢复",
            )
    return f"{manifest['term']}：{len(found)}个文件与清单相符。"
