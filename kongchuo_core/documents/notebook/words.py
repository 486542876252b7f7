"""A text cell's words → headings and paragraphs: Jinja in a sandbox that sees the edition's
figures, tables and names, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import (
    StrictUndefined,
    TemplateAssertionError,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    meta,
)
from jinja2.sandbox import SandboxedEnvironment

from kongchuo_core.documents.notebook.blocks import (
    ANNEX,
    BODY,
    HEADINGS,
    ITEM,
    NOTE,
    SUMMARY,
    Words,
    heading,
)
from kongchuo_core.documents.notebook.typed import literal, programming, typed
from kongchuo_core.documents.word.render import printable
from kongchuo_core.documents.word_filters import FILTERS
from kongchuo_core.documents.wording import listed
from kongchuo_core.documents.wordings import FOLDER
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.errors import KongchuoError, ParamsError

FIXED = FOLDER / "固定说法.txt"
"""Expressions with a number in them that is no count, one a line; the office may add its own."""
NEAR, FEW = 3, 12
"""How many near names a message tells; so few there are, it tells all."""
_MARKS = (
    ("# 附件", ANNEX),
    ("### ", HEADINGS[2]),
    ("## ", HEADINGS[1]),
    ("# ", HEADINGS[0]),
    ("- ", ITEM),
    ("* ", ITEM),
    ("> ", NOTE),
    ("! ", SUMMARY),
)
"""How a line begins → what it is; the first that fits."""


@dataclass(frozen=True)
class Cell:
    """Which cell of a notebook: its number, as far as it is known, and how it begins."""

    number: int
    text: str

    @property
    def place(self) -> tuple[str, ...]:
        """The cell as a message names it."""
        first = next((line for line in self.text.splitlines() if line.strip()), "")
        number = f"笔记本第 {self.number} 格" if self.number else "笔记本的文字格"
        return (f"{number}（“{first.strip()[:16]}”）",)


class _Named(StrictUndefined):
    """A missing column: its error is the name alone."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


def tell(cell: Cell, names: Mapping[str, Callable[[], Any]], root: Path) -> tuple[Words, ...]:
    """The blocks of a text cell.

    Parameters
    ----------
    names : what placeholders may ask for; each is made when it is first asked for.
    root : the workspace, whose own fixed expressions count.

    Raises
    ------
    ParamsError
        naming the cell and the word: a number that was typed, an unknown name, a hole, programming.
    """
    tree, asked_for = _parsed(cell)
    if found := programming(tree):
        raise ParamsError(
            f"文字格里不写程序：“{found}”",
            remedy="条件只写一个已有的名称（可以加 not），只有一层；要算的数取表里有的，或者另加一格代码",
            place=cell.place,
        )
    _as_text(cell)
    if number := typed(literal(tree), _fixed(root)):
        raise ParamsError(
            f"文字格里的数不能手写：“{number}”",
            remedy='换成 {{ figure("…") }}、表的列或者 {{ cite("…") }}；'
            f"不是数的固定说法，加进 {FIXED.as_posix()}",
            place=cell.place,
        )
    for name in asked_for:
        if name not in names:
            raise _unknown(name, list(names), cell)
    asked = {name: names[name]() for name in asked_for}
    return tuple(_blocks(_rendered(cell, asked)))


_FOREIGN = (
    ("｛｛|｝｝|｛%|%｝", "占位符的括号是全角的", "括号用半角：{{ 名称 }}、{% if 名称 %}"),
    (r"^#{4,}", "标题只有三级", "写成 # 、## 或者 ### ；再往下用列项“- ”"),
    (r"^\s*\d+[.、．)）]", "列项的序号是手写的", "写成“- ”开头的列项，序号自动编"),
    (r"\*\*", "公文里没有加粗的记号", "删去 **；要醒目的，写成标题或者另起一段"),
    (r"</?[A-Za-z][^<>]*>", "文字格里不写网页的标记", "删去尖括号里的标记，只写字句"),
    (r"!\[|\]\(", "文字格里不放图片和链接", '图用 r.chart("名称")，网址照写'),
)
"""What people bring along from other programs, and what stands for it here."""


def _as_text(cell: Cell) -> None:
    """Refuse marks that would be printed as they stand."""
    for pattern, what, remedy in _FOREIGN:
        if found := re.search(pattern, cell.text, re.MULTILINE):
            raise ParamsError(f"{what}：“{found[0].strip()}”", remedy=remedy, place=cell.place)


def _parsed(cell: Cell) -> tuple[Any, list[str]]:
    """The words as a tree, and the names they ask for."""
    try:
        tree = environment().parse(cell.text)
        return tree, sorted(meta.find_undeclared_variables(tree))
    except TemplateAssertionError as error:
        raise _unknown(str(error).split("'")[1], list(FILTERS), cell) from None
    except TemplateSyntaxError as error:
        raise ParamsError(
            f"文字格的占位符写法不对（第{error.lineno}行）",
            remedy="占位符写成 {{ 名称 }}，条件写成 {% if 名称 %}……{% endif %}，括号和引号成对、用半角",
            place=cell.place,
        ) from None


def _rendered(cell: Cell, asked: Mapping[str, Any]) -> str:
    try:
        return environment().from_string(cell.text).render(asked)
    except (UndefinedError, KeyError) as error:
        tables = (v for v in asked.values() if isinstance(v, list) and v)
        heads = chain.from_iterable(getattr(rows[0], "keys", list)() for rows in tables)
        columns = sorted(set(heads))
        name = str(error.args[0]) if isinstance(error, KeyError) else str(error)
        raise _unknown(name, columns, cell) from None
    except KongchuoError as error:
        raise ParamsError(error.what, remedy=error.remedy, place=cell.place) from None
    except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError):
        raise ParamsError(
            "文字格里有不允许的写法",
            remedy='只用 {{ 名称 }}、{{ 表 | 列举("列") }}、{% for 行 in 表 %} 这些写法',
            place=cell.place,
        ) from None


def _unknown(name: str, known: Sequence[str], cell: Cell) -> ParamsError:
    near = get_close_matches(name, known, NEAR, 0.3) or [k for k in known if name[:1] in k][:NEAR]
    near = near or (list(known) if len(known) <= FEW else [])
    return ParamsError(
        f"没有“{name}”这个名称",
        remedy=f"相近的有：{listed(near)}" if near else "可以用的名称见 r.names",
        place=cell.place,
    )


def _blocks(text: str) -> Iterator[Words]:
    for line in printable(text).splitlines():
        line = line.strip()
        if not line:
            continue
        mark, style = next(((m, s) for m, s in _MARKS if line.startswith(m)), ("", BODY))
        told = line.removeprefix(mark).lstrip("：: 　")
        yield Words(style, heading(told) if style in (ANNEX, *HEADINGS) else told.strip())


def _fixed(root: Path) -> tuple[str, ...]:
    folders = dict.fromkeys((root, house()))
    return tuple(chain.from_iterable(_lines(folder / FIXED) for folder in folders))


@cache
def _lines(path: Path) -> tuple[str, ...]:
    if not path.is_file():
        return ()
    return tuple(line.strip() for line in path.read_text("utf-8").splitlines() if line.strip())


@cache
def environment() -> SandboxedEnvironment:
    """Where text cells are read: no Python, no missing names, and a few filters of Chinese.

    A line is a paragraph, also where it ends with a condition; a line with nothing but conditions
    leaves an empty one, which is none.
    """
    made = SandboxedEnvironment(undefined=_Named, keep_trailing_newline=True)
    made.filters |= FILTERS
    return made
