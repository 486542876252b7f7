"""Is this machine fit for the work? Every finding says what was seen and what to do; nothing is
written, nothing is mended.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import metadata
from itertools import chain
from pathlib import Path

import psutil

from kongchuo_core.regulation.profiles import QUESTIONS, unconfirmed
from kongchuo_core.settings import copies
from kongchuo_core.settings.models import read_county, read_rules
from kongchuo_core.settings.people import People, load_people
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.errors import ParamsError

OLDEST_PYTHON = (3, 11)
GIB = 1 << 30
MEMORY_GIB, DISK_GIB, LONGEST_PATH = 4, 2, 120
"""What a county's term needs at least; a tenth of the memory may be kept by the hardware."""

NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "ceph",
    "9p",
    "davfs",
    "fuse.sshfs",
    "fuse.davfs",
    "fuse.rclone",
    "fuse.glusterfs",
}
"""File systems on which SQLite's locks and syncs can't be relied on."""

FONTS = {
    "方正小标宋简体": {"方正小标宋简体", "FZXiaoBiaoSong-B05S"},
    "仿宋_GB2312": {"仿宋_GB2312", "FangSong_GB2312"},
    "楷体_GB2312": {"楷体_GB2312", "KaiTi_GB2312"},
    "黑体": {"黑体", "SimHei"},
    "宋体": {"宋体", "SimSun"},
}
"""The fonts of GB/T 9704-2012 and the names under which a machine may know them."""


class Level(StrEnum):
    """How grave a finding is."""

    FIT = "通过"
    HINT = "提示"
    UNFIT = "不行"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: level, what was seen, what to do (empty where nothing is to do)."""

    level: Level
    what: str
    remedy: str = ""


def examine(workspace: Path) -> list[Finding]:
    """Look at the machine and at a workspace's folder; one finding for each entry of ``CHECKS``, in
    their order.
    """
    return [check(workspace) for check in CHECKS]


def python(_: Path) -> Finding:
    """Is the interpreter new enough?"""
    seen = f"Python {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return Finding(Level.FIT, seen)
    return Finding(Level.UNFIT, f"{seen} 太旧", "安装 Python 3.11 或更新的版本，再运行 make setup")


def packages(_: Path, lock: Path | None = None) -> Finding:
    """Are the packages there that we need, in the versions of the lock?"""
    needs = [r for r in metadata.requires("kongchuo") or [] if "extra ==" not in r]
    missing = sorted(
        name for name in (re.split(r"[^\w.-]", r)[0] for r in needs) if _installed(name) is None
    )
    if missing:
        return Finding(
            Level.UNFIT,
            f"缺少软件包：{'、'.join(missing)}",
            "运行 make setup，或重新安装 kongchuo 的轮子",
        )
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==([^\s;]+)", (lock or house() / "requirements.lock").read_text("utf-8"), re.M
    ):
        pins.setdefault(name, set()).add(version)
    other = sorted(
        name for name, versions in pins.items() if _installed(name) not in {None, *versions}
    )
    if other:
        return Finding(
            Level.HINT,
            f"软件包的版本与锁定的不同：{'、'.join(other)}",
            "要得到与别处逐字节相同的成果，运行 make setup",
        )
    return Finding(Level.FIT, f"所需的 {len(needs)} 个软件包齐全，版本与锁定的一致")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def memory(_: Path) -> Finding:
    """Is there memory enough?"""
    total = psutil.virtual_memory().total / GIB
    if total < 0.9 * MEMORY_GIB:
        return Finding(
            Level.UNFIT, f"内存只有 {total:.1f} GB", f"换一台内存不少于 {MEMORY_GIB} GB 的电脑"
        )
    return Finding(Level.FIT, f"内存 {total:.1f} GB")


def short_enough(workspace: Path) -> Finding:
    """Is the workspace's path short enough? Windows allows 260 signs for a whole path unless it is
    told otherwise.
    """
    length = len(str(workspace.resolve()))
    if sys.platform == "win32" and length > LONGEST_PATH:
        return Finding(
            Level.HINT,
            f"工作区的路径有{length}个字，文书的路径可能超过260个字",
            "把工作区移到短的路径下，如 D 盘根目录的一个文件夹；或请管理员开启“长路径”",
        )
    return Finding(Level.FIT, f"工作区的路径{length}个字，不算长")


def disk(workspace: Path) -> Finding:
    """Is there room where the workspace is?"""
    free = shutil.disk_usage(workspace).free / GIB
    if free < DISK_GIB:
        return Finding(
            Level.UNFIT,
            f"工作区所在的磁盘只剩 {free:.1f} GB",
            f"清理磁盘，留出不少于 {DISK_GIB} GB",
        )
    return Finding(Level.FIT, f"磁盘剩余 {free:.0f} GB")


def writable(workspace: Path) -> Finding:
    """May we write where a run writes?"""
    folders = {
        "工作区": workspace,
        "ledger/": workspace / "ledger",
        "outputs/": workspace / "outputs",
    }
    shut = [
        name
        for name, folder in folders.items()
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK)
    ]
    if shut:
        return Finding(
            Level.UNFIT,
            f"不能写入：{'、'.join(shut)}",
            "换用建立工作区的用户，或请管理员给这个用户写入的权限",
        )
    return Finding(Level.FIT, "工作区可以写入")


def ledger_at_home(workspace: Path, mounts: Path = Path("/proc/self/mounts")) -> Finding:
    """Does ``ledger/`` lie on a disk of this machine? A network share can lose what was
    recorded.
    """
    ledger = (workspace / "ledger").resolve()
    try:
        kind = _file_system(ledger, mounts.read_text("utf-8", "replace"))
    except FileNotFoundError:
        kind = "cifs" if str(ledger).startswith("\\\\") else None
    if kind is None:
        return Finding(
            Level.HINT,
            "看不出 ledger/ 在什么磁盘上",
            "确认它在本机的硬盘上，不在共享文件夹或网盘里",
        )
    if kind in NETWORK:
        return Finding(
            Level.UNFIT,
            f"ledger/ 在网络磁盘上（{kind}），记录可能丢失",
            "把工作区移到本机的硬盘上；网络磁盘只用来放备份",
        )
    return Finding(Level.FIT, "ledger/ 在本机的磁盘上")


def _file_system(folder: Path, mounts: str) -> str | None:
    """The type of the mount a folder lies in: the longest mount point above it, the last of several
    at one point.
    """
    points = []
    for line in mounts.splitlines():
        _, point, kind, *_ = line.split(" ")
        plain = Path(re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), point))
        if folder.is_relative_to(plain):
            points.append((len(plain.parts), kind))
    longest = max((n for n, _ in points), default=0)
    return next((kind for n, kind in reversed(points) if n == longest), None)


def fonts(_: Path) -> Finding:
    """Are the standard's fonts here, or which stand in for them where a PDF is made?"""
    if not shutil.which("fc-list"):
        return Finding(
            Level.HINT,
            "没有 fc-list，看不出装了哪些字体",
            f"用 Word 打开报告，确认这些字体都有：{'、'.join(FONTS)}",
        )
    there = {name.strip() for name in re.split(r"[,\n]", _said("fc-list", ":", "family"))}
    missing = [font for font, names in FONTS.items() if not names & there]
    if not missing:
        return Finding(Level.FIT, "公文标准要求的字体齐全")
    stand_ins: dict[str, list[str]] = {}
    for font in missing:
        stand_ins.setdefault(
            _said("fc-match", "-f", "%{family[0]}", f"{font}:lang=zh-cn"), []
        ).append(font)
    seen = "；".join(
        f"{'、'.join(names)}（系统会以 {stand_in} 代替）" for stand_in, names in stand_ins.items()
    )
    return Finding(
        Level.HINT,
        f"没有安装字体：{seen}",
        "Word 文件里写的仍是标准字体，请在装有这些字体的电脑上打开、打印；本机导出的 PDF 只供预览",
    )


