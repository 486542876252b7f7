"""The page of GB/T 9704-2012 in Word: measures, fonts, styles and an empty document made of them.

Twips are twentieths of a point. The elements that stand on the page are in ``official_elements.py``.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)

FANG, KAI, HEI, SONG, XIAOBIAO = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
OTHER_NAMES = {FANG: "仿宋", KAI: "楷体", HEI: "SimHei", SONG: "SimSun", XIAOBIAO: "华文中宋"}
"""Fonts of the standard, and what a machine without them should take."""

LINE, CHARACTER = 579, 314
"""Twips of a line (22 in 225 mm) and of a character (28 in 156 mm)."""
TEXT_WIDTH, TEXT_HEIGHT = 8845, 12756
"""Twips of the text area, 156 × 225 mm."""


class Page(NamedTuple):
    """A page in twips."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    footer: int
    grid: str


PORTRAIT = Page(
    11906,
    16838,
    2098,
    1474,
    1984,
    1587,
    1417,
    'w:type="linesAndChars" w:linePitch="579" w:charSpace="-842"',
)
"""37, 26, 35, 28 mm; 22 lines of 28 characters: charSpace = (8845 / 28 / 20 − 16) × 4096."""
LANDSCAPE = Page(16838, 11906, 1587, 1984, 1474, 2098, 907, 'w:type="lines" w:linePitch="579"')
"""The same paper turned: the binding edge is on top."""

TIGHT, LOOSE = '<w:spacing w:val="-6"/>', '<w:spacing w:val="0"/>'
"""0.3 pt less between characters gives 28 to a line also where a program ignores the grid's negative character space."""


def xml(source: str) -> Any:
    """Parse XML written for reading: the root gets the namespaces, white space between tags is dropped."""
    compact = re.sub(r">\s+<", "><", source.strip())
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {NAMESPACES}", compact, count=1))


def rule(side: str, eighths: int, colour: str = "000000", space: int = 0) -> str:
    """A line along a paragraph or cell: thickness in eighths of a point, distance in points."""
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


def indent(**characters: int) -> str:
    """An indent in characters of size 3 (``firstLine``, ``hanging``, ``left``, ``right``)."""
    return (
        "<w:ind "
        + " ".join(f'w:{k}Chars="{100 * n}" w:{k}="{CHARACTER * n}"' for k, n in characters.items())
        + "/>"
    )


def style(
    name: str,
    font: str,
    half_points: int,
    *,
    ident: str = "",
    before: int = 0,
    after: int = 0,
    line: int = LINE,
    exact: bool = True,
    ind: str = "",
    align: str = "",
    keep: bool = False,
    border: str = "",
    level: int | None = None,
    run: str = TIGHT,
) -> str:
    """One paragraph style, based on Normal; the order of the children is the schema's."""
    is_base = name == "Normal"
    latin = SONG if font == SONG else "Times New Roman"
    return f"""
        <w:style w:type="paragraph" w:styleId="{ident or name}" {'w:default="1"' if is_base else ""}
                 {"" if ident else 'w:customStyle="1"'}>
          <w:name w:val="{name}"/>{"" if is_base else '<w:basedOn w:val="Normal"/>'}<w:qFormat/>
          <w:pPr>{"<w:keepNext/>" if keep else ""}<w:widowControl w:val="0"/>{f"<w:pBdr>{border}</w:pBdr>" if border else ""}
            <w:snapToGrid w:val="0"/>
            <w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="{"exact" if exact else "auto"}"/>
            {ind}{f'<w:jc w:val="{align}"/>' if align else ""}{f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""}
          </w:pPr>
          <w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="Times New Roman"/>{run}
            <w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>
        </w:style>"""


