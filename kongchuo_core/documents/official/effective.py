"""A ``.docx`` as Word shows it: each paragraph with what holds for it through docDefaults → style →
basedOn → direct formatting.

A look is a flat mapping: ``spacing.line``, ``ind.firstLineChars``, ``pBdr/bottom.color`` for
paragraphs, ``rFonts.eastAsia``, ``sz.val``, ``color.val`` for runs; a switch that is on has the
value ``1``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from kongchuo_core.vocabulary.errors import InputError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
THEME_FONT = "（主题字体）"
Look = Mapping[str, str]

_R, _PPR, _RPR, _PSTYLE, _VAL = (W + tag for tag in ("r", "pPr", "rPr", "pStyle", "val"))
_TRANSPARENT = frozenset(
    W + tag for tag in ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple")
)
_OFF = frozenset({"0", "false", "off"})
_BREAKS = {f"{W}t": "", f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_READ = re.compile(r"\.(xml|rels)$")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class Run(NamedTuple):
    """Text of one formatting, as Word cuts it, and what holds for it."""

    text: str
    look: Look


class Paragraph(NamedTuple):
    """A paragraph: its number (those outside tables count), the name of its style, what holds for
    it, where it stands.

    ``style`` is empty where the style is not in the file. ``cell`` is table and row, ``section``
    the section's index; ``box`` says that it stands in a text box, ``part`` the part of the
    package; ``text`` is the words of all runs.
    """

    number: int
    style: str
    look: Look
    runs: tuple[Run, ...]
    part: str
    section: int
    cell: tuple[int, int] | None
    box: bool
    element: Any
    text: str


@dataclass(frozen=True)
class Styles:
    """The style sheet: names by id, and paragraph and run looks of a style through its chain."""

    root: Any

    @cached_property
    def elements(self) -> dict[str, Any]:
        """The styles by id."""
        return {s.get(f"{W}styleId"): s for s in self.root.iterfind(f"{W}style")}

    @cached_property
    def default(self) -> str:
        """The id of the style of paragraphs that name none."""
        marked = (
            i
            for i, s in self.elements.items()
            if s.get(f"{W}type") == "paragraph" and s.get(f"{W}default") in ("1", "true")
        )
        return next(marked, "")

    @cached_property
    def names(self) -> dict[str, str]:
        """The names by id, as the checker's tables write them: lower case."""
        found = {i: s.find(f"{W}name") for i, s in self.elements.items()}
        return {i: n.get(f"{W}val").lower() for i, n in found.items() if n is not None}

    @cached_property
    def _seen(self) -> dict[str, tuple[Look, Look]]:
        return {}

    def look(self, ident: str) -> tuple[Look, Look]:
        """What holds for paragraphs and for runs of a style, the document's defaults included."""
        if ident not in self._seen:
            self._seen[ident] = self._defaults
            style = self.elements.get(ident)
            if style is not None:
                based = style.find(f"{W}basedOn")
                paragraph, run = self._defaults if based is None else self.look(based.get(_VAL))
                self._seen[ident] = over(paragraph, style.find(_PPR)), over(run, style.find(_RPR))
        return self._seen[ident]

    @cached_property
    def _defaults(self) -> tuple[Look, Look]:
        defaults = self.root.find(f"{W}docDefaults")
        if defaults is None:
            return {}, {}
        return flat(defaults.find(f"{W}pPrDefault/{W}pPr")), flat(
            defaults.find(f"{W}rPrDefault/{W}rPr")
        )


def flat(properties: Any) -> Look:
    """The children of a ``pPr`` or ``rPr`` as a look; of a theme font only that it is one."""
    found: dict[str, str] = {}
    for child in () if properties is None else properties:
        tag = child.tag.rpartition("}")[2]
        for key, value in child.attrib.items():
            name = key.rpartition("}")[2]
            if tag == "rFonts" and name.lower().endswith("theme"):
                name, value = name[:-5], THEME_FONT
            found.setdefault(f"{tag}.{name}", value)
            if value == THEME_FONT:
                found[f"{tag}.{name}"] = value
        if not child.attrib:
            found |= (
                {f"{tag}/{k}": v for k, v in flat(child).items()}
                if len(child)
                else {f"{tag}.val": "1"}
            )
    return found


def over(look: Look, properties: Any) -> Look:
    """A look with a nearer level laid over it; a hanging indent ends a first-line indent and the
    other way round.
    """
    nearer = flat(properties)
    if not nearer:
        return look
    gone = {"ind.hanging": "ind.firstLine", "ind.firstLine": "ind.hanging"}
    ended: set[str] = set()
    for given, other in gone.items():
        if given in nearer or f"{given}Chars" in nearer:
            ended |= {other, f"{other}Chars"}
    ended -= set(nearer)
    return {**{k: v for k, v in look.items() if k not in ended}, **nearer}


def on(look: Look, switch: str) -> bool:
    """Is a switch such as ``vanish`` on?"""
    return look.get(f"{switch}.val", "0") not in _OFF


