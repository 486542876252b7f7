"""Checks of a template the office has edited: its placeholders against the fields of the paper's
context.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, get_args, get_type_hints

from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes

from kongchuo_core.documents.official.roles import TAG, Paper
from kongchuo_core.documents.word.render import FULL_WIDTH_TAG, environment

Names = frozenset[str]


@lru_cache(maxsize=1)
def _asked(paper: Paper) -> tuple[Names, dict[str, Names]] | None:
    """The names a template asks for, and of each list it loops over the columns; ``None`` where a
    tag is at fault.
    """
    document = DocxTemplate(paper.package.path)
    document.init_docx()
    try:
        names = frozenset(document.get_undeclared_template_variables(environment()))
        tree = environment().parse(document.patch_xml(document.get_xml()))
    except TemplateError:
        return None
    columns: dict[str, Names] = {}
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name):
            row = loop.target.name
            asked = {
                a.attr
                for a in loop.find_all(nodes.Getattr)
                if isinstance(a.node, nodes.Name) and a.node.name == row
            }
            columns[loop.iter.name] = frozenset(asked) | columns.get(loop.iter.name, frozenset())
    return names, columns


def _rows(context: type[Any]) -> dict[str, Names]:
    """The columns of each table of a context."""
    kinds = {name: get_args(hint)[:1] for name, hint in get_type_hints(context).items()}
    return {
        name: frozenset(f.name for f in fields(kind[0]))
        for name, kind in kinds.items()
        if kind and is_dataclass(kind[0])
    }


def _compared(paper: Paper, *, unknown: bool) -> Iterator[str]:
    asked = _asked(paper)
    if asked is None or paper.context is None:
        return
    names, columns = asked
    known, rows = {f.name for f in fields(paper.context)}, _rows(paper.context)
    yield from (f"占位符“{name}”" for name in sorted(names - known if unknown else known - names))
    for table in sorted(set(columns) & set(rows)):
        other = columns[table] - rows[table] if unknown else rows[table] - columns[table]
        yield from (f"“{table}”的列“{name}”" for name in sorted(other))


def unknown(paper: Paper) -> Iterator[str]:
    """Placeholders and columns for which there is no fact."""
    return _compared(paper, unknown=True)


def missing(paper: Paper) -> Iterator[str]:
    """Facts and columns that no placeholder tells any more."""
    return _compared(paper, unknown=False)


def broken(paper: Paper) -> Iterator[str]:
    """Tags that are not closed, loops without an end."""
    if _asked(paper) is None:
        yield "全文：{{ }}、{%p %}、{%tr %} 没有成对"


def split(paper: Paper) -> Iterator[str]:
    """Tags that Word has cut into runs: they work, in the look of the first piece."""
    for p in paper.package.paragraphs:
        ends = (
            {sum(len(run.text) for run in p.runs[:n]) for n in range(1, len(p.runs))}
            if len(p.runs) > 1
            else set()
        )
        for tag in TAG.finditer(p.text) if ends else ():
            if any(tag.start() < end < tag.end() for end in ends):
                yield f"{paper.place(p)}：“{tag.group()}”"


def full_width(paper: Paper) -> Iterator[str]:
    """Braces of a Chinese input method, which are no tag."""
    for p in paper.package.paragraphs:
        if found := FULL_WIDTH_TAG.search(p.text):
            yield f"{paper.place(p)}：“{found.group()}”"
