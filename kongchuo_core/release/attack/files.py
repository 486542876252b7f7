"""What anybody can read in a folder of published files: the tables of ``statistics.csv``, grids of
cells and running text.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from lxml import etree, html

from kongchuo_core.release.attack.bars import Picture, pictures

Place = tuple[str, str, str]
"""Table, row, column."""

Grid = Sequence[Sequence[str]]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TOLD = ("alt", "title", "aria-label", "descr", "content", "data-value")
_BLOCKS = {
    "p",
    "div",
    "section",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "caption",
    "figcaption",
    "title",
    "desc",
    "text",
    "dd",
    "dt",
}


@dataclass(frozen=True)
class Sum:
    """The parent's row (or column) is the sum of the children's."""

    table: str
    axis: str
    parent: str
    children: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """A line of ``structure.csv`` that is no sum: a balance's parts, a nought, what is at most,
    what hardly changes.
    """

    table: str
    axis: str
    parent: str
    child: str


@dataclass(frozen=True)
class Published:
    """One release as the public has it; ``cells`` that are hidden are ``None``, ``changed`` those
    it says it corrects.

    ``untold`` are cells that stand in no table though the structure names their row or column: told
    together with others, or left out; they are unknowns like the hidden ones. ``bars`` are pictures
    whose lengths can be measured.
    """

    name: str
    term: str
    cells: dict[Place, int | None]
    sums: tuple[Sum, ...]
    grids: tuple[Grid, ...]
    texts: tuple[str, ...]
    changed: frozenset[Place] = frozenset()
    bars: tuple[Picture, ...] = ()
    untold: frozenset[Place] = frozenset()
    declared: tuple[Declared, ...] = ()


def read(folder: Path) -> Published:
    """Every file of a release that numbers can stand in: csv, html, docx."""
    cells: dict[Place, int | None] = {}
    children: dict[tuple[str, str, str], list[str]] = {}
    grids: list[Grid] = []
    texts: list[str] = []
    bars: list[Picture] = []
    declared: list[Declared] = []
    term, changed = "", set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".csv":
            grid = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
            head = tuple(grid[0]) if grid else ()
            if head == ("table", "row", "column", "value", "marker"):
                cells |= {(t, r, c): int(v) if v else None for t, r, c, v, _ in grid[1:]}
            elif head == ("table", "axis", "parent", "child"):
                for t, axis, parent, child in grid[1:]:
                    if axis in _ADDED_UP:
                        children.setdefault((t, _ADDED_UP[axis], parent), []).append(child)
                    else:
                        declared.append(Declared(t, axis, parent, child))
            else:
                grids.append(grid)
                texts += [line[-1] for line in grid[1:] if line]
                changed |= {
                    (line[0], line[2], line[3]) for line in grid if line[1:2] == ["changed"]
                }
                term = next((line[-1] for line in grid if line[1:3] == ["release", "term"]), term)
        elif path.suffix in (".html", ".htm"):
            bars += _html(path.read_bytes(), grids, texts)
        elif path.suffix == ".docx":
            _docx(path, grids, texts)
    sums = tuple(Sum(*key, tuple(parts)) for key, parts in children.items())
    untold = frozenset(_untold(cells, sums, declared))
    cells |= dict.fromkeys(sorted(untold))
    return Published(
        folder.name,
        term or folder.name,
        cells,
        sums,
        tuple(grids),
        tuple(texts),
        frozenset(changed),
        tuple(bars),
        untold,
        tuple(declared),
    )


_ADDED_UP = {
    "row": "row",
    "row_part": "row",
    "merged_row": "row",
    "column": "column",
    "column_part": "column",
    "merged_column": "column",
}
"""Axes of ``structure.csv`` on which the children add up to the parent."""


def _untold(
    cells: Mapping[Place, int | None], sums: Sequence[Sum], declared: Sequence[Declared]
) -> Iterator[Place]:
    """The cells whose row or column the structure names and no table has."""
    for table in dict.fromkeys(t for t, _, _ in cells):
        rows = dict.fromkeys(r for t, r, _ in cells if t == table)
        columns = dict.fromkeys(c for t, _, c in cells if t == table)
        for one in (s for s in sums if s.table == table):
            (rows if one.axis == "row" else columns).update(
                dict.fromkeys((one.parent, *one.children))
            )
        for line in (d for d in declared if (d.table, d.axis) == (table, "balance")):
            columns |= dict.fromkeys((line.parent, line.child.removeprefix("－")))
        every = product((table,), rows, columns)
        yield from (place for place in every if place not in cells)


def _html(data: bytes, grids: list[Grid], texts: list[str]) -> tuple[Picture, ...]:
    page = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))
    for table in page.iter("table"):
        grids.append(
            [
                [_plain("".join(cell.itertext())) for cell in row.iter("td", "th")]
                for row in table.iter("tr")
            ]
        )
    for element in page.iter():
        if isinstance(element.tag, str):
            if element.tag.rsplit("}")[-1] in _BLOCKS:
                words = element.xpath(".//text()[not(ancestor::table)]")
                texts.append(_plain("".join(map(str, words))))
            texts += [_plain(element.get(name)) for name in _TOLD if element.get(name)]
    return pictures(page)


def _docx(path: Path, grids: list[Grid], texts: list[str]) -> None:
    with zipfile.ZipFile(path) as package:
        for name in sorted(n for n in package.namelist() if n.endswith((".xml", ".rels"))):
            root = etree.fromstring(
                package.read(name), etree.XMLParser(resolve_entities=False, huge_tree=True)
            )
            tables = root.iter(f"{_W}tbl")
            grids += [
                [[_words(cell) for cell in row.iter(f"{_W}tc")] for row in table.iter(f"{_W}tr")]
                for table in tables
            ]
            texts += [_words(paragraph) for paragraph in root.iter(f"{_W}p")]
            attributes = chain.from_iterable(element.attrib.items() for element in root.iter())
            texts += [_plain(value) for key, value in attributes if key in _TOLD]
            if not name.startswith("word/"):
                texts += [_plain(element.text) for element in root.iter() if element.text]


def _words(element: etree._Element) -> str:
    """The text of a paragraph or cell, whatever runs it is split into."""
    return _plain("".join(t.text or "" for t in element.iter(f"{_W}t", f"{_W}delText")))


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def sentences(published: Published) -> Iterator[str]:
    """The running text of all files, sentence by sentence, each once."""
    parts = chain.from_iterable(re.split(r"[。；;！？]", text) for text in published.texts)
    yield from dict.fromkeys(part for part in parts if any(c.isdigit() for c in part))
