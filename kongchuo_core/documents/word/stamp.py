"""A small line at the head of a paper's pages: where the ledger stood, so that paper tells what the
ledger held.
"""

from __future__ import annotations

from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from kongchuo_core.documents.word.package import write

SIZE = Pt(7)
FONT, LATIN = "仿宋_GB2312", "Times New Roman"


def stamp(path: Path, words: str) -> None:
    """Put some words at the top right of the pages of a paper's first section, in place."""
    document = docx.Document(str(path))
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        if paragraph._p.pPr is not None and paragraph._p.pPr.pStyle is not None:
            paragraph._p.pPr.remove(paragraph._p.pPr.pStyle)  # not every template has that style
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(words)
        run.font.size, run.font.name = SIZE, LATIN
        run._r.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), FONT)
    write(document, path)
