"""Many files in one sealed file: what goes in is listed first, what comes out is checked against
the list.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Generator, Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from kongchuo_core.keeping.sealing import Reader, Writer
from kongchuo_core.vocabulary.errors import ComputerError, LedgerError, UsageError

CONTENTS = "内容.json"
"""The first member: what the file is, and the SHA-256 of every other."""


def pack(target: Path, told: Mapping[str, Any], files: Mapping[str, Path], passphrase: str) -> str:
    """Seal files under their names; the file appears whole or not at all, and is read back before
    it does.

    Returns
    -------
    str
        the SHA-256 of the sealed file.

    Raises
    ------
    UsageError
        where the file is there already.
    ComputerError
        where it can't be written: the disk is full or gone, or may not be written.
    """
    if target.exists():
        raise UsageError(
            "这个文件已经有了，不覆盖",
            remedy="换一个文件名，如加上日期",
            place=(f"文件 {target.name}",),
        )
    beside = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        digests = _write(beside, told, files, passphrase)
        read = {
            name: hashlib.sha256(content).hexdigest()
            for name, content in unpack(beside, passphrase)[1]
        }
        if read != digests:
            raise LedgerError(
                "写出的文件读回来与原来的不同，没有保留",
                remedy="换一个磁盘或介质再试",
                place=(f"文件 {target.name}",),
            )
        digest = _sha256(beside)
        beside.replace(target)
    except OSError:
        remedy = "检查磁盘有没有插好、有没有空间和写入权限"
        raise ComputerError("文件写不进去", remedy=remedy, place=(f"文件 {target.name}",)) from None
    finally:
        if beside.is_file():
            beside.unlink()
    return digest


def _write(
    path: Path, told: Mapping[str, Any], files: Mapping[str, Path], passphrase: str
) -> dict[str, str]:
    digests = {name: _sha256(file) for name, file in files.items()}
    listing = json.dumps({**told, "files": digests}, ensure_ascii=False, sort_keys=True).encode()
    with path.open("wb") as raw:
        sealed = Writer(raw, passphrase)
        with tarfile.open(
            fileobj=cast(BinaryIO, sealed), mode="w|gz", format=tarfile.PAX_FORMAT
        ) as tar:
            for name, content in [
                (CONTENTS, listing),
                *((n, f.read_bytes()) for n, f in files.items()),
            ]:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
        sealed.close()
        raw.flush()
        os.fsync(raw.fileno())
    return digests


def unpack(
    path: Path, passphrase: str
) -> tuple[dict[str, Any], Generator[tuple[str, bytes], None, None]]:
    """What a sealed file is, and its files one after the other; the end is checked when the last
    was taken.

    Raises
    ------
    UsageError
        where there is no such file.
    LedgerError
        as ``Reader``, also while the files are taken.
    """
    if not path.is_file():
        raise UsageError(
            "没有这个文件", remedy="核对文件的位置和名称", place=(f"文件 {path.name}",)
        )
    members = _members(path, passphrase)
    _, listing = next(members)
    told: dict[str, Any] = json.loads(listing)
    return told, members


def _members(path: Path, passphrase: str) -> Generator[tuple[str, bytes], None, None]:
    with closing(Reader(path, passphrase)) as reader:
        try:
            with tarfile.open(fileobj=cast(BinaryIO, reader), mode="r|gz") as tar:
                for member in tar:
                    stream = tar.extractfile(member)
                    yield member.name, stream.read() if stream else b""
            reader.finish()
        except (tarfile.TarError, EOFError, OSError):
            raise LedgerError(
                "内容读不出来", remedy="换另一份备份", place=(f"文件 {path.name}",)
            ) from None


def lay_out(path: Path, passphrase: str, into: Path) -> dict[str, Any]:
    """Write the files of a sealed file below a new folder, each checked against the list; what the
    file is.

    Raises ``LedgerError`` as :func:`unpack`, and where list and files differ; then the folder is
    gone again.
    """
    told, files = unpack(path, passphrase)
    shutil.rmtree(into, ignore_errors=True)
    try:
        found = {}
        for name, content in files:
            parts = PurePosixPath(name).parts
            if not parts or PurePosixPath(name).is_absolute() or ".." in parts or name in found:
                raise LedgerError(
                    "内容里有不该有的文件名", remedy="换另一份备份", place=(f"文件 {path.name}",)
                )
            target = into.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            found[name] = hashlib.sha256(content).hexdigest()
        if found != told["files"]:
            raise LedgerError("内容与清单不符", remedy="换另一份备份", place=(f"文件 {path.name}",))
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise
    return told


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
