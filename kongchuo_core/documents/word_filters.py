"""The filters that words may use: a few habits of Chinese, the same in text cells and in
``templates/wording``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from kongchuo_core.documents.wording import chinese_date

_COLUMN = re.compile(r"\{(\w+)\}")


def if_any(words: str, number: Any) -> str:
    """数: words with a number in them (``%d``, ``%s``), where there is one to tell."""
    return words.replace("%d", "%s") % number if number else ""


def together(parts: Sequence[str], before: str = "", between: str = "、") -> str:
    """列: parts after each other, those that are there; ``before`` where any is."""
    found = between.join(filter(None, parts))
    return f"{before}{found}" if found else ""


def clauses(parts: Sequence[str], before: str) -> str:
    """分句: parts as one sentence that begins with ``before``; nothing where none is there."""
    found = "；".join(filter(None, parts))
    return f"{before}{found}。" if found else ""


def enumerated(
    rows: Sequence[Any], column: str = "", between: str = "、", otherwise: str = ""
) -> str:
    """列举: 甲、乙、丙, a column of a table or words, each said once; ``otherwise`` where there is
    none.
    """
    told = [str(row[column]) if column else str(row) for row in rows]
    return between.join(dict.fromkeys(filter(None, told))) or otherwise


def each(rows: Sequence[Any], words: str, between: str = "；", otherwise: str = "") -> str:
    """逐项: each row in the same words, ``{列}`` filled in: 问题 | 逐项("{单位}{问题}")."""

    def filled(row: Any) -> str:
        return _COLUMN.sub(lambda found: str(row[found[1]]), words)

    return between.join(map(filled, rows)) or otherwise


def bracketed(words: str) -> str:
    """括: words in brackets; nothing where there are none."""
    return f"（{words}）" if words else ""


def dated(day: Any) -> str:
    """日期: a day in Chinese."""
    return chinese_date(day) if hasattr(day, "year") else str(day)


def first(rows: Sequence[Any], count: int = 1) -> Sequence[Any]:
    """前: the first rows of a table."""
    return rows[:count]


def of(rows: Sequence[Any], column: str, value: str) -> list[Any]:
    """选: the rows of a table whose column has a value."""
    return [row for row in rows if str(row[column]) == value]


def how_many(rows: Sequence[Any], one: str = "", many: str = "") -> str:
    """一多: words for one, or for several; nothing for none."""
    if not rows:
        return ""
    return one if len(rows) == 1 else many


FILTERS: dict[str, Callable[..., Any]] = {
    "数": if_any,
    "列": together,
    "分句": clauses,
    "列举": enumerated,
    "逐项": each,
    "括": bracketed,
    "日期": dated,
    "前": first,
    "选": of,
    "一多": how_many,
}
"""Name in words → filter."""
