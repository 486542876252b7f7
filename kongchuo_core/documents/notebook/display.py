"""What a cell of a report shows: the very blocks that go into Word, readable, with the blocks
themselves beside (``blocks.MIME``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from kongchuo_core.documents.notebook.blocks import (
    ANNEX,
    HEADINGS,
    ITEM,
    MIME,
    NOTE,
    Block,
    Drawing,
    Rows,
    Words,
    readable,
    to_json,
)

_TAGS = {ANNEX: "h2", HEADINGS[0]: "h2", HEADINGS[1]: "h3", HEADINGS[2]: "h4", NOTE: "p"}


@dataclass(frozen=True)
class Told:
    """Blocks that were told; they show themselves. ``hint`` is shown where there is none."""

    blocks: tuple[Block, ...]
    hint: str = ""

    def __repr__(self) -> str:
        return "\n".join(_plain(b) for b in self.blocks) or self.hint

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Words and tables as HTML, a chart as a picture with its alternative text; the blocks as
        data.
        """
        shown: dict[str, Any] = {"text/plain": repr(self), MIME: to_json(self.blocks)}
        about: dict[str, Any] = {}
        charts = [b for b in self.blocks if isinstance(b, Drawing)]
        if charts and len(self.blocks) == 1:
            shown["image/png"] = charts[0].picture.png
            about["image/png"] = {"alt": charts[0].picture.alt}
        elif self.blocks or self.hint:
            shown["text/html"] = "\n".join(_html(self.blocks)) or f"<p>{escape(self.hint)}</p>"
        return shown, about


def _plain(block: Block) -> str:
    if isinstance(block, Words):
        return readable(block.text)
    if isinstance(block, Rows):
        return f"{block.caption}（{len(block.cells)}行）"
    return block.picture.alt


def _html(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Words):
            tag = _TAGS.get(block.style, "p")
            mark = "· " if block.style == ITEM else ""
            yield f"<{tag}>{mark}{escape(readable(block.text))}</{tag}>"
        elif isinstance(block, Rows):
            yield from _table(block)


def _table(block: Rows) -> Iterator[str]:
    """A line of text for each row, so that a changed number is a changed line."""
    heads = "".join(f"<th scope='col'>{escape(head)}</th>" for head in block.heads)
    yield f"<table><caption>{escape(block.caption)}</caption>"
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for row in block.cells:
        cells = "".join(
            f"<td style='text-align:{'right' if number(cell) else 'left'}'>{escape(cell)}</td>"
            for cell in row
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table>"
    yield from (f"<p>{escape(note)}</p>" for note in block.notes)


def number(cell: str) -> bool:
    """Whether a cell holds a number and nothing else: it stands on the right, and never breaks over
    two lines.
    """
    return cell.rstrip("%").replace(".", "").replace("/", "").isdigit()
