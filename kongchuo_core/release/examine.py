"""What is asked of files before they may leave: that they are the listed ones, name nobody, and let
nothing be worked out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kongchuo_core.release import attack, leaks

MEGABYTE = 1_000_000
ALLOWED = {
    "公开结果公告.docx": 2,
    "督导报告（公开版）.docx": 2,
    "公开结果.html": 1,
    "statistics.csv": 1,
    "structure.csv": 1,
    "数据字典.csv": 1,
    "公开数据.csv": 1,
}
"""Every file of a public edition and how many megabytes it may have; there is no other, and none
may be missing.
"""
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app)\.xml|word/_rels/[\w.]+\.rels"
    r"|word/(document|styles|settings|fontTable)\.xml"
    r"|word/(footer|header)\d*\.xml|word/theme/theme\d*\.xml|word/media/[\w.]+\.png"
)
"""Parts of a Word file that may leave; comments, embedded workbooks, macros and whatever else there
is may not.
"""
ACTIVE = re.compile(
    r"<\s*(script|iframe|object|embed|link|img|form|base|video|audio)\b|\son\w+\s*=|\bsrc\s*=|javascript:|https?://",
    re.IGNORECASE,
)
"""What has no place in the page: anything that runs, loads or sends."""
_COARSER = "重新运行 kongchuo run；仍然这样的，在 params/rules/publication.yaml 里改用更粗的分组"


@dataclass(frozen=True)
class Objection:
    """Why something may not be published: where, what, and what to do."""

    place: str
    what: str
    remedy: str


@dataclass(frozen=True)
class Examination:
    """Files with their sizes, what the attacker found out, what speaks against publishing."""

    files: tuple[tuple[str, int], ...]
    attacked: tuple[str, ...]
    objections: tuple[Objection, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.objections


def examine(
    folder: Path, earlier: Sequence[Path], words: Mapping[str, str], phrases: Collection[str] = ()
) -> Examination:
    """Examine the files of an edition, together with every earlier one.

    Parameters
    ----------
    words : names, numbers, addresses and phones, each with where it stands; none may be found in
        any byte.
    phrases : words of the office that name nobody though a name stands in them.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    sizes = tuple((p.relative_to(folder).as_posix(), p.stat().st_size) for p in files)
    faults = _faults(folder, files)
    objections = [*faults, *_leaks(folder, words, phrases)]
    if faults:
        return Examination(sizes, ("没有推算：先改正下面的文件",), tuple(objections))
    report = attack.attack([*earlier, folder])
    worked_out = [*_small(folder), *report.findings, *(r.words for r in report.won)]
    return Examination(
        sizes,
        report.words,
        (*objections, *(Objection("推算检验", found, _COARSER) for found in worked_out)),
    )


def look_through(
    folder: Path, words: Mapping[str, str], phrases: Collection[str] = ()
) -> list[Objection]:
    """The files alone: that they are the listed ones, hold nothing that may not leave, and name
    nobody; nobody attacks them.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return [*_faults(folder, files), *_leaks(folder, words, phrases)]


def _faults(folder: Path, files: Sequence[Path]) -> list[Objection]:
    return [*_listed(folder, files), *chain.from_iterable(map(_inside, files))]


def _small(folder: Path) -> list[str]:
    """Numbers that are printed and are so small that they tell of a child."""
    return [
        f"{table}　{row}　{column}：印出了小于{attack.LEAST}的数"
        for (table, row, column), value in attack.cells_of(folder).items()
        if value and value < attack.LEAST
    ]


def _listed(folder: Path, files: Sequence[Path]) -> list[Objection]:
    """Files that are not listed, missing, empty or too large."""
    found = {p.relative_to(folder).as_posix(): p.stat().st_size for p in files}
    told = [
        Objection(f"文件 {name}", "不在可以公开的文件之列", "移走这个文件")
        for name in found
        if name not in ALLOWED
    ]
    told += [
        Objection(f"文件 {name}", "缺失", "重新运行 kongchuo run")
        for name in ALLOWED
        if name not in found
    ]
    told += [
        Objection(
            f"文件 {name}",
            f"大小不对（{size}字节，应不超过{ALLOWED[name]}兆字节）",
            "检查模板里是不是放了图片",
        )
        for name, size in found.items()
        if name in ALLOWED and not 0 < size <= ALLOWED[name] * MEGABYTE
    ]
    return told


def _inside(path: Path) -> list[Objection]:
    """A Word file with parts that may not leave, a page that runs or loads something, a table that
    is no text.
    """
    place = f"文件 {path.name}"
    if path.suffix == ".docx":
        if not zipfile.is_zipfile(path):
            return [Objection(place, "不是完好的 Word 文件", "重新运行 kongchuo run")]
        with zipfile.ZipFile(path) as package:
            odd = [name for name in package.namelist() if not PARTS.fullmatch(name)]
        return [
            Objection(place, f"里面有不许外传的部分：{name}", "从模板里删去批注、嵌入的文件和宏")
            for name in odd
        ]
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        return [Objection(place, "不是 UTF-8 文字", "重新运行 kongchuo run")]
    if path.suffix == ".html" and (found := ACTIVE.search(text)):
        return [
            Objection(
                place,
                f"网页里有脚本、外部内容或者网址（{found.group().strip()[:20]}）",
                "恢复 templates/公开结果.html 原样",
            )
        ]
    return []


def _leaks(folder: Path, words: Mapping[str, str], phrases: Collection[str]) -> list[Objection]:
    found = leaks.search(folder, words, phrases)
    return [
        Objection(
            f"文件 {leak.place}",
            leak.what,
            "能认出人的不得公开：从模板或者登记册里改正，再运行 kongchuo run；"
            "不是指人的（地名、校名、常用词），把它连同前后文字加进 params/rules/publication.yaml 的 publication_phrases",
        )
        for leak in found
    ]
