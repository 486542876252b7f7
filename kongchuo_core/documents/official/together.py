"""Checks of what must stay together, what must not break, and what a reader without eyes is told
(GB/T 9704-2012, 7.3.5, 8, 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kongchuo_core.documents.official.effective import Paragraph, W, on
from kongchuo_core.documents.official.roles import (
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TWIPS_A_MM,
    Paper,
)
from kongchuo_core.documents.wording import chinese_number

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_EMU_A_TWIP = 635
_BREAKING = re.compile("(?<=[春秋])-(?=[0-9A-Z]{4})")
"""A case number's hyphen at which a line may end."""
_REFERENCE = re.compile(
    "见(?:(?P<table>附?表[0-9]+(?:-[0-9]+)?)|(?P<annex>附件[0-9]+)|第(?P<part>[一二三四五六七八九十]+)部分)"
)
_UPWARD = re.compile("(?:报告|请示)$")
_HEADINGS = {f"heading {n}": n for n in range(1, 5)}


def signature_kept(paper: Paper) -> Iterator[str]:
    """A signature or date that may stand on a page without a line of the text."""
    by_element = {p.element: p for p in paper.paragraphs}
    above: list[list[Paragraph]] = []
    for block in paper.package.root("word/document.xml")[0]:
        own = [by_element[e] for e in block.iter(f"{W}p") if e in by_element]
        if block.tag == f"{W}p" and own and own[0].style in ("署名", "成文日期"):
            if not _kept(above):
                yield f"{paper.place(own[0])}：可能单独排在一页，印章与正文不在同一面"
            above = [own]
        elif own:
            above.append(own)


def _kept(above: list[list[Paragraph]]) -> bool:
    """Whether everything from the last line with words on is bound to what follows; of a table its
    last row.
    """
    for own in reversed(above):
        last_row = max((p.cell[1] for p in own if p.cell), default=0)
        bound = [p for p in own if not p.box and (not p.cell or p.cell[1] == last_row)]
        if not all(on(p.look, "keepNext") for p in bound):
            return False
        if any(p.text.strip() for p in bound):
            return True
    return True


def headings_kept(paper: Paper) -> Iterator[str]:
    """Headings and captions of tables that may stand at the foot of a page."""
    for p in paper.body:
        heading = p.style in _HEADINGS or p.style == "caption"
        if heading and p.text.strip() and not on(p.look, "keepNext"):
            yield f"{paper.place(p)}：没有设“与下段同页”"


def wide_pictures(paper: Paper) -> Iterator[str]:
    """Pictures wider than the text area."""
    sections = paper.package.sections
    at = 0
    number = 0
    for block in paper.package.root("word/document.xml")[0]:
        size = sections[at].find(f"{W}pgSz") if at < len(sections) else None
        turned = size is not None and int(size.get(f"{W}w", 0)) > int(size.get(f"{W}h", 0))
        room = TEXT_HEIGHT if turned else TEXT_WIDTH
        for extent in block.iter(f"{_WP}extent"):
            number += 1
            width = int(extent.get("cx", 0)) / _EMU_A_TWIP
            if width > room * 1.01:
                yield f"第{number}个图形：宽{width / TWIPS_A_MM:.0f}毫米，超出版心（{room / TWIPS_A_MM:.0f}毫米）"
        at += block.find(f"{W}pPr/{W}sectPr") is not None


def turned_numbers(paper: Paper) -> Iterator[str]:
    """Turned pages whose number stands below the long side: it belongs where the other pages have
    it.
    """
    relations = paper.package.root("word/_rels/document.xml.rels")
    targets = {r.get("Id"): f"word/{r.get('Target')}" for r in relations}
    feet: dict[str, str] = {}
    for number, section in enumerate(paper.package.sections, 1):
        for given in section.iterfind(f"{W}footerReference"):
            feet[given.get(f"{W}type", "")] = targets.get(given.get(f"{_R}id"), "")
        size = section.find(f"{W}pgSz")
        turned = size is not None and int(size.get(f"{W}w", 0)) > int(size.get(f"{W}h", 0))
        numbers = [
            p for p in paper.paragraphs if p.part in feet.values() and _has_number(p.element)
        ]
        if turned and not all(_placed(p.element) for p in numbers):
            yield f"第{number}节是横排页：页码在纸的长边，应当与其他页在同一位置"


