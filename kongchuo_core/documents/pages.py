"""Pages that a family of sentences tells as a whole (``wordings``), as Markdown: paragraphs apart,
the lines of a table together.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from kongchuo_core.documents.wordings import wording

TOGETHER = ("|", "- ")
"""How lines begin that belong to the one before, where it begins the same way."""


def page(family: str, **given: Any) -> str:
    """The page of a family, its macro 全文 filled in.

    Raises
    ------
    ParamsError
        where the office's own text asks for what isn't there.
    """
    lines = wording(family).told("全文", **given)
    parts = [lines[0]]
    for before, line in pairwise(lines):
        near = any(before.startswith(mark) and line.startswith(mark) for mark in TOGETHER)
        parts += ["\n" if near else "\n\n", line]
    return "".join(parts) + "\n"
