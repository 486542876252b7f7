"""The official page of a report: its head and foot from the office's template, between them what
the notebook told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from kongchuo_core.documents.notebook.blocks import ANNEX, BODY, ITEM, Block, Rows, Words
from kongchuo_core.documents.notebook.display import number
from kongchuo_core.documents.printed import on_paper
from kongchuo_core.documents.word.render import Picture, printable, render
from kongchuo_core.vocabulary.errors import BalanceError

TEMPLATE = "报告.docx"
"""The one Word template of every report."""
BODY_MARK, ANNEX_MARK = "\ue010正文", "\ue010附件"
"""What stands for the blocks while the template is filled in."""
ROOM = 8845
"""Twips between the margins."""
_CHARACTER, _PADDING, _NARROWEST, _WIDEST = 245, 300, 620, 30
"""Of a table's cell: a Chinese character's width and the room beside it in twips, the narrowest
column, characters that count.
"""
_LAST = "正文末段"


@dataclass(frozen=True, kw_only=True)
class ReportPage:
    """What the template of a report is filled in with; its fields are the placeholders.

    ``正文`` are the blocks of the text, ``附件`` those from the first annex on, with their numbers. 主送,
    抄送: without the final punctuation. 成文日期, 文号: blank for a draft, whose 稿别 is 送审稿. 虚构声明: empty for
    real data. 签发人: of a paper to a superior, blank for a draft; empty for others.
    """

    稿别: str
    文号: str
    签发人: str = ""
    标题: str
    主送: str
    抄送: str
    印发机关: str
    成文日期: str
    虚构声明: str
    正文: tuple[Block, ...]
    附件: tuple[Block, ...]


def divided(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Text and annexes."""
    first = next(
        (n for n, b in enumerate(blocks) if isinstance(b, Words) and b.style == ANNEX), len(blocks)
    )
    return blocks[:first], blocks[first:]


def write_page(template: Path, page: ReportPage, out: Path) -> None:
    """Fill in the template and write the paper, read back word by word.

    Raises
    ------
    RuleTableError
        where the template is at fault.
    BalanceError
        where the file says anything else than the notebook; then it isn't kept.
    """
    values = {f.name: getattr(page, f.name) for f in fields(page)}
    values |= {"正文": BODY_MARK, "附件": ANNEX_MARK}
    made = {
        BODY_MARK: lambda part: _body(part, page),
        ANNEX_MARK: lambda part: _annexes(part, page),
    }
    render(template, values, out, bodies=made)
    compare_page(out, page)


def compare_page(written: Path, page: ReportPage) -> None:
    """Every sentence and every line of every table stands in the file, in the notebook's order.

    Raises
    ------
    BalanceError
        naming the block that doesn't.
    """
    body = docx.Document(str(written)).element.body
    told, lines = _text(body), [_text(row) for row in body.iter(qn("w:tr"))]
    at = 0
    for block in (*page.正文, *page.附件):
        words = on_paper(block.text if isinstance(block, Words) else block.caption)
        found = told.find(words, 0 if isinstance(block, Words) and block.style == ANNEX else at)
        rows = [on_paper("".join(row)) for row in block.cells] if isinstance(block, Rows) else []
        if found < 0 or any(row not in lines for row in rows):
            raise BalanceError(
                f"写出的 Word 文件里，“{words[:20]}”与笔记本不一致",
                remedy="检查模板里“正文”“附件”两个占位符是否被删改；文件没有保留",
                place=(f"文件 {written.name}",),
            )
        at = max(at, found)


def _body(part: Any, page: ReportPage) -> Iterator[Any]:
    *before, last = page.正文 or (Words(BODY, ""),)
    yield from _elements(part, before)
    if isinstance(last, Words) and last.style in (BODY, ITEM):
        yield _paragraph(_LAST, last.text)
    else:
        yield from map(_with_next, _elements(part, [last], apart=not page.附件))
    names = [b.text for b in page.附件 if isinstance(b, Words) and b.style == ANNEX]
    if names:
        yield _paragraph("附件说明", "")
    for n, name in enumerate(names, 1):
        shown = f"{n}.{name}" if len(names) > 1 else name
        yield _paragraph(
            "附件说明" if n == 1 else "附件说明续", f"附件：{shown}" if n == 1 else shown
        )


def _with_next(element: Any) -> Any:
    """What stands before a signature stays on its page: a paragraph, of a table its last row."""
    rows = list(element.iter(qn("w:tr")))
    for paragraph in (rows[-1] if rows else element).iter(qn("w:p")):
        paragraph.get_or_add_pPr().find(qn("w:pStyle")).addnext(OxmlElement("w:keepNext"))
    return element


def _annexes(part: Any, page: ReportPage) -> Iterator[Any]:
    several = sum(isinstance(b, Words) and b.style == ANNEX for b in page.附件) > 1
    number_ = 0
    after = (*page.附件[1:], Words(ANNEX, ""))
    for block, following in zip(page.附件, after, strict=False):
        if isinstance(block, Words) and block.style == ANNEX:
            number_ += 1
            mark = _paragraph("附件标识", f"附件{number_}" if several else "附件")
            mark.get_or_add_pPr().insert_element_before(
                OxmlElement("w:pageBreakBefore"), "w:framePr", "w:widowControl", "w:spacing", "w:jc"
            )
            yield mark
            yield _paragraph(ANNEX, block.text)
        else:
            ends = isinstance(following, Words) and following.style == ANNEX
            yield from _elements(part, [block], apart=not ends)


