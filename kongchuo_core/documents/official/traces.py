"""Checks of what an office file may carry of the people and machines that made it; a found trace is
never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kongchuo_core.documents.official.effective import W
from kongchuo_core.documents.official.roles import Paper
from kongchuo_core.documents.word.package import DROPPED_RELATIONS, TRACKED

_PERSON = re.compile(
    rb"<(?:\w+:)?(creator|lastModifiedBy|lastPrinted|revision|Company|Manager|TotalTime|Template|HyperlinkBase)\b[^>]*>\s*[^<\s]"
)
_PATHS = (
    b"file:/",
    b":\\",
    b":%5C",
    b"\\\\",
    *(b"/%b/" % folder for folder in (b"home", b"Users", b"root", b"tmp", b"mnt")),
)
_MARKS = (
    b" w:rsid",
    b"<w:rsid",
    b" w14:paraId=",
    b" w14:textId=",
    b"<w:docVars",
    b"<w:proofErr",
    b"<w:lastRenderedPageBreak",
)
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")


def people(paper: Paper) -> Iterator[str]:
    """Author, last editor, company, count of revisions in the properties of the file."""
    for part in _PROPERTIES:
        found = sorted(
            {m.group(1).decode() for m in _PERSON.finditer(paper.package.parts.get(part, b""))}
        )
        if found:
            yield f"文件属性：{'、'.join(found)}"
    if "docProps/custom.xml" in paper.package.parts:
        yield "文件属性：有自定义属性"


def paths(paper: Paper) -> Iterator[str]:
    """Folders of a machine, in any part."""
    yield from (
        f"部件 {name}"
        for name, content in sorted(paper.package.parts.items())
        if any(mark in content for mark in _PATHS)
    )


def links(paper: Paper) -> Iterator[str]:
    """Links to other files and embedded objects: whole workbooks can travel in them."""
    for name, content in sorted(paper.package.parts.items()):
        if name.endswith(".rels") and b'TargetMode="External"' in content:
            yield f"部件 {name}：有外部链接"
    yield from (
        f"部件 {name}：嵌入的对象"
        for name in paper.package.members
        if "/embeddings/" in name or name.endswith("vbaProject.bin")
    )


def editing(paper: Paper) -> Iterator[str]:
    """Marks of editing sessions and parts that only editing needs."""
    marked = sorted(
        name
        for name, content in paper.package.parts.items()
        if any(mark in content for mark in _MARKS)
    )
    yield from (f"部件 {name}：有编辑痕迹" for name in marked)
    kinds = DROPPED_RELATIONS - {
        "comments",
        "core-properties",
        "extended-properties",
        "custom-properties",
        "commentsIds",
        "commentsExtended",
        "commentsExtensible",
        "people",
    }
    for name, content in sorted(paper.package.parts.items()):
        if name.endswith(".rels") and kinds & set(
            re.findall(r'relationships/([\w-]+)"', content.decode("utf-8", "replace"))
        ):
            yield f"部件 {name}：连着模板、缩略图等附属部件"


def tracked(paper: Paper) -> Iterator[str]:
    """Tracked changes."""
    for part in paper.package.stories:
        if next(paper.package.root(part).iter(*TRACKED), None) is not None:
            yield f"部件 {part}：有没处理的修订"
    if paper.package.settings.find(f"{W}trackRevisions") is not None:
        yield "设置：修订功能开着"


def comments(paper: Paper) -> Iterator[str]:
    """Comments, or the list of who made them."""
    yield from (
        f"部件 {name}"
        for name in sorted(paper.package.parts)
        if re.match(r"word/(comments\w*|people)\.xml", name)
    )
