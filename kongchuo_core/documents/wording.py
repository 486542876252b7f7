"""Small words of official Chinese: dates, numerals, lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kongchuo_core.vocabulary.days import chinese_date as chinese_date

DIGITS = "零一二三四五六七八九"


def chinese_span(first: date, last: date) -> str:
    """2025年9月1日至30日: what both days share is said once."""
    if first == last:
        return chinese_date(first)
    if first.year != last.year:
        return f"{chinese_date(first)}至{chinese_date(last)}"
    return f"{chinese_date(first)}至{'' if first.month == last.month else f'{last.month}月'}{last.day}日"


def chinese_number(number: int) -> str:
    """1 to 99 as a heading counts: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    last = DIGITS[ones] if ones else ""
    if tens == 0:
        return last
    return f"{'' if tens == 1 else DIGITS[tens]}十{last}"


def listed(words: Iterable[str]) -> str:
    """甲、乙、丙."""
    return "、".join(words)


def quoted(words: Iterable[str]) -> str:
    """“甲”“乙”: quoted names stand side by side without a comma between."""
    return "".join(f"“{word}”" for word in words)


def titles_beside(words: str) -> str:
    """《甲》《乙》: titles stand side by side without a comma between (GB/T 15834-2011)."""
    return words.replace("》、《", "》《")


def numbered(sentences: Sequence[str], otherwise: str) -> tuple[str, ...]:
    """1. 2. 3. before several; nothing before a single one; ``otherwise`` where there is none."""
    if len(sentences) < 2:
        return tuple(sentences) or (otherwise,)
    return tuple(f"{n}.{sentence}" for n, sentence in enumerate(sentences, 1))


def headed(paragraphs: Sequence[tuple[str, str]], otherwise: str) -> tuple[str, ...]:
    """（一）甲镇。…… for each place and what is told of it; ``otherwise`` where there is none."""
    return tuple(
        f"（{chinese_number(n)}）{place}。{told}" for n, (place, told) in enumerate(paragraphs, 1)
    ) or (otherwise,)


_WIDE = str.maketrans(",;:?!", "，；：？！")


def as_written(words: str) -> str:
    """What a person wrote into a register, with the wide marks that reading made narrow, without
    the last.
    """
    return words.translate(_WIDE).rstrip("。；，")
