"""Staging and swap: whenever a process dies, the last good edition is there, whole; the next
command finishes what it finds.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.place import MANIFEST, digests, recover, refuse_open_files, staging, swap
from kongchuo_core.vocabulary.errors import UsageError
from tests.county import TERM, child, lay, workspace_at

ROOT = Path(__file__).parents[2]

DYING = """
import os, shutil, sys
from pathlib import Path
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
workspace = Workspace.at(Path(sys.argv[1]))
target = workspace.outputs("2025-autumn") / "internal"

def edition(mark):
    staged = place.staging(workspace, "2025-autumn") / "internal"
    (staged / "data").mkdir(parents=True)
    for n in range(3):
        (staged / "data" / f"{n}.txt").write_text(mark)
    lines = "".join(f"{k} {v}\\n" for k, v in sorted(place.digests(staged).items()))
    (staged / "manifest.json").write_text(lines)
    return staged

place.swap(workspace, edition("old"), target)
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}
for step in range(int(sys.argv[2])):
    if os.fork() == 0:
        staged, left = edition(f"new {step}"), [step]
        def die(event, arguments):
            if event in CHANGES or event == "open" and arguments[1] and "w" in str(arguments[1]):
                if left[0] == 0:
                    os._exit(9)
                left[0] -= 1
        sys.addaudithook(die)
        place.swap(workspace, staged, target)
        os._exit(0)
    died = os.waitstatus_to_exitcode(os.wait()[1]) == 9
    before = (target / "manifest.json").is_file()
    place.recover(workspace)
    lines = "".join(f"{k} {v}\\n" for k, v in sorted(place.digests(target).items()) if k != "manifest.json")
    whole = (target / "manifest.json").read_text() == lines
    litter = sorted(p.name for p in (workspace.root / "outputs").rglob(".*") if p.name != ".lock")
    print(died, whole, (target / "data/0.txt").read_text(), litter, flush=True)
"""
"""Dies before each change that a swap makes to the disk, one after the other, and looks at what a
recovery finds.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspace_at(tmp_path / "w")


def edition(workspace: Workspace, mark: str, name: str = "internal") -> Path:
    """A staged edition of one file and a manifest."""
    staged = staging(workspace, TERM) / name
    staged.mkdir()
    (staged / "a.txt").write_text(mark)
    (staged / MANIFEST).write_text(json.dumps(digests(staged)))
    return staged


