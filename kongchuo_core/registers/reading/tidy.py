"""What is done to an xlsx that calamine can't take as it is, though Excel opens it.

A false ``dimension`` is left out (tafia/calamine #285), and so are blank cells far from the table,
for which calamine would ask for memory by the rectangle they span (tafia/calamine #693).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from kongchuo_core.registers.reading.marks_xlsx import sheet_parts
from kongchuo_core.registers.reading.package import Package
from kongchuo_core.registers.reading.refusal import Refused

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
MOST_CELLS = 20_000_000
"""Of the rectangle that a sheet's filled cells span."""


def tidied(content: bytes) -> bytes:
    """The same workbook without what calamine stumbles over.

    Raises
    ------
    Refused
        ``far_cell``, with sheet and cell, where something stands far from everything else.
    """
    out = io.BytesIO()
    with Package(content) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        blanks = frozenset(_blank_strings(old))
        sheets = {part: sheet for sheet, part in sheet_parts(old)}
        for name in old.names:
            if name in sheets:
                new.writestr(name, _tidied_sheet(old.xml(name), blanks, sheets[name]))
            else:
                new.writestr(name, old.read(name))
    return out.getvalue()


def _blank_strings(package: Package) -> Iterator[str]:
    """The numbers of the shared strings that hold nothing."""
    part = package.target(package.home, "sharedStrings")
    for number, node in enumerate(package.xml(part).iterfind("{*}si") if part else ()):
        if not "".join(node.itertext()).strip():
            yield str(number)


def _tidied_sheet(sheet: Any, blanks: frozenset[str], name: str) -> bytes:
    for node in sheet.findall("{*}dimension"):
        sheet.remove(node)
    rows = columns = 0
    for row in sheet.iter("{*}row"):
        for cell in row.findall("{*}c"):
            at = _REFERENCE.fullmatch(cell.get("r", ""))
            if _is_blank(cell, blanks):
                if at:  # without a place the cells behind it would move
                    row.remove(cell)
            elif at:
                rows, columns = max(rows, int(at[2])), max(columns, _column(at[1]))
                if rows * columns > MOST_CELLS:
                    raise Refused("far_cell", sheet=name, cell=cell.get("r"))
    return bytes(etree.tostring(sheet, xml_declaration=True, encoding="UTF-8"))


def _is_blank(cell: Any, blanks: frozenset[str]) -> bool:
    if cell.find("{*}f") is not None:
        return False
    value = (cell.findtext("{*}v") or "").strip()
    if cell.get("t") == "s":
        return not value or value in blanks
    return not value and not "".join(cell.itertext()).strip()


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index
