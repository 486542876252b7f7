"""Checks of page, grid, page numbers, tables, colophon and pictures (GB/T 9704-2012, 5, 7.4, 7.5
and 8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, product
from typing import Any

from kongchuo_core.documents.official.effective import Paragraph, W, on
from kongchuo_core.documents.official.roles import (
    CHARACTERS,
    LINES,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TWIPS_A_MM,
    Paper,
    aligned,
    indent,
)

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_SIDES = ("top", "right", "bottom", "left")
_MARGINS = {False: (37, 26, 35, 28), True: (28, 35, 26, 37)}
"""Top, right, bottom, left in mm; the sheet turned has its binding edge on top."""
_FOOTER = {False: 25, True: 16}
"""mm from the paper's edge to the footer's bottom: then the dash stands 7 mm below the text area,
upright or turned.
"""


def _mm(element: Any, name: str) -> float:
    return 0.0 if element is None else float(element.get(W + name, 0)) / TWIPS_A_MM


def _turned(section: Any) -> bool:
    size = section.find(f"{W}pgSz")
    return _mm(size, "w") > _mm(size, "h")


def paper_size(paper: Paper) -> Iterator[str]:
    """Sheets other than A4."""
    for number, section in enumerate(paper.package.sections, 1):
        size = section.find(f"{W}pgSz")
        found = sorted((_mm(size, "w"), _mm(size, "h")))
        if abs(found[0] - 210) > 1 or abs(found[1] - 297) > 1:
            yield f"第{number}节：纸张是{found[0]:.0f}×{found[1]:.0f}毫米，应为A4（210×297毫米）"


def margins(paper: Paper) -> Iterator[str]:
    """Margins that leave another text area than 156 × 225 mm."""
    for number, section in enumerate(paper.package.sections, 1):
        element = section.find(f"{W}pgMar")
        wanted = _MARGINS[_turned(section)]
        found = [_mm(element, side) for side in _SIDES]
        found[3] += _mm(element, "gutter")
        if any(abs(f - w) > 0.6 for f, w in zip(found, wanted, strict=True)):
            yield (
                f"第{number}节：上右下左页边距是{'、'.join(f'{f:.0f}' for f in found)}毫米，"
                f"应为{'、'.join(map(str, wanted))}毫米（版心156×225毫米）"
            )


def declared_grid(paper: Paper) -> Iterator[str]:
    """A document grid other than 22 lines of 28 characters (turned pages: lines alone)."""
    for number, section in enumerate(paper.package.sections, 1):
        element = section.find(f"{W}docGrid")
        kind = None if element is None else element.get(f"{W}type")
        if kind not in ({"lines", "linesAndChars"} if _turned(section) else {"linesAndChars"}):
            yield f"第{number}节：没有设文档网格（每页22行、每行28字）"
            continue
        pitch = float(element.get(f"{W}linePitch", 1))
        character = 320 + _signed(int(element.get(f"{W}charSpace", 0))) / 4096 * 20
        if int(TEXT_HEIGHT / pitch) != LINES or (
            not _turned(section) and int(TEXT_WIDTH / character + 0.05) != CHARACTERS
        ):
            yield f"第{number}节：文档网格不是每页22行、每行28字"


def _signed(number: int) -> int:
    """LibreOffice writes a negative measure as what is left of 32 bits."""
    return number - 2**32 if number >= 2**31 else number


def page_numbers(paper: Paper) -> Iterator[str]:
    """Page numbers that are not — 1 —, outside on odd and even pages, one character in, 7 mm below
    the text area.
    """
    if paper.package.settings.find(f"{W}evenAndOddHeaders") is None:
        yield "全文：没有设“奇偶页不同”"
    for number, section in enumerate(paper.package.sections, 1):
        if abs(_mm(section.find(f"{W}pgMar"), "footer") - _FOOTER[_turned(section)]) > 1:
            yield f"第{number}节：页脚距纸边应为{_FOOTER[_turned(section)]}毫米"
        if section.find(f"{W}titlePg") is not None and not paper.letter:
            yield f"第{number}节：设了“首页不同”，首页没有页码"
        start = section.find(f"{W}pgNumType")
        if (
            number > 1
            and start is not None
            and start.get(f"{W}start")
            and not _begins_a_paper(paper, number - 1, start)
        ):
            yield f"第{number}节：页码重新编号，应当接续"
        given = {
            r.get(f"{W}type"): r.get(f"{_R}id") for r in section.iterfind(f"{W}footerReference")
        }
        if number == 1 and not {"default", "even"} <= set(given):
            yield "第1节：缺少奇数页或偶数页的页脚"
        for kind, side in (("default", "right"), ("even", "left")):
            if kind in given and not _is_number(paper, given[kind], side):
                yield f"第{number}节：{'单' if side == 'right' else '双'}页页码应为“— 1 —”，居{'右' if side == 'right' else '左'}空一字"


def _begins_a_paper(paper: Paper, section: int, start: Any) -> bool:
    """Whether a section that counts from 1 begins another paper, as in a file of many to print:
    like the first, with a title.
    """
    own = [p.style for p in paper.body if p.section == section]
    return start.get(f"{W}start") == "1" and own[:1] == [paper.body[0].style] and "title" in own


def _is_number(paper: Paper, ident: str, side: str) -> bool:
    relations = paper.package.root("word/_rels/document.xml.rels")
    target = next((f"word/{r.get('Target')}" for r in relations if r.get("Id") == ident), "")
    written = [p for p in paper.package.paragraphs if p.part == target and p.text.strip()]
    if len(written) != 1 or "PAGE" not in _fields(written[0]):
        return False
    shape = re.fullmatch(r"— ?\d* ?—", written[0].text.strip()) is not None
    return (
        shape
        and aligned(written[0].look) == side
        and abs(indent(written[0].look, side, 280) - 1) < 0.2
    )


def _fields(p: Paragraph) -> str:
    simple = [f.get(f"{W}instr", "") for f in p.element.iter(f"{W}fldSimple")]
    return " ".join((*simple, *(i.text or "" for i in p.element.iter(f"{W}instrText"))))


def turned_pages(paper: Paper) -> Iterator[str]:
    """Pages on their side that are no annex."""
    for index, section in enumerate(paper.package.sections):
        if _turned(section) and not any(
            p.section == index and p.style == "附件标识" for p in paper.body
        ):
            yield f"第{index + 1}节：横排页只用于附件的表格"


def _tables(paper: Paper) -> Iterator[tuple[int, Any, float]]:
    """The body's tables: number, element, width of the text area in twips."""
    sections, at, number = paper.package.sections, 0, 0
    for block in paper.package.root("word/document.xml")[0]:
        if block.tag == f"{W}tbl":
            number += 1
            yield (
                number,
                block,
                TEXT_HEIGHT if at < len(sections) and _turned(sections[at]) else TEXT_WIDTH,
            )
        at += block.find(f"{W}pPr/{W}sectPr") is not None


