"""Bars whose length is a number: the pictures of a page are measured against the numbers that are
printed beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

Picture = Sequence[tuple[tuple[str, ...], float]]
"""The length of each bar with the words that stand before it, the nearest first."""

Place = tuple[str, str, str]

_HOLDERS = {"svg", "figure", "table", "ul", "ol", "dl", "section", "body"}
_STYLED = re.compile(r"(?:^|[;\s])(width|height|flex-basis)\s*:\s*(\d+(?:\.\d+)?)")
_LENGTHS = {"rect": ("width", "height"), "meter": ("value",), "progress": ("value",)}
_BEFORE = 3
"""So many pieces of text before a bar may be its label: in some charts the number stands between
them.
"""


def pictures(page: Any) -> tuple[Picture, ...]:
    """The bars of a page, those of one figure, table or list together, widths apart from heights;
    what is nought long is no bar.
    """
    found: dict[tuple[Any, str], list[tuple[tuple[str, ...], float]]] = {}
    words: dict[Any, list[str]] = {}
    for element in page.iter():
        if isinstance(element.tag, str):
            holder = next((e for e in element.iterancestors() if e.tag in _HOLDERS), page)
            lengths = dict(_lengths(element))
            if all(lengths.values()):
                before = tuple(reversed(words.get(holder, [])[-_BEFORE:]))
                for which, length in lengths.items():
                    found.setdefault((holder, which), []).append((before, length))
            if text := re.sub(r"\s+", "", element.text or ""):
                words.setdefault(holder, []).append(text)
    return tuple(tuple(bars) for bars in found.values() if len({length for _, length in bars}) > 1)


def _lengths(element: Any) -> Iterator[tuple[str, float]]:
    """What of an element may be a number: of a bar drawn in SVG or by a style, of a gauge."""
    for which in _LENGTHS.get(element.tag, ()):
        if digits := re.match(r"\d+(?:\.\d+)?", element.get(which) or ""):
            yield which, float(digits[0])
    yield from (
        (which, float(length)) for which, length in _STYLED.findall(element.get("style") or "")
    )


def measured(
    picture: Picture, cells: Mapping[Place, int | None]
) -> Iterator[tuple[Place, float, float]]:
    """The hidden cells of a picture, and between which numbers the lengths of their bars put them.

    The bars are taken for those of the one row or column of which they fit the most printed
    numbers, at least two, and contradict none: the same lengths often fit a few numbers of another
    row by chance.
    """
    labels = set(chain.from_iterable((row, column) for _, row, column in cells))
    named = {
        next((text for text in before if text in labels), ""): length for before, length in picture
    }
    lines: dict[tuple[str, int, str], list[Place]] = {}
    for place in cells:
        for axis in (1, 2):
            if place[axis] in named:
                lines.setdefault((place[0], axis, place[3 - axis]), []).append(place)
    fitting: list[tuple[int, tuple[int, str], list[tuple[Place, float, float]]]] = []
    for (_, axis, line), places in lines.items():
        scales = [
            ((named[p[axis]] - 0.5) / n, (named[p[axis]] + 0.5) / n)
            for p in places
            if (n := cells[p])
        ]
        low, high = max((a for a, _ in scales), default=0), min((b for _, b in scales), default=0)
        if len(scales) > 1 and 0 < low <= high:
            hidden = [(p, named[p[axis]]) for p in places if cells[p] is None]
            told = [
                (place, (length - 0.5) / high, (length + 0.5) / low) for place, length in hidden
            ]
            fitting.append((len(scales), (axis, line), told))
    most = max((fits for fits, *_ in fitting), default=0)
    if len({whose for fits, whose, _ in fitting if fits == most}) == 1:
        yield from chain.from_iterable(told for fits, _, told in fitting if fits == most)
