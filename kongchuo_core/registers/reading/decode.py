"""Bytes of a text → characters: UTF-8 with or without mark, GB18030, UTF-16."""

from __future__ import annotations

import codecs
import re

from kongchuo_core.registers.reading.refusal import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030"}
_DECLARATION_WITHIN = 4096


def encoding_of(content: bytes) -> str | None:
    """The encoding of a text by its mark, or as far as noughts between letters tell UTF-16; else
    unknown.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    head = content[:200]
    if len(head) >= 4 and b"\x00" in head:
        low, high = head[0::2], head[1::2]
        if not low.count(0) and high.count(0) * 3 > len(high):
            return "utf-16-le"
        if not high.count(0) and low.count(0) * 3 > len(low):
            return "utf-16-be"
    return None


def decode(content: bytes, *, declared: bool = False) -> str:
    """A text without its mark; with ``declared`` what the text says about its own encoding is tried
    first.

    Raises
    ------
    Refused
        ``encoding``: it is in none of these.
    """
    marked = encoding_of(content)
    tried = [marked] if marked else []
    if declared and not marked and (said := _DECLARED.search(content[:_DECLARATION_WITHIN])):
        name = said[1].decode("ascii", "replace").lower()
        tried.append(_WIDER.get(name, name))
    for name in (*tried, *(() if marked else ("utf-8", "gb18030"))):
        try:
            return content.decode(name).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    raise Refused("encoding")


def decoded_head(head: bytes) -> str | None:
    """The beginning of a text, which may end within a character; ``None`` where it is no text in a
    known encoding.
    """
    marked = encoding_of(head)
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            return (
                codecs.getincrementaldecoder(name)()
                .decode(head, final=False)
                .removeprefix("\ufeff")
            )
        except UnicodeDecodeError:
            continue
    return None
