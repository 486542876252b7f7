"""What kind of thing stands in the cells of a column, told without telling any of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from kongchuo_core.registers import values
from kongchuo_core.registers.raw import is_blank

MOST = 3
"""Kinds that are told of one column."""
_KINDS = (
    (re.compile(r"\d{17}[\dXx]"), "18位号码"),
    (re.compile(r"1\d{10}"), "11位号码"),
    (re.compile(r"\d+(?:\.\d+)?"), "数字"),
    (re.compile(r"[A-Za-z]+"), "字母"),
    (re.compile(r"[㐀-鿿]+"), "汉字"),
)


def kinds_of(cells: Sequence[Any]) -> tuple[str, ...]:
    """The most frequent kinds of the filled cells, such as 是否, 日期, 2个汉字."""
    counted = Counter(_kind(c) for c in cells if not is_blank(c))
    return tuple(kind for kind, _ in sorted(counted.items(), key=lambda k: (-k[1], k[0]))[:MOST])


def _kind(cell: Any) -> str:
    text = values.text(cell)
    if text is None:
        return "没有结果的公式"
    if text in ("是", "否", "√", "×", "有", "无"):
        return "是、否一类"
    if values.day(cell)[0] is not None:
        return "日期"
    for pattern, kind in _KINDS:
        if pattern.fullmatch(text):
            short = kind == "汉字" and len(text) <= 6
            return f"{len(text)}个汉字" if short else kind
    return "文字"