def _said(*command: str) -> str:
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", check=False
    ).stdout


def libreoffice(_: Path) -> Finding:
    """Is there LibreOffice for ``--pdf``?"""
    if shutil.which("soffice") or shutil.which("libreoffice"):
        return Finding(Level.FIT, "有 LibreOffice，可以用 --pdf")
    return Finding(
        Level.HINT,
        "没有 LibreOffice，--pdf 用不了，其他不受影响",
        "需要 PDF 时请管理员运行 apt-get install libreoffice-writer-nogui",
    )


def params(workspace: Path) -> Finding:
    """Which files of ``params/`` are not as they were shipped? (Law 6 of the house: doctor shows
    the differences.)
    """
    if workspace.resolve() == house().resolve():
        return Finding(Level.FIT, "params/ 就是源代码里的那一份")
    shipped, here = _files(house() / "params"), _files(workspace / "params")
    groups = {
        "改过": [name for name in here if name in shipped and here[name] != shipped[name]],
        "新增": [name for name in here if name not in shipped],
        "缺少": [name for name in shipped if name not in here],
    }
    if not any(groups.values()):
        return Finding(Level.FIT, "params/ 与出厂的相同")
    seen = "；".join(f"{word} {'、'.join(names)}" for word, names in groups.items() if names)
    return Finding(
        Level.HINT,
        f"params/ 与出厂的不同：{seen}",
        "确认每一处都有依据；要恢复，从 kongchuo init 新建的工作区里拷回同名的文件",
    )


