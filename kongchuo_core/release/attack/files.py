"""What anybody can read in a folder of published files: the tables of ``statistics.csv``, grids of cells and running text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
class Published:
    """One release as the public has it; ``cells`` that are hidden are ``None``, ``changed`` those it says it corrects.

    ``bars`` are its pictures whose lengths can be measured.
    """

    name: str
    term: str
    cells: dict[Place, int | None]
    sums: tuple[Sum, ...]
    grids: tuple[Grid, ...]
    texts: tuple[str, ...]
    changed: frozenset[Place] = frozenset()
    bars: tuple[Picture, ...] = ()


def read(folder: Path) -> Published:
    """Every file of a release that numbers can stand in: csv, html, docx."""
    cells: dict[Place, int | None] = {}
    children: dict[tuple[str, str, str], list[str]] = {}
    grids: list[Grid] = []
    texts: list[str] = []
    bars: list[Picture] = []
    term, changed = "", set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".csv":
            grid = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
            head = tuple(grid[0]) if grid else ()
            if head == ("table", "row", "column", "value", "marker"):
                cells |= {(t, r, c): int(v) if v else None for t, r, c, v, _ in grid[1:]}
            elif head == ("table", "axis", "parent", "child"):
                for t, axis, parent, child in grid[1:]:
                    children.setdefault((t, axis, parent), []).append(child)
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
    return Published(
        folder.name,
        term or folder.name,
        cells,
        sums,
        tuple(grids),
        tuple(texts),
        frozenset(changed),
        tuple(bars),
    )


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
                texts.append(_plain("".join(element.itertext())))
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
            texts += [
                _plain(value)
                for element in root.iter()
                for key, value in element.attrib.items()
                if key in _TOLD
            ]
            if not name.startswith("word/"):
                texts += [_plain(element.text) for element in root.iter() if element.text]


def _words(element: etree._Element) -> str:
    """The text of a paragraph or cell, whatever runs it is split into."""
    return _plain("".join(t.text or "" for t in element.iter(f"{_W}t", f"{_W}delText")))


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def sentences(published: Published) -> Iterator[str]:
    """The running text of all files, sentence by sentence, each once."""
    parts = (part for text in published.texts for part in re.split(r"[。；;！？]", text))
    yield from dict.fromkeys(part for part in parts if any(c.isdigit() for c in part))
