"""The public page: one file that runs nothing and asks for nothing, readable for everybody, its
numbers the released ones.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from pypdf import PdfReader

from kongchuo_core.disclosure.released import MARKER, Released
from kongchuo_core.documents.public.page import STYLE, bars
from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.documents.public.view import Occasion
from kongchuo_core.vocabulary.errors import RuleTableError
from tests.documents.browser import needs_chromium, shown
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
from tests.documents.reading import TEMPLATES

PAGE = "公开结果.html"
DARK = {"color_scheme": "dark"}
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the made-up release, published."""
    return written(tmp_path_factory.mktemp("page"), RELEASE, FINAL)


def written(
    folder: Path,
    released: Released,
    occasion: Occasion,
    before: Released | None = None,
    templates: Path = TEMPLATES,
) -> Path:
    """The page among the papers of a release."""
    return next(
        p for p in write_public(released, occasion, templates, folder, before) if p.name == PAGE
    )


def read(path: Path) -> Any:
    return html.document_fromstring(path.read_text("utf-8"))


def test_every_table_is_the_released_one(page: Path) -> None:
    """Caption, heads with their scope, cells: what statistics.csv says, in its order, hidden cells
    as the marker.
    """
    found = [
        [[c.text_content() for c in row] for row in shown_.iter("tr")]
        for shown_ in read(page).iter("table")
    ]
    assert found == [
        [
            ["范围", *t.columns],
            *([row, *(c.shown for c in line)] for row, line in zip(t.rows, t.cells, strict=True)),
        ]
        for t in (AREAS, LOOP)
    ]
    for shown_ in read(page).iter("table"):
        assert shown_.find("caption").text_content().strip()
        assert {h.get("scope") for h in shown_.find("thead").iter("th")} == {"col"}
        assert {h.get("scope") for h in shown_.find("tbody").iter("th")} == {"row"}


def test_no_number_stands_on_the_page_that_is_not_released(page: Path) -> None:
    """Every number in running text and pictures is a released cell, a date, a number of a law or
    paper, or counts tables.
    """
    body = read(page).find("body")
    words = re.sub(
        r"〔\d{4}〕\d+号|\d{4}年(\d+月\d+日|秋季|春季)?|[表图第]\d+版?|\d+\.(?=[东全])",
        "",
        " ".join(body.itertext()),
    )
    cells = {cell.shown for _, _, cell in chain(AREAS.places(), LOOP.places())}
    problems, within = str(len(RELEASE.problems)), "20"
    assert set(re.findall(r"\d+", words)) <= cells | {"6", "15", problems, within}


def test_every_chart_stands_beside_its_table_and_says_what_it_shows(page: Path) -> None:
    """A picture has a title and a description, and its words stand below it for everyone."""
    for picture in read(page).iter("svg"):
        names = picture.get("aria-labelledby").split()
        title, description = (picture.xpath(f".//*[@id='{n}']")[0].text for n in names)
        assert picture.get("role") == "img" and title and description.startswith("条形图：")
        assert description in picture.getparent().find("figcaption").text_content()
        assert picture.getparent().getparent().find(".//table") is not None


def test_a_hidden_number_has_no_bar() -> None:
    """What is hidden can't be measured in the picture; a nought is a nought."""
    chart = bars("题", "话", {"甲": 10, "乙": None, "丙": 0}, {"甲": "10", "乙": MARKER, "丙": "0"})
    assert [(b.长, b.值) for b in chart.条] == [(290, "10"), (0, MARKER), (0, "0")]


def test_the_page_says_what_the_marker_means_and_that_suspected_is_no_dropout(page: Path) -> None:
    words = read(page).text_content()
    assert "疑似辍学不等于辍学" in words and f"“{MARKER}”" in words and "不是零" in words
    assert (
        "邻居就知道说的是谁" in words
        and "“分学段情况”本次不公布：隐去后没有可以公布的数。" in words
    )


def test_problems_stand_in_their_fixed_words(page: Path) -> None:
    """Places with the same problem together, and nothing else."""
    section = read(page).xpath("//section[@aria-labelledby='problems']")[0]
    assert [p.text_content() for p in section.iter("p")] == [
        "1.东村镇、款庄镇：比对没有在规定的时段内完成。",
        "2.全县：有学校没有按时报告缺勤。",
    ]