def _has_number(element: Any) -> bool:
    written = [f.get(f"{W}instr", "") for f in element.iter(f"{W}fldSimple")]
    written += [i.text or "" for i in element.iter(f"{W}instrText")]
    return any("PAGE" in words for words in written)


def _placed(element: Any) -> bool:
    """Whether a paragraph stands in a frame or text box of its own, wherever on the sheet."""
    framed = element.find(f"{W}pPr/{W}framePr") is not None
    return framed or next(element.iterancestors(f"{W}txbxContent"), None) is not None


def breaking_numbers(paper: Paper) -> Iterator[str]:
    """Case numbers that may be broken over two lines."""
    for p in paper.paragraphs:
        if _BREAKING.search(p.text):
            yield f"{paper.place(p)}：案件编号里的“-”会断行，应为不间断连字符"


def references(paper: Paper) -> Iterator[str]:
    """Tables, annexes and parts that are referred to and aren't there."""
    tables = {
        m[0] for p in paper.styled("caption") if (m := re.match("附?表[0-9]+(?:-[0-9]+)?", p.text))
    }
    annexes = {p.text.strip() for p in paper.styled("附件标识")}
    parts = {
        chinese_number(n)
        for n, _ in enumerate(
            (p for p in paper.body if p.style == "heading 1" and p.text.strip()), 1
        )
    }
    there = {"table": tables, "annex": annexes, "part": parts}
    for p in paper.paragraphs:
        for found in _REFERENCE.finditer(p.text):
            kind = found.lastgroup or ""
            if found[kind] not in there[kind]:
                yield f"{paper.place(p)}：“{found[0]}”，文中没有"


def signer_named(paper: Paper) -> Iterator[str]:
    """A report or request with a red head, which may go to a superior, that doesn't say who signed
    it.
    """
    title = "".join(p.text for p in paper.styled("title")[:1])
    numbers = paper.styled("发文字号")
    if numbers and _UPWARD.search(title.strip()) and not any("签发人" in p.text for p in numbers):
        yield f"{paper.place(numbers[0])}：报送上级的，应在右边写“签发人：姓名”"


def colophon_page(paper: Paper) -> Iterator[str]:
    """A paper with a colophon: on which page it comes out is for a person to see."""
    if not paper.draft and not paper.template:
        yield from (f"{paper.place(p)}：版记应在双数页" for p in paper.styled("印发机关和日期")[:1])


def titled(paper: Paper) -> Iterator[str]:
    """A file whose properties have no title: screen readers and windows tell it first."""
    core = paper.package.parts.get("docProps/core.xml")
    if core is None or not (paper.package.root("docProps/core.xml").findtext(f"{_DC}title") or ""):
        yield "文件属性：没有标题"


def language(paper: Paper) -> Iterator[str]:
    """A file that doesn't say that its text is Chinese."""
    said = paper.package.styles.root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    if said is None or not said.get(f"{W}eastAsia", "").startswith("zh"):
        yield "全文：没有设中文"


def heading_order(paper: Paper) -> Iterator[str]:
    """Headings that skip a level."""
    before = 0
    for p in paper.body:
        if p.style in _HEADINGS and p.text.strip():
            level = _HEADINGS[p.style]
            if level > before + 1:
                yield f"{paper.place(p)}：标题从{before or '正文'}级跳到{level}级"
            before = level


def tables_told(paper: Paper) -> Iterator[str]:
    """Tables of the body without a title of their own for those who cannot see them."""
    blocks = [b for b in paper.package.root("word/document.xml")[0] if b.tag == f"{W}tbl"]
    for number, table in enumerate(blocks, 1):
        caption = table.find(f"{W}tblPr/{W}tblCaption")
        if caption is None or not caption.get(f"{W}val", "").strip():
            yield f"表{number}：没有表格标题（替代文字）"
