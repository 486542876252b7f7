"""Every way text can stand in a published file: bytes, parts of a package, runs, attributes,
comments, chunks of a picture.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree, html

View = tuple[str, str]
"""Where, and the text there."""

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_DATA = re.compile(r"data:[\w/+.-]*;base64,([A-Za-z0-9+/=\s]+)")
_MARKUP = (".xml", ".rels", ".svg", ".vml")
_PNG = b"\x89PNG\r\n\x1a\n"
_BLOCKS = {
    "p",
    "si",
    "comment",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "td",
    "th",
    "caption",
    "figcaption",
    "a",
    "title",
    "desc",
    "text",
}


def views(name: str, data: bytes) -> Iterator[View]:
    """The texts of a file, each with its place; a text that is split over runs or tags stands whole
    in its paragraph's.
    """
    if data[:4] == b"PK\x03\x04":
        yield from _package(name, data)
    elif data.startswith(_PNG):
        yield from _picture(name, data)
    elif name.endswith(_MARKUP):
        yield from _elements(
            name,
            etree.fromstring(
                data, etree.XMLParser(resolve_entities=False, huge_tree=True, recover=True)
            ),
        )
        yield from _decoded(name, data)
    elif name.endswith((".html", ".htm")):
        yield from _page(name, data)
    else:
        yield from _decoded(name, data)


def _decoded(name: str, data: bytes) -> Iterator[View]:
    """Plain text in whatever encoding it is; text is one of them, the others give nothing that
    looks like a name.
    """
    for encoding in _ENCODINGS:
        try:
            yield name, data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8":
            return
    yield f"{name} 的字节", data.decode("utf-8", "ignore")


def _package(name: str, data: bytes) -> Iterator[View]:
    yield f"{name} 的字节", data.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        yield from _decoded(f"{name} 的压缩包注释", package.comment)
        for member in package.infolist():
            place = f"{name} › {member.filename}"
            yield f"{place} 的名称", member.filename
            yield from _decoded(f"{place} 的注释", member.comment)
            yield from _decoded(f"{place} 的附加信息", member.extra)
            yield from views(place, package.read(member))


def _page(name: str, data: bytes) -> Iterator[View]:
    text = data.decode("utf-8", "replace")
    yield f"{name} 的源码", text
    yield from _elements(
        name, html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    )
    for number, found in enumerate(_DATA.finditer(text), 1):
        try:
            yield from views(f"{name} 里的第 {number} 个附件", base64.b64decode(found[1]))
        except (binascii.Error, etree.XMLSyntaxError):
            continue


def _elements(name: str, root: etree._Element | None) -> Iterator[View]:
    """Paragraphs whole, every other element's own text, attributes, comments and instructions."""
    for element in root.iter() if root is not None else ():
        if not isinstance(element.tag, str):
            yield f"{name} 的注释", element.text or ""
            continue
        if element.tag.rsplit("}")[-1] in _BLOCKS:
            yield name, "".join(element.itertext())
        yield name, element.text or ""
        yield name, element.tail or ""
        for key, value in element.attrib.items():
            yield f"{name} 的属性 {key.rsplit('}')[-1]}", unquote(value)


def _picture(name: str, data: bytes) -> Iterator[View]:
    """Text chunks, plain or compressed, of a PNG, and what comes after its end."""
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"zTXt", b"eXIf"):
            yield from _decoded(f"{name} 的{kind.decode()}", body)
            yield from ((f"{name} 的{kind.decode()}", text) for text in _inflated(body))
        at += 12 + length
        if kind == b"IEND":
            break
    yield from _decoded(f"{name} 末尾之后", data[at:])


def _inflated(body: bytes) -> Iterator[str]:
    """Whatever in a chunk can be inflated; a compressed stream may begin at any byte 0x78."""
    for start in (at for at, byte in enumerate(body) if byte == 0x78):
        try:
            yield zlib.decompressobj().decompress(body[start:]).decode("utf-8", "ignore")
        except zlib.error:
            continue
