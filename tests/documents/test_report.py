"""The report of the notebooks: every number from the edition, the Word file read back, names only where they belong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from kongchuo_core.documents.inspection import facts, papers
from kongchuo_core.documents.inspection.report import SECTIONS, Report, open_report, write_workbooks
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.tables import SUSPECTED, explanations, verdict_labels
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import BalanceError, LedgerError, UsageError
from tests.documents.editions import A_COUNTY, NAME, NUMBER, TERM, Made, workspace, write

TOWN = "永定街道"
Opener = Callable[..., Report]


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The seven children's workspace, made once; read-only for tests."""
    space = workspace(tmp_path_factory.mktemp("office") / "县")
    write(space, A_COUNTY)
    return space


@pytest.fixture
def opened(county: Workspace) -> Opener:
    """Opens a report of the seven children."""

    def opener(paper: str = "比对核查情况", town: str = "", into: str | Path = "") -> Report:
        return open_report(paper, county.outputs(TERM) / "internal" / "data", town, into)

    return opener


@pytest.fixture
def made(tmp_path: Path) -> Callable[[Made], Report]:
    """Opens the county's comparison of any edition."""

    def opener(made: Made, paper: str = "比对核查情况", town: str = "") -> Report:
        return open_report(paper, write(workspace(tmp_path / "office"), made), town)

    return opener


def test_words_of_the_telling_half_are_those_of_the_regulation() -> None:
    """Documents don't import the regulation's tables; here both are held together."""
    assert verdict_labels() == facts.VERDICTS and set(facts.SUSPECTED) == {
        v.value for v in SUSPECTED
    }
    assert {e.code: e.label for e in explanations()} == facts.EXPLANATIONS


@pytest.mark.parametrize("town", ["", TOWN, "东村镇", "散旦镇"])
@pytest.mark.parametrize("paper", papers.KINDS)
def test_a_written_paper_is_read_back_and_only_its_name_is_shown(
    opened: Opener, tmp_path: Path, paper: str, town: str
) -> None:
    """For the county, a town, and a town without a child: the file is there, and no folder is shown."""
    shown = opened(paper, town, tmp_path).write()
    assert [p.name for p in tmp_path.iterdir()] == [f"{paper}.docx"] == [shown.name]
    assert "/" not in repr(shown) and "已写出" in repr(shown)
    told = "".join(p.text for p in docx.Document(str(tmp_path / shown.name)).paragraphs)
    assert (town or "富民县") + "2025年秋季学期" in told.replace("\n", "")


