"""Every entry of a register's folder has a fate: read, known to be harmless, left out and told, or
the term stops.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.sweeps.reading import by_xlwt
from kongchuo_core.registers.border import read_files
from kongchuo_core.registers.read import read_sheets
from kongchuo_core.term import place
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import BY_FOLDER
from tests.county import TERM, child, compare, lay, workspace_at, write
from tests.registers.sheets import HEAD, HONG, MING, PARAMS, workbook


def outcome(data: Path) -> tuple[list[str], dict[str, str], list[str]]:
    """Names read, what is wrong with which place, and what was left out, of 户籍."""
    files: list[str] = []
    told: dict[str, str] = {}
    wrong: list[str] = []
    for part in read_files(data, BY_FOLDER["户籍"], PARAMS):
        if isinstance(part, InputError):
            wrong.append(str(part).splitlines()[0])
        else:
            files += part.files
            told |= {p.file: p.kind for p in part.problems if p.row is None}
    return files, told, wrong


def put(name: str, content: bytes = b"x") -> Callable[[Path], None]:
    """A file with these bytes."""

    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_bytes(content)

    return make


def book(name: str) -> Callable[[Path], None]:
    """A register."""
    return lambda folder: workbook(folder / name, {"一": [HEAD, MING]})


def link(name: str, target: str) -> Callable[[Path], None]:
    """A link."""

    def make(folder: Path) -> None:
        (folder.parent.parent / "盘" / "东").mkdir(parents=True, exist_ok=True)
        workbook(folder.parent.parent / "盘/东/东.xlsx", {"一": [HEAD, MING]})
        (folder / name).symlink_to(target)

    return make


def channel(folder: Path) -> None:
    """What is no file though it stands among them."""
    os.mkfifo(folder / "管道.xlsx")


LOCK = b"\x05admin" + b" " * 48 + bytes(100)
"""What Excel writes beside an open workbook."""
READ, HARMLESS, WRONG = "读", "无害", "停"
CASES = {
    "Thumbs.db": (put("Thumbs.db", b"\xd0\xcf\x11\xe0"), HARMLESS),
    "desktop.ini": (put("Desktop.ini", b"[.ShellClassInfo]"), HARMLESS),
    "DS_Store": (put(".DS_Store", b"\x00\x00\x00\x01Bud1"), HARMLESS),
    "苹果的影子": (put("._一.xlsx", b"\x00\x05\x16\x07" + bytes(60)), HARMLESS),
    "苹果压缩包的影子": (put("__MACOSX/._一.xlsx"), HARMLESS),
    "锁定文件": (put("~$一.xlsx", LOCK), HARMLESS),
    "WPS或LibreOffice的锁": (put(".~lock.一.xlsx#", b",pc,2025"), HARMLESS),
    "锁名下的真表": (book("~$东村镇.xlsx"), READ),
    "隐藏的真表": (book(".东村镇.xlsx"), READ),
    "没有扩展名": (put("名册", by_xlwt([HEAD, MING])), READ),
    "子文件夹": (book("东/村/一.xlsx"), READ),
    "文本": (put("名册.txt", "\n".join(map("\t".join, [HEAD, MING])).encode("gbk")), READ),
    "链到文件夹": (link("共享", "../../盘/东"), READ),
    "链到文件": (link("东.xlsx", "../../盘/东/东.xlsx"), READ),
    "断了的链接": (link("断.xlsx", "../没有.xlsx"), "link_broken"),
    "绕圈的链接": (link("圈", "."), "read_before"),
    "指自己的链接": (link("自己.xlsx", "自己.xlsx"), "link_broken"),
    "说明": (put("说明.txt", "今年户籍由派出所提供".encode()), "file_left_out"),
    "文档": (put("通知.docx", b"PK\x05\x06" + bytes(18)), "archive_left_out"),
    "图片": (put("扫描件.jpg", b"\xff\xd8\xff\xe0"), "file_left_out"),
    "压缩包": (put("户籍.rar", b"Rar!\x1a\x07\x01\x00"), "archive_left_out"),
    "空文件": (put("新建文本文档.txt", b""), "file_left_out"),
    "管道": (channel, "not_a_file"),
    "空的表": (put("永定.xlsx", b""), WRONG),
    "改名的图片": (put("永定.xls", b"\xff\xd8\xff\xe0"), WRONG),
    "不是这种登记册的表": (lambda f: write(f / "乱.csv", [["甲", "乙"], ["1", "2"]]), WRONG),
}


@pytest.mark.skipif(os.name != "posix", reason="需要 POSIX")
@pytest.mark.parametrize(("make", "fate"), CASES.values(), ids=CASES)
def test_every_entry_has_a_fate(tmp_path: Path, make: Callable[[Path], None], fate: str) -> None:
    """One thing beside a sound register, which is read all the same."""
    folder = tmp_path / "学期/户籍"
    workbook(folder / "二.xlsx", {"一": [HEAD, HONG]})
    make(folder)
    files, told, wrong = outcome(tmp_path / "学期")
    assert "户籍/二.xlsx" in files
    assert len(files) == (2 if fate == READ else 1)
    assert list(told.values()) == ([] if fate in (READ, HARMLESS, WRONG) else [fate])
    assert len(wrong) == (1 if fate == WRONG else 0)


def test_what_is_left_out_is_told_by_check_and_in_the_quality_list(
    tmp_path: Path, say: Callable[..., tuple[int, str, str]]
) -> None:
    """Files, sheets; the term goes on. A sheet that tells how to fill in is known, unless
    somebody's number stands in it.
    """
    workspace = workspace_at(tmp_path / "w")
    ming = child("张小明")
    lay(workspace, 户籍=[ming], 学籍=[ming], 在校=[ming])
    data = workspace.data(TERM)
    (data / "毕业").mkdir()
    (data / "毕业/扫描件.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    sheets = {"一": [HEAD, HONG], "统计": [["镇", "人数"], ["永定", 3]]}
    how = {"说明": [["填表说明"], ["1. 按户口簿填写"]], "填报须知": [[HONG[1]]]}
    workbook(data / "户籍/二.xlsx", sheets | how)
    status, out, _ = say("check", "--workspace", workspace.root, "--term", TERM)
    assert status == 0
    out = out.partition("没有读的：")[2]
    assert "户籍/二.xlsx 统计：工作表里没有这种登记册的表头，没有读" in out
    assert "毕业/扫描件.jpg：文件不是表格，没有读" in out
    told = {
        (line["file"], line["sheet"], line["kind"]) for line in compare(workspace).table("quality")
    }
    assert ("户籍/二.xlsx", "统计", "sheet_left_out") in told
    assert ("户籍/二.xlsx", "填报须知", "sheet_left_out") in told
    assert ("户籍/二.xlsx", "说明", "sheet_left_out") not in told
    assert ("毕业/扫描件.jpg", "", "file_left_out") in told


@pytest.mark.skipif(os.name != "posix", reason="需要 POSIX")
def test_the_manifest_covers_what_is_read(tmp_path: Path) -> None:
    """Behind a link, hidden, named like a lock: what decides a verdict has its digest; Thumbs.db
    decides nothing.
    """
    folder = tmp_path / "学期/户籍"
    for make in (
        book(".隐.xlsx"),
        book("~$真.xlsx"),
        link("共享", "../../盘/东"),
        put("Thumbs.db"),
    ):
        make(folder.mkdir(parents=True, exist_ok=True) or folder)
    names = {"户籍/.隐.xlsx", "户籍/~$真.xlsx", "户籍/共享/东.xlsx"}
    assert set(place.input_digests(tmp_path / "学期")) == names
    assert set(outcome(tmp_path / "学期")[0]) == names


@contextmanager
def _as_owner() -> Iterator[None]:
    """For a moment the one whose files these are."""
    other = os.geteuid()
    os.seteuid(os.getuid())
    yield
    os.seteuid(other)


@pytest.fixture
def barred() -> Iterator[Path]:
    """A term's folder for somebody who may not look into all of it."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        data.chmod(0o755)
        (data / "户籍/锁着").mkdir(parents=True, mode=0o755)
        workbook(data / "户籍/二.xlsx", {"一": [HEAD, HONG]})
        for path, mode in (("户籍", 0o755), ("户籍/二.xlsx", 0o644), ("户籍/锁着", 0)):
            (data / path).chmod(mode)  # whatever the umask of this process is by now
        # Python itself may lie where this somebody may not look: what reads the files is begun before.
        read_sheets(data / "户籍/二.xlsx", "户籍/二.xlsx")
        superuser = os.geteuid() == 0
        if superuser:
            os.seteuid(65534)
        try:
            yield data
        finally:
            if superuser:
                os.seteuid(0)
            (data / "户籍/锁着").chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="需要 POSIX")
def test_what_may_not_be_looked_into_stops_the_term(barred: Path) -> None:
    """Nobody knows what lies there: it isn't an empty register."""
    assert outcome(barred)[2] == ["文件夹 户籍/锁着：文件夹打不开"]


@pytest.mark.skipif(os.name != "posix", reason="需要 POSIX")
def test_a_file_that_may_not_be_read_is_told(barred: Path) -> None:
    """Said as what it is, and not as damage."""
    (path,) = (p for p in (barred / "户籍").iterdir() if p.suffix)
    with _as_owner():
        path.chmod(0)
    with pytest.raises(InputError, match="没有读这个文件的权限"):
        read_sheets(path, "户籍/二.xlsx")


@pytest.mark.skipif(os.name != "posix", reason="需要 POSIX")
def test_a_note_that_may_not_be_read_stops_nothing(barred: Path) -> None:
    """It is told: nobody knows that it is only a note."""
    with _as_owner():
        (barred / "户籍/锁着").chmod(0o755)
        put("说明.txt")(barred / "户籍")
        (barred / "户籍/说明.txt").chmod(0)
    files, told, wrong = outcome(barred)
    assert (files, wrong) == (["户籍/二.xlsx"], [])
    assert told == {"户籍/说明.txt": "file_barred"}
