"""What was published is kept as it was; a crash at any moment leaves an edition whole or not at
all.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kongchuo_core.keeping.verify import verify
from kongchuo_core.ledger import anchor
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import LedgerError
from tests.county import workspace_at

NAME = "2025-autumn-1"
CLOCK = (datetime(2025, 11, 20, 2, tzinfo=UTC), date(2025, 11, 20))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspace_at(tmp_path / "w")


def put(
    workspace: Workspace, name: str = NAME, words: str = "公开结果", corrects: str = ""
) -> shelf.Kept:
    """Publish an edition of two files."""
    with shelf.staging(workspace, name) as staged:
        (staged / "公开结果.html").write_text(words, "utf-8")
        (staged / "statistics.csv").write_text("table\n", "utf-8")
        return shelf.publish(workspace, staged, "甲", "乙", {"corrects": corrects}, CLOCK)


def public(workspace: Workspace) -> Path:
    return workspace.outputs("2025-autumn") / "public"


def test_an_edition_is_kept_and_copied(workspace: Workspace) -> None:
    """In the order of publication, each with what it corrects; nothing is left of the making."""
    put(workspace)
    put(workspace, "2026-spring-1")
    put(workspace, "2025-autumn-2", "更正", NAME)
    found = [(k.name, k.term, k.number, k.approver, k.corrects) for k in shelf.kept(workspace)]
    assert found == [
        (NAME, "2025-autumn", 1, "乙", ""),
        ("2026-spring-1", "2026-spring", 1, "乙", ""),
        ("2025-autumn-2", "2025-autumn", 2, "乙", NAME),
    ]
    assert {p.name for p in (workspace.ledger / "releases").iterdir()} == {
        k.name for k in shelf.kept(workspace)
    }
    assert {p.name for p in public(workspace).iterdir()} == {NAME, "2025-autumn-2", anchor.NAME}


def test_what_was_looked_at_is_cleared_away_once_it_is_published(workspace: Workspace) -> None:
    """Also where the release was killed before it could; what isn't published yet stays."""
    looked_at = [
        workspace.outputs("2025-autumn") / shelf.PREVIEW / n for n in (NAME, "2025-autumn-2")
    ]
    put(workspace)
    for folder in looked_at:
        folder.mkdir(parents=True)
        (folder / "公开结果.html").write_text("公开结果", "utf-8")
    shelf.recover(workspace)
    assert [folder.is_dir() for folder in looked_at] == [False, True]


def test_what_was_staged_and_not_published_is_gone(workspace: Workspace) -> None:
    """A closed gate leaves nothing, neither does an error."""
    with pytest.raises(ZeroDivisionError), shelf.staging(workspace, NAME) as staged:
        (staged / "x").write_text("x")
        raise ZeroDivisionError
    assert (
        not list((workspace.ledger / "releases").iterdir())
        and shelf.kept(workspace) == []
        and not public(workspace).exists()
    )


@pytest.mark.parametrize("change", ["altered", "added", "missing"])
def test_an_edition_that_is_not_what_was_published_is_found(
    workspace: Workspace, change: str
) -> None:
    """By every command and by verify: a byte changed, a file put in, the folder gone; nothing is
    mended silently.
    """
    folder = put(workspace).folder
    if change == "altered":
        (folder / "公开结果.html").write_text("公开结果。", "utf-8")
    elif change == "added":
        (folder / "名单.csv").write_text("x", "utf-8")
    else:
        shutil.rmtree(folder)
    for look in (shelf.recover, verify):
        with pytest.raises(
            LedgerError, match=f"已公开的版次{'缺失' if change == 'missing' else '被改动'}：{NAME}"
        ):
            look(workspace)


def test_the_copy_is_made_again(workspace: Workspace) -> None:
    """outputs/ may be deleted or spoilt; public/ is made again from what is kept, and holds nothing
    else.
    """
    kept = put(workspace)
    (public(workspace) / NAME / "名单.xlsx").write_text("x")
    shelf.recover(workspace)
    assert shelf.digest(public(workspace) / NAME) == kept.digest
    shutil.rmtree(workspace.root / "outputs")
    shelf.recover(workspace)
    assert shelf.digest(public(workspace) / NAME) == kept.digest and {
        p.name for p in public(workspace).iterdir()
    } == {NAME}


def test_verify_tells_of_every_edition(workspace: Workspace) -> None:
    put(workspace)
    assert f"已公开的{NAME}：与台账相符。" in verify(workspace)


@pytest.mark.parametrize("name", ["draft", "2025-autumn-0", "../2025-autumn-1"])
def test_a_record_whose_name_is_no_editions_is_refused(workspace: Workspace, name: str) -> None:
    """The name becomes a folder: what is no term and number is never looked for."""
    Ledger(workspace.ledger, workspace.key()).append(
        [Event(Kind.RELEASED, name, CLOCK[1], "乙", {"files": "a" * 64})], CLOCK[0]
    )
    with pytest.raises(LedgerError, match="有一笔公开记录的版次名称不对"):
        shelf.kept(workspace)


KILLED = """
import os, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings.workspace import Workspace

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

where, root = sys.argv[1:]
workspace = Workspace(Path(root))
with shelf.staging(workspace, "2025-autumn-1") as staged:
    (staged / "statistics.csv").write_text("table\\n", "utf-8")
    if where == "before":
        Ledger.append = die
    elif where == "after":
        shelf.recover = die
    else:
        shelf._copy = die
    shelf.publish(workspace, staged, "甲", "乙", {}, (datetime(2025, 11, 20, tzinfo=UTC), date(2025, 11, 20)))
"""


@pytest.mark.parametrize(
    ("where", "published"),
    [("before", False), ("after", True), ("copy", True)],
    ids=["记录前", "记录后", "复制前"],
)
def test_a_kill_leaves_an_edition_whole_or_not_at_all(
    workspace: Workspace, where: str, published: bool
) -> None:
    """Killed before the record: nothing was published. After it: the next command puts the whole
    edition and its copy in place.
    """
    done = subprocess.run(
        [sys.executable, "-c", KILLED, where, str(workspace.root)], check=False, env=os.environ
    )
    assert done.returncode == -signal.SIGKILL
    shelf.recover(workspace)
    assert [k.name for k in shelf.kept(workspace)] == ([NAME] if published else [])
    assert {p.name for p in (workspace.ledger / "releases").iterdir()} == (
        {NAME} if published else set()
    )
    assert public(workspace).exists() == published
    assert len(Ledger(workspace.ledger, workspace.key()).events(Kind.RELEASED)) == published
    if published:
        assert shelf.digest(public(workspace) / NAME) == shelf.kept(workspace)[0].digest
