"""``kongchuo backup`` and ``restore``: what can't be made again comes back on another computer,
verified, or is refused.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kongchuo_core import cli
from kongchuo_core.keeping.backup import LOCKS, PROOF, files_of
from kongchuo_core.ledger.copying import held
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.place import digests
from tests.county import child, lay
from tests.keeping.conftest import SPRING
from tests.placed import placed


def test_a_backup_restored_elsewhere_goes_on_where_the_office_was(
    say, office: Workspace, words, tmp_path: Path
) -> None:
    """Ledger, key, params and templates are back and verify; with the registers sent again the
    tables are the same.
    """
    file, new = tmp_path / "盘/备份.kcb", tmp_path / "新电脑"
    status, out, err = say("backup", file, "--workspace", office.root, *words)
    assert (
        (status, err) == (0, "")
        and "读回核对无误" in out
        and "末笔与记下的相符" in out
        and "口令丢了，谁也打不开" in out
    )
    status, out, err = say("restore", file, "--into", new, *words)
    assert (status, err) == (0, "") and "已恢复到" in out and "末笔与记下的相符" in out
    for folder in ("params", "templates", "notebooks"):
        assert digests(new / folder) == digests(office.root / folder)
    assert (new / "ledger/key").read_bytes() == (office.ledger / "key").read_bytes()
    assert (new / "ledger/key").stat().st_mode & 0o077 == 0 and not list((new / "data").iterdir())
    there = Workspace.at(new)
    away, here, old = (
        child("张小明", order=11),
        child("李小红", order=22),
        child("王大华", "2009-10-01", order=33),
    )
    lay(there, SPRING, 户籍=[away, here, old], 学籍=[away, here, old], 在校=[here, old])
    placed(there, SPRING)
    table = f"outputs/{SPRING}/internal/data/cases.parquet"
    assert (new / table).read_bytes() == (office.root / table).read_bytes()


def test_an_office_moves_with_everything(say, office: Workspace, words, tmp_path: Path) -> None:
    """With the data: every file that the old computer has, and ``child`` answers at once."""
    assert (
        say("backup", tmp_path / "全部", "--workspace", office.root, "--with-data", *words)[0] == 0
    )
    assert say("restore", tmp_path / "全部", "--into", tmp_path / "新", *words)[0] == 0
    old, new = digests(office.root), digests(tmp_path / "新")
    assert old.pop(f"outputs/{PROOF}")  # that there is a backup, noted once it is made
    assert old.pop("ledger/ledger.sqlite") and new.pop("ledger/ledger.sqlite") and old == new
    assert say("child", "张小明", "--workspace", tmp_path / "新")[1].startswith("张小明")
    assert "个文件与清单相符" in say("verify", "--workspace", tmp_path / "新")[1]


def test_nothing_of_a_child_can_be_read_in_the_file(
    say, office: Workspace, words, tmp_path: Path
) -> None:
    """Neither name nor key, nor the names of files; and nothing unencrypted is left beside it."""
    assert say("backup", tmp_path / "盘/备份", "--workspace", office.root, *words)[0] == 0
    content = (tmp_path / "盘/备份").read_bytes()
    for secret in (
        "张小明".encode(),
        (office.ledger / "key").read_bytes().strip(),
        b"ledger.sqlite",
        b"SQLite",
    ):
        assert secret not in content
    assert [p.name for p in (tmp_path / "盘").iterdir()] == ["备份"] and not list(
        office.ledger.glob(".backup-*")
    )


def test_a_backup_while_somebody_writes_is_whole(
    say, office: Workspace, words, tmp_path: Path
) -> None:
    """A transaction that isn't finished stays out, and can't be finished while the file is
    copied.
    """
    copy = tmp_path / "副本"
    with sqlite3.connect(
        office.ledger / "ledger.sqlite", isolation_level=None, timeout=0
    ) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM persons")
        with held(office.ledger) as database:
            assert database is not None
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                connection.execute("COMMIT")
            copy.write_bytes(database.read_bytes())
        connection.execute("ROLLBACK")
    connection.close()
    with sqlite3.connect(copy) as found:
        assert found.execute("SELECT count(*) FROM persons").fetchone()[0] > 0
    found.close()


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda c: c[:200] + bytes([c[200] ^ 1]) + c[201:], "已损坏或不完整"),
        (lambda c: c[:-1], "已损坏或不完整"),
        (lambda c: b"", "不是本程序做的"),
    ],
)
def test_a_damaged_file_is_refused_and_nothing_is_made(
    say, office: Workspace, words, tmp_path: Path, harm, told: str
) -> None:
    """Status 15; the place is as empty as before."""
    file = tmp_path / "备份"
    say("backup", file, "--workspace", office.root, *words)
    file.write_bytes(harm(file.read_bytes()))
    status, out, err = say("restore", file, "--into", tmp_path / "新", *words)
    assert (status, out) == (15, "") and told in err and "文件 备份：" in err
    assert not (tmp_path / "新").exists() and not list(tmp_path.glob(".新*"))


def test_a_wrong_passphrase_is_refused(say, office: Workspace, words, tmp_path: Path) -> None:
    say("backup", tmp_path / "备份", "--workspace", office.root, *words)
    (tmp_path / "口令.txt").write_text("山泉 石桥 核桃 八月", "utf-8")
    status, _, err = say("restore", tmp_path / "备份", "--into", tmp_path / "新", *words)
    assert (
        status == 15 and "口令不对" in err and "山泉" not in err and not (tmp_path / "新").exists()
    )


def test_nothing_is_ever_overwritten(say, office: Workspace, words, tmp_path: Path) -> None:
    """Neither a file by a backup, nor a folder by a restore; a backup doesn't lie in what
    it saves.
    """
    file = tmp_path / "备份"
    assert say("backup", file, "--workspace", office.root, *words)[0] == 0
    before = file.read_bytes()
    assert (
        "已经有了，不覆盖" in say("backup", file, "--workspace", office.root, *words)[2]
        and file.read_bytes() == before
    )
    assert "不是空文件夹，不覆盖" in say("restore", file, "--into", office.root, *words)[2]
    for inside in ("ledger/备份", "data/备份", "params/a/备份"):
        assert (
            "备份不能放在工作区里"
            in say("backup", office.root / inside, "--workspace", office.root, *words)[2]
        )
    (tmp_path / "空").mkdir()
    assert say("restore", file, "--into", tmp_path / "空", *words)[0] == 0


def test_a_ledger_that_was_altered_is_not_backed_up(
    say, office: Workspace, words, tmp_path: Path
) -> None:
    """A damaged ledger must not take a sound backup's place."""
    (office.ledger / "head.json").unlink()
    assert (
        say("backup", tmp_path / "备份", "--workspace", office.root, *words)[0] == 15
        and not (tmp_path / "备份").exists()
    )