RED = '<w:color w:val="FF0000"/><w:spacing w:val="0"/><w:w w:val="75"/>'
TWO = indent(firstLine=2)
STYLES = (
    style("Normal", FANG, 32, ident="Normal", align="both"),
    style("正文内容", FANG, 32, ind=TWO),
    style("正文末段", FANG, 32, ind=TWO, keep=True),
    style("heading 1", HEI, 32, ident="Heading1", ind=TWO, keep=True, level=0),
    style("heading 2", KAI, 32, ident="Heading2", ind=TWO, keep=True, level=1),
    style("heading 3", FANG, 32, ident="Heading3", ind=TWO, keep=True, level=2),
    style("heading 4", FANG, 32, ident="Heading4", ind=TWO, keep=True, level=3),
    style(
        "Title", XIAOBIAO, 44, ident="Title", before=2 * LINE, after=LINE, line=660, align="center"
    ),
    style("caption", HEI, 24, ident="Caption", line=400, align="center", keep=True, run=LOOSE),
    style("footer", SONG, 28, ident="Footer", line=280, run=LOOSE),
    style("稿别", HEI, 32),
    style("发文机关标志", XIAOBIAO, 68, before=1405, line=900, align="center", run=RED),
    style(
        "发文机关标志（短）",
        XIAOBIAO,
        88,
        before=1405,
        line=1000,
        align="center",
        run=RED.replace('"75"', '"100"'),
    ),
    style(
        "发文字号",
        FANG,
        32,
        before=2 * LINE,
        align="center",
        border=rule("bottom", 12, "FF0000", 11),
    ),
    style("主送机关", FANG, 32),
    style("虚构声明", KAI, 28, line=460, align="center"),
    style("附件说明", FANG, 32, ind=indent(left=5, hanging=3), keep=True),
    style("附件说明续", FANG, 32, ind=indent(left=5), keep=True),
    style("署名", FANG, 32, before=2 * LINE, ind=indent(right=2), align="right", keep=True),
    style("成文日期", FANG, 32, ind=indent(right=4), align="right"),
    style("附件标识", HEI, 32),
    style("附件标题", XIAOBIAO, 44, before=LINE, after=290, line=700, align="center"),
    style("图", FANG, 21, before=120, line=240, exact=False, align="center", keep=True, run=LOOSE),
    style("图题", HEI, 24, after=120, line=460, align="center", run=LOOSE),
    style("表头", HEI, 21, line=320, align="center", run=LOOSE),
    style("表格文字", FANG, 21, line=320, align="center", run=LOOSE),
    style("表格文字左", FANG, 21, line=320, align="left", run=LOOSE),
    style("表注", FANG, 24, before=40, line=360, ind=TWO, run=LOOSE),
    style("抄送机关", FANG, 28, line=480, ind='<w:ind w:left="840" w:hanging="840"/>', run=LOOSE),
    style("印发机关和日期", FANG, 28, line=480, run=LOOSE),
    style("版记末行", FANG, 2, line=20, run=LOOSE),
)
_GRID = "".join(rule(side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
STYLE_SHEET = f"""
    <w:styles>
      <w:docDefaults><w:rPrDefault><w:rPr>
        <w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{FANG}" w:cs="Times New Roman"/>
        <w:lang w:val="en-US" w:eastAsia="zh-CN"/>
      </w:rPr></w:rPrDefault></w:docDefaults>
      {"".join(STYLES)}
      <w:style w:type="table" w:styleId="TableNormal" w:default="1"><w:name w:val="Normal Table"/></w:style>
      <w:style w:type="table" w:styleId="公文表格" w:customStyle="1">
        <w:name w:val="公文表格"/><w:basedOn w:val="TableNormal"/>
        <w:tblPr><w:tblBorders>{_GRID}</w:tblBorders>
          <w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="28" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>
      </w:style>
    </w:styles>"""
"""The language is en-US for Latin text: with zh-CN one program breaks numbers across lines."""
SETTINGS = """
    <w:settings>
      <w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>
      <w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
    </w:settings>"""
FONT_TABLE = (
    "<w:fonts>"
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in OTHER_NAMES.items()
    )
    + "</w:fonts>"
)


def skeleton() -> Document:
    """An empty official document: page, grid, styles, page numbers; nothing of python-docx's own look is left."""
    document = docx.Document()
    part = document.part
    part._styles_part._element = xml(STYLE_SHEET)
    part._settings_part._element = xml(SETTINGS)
    for key, relation in list(part.rels.items()):
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("webSettings", "numbering"):
            part.rels.pop(key)
        elif kind == "fontTable":
            relation.target_part._blob = etree.tostring(
                xml(FONT_TABLE), encoding="UTF-8", standalone=True
            )
    turn(document, PORTRAIT)
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]._p
        paragraph.getparent().replace(
            paragraph,
            xml(f"""
            <w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>
              <w:r><w:t xml:space="preserve">— </w:t></w:r>
              <w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>
              <w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>"""),
        )
    return document


def turn(document: Document, page: Page) -> None:
    """Give the last section a page."""
    properties = document.sections[-1]._sectPr
    for child in [
        c
        for c in properties
        if c.tag in (qn("w:pgSz"), qn("w:pgMar"), qn("w:cols"), qn("w:docGrid"))
    ]:
        properties.remove(child)
    turned = 'w:orient="landscape"' if page.width > page.height else ""
    properties.append(xml(f'<w:pgSz w:w="{page.width}" w:h="{page.height}" {turned}/>'))
    properties.append(
        xml(f"""<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" w:left="{page.left}"
                                       w:header="851" w:footer="{page.footer}" w:gutter="0"/>""")
    )
    properties.append(xml(f"<w:docGrid {page.grid}/>"))
