"""What a file is, by its bytes."""

from __future__ import annotations

import re
import zipfile
from enum import Enum
from typing import BinaryIO

import olefile

from kongchuo_core.registers.reading.decode import decoded_head
from kongchuo_core.registers.reading.refusal import Refused


class Kind(Enum):
    """The kinds that can be read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    OLD_XLS = "xls without a compound document around it"
    ODS = "ods"
    ENCRYPTED = "encrypted"
    HTML = "html"
    MHTML = "mhtml"
    SPREADSHEET_XML = "xml"
    TEXT = "text"


HEAD = 8192
"""Bytes from the beginning that tell what a file is."""

_OLD_EXCEL = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
"""Excel 2.1, 3.0, 4.0 and the bare streams of later ones."""
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3", "database"),
    (b"\x00\x01\x00\x00Standard", "database"),
    (b"{\\rtf", "rich_text"),
)
"""First bytes → what the file really is; all of these are refused by name."""
_PART = {"xl/workbook.xml": Kind.XLSX, "xl/workbook.bin": Kind.XLSB}
_STREAMS = (
    ("EncryptedPackage", Kind.ENCRYPTED),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|style|div|center|title|font|p|br|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")

_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")


def is_text(head: bytes) -> bool:
    """Whether the first bytes are of a plain text, which needs no care in reading."""
    return not head.startswith((_ZIP, _OLE, *_OLD_EXCEL)) and kind_of_flat(head) is Kind.TEXT


def kind_of(stream: BinaryIO) -> Kind:
    """What a file is.

    Raises
    ------
    Refused
        where it is nothing that can be read, saying what it is instead.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith(_ZIP):
        return _kind_of_zip(stream)
    if head.startswith(_OLE):
        return _kind_of_ole(stream)
    if head.startswith(_OLD_EXCEL):
        return Kind.OLD_XLS
    return kind_of_flat(head)


def kind_of_flat(head: bytes) -> Kind:
    """What a file that is neither a package nor a compound document is; raises as
    :func:`kind_of`.
    """
    if not head:
        raise Refused("empty")
    if not head.strip(b"\x00"):
        raise Refused("zeros")
    for first, code in _FOREIGN:
        if head.startswith(first) and (len(first) > 3 or b"\x00" in head[:64]):
            raise Refused(code)  # two or three letters alone may begin a text
    if head[4:8] == b"ftyp":
        raise Refused("image")
    text = decoded_head(head)
    if text is None:
        if len(_CONTROL_BYTES.findall(head)) > len(head) // 20:
            raise Refused("binary")
        return Kind.TEXT  # a text in an unknown encoding says so when it is read
    if text.lstrip().lower().startswith("mime-version:"):
        return Kind.MHTML
    if "urn:schemas-microsoft-com:office:spreadsheet" in text and text.lstrip().startswith("<"):
        return Kind.HTML if _HTML.match(text) else Kind.SPREADSHEET_XML
    if _HTML.match(text):
        return Kind.HTML
    if text.lstrip().startswith("<?xml"):
        raise Refused("xml")
    if len(_CONTROL.findall(text.rstrip("\x00\x1a"))) > len(text) // 20:
        raise Refused("binary")
    return Kind.TEXT


def _kind_of_zip(stream: BinaryIO) -> Kind:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {n.replace("\\", "/").lstrip("/").lower() for n in archive.namelist()}
            mime = archive.read("mimetype").strip() if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, KeyError, OSError, RuntimeError, ValueError):
        raise Refused("cut") from None
    finally:
        stream.seek(0)
    for part, kind in _PART.items():
        if part in names:
            return kind
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Kind.ODS
    if mime.startswith(b"application/vnd.oasis.opendocument.text") or "word/document.xml" in names:
        raise Refused("word")
    if "ppt/presentation.xml" in names:
        raise Refused("slides")
    if "[content_types].xml" in names and any(n.startswith("xl/") for n in names):
        return Kind.XLSX
    raise Refused("archive")


def _kind_of_ole(stream: BinaryIO) -> Kind:
    try:
        with olefile.OleFileIO(stream) as document:
            streams = {path[-1].lower() for path in document.listdir()}
    except Exception:  # olefile raises whatever a broken table of sectors makes it raise
        raise Refused("damaged") from None
    finally:
        stream.seek(0)
    for name, kind in _STREAMS:
        if name.lower() in streams:
            if isinstance(kind, Kind):
                return kind
            raise Refused(kind)
    raise Refused("binary" if streams else "cut")