def test_without_a_folder_nothing_is_kept(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "不保存" in repr(opened().write()) and list(tmp_path.iterdir()) == []


def test_the_same_edition_gives_the_same_bytes(opened: Opener, tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        opened("专项督导检查报告", TOWN, tmp_path / folder).write()
    assert (tmp_path / "甲" / "专项督导检查报告.docx").read_bytes() == (
        tmp_path / "乙" / "专项督导检查报告.docx"
    ).read_bytes()


def test_a_template_that_loses_a_number_is_found_and_no_file_is_kept(tmp_path: Path) -> None:
    """The office deletes the placeholder of the summary: the paper would be silent about the outcome."""
    space = workspace(tmp_path / "office")
    edition = write(space, A_COUNTY)
    template = space.templates / "比对核查情况（县）.docx"
    document = docx.Document(str(template))
    next(p for p in document.paragraphs if "提要" in p.text).clear()
    document.save(str(template))
    into = tmp_path / "out"
    into.mkdir()
    with pytest.raises(BalanceError, match="“提要”与报告不一致"):
        open_report("比对核查情况", edition, "", into).write()
    assert list(into.iterdir()) == []


@pytest.mark.parametrize(("column", "note"), [("待核对", "分镇表"), ("待补正", "核对平衡")])
def test_a_template_that_loses_a_column_is_found(tmp_path: Path, column: str, note: str) -> None:
    space = workspace(tmp_path / "office")
    edition = write(space, A_COUNTY)
    template = space.templates / "比对核查情况（县）.docx"
    document = docx.Document(str(template))
    cells = (
        t
        for t in document.element.body.iter("{*}t")
        if t.text and t.text.strip() == f"{{{{ r.{column} }}}}"
    )
    next(cells).text = ""
    document.save(str(template))
    with pytest.raises(BalanceError, match=note):
        open_report("比对核查情况", edition).write()


def test_tables_add_up(opened: Opener) -> None:
    """Towns, schools and ages each add up to the children in scope, and each line's six verdicts to its own."""
    for town in ("", TOWN, "东村镇"):
        for name in ("各单位情况", "各校情况", "年龄情况"):
            frame = opened(town=town).table(name).frame
            parts, last = frame.iloc[:-1], frame.iloc[-1]
            assert list(parts.sum(numeric_only=True)) == list(last.iloc[1:])
            kinds = [
                c
                for c in frame
                if c
                in {
                    "比对一致",
                    "学籍在校而学生不在校",
                    "学籍与学生均不在校",
                    "疑似辍学",
                    "在校无学籍",
                    "已完成",
                    "待核对",
                }
            ]
            assert list(frame[kinds].sum(axis=1)) == list(frame["适龄"])


def test_children_without_age_or_school_are_told_too(opened: Opener) -> None:
    frame = opened(town="东村镇").table("年龄情况").frame.set_index("年龄")
    assert frame.loc["不详", "适龄"] == 1 and frame.loc["不详", "待核对"] == 1
    assert (
        opened(town=TOWN).table("各校情况").frame.set_index("名称").loc["（没有学校记录）", "适龄"]
        == 2
    )


@pytest.mark.clause("M2.2")
def test_a_late_town_is_told_in_the_county_and_in_its_own_report(opened: Opener) -> None:
    for town in ("", "东村镇"):
        assert (
            "东村镇于2025年10月3日完成，晚3天。" in opened(town=town).section("比对组织").sentences
        )
    assert opened(town="东村镇").table("比对时段").frame["中心学校"].tolist() == ["没有记录"]
    assert not any("晚" in s for s in opened(town=TOWN).section("比对组织").sentences)


def test_the_office_of_a_sub_district_is_no_government(opened: Opener) -> None:
    """街道 have a 办事处; 义务教育法 art. 58 speaks of 乡镇人民政府."""
    assert (
        opened(town=TOWN).context.印发机关 == "永定街道办事处"
        and opened(town="东村镇").context.印发机关 == "东村镇人民政府"
    )
    assert opened("专项督导检查报告", TOWN).context.主送 == "永定街道办事处"


def test_names_stand_in_a_towns_list_only_and_numbers_nowhere(opened: Opener) -> None:
    """The county shows no child; a town's list shows names, nothing shows an identity number."""
    for paper in papers.KINDS:
        for town in ("", TOWN):
            report = opened(paper, town)
            shown = "".join(
                _html(part)
                for part in (
                    report.title,
                    report.conclusion,
                    report.proof,
                    report.quality,
                    report.checks,
                )
            )
            shown += "".join(
                _html(report.table(name)) for name in ("各单位情况", "年龄情况", "比对时段")
            ) + repr(report.context)
            assert NUMBER not in shown and (NAME in shown) is bool(town)
            assert NAME not in _html(report.table("各单位情况")) and (
                NAME in _html(report.table("疑似名单"))
            ) is bool(town)


def _html(part: object) -> str:
    return str(part._repr_html_())  # type: ignore[attr-defined]


def test_members_show_themselves(opened: Opener) -> None:
    """Sentences and tables as HTML with escaped data, charts as PNG with words; no address of memory in any."""
    report = opened()
    assert "<caption>各镇（街道）三比对情况（单位：人）</caption>" in _html(
        report.table("各单位情况")
    )
    chart = report.chart("年龄分布")
    assert (chart._repr_png_() or b"").startswith(b"\x89PNG") and "最多" in repr(chart)
    assert not any(
        "0x" in repr(part)
        for part in (report.title, report.proof, chart, report.checks, report.conclusion)
    )


def test_sections_are_those_of_the_word_file(opened: Opener) -> None:
    """Each known section shows the very sentences of the context."""
    for paper in papers.KINDS:
        report = opened(paper)
        names = [n for n, field in SECTIONS.items() if hasattr(report.context, field)]
        assert len(names) >= 7 and all(
            report.section(n).sentences == getattr(report.context, SECTIONS[n]) for n in names
        )


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda o: o("比对"), "比对核查情况、专项督导检查报告"),
        (lambda o: o(town="东村"), "永定街道、大营街道、罗免镇、赤鹫镇、东村镇、款庄镇、散旦镇"),
        (lambda o: o().table("各校"), "各校情况"),
        (lambda o: o().chart("饼图"), "各单位比对、年龄分布"),
        (lambda o: o().section("问题"), "比对组织"),
    ],
    ids=["文书", "乡镇", "表", "图", "章节"],
)
def test_an_unknown_name_is_answered_with_the_known_ones(
    opened: Opener, ask: Callable[[Opener], object], words: str
) -> None:
    with pytest.raises(UsageError, match="没有") as error:
        ask(opened)
    assert words in error.value.remedy


