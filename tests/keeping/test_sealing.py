"""The sealed file: what goes in comes out; a wrong passphrase and any damage are refused, and told
apart where they can be.
"""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from kongchuo_core.keeping import sealing
from kongchuo_core.keeping.packing import lay_out, pack, unpack
from kongchuo_core.keeping.sealing import Reader, Writer
from kongchuo_core.ledger.copying import held
from kongchuo_core.vocabulary.errors import ComputerError, LedgerError, UsageError

WORDS = "山泉 石桥 核桃 七月 口令"
HEADER = 52


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small chunks, so that a short file has several; cheap keys, for a test makes many."""
    monkeypatch.setattr(sealing, "CHUNK", 100)
    monkeypatch.setattr(sealing, "COSTS", (10, 8, 1))


def sealed(path: Path, content: bytes) -> Path:
    with path.open("wb") as file:
        writer = Writer(file, WORDS)
        for start in range(0, len(content), 33):
            writer.write(content[start : start + 33])
        writer.close()
    return path


def opened(path: Path, words: str = WORDS) -> bytes:
    reader = Reader(path, words)
    try:
        content = b""
        while chunk := reader.read(70):
            content += chunk
        reader.finish()
        return content
    finally:
        reader.close()


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 200, 555])
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    """Also an empty file, and one that ends where a chunk ends; nothing of it can be read in the
    sealed file.
    """
    content = (b"\xe5\xbc\xa0\xe5\xb0\x8f\xe6\x98\x8e" * 70)[:size]
    path = sealed(tmp_path / "a", content)
    assert opened(path) == content and (size < 9 or content[:9] not in path.read_bytes())


def test_the_same_content_is_sealed_differently_each_time(tmp_path: Path) -> None:
    """Salt and nonces are new: two backups don't tell whether they are the same."""
    assert (
        sealed(tmp_path / "a", b"x" * 300).read_bytes()[9:]
        != sealed(tmp_path / "b", b"x" * 300).read_bytes()[9:]
    )


@pytest.mark.parametrize("words", [WORDS + "。", WORDS.replace("七", "八"), "x" * 12])
def test_a_wrong_passphrase_is_refused(tmp_path: Path, words: str) -> None:
    path = sealed(tmp_path / "a", b"x" * 300)
    with pytest.raises(LedgerError, match="口令不对"):
        opened(path, words)


def test_a_passphrase_typed_in_full_width_is_the_same(tmp_path: Path) -> None:
    """An input method's wide letters and an outer space don't lock anybody out."""
    with (tmp_path / "a").open("wb") as file:
        writer = Writer(file, "correct horse 12")
        writer.write(b"hello")
        writer.close()
    assert opened(tmp_path / "a", " ｃｏｒｒｅｃｔ　ｈｏｒｓｅ　１２ ") == b"hello"


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(UsageError, match="口令太短，至少12个字符"):
        sealing.sound("12345678901")
    assert sealing.sound("山泉石桥核桃") == "山泉石桥核桃"


@pytest.mark.parametrize("at", range(0, HEADER + 3 * 116 + 16, 23))
def test_a_changed_byte_is_found_wherever_it_is(tmp_path: Path, at: int) -> None:
    """In the header, in any chunk, in any tag."""
    path = sealed(tmp_path / "a", b"x" * 300)
    content = bytearray(path.read_bytes())
    at = min(at, len(content) - 1)
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(LedgerError):
        opened(path)


@pytest.mark.parametrize("cut", [1, 16, 116, 117, 232, 300, 348 - 1])
def test_a_file_that_was_cut_is_found(tmp_path: Path, cut: int) -> None:
    """Also where the cut lies between two chunks: the last chunk says that it is the last."""
    path = sealed(tmp_path / "a", b"x" * 300)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(LedgerError):
        opened(path)


