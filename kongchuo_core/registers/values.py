"""Cells → values, a column at a time: each distinct cell is read once, then looked up.

Text is put into Unicode normal form NFKC, so that full-width digits, letters and compatibility
characters decide alike, and loses what nobody can see: format characters (category Cf), the shell
``="…"`` that keeps long numbers whole in Excel.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from kongchuo_core.registers.raw import ErrorValue, NoResult

T = TypeVar("T")

RELIABLE_DIGITS = 15
"""Digits of a number cell that a spreadsheet keeps; the rest became noughts or noise."""

_EPOCH = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_CENTURY = 50
"""A year of two digits below this is of this century."""
_FULL = re.compile(
    r"(\d{4})\D{0,2}?(\d{1,2})\D{1,2}(\d{1,2})\D{0,1}(?:\s.*|T.*)?|(\d{4})(\d{2})(\d{2})(?:\.0+)?"
)
_MONTH = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{0,1}|(\d{4})(\d{2})(?:\.0+)?")
_SHORT = re.compile(r"(\d{1,4})([-/.年、])(\d{1,2})[-/.月、](\d{1,4})日?(?:\s\d.*)?")
_LUNAR = re.compile("农历|阴历|旧历|[正冬腊]月|初[一二三四五六七八九十]|廿")
_LOST_NOUGHT = re.compile(r"\d{4}\.1")
_SCIENTIFIC = re.compile(r"(\d)\.?(\d*)E\+?\d{1,2}", re.IGNORECASE)
_SHELL = re.compile(r'=\s*"(.*)"', re.DOTALL)
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")
_CUT_TEXT = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LOOKS_LIKE = str.maketrans("OoQDlI|!BSZz〇○ОоІ", "00001111852200001")
_LIKE_X = re.compile("[×✕✖╳ⅩХх*＊ⅹΧχ]$")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_CHINESE_DAY = re.compile(
    r"([〇○零一二三四五六七八九\d]{2,4})年([一二三四五六七八九十\d]{1,3})月"
    r"(?:([一二三四五六七八九十\d]{1,3})[日号]?)?"
)

_DOTS = "·•・．‧∙⋅･˙.。●○⸱ꞏ᛫-‐‑‒–—－_，,、/ᐧ⋆*'`’‘"
_DOT = re.compile(rf"(?<=[^\W\d_])\s*[{re.escape(_DOTS)}]\s*(?=[^\W\d_])")
_IN_BRACKETS = re.compile(r"[(\[【<〈《〔{][^)\]】>〉》〕}]*[)\]】>〉》〕}]?")
_MARK_BEFORE = re.compile(r"^(?:[\W_]+|\d{1,3}[.、．\s]\s*)(?=\w)")
_MARK_BEHIND = re.compile(r"(?<=[㐀-鿿豈-﫿𠀀-𲎯])(?:[A-Za-z]|\d{1,2}班?|[\W_]+)$")
_LOST_CHARACTERS = "?？□■�〇○"
"""What stands where a character was lost: part of the name as it came, and no mark behind it."""


def each(column: Sequence[Any], read: Callable[[Any], T]) -> list[T]:
    """``read`` of every cell of a column, called once for each distinct cell."""
    keys = [c if type(c) is str else (type(c), c) for c in column]
    known = {k: read(c) for k, c in dict(zip(keys, column, strict=True)).items()}
    return [known[k] for k in keys]


def text(cell: Any) -> str | None:
    """A cell as text in NFKC without what can't be seen; ``None`` where nothing stands in it, nor a
    formula's result.
    """
    if isinstance(cell, str):
        plain = cell if cell.isascii() else _visible(cell)
        plain = plain.strip()
        if plain[:1] == "=" and (shell := _SHELL.fullmatch(plain)):
            plain = shell[1].strip()
        return plain.lstrip("'").strip() or None
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return None if cell is None or isinstance(cell, NoResult | ErrorValue) else str(cell)


def _visible(cell: str) -> str:
    return "".join(
        c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c) != "Cf"
    )


def is_error(value: str) -> bool:
    """Whether a text is what a spreadsheet shows for a formula gone wrong, as a csv keeps it."""
    return bool(_ERROR.fullmatch(value))


def name(cell: Any) -> tuple[str | None, str]:
    """A name, and the marks that stood before or behind it: （转入）, ★, 3班; every dot of minority
    names becomes ``·``.
    """
    raw = text(cell.replace("˙", "·") if isinstance(cell, str) else cell)
    if raw is None:
        return None, ""
    plain, marks = raw, []
    for pattern in (_IN_BRACKETS, _MARK_BEFORE, _MARK_BEHIND):
        found = pattern.search(plain)
        rest = pattern.sub("", plain).strip()
        if found and len(rest) >= 2 and not set(found[0]) & set(_LOST_CHARACTERS):
            marks += pattern.findall(plain)
            plain = rest
    return _DOT.sub("·", plain), " ".join(marks)


def number(cell: Any) -> tuple[str | None, bool]:
    """An identity number as it stands, and whether a spreadsheet has cut it.

    Of a cut number only the digits that can be relied on are kept: the first fifteen of a number
    cell, the mantissa's of ``5.30E+17``, fifteen of a text that lost its last three. Letters that
    look like digits and characters that look like the X are read as them where the check character
    is right then.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        value = text(cell)
        if value is None or is_error(value):
            return None, False
        damaged = _SCIENTIFIC.fullmatch(value.replace(" ", ""))
        if damaged:
            return damaged[1] + damaged[2], True
        if _CUT_TEXT.fullmatch(value):
            return value, True
        return _as_digits(value), False
    return _digits(cell)[:RELIABLE_DIGITS], True


