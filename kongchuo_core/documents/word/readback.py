"""A Word file read back: what is printed must be what the report says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from kongchuo_core.documents.blanks import MARK
from kongchuo_core.documents.printed import on_paper
from kongchuo_core.vocabulary.errors import BalanceError

NEWER = frozenset({"到校日", "家庭情况"})
"""Fields that the office's own templates of version 1.0 don't have."""


def compare(written: Path, context: Any) -> None:
    """Every line of every table, and every sentence, must stand in the file as the context has it.

    A blank that nobody has filled in yet needs no place: templates of other versions leave room for
    a pen instead; nor does what they don't know of (``NEWER``), nor an empty cell.

    Raises
    ------
    BalanceError
        naming the table or section that differs; the office may move columns, not lose them.
    """
    body = docx.Document(str(written)).element.body
    told = text_of(body)
    lines = [
        _cells(text_of(cell) for cell in row.iter(qn("w:tc"))) for row in body.iter(qn("w:tr"))
    ]
    for name in (f.name for f in fields(context)):
        value = getattr(context, name)
        if isinstance(value, str) and (MARK.fullmatch(value) or name in NEWER):
            continue
        parts = (value,) if isinstance(value, str) else value
        if not isinstance(parts, tuple):
            continue
        texts = (on_paper(part).split("\n") for part in parts if isinstance(part, str))
        sentences = chain.from_iterable(texts)
        rows = [
            _cells(on_paper(str(cell)) for cell in vars(part).values())
            for part in parts
            if not isinstance(part, str)
        ]
        if any(row not in lines for row in rows) or any(
            sentence not in told for sentence in sentences
        ):
            raise BalanceError(
                f"写出的 Word 文件里，“{name}”与报告不一致",
                remedy="检查模板里这一项的占位符是否被删改；文件没有保留",
                place=(f"文件 {written.name}",),
            )


def _cells(words: Iterable[str]) -> Counter[str]:
    return Counter(word for word in words if word)


def text_of(element: Any) -> str:
    """All the words below an element."""
    return "".join(t.text or "" for t in element.iter(qn("w:t")))