def test_a_draft_is_marked_and_has_no_day_of_publication(tmp_path: Path, page: Path) -> None:
    """Made by a run it says 送审稿; published it doesn't, and bears day, edition and number. Both say
    that the data are made up.
    """
    words = read(written(tmp_path, RELEASE, DRAFT)).text_content()
    assert (
        "送审稿：还没有经过审签" in words
        and "公布日期" not in words
        and "号" not in read(page).xpath("//h1")[0].text
    )
    final = read(page).text_content()
    assert (
        "送审稿" not in final
        and "公布日期2025年11月20日（第1版）" in final
        and "第1版" in final
        and "富控辍办公告〔2025〕3号" in final
    )
    assert "虚构样例" in words and "虚构样例" in final
    assert (
        "虚构"
        not in read(written(tmp_path, replace(RELEASE, fictitious=False), FINAL)).text_content()
    )


def test_a_correction_says_what_changed(tmp_path: Path) -> None:
    """Which edition was wrong, why, and every published number that is another now; a table that is
    gone is told.
    """
    section = read(written(tmp_path, corrected_release(), CORRECTED, RELEASE)).xpath(
        "//section[@aria-labelledby='correction']"
    )[0]
    first, second, third = (p.text_content() for p in section.iter("p"))
    assert (
        "2025年11月20日公布的2025年秋季学期结果（第1版）有误" in first
        and "更正的原因：两个镇补报了在校名单。" in first
    )
    assert second == (
        "“各片区比对情况”的更正：城区两街道的“比对一致”由8800改为8790，“疑似辍学”由100改为110；"
        "全县的“比对一致”由14700改为14690，“疑似辍学”由150改为160。"
    )
    assert third == "“个案办理情况”不再公布。"


def test_the_browser_may_run_and_fetch_nothing(page: Path) -> None:
    """The policy forbids everything but the one style sheet; the page holds no script, no address,
    no handler.
    """
    tree = read(page)
    [policy] = [
        m.get("content")
        for m in tree.iter("meta")
        if m.get("http-equiv") == "Content-Security-Policy"
    ]
    style = "".join(tree.find("head/style").itertext())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        policy
        == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not list(
        tree.iter("script", "iframe", "object", "embed", "link", "img", "form", "input", "base")
    )
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    attributes = set(chain.from_iterable(element.attrib for element in elements))
    assert not [a for a in attributes if a.startswith("on") or a in ("style", "src", "srcset")]
    links = ["#main", "公开数据.csv", "statistics.csv", "structure.csv", "数据字典.csv"]
    assert [a.get("href") for a in tree.iter("a")] == links
    assert "http:" not in page.read_text("utf-8")


def test_data_is_only_ever_text(tmp_path: Path) -> None:
    """A table's words can't become a tag."""
    evil = replace(RELEASE, tables=(replace(AREAS, title="甲<script>1</script>&乙"),))
    tree = read(written(tmp_path, evil, FINAL))
    assert not list(tree.iter("script")) and "甲<script>1</script>&乙" in tree.text_content()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (PAGE, "{{ 教育局 }}", "{{ 教育居 }}", "“教育居”没有对应的数据"),
        (PAGE, "{%- endif %}", "", "写法有误"),
        (STYLE, "body {", "body { background: url(https://a.example/x.png);", "自成一体"),
        (STYLE, "body {", "</style><script>", "自成一体"),
    ],
)
def test_a_template_edited_wrongly_is_told_where(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    """A misspelt name, a lost end, a style that fetches something or ends itself: an error with
    place and remedy, no page.
    """
    for path in (p for p in TEMPLATES.iterdir() if p.is_file()):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / file).write_text((tmp_path / file).read_text("utf-8").replace(old, new, 1), "utf-8")
    (tmp_path / "out").mkdir()
    with pytest.raises(RuleTableError, match=told) as error:
        written(tmp_path / "out", RELEASE, FINAL, templates=tmp_path)
    assert file in str(error.value) and not (tmp_path / "out" / PAGE).exists()


def test_the_same_release_gives_the_same_bytes(tmp_path: Path, page: Path) -> None:
    for file in write_public(RELEASE, FINAL, TEMPLATES, tmp_path):
        assert file.read_bytes() == page.with_name(file.name).read_bytes(), file.name