def _elements(part: Any, blocks: Sequence[Block], *, apart: bool = True) -> Iterator[Any]:
    """``apart``: whether an empty line parts a table without a note from what follows; before a new
    page it would make one.
    """
    for block in blocks:
        if isinstance(block, Words):
            yield _paragraph(BODY if block.style == ITEM else block.style, block.text)
        elif isinstance(block, Rows):
            yield _paragraph("Caption", block.caption)
            yield _table(block)
            yield from (_paragraph("表注", note) for note in block.notes or ("",) * apart)
        else:
            yield _picture(part, block.picture)
            yield _paragraph("图题", block.caption)


def _paragraph(style: str, text: str) -> Any:
    made = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    named = OxmlElement("w:pStyle")
    named.set(qn("w:val"), style.replace(" ", ""))
    properties.append(named)
    made.append(properties)
    if text:
        made.append(_run(text))
    return made


def _run(text: str) -> Any:
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = on_paper(text)
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _picture(part: Any, picture: Picture) -> Any:
    made = _paragraph("图", "")
    inline = part.new_pic_inline(BytesIO(picture.png), Mm(picture.width_mm), None)
    inline.docPr.set("name", "图")
    inline.docPr.set("descr", printable(picture.alt))
    run, drawing = OxmlElement("w:r"), OxmlElement("w:drawing")
    drawing.append(inline)
    run.append(drawing)
    made.append(run)
    return made


def _table(block: Rows) -> Any:
    """A table in the office's style: head repeated, rows whole, columns as wide as what stands in
    them.
    """
    made = OxmlElement("w:tbl")
    widths = column_widths(block)
    properties = OxmlElement("w:tblPr")
    for tag, given in (
        ("tblStyle", {"val": "公文表格"}),
        ("tblW", {"w": str(sum(widths)), "type": "dxa"}),
        ("jc", {"val": "center"}),
        ("tblLayout", {"type": "fixed"}),
        ("tblCaption", {"val": block.caption}),
    ):
        properties.append(_element(tag, given))
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(_element("gridCol", {"w": str(width)}))
    made.extend((properties, grid, _row(block.heads, widths, ["表头"] * len(widths), head=True)))
    styles = [_aligned(column) for column in zip(*block.cells, strict=True)]
    for cells in block.cells:
        made.append(_row(cells, widths, styles, head=False))
    return made


def _aligned(column: Sequence[str]) -> str:
    """The style of a column's cells: numbers and short words in the middle, anything longer from
    the left.
    """
    middle = all(number(cell) or _short(cell) or _whole(cell) for cell in column)
    return "表格文字" if middle else "表格文字左"


def _row(cells: tuple[str, ...], widths: list[int], styles: Sequence[str], *, head: bool) -> Any:
    row, about = OxmlElement("w:tr"), OxmlElement("w:trPr")
    about.append(_element("cantSplit", {}))
    if head:
        about.append(_element("tblHeader", {}))
    row.append(about)
    for text, width, style in zip(cells, widths, styles, strict=True):
        cell, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
        properties.append(_element("tcW", {"w": str(width), "type": "dxa"}))
        properties.append(_element("vAlign", {"val": "center"}))
        cell.extend((properties, _paragraph(style, text)))
        row.append(cell)
    return row


def _element(tag: str, given: Mapping[str, str]) -> Any:
    made = OxmlElement(f"w:{tag}")
    for name, value in given.items():
        made.set(qn(f"w:{name}"), value)
    return made


def column_widths(block: Rows) -> list[int]:
    """Twips of each column: what a number needs in one line first, the rest shared by how much is
    to be read.
    """
    columns = list(zip(block.heads, *block.cells, strict=True))
    least = [
        max(
            _NARROWEST,
            *(_room(cell) for cell in cells if _whole(cell) or (not n and _short(cell))),
            0,
        )
        for n, cells in enumerate(columns)
    ]
    least = [max(low, 2 * _CHARACTER + _PADDING) for low in least]
    wanted = [
        max(low, min(max(map(_wide, cells)), 2 * _WIDEST) * _CHARACTER // 2 + _PADDING)
        for low, cells in zip(least, columns, strict=True)
    ]
    room, over = ROOM - sum(least), sum(w - low for w, low in zip(wanted, least, strict=True))
    share = 1.0 if not over else room / over
    widths = [int(low + (w - low) * share) for w, low in zip(wanted, least, strict=True)]
    widths[widths.index(max(widths))] += ROOM - sum(widths)
    return widths


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


_ONE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[\d./]+[%天分人件项次]?")
NAME = 6
"""Characters up to which the name in a first column stays in one line."""


def _room(cell: str) -> int:
    return _wide(cell) * _CHARACTER // 2 + _PADDING


def _short(cell: str) -> bool:
    return len(cell) <= NAME


def _whole(cell: str) -> bool:
    """What may not break over two lines: a number with its unit, a day."""
    return _ONE.fullmatch(cell) is not None


def _wide(text: str) -> int:
    """Half-widths of a text."""
    return sum(1 if ord(c) < 0x2E80 else 2 for c in text)
