"""The public Word papers: wording in the templates, numbers from the release, the standard's
format, nothing of the inside.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import Any

import docx
import pytest
from docx.document import Document
from pypdf import PdfReader

from kongchuo_core.disclosure.released import (
    MARKER,
    NOT_LOOKED_AT,
    WITHHELD,
    Cell,
    Indicator,
    Problem,
    Released,
    Sum,
)
from kongchuo_core.documents.kinds import PUBLIC
from kongchuo_core.documents.official.checker import Verdict, check_document, check_template
from kongchuo_core.documents.public.contexts import NOTICE, REPORT
from kongchuo_core.documents.public.papers import compare_public, papers, write_public
from kongchuo_core.documents.public.view import Occasion, conclusion, corrected, legend, problems
from kongchuo_core.vocabulary.errors import BalanceError, RuleTableError
from tests.documents.made_up_release import (
    AREAS,
    CORRECTED,
    DRAFT,
    FINAL,
    LOOP,
    RELEASE,
    corrected_release,
    table,
)
from tests.documents.reading import TEMPLATES, members

every_paper = pytest.mark.parametrize("name", PUBLIC)
OCCASIONS = {
    "送审稿": (RELEASE, DRAFT, None),
    "公开": (RELEASE, FINAL, None),
    "更正": (corrected_release(), CORRECTED, RELEASE),
}


def written(
    folder: Path,
    name: str,
    released: Released = RELEASE,
    occasion: Occasion = FINAL,
    before: Released | None = None,
) -> Document:
    """That paper, read back."""
    write_public(released, occasion, TEMPLATES, folder, before)
    return docx.Document(str(folder / PUBLIC[name].template))


@every_paper
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_papers_pass_the_checker(tmp_path: Path, name: str, occasion: str) -> None:
    """Draft, published and corrected edition: no rule of the standard is broken."""
    written(tmp_path, name, *OCCASIONS[occasion])
    findings = check_document(tmp_path / PUBLIC[name].template)
    assert [(f.code, f.places) for f in findings if f.verdict is Verdict.FAIL] == []


@every_paper
def test_templates_pass_the_checker(name: str) -> None:
    findings = check_template(TEMPLATES / PUBLIC[name].template, PUBLIC[name].context)
    assert [(f.code, f.places) for f in findings if f.verdict is Verdict.FAIL] == []


@every_paper
def test_tables_have_the_released_cells_and_columns(tmp_path: Path, name: str) -> None:
    """As many rows and columns as were released; the first column is the widest; a hidden cell is
    the marker.
    """
    read = [
        [[c.text for c in row.cells] for row in t.rows] for t in written(tmp_path, name).tables[:2]
    ]
    assert read == [
        [
            ["范围", *t.columns],
            *([row, *(c.shown for c in line)] for row, line in zip(t.rows, t.cells, strict=True)),
        ]
        for t in (AREAS, LOOP)
    ]
    widths = [[cell.width for cell in t.rows[0].cells] for t in written(tmp_path, name).tables[:2]]
    assert all(len(set(rest)) == 1 and first > 1.5 * rest[0] for first, *rest in widths)


@every_paper
@pytest.mark.clause("M7.4")
def test_a_paper_cites_why_it_is_published_and_why_numbers_are_not(
    tmp_path: Path, name: str
) -> None:
    """督导条例第二十三条、公开条例第二十条、义务教育法第八条；不公开的依据；疑似不是辍学。"""
    words = "".join(p.text for p in written(tmp_path, name).paragraphs)
    assert (
        "《中华人民共和国义务教育法》第八条、《教育督导条例》第二十三条第二款、《中华人民共和国政府信息公开条例》第二十条"
        in words
    )
    assert (
        "不公布的依据：《中华人民共和国政府信息公开条例》第十五条" in words
        and "不等于辍学" in words
    )
    assert f"“{MARKER}”" in words and "2025年9月30日" in words


def test_number_date_and_draft_mark_come_with_publication(tmp_path: Path) -> None:
    """A draft has neither; each kind of paper is counted in its own series."""
    draft, final = papers(RELEASE, DRAFT), papers(RELEASE, FINAL)
    assert {(p.稿别, p.文号) for p in draft.values()} == {("送审稿", "")}
    assert {n: (p.稿别, p.文号, p.成文日期) for n, p in final.items()} == {
        NOTICE: ("", "富控辍办公告〔2025〕3号", "2025年11月20日"),
        REPORT: ("", "富控辍办公开〔2025〕3号", "2025年11月20日"),
    }


COUNTY_NUMBERS = {
    "适龄儿童少年": 900,
    "疑似辍学": 54,
    "其中：有说明材料": 34,
    "其中：没有说明材料": 20,
    "新增": 11,
    "销号": 0,
    "期末": 65,
}


def told(numbers: dict[str, int | None], **more: Any) -> tuple[str, ...]:
    """The conclusion of a release that tells these of the county."""
    one = table(
        "county", "全县", ("全县",), tuple(numbers), (tuple(numbers.values()),), total_row="全县"
    )
    return conclusion(replace(RELEASE, tables=(one,), problems=(), **more))


def test_the_conclusion_is_plain_sentences_of_published_numbers() -> None:
    """What the public asks first: how many, how many new, how many left, beside last term's; rates
    and limits; what was inspected.
    """
    indicators = (
        Indicator("count.疑似辍学", "人数", "疑似辍学", "54人", "51人", ""),
        Indicator("count.期末", "人数", "期末", "65个", "没有公布", ""),
        Indicator("e", "比率", "小学入学率（净）", "99.5%以上", "99.0%以上、不到99.5%", ""),
        Indicator("d", "比率", "小学辍学率", "0", "无数据", "控制线0.6%（某文件）"),
        Indicator("i", "检查", "检查的学校", "35个", "", ""),
    )
    assert told(COUNTY_NUMBERS, indicators=indicators) == (
        "全县6至15周岁、户籍在本县的适龄儿童少年900人。",
        "三份名单对照下来，疑似辍学54人（上学期51人）；其中有说明材料34人，没有说明材料20人。",
        "本学期新增个案11个。",
        "销号0个，期末65个个案还没有销号。",
        "小学入学率（净）99.5%以上（上学期99.0%以上、不到99.5%）。",
        "小学辍学率0（上学期无数据）。",
        "辍学率：控制线0.6%（某文件）。",
        "检查的学校35个。",
    )


def test_what_is_not_published_is_named_and_not_said_to_be_none_or_few() -> None:
    """A number that isn't told is named, and not why: it may be hidden for another's sake; without
    any table that is said.
    """
    few = {"适龄儿童少年": 900, "疑似辍学": None, "期末": 65}
    assert "疑似辍学的人数这次不公布。" in told(few)
    assert "本学期新增的个案数这次不公布。" in told(few)
    assert "个案的数这次不公布。" in told({"适龄儿童少年": 900})
    together = {"疑似辍学": 54, "新增和重新立案": 13, "期末": 65}
    assert "本学期新增和重新立案13个。" in told(together)
    assert conclusion(replace(RELEASE, tables=(), problems=())) == (
        "本次没有可以公布的统计表，原因见下。",
    )


def test_the_headline_of_what_is_told_together_says_what_stands_together() -> None:
    """Where closed and open cases, or the suspected and others, are one number, that number is the
    headline.
    """
    numbers = {"在校无学籍和疑似辍学": 12, "期初": 0, "新增": 22, "销号和期末": 22}
    merged = tuple(
        Sum("column", parent, tuple(parent.split("和")))
        for parent in ("在校无学籍和疑似辍学", "销号和期末")
    )
    one = table(
        "county", "全县", ("全县",), tuple(numbers), (tuple(numbers.values()),), total_row="全县"
    )
    one = replace(one, merged=merged)
    assert conclusion(replace(RELEASE, tables=(one,), problems=())) == (
        "在校无学籍和疑似辍学合计12人，疑似辍学的人数不单列。",
        "本学期新增个案22个。",
        "销号和期末的个案合计22个，不分开列。",
    )


def test_a_damaged_text_of_the_conclusion_is_told(tmp_path: Path) -> None:
    """The office's own sentences: a lost brace is named with the file, no paper is written."""
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "公开结论.jinja").write_text("{{ 数", "utf-8")
    with pytest.raises(RuleTableError, match="公开结论的写法有误"):
        conclusion(RELEASE, tmp_path)
    (tmp_path / "wording" / "公开结论.jinja").write_text("本次公布{{ 问题数 }}项问题。", "utf-8")
    assert conclusion(RELEASE, tmp_path) == ("本次公布3项问题。",)


