"""The elements of an official document, each a builder that adds itself to the end of a document.

A paper is a list of builders (``loop_papers.py`` and the like). Loops and conditions are docxtpl's, each in a paragraph or row of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from docx.document import Document
from official_page import LANDSCAPE, PORTRAIT, TEXT_HEIGHT, TEXT_WIDTH, rule, turn, xml

Builder = Callable[[Document], None]
BALANCE = "来源=来源:3  读入=读入:2  采用=采用:2  重复=重复:2  不在范围=不在范围:2  待补正=待补正:2"
TWIP = 635
"""Drawing units of a twip."""


def text(style: str, words: str) -> Builder:
    """A paragraph in a style."""

    def build(document: Document) -> None:
        document.add_paragraph(words, style=style)

    return build


def h1(words: str) -> Builder:
    """A heading 一、."""
    return text("Heading 1", words)


def p(*words: str) -> Builder:
    """A paragraph of the body."""
    return text("正文内容", "".join(words))


def last(*words: str) -> Builder:
    """The last paragraph of the body, which the signature may not leave alone on a page."""
    return text("正文末段", "".join(words))


def each(name: str, style: str = "正文内容") -> list[Builder]:
    """A paragraph for each sentence of a list."""
    return [
        text(style, f"{{%p for 句 in {name} %}}"),
        text(style, "{{ 句 }}"),
        text(style, "{%p endfor %}"),
    ]


def where(name: str, *elements: Builder) -> list[Builder]:
    """Elements left out where the placeholder is empty."""
    return [text("Normal", f"{{%p if {name} %}}"), *elements, text("Normal", "{%p endif %}")]


def picture(name: str, caption: str) -> list[Builder]:
    """A picture with its caption."""
    return where(name, text("图", f"{{{{ {name} }}}}"), text("图题", caption))


def _row(
    words: list[str], styles: list[str], widths: list[int], marks: str = "", keep: str = ""
) -> str:
    """A table row that stays on one page; one word for several widths spans them; ``keep`` binds it to what follows."""
    span = f'<w:gridSpan w:val="{len(widths)}"/>' if len(words) < len(widths) else ""
    cells = "".join(
        f"""<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>
              <w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr><w:r><w:t>{escape(word)}</w:t></w:r></w:p></w:tc>"""
        for word, style, width in zip(words, styles, [sum(widths)] if span else widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{marks}</w:trPr>{cells}</w:tr>"


def table(
    name: str, caption: str, columns: str, *, wide: bool = False, together: bool = False
) -> list[Builder]:
    """A captioned table of a list's rows, its head repeated on every page; ``（无）`` where there is no row.

    ``together``: a short table that isn't broken over two pages, nor from the line that follows it.

    ``columns``: ``heading=field:share of the width`` with spaces between, an asterisk where text stands left.
    """
    cells = [tuple(column.replace(":", "=").split("=")) for column in columns.split()]
    shares = [float(share.rstrip("*")) for _, _, share in cells]
    widths = [int((TEXT_HEIGHT if wide else TEXT_WIDTH) * share / sum(shares)) for share in shares]
    styles = ["表格文字左" if share.endswith("*") else "表格文字" for _, _, share in cells]
    keep = "<w:keepNext/>" if together else ""
    rows = [
        _row(
            [heading for heading, _, _ in cells],
            ["表头"] * len(cells),
            widths,
            "<w:tblHeader/>",
            keep,
        ),
        _row([f"{{%tr for r in {name} %}}"], ["表格文字"], widths),
        _row([f"{{{{ r.{field} }}}}" for _, field, _ in cells], styles, widths, keep=keep),
        *(
            _row([words], ["表格文字"], widths)
            for words in ("{%tr else %}", "（无）", "{%tr endfor %}")
        ),
    ]

    def build(document: Document) -> None:
        document.element.body.insert_element_before(
            xml(f"""
            <w:tbl>
              <w:tblPr><w:tblStyle w:val="公文表格"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>
                <w:tblLayout w:type="fixed"/><w:tblCaption w:val="{escape(caption)}"/></w:tblPr>
              <w:tblGrid>{"".join(f'<w:gridCol w:w="{width}"/>' for width in widths)}</w:tblGrid>
              {"".join(rows)}
            </w:tbl>"""),
            "w:sectPr",
        )

    return [text("Caption", caption), build]


def annex(number: int, title: str, content: list[Builder], *, wide: bool = False) -> list[Builder]:
    """An annex on its own page; wide tables lie on their side."""

    def new_page(document: Document) -> None:
        document.add_section()
        turn(document, LANDSCAPE if wide else PORTRAIT)

    return [new_page, text("附件标识", f"附件{number}"), text("附件标题", title), *content]


def head(mark: str = "发文机关标志") -> list[Builder]:
    """What every paper starts with: red head, number, title, addressee, the outcome, and the count that must balance."""
    return [
        text("稿别", "{{ 稿别 }}"),
        text(mark, "{{ 印发机关 }}"),
        text("发文字号", "{{ 文号 }}"),
        text("Title", "{{ 标题 }}"),
        text("主送机关", "{{ 主送 }}："),
        *where("虚构声明", text("虚构声明", "（{{ 虚构声明 }}）")),
        text("正文内容", "{{ 提要 }}"),
        *table(
            "核对平衡",
            "表1　来源数据核对平衡表（单位：行，读入＝采用＋重复＋不在范围＋待补正）",
            BALANCE,
        ),
        *each("平衡说明", "表注"),
    ]


def foot(*annexes: str) -> list[Builder]:
    """List of annexes, signature and date."""
    first, *others = (f"{number}.{title}" for number, title in enumerate(annexes, start=1))
    return [
        text("附件说明", ""),
        text("附件说明", f"附件：{first}"),
        *(text("附件说明续", title) for title in others),
        text("署名", "{{ 印发机关 }}"),
        text("成文日期", "{{ 成文日期 }}"),
    ]


def _colophon_row(words: str, lines: str) -> str:
    return f"""<w:tr><w:tc><w:tcPr><w:tcW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tcBorders>{lines}</w:tcBorders></w:tcPr>
                 <w:p>{words}</w:p></w:tc></w:tr>"""


def _text_box(content: str, height: int) -> str:
    """A run with a text box as wide as the text area, on its bottom, that keeps the text above it away."""
    size = f'cx="{TEXT_WIDTH * TWIP}" cy="{height * TWIP}"'
    return f"""
        <w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
          <wp:anchor distT="114300" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
                     layoutInCell="0" allowOverlap="0">
            <wp:simplePos x="0" y="0"/>
            <wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>
            <wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
            <wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapTopAndBottom/>
            <wp:docPr id="1" name="版记" descr="版记：抄送机关、印发机关和印发日期"/><wp:cNvGraphicFramePr/>
            <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
              <wps:cNvSpPr txBox="1"/>
              <wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
                <a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
              <wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>
              <wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>
            </wps:wsp></a:graphicData></a:graphic>
          </wp:anchor>
        </w:drawing></mc:Choice></mc:AlternateContent></w:r>"""


def colophon(document: Document) -> None:
    """版记 at the foot of the last page; its lines are 0.35 mm (first, last) and 0.25 mm.

    It is a table in a text box: frames and floating tables don't stay at the bottom in every program.
    """
    copies = '<w:pPr><w:pStyle w:val="抄送机关"/></w:pPr><w:r><w:t>抄送：{{ 抄送 }}。</w:t></w:r>'
    issue = f"""<w:pPr><w:pStyle w:val="印发机关和日期"/>
          <w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH - 560}"/></w:tabs></w:pPr>
        <w:r><w:t>{{{{ 印发机关 }}}}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>{{{{ 成文日期 }}}}印发</w:t></w:r>"""
    rows = _colophon_row(copies, rule("top", 8) + rule("bottom", 6)) + _colophon_row(
        issue, rule("top", 6) + rule("bottom", 8)
    )
    table = f"""
        <w:tbl>
          <w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/>
            <w:tblCellMar><w:left w:w="280" w:type="dxa"/><w:right w:w="280" w:type="dxa"/></w:tblCellMar></w:tblPr>
          <w:tblGrid><w:gridCol w:w="{TEXT_WIDTH}"/></w:tblGrid>{rows}
        </w:tbl>
        <w:p><w:pPr><w:pStyle w:val="版记末行"/></w:pPr></w:p>"""
    document.add_paragraph(style="表注")._p.append(xml(_text_box(table, 1500)))
