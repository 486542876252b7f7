"""Killed at each write of every command that changes something: what it did is there whole or not at all, and the next one goes on.

A command runs in a process of its own that ends, as by kill -9, before its n-th change to the disk: a file opened for writing, a
rename, a folder made, something removed, a database opened. Then ``verify`` must be content, and the same command, given again, must
leave what it leaves where nobody was killed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.sizes import full
from benchmarks.sweeps.damage import office
from kongchuo_core import cli
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace

KILLS = 500
"""How often is killed in a whole sweep, spread over the commands and the places where each writes."""
TERM, DAY, SIGNED = "2025-autumn", "2025-10-31", "2025-11-03"
CHANGES = {
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.truncate",
    "shutil.rmtree",
    "sqlite3.connect",
}
DIED = 9
WORDS = "山泉 石桥 核桃 七月"


@dataclass(frozen=True)
class Command:
    """A command of an office: its words, with ``{out}`` for a folder outside; ``made``: what it leaves outside, to be removed."""

    name: str
    words: tuple[str, ...]
    made: str = ""


def commands(workspace: Workspace) -> list[Command]:
    """Every kind of command that writes, each as an office gives it."""
    drafts = sorted(workspace.outputs(TERM).glob("internal/罗免镇/联席会议议题.docx"))
    draft = drafts[0].relative_to(workspace.root).as_posix() if drafts else ""
    sealed = ("--passphrase-file", "{out}/口令.txt")
    return [
        Command("run", ("run", "--data-only", "--term", TERM, "--as-of", DAY)),
        Command("import", ("import", "--term", TERM, f"filled/{TERM}/核查反馈表.xlsx")),
        Command(
            "approve", ("approve", draft, "--by", "罗示例", "--maker", "张示例", "--date", SIGNED)
        ),
        Command("backup", ("backup", "{out}/备份.kcb", *sealed), "备份.kcb"),
        Command("restore", ("restore", "{out}/有.kcb", "--into", "{out}/新", *sealed), "新"),
        Command("upgrade", ("upgrade",)),
        Command("release", ("release", "--term", TERM)),
    ]


def dying(arguments: list[str], folder: Path, before: int | None, count: Path) -> int:
    """Run a command in a process of its own that ends before its n-th change (``None``: that goes on); its status.

    Where it goes on to its end, ``count`` gets the number of its changes.
    """
    child = os.fork()
    if child == 0:
        done = [0]

        def die(event: str, told: tuple[Any, ...]) -> None:
            writes = event == "open" and (
                (isinstance(told[1], str) and set(told[1]) & set("wax+"))
                or (told[1] is None and told[2] & (os.O_WRONLY | os.O_RDWR))
            )
            if event in CHANGES or writes:
                if done[0] == before:
                    os._exit(DIED)
                done[0] += 1

        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.addaudithook(die)
        status = cli.main(arguments)
        count.write_text(str(done[0]))
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def sweep(folder: Path, kills: int) -> None:
    """Spread kills over the commands of the newest office of the tests."""
    sweep_in(office(folder), kills, lambda c: True)


def sweep_in(workspace: Workspace, kills: int, wanted: Callable[[Command], bool]) -> None:
    """The same for an office and some of its commands; needs a system that can copy a process (``os.fork``)."""
    out = workspace.root.parent / "outside"
    out.mkdir(exist_ok=True)
    (out / "口令.txt").write_text(WORDS, "utf-8")
    (out / "有.kcb").unlink(missing_ok=True)
    sealed = [str(out / "有.kcb"), "--passphrase-file", str(out / "口令.txt")]
    assert cli.main(["backup", *sealed, "--workspace", str(workspace.root)]) == 0
    chosen = [c for c in commands(workspace) if wanted(c)]
    for command in chosen:
        with copied(workspace) as one:
            assert dying(_words(command, one, out), one.root, None, out / "changes") == 0, command
        changes = int((out / "changes").read_text())
        for place in np.linspace(0, changes - 1, kills // len(chosen)).astype(int):
            _remove(out / command.made) if command.made else None
            with copied(workspace) as one:
                _killed(command, one, out, int(place))


def _words(command: Command, workspace: Workspace, out: Path) -> list[str]:
    words = [word.format(out=out) for word in command.words]
    return words + (["--workspace", str(workspace.root)] if command.name not in ELSEWHERE else [])


def _killed(command: Command, workspace: Workspace, out: Path, place: int) -> None:
    """Kill a command at one of its changes, look at what is there, and give it again."""
    words, verified = (
        _words(command, workspace, out),
        ["verify", "--workspace", str(workspace.root)],
    )
    count = Ledger(workspace.ledger, workspace.key()).head().count
    dying(words, workspace.root, place, out / "changes")
    assert cli.main(verified) == 0, (command.name, place)
    assert Ledger(workspace.ledger, workspace.key()).head().count >= count
    if command.made:
        _remove(out / command.made)
    again = dying(words, workspace.root, None, out / "changes")
    assert again in ((0, 2) if command.name in DONE_ONCE else (0,)), (command.name, place, again)
    assert cli.main(verified) == 0, (command.name, place)


ELSEWHERE, DONE_ONCE = ("restore",), ("approve", "import")
"""Commands that have no workspace yet, and those that refuse what was done already."""


@contextlib.contextmanager
def copied(workspace: Workspace) -> Iterator[Workspace]:
    """A copy of an office, for one try."""
    root = workspace.root.with_name("try")
    shutil.rmtree(root, ignore_errors=True)
    yield Workspace.at(Path(shutil.copytree(workspace.root, root)))
    shutil.rmtree(root, ignore_errors=True)


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
    path.unlink(missing_ok=True)


if __name__ == "__main__":
    full(sweep, KILLS)