def copied(workspace: Path) -> Finding:
    """Is anything here as an older version copied it? (Law 17: ``kongchuo upgrade`` renews what the
    office never edited.)
    """
    plan = copies.plan(workspace, house())
    if not plan.due:
        return Finding(Level.FIT, "参数、模板、报告底稿跟得上这一版程序")
    names = (*plan.renewed, *plan.added)
    shown = "、".join(names[:SHOWN]) + (f"等{len(names)}个" if len(names) > SHOWN else "")
    return Finding(
        Level.HINT,
        f"这些文件还是旧版程序的，没有改过：{shown}",
        "运行 kongchuo upgrade；改过的不会动",
    )


SHOWN = 4
"""How many files a finding names."""


def _files(folder: Path) -> dict[str, bytes]:
    """The YAML files of a folder by name; line ends don't matter."""
    files = sorted(folder.rglob("*.yaml"))
    return {
        file.relative_to(folder).as_posix(): file.read_bytes().replace(b"\r\n", b"\n")
        for file in files
    }


def signing(workspace: Path) -> Finding:
    """May every kind of paper be signed by somebody, and is every paper that ``people.yaml`` names
    one of ours?
    """
    try:
        from kongchuo_core.documents.kinds import KINDS

        people = load_people(workspace / "params")
    except (ImportError, ParamsError):
        return Finding(
            Level.HINT,
            "看不出谁可以签发文书",
            "先解决上面软件包的问题；再运行 kongchuo check，改正 params/people.yaml",
        )
    known = {kind.signed_as for kind in KINDS.values() if kind.signed_as}
    named = set(chain.from_iterable(person.may_sign for person in people.persons))
    faults = [f"不认识{'、'.join(sorted(named - known))}"] * bool(named - known)
    faults += [f"没有人能签发{'、'.join(sorted(known - named))}"] * bool(known - named)
    faults += _towns_without_signers(workspace, people)
    if not faults:
        return Finding(Level.FIT, "每种要签发的文书都有人签发，各乡镇（街道）都有签发人")
    return Finding(
        Level.HINT,
        f"params/people.yaml 的 may_sign：{'；'.join(faults)}",
        "每个乡镇（街道）写一行，照已有的写：{name: 姓名, post: 职务, unit: 单位, town: 乡镇, may_sign: [文书名称]}；"
        f"名称写成其中之一：{'、'.join(sorted(known))}",
    )


def _towns_without_signers(workspace: Path, people: People) -> list[str]:
    """Towns of the county of which nobody may sign the notices; a name a town no longer has doesn't
    count.
    """
    try:
        towns = [t.name for t in read_county(workspace / "params").towns]
    except ParamsError:
        return []
    known = {p.town for p in people.persons if "入学通知书" in p.may_sign}
    lacking = [town for town in towns if town not in known]
    return [f"没有签发人的乡镇（街道）：{'、'.join(lacking)}"] if lacking else []


def undecided(workspace: Path) -> Finding:
    """Has the office decided which of the newer rules it follows?"""
    try:
        waiting = unconfirmed(read_rules(workspace / "params"), date.max)
    except ParamsError as error:
        return Finding(Level.UNFIT, f"上级新规定里要定的事读不出来：{error.what}", error.remedy)
    if not waiting:
        return Finding(Level.FIT, "上级新规定里要本县定的事都定了")
    named = "；".join(f"{QUESTIONS[rule]}：{told}" for rule, told in waiting.items())
    return Finding(
        Level.HINT,
        f"未确认{len(waiting)}件：{named}",
        "由办公室定下来，在 params/rules/profiles.yaml 里按生效日期加一条，写上依据",
    )


def sections(workspace: Path) -> Finding:
    """Has the office said where each chapter of the duties stands in its own document?"""
    try:
        county, model = (read_county(root / "params") for root in (workspace, house()))
    except ParamsError as error:
        return Finding(Level.UNFIT, f"本县文件的章节读不出来：{error.what}", error.remedy)
    if county.mechanism == model.mechanism or set(county.sections.values()) - {
        "",
        *model.sections.values(),
    }:
        return Finding(Level.FIT, "文书引用本县文件的章节填好了")
    told = (
        "还是样例文件的，没有对照本县的文件改过"
        if any(county.sections.values())
        else "没有填，文书只引用文件的名称"
    )
    return Finding(
        Level.HINT,
        f"未确认：本县文件“{county.mechanism}”各部分的章节{told}",
        "对照本县的文件，在 params/mechanism.yaml 里一项职责一行写明在第几部分、第几条",
    )


CHECKS: tuple[Callable[[Path], Finding], ...] = (
    python,
    packages,
    memory,
    disk,
    short_enough,
    writable,
    ledger_at_home,
    fonts,
    libreoffice,
    params,
    copied,
    signing,
    undecided,
    sections,
)
