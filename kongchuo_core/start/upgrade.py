"""After a new version: renew what the office never edited, set aside what this version can't use,
name the rest (law 17).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kongchuo_core.documents.kinds import KINDS
from kongchuo_core.documents.official.checker import Verdict, check_template
from kongchuo_core.settings import copies
from kongchuo_core.settings.copies import Plan
from kongchuo_core.settings.workspace import Workspace, close, house
from kongchuo_core.term.format_check import STOPPING

ASIDE = "旧版"
"""The folder beside ``templates/`` in which an edited template is kept that this version can't
fill.
"""


@dataclass(frozen=True)
class Upgraded:
    """What was done, each a path relative to the workspace; ``aside`` are the new places of edited
    templates set aside.

    ``closed``: whether the workspace stood open to other accounts of the computer, or to git.
    """

    plan: Plan
    aside: tuple[str, ...]
    closed: bool = False

    @property
    def told(self) -> tuple[str, ...]:
        """What a clerk must know of it, a line each; none where nothing was done."""
        lines = []
        if self.plan.renewed or self.plan.added:
            count = len(self.plan.renewed) + len(self.plan.added)
            lines.append(f"新版程序：更新了没有改过的参数、模板和报告底稿{count}个。")
        if self.closed:
            lines.append("工作区改为只有本用户能打开，并写好 .gitignore，数据不进 git。")
        for name in self.aside:
            lines.append(
                f"本办改过的模板不能用于新版，已移到 {name}，这次用的是新版模板；"
                "请把改过的字句在 Word 里重新改到新模板上。"
            )
        return tuple(lines)


def upgrade(workspace: Workspace) -> Upgraded:
    """Bring a workspace's copies up to this version; ledger, data, outputs and what the office
    edited stay as they are.

    Raises
    ------
    Busy
        where another command is at work in the workspace.
    LedgerError
        where a later version upgraded it.
    """
    if workspace.root == house().resolve():
        return Upgraded(copies.plan(workspace.root, house()), ())
    closed = close(workspace.root)
    plan = copies.plan(workspace.root, house())
    unusable = _unusable(workspace, plan.edited)
    if not plan.due and not unusable:
        return Upgraded(plan, (), closed)
    with workspace.locked():
        aside = tuple(_set_aside(workspace.root, name) for name in unusable)
        taken = (*plan.renewed, *plan.added, *unusable)
        for name in taken:
            _copy(workspace.root, name)
        copies.note(workspace.root, house(), taken)
    return Upgraded(plan, aside, closed)


def _unusable(workspace: Workspace, edited: Iterable[str]) -> list[str]:
    """Edited templates whose placeholders aren't those of this version's papers."""
    kinds = {f"templates/{kind.template}": kind for kind in KINDS.values()}
    found = []
    for name in edited:
        if name not in kinds:
            continue
        findings = check_template(workspace.root / name, kinds[name].context)
        if any(f.code in STOPPING and f.verdict is not Verdict.PASS for f in findings):
            found.append(name)
    return found


def _set_aside(root: Path, name: str) -> str:
    """Move a file into the folder of old versions, under a name that is free."""
    path = root / name
    folder = root / ASIDE
    folder.mkdir(exist_ok=True)
    target, n = folder / path.name, 1
    while target.exists():
        n += 1
        target = folder / f"{path.stem} {n}{path.suffix}"
    shutil.move(path, target)
    return target.relative_to(root).as_posix()


def _copy(root: Path, name: str) -> None:
    """This version's file in place of the old one, never half of it."""
    target = root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    shutil.copyfile(house() / name, beside)
    beside.replace(target)