NOTHING_FOUND = "没有发现需要公布的突出问题。"
PROBLEMS = [
    ((), (), (NOTHING_FOUND,)),
    ((), (WITHHELD,), (f"{WITHHELD}。",)),
    ((), (WITHHELD, NOT_LOOKED_AT), (f"{WITHHELD}。", f"{NOT_LOOKED_AT}。")),
    (
        (Problem("东村镇", "late", "比对晚了"),),
        (WITHHELD,),
        ("东村镇：比对晚了。", f"{WITHHELD}。"),
    ),
]


@pytest.mark.clause("M7.4")
@pytest.mark.parametrize(("found", "beside", "said"), PROBLEMS)
def test_that_nothing_was_found_is_said_only_where_nothing_is_withheld(
    found: tuple[Problem, ...], beside: tuple[str, ...], said: tuple[str, ...]
) -> None:
    """公开的问题里：有不公布的、有没检查的，照实说，不写“没有发现”。"""
    assert problems(replace(RELEASE, problems=found, reservations=beside)) == said


def test_fixed_sentences_where_there_is_nothing_to_tell() -> None:
    """Nothing hidden: the marker isn't explained; nothing corrected: no sentence."""
    plain = replace(
        RELEASE, problems=(), tables=(table("t", "甲", ("全县",), ("人数",), ((30,),)),)
    )
    assert len(legend(plain)) == 1 and MARKER not in legend(plain)[0]
    assert "不是零" in legend(plain)[0] and len(legend(RELEASE)) == 2
    assert corrected(RELEASE, None, None) == ()


