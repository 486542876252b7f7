"""Strict rendering of the office's Word templates: a typo is an error, data is only ever text.

The template language is docxtpl's (Jinja): ``{{ 名 }}``, ``{%p for … %}``, ``{%tr for … %}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from kongchuo_core.documents.printed import Picture as Picture
from kongchuo_core.documents.printed import on_paper
from kongchuo_core.documents.printed import printable as printable
from kongchuo_core.documents.word import package
from kongchuo_core.vocabulary.errors import RuleTableError

NAMES = 1.8
"""How much wider than the others the first column is of a table with as many columns as there are
data.
"""

FULL_WIDTH_TAG = re.compile("｛｛|｛%|｝｝")


class _Named(StrictUndefined):
    """An undefined name whose error text is the name alone, so that a message can't repeat data."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


class _Strict(DocxTemplate):  # type: ignore[misc]
    """docxtpl, except that a document broken by a misplaced tag is an error: docxtpl mends it by
    dropping words.
    """

    def fix_tables(self, xml: str) -> Any:
        before = [
            len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
            for table in etree.fromstring(xml).iter(qn("w:tbl"))
        ]
        tree = super().fix_tables(xml)
        for table, columns in zip(tree.iter(qn("w:tbl")), before, strict=True):
            grid = table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
            if len(grid) != columns:
                _widen(table, grid)
        return tree


def _widen(table: Any, grid: list[Any]) -> None:
    """Widths for a table whose columns come from a loop: docxtpl makes all alike, but the first one
    holds names.
    """
    whole = sum(int(column.get(qn("w:w"))) for column in grid)
    other = int(whole / (len(grid) + NAMES - 1))
    widths = [str(whole - other * (len(grid) - 1)), *[str(other)] * (len(grid) - 1)]
    for column, width in zip(grid, widths, strict=True):
        column.set(qn("w:w"), width)
    for row in table.iter(qn("w:tr")):
        for cell, width in zip(row.findall(qn("w:tc")), widths, strict=True):
            cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").set(qn("w:w"), width)


class _Drawing:
    """A picture on its way into a run of the template; escaping leaves it alone."""

    def __init__(self, template: DocxTemplate, picture: Picture) -> None:
        self._template, self._picture = template, picture

    def __html__(self) -> str:
        part: Any = self._template.current_rendering_part
        inline = part.new_pic_inline(BytesIO(self._picture.png), Mm(self._picture.width_mm), None)
        inline.docPr.set("name", "图")
        inline.docPr.set("descr", printable(self._picture.alt))
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'


def plain(value: object) -> Any:
    """A value as templates get it: dataclasses and mappings as dicts, sequences as lists, texts as
    they stand on paper.

    A ``None`` inside a dict is left out, so that printing it is an error like any missing name.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return on_paper(value)
    if is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in fields(value)}
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, Iterable):
        return [plain(v) for v in value]
    return on_paper(str(value))


def render(
    template: Path,
    context: Mapping[str, object],
    out: Path,
    pictures: Mapping[str, Picture] | None = None,
    bodies: Mapping[str, Callable[[Any], Iterable[Any]]] | None = None,
) -> None:
    """Fill a template and write it as a clean, reproducible ``.docx`` (see ``package``).

    ``context`` holds texts, numbers and tables by placeholder name, ``pictures`` the pictures;
    neither is changed. ``bodies``: words of the context that stand alone in a paragraph → what
    takes this paragraph's place, made for the document's part. Raises ``RuleTableError`` naming the
    template and the placeholder where one is missing or the template is at fault.
    """
    document = opened(template)
    drawings = {name: _Drawing(document, picture) for name, picture in (pictures or {}).items()}
    try:
        document.render({**plain(context), **drawings}, environment())
    except (TemplateError, etree.XMLSyntaxError, ArithmeticError, TypeError, ValueError) as fault:
        raise _fault(template, fault) from None
    for mark, made in (bodies or {}).items():
        _put(document.docx, mark, made)
    package.write(document.docx, out)


def _put(document: Any, mark: str, made: Callable[[Any], Iterable[Any]]) -> None:
    """Put elements where the paragraph with a mark stands."""
    paragraphs = document.element.body.iter(qn("w:p"))
    place = next(
        (p for p in paragraphs if "".join(t.text or "" for t in p.iter(qn("w:t"))) == mark), None
    )
    if place is None:
        return
    for element in made(document.part):
        place.addprevious(element)
    place.getparent().remove(place)


class _Remembering(SandboxedEnvironment):
    """An environment that compiles the same source once: hundreds of papers come from a handful of
    templates.
    """

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        return _compiled(self, source)


@lru_cache(maxsize=64)
def _compiled(environment: SandboxedEnvironment, source: str) -> Template:
    return SandboxedEnvironment.from_string(environment, source)


@cache
def environment() -> SandboxedEnvironment:
    """The environment every template is read in: no attributes of Python, no missing names,
    everything escaped.
    """
    return _Remembering(undefined=_Named, autoescape=True)


def placeholders(template: Path) -> set[str]:
    """The names a template asks for. Raises ``RuleTableError`` where a tag is not closed."""
    try:
        return set(opened(template).get_undeclared_template_variables(environment()))
    except TemplateError as fault:
        raise _fault(template, fault) from None


def opened(template: Path) -> DocxTemplate:
    """A template, scrubbed and ready to render. Raises ``RuleTableError`` where it can't be
    used.
    """
    if not template.is_file():
        raise RuleTableError(
            "工作区里没有这个模板",
            remedy="用 kongchuo init 另建一个工作区，把它 templates/ 里的同名文件拷过来",
            place=(f"模板 {template.name}",),
        )
    document = _Strict(template)
    try:
        document.init_docx()
    except Exception:
        raise RuleTableError(
            "模板打不开，不是完好的 Word 文档",
            remedy="换回原来的模板，或用 Word 另存为 .docx",
            place=(f"模板 {template.name}",),
        ) from None
    if number := package.later(document.docx):
        what, remedy = package.later_told(number)
        raise RuleTableError(f"模板{what}", remedy=remedy, place=(f"模板 {template.name}",))
    package.clean(document.docx, template.name)
    if found := FULL_WIDTH_TAG.search("".join(document.docx.element.itertext())):
        raise RuleTableError(
            f"占位符用了全角括号“{found.group()}”",
            remedy="改成半角的 {{ 和 }}",
            place=(f"模板 {template.name}",),
        )
    return document


def _fault(template: Path, fault: Exception) -> RuleTableError:
    place = (f"模板 {template.name}",)
    if isinstance(fault, UndefinedError):
        return RuleTableError(
            f"占位符“{fault}”没有对应的数据",
            remedy="检查模板里这个占位符的名称，与原模板一致",
            place=place,
        )
    if isinstance(fault, TemplateSyntaxError):
        near = "".join(getattr(fault, "docx_context", ())).strip()[:60]
        return RuleTableError(
            f"占位符写法有误（“{near}”附近）",
            remedy="检查 {{ }}、{%p %}、{%tr %} 是否成对",
            place=place,
        )
    if isinstance(fault, etree.XMLSyntaxError):
        return RuleTableError(
            "循环或条件放错了位置", remedy="{%p %} 单独成段，{%tr %} 单独成行", place=place
        )
    return RuleTableError(
        "占位符里有不允许的写法", remedy="只用 {{ 名称 }} 和 {%p for %}、{%tr for %}", place=place
    )
