"""A workspace: its folders, its lock, its key. The checkout is one; ``kongchuo init DIR`` makes
another.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from kongchuo_core.settings import copies, yaml
from kongchuo_core.settings.beside import temporary
from kongchuo_core.settings.copies import COPIED
from kongchuo_core.vocabulary import files
from kongchuo_core.vocabulary.errors import Busy, LedgerError, UsageError

SAMPLE_STAMP = "虚构样例.yaml"
"""The file in ``data/<term>/`` that says that the data are fictitious."""


NEVER_IN_GIT = """\
# 登记册、台账、密钥、成果里有个人信息，不进 git。
/data/
/ledger/
/outputs/
/truth/
/filled/
/旧版/
*.kcb
"""
"""What ``init`` writes into ``.gitignore``; the office's own params, templates and notebooks may be
kept in git.
"""

SAMPLE_KEY = bytes(range(32))
"""The key of every fictitious county, so that its documents are the same everywhere."""


def house() -> Path:
    """Where the package's own params, templates and notebooks are: the checkout's, or those inside
    the wheel.
    """
    package = Path(__file__).parents[1]
    inside = package / "house"
    return inside if inside.is_dir() else package.parent


def guide_folder() -> Path | None:
    """The guide as pages: those in the wheel, else those that ``make docs`` has built; ``None``
    where there are none.
    """
    places = (house() / "guide", house() / "outputs" / "docs")
    return next((p for p in places if (p / "index.html").is_file()), None)


@dataclass(frozen=True)
class Workspace:
    """The folders of one office (see the design's table)."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> Workspace:
        """The workspace in a folder.

        Raises
        ------
        UsageError
            where the folder isn't one.
        """
        if not (root / "params" / "county.yaml").is_file():
            raise UsageError(
                "这个文件夹不是工作区",
                remedy="用 --workspace 指定工作区，或用 kongchuo init 新建一个",
            )
        return cls(root.resolve())

    @classmethod
    def above(cls, folder: Path) -> Workspace:
        """The workspace a folder lies in; raises as :meth:`at`."""
        for root in (folder, *folder.parents):
            if (root / "params" / "county.yaml").is_file():
                return cls(root)
        return cls.at(folder)

    @property
    def params(self) -> Path:
        """The office's choices."""
        return self.root / "params"

    @property
    def templates(self) -> Path:
        """Word templates."""
        return self.root / "templates"

    @property
    def notebooks(self) -> Path:
        """The reports' notebooks."""
        return self.root / "notebooks"

    @property
    def ledger(self) -> Path:
        """The record that may never be lost."""
        return self.root / "ledger"

    def data(self, term: str) -> Path:
        """The registers of a term as they arrived."""
        return self.root / "data" / term

    def outputs(self, term: str) -> Path:
        """What a term's run makes."""
        return self.root / "outputs" / term

    def fictitious(self, term: str) -> bool:
        """Whether the term's data carry the stamp of the fictitious county."""
        stamp = self.data(term) / SAMPLE_STAMP
        return stamp.is_file() and bool(yaml.load(stamp).get("fictitious"))

    def key(self) -> bytes:
        """The key that makes children's numbers.

        Raises
        ------
        LedgerError
            where it is missing or damaged; a new one is never made silently, for all numbers would
            change.
        """
        try:
            key = bytes.fromhex((self.ledger / "key").read_text("ascii").strip())
        except FileNotFoundError:
            raise LedgerError(
                "ledger/ 里没有密钥",
                remedy="从备份恢复 ledger/ 整个文件夹；全新的工作区请用 kongchuo init 建立",
            ) from None
        except ValueError:
            key = b""
        if len(key) != 32:
            raise LedgerError("ledger/ 里的密钥已损坏", remedy="从备份恢复 ledger/ 整个文件夹")
        return key

    def make_key(self, key: bytes | None = None) -> None:
        """Put a key into an empty ledger: a new one, or the sample's; an existing key is left
        alone.
        """
        self.ledger.mkdir(exist_ok=True)
        path = self.ledger / "key"
        if not path.exists():
            files.write_whole(path, ((key or secrets.token_bytes(32)).hex() + "\n").encode())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One command at a time; within a command as often as one likes.

        Raises
        ------
        Busy
            where another command is at work.
        """
        (self.root / "outputs").mkdir(exist_ok=True)
        lock = FileLock(self.root / "outputs" / ".lock", timeout=0, is_singleton=True)
        try:
            lock.acquire()
        except Timeout:
            raise Busy(
                "另一条命令正在这个工作区里运行", remedy="等它结束后再运行一次；没有丢失什么"
            ) from None
        try:
            with temporary(self.root):
                yield
        finally:
            lock.release()


def close(root: Path) -> bool:
    """Keep other accounts of this computer out of a workspace, and its data out of git; true where
    that was not so yet.
    """
    ignore, opened = root / ".gitignore", os.name == "posix" and bool(root.stat().st_mode & 0o077)
    if opened:
        root.chmod(0o700)
    if not ignore.exists():
        ignore.write_text(NEVER_IN_GIT, "utf-8")
        return True
    return opened


def init(root: Path, *, key: bytes | None = None) -> Workspace:
    """Make a workspace: params of the model county, templates, notebooks, a key.

    Raises
    ------
    UsageError
        where the folder already holds a workspace.
    """
    if (root / "params").exists():
        raise UsageError("这个文件夹已经是工作区", remedy="换一个空文件夹；要重来请先把原来的移走")
    root.mkdir(parents=True, exist_ok=True)
    workspace = Workspace(root.resolve())
    try:
        for name in COPIED:
            unwanted = shutil.ignore_patterns("~$*", ".ipynb_checkpoints")
            shutil.copytree(house() / name, root / name, ignore=unwanted)
        copies.note(root, house(), copies.shipped(house()))
        close(root)
        (root / "data").mkdir(exist_ok=True)
        workspace.make_key(key)
    except OSError:  # half a workspace would stand in the way of the next try
        for name in COPIED:
            shutil.rmtree(root / name, ignore_errors=True)
        raise
    return workspace