@dataclass(frozen=True)
class Package:
    """The parts of a ``.docx`` that are XML, read and parsed once; pictures are not looked at."""

    path: Path
    parts: Mapping[str, bytes]
    members: tuple[str, ...]
    _roots: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Package:
        """Read a file. Raises ``InputError`` where it is no Word document."""
        try:
            with zipfile.ZipFile(path) as archive:
                names = tuple(archive.namelist())
                read = cls(path, {n: archive.read(n) for n in names if _READ.search(n)}, names)
            read.root("word/document.xml")
            read.root("word/styles.xml")
        except (OSError, zipfile.BadZipFile, KeyError, RuntimeError, etree.XMLSyntaxError):
            raise InputError(
                "不是完好的 Word 文档（.docx）",
                remedy="检查文件名；.doc、.wps 请先另存为 .docx",
                place=(f"文件 {path.name}",),
            ) from None
        return read

    def root(self, part: str) -> Any:
        """The root element of a part, what older programs would show instead of text boxes taken
        out; ``KeyError`` without it.
        """
        if part not in self._roots:
            root = etree.fromstring(self.parts[part], _PARSER)
            for element in list(root.iter(FALLBACK)):
                element.getparent().remove(element)
            self._roots[part] = root
        return self._roots[part]

    @cached_property
    def stories(self) -> tuple[str, ...]:
        """The parts that hold text: the document itself, headers, footers and notes."""
        named = re.compile(r"word/(document|(header|footer|footnotes|endnotes)\d*)\.xml$")
        return tuple(
            sorted(
                (n for n in self.parts if named.match(n)),
                key=lambda n: (n != "word/document.xml", n),
            )
        )

    @cached_property
    def styles(self) -> Styles:
        """The style sheet."""
        return Styles(self.root("word/styles.xml"))

    @cached_property
    def settings(self) -> Any:
        """The root of the settings, empty where there are none."""
        return (
            self.root("word/settings.xml")
            if "word/settings.xml" in self.parts
            else etree.Element(f"{W}settings")
        )

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of every story, those of text boxes and tables included."""
        walks = (_walk(self.root(part), part, self.styles) for part in self.stories)
        return tuple(chain.from_iterable(walks))

    @cached_property
    def sections(self) -> tuple[Any, ...]:
        """The section properties in order."""
        return tuple(self.root("word/document.xml").iter(f"{W}sectPr"))


@dataclass
class _Place:
    """Where the walk is."""

    number: int = 0
    section: int = 0
    table: int = 0


def _walk(root: Any, part: str, styles: Styles) -> Iterator[Paragraph]:
    at = _Place()
    for block in next(iter(root)) if root.tag == f"{W}document" else root:
        yield from _block(block, part, styles, at)


def _block(block: Any, part: str, styles: Styles, at: _Place) -> Iterator[Paragraph]:
    if block.tag == f"{W}tbl":
        at.table += 1
        table = at.table
        for number, row in enumerate(block.iterfind(f"{W}tr"), start=1):
            for element in row.iter(f"{W}p"):
                yield _paragraph(element, part, styles, at, (table, number), False)
    elif block.tag == f"{W}p":
        at.number += 1
        yield _paragraph(block, part, styles, at, None, False)
        for box in block.iter(f"{W}txbxContent"):
            for element in box.iter(f"{W}p"):
                yield _paragraph(element, part, styles, at, None, True)
        at.section += block.find(f"{W}pPr/{W}sectPr") is not None
    elif block.tag != f"{W}sectPr":
        for child in block:
            yield from _block(child, part, styles, at)


def _paragraph(
    element: Any, part: str, styles: Styles, at: _Place, cell: tuple[int, int] | None, box: bool
) -> Paragraph:
    properties = next(element.iterchildren(_PPR), None)
    named = None if properties is None else next(properties.iterchildren(_PSTYLE), None)
    ident = styles.default if named is None else named.get(_VAL)
    look, run = styles.look(ident)
    if properties is not None and len(properties) > (named is not None):
        look = over(look, properties)
    runs = tuple([_run(r, run, styles) for r in _runs(element)])
    text = "".join([r.text for r in runs])
    return Paragraph(
        at.number,
        styles.names.get(ident, ""),
        look,
        runs,
        part,
        at.section,
        cell,
        box,
        element,
        text,
    )


def _runs(element: Any) -> Iterator[Any]:
    for child in element:
        tag = child.tag
        if tag == _R:
            yield child
        elif tag in _TRANSPARENT:
            yield from _runs(child)


def _run(element: Any, look: Look, styles: Styles) -> Run:
    properties = next(element.iterchildren(_RPR), None)
    if properties is not None:
        named = properties.find(f"{W}rStyle")
        if named is not None and named.get(f"{W}val") in styles.elements:
            look = over(look, styles.elements[named.get(f"{W}val")].find(f"{W}rPr"))
        look = over(look, properties)
    return Run("".join([c.text or _BREAKS[c.tag] for c in element.iterchildren(*_BREAKS)]), look)
