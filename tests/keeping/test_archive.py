"""A finished term put away and brought back; retention carried out from the command line."""

from __future__ import annotations

from pathlib import Path

from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.place import digests
from tests.county import TERM
from tests.keeping.conftest import SPRING
from tests.placed import placed


def test_a_term_is_archived_removed_and_brought_back(
    say, office: Workspace, words, tmp_path: Path
) -> None:
    """Later terms still work, ``verify`` knows what was put away, and what comes back is the same
    to the byte.
    """
    before = digests(office.data(TERM)) | digests(office.outputs(TERM))
    arguments = (
        "archive",
        tmp_path / "秋.kca",
        "--workspace",
        office.root,
        "--term",
        TERM,
        "--by",
        "李示例",
        *words,
    )
    status, out, err = say(*arguments, "--remove")
    assert (status, err) == (0, "") and "读回核对无误" in out and "已移除" in out
    assert not office.data(TERM).exists() and not office.outputs(TERM).exists()
    told = say("verify", "--workspace", office.root)[1]
    digest = Ledger(office.ledger, office.key()).events(Kind.ARCHIVED)[0].event.payload["archive"]
    assert f"{TERM}：" in told and f"由李示例封存，文件的SHA-256 {digest}" in told
    cases = (office.outputs(SPRING) / "internal/data/cases.parquet").read_bytes()
    placed(office, SPRING)
    assert (office.outputs(SPRING) / "internal/data/cases.parquet").read_bytes() == cases
    assert say("child", "张小明", "--workspace", office.root)[0] == 0
    status, out, _ = say("unarchive", tmp_path / "秋.kca", "--workspace", office.root, *words)
    assert status == 0 and f"已放回 {TERM}。" in out
    assert digests(office.data(TERM)) | digests(office.outputs(TERM)) == before


def test_an_archive_without_removal_leaves_everything(
    say, office: Workspace, words, tmp_path: Path
) -> None:
    """And can't be laid over what is there."""
    before = digests(office.data(TERM)) | digests(office.outputs(TERM))
    assert (
        say(
            "archive",
            tmp_path / "秋",
            "--workspace",
            office.root,
            "--term",
            TERM,
            "--by",
            "李示例",
            *words,
        )[0]
        == 0
    )
    assert digests(office.data(TERM)) | digests(office.outputs(TERM)) == before
    assert (
        "还在，不覆盖" in say("unarchive", tmp_path / "秋", "--workspace", office.root, *words)[2]
    )


def test_what_can_not_be_archived(say, office: Workspace, words, tmp_path: Path) -> None:
    """The newest term isn't removed, one without an edition has nothing, the file lies elsewhere,
    somebody answers for it.
    """

    def archive(
        *more: object, file: Path = tmp_path / "封", term: str = SPRING, by: str = "李示例"
    ):
        return say(
            "archive", file, "--workspace", office.root, "--term", term, "--by", by, *words, *more
        )

    assert "是最新的结果" in archive("--remove")[2]
    assert "还没有结果，没有可以封存的" in archive(term="2031-autumn")[2]
    assert "封存文件不能放在工作区里" in archive(file=office.root / "封")[2]
    assert "没有写由谁封存" in archive(by=" ")[2]
    (office.outputs(TERM) / "internal/data/rows.parquet").write_bytes(b"x")
    assert archive(term=TERM)[0] == 15
    assert list(tmp_path.glob("封*")) == [] and not Ledger(office.ledger, office.key()).events(
        Kind.ARCHIVED
    )


def test_backup_and_archive_are_not_mistaken_for_each_other(
    say, office: Workspace, words, tmp_path: Path
) -> None:
    """Each says what it is; an archive of another office isn't taken."""
    say("backup", tmp_path / "备份", "--workspace", office.root, *words)
    say(
        "archive",
        tmp_path / "封存",
        "--workspace",
        office.root,
        "--term",
        TERM,
        "--by",
        "李示例",
        "--remove",
        *words,
    )
    assert (
        "这是备份，不是一个学期的封存文件"
        in say("unarchive", tmp_path / "备份", "--workspace", office.root, *words)[2]
    )
    assert (
        "这是一个学期的封存文件，不是备份"
        in say("restore", tmp_path / "封存", "--into", tmp_path / "新", *words)[2]
    )
    say("init", tmp_path / "别的")
    assert (
        "台账里没有这次封存的记录"
        in say("unarchive", tmp_path / "封存", "--workspace", tmp_path / "别的", *words)[2]
    )


def test_retention_is_listed_first_and_carried_out_by_somebody(say, office: Workspace) -> None:
    """Nothing is erased by listing; a name without a yes does nothing; carried out, the chain still
    verifies.
    """
    status, out, _ = say("retain", "--workspace", office.root)
    assert status == 0 and "到期应抹去个人信息的0人" in out
    assert (
        "抹去后不能恢复，没有执行" in say("retain", "--workspace", office.root, "--by", "李示例")[2]
    )
    assert say("retain", "--workspace", office.root, "--yes")[0] == 2
    status, out, _ = say("retain", "--workspace", office.root, "--by", "李示例", "--yes")
    assert status == 0 and "台账" in out and "未被改动" in out
    persons = Ledger(office.ledger, office.key()).persons()
    numbers = dict(zip(persons["name"], persons["child_id"], strict=True))
    forget = ("retain", "--workspace", office.root, "--by", "李示例", "--yes", "--child")
    status, _, err = say(*forget, numbers["李小红"])
    assert status == 15 and "不能抹去" in err
    status, out, _ = say(*forget, numbers["王大华"])
    assert (
        status == 0
        and "本人申请的1人" in out
        and "王大华" not in Ledger(office.ledger, office.key()).persons()["name"]
    )