def repeated_heads(paper: Paper) -> Iterator[str]:
    """Tables with a head that is not repeated on each page."""
    headed = {p.cell[0] for p in paper.styled("表头") if p.cell}
    for number, table, _ in _tables(paper):
        rows = table.findall(f"{W}tr")
        if (number in headed or len(rows) > LINES) and rows[0].find(
            f"{W}trPr/{W}tblHeader"
        ) is None:
            yield f"表{number}：表头没有设“在各页顶端重复出现”"


def whole_rows(paper: Paper) -> Iterator[str]:
    """Tables whose rows may be split between pages."""
    for number, table, _ in _tables(paper):
        if any(row.find(f"{W}trPr/{W}cantSplit") is None for row in table.iterfind(f"{W}tr")):
            yield f"表{number}：有的行允许跨页断行"


def wide_tables(paper: Paper) -> Iterator[str]:
    """Tables wider than the text area."""
    for number, table, room in _tables(paper):
        width = sum(
            float(column.get(f"{W}w", 0)) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")
        )
        if width > room * 1.01:
            yield f"表{number}：宽{width / TWIPS_A_MM:.0f}毫米，超出版心（{room / TWIPS_A_MM:.0f}毫米）"


def _colophon(paper: Paper) -> list[Paragraph]:
    return paper.styled("抄送机关", "印发机关和日期")


def colophon_place(paper: Paper) -> Iterator[str]:
    """A colophon that does not stand on the bottom of the last page's text area."""
    for p in _colophon(paper)[:1]:
        anchor = next(p.element.iterancestors(f"{_WP}anchor"), None)
        height = None if anchor is None else anchor.find(f"{_WP}positionV")
        bottom = (
            height is not None
            and height.get("relativeFrom") == "margin"
            and height.findtext(f"{_WP}align") == "bottom"
        )
        if not bottom or p.number != paper.body[-1].number:
            yield f"{paper.place(p)}：版记应放在最后一段的文本框里，相对页边距底端对齐"


def colophon_lines(paper: Paper) -> Iterator[str]:
    """Rules of the colophon of another thickness: 0.35 mm first and last, 0.25 mm between."""
    around = chain.from_iterable(p.element.iterancestors(f"{W}tbl") for p in _colophon(paper)[:1])
    table = next(around, None)
    if table is None:
        return
    borders = product(table.iter(f"{W}tcBorders"), ("top", "bottom"))
    found = [cell.find(W + side) for cell, side in borders]
    sizes = [
        int(line.get(f"{W}sz", 0)) if line is not None and line.get(f"{W}val") == "single" else 0
        for line in found
    ]
    if (
        not sizes
        or sizes[0] != 8
        or sizes[-1] != 8
        or any(size not in (5, 6) for size in sizes[1:-1])
    ):
        yield "版记：首末分隔线应为1磅（0.35毫米），中间的应为0.75磅（0.25毫米）"


def colophon_words(paper: Paper) -> Iterator[str]:
    """Copies that are not ``抄送：…。``, a date of issue without 印发."""
    for p in paper.styled("抄送机关"):
        if not re.fullmatch("抄送：.*[^。：].*。", p.text.strip()):
            yield f"{paper.place(p)}：应为“抄送：……。”"
    for p in paper.styled("印发机关和日期"):
        if not p.text.rstrip().endswith("印发"):
            yield f"{paper.place(p)}：印发日期后应加“印发”"


def pictures_told(paper: Paper) -> Iterator[str]:
    """Pictures and text boxes without alternative text."""
    roots = map(paper.package.root, paper.package.stories)
    elements = chain.from_iterable(root.iter(f"{_WP}docPr") for root in roots)
    yield from (
        f"第{n}个图形：没有替代文字"
        for n, d in enumerate(elements, 1)
        if not (d.get("descr") or "").strip()
    )


def hidden(paper: Paper) -> Iterator[str]:
    """Text that is there and does not show."""
    yield from (
        f"{paper.place(p)}：有隐藏文字"
        for p in paper.paragraphs
        if any(on(r.look, "vanish") and r.text for r in p.runs)
    )
