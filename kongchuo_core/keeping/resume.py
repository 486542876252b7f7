"""An older ledger, after the newest was lost: what it lacks, and how the office goes on with it.

What the notes outside ``ledger/`` list is named first. Going on records every number that was given
as lost, so that none is given again, and takes back every published edition whose copy is still
there, so that later ones are masked together with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.ledger import anchor
from kongchuo_core.ledger.anchor import Anchor
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.vocabulary.errors import LedgerError, UsageError


def lacking(workspace: Workspace) -> list[str]:
    """What this ledger lacks that the notes outside it tell of, as lines; nothing is changed.

    Raises
    ------
    UsageError
        where it lacks nothing.
    LedgerError
        where it is another office's, or damaged itself.
    """
    outside, missing = _compared(workspace)
    here = Ledger(workspace.ledger, workspace.key(), older=True).verify()
    lines = [f"这个工作区记到过台账第{outside.head.count}笔；ledger/ 里是另外的{here}笔。缺的有："]
    lines += [_told(workspace, event) for event in missing]
    lines += [
        "  此外缺的是核查、通知、销号等记录，请从纸质材料补记（kongchuo import、kongchuo event）。",
        "先找最新的备份。确实没有了，运行 kongchuo resume --by 姓名 --yes：上面的文号、签发号不再使用，公开的版次接回台账。",
    ]
    return lines


def resume(workspace: Workspace, by: str, now: datetime) -> list[str]:
    """Go on with this ledger; the lines tell what was recorded.

    Raises
    ------
    UsageError
        where nobody answers for it, or the ledger lacks nothing.
    LedgerError
        where a published edition is nowhere any more: neither in the ledger nor as a copy.
    """
    if not by.strip():
        raise UsageError("没有写由谁决定接着用", remedy="用 --by 写上经办人的姓名")
    with workspace.locked():
        _, missing = _compared(workspace)
        for event in missing:
            _taken_back(workspace, event)
        ledger = Ledger(workspace.ledger, workspace.key(), older=True)
        ledger.append([_recorded(event, by) for event in missing], now)
        place.recover(workspace)
        shelf.recover(workspace)
    papers = sum(e.kind is Kind.PAPER_SIGNED for e in missing)
    editions = sum(e.kind is Kind.RELEASED for e in missing)
    return [
        f"已记入台账：{papers}个签发号（连同文号）不再使用，{editions}个公开的版次已接回。",
        "请对每个学期再运行一次 kongchuo run，再运行 kongchuo verify；纸质的正式件照常有效。",
    ]


def _compared(workspace: Workspace) -> tuple[Anchor, list[Event]]:
    """The newest note outside, and the events it lists that this ledger lacks."""
    ledger = Ledger(workspace.ledger, workspace.key(), older=True)
    outside = anchor.newest(workspace.ledger, workspace.key())
    there = {r.event.digest for r in ledger.written()}
    seals = {r.seq: r.seal for r in ledger.written()}
    if outside is None or seals.get(outside.head.count) == outside.head.seal:
        raise UsageError("台账不缺什么，不用接续", remedy="用 kongchuo verify 核对即可")
    return outside, [e for e in outside.events if e.digest not in there]


def _told(workspace: Workspace, event: Event) -> str:
    day = chinese_date(event.happened_on)
    if event.kind is Kind.PAPER_SIGNED:
        number = event.payload.get("number") or "文号由发文机关编"
        return f"  签发的文书：{number}（签发号{event.subject}），{day}，{event.by}签发"
    if event.kind is Kind.RELEASED:
        copy = "副本还在" if any(_copies(workspace, event)) else "副本也不在了"
        return f"  公开的版次：{event.subject}，{day}，{event.by}审签，{copy}"
    what = "公开的拟稿" if event.kind is Kind.RELEASE_PROPOSED else "记过不再使用的签发号"
    return f"  {what}：{event.subject}，{day}"


def _recorded(event: Event, by: str) -> Event:
    """What goes into this ledger for an event it lacks: a paper's number is lost, its facts are not
    known here any more.
    """
    if event.kind is not Kind.PAPER_SIGNED:
        return event
    told = {name: v for name, v in event.payload.items() if name in ("number", "document")}
    return Event(Kind.NUMBER_LOST, event.subject, event.happened_on, by, told)


def _taken_back(workspace: Workspace, event: Event) -> None:
    """The files of a published edition back onto the shelf, from the copy that the public got."""
    target = workspace.ledger / shelf.FOLDER / event.subject
    if event.kind is not Kind.RELEASED or target.exists():
        return
    copy = next(_copies(workspace, event), None)
    if copy is None:
        raise LedgerError(
            f"公开的版次{event.subject}的副本不在了，不能接着用：以后的版次会泄露隐去的数",
            remedy="从网站上取回公布过的全部文件，放进 outputs 里这一学期的 public，再运行一次",
        )
    target.parent.mkdir(exist_ok=True)
    beside = target.with_name(f".{target.name}")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(copy, beside)
    beside.rename(target)


def _copies(workspace: Workspace, event: Event) -> Iterator[Path]:
    there = (workspace.root / "outputs").glob(f"*/{shelf.PUBLIC}/{event.subject}")
    return (p for p in there if p.is_dir() and shelf.digest(p) == event.payload["files"])
