"""Workbooks of Excel, WPS and LibreOffice: calamine reads the values, ``marks_*`` what it doesn't
tell.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import msoffcrypto
from lxml import etree
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.reading import (
    marks_ods,
    marks_xls,
    marks_xlsb,
    marks_xlsx,
    workbooks_old,
)
from kongchuo_core.registers.reading.kinds import Kind
from kongchuo_core.registers.reading.marks import Marks, lay_over
from kongchuo_core.registers.reading.refusal import Refused
from kongchuo_core.registers.reading.tidy import tidied

_DEFAULT_KEY = "VelvetSweatshop"
"""With which Excel encrypts read-only files; it opens them without asking ([MS-OFFCRYPTO]
2.4.2.3).
"""
_LARGE = 1 << 19
"""Bytes of a workbook whose marks are looked for while calamine reads its values."""
_BROKEN = (
    CalamineError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
"""What the libraries raise about a damaged workbook."""
_MARKS = {
    Kind.XLSX: marks_xlsx.marks,
    Kind.XLSB: marks_xlsb.marks,
    Kind.ODS: marks_ods.marks,
}


def opened(content: bytes) -> bytes:
    """What an encrypted workbook holds, where Excel opens it without asking.

    Raises
    ------
    Refused
        ``password``.
    """
    plain = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        office.load_key(password=_DEFAULT_KEY)
        office.decrypt(plain)
    except (DecryptionError, InvalidKeyError):
        raise Refused("password") from None
    except (FileFormatError, ParseError):
        raise Refused("damaged") from None
    return plain.getvalue()


def read(content: bytes, kind: Kind, name: str, *, careful: bool = False) -> Iterator[RawSheet]:
    """The sheets of a workbook that isn't encrypted, one after the other; a chart sheet holds no
    cells.

    With ``careful`` an xlsx is tidied first, as it is where calamine refuses it.

    Raises
    ------
    Refused
        where it is damaged, or encrypted after all.
    """
    with _in_words():
        told, pages = _marks_and_pages(content, kind, careful)
    yield from _sheets(pages, told, name)


def _marks_and_pages(
    content: bytes, kind: Kind, careful: bool
) -> tuple[list[Marks], list[CalamineSheet]]:
    """Of a large workbook both at once, for both let go of the interpreter; for a small one a thread
    takes longer to start than it saves.
    """
    if len(content) < _LARGE:
        return _MARKS[kind](content), _pages(content, kind, careful)
    with ThreadPoolExecutor(1) as beside:
        marks = beside.submit(_MARKS[kind], content)
        pages = _pages(content, kind, careful)
        return marks.result(), pages


def read_xls(content: bytes, name: str, *, careful: bool = False) -> Iterator[RawSheet]:
    """The sheets of an .xls or .et; raises as :func:`read`.

    Its records are looked at before calamine sees it, which a broken copy may keep busy for ever.
    """
    records = marks_xls.Workbook(content)
    if records.is_old:
        yield from workbooks_old.read(content, name)
        return
    if records.is_encrypted:
        content = opened(content)
        records = marks_xls.Workbook(content)
    with _in_words():
        told, pages = records.marks(), _pages(content, Kind.XLS, careful)
    yield from _sheets(pages, told, name)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except PasswordError:
        raise Refused("password") from None
    except _BROKEN:
        raise Refused("damaged") from None


def _sheets(pages: list[CalamineSheet], told: list[Marks], name: str) -> Iterator[RawSheet]:
    for number, page in enumerate(pages):
        yield _sheet(page, told[number] if number < len(told) else Marks(), name)


def _pages(content: bytes, kind: Kind, careful: bool) -> list[CalamineSheet]:
    """The sheets as calamine reads them; from the tidied workbook where it refuses one."""
    if careful and kind is not Kind.XLSX:
        raise Refused("large")
    try:
        return _read_all(tidied(content) if careful else content)
    except PasswordError:
        raise
    except CalamineError:
        if careful or kind is not Kind.XLSX:
            raise
    return _read_all(tidied(content))


def _read_all(content: bytes) -> list[CalamineSheet]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_name(sheet) for sheet in book.sheet_names]


def _sheet(page: CalamineSheet, told: Marks, name: str) -> RawSheet:
    rows: list[list[Any]] = page.to_python(skip_empty_area=False)
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    lay_over(rows, told.cells)
    merged = [(*first, *last) for first, last in page.merged_cell_ranges or ()] or told.merged
    last = len(rows) - 1
    return RawSheet(
        name,
        page.name,
        rows,
        list(range(1, len(rows) + 1)),
        tuple((a, b, min(c, last), d) for a, b, c, d in merged if a <= last),
        frozenset(told.hidden_rows),
        frozenset(told.struck),
        told.hidden,
        told.looks,
        told.comments,
    )
