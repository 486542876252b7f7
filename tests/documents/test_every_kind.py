"""Every kind of paper as it leaves the house: valid OOXML, no fault of format, no trace, and on
paper no page without ink.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from shutil import which

import numpy as np
import pytest
from openxml_audit import OpenXmlValidator
from PIL import Image
from pypdf import PdfReader

from kongchuo_core.documents.kinds import KINDS
from kongchuo_core.documents.loop.contexts import ENTRY, INQUIRY, RETURN
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.documents.word.bundle import bundle
from kongchuo_core.term.pdf import to_pdf
from tests.documents.every_kind import write_every_kind
from tests.documents.reading import members

every_kind = pytest.mark.parametrize("name", KINDS)
PRINT = "通知书（打印）"
WITH_COLOPHON = [
    name for name in KINDS if name.startswith(("专项督导", "比对核查", "通报", "督导", "公开"))
]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A paper of every kind, and the file of notices to print."""
    folder = tmp_path_factory.mktemp("kinds")
    papers = write_every_kind(folder)
    (papers[PRINT],) = bundle([papers[ENTRY], papers[RETURN]], folder / f"{PRINT}.docx")
    return papers


@pytest.mark.parametrize("name", [*KINDS, PRINT])
def test_word_opens_it_without_repair(written: dict[str, Path], name: str) -> None:
    """A validator of the schema and of the meaning of OOXML, not ours, finds no error."""
    assert [str(error) for error in OpenXmlValidator().validate(written[name]).errors] == []


@pytest.mark.parametrize("name", [*KINDS, PRINT])
def test_the_checker_finds_no_fault(written: dict[str, Path], name: str) -> None:
    assert [
        (f.code, f.places) for f in check_document(written[name]) if f.verdict is Verdict.FAIL
    ] == []


@every_kind
def test_nobody_and_no_machine_is_left_in_it(written: dict[str, Path], name: str) -> None:
    """No author, no revision, no path, no hidden text, no comment: in any part of the package."""
    everything = b"".join(members(written[name]).values()).decode("utf-8", "replace")
    traces = r"creator|lastModifiedBy|cp:revision|rsid|paraId|w:vanish|comments|/(?:work|root|tmp|home)/|[A-Z]:\\"
    assert not re.search(traces, everything)


def test_the_same_facts_give_the_same_bytes(written: dict[str, Path], tmp_path: Path) -> None:
    """Every kind, written twice in other folders."""
    again = write_every_kind(tmp_path)
    assert [
        name for name, path in again.items() if path.read_bytes() != written[name].read_bytes()
    ] == []


pictures = pytest.mark.skipif(
    which("soffice") is None or which("pdftoppm") is None, reason="需要 LibreOffice 和 poppler"
)


@pytest.fixture(scope="module")
def printed(written: dict[str, Path]) -> dict[str, Path]:
    """All of them as PDF, in one call of LibreOffice."""
    return dict(zip(written, to_pdf(list(written.values())), strict=True))


def ink(pdf: Path) -> list[float]:
    """Of each page's picture, how much of what lies above the page number is dark."""
    subprocess.run(
        ["pdftoppm", "-r", "30", "-gray", "-png", str(pdf), str(pdf.with_suffix(""))], check=True
    )
    pages = sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))
    shades = [np.asarray(Image.open(page)) for page in pages]
    return [float((shade[: int(shade.shape[0] * 0.88)] < 160).mean()) for shade in shades]


@pictures
def test_no_page_is_blank_and_every_number_stands_in_order(printed: dict[str, Path]) -> None:
    """Each page has more than its number on it; numbers count from 1 in each paper (a letter's
    first page has none).
    """
    for name, pdf in printed.items():
        read = [page.extract_text() for page in PdfReader(pdf).pages]
        amounts = ink(pdf)
        assert len(amounts) == len(read) and min(amounts) > 0.001, (name, amounts)
        numbers = [
            found[-1] if (found := re.findall(r"— ?(\d+) ?—", page)) else "" for page in read
        ]
        expected = [str(n) for n in range(1, len(read) + 1)]
        if name == INQUIRY:
            expected[0] = ""
        assert numbers == (["1", "2", "1", "2"] if name == PRINT else expected), name


@pictures
def test_the_colophon_stands_on_the_last_page_alone(printed: dict[str, Path]) -> None:
    """抄送 and 印发 at the end of every paper with a red head, and nowhere before."""
    assert len(WITH_COLOPHON) >= 8
    for name in WITH_COLOPHON:
        *before, last = [
            page.extract_text().replace(" ", "") for page in PdfReader(printed[name]).pages
        ]
        assert "抄送：" in last and re.search("日印发", last), name
        assert not any("抄送：" in page or "日印发" in page for page in before), name


@pictures
def test_the_pdf_of_every_kind_tells_language_and_title(printed: dict[str, Path]) -> None:
    """Chinese, tagged, with the paper's own title, and no author."""
    for name, pdf in printed.items():
        read = PdfReader(pdf)
        root = read.trailer["/Root"]
        assert root["/Lang"] == "zh-CN" and root["/MarkInfo"]["/Marked"], name
        assert read.metadata is not None and read.metadata.title and read.metadata.author is None, (
            name
        )
