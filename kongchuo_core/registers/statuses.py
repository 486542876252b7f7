"""States of a household or a student record in other words than the code list's: 01-在读, 迁出（省外）,
已迁走.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from kongchuo_core.vocabulary.codes import CodeList

_CODE = re.compile(r"^\d{1,2}[-_.、\s]*(?=\D)")
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
_DENIED = "不未没无非否拟待"
"""Before a state: what was meant isn't known."""


@cache
def _spellings(codes: CodeList) -> dict[str, str]:
    return codes.spellings()


@cache
def _pattern(codes: CodeList) -> re.Pattern[str]:
    words = sorted((s for s in _spellings(codes) if len(s) > 1 and not s.isdigit()), key=len)
    return re.compile("|".join(map(re.escape, reversed(words))))


@cache
def status_label(codes: CodeList, text: str) -> str | None:
    """The official word of a state; ``None`` where the text names no state, several, or
    denies one.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    spellings = _spellings(codes)
    for form in (plain, _CODE.sub("", plain), _BRACKETS.sub("", _CODE.sub("", plain))):
        if form in spellings:
            return codes.label(spellings[form])
    found = list(_pattern(codes).finditer(plain))
    meant = {spellings[m[0]] for m in found}
    denied = any(m.start() and plain[m.start() - 1] in _DENIED for m in found)
    return codes.label(meant.pop()) if len(meant) == 1 and not denied else None