def _digits(cell: float) -> str:
    """A number cell's digits; of a long one those that a spreadsheet shows, for its double may lie
    a little below them.
    """
    if abs(cell) < 10**RELIABLE_DIGITS:
        return str(int(cell))
    mantissa, _, exponent = f"{cell:.{RELIABLE_DIGITS - 1}e}".partition("e")
    return mantissa.replace(".", "").ljust(int(exponent) + 1, "0")


def _as_digits(value: str) -> str:
    """A number in which letters stand for digits, where reading them so makes it sound; else as it
    came.
    """
    bare = "".join(value.split())
    if len(bare) != 18 or (bare.isascii() and bare[:17].isdigit()):
        return value
    meant = _LIKE_X.sub("X", bare[-1:].upper() if bare[-1:] in "xX" else bare[-1:])
    whole = bare[:17].translate(_LOOKS_LIKE) + meant.translate(_LOOKS_LIKE)
    return whole if whole[:17].isdigit() and _checks(whole) else value


def _checks(whole: str) -> bool:
    total = sum(int(d) * w for d, w in zip(whole, _WEIGHTS, strict=False))
    return whole[17] == "10X98765432"[total % 11]


def day(cell: Any) -> tuple[date | None, bool]:
    """A date cell in any of the usual forms, and whether only its month was written (then the
    month's first day).

    ``(None, False)`` where there is none or it can't be read: a lunar date, the number cell 2009.1,
    which may have been 2009.10, and 3/5/2012, which may be of March or of May.
    """
    if isinstance(cell, datetime):
        return cell.date(), False
    if isinstance(cell, date):
        return cell, False
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 20000 < cell < 60000:
        return _EPOCH + timedelta(days=int(cell)), False
    if isinstance(cell, float) and _LOST_NOUGHT.fullmatch(str(cell)):
        return None, False
    value = (text(cell) or "").removesuffix("生").removesuffix("出")
    if not value or _LUNAR.search(value):
        return None, False
    value = _arabic(value)
    whole, month = _FULL.fullmatch(value), _MONTH.fullmatch(value)
    if whole:
        year, of_year, of_month = (int(g) for g in whole.groups() if g)
        return _date(year, of_year, of_month), False
    if month:
        year, of_year = (int(g) for g in month.groups() if g)
        first = _date(year, of_year, 1)
        return first, first is not None
    return _short(value), False


