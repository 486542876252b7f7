"""The one reader: whatever a file's bytes are, its sheets."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.reading import markup, plain, workbooks, workbooks_old
from kongchuo_core.registers.reading.kinds import Kind, kind_of


def sheets(content: bytes, name: str, *, careful: bool = False) -> Iterator[RawSheet]:
    """Every sheet of a file, called ``name``, one after the other; with ``careful`` a workbook is
    tidied first.

    Sheets of one name, as a web archive may have, are told apart by a number: a row's place is
    file, sheet and row.

    Raises
    ------
    Refused
        where it can't be read, with what it really is.
    """
    met: Counter[str] = Counter()
    for sheet in _sheets(content, name, careful):
        met[sheet.sheet] += 1
        again = met[sheet.sheet]
        yield sheet if again == 1 else replace(sheet, sheet=f"{sheet.sheet}({again})")


def _sheets(content: bytes, name: str, careful: bool) -> Iterator[RawSheet]:
    kind = kind_of(io.BytesIO(content))
    if kind is Kind.TEXT:
        yield plain.read(content, name)
    elif kind is Kind.HTML:
        yield markup.read_html(content, name)
    elif kind is Kind.MHTML:
        yield from markup.read_mhtml(content, name)
    elif kind is Kind.SPREADSHEET_XML:
        yield from markup.read_spreadsheet_xml(content, name)
    elif kind is Kind.XLS:
        yield from workbooks.read_xls(content, name, careful=careful)
    elif kind is Kind.OLD_XLS:
        yield from workbooks_old.read(content, name)
    elif kind is Kind.ENCRYPTED:
        yield from _sheets(workbooks.opened(content), name, careful)
    else:
        yield from workbooks.read(content, kind, name, careful=careful)
