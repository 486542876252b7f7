"""PDF through LibreOffice: every file counted, Chinese and titled, the same bytes twice, and the
standard's page on paper.
"""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path
from shutil import which

import pytest
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from kongchuo_core.documents.kinds import SUPERVISION
from kongchuo_core.documents.supervision.contexts import CIRCULAR
from kongchuo_core.documents.word.render import render
from kongchuo_core.term.pdf import DEBIAN_PACKAGE, to_pdf
from kongchuo_core.vocabulary.errors import InputError, UsageError
from tests.documents.made_up_papers import context, suspected
from tests.documents.made_up_supervision import context as circular
from tests.documents.reading import TEMPLATES as SHIPPED
from tests.documents.report_contexts import REPORTS, TEMPLATES, split

office = pytest.mark.skipif(which("soffice") is None, reason="需要 LibreOffice")
glyphs = pytest.mark.skipif(
    which("soffice") is None or which("pdftotext") is None, reason="需要 LibreOffice 和 poppler"
)
POINTS_A_MM = 72 / 25.4


def written(name: str, out: Path, **changed: object) -> Path:
    out.parent.mkdir(parents=True, exist_ok=True)
    values, pictures = split(context(name, **changed))
    render(TEMPLATES / REPORTS[name].template, values, out, pictures)
    return out


@office
def test_papers_of_one_name_get_their_pdf_beside_them(tmp_path: Path) -> None:
    """Towns' papers share their names; each PDF tells its own title, in Chinese, tagged; the papers
    stay as they were.
    """
    files = [
        written(
            "比对核查情况（县）", tmp_path / town / "比对核查情况.docx", 标题=f"{town}\n核查 & 情况"
        )
        for town in ("甲镇", "乙 镇")
    ]
    before = [f.read_bytes() for f in files]
    made = to_pdf(files)
    assert [f.read_bytes() for f in files] == before
    assert made == [f.with_suffix(".pdf") for f in files]
    assert {p.name for p in files[0].parent.iterdir()} == {"比对核查情况.docx", "比对核查情况.pdf"}
    for pdf, town in zip(made, ("甲镇", "乙 镇"), strict=True):
        read = PdfReader(pdf)
        root = read.trailer["/Root"]
        assert (
            read.metadata is not None
            and read.metadata.title == f"{town}核查 & 情况"
            and read.metadata.author is None
        )
        assert (
            root["/Lang"] == "zh-CN"
            and root["/MarkInfo"]["/Marked"]
            and root["/ViewerPreferences"]["/DisplayDocTitle"]
        )
        assert b"en-US" not in pdf.read_bytes() and town in read.pages[0].extract_text()


def tags(pdf: Path) -> list[DictionaryObject]:
    """The elements of a PDF's structure."""

    def below(element: DictionaryObject) -> Iterator[DictionaryObject]:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            own = kid.get_object()
            if isinstance(own, DictionaryObject) and "/S" in own:
                yield own
                yield from below(own)

    return list(below(PdfReader(pdf).trailer["/Root"]["/StructTreeRoot"]))


@office
def test_the_colophon_stands_on_an_even_page_and_what_a_page_is_made_of_is_tagged(
    tmp_path: Path,
) -> None:
    """Text of one page and of two: with the colophon both have two. Headings, heads of tables and
    pictures, these with their words, are elements.
    """
    words = "孩子一个也不能少。" * 60
    template, files = SHIPPED / SUPERVISION[CIRCULAR].template, []
    for n in range(3):
        files.append(tmp_path / f"{n}.docx")
        render(template, vars(circular(CIRCULAR, 要求=(words,) * 2 * n)), files[-1])
    *made, county = to_pdf([*files, written("比对核查情况（县）", tmp_path / "县.docx")])
    read = [[page.extract_text() for page in PdfReader(pdf).pages] for pdf in made]
    assert len({len(pages) for pages in read}) > 1
    assert all(len(pages) % 2 == 0 and "印发" in pages[-1] for pages in read)
    found = tags(county)
    kinds = {element["/S"] for element in found}
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure"} <= kinds
    assert all(f.get("/Alt") for f in found if f["/S"] == "/Figure")


@office
def test_the_same_papers_are_the_same_bytes(tmp_path: Path) -> None:
    """Twice converted, in other folders and at another time: one file."""
    pdfs = [
        to_pdf([written("比对核查情况（县）", tmp_path / folder / "出.docx")])[0]
        for folder in "甲乙"
    ]
    assert pdfs[0].read_bytes() == pdfs[1].read_bytes() and len(PdfReader(pdfs[0]).pages) > 4


def test_without_libreoffice_the_package_to_install_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="没有安装 LibreOffice") as caught:
        to_pdf([tmp_path / "出.docx"])
    assert DEBIAN_PACKAGE in caught.value.remedy


def test_nothing_to_convert_needs_no_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert to_pdf([]) == []


