"""No sentence of a paper stands in Python: every word but names, days, numbers and citations is
text that an office edits.

The made-up papers are written from templates and wording in which every Chinese character was moved
to another place of the code table: what comes out unmoved, and is no value that the paper was
given, was not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from jinja2 import Environment

from kongchuo_core.documents.kinds import LOOP, SUPERVISION
from kongchuo_core.documents.word.render import render
from kongchuo_core.documents.wordings import Wording
from tests.documents import made_up_loop, made_up_supervision
from tests.documents.reading import TEMPLATES

MOVED = 0xF0000
CHINESE = re.compile("[\u3400-\u9fff]")
TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
COLUMN = re.compile(r"(\{\w+\}|%\w)")
DAYS = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日(?:至(?:\d{1,2}月)?\d{1,2}日)?|\d+年\d+月|　+年　+月　+日"
)
OF_CODES = re.compile(
    r"\d{4}[春秋]|[0-9一二三四五六七八九十]+[年级班日]|第[一二三四五六七八九十]+|^（[一二三四五六七八九十]+）"
)
"""Values made of a number: 七年级, 7日, a case's number, the number of a paragraph."""


def moved(words: str) -> str:
    """Chinese characters out of their place."""
    return CHINESE.sub(lambda c: chr(MOVED + ord(c[0])), words)


def moved_wording(source: str) -> str:
    """A file of wording with its words moved: what stands outside the marks, and texts within that
    are no codes.
    """
    tokens = [(kind, value) for _, kind, value in Environment().lex(source)]
    solid = [value for kind, value in tokens if kind != "whitespace"]
    made, at = [], 0
    for kind, value in tokens:
        around = (solid[at - 1], solid[min(at + 1, len(solid) - 1)])
        code = around[0] in ("==", "in") or around == ("[", "]")
        if kind == "data" or (kind == "string" and not code):
            value = "".join(w if COLUMN.fullmatch(w) else moved(w) for w in COLUMN.split(value))
        made.append(value)
        at += kind != "whitespace"
    return "".join(made)


@cache
def wording_of(family: str) -> Wording:
    source = (TEMPLATES / "wording" / f"{family}.jinja").read_text("utf-8")
    return Wording(family, (moved_wording(source),))


def moved_template(template: Path, out: Path) -> Path:
    document = docx.Document(str(template))
    for text in document.element.body.iter(qn("w:t")):
        text.text = "".join(w if TAG.fullmatch(w) else moved(w) for w in TAG.split(text.text or ""))
    document.save(str(out))
    return out


def values(known: Any) -> Iterator[str]:
    """Every text that a paper was given: of facts, names, labels and citations."""
    if isinstance(known, str):
        yield known
    elif is_dataclass(known) and not isinstance(known, type):
        for f in fields(known):
            yield from values(getattr(known, f.name))
    elif isinstance(known, dict):
        for part in known.values():
            yield from values(part)
    elif isinstance(known, (tuple, list, frozenset)):
        for part in known:
            yield from values(part)


def given() -> list[str]:
    """What the made-up papers were given, the longest first."""
    cases = [made_up_loop.CASE, made_up_loop.NEVER, made_up_loop.ORDERED, made_up_loop.AWAY]
    told = [
        cases,
        replace(made_up_loop.OFFICE, wordings=None),
        replace(made_up_supervision.OFFICE, wordings=None),
        made_up_supervision.MEASURES,
        made_up_supervision.MEMBERS,
        made_up_supervision.WHOLE,
        ["东村镇人民政府", "永定街道办事处", "现场督导检查"],
    ]
    parts = chain.from_iterable((text, *text.split("：")) for text in values(told))
    found = {part.rstrip("。") for part in parts}
    return sorted((w for w in found if CHINESE.search(w)), key=len, reverse=True)


def sentences(file: Path) -> list[str]:
    """The sentences outside tables, whole ones alone."""
    text = "\n".join(p.text for p in docx.Document(str(file)).paragraphs)
    return [s.strip() for s in re.findall("[^。\n]+。", text)]


def from_python(sentence: str, known: list[str]) -> str:
    """What is left of a sentence without values and without moved words."""
    left = re.sub("【.*?】", "", sentence)
    for value in known:
        left = left.replace(value, "")
    left = OF_CODES.sub("", DAYS.sub("", left))
    return "".join(CHINESE.findall(left))


KINDS = {name: (LOOP[name], made_up_loop) for name in LOOP} | {
    name: (SUPERVISION[name], made_up_supervision) for name in SUPERVISION
}


@pytest.mark.parametrize("name", KINDS)
def test_the_words_of_a_paper_are_text_that_an_office_edits(name: str, tmp_path: Path) -> None:
    """No sentence holds a Chinese word but values and text of ``templates/``."""
    kind, made_up = KINDS[name]
    office = replace(made_up.OFFICE, wordings=wording_of)
    template = moved_template(TEMPLATES / kind.template, tmp_path / kind.template)
    paper = made_up.context(name, office)
    render(template, vars(paper), tmp_path / "出.docx")
    known, whole = given(), sentences(tmp_path / "出.docx")
    found = {s: left for s in whole if (left := from_python(s, known))}
    assert whole and found == {}
