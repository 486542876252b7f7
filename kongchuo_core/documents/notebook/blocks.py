"""What a notebook tells, piece by piece in its order: headings, paragraphs, tables, pictures; what
becomes Word, and how it is kept.

Words may refer to a table, chart or annex by its name (:func:`refer`); the number it has in the
paper is put in last, by :func:`numbered`, for only the whole paper knows it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wording import chinese_number, listed
from kongchuo_core.vocabulary.errors import UsageError

MIME = "application/vnd.kongchuo.blocks+json"
"""The kind under which a cell's output carries its blocks beside what it shows."""
HEAD = "application/vnd.kongchuo.head+json"
"""The kind under which the cell that opens a report carries the head of its paper."""
ANNEX, HEADINGS = "附件标题", ("Heading 1", "Heading 2", "Heading 3")
BODY, ITEM, NOTE, SUMMARY = "正文内容", "列项", "表注", "提要"
"""Styles of paragraphs; an item is a paragraph that is counted where it has neighbours, a summary
stands on page one."""
_OPEN, _CLOSE = "\ue000", "\ue001"
_REFERENCE = re.compile(f"{_OPEN}(.*?){_CLOSE}")
_NUMBER = re.compile("^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|附件[：:　 ]*)")


@dataclass(frozen=True)
class Words:
    """A heading, paragraph, item or note; ``style`` is that of the template."""

    style: str
    text: str


@dataclass(frozen=True)
class Rows:
    """A table: its name, under which words refer to it, its caption, heads, cells as printed, notes
    below it.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A chart: its name, what it finds as its caption, the picture with its alternative text."""

    name: str
    caption: str
    picture: Picture


Block = Words | Rows | Drawing


def refer(name: str) -> str:
    """A place in a sentence where the number of a table, chart or annex is going to stand."""
    return f"{_OPEN}{name}{_CLOSE}"


def readable(text: str) -> str:
    """A sentence as a notebook shows it: what it refers to stands there by name."""
    return _REFERENCE.sub(r"“\1”", text)


def heading(text: str) -> str:
    """A heading without the number that was typed before it: headings are counted where
    they stand.
    """
    return _NUMBER.sub("", text.strip())


def numbered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with their numbers: headings, items, tables and charts counted, references filled
    in.

    Raises
    ------
    UsageError
        where words refer to what the paper doesn't have.
    """
    counted = list(_counted(blocks))
    names = {name: label for _, name, label in counted if name}
    return tuple(_filled(block, names) for block, _, _ in counted)


def _counted(blocks: Sequence[Block]) -> Iterator[tuple[Block, str, str]]:
    """Each block with its number, the name by which it can be referred to, and what a reference to
    it says.
    """
    level, count, annex, part = [0, 0, 0], {"表": 0, "图": 0}, 0, ""
    of_annex, items = 0, list(_items(blocks))
    for block, item in zip(blocks, items, strict=True):
        if isinstance(block, Words) and block.style == ANNEX:
            annex, of_annex, level = annex + 1, 0, [0, 0, 0]
            yield block, block.text, f"附件{annex}"
        elif isinstance(block, Words) and block.style in HEADINGS:
            depth = HEADINGS.index(block.style)
            level = [*level[:depth], level[depth] + 1, *[0] * (2 - depth)]
            shown = (
                (f"{chinese_number(level[0])}、", f"（{chinese_number(level[1])}）", f"{level[2]}.")
            )[depth]
            told = f"{shown}{block.text}"
            part = part if depth else f"“{told}”"
            yield replace(block, text=told), block.text, part
        elif isinstance(block, Words):
            yield (replace(block, text=f"{item}.{block.text}") if item else block), "", ""
        else:
            kind = "表" if isinstance(block, Rows) else "图"
            if annex and kind == "表":
                of_annex += 1
                label = f"附表{annex}-{of_annex}"
            else:
                count[kind] += 1
                label = f"{kind}{count[kind]}"
            yield replace(block, caption=f"{label}　{block.caption}"), block.name, label


def _items(blocks: Sequence[Block]) -> Iterator[int]:
    """Of each block its number among the items that stand together; nought for what is none, or
    stands alone.
    """
    marks = [isinstance(b, Words) and b.style == ITEM for b in blocks]
    number = 0
    for n, mark in enumerate(marks):
        number = number + 1 if mark else 0
        alone = number == 1 and not (n + 1 < len(marks) and marks[n + 1])
        yield 0 if alone else number


def _filled(block: Block, names: dict[str, str]) -> Block:
    if not isinstance(block, Words):
        return block

    def number(found: re.Match[str]) -> str:
        if found[1] not in names:
            near = get_close_matches(found[1], names, 3, 0.3) or list(names)[:3]
            raise UsageError(
                f"“{readable(block.text)[:30]}”一句写了见“{found[1]}”，这份报告里没有这张表、图或者附件",
                remedy=f"写成报告里有的：{listed(near)}" if near else "删去这个“见”",
            )
        return names[found[1]]

    return replace(block, text=_REFERENCE.sub(number, block.text))


def to_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as a cell's output keeps them; the picture of a chart stands beside, in the same
    output.
    """
    kept: list[dict[str, Any]] = []
    for block in blocks:
        told = {name: value for name, value in vars(block).items() if name != "picture"}
        if isinstance(block, Drawing):
            told |= {"alt": block.picture.alt, "width_mm": block.picture.width_mm}
        kept.append({"kind": type(block).__name__, **told})
    return kept


def from_json(kept: Iterable[dict[str, Any]], png: str = "") -> Iterator[Block]:
    """The same read back; ``png`` is the picture beside, as notebooks keep it."""
    for told in kept:
        given = {name: value for name, value in told.items() if name != "kind"}
        if told["kind"] == "Words":
            yield Words(**given)
        elif told["kind"] == "Rows":
            given["cells"] = tuple(tuple(row) for row in given["cells"])
            yield Rows(**given | {n: tuple(given[n]) for n in ("heads", "notes")})
        else:
            picture = Picture(base64.b64decode(png), given["alt"], given["width_mm"])
            yield Drawing(given["name"], given["caption"], picture)