def test_a_passphrase_is_typed_twice_and_never_on_the_command_line(
    say, office: Workspace, tmp_path: Path, monkeypatch
) -> None:
    """No option takes it; without a terminal there must be a file; two that differ, one too short,
    a file that isn't there.
    """
    backup = ("backup", tmp_path / "备份", "--workspace", office.root)
    assert "没有可以输入口令的终端" in say(*backup)[2]
    assert say(*backup, "--passphrase", "x")[0] == 2
    assert "口令文件读不出来" in say(*backup, "--passphrase-file", tmp_path / "没有")[2]
    (tmp_path / "短").write_text("1234567\n", "utf-8")
    assert "口令太短" in say(*backup, "--passphrase-file", tmp_path / "短")[2]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    typed = iter(
        [
            "correct horse battery",
            "correct horse batteries",
            "correct horse battery",
            "correct horse battery",
        ]
    )
    monkeypatch.setattr("kongchuo_core.cli.keeping.getpass", lambda _: next(typed))
    assert "两遍输入的口令不一样" in say(*backup)[2] and not (tmp_path / "备份").exists()
    assert cli.main([str(a) for a in backup]) == 0


def test_another_ledger_under_the_same_name_is_found_out(
    say, office: Workspace, words, tmp_path: Path
) -> None:
    """What was sealed must end where the backup says it ends."""
    from kongchuo_core.keeping import packing
    from kongchuo_core.keeping.backup import files_of

    files: dict[str, Path] = {}
    for folder in ("ledger", "params", "templates", "notebooks"):
        files |= files_of(office.root, folder)
    told = {"kind": "backup", "head": {"count": 99, "seal": "0" * 64}, "made_at": "2026-01-01"}
    packing.pack(tmp_path / "假", told, files, "山泉 石桥 核桃 七月")
    status, _, err = say("restore", tmp_path / "假", "--into", tmp_path / "新", *words)
    assert status == 15 and "末笔与备份时记下的不同" in err and not (tmp_path / "新").exists()


def test_what_is_read_through_a_link_is_kept_and_lock_files_are_not(tmp_path: Path) -> None:
    """A folder on a share, a link that goes in a circle, a workbook named like a lock file."""
    share, data = tmp_path / "share", tmp_path / "w/data/2025-autumn/户籍"
    share.mkdir()
    data.mkdir(parents=True)
    (share / "甲镇.csv").write_text("姓名\n", "utf-8")
    (data / "共享").symlink_to(share, target_is_directory=True)
    (data / "圈").symlink_to(data, target_is_directory=True)
    (data / "~$乙镇.xlsx").write_bytes(bytes(2 * LOCKS))
    (data / "~$丙镇.xlsx").write_bytes(bytes(165))
    found = files_of(tmp_path / "w", "data")
    assert [Path(name).name for name in found] == ["~$乙镇.xlsx", "甲镇.csv"]
    assert "data/2025-autumn/户籍/共享/甲镇.csv" in found
