"""What is chosen in a cell that lists the choices with boxes to tick: ☑在校 □不在校, 到校√ 未到校□."""

from __future__ import annotations

import re

_EMPTY, _TICKED = "□☐▢◻", "☑☒■▣◼√✓✔"
_IN_BRACKETS = (
    (re.compile(r"[(（\[【]\s*[√✓✔☑■vV]\s*[)）\]】]"), "☑"),
    (re.compile(r"[(（\[【]\s*[)）\]】]"), "□"),
)
"""Brackets as boxes: [√]在校 [ ]休学."""
_BOX = re.compile(f"[{_EMPTY}{_TICKED}]")
_BETWEEN = " \t\n\u3000、，,；;/|"
_FEWEST = 2
"""Boxes of a list of choices; a single one is a mark like any other."""


def chosen(text: str) -> str:
    """The choices that are ticked, several with 、 between them, empty where none is; any other text
    as it came.

    The boxes stand before their choices or behind them: where the text begins with a box, before.
    """
    plain = text.strip()
    for pattern, box in _IN_BRACKETS:
        plain = pattern.sub(box, plain)
    boxes = _BOX.findall(plain)
    if len(boxes) < _FEWEST or not any(box in _EMPTY for box in boxes):
        return text
    parts = [part.strip(_BETWEEN) for part in _BOX.split(plain)]
    labels = parts[:-1] if parts[0] else parts[1:]
    ticked = [label for label, box in zip(labels, boxes, strict=True) if box in _TICKED]
    return "、".join(label for label in ticked if label)
