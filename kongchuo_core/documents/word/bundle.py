"""Many papers in one file to print: each on sheets of its own, counted from 1; printed on both
sides, none begins on a back.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

BODY = "word/document.xml"
_BESIDES = ("word/styles.xml", "word/_rels/document.xml.rels", "word/numbering.xml")
"""Parts that papers must share to stand in one file."""


def bundle(files: Sequence[Path], out: Path) -> list[Path]:
    """Put papers one after another into one file to print; the papers' order is kept, the same
    papers give the same bytes.

    Returns
    -------
    list of Path
        one file where all papers share styles and pictures; where an edited template has its own, a
        further file for its papers (``… 2.docx``). None where there is no paper.
    """
    groups: dict[tuple[bytes, ...], list[Path]] = {}
    for file in files:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            groups.setdefault(
                tuple(archive.read(part) if part in names else b"" for part in _BESIDES), []
            ).append(file)
    outs = [out.with_stem(f"{out.stem} {n}") if n > 1 else out for n in range(1, len(groups) + 1)]
    for target, own in zip(outs, groups.values(), strict=True):
        _join(own, target)
    return outs


def _join(files: Sequence[Path], out: Path) -> None:
    whole = _root(files[0])
    body = whole.find(qn("w:body"))
    _end_section(body)
    for file in files[1:]:
        other = _root(file).find(qn("w:body"))
        _end_section(other)
        _on_a_front(next(other.iter(qn("w:sectPr"))))
        body.extend(list(other))
    _last_section(body)
    with zipfile.ZipFile(files[0]) as shell, zipfile.ZipFile(out, "w") as archive:
        for member in shell.infolist():
            content = (
                etree.tostring(whole, encoding="UTF-8", standalone=True)
                if member.filename == BODY
                else shell.read(member)
            )
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, 6)


def _root(file: Path) -> Any:
    with zipfile.ZipFile(file) as archive:
        return etree.fromstring(archive.read(BODY))


def _end_section(body: Any) -> None:
    """Move a paper's page settings into its last paragraph; its pages count from 1."""
    settings = body.find(qn("w:sectPr"))
    body.remove(settings)
    _count_from_one(next(body.iter(qn("w:sectPr")), settings))
    last = body[-1]
    if last.tag != qn("w:p"):
        last = etree.SubElement(body, qn("w:p"))
    properties = last.find(qn("w:pPr"))
    if properties is None:
        properties = etree.Element(qn("w:pPr"))
        last.insert(0, properties)
    properties.append(settings)


def _count_from_one(settings: Any) -> None:
    for old in settings.findall(qn("w:pgNumType")):
        settings.remove(old)
    count = etree.Element(qn("w:pgNumType"))
    count.set(qn("w:start"), "1")
    settings.find(qn("w:pgMar")).addnext(count)


def _on_a_front(settings: Any) -> None:
    for old in settings.findall(qn("w:type")):
        settings.remove(old)
    kind = etree.Element(qn("w:type"))
    kind.set(qn("w:val"), "oddPage")
    settings.find(qn("w:pgSz")).addprevious(kind)


def _last_section(body: Any) -> None:
    """Word wants the last section's settings at the end of the body."""
    body.append(list(body.iter(qn("w:sectPr")))[-1])
