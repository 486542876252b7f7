"""No name, number, phone or address of any register in any byte of what is published.

Numbers of seven digits and more are looked for as they are written, and every sound identity number
and mobile phone number is a find, known or not; shorter numbers and days can't be told from
published counts and dates, and name nobody. Names need a decision, for many are also words (文明,
高山): a name is a find unless the very same words, with up to two characters on either side, stand in
the fixed text of the program (:mod:`kongchuo_core.release.fixed`). Fixed text was there before any
child was read, so it can name none; everything else blocks, and a person decides: a phrase that
names nobody goes into the office's list of phrases, whatever kind it is of. A find says where the
word stands in the registers, never what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kongchuo_core.release.fixed import fixed_words
from kongchuo_core.release.views import View, views

_OTHER = re.compile(r"[^\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff·]+")
_DOTS = str.maketrans("•・．‧", "····")
_BETWEEN_DIGITS = re.compile(
    r"(?<=[0-9Xx])[ \t\u00a0\u3000\u200b-\u200f\u2060\ufeff._·-]+(?=[0-9Xx])"
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACED = re.compile(r"(?<=[\u3400-\u9fff·])[ \t\u00a0\u3000]+(?=[\u3400-\u9fff·])")
_IDENTITY = re.compile(
    r"(?<![0-9A-Z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9X](?![0-9A-Z])"
)
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z])")
_SHORTEST_NUMBER, _PARTED_NUMBER = 7, 10
"""Numbers have so many digits at least; up to the second a number is only found where no other
digit stands beside it.
"""
_DAY = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_NO_WORD = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_AROUND = 2


@dataclass(frozen=True)
class Leak:
    """A find: in which file and part, and what, without repeating it."""

    place: str
    what: str


def search(folder: Path, words: Mapping[str, str], phrases: Collection[str] = ()) -> list[Leak]:
    """Search every byte of every file of a folder.

    Parameters
    ----------
    words : names, numbers, phones, addresses of every register of every term, each with where it
        stands there.
    phrases : words of the office that name nobody, such as those of its own params.
    """
    secret = _Secrets(words, phrases)
    innocent = "|".join(_characters(text) for text in (*fixed_words(), *phrases))
    found: dict[Leak, None] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        seen: set[str] = set()
        for place, text in _texts(name, path.read_bytes()):
            if text not in seen:
                seen.add(text)
                found |= dict.fromkeys(secret.found(place, text, innocent))
    return list(found)


def _texts(name: str, data: bytes) -> Iterator[View]:
    yield f"{name} 的文件名", name
    yield from views(name, data)


def _characters(text: str) -> str:
    """Runs of Chinese characters, everything between them one bar."""
    plain = _SPACED.sub(
        "", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).translate(_DOTS))
    )
    return f"|{_OTHER.sub('|', plain).strip('|')}|"


def _digits(text: str) -> str:
    """The text with nothing between its digits but what parts numbers."""
    return _BETWEEN_DIGITS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).upper()


class _Secrets:
    """The words by kind: Chinese ones, numbers, other writing; each with where it stands."""

    def __init__(self, words: Mapping[str, str], phrases: Collection[str]) -> None:
        allowed = {_digits(phrase) for phrase in phrases}
        self.names: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self.others: dict[str, str] = {}
        for word, origin in sorted(words.items()):
            plain = unicodedata.normalize("NFKC", word).translate(_DOTS).strip()
            close, number = "".join(plain.split()), _digits(plain)
            digits = sum(c.isdigit() for c in number)
            if not _OTHER.search(close):
                if len(close) > 1:
                    self.names.setdefault(close, origin)
            elif digits > len(number) / 2 and not re.search(r"[\u3400-\u9fff]", plain):
                if digits >= _SHORTEST_NUMBER and not _DAY.fullmatch(number):
                    self.numbers.setdefault(number, origin)
            elif len(plain) > 3 and not re.fullmatch(r"[\d\W]+", plain):
                self.others.setdefault(plain, origin)
        self.numbers = {n: origin for n, origin in self.numbers.items() if n not in allowed}
        self.others = {
            w: origin for w, origin in self.others.items() if not any(w in p for p in phrases)
        }
        longest = sorted(self.others, key=lambda w: (-len(w), w))
        self.pattern = re.compile(
            "|".join(_NO_WORD.format(re.escape(w)) for w in longest) or r"(?!)"
        )
        self.name_lengths = sorted({len(w) for w in self.names})
        self.number_lengths = sorted({len(n) for n in self.numbers})

    def found(self, place: str, text: str, innocent: str) -> Iterator[Leak]:
        """Every find in a text."""
        yield from self._names(place, _characters(text), innocent)
        yield from self._numbers(place, _digits(text))
        for match in self.pattern.finditer(unicodedata.normalize("NFKC", text)):
            yield Leak(place, f"含有登记册里的名称或者住址（{self.others[match.group()]}）")

    def _names(self, place: str, text: str, innocent: str) -> Iterator[Leak]:
        for length in self.name_lengths:
            for at in range(len(text) - length + 1):
                name = text[at : at + length]
                if name in self.names and (around := _window(text, at, length)) not in innocent:
                    shown = around.replace(name, name[0] + "×" * (length - 1)).replace("|", "")
                    yield Leak(
                        place,
                        f"含有登记册里的人名或者住址（{self.names[name]}；“{shown}”）",
                    )

    def _numbers(self, place: str, text: str) -> Iterator[Leak]:
        if any(_sound(found.group()) for found in _IDENTITY.finditer(text)):
            yield Leak(place, "含有身份证号")
        if _MOBILE.search(text):
            yield Leak(place, "含有手机号码")
        for run in re.findall(rf"[0-9A-Z]{{{_SHORTEST_NUMBER},}}", text):
            for length in self.number_lengths:
                alone = length <= _PARTED_NUMBER
                parts = [run[at : at + length] for at in range(len(run) - length + 1)]
                for part in [run] if alone else parts:
                    if part in self.numbers:
                        yield Leak(place, f"含有登记册里的号码（{self.numbers[part]}，{length}位）")


def _window(text: str, at: int, length: int) -> str:
    """A name with what stands around it, up to the next bar."""
    before, after = text[max(0, at - _AROUND) : at], text[at + length : at + length + _AROUND]
    if "|" in before:
        before = before[before.rindex("|") :]
    if "|" in after:
        after = after[: after.index("|") + 1]
    return before + text[at : at + length] + after


def _sound(number: str) -> bool:
    """Whether the last character checks (ISO 7064 MOD 11-2)."""
    rest = 0
    for digit in number[:17]:
        rest = (rest + int(digit)) * 2 % 11
    return number[17].upper() == "0123456789X"[(12 - rest) % 11]
