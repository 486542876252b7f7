"""The parts of a ``.docx``: scrubbed of everything personal, written so that the same content gives
the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn

from kongchuo_core.vocabulary.errors import RuleTableError

DROPPED_RELATIONS = frozenset(
    {
        "comments",
        "commentsExtended",
        "commentsIds",
        "commentsExtensible",
        "people",
        "customXml",
        "attachedTemplate",
        "thumbnail",
        "stylesWithEffects",
        "custom-properties",
        "core-properties",
        "extended-properties",
        "mailMergeSource",
    }
)
"""Last words of the relationship types that don't travel; properties are replaced by fixed ones."""

DROPPED_ELEMENTS = tuple(
    qn(f"w:{tag}")
    for tag in (
        "rsids",
        "docVars",
        "attachedTemplate",
        "mailMerge",
        "trackRevisions",
        "proofErr",
        "lastRenderedPageBreak",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "annotationRef",
    )
)
TRACKED = tuple(
    qn(f"w:{tag}")
    for tag in (
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "cellIns",
        "cellDel",
        "rPrChange",
        "pPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "sectPrChange",
        "numberingChange",
    )
)
EDITING_MARKS = "//@*[starts-with(local-name(), 'rsid') or local-name() = 'paraId' or local-name() = 'textId']/.."
AMBIGUOUS = re.compile("[‘’“”—…·×÷°±‰※①-⑳〇]")
"""Characters that Word sets in the Latin font unless the run says they are East Asian."""

FORMAT, _NAMED = 1, "kongchuo"
"""The format of papers and templates that this version reads; it stands among the properties as
"kongchuo 1", where Word leaves it alone. Files without one are of earlier versions, or an office's
own.
"""
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/"
_FIXED: dict[str, tuple[str, str, str]] = {
    "/docProps/core.xml": (
        "application/vnd.openxmlformats-package.core-properties+xml",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">{title}<dc:language>zh-CN</dc:language>'
        f"<cp:version>{_NAMED} {FORMAT}</cp:version></cp:coreProperties>",
    ),
    "/docProps/app.xml": (
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        f"{_PROPERTIES}relationships/extended-properties",
        f'<Properties xmlns="{_PROPERTIES}extended-properties"/>',
    ),
}
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def later(document: Document) -> int:
    """The format's number where a later version wrote a document, nought where this one reads
    it.
    """
    name, _, number = document.core_properties.version.strip().partition(" ")
    ours = name == _NAMED and number.isascii() and number.isdigit()
    return int(number) if ours and int(number) > FORMAT else 0


def later_told(number: int) -> tuple[str, str]:
    """What is said of such a document, and what to do."""
    return (
        f"的格式号是{number}，这一版程序只认得{FORMAT}以下的",
        "它是更新版本的程序写的：换成那个版本或更新的版本的程序",
    )


def clean(document: Document, name: str) -> None:
    """Take out of a document, in place, what tells who edited it when: comments, marks of editing,
    custom parts.

    Raises ``RuleTableError`` where it holds tracked changes: which version counts is for a person
    to say.
    """
    package = document.part.package
    for source in (package, *package.iter_parts()):
        for key in [
            key
            for key, r in source.rels.items()
            if r.reltype.rsplit("/", 1)[-1] in DROPPED_RELATIONS
        ]:
            source.rels.pop(key)
    for root in _roots(package.iter_parts()):
        if next(root.iter(*TRACKED), None) is not None:
            raise RuleTableError(
                "模板里有没处理的修订",
                remedy="在 Word 里接受或拒绝全部修订后保存",
                place=(f"模板 {name}",),
            )
        for element in list(root.iter(*DROPPED_ELEMENTS)):
            element.getparent().remove(element)
        for element in root.xpath(EDITING_MARKS):
            for key in [
                k
                for k in element.attrib
                if k.rsplit("}", 1)[-1].startswith(("rsid", "paraId", "textId"))
            ]:
                del element.attrib[key]


def write(document: Document, out: Path) -> None:
    """Write a document with sorted parts, fixed times, compression and properties; East Asian hints
    are set on the way.
    """
    package = document.part.package
    for root in _roots(package.iter_parts()):
        _hint(root)
    for key in [
        key for key, r in package.rels.items() if r.reltype.rsplit("/", 1)[-1] in DROPPED_RELATIONS
    ]:
        package.rels.pop(key)
    parts = sorted(package.iter_parts(), key=lambda part: part.partname)
    members = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _package_relations(package.rels.xml),
    }
    members |= {
        name.lstrip("/"): (_DECLARATION + xml.replace("{title}", _title(document))).encode()
        for name, (_, _, xml) in _FIXED.items()
    }
    for part in parts:
        members[part.partname.membername] = part.blob
        if part.rels:
            members[part.partname.rels_uri.membername] = part.rels.xml
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(members):
            archive.writestr(_member(name), members[name], zipfile.ZIP_DEFLATED, 6)


def _title(document: Document) -> str:
    """The title for the properties: what the paper is called, of a template nothing."""
    for paragraph in document.element.body.iter(qn("w:p")):
        if paragraph.style == "Title":
            words = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
            return "" if "{{" in words else f"<dc:title>{escape(words)}</dc:title>"
    return ""


def content_hash(path: Path) -> str:
    """SHA-256 of a package's contents: the same on machines whose compressors differ."""
    with zipfile.ZipFile(path) as archive:
        lines = [
            f"{name} {hashlib.sha256(archive.read(name)).hexdigest()}\n"
            for name in sorted(archive.namelist())
        ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _roots(parts: Iterable[Part]) -> Iterator[Any]:
    return (part.element for part in parts if isinstance(part, XmlPart))


def _hint(root: Any) -> None:
    for text in root.iter(qn("w:t")):
        if text.text and AMBIGUOUS.search(text.text):
            text.getparent().get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.create_system = 0
    return member


def _content_types(parts: Iterable[Part]) -> bytes:
    types = {str(part.partname): part.content_type for part in parts} | {
        name: kind for name, (kind, _, _) in _FIXED.items()
    }
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{types[name]}"/>' for name in sorted(types)
    )
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{_DECLARATION}<Types xmlns="{namespace}">{relations}{overrides}</Types>'.encode()


def _package_relations(xml: bytes) -> bytes:
    added = "".join(
        f'<Relationship Id="fixed{number}" Type="{kind}" Target="{name.lstrip("/")}"/>'
        for number, (name, (_, kind, _)) in enumerate(_FIXED.items())
    )
    return xml.replace(b"</Relationships>", added.encode() + b"</Relationships>")
