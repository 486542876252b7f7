"""第四部分：将检查结果向社会公布（M7.4）。样例县的两个学期和一次更正，用真的登记册、真的台账。"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import docx
import pytest
from lxml import html

from kongchuo_core.disclosure.released import read
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.documents.word.numbers import printed
from kongchuo_core.keeping.verify import verify
from kongchuo_core.release import candidate, leaks, models, shelf
from kongchuo_core.release.attack import attack
from kongchuo_core.release.gate import Wish
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.publish import words
from kongchuo_core.term.place import digests
from tests.days import params_on
from tests.release.offices import APPROVER, AUTUMN, MAKER, SIGNED, SPRING, asked, made, tell

CORRECTION = Wish(
    maker=MAKER, approver=APPROVER, corrects="2025-autumn-1", because=("late_register",)
)
EDITIONS = ("2025-autumn-1", "2025-autumn-2", "2026-spring-1")
THEN = date(2026, 5, 20)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """秋季公布时异地就读名单还没有报来；补报后更正；春季再公布。"""
    workspace = made(tmp_path_factory.mktemp("m74"), children=600)
    late = workspace.data(AUTUMN) / "异地就读"
    aside = shutil.move(late, workspace.root / "异地就读")
    tell(workspace)
    asked(workspace)
    shutil.move(aside, late)
    tell(workspace)
    asked(workspace, CORRECTION, today=date(2025, 11, 27))
    tell(workspace, SPRING)
    asked(workspace, SIGNED, SPRING, today=THEN)
    return workspace


def published(county: Workspace) -> Iterator[Path]:
    """每一版公开的文件夹。"""
    yield from sorted(p for p in (county.root / "outputs").glob("*/public/*") if p.is_dir())


@pytest.mark.clause("M7.4")
def test_two_terms_and_a_correction_are_published(county: Workspace) -> None:
    """检查结果向社会公布：两个学期和一次更正都通过检验，台账和公开的文件夹里各有三版，逐字节相同。"""
    assert tuple(k.name for k in shelf.kept(county)) == EDITIONS
    assert [p.name for p in published(county)] == list(EDITIONS)
    for folder in published(county):
        assert digests(folder) == digests(county.ledger / "releases" / folder.name)
    for name in EDITIONS:
        codes = [t.code for t in read(county.ledger / "releases" / name).tables]
        # 个案的变动太小、不能公开的学期，期末没有销号的件数照样公开。
        assert "county_children" in codes and {"county_cases", "open_by_cause"} & set(codes)
    assert any(line == f"已公开的{EDITIONS[2]}：与台账相符。" for line in verify(county))


@pytest.mark.clause("M7.4")
def test_all_editions_together_let_no_hidden_number_be_worked_out(county: Workspace) -> None:
    """把公开的三版放在一起，用上期初＋新增－销号＝期末、更正前后的差，也推算不出任何一个隐去的数。"""
    report = attack([county.ledger / "releases" / name for name in EDITIONS])
    assert report.passed and len(report.ranges) > 20, "\n".join(report.words)
    tables = chain.from_iterable(read(county.ledger / "releases" / n).tables for n in EDITIONS)
    places = chain.from_iterable(table.places() for table in tables)
    told = [cell.value or 0 for _, _, cell in places]
    assert all(n == 0 or n >= 7 for n in told)


@pytest.mark.clause("M7.4")
def test_nobody_of_those_who_know_more_works_anything_out(county: Workspace) -> None:
    """每次运行都替八种人算一遍：只会加减的、看历次各版的、懂规定的、懂程序的、乡镇经办人、学校、家长、拿更正前后相减的，都推算不出。"""
    for term in (AUTUMN, SPRING):
        told = models.read(county.outputs(term) / "internal" / candidate.REVIEW)
        assert [line.partition("：")[0] for line in told] == [
            models.WHO[code]
            for code in (
                "differences",
                *models.FILES_ALONE,
                "program",
                "parent",
                "school",
                "clerk",
            )
        ]
        assert all(line.endswith("推算出0个") for line in told)


@pytest.mark.clause("M7.4")
def test_the_results_of_an_inspection_are_what_was_looked_at_what_was_found_and_what_was_mended(
    county: Workspace,
) -> None:
    """“检查结果”：比对的结论和个案的增减、入学率和巩固率、检查了多少乡镇和学校、发现的问题、上学期提出整改的改了没有，都在公开的数据里。"""
    spring = read(county.ledger / "releases" / EDITIONS[2])
    told = {one.code: one for one in spring.indicators}
    assert {"enrolment_rate.primary", "inspected.乡镇", "inspected.学校"} <= set(told)
    assert {"orders.mended", "orders.unmended", "meetings.held"} <= set(told)
    assert told["count.疑似辍学"].before and spring.problems
    rates = [one.now for one in told.values() if one.kind == "比率"]
    assert rates and not any(re.search(r"/|\d人", rate) for rate in rates)
    page = (county.ledger / "releases" / EDITIONS[2] / "公开结果.html").read_text("utf-8")
    assert all(one.name in page and one.now in page for one in told.values())


@pytest.mark.clause("M7.4")
def test_nothing_public_names_a_child(county: Workspace) -> None:
    """公开的每个字节里没有登记册中的姓名、号码、电话、住址；把一名儿童的姓名写进去就找得到。"""
    autumn, spring = (params_on(county.params, term) for term in (AUTUMN, SPRING))
    secret = words(county, autumn) | words(county, spring)
    name = max((w for w in secret if not w.isascii()), key=len)
    for folder in published(county):
        assert leaks.search(folder, secret) == []
    planted = shutil.copytree(
        county.outputs(AUTUMN) / "public" / EDITIONS[0], county.root / "planted"
    )
    (planted / "statistics.csv").write_text(f"{name}\n", "utf-8")
    assert leaks.search(planted, secret)
    shutil.rmtree(planted)


@pytest.mark.clause("M7.4")
def test_the_correction_says_what_was_wrong(county: Workspace) -> None:
    """更正的一版在公告、报告和网页上都写明更正了哪一版、为什么、改了哪些数；改正的数与新表一致。"""
    folder = county.ledger / "releases" / EDITIONS[1]
    told = [
        " ".join(p.text for p in docx.Document(str(path)).paragraphs)
        for path in folder.glob("*.docx")
    ]
    told.append(
        html.document_fromstring((folder / "公开结果.html").read_text("utf-8")).text_content()
    )
    now, before = (read(county.ledger / "releases" / name) for name in EDITIONS[1::-1])
    for text in told:
        assert (
            "2025年11月20日公布的2025年秋季学期结果（第1版）有误" in text
            and "更正的原因：登记册补报。" in text
        )
    changed = {(t, r, c) for t, r, c in now.changed}
    for table in now.tables:
        then = before.table(table.code)
        for row, column, cell in table.places():
            if then is not None and column in then.columns and row in then.rows:
                same = then.cell(row, column) == cell
                assert same or (table.code, row, column) in changed
    assert "更正说明" not in (county.ledger / "releases" / EDITIONS[2] / "公开结果.html").read_text(
        "utf-8"
    )


@pytest.mark.clause("M7.4")
def test_the_day_by_which_it_must_be_published_is_told(county: Workspace) -> None:
    """自检查结果形成之日起20个工作日内公布：列出最后一天，过了的说明过了几天。"""
    lines = asked(county, Wish(), SPRING, today=date(2026, 6, 3))
    assert "公开期限：2026年6月1日，已过2天。" in lines


@pytest.mark.clause("M7.4")
def test_what_is_inside_and_what_is_public_never_mix(county: Workspace) -> None:
    """公开的文件夹里只有列明的七种文件，没有内部材料；内部的文件夹里没有公开的版次；公开的文书没有格式问题。"""
    for folder in published(county):
        assert {p.name for p in folder.rglob("*")} == {
            "公开结果公告.docx",
            "督导报告（公开版）.docx",
            "公开结果.html",
            "statistics.csv",
            "structure.csv",
            "数据字典.csv",
            "公开数据.csv",
        }
        for path in folder.glob("*.docx"):
            assert [f.code for f in check_document(path) if f.verdict is Verdict.FAIL] == []
    data = [county.outputs(term) / "internal" / "data" for term in (AUTUMN, SPRING)]
    inside = set(chain.from_iterable(digests(folder).values() for folder in data))
    public = chain.from_iterable(digests(folder).values() for folder in published(county))
    assert not inside & set(public)
    assert not list((county.root / "outputs").glob("*/internal/**/public"))


@pytest.mark.clause("M7.4")
def test_every_number_a_public_paper_prints_is_in_the_published_statistics(
    county: Workspace,
) -> None:
    """公开的文书里的每一个数，同一版次的 statistics.csv 和公开数据.csv 里都有；更正说明里的旧数在被更正的版次里。"""
    known: set[str] = set()
    for folder in published(county):
        with (folder / "statistics.csv").open(encoding="utf-8-sig", newline="") as file:
            known |= {line["value"] for line in csv.DictReader(file)}
        data = (folder / "公开数据.csv").read_text("utf-8-sig")
        known |= set(re.findall(r"\d+(?:\.\d+)?%?", data)) | {str(len(read(folder).problems))}
        for path in folder.glob("*.docx"):
            counted = list(printed(path))
            assert len(counted) > 10 and [found for found in counted if found[0] not in known] == []