def stand_in(folder: Path, script: str) -> str:
    """A folder with a program of LibreOffice's name that behaves badly."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(folder)


BAD = {
    "漏了文件": ("exit 1", "只转成了0份"),
    "转不完": (f"exec {shutil.which('sleep')} 60", "还没有转完2份"),
}


@pytest.mark.parametrize(("script", "told"), BAD.values(), ids=BAD)
def test_files_left_out_or_never_done_are_an_error(
    script: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice says nothing when it leaves files out; a run must not take silence for success,
    nor wait for ever.
    """
    files = [written("比对核查情况（县）", tmp_path / f"{n}.docx") for n in (1, 2)]
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", stand_in(tmp_path / "bin", script))
    with pytest.raises(UsageError, match=told):
        to_pdf(files, seconds=0.5)
    assert not list(tmp_path.glob("*.pdf"))


@office
def test_a_file_that_is_no_document_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"not a zip")
    with pytest.raises(InputError, match=r"坏\.docx"):
        to_pdf([tmp_path / "坏.docx"])


@dataclass(frozen=True)
class Line:
    """A line on paper: its words, left, right edge and middle height in points."""

    words: str
    left: float
    right: float
    middle: float


def lines(pdf: Path) -> list[list[Line]]:
    """The lines of each page, as the positions of the glyphs tell."""
    read = subprocess.run(
        ["pdftotext", "-bbox-layout", str(pdf), "-"], check=True, capture_output=True
    ).stdout
    pages = []
    for page in etree.fromstring(read).iter("{*}page"):
        rows: dict[float, list[etree._Element]] = {}
        for word in page.iter("{*}word"):
            rows.setdefault(
                round((float(word.get("yMin")) + float(word.get("yMax"))) / 2, 1), []
            ).append(word)
        pages.append(
            [
                Line(
                    "".join(w.text for w in sorted(row, key=lambda w: float(w.get("xMin")))),
                    min(float(w.get("xMin")) for w in row),
                    max(float(w.get("xMax")) for w in row),
                    middle,
                )
                for middle, row in sorted(rows.items())
            ]
        )
    return pages


@glyphs
def test_a_full_page_of_every_paper_is_22_lines_of_28_characters(tmp_path: Path) -> None:
    """The page of the standard, measured where the glyphs stand: 156 × 225 mm, 28 mm from the left,
    37 mm from the top.
    """
    words = "".join(
        "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"[n % 28]
        for n in range(28 * 60 - 2)
    )
    files = [written(name, tmp_path / f"{name}.docx", 结论=(words,)) for name in REPORTS]
    for pdf in to_pdf(files):
        numbered = [page for page in lines(pdf) if re.fullmatch(r"—\d+—", page[-1].words)]
        full = [
            page[:-1]
            for page in numbered
            if all(set(line.words) <= set(words) for line in page[:-1])
        ]
        assert full, pdf.stem
        for page in full:
            assert (len(page), {len(line.words) for line in page}) == (22, {28}), pdf.stem
            pitches = {round(below.middle - above.middle, 1) for above, below in pairwise(page)}
            assert pitches <= {28.9, 29.0}, pdf.stem
            assert all(abs(line.left - 28 * POINTS_A_MM) < 2 for line in page), pdf.stem
            assert all(line.right <= (28 + 156) * POINTS_A_MM + 0.5 for line in page), pdf.stem
            assert abs(page[0].middle - 37 * POINTS_A_MM - 28.95 / 2) < 5, (
                "a font's box is not quite in the middle of its line"
            )
            assert 224 < (page[-1].middle - page[0].middle + 28.95) / POINTS_A_MM <= 225, pdf.stem


@glyphs
def test_long_names_wrap_inside_the_text_area(tmp_path: Path) -> None:
    """A name of forty characters, a school of sixty, Latin without a space: in its cell, on more
    lines, nothing beyond the edge.
    """
    name, school = (
        "阿卜杜热依木·买买提艾山江·吐尔逊娜依" * 2,
        "富民县永定街道清河片区龙马行政村大河边自然村民办九年一贯制希望寄宿学校分校区" * 2,
    )
    rows = tuple(
        replace(row, 姓名=name, 学籍学校=school, 说明="ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2)
        for row in suspected(30)
    )
    (pdf,) = to_pdf([written("比对核查情况（乡镇）", tmp_path / "甲.docx", 疑似名单=rows)])
    pages = [page for page in lines(pdf) if any("出生年月" in line.words for line in page)]
    assert len(pages) > 5, "the list breaks across pages, its head on each"
    turned = (297 - 35) * POINTS_A_MM
    printed = list(chain.from_iterable(pages))
    assert max(line.right for line in printed) <= turned + 1
    assert min(line.left for line in printed) >= 37 * POINTS_A_MM - 1
    whole = "".join(line.words for line in printed)
    assert whole.count("ABC") >= 30
