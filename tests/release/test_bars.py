"""Lengths are numbers: the attacker measures the bars of a page; ours draws none that could tell
him anything.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree, html

from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.release.attack import attack, files
from kongchuo_core.release.attack.bars import measured, pictures
from tests.disclosure.examples import A_RELEASE
from tests.documents.made_up_release import AREAS, FINAL, LOOP, RELEASE
from tests.documents.reading import TEMPLATES
from tests.release.written import folder, page

EAST, REVIEW, UNENROLLED = "东片", "待人工核对", "在校无学籍"


def bars(scale: float, *values: tuple[str, int], style: str) -> str:
    """A chart of these numbers, in one of the ways pages draw them."""
    drawn = {
        "svg": "<text>{0}</text><rect width='{1}' height='9'></rect><text>＊</text>",
        "css": "<p>{0}</p><i style='height:9px;width:{1}%'></i>",
        "meter": "<dt>{0}</dt><dd><meter max='999' value='{1}'></meter></dd>",
    }[style]
    inner = "".join(drawn.format(label, round(n * scale)) for label, n in values)
    return {
        "svg": f"<svg>{inner}</svg>",
        "css": f"<section>{inner}</section>",
        "meter": f"<dl>{inner}</dl>",
    }[style]


@pytest.mark.parametrize("style", ["svg", "css", "meter"])
def test_planted_the_length_of_a_bar(tmp_path: Path, style: str) -> None:
    """A chart without any number: measured against the bars of printed ones, a hidden one is known
    to within rounding.
    """
    drawn = bars(
        3.7,
        ("在校且有学籍", 177),
        ("已完成义务教育", 7),
        (REVIEW, 6),
        ("疑似辍学", 6),
        (UNENROLLED, 4),
        style=style,
    )
    page(folder(tmp_path) / "x.html", drawn)
    assert {(r.row, r.column, r.low, r.high) for r in attack([tmp_path]).ranges if not r.safe} >= {
        (EAST, UNENROLLED, 4, 4)
    }


def test_bars_of_printed_numbers_alone_tell_nothing(tmp_path: Path) -> None:
    """Hidden ones without a length, as the page draws them: the release is as safe as without a
    picture.
    """
    values = [
        (c, cell.value or 0)
        for c, cell in zip(A_RELEASE.tables[0].columns, A_RELEASE.tables[0].cells[2], strict=True)
    ]
    page(folder(tmp_path) / "x.html", bars(2.9, *values, style="svg"))
    with_bars, without = attack([tmp_path]), attack([folder(tmp_path / "bare")])
    assert files.read(tmp_path).bars and [(r.low, r.high) for r in with_bars.ranges] == [
        (r.low, r.high) for r in without.ranges
    ]


def test_lengths_that_fit_a_few_numbers_of_another_row_by_chance_are_not_taken_for_its_bars() -> (
    None
):
    """The county's bars, 290 long for 1237, fit 826 and 13 of the primary schools to within a
    rounding; they are the county's.
    """
    columns = ("在校且有学籍", UNENROLLED, "已完成义务教育", "疑似辍学")
    county, primary = (1237, 16, 122, 23), (826, None, None, 13)
    cells: dict[tuple[str, str, str], int | None] = {}
    for row, told in (("全县", county), ("小学", primary)):
        cells |= {("t", row, c): n for c, n in zip(columns, told, strict=True)}
    picture = tuple(
        ((column,), length) for column, length in zip(columns, (290.0, 4.0, 29.0, 5.0), strict=True)
    )
    assert list(measured(picture, cells)) == []
    alone = {place: n for place, n in cells.items() if place[1] == "小学"}
    assert {place[2] for place, *_ in measured(picture, alone)} == {UNENROLLED, "已完成义务教育"}


@pytest.mark.clause("M7.4")
def test_the_page_draws_no_bar_for_a_hidden_number_and_the_papers_no_picture(
    tmp_path: Path,
) -> None:
    """The bars are those of printed numbers: the groups' suspected, a single line's cells; no
    hidden one has any; a paper holds nothing drawn.
    """
    written = write_public(RELEASE, FINAL, TEMPLATES, tmp_path)
    measured = pictures(html.parse(str(tmp_path / "公开结果.html")).getroot())
    drawn = [[before[0] for before, _ in picture] for picture in measured]
    assert drawn == [["城区两街道", "北部各镇"], ["期初", "新增", "期末"]]
    printed = [
        {row for row, column, cell in AREAS.places() if column == "疑似辍学" and cell.value},
        {column for _, column, cell in LOOP.places() if cell.value},
    ]
    assert all(set(labels) <= known for labels, known in zip(drawn, printed, strict=True))
    for path in (p for p in written if p.suffix == ".docx"):
        assert sizes(path) == sizes(TEMPLATES / path.name)


def sizes(path: Path) -> list[str]:
    """Of a Word file every part that could be a picture or chart, and the measures of every shape:
    the rules of the letterhead.
    """
    with zipfile.ZipFile(path) as package:
        drawn = etree.fromstring(package.read("word/document.xml")).iter(
            "{*}extent", "{*}ext", "{*}shape", "{*}rect"
        )
        odd = sorted(
            name
            for name in package.namelist()
            if "media" in name or "chart" in name or "embed" in name
        )
        return odd + [str(sorted(e.attrib.items())) for e in drawn]
