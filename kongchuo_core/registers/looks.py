"""Lines that explain what a colour, bold letters or a sign beside a name mean: 标红的为未到校学生.

Such a line is said of the rows that look so, and not of everybody below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kongchuo_core.registers.words import Says, Words

_COLOUR = "[红黄绿蓝紫橙灰粉]"
_LOOK = re.compile(
    f"[标涂打画]{_COLOUR}|{_COLOUR}色?(?:标注|标记|标识|字|底|背景|填充|部分|表示|的|为|是)|"
    "(?:底色|颜色|底纹|加粗|粗体|斜体|下划线|高亮|着色|突出显示)"
)
_SIGN = re.compile(r"(?:[打标带画注有加]|前|后|旁)\s*[“\"'‘（(]?\s*([★☆*＊▲△●◆◇■#※])")
_THERE = re.compile("在校|到校|返校|报到")
"""A line that explains how those look who are there makes questions of the others."""


@dataclass(frozen=True)
class Legend:
    """What a line explains: signs beside the names, or how cells look; whether those are away."""

    line: str
    signs: frozenset[str]
    away: bool


def legend(line: str, words: Words) -> Legend | None:
    """What a line says of those who look so; ``None`` where it explains no look, or says nothing of
    the matter.
    """
    signs = frozenset(_SIGN.findall(line))
    if not signs and not _LOOK.search(line):
        return None
    told = words.told(line)
    if told - {Says.YES}:
        return Legend(line, signs, away=True)
    return Legend(line, signs, away=False) if told and _THERE.search(line) else None


def marked(
    found: Legend, names: Sequence[str], looks: Sequence[str] | None
) -> Sequence[bool] | None:
    """Which rows a legend is said of; ``None`` where the file doesn't tell how its cells look.

    Parameters
    ----------
    names : the cells of the names as they came.
    looks : how the cells of the names look, as :class:`Marks` codes it.
    """
    if found.signs:
        shown = [any(sign in name for sign in found.signs) for name in names]
    elif looks is None:
        return None
    else:
        usual, _ = Counter(looks).most_common(1)[0] if looks else ("", 0)
        shown = [look != usual for look in looks]
    return shown if found.away else [any(shown) and not one for one in shown]


def of_rows(
    looks: Mapping[tuple[int, int], str] | None, numbers: Sequence[int], column: int
) -> list[str] | None:
    """How the cells of one column look in these rows; ``None`` where that is not known."""
    return None if looks is None else [looks.get((number, column), "") for number in numbers]
