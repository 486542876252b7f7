"""What no room of the house foresaw, told to a clerk: what this computer refused, and faults of the
program itself.

Of a fault nothing but the places in the code is kept, in ``outputs/错误记录.txt``: a trace with values
could name a child.
"""

from __future__ import annotations

import errno
import re
import shutil
import traceback
from contextlib import suppress
from pathlib import Path

from kongchuo_core.vocabulary.errors import ComputerError, KongchuoError

NOTE = "错误记录.txt"
SHARING = 32
"""Windows' number for a file that another program has open."""

FULL = ("磁盘满了，写不进去", "清理磁盘，留出2 GB以上，再运行一次；原有的台账和成果没有动")
DENIED = (
    "没有权限，读不了或者写不进去",
    "换用建立工作区的用户，或请管理员给权限；文件在 Word、WPS 里打开着的先关闭，再运行一次",
)
IN_USE = ("文件在别的程序里打开着", "关闭 Word、WPS、Excel 里打开的这个文件，再运行一次")
TOO_LONG = ("路径太长", "把工作区移到短一些的路径下（如 D 盘根目录的一个文件夹），再运行一次")
NOT_THERE = ("找不到文件或文件夹", "核对位置和名称；U 盘、共享文件夹先接好，再运行一次")
BROKEN = ("磁盘读写出错", "检查磁盘、U 盘有没有接好、有没有坏；先把工作区复制到好的磁盘上")
OTHER = ("这台电脑办不到这一步", "看磁盘满没满、有没有权限、接没接好，再运行一次")
_BY_NUMBER = (
    ((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    ((errno.EACCES, errno.EPERM, errno.EROFS), DENIED),
    ((errno.EBUSY, errno.ETXTBSY), IN_USE),
    ((errno.ENAMETOOLONG,), TOO_LONG),
    ((errno.ENOENT, errno.ENOTDIR, errno.EISDIR), NOT_THERE),
    ((errno.EIO,), BROKEN),
)


def of_the_computer(error: OSError) -> ComputerError:
    """An error of the system in a clerk's words; the file by its name alone."""
    number = error.errno
    if isinstance(
        error, shutil.Error
    ):  # of many files at once: the first one's number stands in its text
        found = re.search(r"Errno (\d+)", str(error))
        number = int(found[1]) if found else None
    told = next((words for numbers, words in _BY_NUMBER if number in numbers), OTHER)
    if getattr(error, "winerror", None) == SHARING:
        told = IN_USE
    name = error.filename if isinstance(error.filename, str) else ""
    place = (f"文件 {Path(name).name}",) if name else ()
    return ComputerError(told[0], remedy=told[1], place=place)


def of_memory() -> ComputerError:
    """What is said where the memory ran out."""
    return ComputerError("内存不够", remedy="关闭别的程序，或者加上 --jobs 1，再运行一次")


def of_the_program(error: Exception, workspace: Path | None) -> KongchuoError:
    """A fault of the program: where it happened is kept beside the outputs for whoever mends it."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "kongchuo_core" in f.filename] or frames
    last = f"{Path(ours[-1].filename).name}第{ours[-1].lineno}行" if ours else ""
    kept = workspace is not None and _kept(error, frames, workspace / "outputs")
    where = f"把 outputs/{NOTE}（里面没有个人信息）" if kept else "把这句话"
    return KongchuoError(
        f"程序出了错（{last or '位置不明'}），原有的结果没有改动",
        remedy=f"再运行一次；还是这样的，{where}交给维护人员",
    )


def _kept(error: Exception, frames: traceback.StackSummary, outputs: Path) -> bool:
    lines = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    with suppress(OSError):
        if outputs.is_dir():
            text = "\n".join((*lines, type(error).__name__)) + "\n"
            (outputs / NOTE).write_text(text, "utf-8")
            return True
    return False
