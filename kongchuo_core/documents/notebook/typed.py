"""What may not stand in a text cell: a number that was typed, and programming.

A number comes from a placeholder, so that it can say where it comes from (law 10); conditions are
named facts, one level of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

from jinja2 import nodes

_CHINESE = "零〇一二三四五六七八九十百千万亿两"
_MEASURES = "名位个件项次户所校镇乡村班天日月年周元分条款岁倍成份张处起例批类种级步人"
_COUNTED = re.compile(f"(?<![下上每同另逐任某本各第统专哪这那])[{_CHINESE}]+[余多]?[{_MEASURES}]")
_ARTICLE = re.compile(f"第[{_CHINESE}]+[条款项章]|百分之[{_CHINESE}]+|半数|过半")
_HEADING = re.compile(
    "^(#+) *(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)?", re.MULTILINE
)

_PLAIN = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Call,
    nodes.Keyword,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.If,
    nodes.For,
    nodes.Not,
)
"""What a text cell may be made of."""
_NAMED = {
    nodes.Compare: "比较",
    nodes.And: "and",
    nodes.Or: "or",
    nodes.CondExpr: "一句里的 if",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Macro: "macro",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Concat: "~",
    nodes.Test: "is",
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
}


def typed(text: str, fixed: tuple[str, ...]) -> str:
    """The first number that was typed, as it stands there; empty where there is none.

    Parameters
    ----------
    text : what was typed, without its placeholders.
    fixed : expressions whose numbers belong to them (三比对, 一生一案).
    """
    text = _HEADING.sub(r"\1 ", text)
    for words in sorted(fixed, key=len, reverse=True):
        text = text.replace(words, "　" * len(words))
    found = next(
        (n for n, c in enumerate(text) if unicodedata.category(c) in ("Nd", "Nl", "No")), None
    )
    if found is not None:
        return re.split(r"\s", text[found:])[0][:8]
    match = _ARTICLE.search(text) or _COUNTED.search(text)
    return match[0] if match else ""


def literal(tree: nodes.Template) -> str:
    """Everything of a text cell that is printed as it was typed, also where it was put between
    quotes in a placeholder.
    """
    data = [d.data for d in tree.find_all(nodes.TemplateData)]
    shown = chain.from_iterable(out.nodes for out in tree.find_all(nodes.Output))
    quoted = [str(n.value) for n in shown if isinstance(n, nodes.Const)]
    parts = chain.from_iterable((f.node, *f.args) for f in tree.find_all(nodes.Filter))
    constants = (part.value for part in parts if isinstance(part, nodes.Const))
    filtered = [value for value in constants if isinstance(value, str)]
    return "\n".join(("".join(data), *quoted, *filtered))


def programming(tree: nodes.Template) -> str:
    """The first thing in a text cell that is programming, by its name; empty where there is
    none.
    """
    return next(_beyond(tree, ifs=0, loops=0), "")


def _beyond(node: nodes.Node, ifs: int, loops: int) -> Iterator[str]:
    if type(node) not in _PLAIN:
        yield _NAMED.get(type(node), type(node).__name__)
        return
    ifs, loops = ifs + isinstance(node, nodes.If), loops + isinstance(node, nodes.For)
    if ifs > 1:
        yield "if 里面的 if"
    if loops > 1:
        yield "for 里面的 for"
    if isinstance(node, nodes.If):
        for part in (node.test, *node.body, *node.else_):
            yield from _beyond(part, ifs, loops)
        for other in node.elif_:
            yield from _beyond(other, ifs - 1, loops)
        return
    for child in node.iter_child_nodes():
        yield from _beyond(child, ifs, loops)
