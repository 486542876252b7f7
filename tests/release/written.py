"""Published folders written by hand, sound ones and ones with a planted leak."""

from __future__ import annotations

import html
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from docx import Document

from kongchuo_core.disclosure import released
from kongchuo_core.disclosure.released import Cell, Released, ReleasedTable
from tests.disclosure.examples import A_RELEASE

Lines = Sequence[Sequence[str]]


def with_cell(release: Released, table: str, row: str, column: str, value: int | None) -> Released:
    """The release with one cell changed."""

    def changed(one: ReleasedTable) -> ReleasedTable:
        if one.code != table:
            return one
        cells = tuple(
            tuple(
                Cell(value) if (r, c) == (row, column) else cell
                for c, cell in zip(one.columns, line, strict=True)
            )
            for r, line in zip(one.rows, one.cells, strict=True)
        )
        return replace(one, cells=cells)

    return replace(release, tables=tuple(changed(t) for t in release.tables))


def folder(path: Path, release: Released = A_RELEASE) -> Path:
    """The release's three files."""
    released.write(release, path)
    return path


def page(path: Path, *blocks: str) -> Path:
    """A page of these blocks of markup."""
    path.write_text(
        f"<!DOCTYPE html><html lang='zh-CN'><head><meta charset='utf-8'><title>公开结果</title></head><body>{''.join(blocks)}</body>",
        "utf-8",
    )
    return path


def grid(lines: Lines) -> str:
    """A table of a page."""
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in line)}</tr>" for line in lines
    )
    return f"<table>{rows}</table>"


def paper(path: Path, *sentences: str, table: Lines = ()) -> Path:
    """A Word file of these paragraphs and one table."""
    document = Document()
    for sentence in sentences:
        document.add_paragraph(sentence)
    if table:
        made = document.add_table(len(table), len(table[0]))
        for row, line in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, line, strict=True):
                cell.text = text
    document.save(str(path))
    return path


def repack(path: Path, change: Callable[[dict[str, bytes]], None], comment: bytes = b"") -> None:
    """A package with its parts changed, and a comment."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
        package.comment = comment


def picture(*texts: tuple[bytes, bytes]) -> bytes:
    """A PNG of one point with text chunks: kind and body."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        *texts,
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    made = b"".join(
        struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + made
