"""Killed at each write of every command that changes something: what it did is there whole or not
at all, and the next one goes on.

A command runs in a process of its own that ends, as by kill -9, before its n-th change to the disk:
a file opened for writing, a rename, a folder made, something removed, a database opened. Then
``verify`` must be content, and the same command, given again, must leave, byte for byte, what it
leaves where nobody was killed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.sizes import Notes, full
from kongchuo_core import cli
from kongchuo_core.cli import clock
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.copies import NOTE, digest
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.place import digests

KILLS = 500
"""How often is killed in a whole sweep, spread over the commands and the places where each
writes.
"""
CHILDREN = 150
TERM, DAY, SIGNED = "2025-autumn", "2025-10-31", "2025-11-03"
EDITED = ("templates/通报.docx", "params/rules/cases.yaml")
"""What an upgrade has to renew."""
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
ELSEWHERE, DONE_ONCE = ("restore",), ("approve", "import", "release")
"""Commands that have no workspace yet, and those that refuse what was done already (a release at the
gate)."""
PASSING = (
    "ledger/ledger.sqlite",
    "ledger/head.json",
    "outputs/最近备份.json",
    "outputs/错误记录.txt",
    ".lock",
)
"""Files that tell when something was done, or nothing: of the ledger its events are compared,
and ``verify`` looks at the rest."""


@dataclass(frozen=True)
class Command:
    """A command of an office: its words, with ``{out}`` for a folder outside; ``made``: what it
    leaves outside, to be removed.
    """

    name: str
    words: tuple[str, ...]
    made: str = ""


def office(folder: Path) -> Workspace:
    """A small fictitious county after its first run with all papers, its form filled in, and files
    that an upgrade renews.
    """
    root, whole = folder / "making", folder / "office"
    if whole.is_dir():  # a sweep that was broken off goes on with the office it made
        return Workspace.at(whole)
    shutil.rmtree(root, ignore_errors=True)
    for words in (
        ["sample", str(root), "--children", str(CHILDREN)],
        ["run", "--workspace", str(root), "--term", TERM, "--as-of", DAY],
        ["sample", str(root), "--filled", TERM],
    ):
        assert _said(words)[0] == 0, words
    note = root / NOTE
    told = json.loads(note.read_text("utf-8")) if note.is_file() else {"format": 1, "files": {}}
    for name in EDITED:
        path = root / name
        path.write_bytes(path.read_bytes() + b"\n")
        told["files"][name] = digest(path)
    note.write_text(json.dumps(told), "utf-8")
    return Workspace.at(root.rename(whole))


def commands() -> list[Command]:
    """Every kind of command that writes, each as an office gives it."""
    draft = f"outputs/{TERM}/internal/全县/联席会议议题.docx"
    filled = f"filled/{TERM}/核查反馈表.xlsx"
    sealed = ("--passphrase-file", "{out}/口令.txt")
    signing = ("--by", "杨示例", "--maker", "张示例", "--date", SIGNED)
    return [
        Command("run", ("run", "--data-only", "--term", TERM, "--as-of", DAY)),
        Command("import", ("import", "--term", TERM, filled)),
        Command("approve", ("approve", draft, *signing)),
        Command("release", RELEASE),
        Command("backup", ("backup", "{out}/备份.kcb", *sealed), "备份.kcb"),
        Command("restore", ("restore", "{out}/有.kcb", "--into", "{out}/新", *sealed), "新"),
        Command("upgrade", ("upgrade",)),
    ]


RELEASE = ("release",)
"""The words of a release before its own preview has told the rest of them."""


def _release(workspace: Workspace) -> tuple[str, ...]:
    """The release as its own preview tells how to give it."""
    words = ["release", "--term", TERM, "--workspace", str(workspace.root)]
    codes = dict.fromkeys(re.findall(r"--because (\w+)", _said(words)[1]))
    because = [word for code in codes for word in ("--because", code)]
    _, told = _said([*words, *because])
    seen = re.findall(r"--seen (\w+)", told)
    assert seen, told
    persons = ("--maker", "李示例", "--approver", "杨示例")
    return ("release", "--term", TERM, *persons, *because, "--seen", seen[-1])


def _said(words: list[str]) -> tuple[int, str]:
    out = io.StringIO()
    with _the_day(), contextlib.redirect_stdout(out):
        status = cli.main(words)
    return status, out.getvalue()


@contextlib.contextmanager
def _the_day() -> Iterator[None]:
    """The clock stands still, so that the same command leaves the same bytes."""
    before = clock.now, clock.today
    clock.now = lambda: datetime(2025, 11, 3, 9, tzinfo=UTC)
    clock.today = lambda: date(2025, 11, 3)
    try:
        yield
    finally:
        clock.now, clock.today = before


def dying(arguments: list[str], folder: Path, before: int | None, count: Path) -> int:
    """Run a command in a process of its own that ends before its n-th change (``None``: that goes
    on); its status.

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
        with _the_day():
            status = cli.main(arguments)
        count.write_text(str(done[0]))
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def sweep(folder: Path, kills: int, notes: Notes | None = None) -> None:
    """Spread kills over the commands of a small office."""
    sweep_in(office(folder), kills, lambda c: True, Notes(None) if notes is None else notes)


