"""Grade and class as the name of a sheet, a title or a file tells them: 三年级（2）班, 七(3)班,
初一2班, 701班.
"""

from __future__ import annotations

import re
import unicodedata

_GRADE = r"初[一二三1-3]|[一二三四五六七八九1-9]"
_CLASS = r"[\d一二三四五六七八九十]{1,2}|[甲乙丙丁]"
_WHOLE = re.compile(rf"(?<![\d第高])({_GRADE})(?:年级)?[(-]?({_CLASS})[)]?班")
_GRADE_ALONE = re.compile(
    r"(?<![\d高])([一二三四五六七八九1-9])年级|(初[一二三1-3])(?=[\W年级班]|学|$)"
)
_CLASS_ALONE = re.compile(rf"(?<![\d一二三四五六七八九十年])[(]?(\d{{1,4}}|{_CLASS})[)]?班(?!级)")
_SHORT = re.compile(
    r"(初[一二三1-3]|[一二三四五六七八九])(?:年级)?[(.-]?(\d{1,2}|[一二三四五六七八九十])[)]?|([1-9])[(](\d{1,2})[)]"
)
"""A sheet's name that is nothing else: 三1, 初一.2, 7(1); 3.2 is as likely a date."""
_SEVERAL = re.compile("班(?!级).*班(?!级)")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _wholes(plain: str) -> set[tuple[str, str]]:
    """Grade and class where both stand together."""
    short = _SHORT.fullmatch(plain)
    if short:
        return {(short[1] or short[3], short[2] or short[4])}
    return set(_WHOLE.findall(plain))


def grade_in(text: str) -> str | None:
    """The one grade that a text names, as 三年级 or 初一; ``None`` for several or none."""
    plain = _plain(text)
    found = {grade for grade, _ in _wholes(plain)}
    found |= {number or lower for number, lower in _GRADE_ALONE.findall(plain)}
    if len(found) != 1:
        return None
    grade = found.pop()
    return grade if grade.startswith("初") else f"{grade}年级"


def class_in(text: str) -> str | None:
    """The one class that a text names, as 2班; ``None`` for several or none."""
    plain = _plain(text)
    if _SEVERAL.search(plain):
        return None
    found = {number for _, number in _wholes(plain)} or set(_CLASS_ALONE.findall(plain))
    return f"{found.pop()}班" if len(found) == 1 else None