def test_chunks_can_not_change_places_nor_be_added(tmp_path: Path) -> None:
    path = sealed(tmp_path / "a", b"a" * 100 + b"b" * 100 + b"c" * 50)
    whole = path.read_bytes()
    one, two, rest = (
        whole[HEADER : HEADER + 116],
        whole[HEADER + 116 : HEADER + 232],
        whole[HEADER + 232 :],
    )
    for other in (two + one + rest, one + rest, one + one + two + rest, one + two + rest + rest):
        path.write_bytes(whole[:HEADER] + other)
        with pytest.raises(LedgerError, match="已损坏或不完整"):
            opened(path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: b"PK\x03\x04" + c[4:], "不是本程序做的"),
        (lambda c: b"", "不是本程序做的"),
        (lambda c: c[:8] + b"\x09" + c[9:], "更新版本的程序"),
        (lambda c: c[:9] + b"\x1f" + c[10:], "已损坏或不完整"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, change, told: str) -> None:
    """A zip, an empty file, a newer version, a header that asks for all memory."""
    path = sealed(tmp_path / "a", b"x")
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(LedgerError, match=told):
        opened(path)


def test_files_packed_are_laid_out_again(tmp_path: Path) -> None:
    """Names, contents and what was told of them; nothing beside is left, and a second file of that
    name is refused.
    """
    (tmp_path / "甲.txt").write_text("甲" * 400, "utf-8")
    (tmp_path / "空").write_bytes(b"")
    files = {"甲/甲.txt": tmp_path / "甲.txt", "空": tmp_path / "空"}
    digest = pack(tmp_path / "out/包", {"kind": "test"}, files, WORDS)
    assert len(digest) == 64 and [p.name for p in (tmp_path / "out").iterdir()] == ["包"]
    told = lay_out(tmp_path / "out/包", WORDS, tmp_path / "back")
    assert told["kind"] == "test" and (tmp_path / "back/甲/甲.txt").read_text("utf-8") == "甲" * 400
    assert {p.name for p in (tmp_path / "back").rglob("*") if p.is_file()} == {"甲.txt", "空"}
    with pytest.raises(UsageError, match="已经有了，不覆盖"):
        pack(tmp_path / "out/包", {}, files, WORDS)
    with pytest.raises(UsageError, match="没有这个文件"):
        unpack(tmp_path / "没有", WORDS)


@pytest.mark.parametrize("name", ["../逃出.txt", "/tmp/逃出.txt", "a/../../逃出.txt"])
def test_no_file_is_laid_out_beside_the_folder(tmp_path: Path, name: str) -> None:
    """Even a file sealed with the right passphrase can't write where it likes; what was laid out
    before is gone again.
    """
    (tmp_path / "x").write_text("x")
    pack(tmp_path / "包", {}, {"好.txt": tmp_path / "x", name: tmp_path / "x"}, WORDS)
    with pytest.raises(LedgerError, match="不该有的文件名"):
        lay_out(tmp_path / "包", WORDS, tmp_path / "里/back")
    assert not (tmp_path / "里/back").exists() and not (tmp_path / "里/逃出.txt").exists()


def test_what_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x")
    with pytest.raises(ComputerError, match="文件写不进去"):
        pack(tmp_path / "文件" / "包", {}, {}, WORDS)


def test_a_file_that_changes_while_it_is_saved_is_found(tmp_path: Path) -> None:
    """Read once for the list and once for the content; where both differ nothing is kept."""
    changing = Path("/proc/sys/kernel/random/uuid")
    if not changing.exists():
        pytest.skip("需要 Linux")
    with pytest.raises(LedgerError, match="读回来与原来的不同"):
        pack(tmp_path / "包", {}, {"时刻": changing}, WORDS)
    assert not list(tmp_path.iterdir())


def test_a_sealed_file_without_files_in_it_is_refused(tmp_path: Path) -> None:
    """The right passphrase, but nothing of ours inside."""
    with pytest.raises(LedgerError, match="内容读不出来"):
        unpack(sealed(tmp_path / "a", b"x" * 700), WORDS)


def test_a_file_that_is_not_on_the_list_is_refused(tmp_path: Path) -> None:
    """What was laid out before that is gone again."""
    with (tmp_path / "包").open("wb") as file:
        writer = Writer(file, WORDS)
        with tarfile.open(fileobj=writer, mode="w|gz") as tar:
            for name, content in (("内容.json", b'{"files": {}}'), ("多的", b"x")):
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
        writer.close()
    with pytest.raises(LedgerError, match="内容与清单不符"):
        lay_out(tmp_path / "包", WORDS, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_a_database_that_can_not_be_read_is_not_backed_up(tmp_path: Path) -> None:
    """A ledger without a database has nothing to copy yet."""
    with held(tmp_path) as nothing:
        assert nothing is None
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all" * 99)
    with pytest.raises(LedgerError, match="台账文件已损坏"), held(tmp_path):
        pass