def sweep_in(
    workspace: Workspace,
    kills: int,
    wanted: Callable[[Command], bool],
    notes: Notes | None = None,
) -> None:
    """The same for an office and some of its commands; needs a system that can copy a process
    (``os.fork``).
    """
    out = workspace.root.parent / "outside"
    out.mkdir(exist_ok=True)
    (out / "口令.txt").write_text(WORDS, "utf-8")
    (out / "有.kcb").unlink(missing_ok=True)
    sealed = [str(out / "有.kcb"), "--passphrase-file", str(out / "口令.txt")]
    assert _said(["backup", *sealed, "--workspace", str(workspace.root)])[0] == 0
    chosen = [
        replace(c, words=_release(workspace)) if c.words == RELEASE else c
        for c in commands()
        if wanted(c)
    ]
    done = Notes(None) if notes is None else notes
    for command in chosen:
        _remove(out, command)
        with copied(workspace) as one:
            words = _words(command, one, out)
            assert dying(words, one.root, None, out / "changes") == 0, command
            whole = _left(command, one, out)
        changes = int((out / "changes").read_text())
        for place in np.linspace(0, changes - 1, kills // len(chosen)).astype(int):
            name = f"{command.name} {place}/{changes}"
            if name not in done:
                _remove(out, command)
                with copied(workspace) as one:
                    _killed(command, one, out, int(place), whole)
                done.add(name)


def _words(command: Command, workspace: Workspace, out: Path) -> list[str]:
    words = [word.format(out=out) for word in command.words]
    return words + (["--workspace", str(workspace.root)] if command.name not in ELSEWHERE else [])


def _left(command: Command, workspace: Workspace, out: Path) -> dict[str, Any]:
    """Every file that a command leaves, by what it is, and what the ledger tells."""
    where = out / command.made if command.name in ELSEWHERE else workspace.root
    told: dict[str, Any] = {
        name: sha for name, sha in digests(where).items() if not name.endswith(PASSING)
    }
    there = Workspace.at(where)
    told["events"] = _events(Ledger(there.ledger, there.key()))
    return told


def _events(ledger: Ledger) -> Sequence[str]:
    """What is recorded; the same edition recorded twice, once by the run that was killed, tells
    nothing new.
    """
    return sorted({repr(record.event) for record in ledger.events()})


def _killed(
    command: Command, workspace: Workspace, out: Path, place: int, whole: dict[str, Any]
) -> None:
    """Kill a command at one of its changes, look at what is there, and give it again."""
    words, verified = (
        _words(command, workspace, out),
        ["verify", "--workspace", str(workspace.root)],
    )
    count = Ledger(workspace.ledger, workspace.key()).head().count
    dying(words, workspace.root, place, out / "changes")
    assert _said(verified)[0] == 0, (command.name, place)
    assert Ledger(workspace.ledger, workspace.key()).head().count >= count
    if command.made:
        _remove(out, command)
    again = dying(words, workspace.root, None, out / "changes")
    assert again in ((0, 2, 14) if command.name in DONE_ONCE else (0,)), (
        command.name,
        place,
        again,
    )
    assert _said(verified)[0] == 0, (command.name, place)
    left = _left(command, workspace, out)
    other = sorted(name for name in whole | left if whole.get(name) != left.get(name))
    assert not other, (command.name, place, other)


@contextlib.contextmanager
def copied(workspace: Workspace) -> Iterator[Workspace]:
    """A copy of an office, for one try."""
    root = workspace.root.with_name("try")
    shutil.rmtree(root, ignore_errors=True)
    yield Workspace.at(Path(shutil.copytree(workspace.root, root)))
    shutil.rmtree(root, ignore_errors=True)


def _remove(out: Path, command: Command) -> None:
    """What a command has left outside."""
    if command.made:
        shutil.rmtree(out / command.made, ignore_errors=True)
        (out / command.made).unlink(missing_ok=True)


if __name__ == "__main__":
    full(sweep, KILLS, parts=True, goes_on=True)