def test_a_relative_edition_starts_at_the_workspace(
    county: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a notebook, which runs in the workspace's notebooks/."""
    monkeypatch.chdir(county.notebooks)
    report = open_report("比对核查情况", f"outputs/{TERM}/internal/data")
    assert "适龄儿童少年7人" in report.conclusion.sentences[0]
    with pytest.raises(LedgerError, match="没有运行的结果"):
        open_report("比对核查情况", "outputs/2031-autumn/internal/data")


def test_what_was_not_given_is_not_judged(made: Callable[..., Report]) -> None:
    """No finding for want of a register; the report names it."""
    given = tuple(
        code
        for code in A_COUNTY.given
        if code not in {"comparisons", "absences", "organisation", "meetings"}
    )
    report = made(replace(A_COUNTY, given=given, windows=(), absences=()), "专项督导检查报告")
    assert (
        "“比对情况”" in report.section("未提供").sentences[0]
        and "无数据" in report.section("动态监测").sentences[0]
    )
    assert not any(
        word in problem
        for problem in report.section("存在问题").sentences
        for word in ("比对", "缺勤")
    )


def test_a_calm_county_reads_naturally(made: Callable[..., Report]) -> None:
    """Nobody suspected: no chart, no list, no problem, and the paper can be written."""
    report = made(
        Made(children=(("东村镇", "东村小学", 7, "CONSISTENT", ""),), windows=A_COUNTY.windows[:6]),
        "专项督导检查报告",
    )
    assert (
        report.section("存在问题").sentences == ("没有发现需要整改的突出问题。",)
        and report.chart("年龄分布").picture is None
    )
    assert (
        "没有发现疑似辍学" in report.context.提要 and report.write().name == "专项督导检查报告.docx"
    )


def test_an_empty_edition_can_be_told(made: Callable[..., Report]) -> None:
    report = made(Made())
    assert (
        report.conclusion.sentences == ("全县没有户籍适龄儿童少年。",)
        and not report.checks.failed
        and report.write().name
    )


def test_checks_hold_and_fail_where_a_figure_lies(tmp_path: Path) -> None:
    """The totals are counted from the list: a figure changed by one is found, for the county and its town."""
    space = workspace(tmp_path / "office")
    edition = write(space, A_COUNTY)
    assert (
        open_report("比对核查情况", edition).checks.failed
        == ()
        == open_report("比对核查情况", edition, TOWN).checks.failed
    )
    figures = pd.read_parquet(edition / "figures.parquet")
    figures.loc[
        (figures["code"] == "verdict.CONSISTENT") & (figures["place"] == TOWN), "numerator"
    ] += 1
    figures.to_parquet(edition / "figures.parquet")
    assert (
        "比对一致 = 名册中该结论的人数" in open_report("比对核查情况", edition, TOWN).checks.failed
    )
    assert open_report("比对核查情况", edition).checks.failed == ()


def test_checks_fail_where_a_child_is_lost(tmp_path: Path) -> None:
    space = workspace(tmp_path / "office")
    edition = write(space, A_COUNTY)
    facts_file = edition / "facts.json"
    told = json.loads(facts_file.read_text("utf-8"))
    told["proof"]["registers"]["household"]["read"] += 1
    facts_file.write_text(json.dumps(told), "utf-8")
    assert open_report("比对核查情况", edition).checks.failed == ("户籍：各去向之和 = 读入的行数",)


@pytest.mark.clause("M2.4")
def test_faults_are_listed_by_place_without_names(county: Workspace, tmp_path: Path) -> None:
    """A town gets its own faults; without any the workbook says so."""
    for town, sheets in (("东村镇", ["汇总", "户籍"]), (TOWN, ["汇总"])):
        path = write_workbooks(Edition(county.outputs(TERM) / "internal" / "data", town), tmp_path)
        book = CalamineWorkbook.from_path(str(path))
        cells = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
        assert book.sheet_names == sheets and NAME not in cells and NUMBER not in cells
        assert ("户籍/东村镇.xlsx" in cells) is (town == "东村镇") and (
            "没有发现需要改正的地方" in cells
        ) is (town == TOWN)


def test_no_number_of_a_sentence_is_typed(opened: Opener) -> None:
    """Every count in the conclusion stands in the table of the figures or is a difference of two of them."""
    edition = opened().edition
    known = {row for row in edition.table("figures")["numerator"]} | {
        edition.count(c) for c in facts.FIGURES.values()
    }
    whole = facts.children(edition)
    counts = {int(n) for s in opened().conclusion.sentences for n in re.findall(r"(\d+)人", s)}
    assert counts <= {int(n) for n in known} | {whole.unexplained}
