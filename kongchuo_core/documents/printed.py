"""What every paper, workbook and picture is made of, without the libraries that write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""What never belongs in a printed text: control characters (a new line is allowed), direction
overrides, broken halves.
"""

MASKED = 6, 14
"""What of an identity number a case file hides: from the sixth character, where the birth date
begins, to the fourteenth.
"""


@dataclass(frozen=True)
class Picture:
    """A picture for a paper: PNG bytes, what it shows in words (for those who cannot see it), width
    in mm.
    """

    png: bytes
    alt: str
    width_mm: float = 150.0


def printable(text: str) -> str:
    """The text without what can't be printed (``UNPRINTABLE``)."""
    return UNPRINTABLE.sub("", text)


NO_BREAK = "\u2011"
_CASE_NUMBER = re.compile("(?<=[春秋])-(?=[0-9A-Z]{4})")


def on_paper(text: str) -> str:
    """A text as a Word file has it: printable, its case numbers not to be broken over two lines."""
    return _CASE_NUMBER.sub(NO_BREAK, printable(text))


def masked(number: str) -> str:
    """539924********0017: an identity number as an internal paper shows it."""
    first, end = MASKED
    return (
        number[:first] + "*" * (min(len(number), end) - first) + number[end:]
        if len(number) > first
        else "没有登记"
    )
