"""The doctor looks at a real workspace on this machine; what this machine isn't is put before it in
files.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kongchuo_core.settings.workspace import house
from kongchuo_core.start import doctor
from kongchuo_core.start.doctor import Finding, Level, examine


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Params as shipped, and a ledger."""
    for file in (house() / "params").rglob("*.yaml"):
        copy = tmp_path / "params" / file.relative_to(house() / "params")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "ledger").mkdir()
    return tmp_path


def test_a_fresh_workspace_is_fit_and_every_fault_has_a_remedy(workspace: Path) -> None:
    found = examine(workspace)
    assert len(found) == len(doctor.CHECKS)
    assert [f.what for f in found if f.level == Level.UNFIT] == []
    assert all(f.what and bool(f.remedy) == (f.level != Level.FIT) for f in found)


def test_it_changes_nothing(workspace: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in workspace.rglob("*")}
    examine(workspace)
    assert {p: p.stat().st_mtime_ns for p in workspace.rglob("*")} == before


def test_it_starts_without_pandas_and_the_engine() -> None:
    """Doctor must answer also where the heavy packages are broken or missing."""
    program = (
        "import sys, kongchuo_core.start.doctor\n"
        "sys.exit(any(m in sys.modules for m in ('pandas', 'duckdb', 'pyarrow', 'matplotlib')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_ledger_on_a_network_disk_is_refused(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    """The longest mount above the ledger counts, also where its name has a space (written
    \\040).
    """
    share = workspace / "共享 盘"
    (share / "ledger").mkdir(parents=True)
    mounts = tmp_path_factory.mktemp("mounts") / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\nserver:/x {str(share).replace(' ', chr(92) + '040')} {kind} rw 0 0\n",
        "utf-8",
    )
    assert doctor.ledger_at_home(share, mounts).level == Level.UNFIT
    assert doctor.ledger_at_home(workspace, mounts).level == Level.FIT


def test_where_mounts_cannot_be_read_it_asks(workspace: Path) -> None:
    assert doctor.ledger_at_home(workspace, workspace / "没有").level == Level.HINT


def test_differences_of_params_are_named(workspace: Path) -> None:
    """Changed, added and missing files by name; line ends of Windows are no change."""
    params = workspace / "params"
    (params / "calendar.yaml").write_bytes(
        (params / "calendar.yaml").read_bytes().replace(b"\n", b"\r\n")
    )
    assert doctor.params(workspace) == Finding(Level.FIT, "params/ 与出厂的相同")
    with (params / "county.yaml").open("a", encoding="utf-8") as file:
        file.write("# 改动\n")
    (params / "terms/2025-autumn.yaml").rename(params / "terms/2024-autumn.yaml")
    assert doctor.params(workspace).what == (
        "params/ 与出厂的不同：改过 county.yaml；新增 terms/2024-autumn.yaml；缺少 terms/2025-autumn.yaml"
    )


def test_without_programs_on_the_path_it_only_hints(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(workspace))
    assert {doctor.libreoffice(workspace).level, doctor.fonts(workspace).level} == {Level.HINT}
    assert "方正小标宋简体" in doctor.fonts(workspace).remedy


def test_a_font_that_is_here_is_not_called_missing(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fonts are asked of the machine's fc-list: one that lists two of the five, and a stand-in for
    the rest.
    """
    for name, says in {
        "fc-list": "SimHei,黑体\\nFangSong_GB2312,仿宋_GB2312",
        "fc-match": "AR PL SungtiL GB",
    }.items():
        (workspace / name).write_text(f"#!/bin/sh\nprintf '{says}'\n", "utf-8")
        (workspace / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(workspace))
    assert (
        doctor.fonts(workspace).what
        == "没有安装字体：方正小标宋简体、楷体_GB2312、宋体（系统会以 AR PL SungtiL GB 代替）"
    )


def test_another_version_than_the_locked_one_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "duckdb==0.0.1 \\\n    --hash=sha256:00\nnot-installed==1.0 ; sys_platform == 'win32' \\\n",
        "utf-8",
    )
    found = doctor.packages(tmp_path, lock)
    assert (found.level, found.what) == (Level.HINT, "软件包的版本与锁定的不同：duckdb")


def test_a_folder_that_cannot_be_written_is_named() -> None:
    """Root may write everywhere, so where we are root a plain user looks, in a child process and a
    folder open to all.
    """
    program = (
        "import os, sys; from pathlib import Path; from kongchuo_core.start import doctor\n"
        "os.getuid() or os.setuid(65534); sys.stdout.reconfigure(encoding='utf-8')\n"
        "print(doctor.writable(Path(sys.argv[1])).what)"
    )
    with TemporaryDirectory() as folder:
        office = Path(folder)
        office.chmod(0o777)
        (office / "ledger").mkdir(mode=0o555)
        told = subprocess.run(
            [sys.executable, "-c", program, office],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
    assert told == "不能写入：ledger/\n"


def test_a_paper_nobody_may_sign_and_a_name_nobody_knows_are_told(workspace: Path) -> None:
    """A slip in people.yaml would only show when somebody wants to sign."""
    assert doctor.signing(workspace) == Finding(
        Level.FIT, "每种要签发的文书都有人签发，各乡镇（街道）都有签发人"
    )
    path = workspace / "params" / "people.yaml"
    path.write_text(path.read_text("utf-8").replace("协查函", "协查涵"), "utf-8")
    found = doctor.signing(workspace)
    assert (found.level, found.what) == (
        Level.HINT,
        "params/people.yaml 的 may_sign：不认识协查涵；没有人能签发协查函",
    )
    assert "协查函" in found.remedy
    path.unlink()
    assert doctor.signing(workspace).what == "看不出谁可以签发文书"
