"""Elements of the papers of the closed loop that the reports don't have: styles, forms to fill in, the head of a letter.

Each is a builder that adds itself to the end of a document, like those of ``official_elements.py``.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from official_elements import Builder, text
from official_page import (
    FANG,
    LINE,
    LOOSE,
    PORTRAIT,
    RED,
    TEXT_WIDTH,
    XIAOBIAO,
    indent,
    rule,
    style,
    turn,
    xml,
)

STYLES = (
    style("文书字号", FANG, 32, after=LINE, align="right"),
    style("信函标志", XIAOBIAO, 64, line=900, align="center", run=RED),
    style("信函字号", FANG, 32, before=280, align="right"),
    style("表单栏目", FANG, 28, line=440, align="center", run=LOOSE),
    style("表单文字", FANG, 28, line=440, align="left", run=LOOSE),
    style("附注", FANG, 32, ind=indent(left=2), align="left"),
)
LETTER_RULE = 9638
"""Twips of the red double rules of a letter: 170 mm in the middle of the sheet (GB/T 9704-2012, 10.1)."""


def styles(document: Document) -> None:
    """The styles these papers use besides those of the page."""
    sheet = document.part._styles_part._element
    at = next(n for n, s in enumerate(sheet) if s.get(qn("w:type")) == "table")
    for number, source in enumerate(STYLES):
        sheet.insert(at + number, xml(source))


def title(words: str, before: int = 0, after: int = 0, *, new_page: bool = False) -> Builder:
    """A title that stands closer to its neighbours than that of a paper with a red head; on a page of its own with ``new_page``."""

    def build(document: Document) -> None:
        paragraph = document.add_paragraph(words, style="Title")
        paragraph.paragraph_format.page_break_before = new_page or None
        paragraph._p.get_or_add_pPr().append(
            xml(f'<w:spacing w:before="{before}" w:after="{after}"/>')
        )

    return build


def kept(*elements: Builder) -> list[Builder]:
    """Elements that stay on the page of what follows them: the seal never stands alone."""

    def keeping(element: Builder) -> Builder:
        def build(document: Document) -> None:
            known = set(document.element.body.iter(qn("w:p")))
            element(document)
            for paragraph in document.element.body.iter(qn("w:p")):
                if paragraph not in known:
                    Paragraph(paragraph, document).paragraph_format.keep_with_next = True

        return build

    return [keeping(element) for element in elements]


def signed(*names: Builder, close: bool = False) -> list[Builder]:
    """Signature and date, one line below the text; ``close``: right below it, so that a notice is one page."""
    return [*([] if close else [text("正文末段", "")]), *names, text("成文日期", "{{ 成文日期 }}")]


def signature(words: str) -> Builder:
    """A signing body's name right under the text or under another's."""

    def build(document: Document) -> None:
        paragraph = document.add_paragraph(words, style="署名")
        paragraph._p.get_or_add_pPr().append(xml('<w:spacing w:before="0"/>'))

    return build


def only_annex(name: str, content: list[Builder]) -> list[Builder]:
    """The one annex of a letter, on a page that bears a number."""

    def new_page(document: Document) -> None:
        document.add_section().different_first_page_header_footer = False
        turn(document, PORTRAIT)

    return [new_page, text("附件标识", "附件"), text("附件标题", name), *content]


def form(
    caption: str, rows: list[tuple[str, ...]], shares: tuple[float, ...], *, height: int = 620
) -> Builder:
    """A form: label and words in turn; the last words of a row take what width is left. ``height``: twips of a row at least."""
    widths = [int(TEXT_WIDTH * share / sum(shares)) for share in shares]

    def build(document: Document) -> None:
        lines = "".join(_line(row, widths, height) for row in rows)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        document.element.body.insert_element_before(
            xml(f"""
            <w:tbl>
              <w:tblPr><w:tblStyle w:val="公文表格"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>
                <w:tblLayout w:type="fixed"/><w:tblCaption w:val="{escape(caption)}"/></w:tblPr>
              <w:tblGrid>{grid}</w:tblGrid>{lines}
            </w:tbl>"""),
            "w:sectPr",
        )

    return build


def _line(words: tuple[str, ...], widths: list[int], height: int) -> str:
    cells = ""
    for n, word in enumerate(words):
        rest = widths[n:] if n == len(words) - 1 else widths[n : n + 1]
        span = f'<w:gridSpan w:val="{len(rest)}"/>' if len(rest) > 1 else ""
        cells += f"""<w:tc><w:tcPr><w:tcW w:w="{sum(rest)}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>
            {"".join(_words(part, "表单文字" if n % 2 else "表单栏目") for part in word.split(chr(10)))}</w:tc>"""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>'


def _words(words: str, name: str) -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr><w:r><w:t>{escape(words)}</w:t></w:r></w:p>'
    )


def _double(kind: str, space: int) -> tuple[str, str]:
    """A red double rule below a paragraph, as wide as a letter's; the text area is not in the middle of the sheet."""
    line = rule("bottom", 18, "FF0000", space).replace('"single"', f'"{kind}"')
    left, right = 1587 - (11906 - LETTER_RULE) // 2, 1474 - (11906 - LETTER_RULE) // 2
    return (
        f'<w:pBdr>{line}</w:pBdr><w:snapToGrid w:val="0"/>',
        f'<w:ind w:left="-{left}" w:right="-{right}"/>',
    )


def letter(document: Document) -> None:
    """The head and foot of a letter: mark 30 mm below the paper's edge, red double rules, no page number on the first page."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section._sectPr.find(qn("w:pgMar")).set(qn("w:header"), "1570")
    for part, words, kind, space in (
        (section.first_page_header, "{{ 印发机关 }}", "thickThinSmallGap", 11),
        (section.first_page_footer, "", "thinThickSmallGap", 14),
    ):
        border, ind = _double(kind, space)
        paragraph = part.paragraphs[0]._p
        name = "信函标志" if words else "Footer"
        paragraph.getparent().replace(
            paragraph,
            xml(f"""
            <w:p><w:pPr><w:pStyle w:val="{name}"/>{border}{ind}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"""),
        )
