"""A file sealed with a passphrase: scrypt makes the keys, AES-256-GCM encrypts chunk by chunk, so
that nothing lies open on a disk.

Header: magic, version, scrypt's costs, salt, prefix of the nonces, a check that tells a wrong
passphrase from a damaged file. Every chunk is bound to the header, its place and whether it is the
last: none can be altered, exchanged or left off unnoticed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
import unicodedata
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kongchuo_core.vocabulary.errors import LedgerError, UsageError

MAGIC, VERSION = b"KONGCHUO", 1
CHUNK, TAG = 1 << 20, 16
COSTS = (17, 8, 1)
"""Of scrypt: the binary logarithm of n, r and p; 128 MB and about half a second."""
_DEAREST = (20, 16, 4)
"""Costs above which a header is damaged: no file may take all memory."""
_HEADER = struct.Struct(">8sBBBB16s7s16s")
_NONCE = struct.Struct(">7sIB")
SHORTEST = 12
"""Characters of a passphrase; a Chinese one counts as two, for there are so many of them."""


def sound(passphrase: str) -> str:
    """The passphrase as it is used; raises ``UsageError`` where it is too short to protect
    children's data.
    """
    told = unicodedata.normalize("NFKC", passphrase).strip()
    if sum(1 + (c > "⺀") for c in told) < SHORTEST:
        raise UsageError(
            f"口令太短，至少{SHORTEST}个字符（一个汉字算两个）",
            remedy="用几个不相干的词连起来，抄在纸上，与备份分开保管；口令丢了谁也打不开",
        )
    return told


def _keys(passphrase: str, salt: bytes, costs: tuple[int, int, int]) -> tuple[AESGCM, bytes]:
    made = Scrypt(salt=salt, length=64, n=1 << costs[0], r=costs[1], p=costs[2]).derive(
        sound(passphrase).encode()
    )
    return AESGCM(made[:32]), made[32:]


def _check(key: bytes, *parts: bytes) -> bytes:
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()[:16]


class Writer:
    """Takes bytes and writes them sealed; ``close`` writes the last chunk, without it the file
    can't be opened.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        salt, self._prefix = secrets.token_bytes(16), secrets.token_bytes(7)
        self._cipher, key = _keys(passphrase, salt, COSTS)
        self._header = _HEADER.pack(
            MAGIC, VERSION, *COSTS, salt, self._prefix, _check(key, salt, self._prefix)
        )
        self._file, self._held, self._count = file, bytearray(), 0
        file.write(self._header)

    def write(self, content: bytes) -> int:
        """Take some bytes."""
        self._held += content
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(content)

    def close(self) -> None:
        """Write what is held as the last chunk."""
        self._put(bytes(self._held), last=True)
        self._held.clear()

    def _put(self, content: bytes, *, last: bool) -> None:
        self._file.write(
            self._cipher.encrypt(
                _NONCE.pack(self._prefix, self._count, last), content, self._header
            )
        )
        self._count += 1


class Reader:
    """Gives back the bytes that were sealed, each chunk only after it was checked.

    Raises
    ------
    LedgerError
        where the passphrase is another, or the file is damaged, cut or no file of ours.
    """

    def __init__(self, path: Path, passphrase: str) -> None:
        self._path, self._file, self._held, self._count = path, path.open("rb"), bytearray(), 0
        try:
            self._open(passphrase)
        except BaseException:
            self._file.close()
            raise

    def _open(self, passphrase: str) -> None:
        self._header = self._file.read(_HEADER.size)
        if len(self._header) < _HEADER.size or not self._header.startswith(MAGIC):
            raise self._wrong(
                "不是本程序做的备份或封存文件",
                "核对文件名；用 kongchuo backup 或 kongchuo archive 生成的文件才能恢复",
            )
        _, version, *costs, salt, self._prefix, check = _HEADER.unpack(self._header)
        if version > VERSION:
            raise self._wrong("是更新版本的程序做的", "用那个版本或更新的版本恢复")
        if any(not 0 < cost <= dearest for cost, dearest in zip(costs, _DEAREST, strict=True)):
            raise self._damaged()
        self._cipher, key = _keys(passphrase, salt, (costs[0], costs[1], costs[2]))
        if not hmac.compare_digest(check, _check(key, salt, self._prefix)):
            raise self._wrong(
                "口令不对，或者文件开头已损坏",
                "核对口令（区分大小写）；确认无误仍打不开的，换另一份备份",
            )
        self._next = self._file.read(CHUNK + TAG)

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        while len(self._held) < size and self._next:
            chunk, self._next = self._next, self._file.read(CHUNK + TAG)
            try:
                self._held += self._cipher.decrypt(
                    _NONCE.pack(self._prefix, self._count, not self._next), chunk, self._header
                )
            except InvalidTag:
                raise self._damaged() from None
            self._count += 1
        content = bytes(self._held[:size])
        del self._held[:size]
        return content

    def finish(self) -> None:
        """Check what is left, so that a file is either whole or refused."""
        while self.read(CHUNK):
            pass

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _damaged(self) -> LedgerError:
        return self._wrong("已损坏或不完整", "换另一份备份；介质出错的，先把文件复制到别处再试")

    def _wrong(self, what: str, remedy: str) -> LedgerError:
        return LedgerError(what, remedy=remedy, place=(f"文件 {self._path.name}",))
