"""Any damage of what the program wrote is one Chinese line with the right remedy and status; never
a traceback, never a false alarm.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import psutil
import pytest
from filelock import FileLock

from benchmarks.sweeps import damage, kills_at_writes
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from tests.conftest import Said
from tests.keeping.conftest import SPRING
from tests.size import examples

ROOT = Path(__file__).parents[2]
Say = Callable[..., Said]
OWN = (
    f"outputs/{SPRING}/internal/manifest.json",
    f"outputs/{SPRING}/internal/data/facts.json",
    f"outputs/{SPRING}/internal/data/cases.parquet",
    f"outputs/{SPRING}/internal/data/figures.parquet",
    "outputs/台账末笔.json",
    "ledger/head.json",
    "ledger/key",
    "ledger/ledger.sqlite",
)


def damages(whole: bytes, chance: Random) -> dict[str, bytes]:
    """What happens to a file: broken off, emptied, a byte changed, another thing altogether."""
    changed = bytearray(whole)
    changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    return {"cut": whole[: len(whole) // 2], "empty": b"", "byte": bytes(changed), "other": b"[1]"}


@pytest.mark.parametrize("name", OWN)
def test_a_damaged_file_is_found_and_told(say: Say, office: Workspace, name: str) -> None:
    """``verify`` names it with 15; the commands that read it say the same or don't need it; nobody
    is told to restore a run's files.
    """
    path = office.root / name
    whole = path.read_bytes()
    for kind, content in damages(whole, Random(name)).items():
        path.write_bytes(content)
        for verb in ("verify", "due"):
            status, shown, errors = say(*verb.split(), "--workspace", office.root)
            assert "Traceback" not in errors and "程序出了错" not in errors, (kind, verb, errors)
            assert status in ((15,) if verb == "verify" else (0, 15)), (kind, verb, shown, errors)
            if status and name.startswith(f"outputs/{SPRING}"):
                assert "重新运行 kongchuo run" in errors, (kind, verb, errors)
        path.write_bytes(whole)
    assert say("verify", "--workspace", office.root)[0] == 0


@pytest.mark.parametrize("content", ["{", "", "[]", '{"staged": "../../x", "target": "y"}'])
def test_a_damaged_journal_is_set_aside_and_told_once(
    say: Say, office: Workspace, content: str
) -> None:
    """What stood there before stands there again, also where the swap had moved it away."""
    internal = office.outputs(SPRING) / "internal"
    internal.rename(internal.with_name(".old-internal"))
    (office.root / "outputs/.journal.json").write_text(content, "utf-8")
    status, _, errors = say("approve", "--list", "--workspace", office.root)
    assert status == 15 and "已改名为 outputs/.journal.damaged" in errors
    assert say("verify", "--workspace", office.root)[0] == 0


def test_what_is_opened_beside_a_run_leaves_it_alone(say: Say, office: Workspace) -> None:
    """The lists are shown while another command is at work; what changes something is refused at
    once with 16.
    """
    staged = place.staging(office, SPRING) / "internal"
    staged.mkdir()
    with FileLock(office.root / "outputs" / ".lock"):  # as a run holds it
        for verb in ("approve --list", "due", "verify", "child 张小明"):
            assert say(*verb.split(), "--workspace", office.root)[0] == 0, verb
        for verb in (f"run --term {SPRING}", "retain", f"release --term {SPRING}"):
            assert say(*verb.split(), "--workspace", office.root)[0] == 16, verb
        assert staged.is_dir()
        (office.outputs(SPRING) / "internal/manifest.json").write_text("{", "utf-8")
        assert say("verify", "--workspace", office.root)[0] == 16


def test_what_changed_since_the_run_is_told(say: Say, office: Workspace) -> None:
    """Registers, params and templates that are not as the last run saw them: a line each, and
    nothing is wrong.
    """
    data = office.data(SPRING)
    gone = next(p for p in sorted(data.rglob("*")) if p.is_file() and p.parent.name == "学籍")
    gone.unlink()
    template = office.templates / "通报.docx"
    template.write_bytes(template.read_bytes() + b" ")
    status, shown, _ = say("verify", "--workspace", office.root)
    assert status == 0
    assert f"{SPRING}的登记册在运行之后变了：少了1个（学籍/{gone.name}）" in shown
    assert "templates/ 在运行之后变了：改了1个（通报.docx）" in shown


LIMITED = """
import ctypes, resource, signal, sys
from kongchuo_core import cli
how, *words = sys.argv[1:]
if how == "full":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
else:
    ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
sys.exit(cli.main(words))
"""
"""A command that may write no byte beyond the 64th of a file, or, also where we are root, only what
the modes of files allow.
"""
REFUSED = (
    (
        "full",
        "backup {out}/备份.kcb --passphrase-file {secret} --workspace {office}",
        "",
        "文件写不进去",
    ),
    ("full", "init {out}/新", "", "磁盘满了"),
    ("denied", "retain --workspace {office}", "outputs", "没有权限"),
    ("denied", "due --workspace {office}", "ledger/key", "没有权限"),
    ("denied", "forms --term 2026-spring --into {out}/表 --workspace {office}", "..", "没有权限"),
)


@pytest.mark.parametrize(("how", "words", "shut", "told"), REFUSED)
def test_what_this_computer_refuses_is_told_with_16(
    office: Workspace, tmp_path: Path, how: str, words: str, shut: str, told: str
) -> None:
    """A full disk and a missing permission are the computer's: one line, no word of a backup, and
    the ledger is as it was.
    """
    before = (office.ledger / "ledger.sqlite").read_bytes()
    secret = tmp_path / "口令.txt"
    secret.write_text("山泉 石桥 核桃 七月\n", "utf-8")
    closed = office.root / shut
    if shut:
        closed.chmod(0o500 if closed.is_dir() else 0)
    asked = [w.format(out=tmp_path, office=office.root, secret=secret) for w in words.split()]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, how, *asked],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    closed.chmod(0o700)
    assert done.returncode == 16 and told in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and "从备份恢复" not in done.stderr
    assert (office.ledger / "ledger.sqlite").read_bytes() == before
    assert not (tmp_path / "新" / "params").exists()


def test_workers_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    """kill -9 of the command alone: its workers and what they started are gone soon."""
    program = tmp_path / "parent.py"
    program.write_text(
        "import os, subprocess, sys, time\n"
        "from kongchuo_core.settings.processes import pool\n"
        "def work(_):\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "    time.sleep(0.3)\n"
        "    return os.getpid(), child.pid\n"
        "if __name__ == '__main__':\n"
        "    workers = pool(2)\n"
        "    print(*(p for pair in workers.map(work, range(2)) for p in pair), flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    ) as parent:
        assert parent.stdout is not None
        started = [int(word) for word in parent.stdout.readline().split()]
        assert started and all(psutil.pid_exists(p) for p in started)
        os.kill(parent.pid, signal.SIGKILL)
    for _ in range(100):
        if not any(_alive(p) for p in started):
            return
        time.sleep(0.1)
    pytest.fail(f"{sum(map(_alive, started))} processes outlived their parent")


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_whatever_is_damaged_is_found(office: Workspace) -> None:
    """A beginning of the whole sweep: any own file, any damage; any byte of the ledger."""
    damage.sweep_in(office, examples(damage.TIMES, 25))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="只有能复制进程的系统才能这样杀")
def test_a_command_killed_at_a_write_leaves_all_or_nothing(office: Workspace) -> None:
    """A beginning of the whole sweep, on the commands that are quick: a copy made, a copy
    taken up.
    """
    kills_at_writes.sweep_in(office, 6, lambda c: c.name in ("backup", "restore"))