def test_a_process_that_dies_before_any_step_of_a_swap_leaves_an_edition(
    workspace: Workspace,
) -> None:
    """Every change a swap makes to the disk is a place to die: the old edition or the new one,
    whole, and no litter.
    """
    run = subprocess.run(
        [sys.executable, "-c", DYING, workspace.root, "40"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = [line.split(" ", 2) for line in run.stdout.splitlines()]
    died = [line for line in told if line[0] == "True"]
    assert len(told) == 40 and 8 <= len(died) < 40
    assert [line for line in told if line[1] != "True" or not line[2].endswith(" []")] == []
    assert told[0][2] == "old []" and told[-1][2] == "new 39 []"


RUNNING = """
import sys
from datetime import date
from pathlib import Path
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.compute import compute
workspace = Workspace.at(Path(sys.argv[1]))
params = load_params(workspace.params, "2025-autumn", date(2025, 10, 31))
target = workspace.outputs("2025-autumn") / "internal"
print("ready", flush=True)
while True:
    place.recover(workspace)
    staged = place.staging(workspace, "2025-autumn") / "internal"
    staged.mkdir()
    computed = compute(workspace, params, staged / "data")
    place.manifest(workspace, params, staged, computed.facts)
    place.swap(workspace, staged, target)
    print("placed", flush=True)
"""
"""Computes and places without end."""


def test_a_run_that_is_killed_leaves_the_last_good_edition(workspace: Workspace) -> None:
    """kill -9 at some moment, five times: after a recovery the digests of the manifest hold."""
    ming = child("张小明")
    lay(workspace, 户籍=[ming], 学籍=[ming], 在校=[ming])
    chance = Random(7)
    target = workspace.outputs(TERM) / "internal"
    for turn in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", RUNNING, workspace.root],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            if turn == 0:
                assert process.stdout.readline() == "placed\n"
            time.sleep(chance.random() * 1.5)
            os.kill(process.pid, signal.SIGKILL)
        recover(workspace)
        manifest = json.loads((target / MANIFEST).read_text("utf-8"))
        assert {k: v for k, v in digests(target).items() if k != MANIFEST} == manifest["outputs"]
        assert (
            manifest["sums"]["in_scope"] == 1
            and not (workspace.outputs(TERM) / ".staging").exists()
        )


@pytest.mark.parametrize(
    ("old", "staged", "journal"),
    [
        ("没换", True, True),
        ("挪开了", True, True),
        ("换好了", False, True),
        ("没写日志", True, False),
    ],
)
def test_a_journal_is_finished_and_without_one_the_old_edition_stays(
    workspace: Workspace, old: str, staged: bool, journal: bool
) -> None:
    """Before the move, between the two moves, after them: finished; work that no journal tells of
    is cleared away.
    """
    target = workspace.outputs(TERM) / "internal"
    swap(workspace, edition(workspace, "旧"), target)
    new = edition(workspace, "新")
    aside = target.with_name(".old-internal")
    if old == "挪开了":
        target.rename(aside)
    if old == "换好了":
        target.rename(aside)
        new.rename(target)
    if journal:
        entry = {
            "staged": f"outputs/{TERM}/.staging/internal",
            "target": f"outputs/{TERM}/internal",
        }
        (workspace.root / "outputs/.journal.json").write_text(json.dumps(entry), "utf-8")
    assert new.exists() is staged
    assert recover(workspace) is journal
    assert (target / "a.txt").read_text() == ("新" if journal else "旧")
    assert sorted(p.name for p in workspace.outputs(TERM).iterdir()) == ["internal"]
    assert recover(workspace) is False


def test_a_preview_replaces_nothing(workspace: Workspace) -> None:
    """A town's preview has a place of its own."""
    for name in ("internal", "preview"):
        swap(workspace, edition(workspace, name, name), workspace.outputs(TERM) / name)
    assert {p.name: (p / "a.txt").read_text() for p in workspace.outputs(TERM).iterdir()} == {
        "internal": "internal",
        "preview": "preview",
    }


@pytest.mark.parametrize(
    ("mark", "told"),
    [("~$专项督导检查报告.docx", "…专项督导检查报告.docx"), (".~lock.台账.xlsx#", "台账.xlsx")],
)
def test_a_file_open_in_word_is_found_before_anything_is_computed(
    tmp_path: Path, mark: str, told: str
) -> None:
    """Word's, WPS's and LibreOffice's marks; the message names the file and the folder."""
    folder = tmp_path / TERM / "internal"
    (folder / "永定街道").mkdir(parents=True)
    refuse_open_files(folder)
    (folder / "永定街道" / mark).touch()
    with pytest.raises(
        UsageError, match=f"文件夹 {TERM}/internal：有文件正在 Word 或 WPS 里打开：{told}"
    ):
        refuse_open_files(folder)


def test_digests_tell_every_file_and_only_files_of_the_edition(tmp_path: Path) -> None:
    """Another byte, another name, another file: another digest; Office's and hidden files don't
    count.
    """
    (tmp_path / "乙").mkdir()
    (tmp_path / "乙/a.parquet").write_bytes(b"1")
    first, whole = place.tables_digest(tmp_path), digests(tmp_path)
    for name in ("~$a.docx", ".hidden"):
        (tmp_path / name).write_bytes(b"x")
    assert (
        digests(tmp_path)
        == whole
        == {"乙/a.parquet": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}
    )
    (tmp_path / "乙/a.parquet").rename(tmp_path / "乙/b.parquet")
    assert place.tables_digest(tmp_path) != first
