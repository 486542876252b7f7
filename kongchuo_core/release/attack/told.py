"""Numbers that stand in a page or a document: cells of tables under known labels, and sentences
that name a row and a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from kongchuo_core.release.attack.files import Grid, Published, sentences

_NUMBER = r"(?P<number>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>%|％|[人个件名户例])"
_CELL = re.compile(r"(\d+(?:\.\d+)?)(%|％|[人个件名户例]?)$")
_PART, _NOT = "其中：", "未不非无"
_OF_ANOTHER_TERM = re.compile(r"（上学期[^（）]*）")
_RATE_WORDS = re.compile(r"(占比|比例|比率|率|（%）|\(%\)|%|（人）|（个）)$")


@dataclass(frozen=True)
class Told:
    """A count (``rate`` false) or a percentage told of a row and a column; ``half`` is how far
    rounding may have moved it.
    """

    row: str
    column: str
    number: float
    half: float
    rate: bool


def told(published: Published) -> list[Told]:
    """Every such number of a release, each once."""
    rows = {row for _, row, _ in published.cells}
    columns = {column for _, _, column in published.cells}
    found = list(chain.from_iterable(_in_grid(g, rows, columns) for g in published.grids))
    whole = next((s.parent for s in published.sums if s.axis == "row"), "")
    if columns:
        for sentence in sentences(published):
            found += _in_sentence(sentence, rows, columns, whole)
    return list(dict.fromkeys(found))


def _in_grid(grid: Grid, rows: set[str], columns: set[str]) -> Iterator[Told]:
    heads: dict[int, str] = {}
    for line in grid:
        named = {n: label for n, cell in enumerate(line) if (label := _column(cell, columns))}
        if len(named) > 1 or (named and not heads):
            heads = named
        elif line and line[0] in rows:
            for n, column in heads.items():
                if n < len(line) and (match := _CELL.match(line[n])):
                    yield _told(line[0], column, match[1], match[2])


def _column(cell: str, columns: set[str]) -> str:
    bare = _RATE_WORDS.sub("", cell)
    return next((c for c in (cell, bare) if c in columns), "")


def _in_sentence(sentence: str, rows: set[str], columns: set[str], whole: str) -> Iterator[Told]:
    """From left to right: the last row named (at first the whole), the last column named, the
    number after it.

    A label is named without its 其中： too; 未销号 doesn't name 销号; what stands in brackets of last term
    is no number of this one.
    """
    sentence = _OF_ANOTHER_TERM.sub("", sentence)
    named = {label.removeprefix(_PART): label for label in rows | columns} | {
        label: label for label in rows | columns
    }
    words = sorted(named, key=lambda word: (-len(word), word))
    step = re.compile("|".join([_NUMBER, f"(?<![{_NOT}])(?:{'|'.join(map(re.escape, words))})"]))
    row, column, end = whole, "", 0
    for match in step.finditer(sentence):
        if match["number"]:
            if column and match.start() - end <= 10:
                yield _told(row, column, match["number"], match["unit"])
            continue
        name = named[match[0]]
        row = name if name in rows else row
        column, end = (name, match.end()) if name in columns else (column, end)


def _told(row: str, column: str, number: str, unit: str) -> Told:
    bare = number.replace(",", "").replace("，", "")
    rate = unit in ("%", "％")
    half = 0.5 * 10.0 ** -len(bare.partition(".")[2]) if rate else 0.0
    return Told(row, column, float(bare), half, rate)