def test_notes_on_the_release_are_told_with_days_as_papers_write_them(tmp_path: Path) -> None:
    words = [p.text for p in written(tmp_path, NOTICE).paragraphs]
    assert (
        "片区——城区两街道：永定街道、大营街道；北部各镇：其余各镇。" in words
        and "个案动态统计到2025年10月31日。" in words
    )


def test_a_correction_of_words_alone_says_so() -> None:
    second = corrected(replace(RELEASE, edition=2), RELEASE, CORRECTED.correction)[1]
    assert second == "与上一次公布的相比，各表的数没有变化，更正的是文字。"


def test_a_correction_tells_what_is_hidden_or_shown_now() -> None:
    """From published cells alone: a number that is hidden now, one that is shown now, another form
    of a table.
    """
    cells = tuple(
        tuple(replace(c, value={100: None, None: 7}.get(c.value, c.value)) for c in line)
        for line in LOOP.cells
    )
    told = corrected(
        replace(RELEASE, tables=(AREAS, replace(LOOP, cells=cells))), RELEASE, CORRECTED.correction
    )[1]
    assert f"“期初”改为不公布（{MARKER}）" in told and f"“重新立案”由{MARKER}改为7" in told
    many = replace(
        AREAS, cells=tuple(tuple(Cell((c.value or 0) + 1) for c in line) for line in AREAS.cells)
    )
    told = corrected(replace(RELEASE, tables=(many, LOOP)), RELEASE, CORRECTED.correction)[1]
    assert told.startswith(
        "“各片区比对情况”的更正：全县的“适龄人数”由15000改为15001，"
    ) and told.endswith("；其余12处见新表。")
    other = replace(AREAS, rows=("甲", "乙", "全县"))
    assert (
        "“各片区比对情况”重新公布"
        in corrected(replace(RELEASE, tables=(other, LOOP)), RELEASE, CORRECTED.correction)[1]
    )


def test_a_paper_that_says_something_else_is_refused(tmp_path: Path) -> None:
    """Read back: a cell of another number, a sentence that is missing."""
    path = tmp_path / PUBLIC[NOTICE].template
    write_public(RELEASE, FINAL, TEMPLATES, tmp_path)
    compare_public(path, papers(RELEASE, FINAL)[NOTICE])
    with pytest.raises(BalanceError, match="表1　各片区比对情况"):
        compare_public(path, papers(corrected_release(), FINAL)[NOTICE])
    other = replace(RELEASE, problems=tuple(replace(p, words="别的话") for p in RELEASE.problems))
    with pytest.raises(BalanceError, match="“问题”与要公开的不一致"):
        compare_public(path, papers(other, FINAL)[NOTICE])


@every_paper
def test_papers_name_no_machine_and_nobody(tmp_path: Path, name: str) -> None:
    written(tmp_path, name)
    whole = b"".join(members(tmp_path / PUBLIC[name].template).values()).decode("utf-8", "replace")
    assert not re.search(
        r"python-docx|creator|lastModifiedBy|rsid|paraId|/(?:work|root|tmp|home)/|[A-Z]:\\|\{\{|\{%",
        whole,
    )


@pytest.mark.skipif(which("soffice") is None, reason="需要 LibreOffice")
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_papers_open_with_the_colophon_below_the_signature(tmp_path: Path, occasion: str) -> None:
    """Rendered: page numbers in order; the last page has signature, date and colophon together,
    never a colophon alone.
    """
    written(tmp_path, NOTICE, *OCCASIONS[occasion])
    files = [str(tmp_path / kind.template) for kind in PUBLIC.values()]
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *files,
        ],
        check=True,
        capture_output=True,
    )
    for kind in PUBLIC.values():
        pages = [
            p.extract_text().replace(" ", "")
            for p in PdfReader((tmp_path / kind.template).with_suffix(".pdf")).pages
        ]
        assert [f"—{n}—" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
        assert (
            pages[-1].count("富民县控辍保学工作领导小组办公室") == 2
            and "抄送：" in pages[-1]
            and "抄送：" not in "".join(pages[:-1])
        )
