"""The office's templates: every placeholder has its fact, every fact its place, and the page is
GB/T 9704-2012's.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import fields, replace
from pathlib import Path
from shutil import which
from typing import Any, get_args, get_type_hints

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from jinja2 import nodes
from pypdf import PdfReader

from kongchuo_core.documents.inspection.rows import BalanceRow
from kongchuo_core.documents.kinds import Level
from kongchuo_core.documents.word.render import Picture, environment, opened, placeholders, render
from tests.documents.made_up_papers import SENTENCES, context, suspected
from tests.documents.reading import members
from tests.documents.report_contexts import REPORTS, TEMPLATES, split

every_paper = pytest.mark.parametrize("name", REPORTS)
FONTS = {
    "正文内容": "仿宋_GB2312",
    "Heading 1": "黑体",
    "Heading 2": "楷体_GB2312",
    "Title": "方正小标宋简体",
    "发文机关标志": "方正小标宋简体",
    "发文字号": "仿宋_GB2312",
    "主送机关": "仿宋_GB2312",
    "Footer": "宋体",
    "表格文字": "仿宋_GB2312",
    "附件标识": "黑体",
    "Caption": "黑体",
}
SIZES = {
    "正文内容": 16,
    "Heading 1": 16,
    "Heading 2": 16,
    "Title": 22,
    "发文字号": 16,
    "Footer": 14,
    "抄送机关": 14,
}


def written(name: str, folder: Path, **changed: object) -> Path:
    """That paper of the made-up county."""
    values, pictures = split(context(name, **changed))
    out = folder / REPORTS[name].template
    render(TEMPLATES / REPORTS[name].template, values, out, pictures)
    return out


def inherited(document: Document, style: str, find: str) -> Any:
    """A property of a style by its path, from the style or those it is based on."""
    at: Any = document.styles[style]
    while at is not None:
        found = at.element.find(f"w:rPr/{find}", at.element.nsmap)
        if found is not None:
            return found
        at = at.base_style
    return None


@every_paper
def test_placeholders_are_the_fields_of_the_context(name: str) -> None:
    """Both ways: no placeholder without a fact, no fact without a place."""
    assert placeholders(TEMPLATES / REPORTS[name].template) == {
        f.name for f in fields(REPORTS[name].context)
    }


@every_paper
def test_columns_of_a_table_are_fields_of_its_rows(name: str) -> None:
    """Each row loop asks for exactly the columns its rows have, and lists of sentences for nothing
    else.
    """
    document = opened(TEMPLATES / REPORTS[name].template)
    tree = environment().parse(document.patch_xml(document.get_xml()))
    hints = get_type_hints(REPORTS[name].context)
    for loop in tree.find_all(nodes.For):
        assert isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name)
        asked = {
            a.attr
            for a in loop.find_all(nodes.Getattr)
            if isinstance(a.node, nodes.Name) and a.node.name == loop.target.name
        }
        row = get_args(hints[loop.iter.name])[0]
        assert asked == (set() if row is str else {f.name for f in fields(row)}), loop.iter.name


@every_paper
def test_templates_hold_words_not_logic(name: str) -> None:
    """Placeholders, loops and one question whether there is something to print; no filter, no sum,
    no comparison.
    """
    document = opened(TEMPLATES / REPORTS[name].template)
    tree = environment().parse(document.patch_xml(document.get_xml()))
    allowed = (
        nodes.Template,
        nodes.Output,
        nodes.TemplateData,
        nodes.Name,
        nodes.For,
        nodes.If,
        nodes.Getattr,
    )
    assert {type(node) for node in tree.find_all(nodes.Node)} <= set(allowed)


@every_paper
def test_every_template_belongs_to_a_paper(name: str) -> None:
    """The folder holds the templates of the registry."""
    assert (TEMPLATES / REPORTS[name].template).is_file()


@every_paper
def test_page_is_the_standards(name: str) -> None:
    """A4, margins 37, 35, 28, 26 mm, 22 lines of 28 characters; wide annexes on the same paper
    turned.
    """
    for section in docx.Document(str(TEMPLATES / REPORTS[name].template)).sections:
        measures = tuple(
            round(getattr(section, f"{side}_margin").mm)
            for side in ("top", "bottom", "left", "right")
        )
        grid = section._sectPr.find(qn("w:docGrid"))
        assert grid.get(qn("w:linePitch")) == "579"
        if section.orientation:
            assert (round(section.page_width.mm), round(section.page_height.mm), measures) == (
                297,
                210,
                (28, 26, 37, 35),
            )
        else:
            assert (round(section.page_width.mm), round(section.page_height.mm), measures) == (
                210,
                297,
                (37, 35, 28, 26),
            )
            assert (grid.get(qn("w:type")), grid.get(qn("w:charSpace"))) == (
                "linesAndChars",
                "-842",
            )
            assert round(section.footer_distance.mm) == 25


@every_paper
def test_first_and_last_page_stand_and_wide_tables_lie(name: str) -> None:
    """The body and the page with the colophon are upright; the annexes between them lie on their
    side.
    """
    turned = [
        bool(s.orientation) for s in docx.Document(str(TEMPLATES / REPORTS[name].template)).sections
    ]
    inspection, town = "督导" in name, REPORTS[name].level is Level.TOWN
    assert turned == [False, *[True] * (1 + town + 3 * inspection), False]


@every_paper
def test_fonts_and_sizes_are_the_standards(name: str) -> None:
    """Through the chain of styles: the standard's Chinese font and size, no theme font in
    the way.
    """
    document = docx.Document(str(TEMPLATES / REPORTS[name].template))
    assert {s: inherited(document, s, "w:rFonts").get(qn("w:eastAsia")) for s in FONTS} == FONTS
    assert {s: int(inherited(document, s, "w:sz").get(qn("w:val"))) / 2 for s in SIZES} == SIZES
    assert b"asciiTheme" not in members(TEMPLATES / REPORTS[name].template)["word/styles.xml"]
    assert {p.style.name for p in document.paragraphs} <= {s.name for s in document.styles}


@every_paper
def test_page_numbers_stand_outside(name: str) -> None:
    """— 1 — on the right of odd pages, on the left of even ones, one character in."""
    document = docx.Document(str(TEMPLATES / REPORTS[name].template))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]._p
        assert "".join(t.text for t in paragraph.iter(qn("w:t"))) == "— 1 —"
        assert paragraph.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"
        assert (paragraph.pPr.jc.get(qn("w:val")), paragraph.pPr.ind.get(qn(f"w:{side}Chars"))) == (
            side,
            "100",
        )


@every_paper
def test_heads_repeat_and_rows_stay_whole(name: str) -> None:
    """Every table's head is repeated on each page, and no row is split between pages."""
    document = docx.Document(str(TEMPLATES / REPORTS[name].template))
    for table in document.element.body.findall(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


@every_paper
def test_template_names_nobody_and_no_machine(name: str) -> None:
    """No author, no trace of editing, no folder of a machine."""
    parts = members(TEMPLATES / REPORTS[name].template)
    everything = b"".join(parts.values()).decode("utf-8", "replace")
    assert not re.search(
        r"python-docx|creator|lastModifiedBy|rsid|paraId|/(?:work|root|tmp|home)/|[A-Z]:\\",
        everything,
    )


@every_paper
def test_draft_shows_that_it_is_one(name: str, tmp_path: Path) -> None:
    """A draft says 送审稿 at the top, has no number, and says where its data are made up; a signed
    paper has no such line.
    """
    words = [p.text for p in docx.Document(str(written(name, tmp_path))).paragraphs]
    assert (
        words[0] == "送审稿"
        and words[2] == ""
        and "（本件依据虚构样例数据生成，人名、号码均为虚构）" in words
    )
    signed = written(
        name, tmp_path, 稿别="", 文号="富控辍办〔2025〕3号", 成文日期="2025年11月14日", 虚构声明=""
    )
    words = [p.text for p in docx.Document(str(signed)).paragraphs]
    assert (
        words[0] == "" and words[2] == "富控辍办〔2025〕3号" and not any("虚构" in w for w in words)
    )


@every_paper
@pytest.mark.clause("M2.4")
def test_the_count_that_must_balance_is_the_first_table(name: str, tmp_path: Path) -> None:
    """Rows read equal used, duplicate, out of scope and quarantined, told before anything else."""
    table = docx.Document(str(written(name, tmp_path))).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == [f.name for f in fields(BalanceRow)] and len(rows) == 4
    assert all(int(read) == sum(map(int, others)) for _, read, *others in rows[1:])


@every_paper
def test_the_four_dates_are_printed(name: str, tmp_path: Path) -> None:
    """Ages, comparison, events, knowledge: four dates, never mixed, each with its name."""
    body = "".join(p.text for p in docx.Document(str(written(name, tmp_path))).paragraphs)
    assert (
        "年龄计算截止2025年8月31日，比对日为2025年9月30日，情况截至2025年10月31日，台账记录至第128笔。"
        in body
    )


@every_paper
def test_an_empty_paper_reads_naturally(name: str, tmp_path: Path) -> None:
    """Without rows each table says （无）, without pictures there is no caption left behind."""
    tables = {f.name: () for f in fields(REPORTS[name].context) if f.name.endswith(("表", "名单"))}
    pictures = {f.name: None for f in fields(REPORTS[name].context) if f.name.startswith("图_")}
    document = docx.Document(str(written(name, tmp_path, **tables, **pictures)))
    for table in document.tables[1:]:
        assert [row.cells[0].text for row in table.rows][1:] == ["（无）"]
    assert not any(p.text.startswith("图") for p in document.paragraphs)


@every_paper
def test_no_tag_is_left_in_a_paper_and_pictures_have_words(name: str, tmp_path: Path) -> None:
    """Nothing of the template language reaches the reader; each picture and the colophon carry
    alternative text.
    """
    out = written(name, tmp_path)
    xml = members(out)["word/document.xml"].decode()
    assert not re.search(r"\{\{|\}\}|\{%|%\}", xml)
    described = re.findall(r"<wp:docPr [^>]*>", xml)
    count = sum(isinstance(v, Picture) for v in vars(context(name)).values())
    assert len(described) == count + 1 and all(re.search('descr="[^"]+"', d) for d in described)
    assert len(set(re.findall(r'<wp:docPr [^>]*\bid="(\d+)"', xml))) == count + 1


@pytest.mark.parametrize("name", [n for n, p in REPORTS.items() if p.level is not Level.TOWN])
def test_county_papers_name_no_child(name: str) -> None:
    """Names stand in the towns' internal papers only, and no paper has a column for an identity
    number.
    """
    assert not {"疑似名单"} & {f.name for f in fields(REPORTS[name].context)}
    assert not any("身份证" in f.name or "证件" in f.name for f in fields(REPORTS[name].context))


office = pytest.mark.skipif(which("soffice") is None, reason="需要 LibreOffice")


def pages(files: list[Path], folder: Path) -> dict[str, list[str]]:
    """The pages' text of each file, converted in one call of LibreOffice with a profile of
    its own.
    """
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
    )
    return {
        file.stem: [page.extract_text() for page in PdfReader(file.with_suffix(".pdf")).pages]
        for file in files
    }