@needs_chromium
@pytest.mark.parametrize("options", [{}, PHONE, DARK], ids=["宽屏", "手机", "深色"])
def test_axe_finds_nothing_and_nothing_is_fetched(page: Path, options: dict[str, Any]) -> None:
    """axe-core's rules, contrast included, on a wide screen, a phone, in the dark; no horizontal
    scrolling; no request.
    """
    from axe_playwright_python.sync_playwright import Axe

    with shown(page, **options) as (browser, asked):
        errors: list[str] = []
        browser.on("console", lambda message: errors.append(message.text))
        found = Axe().run(browser, options={})
        width, window = browser.evaluate(
            "[document.documentElement.scrollWidth, window.innerWidth]"
        )
        picture = browser.screenshot(full_page=True)
    assert found.violations_count == 0, found.generate_report()
    assert len(found.response["passes"]) > 20, "axe did not examine the page"
    assert width <= window and asked == [page.as_uri()] and errors == [] and len(picture) > 10_000


@needs_chromium
def test_axe_would_find_a_page_without_its_language(tmp_path: Path, page: Path) -> None:
    """The test above can fail."""
    from axe_playwright_python.sync_playwright import Axe

    spoilt = tmp_path / "spoilt.html"
    spoilt.write_text(page.read_text("utf-8").replace(' lang="zh-CN"', ""), "utf-8")
    with shown(spoilt) as (browser, _):
        found = Axe().run(browser, options={})
    assert "html-has-lang" in {v["id"] for v in found.response["violations"]}


@needs_chromium
def test_the_page_works_without_scripts(page: Path) -> None:
    """Nothing is lost where JavaScript is off: tables, pictures, words stand there."""
    with shown(page, java_script_enabled=False) as (browser, _):
        assert browser.locator("table").count() == 2 and browser.locator("svg").count() == 2
        assert "疑似辍学不等于辍学" in browser.locator("main").inner_text()
        assert browser.locator("svg rect").first.bounding_box()["width"] > 100


@needs_chromium
def test_a_script_put_into_the_page_is_not_run(tmp_path: Path, page: Path) -> None:
    """The policy holds: what somebody adds later stays dead."""
    spoilt = tmp_path / "spoilt.html"
    spoilt.write_text(
        page.read_text("utf-8").replace("</body>", "<script>document.title = '改'</script></body>"),
        "utf-8",
    )
    with shown(spoilt) as (browser, _):
        assert browser.title() == "富民县2025年秋季学期“控辍保学”检查结果"


CONTACT = {"name": "基础教育科", "phone": "0000-1234567", "hours": "工作日8:30至17:30"}


def test_whom_to_ask_and_when_the_next_comes_out_stand_at_the_top(tmp_path: Path) -> None:
    """Day of publication, the next one, name with phone and hours where the office gave them; no
    empty line where it didn't.
    """
    top = read(written(tmp_path, RELEASE, replace(FINAL, contact=CONTACT))).find(".//header")
    words = " ".join(top.text_content().split())
    assert "下次公布2026年春季学期的检查结果" in words
    assert "咨询基础教育科，电话0000-1234567，工作日8:30至17:30" in words
    (tmp_path / "b").mkdir()
    without = read(written(tmp_path / "b", RELEASE, FINAL)).find(".//header").text_content()
    assert "咨询" not in without


@needs_chromium
def test_on_a_phone_the_column_that_matters_is_seen(tmp_path: Path) -> None:
    """At 360 px the suspected stand in the second column of numbers, inside the window, without
    sliding.
    """
    numbers = {
        "适龄儿童少年": 14977,
        "疑似辍学": 54,
        "其中：有学籍不在校": 29,
        "其中：无学籍不在校": 25,
    }
    numbers |= {"在校且有学籍": 13508, "在校无学籍": 70, "已完成义务教育": 1321, "待人工核对": 24}
    one = table(
        "county",
        "全县比对结论",
        ("全县",),
        tuple(numbers),
        (tuple(numbers.values()),),
        total_row="全县",
    )
    with shown(written(tmp_path, replace(RELEASE, tables=(one,)), FINAL), **PHONE) as (browser, _):
        box = browser.get_by_role("columnheader", name="疑似辍学").bounding_box()
    assert box["x"] + box["width"] <= 360


@needs_chromium
def test_the_page_prints(tmp_path: Path, page: Path) -> None:
    """On A4: everything that is on the screen, no link to jump with, heads of tables on
    every page.
    """
    with shown(page) as (browser, _):
        browser.pdf(path=str(tmp_path / "p.pdf"), prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "p.pdf").pages
    assert [round(float(x) / 72 * 25.4) for x in pages[0].mediabox[2:]] == [210, 297] and len(
        pages
    ) <= 4
    words = "".join(p.extract_text() for p in pages).replace("\n", "").replace(" ", "")
    assert "跳到正文" not in words and "14700" in words and "数据字典.csv" in words