_CLASS_OF = re.compile(r"(20\d{2})[年届]?")
_SHORT_MONTH = re.compile(r"(\d{2})[年./-](\d{1,2})月?")
_LAST_MONTH = 7


def month(cell: Any) -> tuple[date | None, bool]:
    """The first day of a month in which something ended; of 2025届 or a mere year July, when school
    years end. Else as :func:`day`.
    """
    value = text(cell) or ""
    if of_class := _CLASS_OF.fullmatch(value):
        return _date(int(of_class[1]), _LAST_MONTH, 1), True
    if short := _SHORT_MONTH.fullmatch(value):
        return _date(_century(int(short[1])), int(short[2]), 1), True
    return day(cell)


def _date(year: int, month: int, of_month: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _arabic(value: str) -> str:
    """二〇一四年四月七日 → 2014年4月7日."""
    value = value.translate(_FORMAL)
    found = _CHINESE_DAY.fullmatch(value)
    if not found:
        return value
    year, *rest = (_figure(part) if part else "" for part in found.groups())
    return f"{year}年{rest[0]}月" + (f"{rest[1]}日" if rest[1] else "")


def _figure(part: str) -> str:
    """Figures of up to two digits with 十; a year digit by digit."""
    if "十" not in part:
        return part.translate(_NUMERALS)
    tens, _, ones = part.translate(_NUMERALS).partition("十")
    return f"{int(tens or 1) * 10 + int(ones or 0)}" if f"{tens}{ones}0".isdigit() else part


def _short(value: str) -> date | None:
    """A date with its year in two digits or behind; only where it can be read in one way."""
    found = _SHORT.fullmatch(value)
    if not found:
        return None
    first, separator, second, third = found.groups()
    a, b, c = int(first), int(second), int(third)
    if len(third) == 4 and len(first) <= 2:
        orders = [(c, a, b), (c, b, a)]
    elif len(first) == 2 and len(third) <= 2 and separator in ".年-、":
        orders = [(_century(a), b, c)]
    elif len(first) <= 2 and len(third) == 2:
        orders = [(_century(a), b, c), (_century(c), a, b), (_century(c), b, a)]
    else:
        return None
    days = {d for order in orders if (d := _date(*order))}
    return days.pop() if len(days) == 1 else None


def _century(year: int) -> int:
    return year + (2000 if year < _CENTURY else 1900)


_DAY_ALONE = re.compile(r"(\d{1,2})[日号]")
_BETWEEN = tuple(map(re.compile, ("[至到]", "[~—–―]+", r"\s-+\s", "-+")))
"""What stands between the ends of a period; a hyphen, which dates hold too, is tried last."""


def period(
    cell: Any, read: Callable[[Any], tuple[date | None, bool]] = day
) -> tuple[date | None, date | None]:
    """The first and the last day of a period such as 2025年9月—2026年8月; ``None`` for what can't be
    read.

    A month at the end lasts to its last day; ``read`` is how the dates of its ends are read.
    """
    value = re.sub("[自从起止]", "", text(cell) or "")
    halves = (between.split(value) for between in _BETWEEN)
    parts = next((p for p in halves if len(p) == 2), None)
    if parts is None:
        return None, None
    first, _ = read(parts[0].strip())
    last, month_only = read(parts[1].strip())
    if last is None and first is not None and (ends := _DAY_ALONE.fullmatch(parts[1].strip())):
        last = _date(first.year, first.month, int(ends[1]))  # 9月8日—12日
    if last is not None and month_only:
        last = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first, last


def count(cell: Any) -> float | None:
    """A number of things; ``None`` where it isn't a number."""
    try:
        return float((text(cell) or "").replace(",", "").rstrip("人次个%"))
    except ValueError:
        return None