@office
def test_papers_open_and_read_as_official_papers(tmp_path: Path) -> None:
    """Balance on the first page, colophon on the last, page numbers in order, the head of a long
    list on each of its pages.
    """
    long = {"疑似名单": suspected(200)}
    files = [
        written(name, tmp_path, **(long if kind.level is Level.TOWN else {}))
        for name, kind in REPORTS.items()
    ]
    read = pages(files, tmp_path)
    assert set(read) == set(REPORTS)
    for name, papers in read.items():
        first, final = papers[0].replace(" ", ""), papers[-1].replace(" ", "")
        assert (
            "送审稿" in first and "表1" in first and "15230" in first and "六类结论之和" in first
        ), name
        assert "抄送：" in final and "日印发" in final, name
        assert not any("抄送：" in page for page in papers[:-1]), name
        assert [re.findall(r"— ?(\d+) ?—", page)[-1] for page in papers] == [
            str(n + 1) for n in range(len(papers))
        ], name
        if REPORTS[name].level is Level.TOWN:
            lists = [page for page in papers if "出生年月" in page]
            assert len(lists) > 5 and all("学籍学校" in page for page in lists), name


@office
def test_colophon_stands_on_the_bottom_of_the_text_area(tmp_path: Path) -> None:
    """The last line of the last page is within one line of 35 mm above the paper's edge."""
    out = written("比对核查情况（县）", tmp_path)
    pages([out], tmp_path)
    heights: list[float] = []
    PdfReader(out.with_suffix(".pdf")).pages[-1].extract_text(
        visitor_text=lambda words, _cm, tm, _font, _size: (
            heights.append(tm[5]) if "印发" in words else None
        )
    )
    bottom = 1984 / 20
    assert heights and all(bottom < height < bottom + 14 for height in heights)


def test_sentences_of_the_made_up_county_are_those_the_contexts_want() -> None:
    """The made-up county tells every list of sentences, so that no paragraph of a template goes
    unseen.
    """
    wanted: set[str] = set()
    for paper in REPORTS.values():
        types = get_type_hints(paper.context)
        names = (field.name for field in fields(paper.context))
        wanted.update(name for name in names if types[name] == tuple[str, ...])
    assert wanted == set(SENTENCES)


def test_changing_a_context_is_changing_a_copy() -> None:
    """Contexts are frozen: one paper can't change another's facts."""
    one = context("比对核查情况（县）")
    with pytest.raises(AttributeError):
        one.县名 = "别县"  # type: ignore[misc]
    assert replace(one, 县名="别县").县名 == "别县" and one.县名 == "富民县"
