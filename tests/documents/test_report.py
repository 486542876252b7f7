"""The report of the notebooks: every number from the edition, the Word file read back, names only
where they belong.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.kinds import COMPARISON, INSPECTION, NOTEBOOKS
from kongchuo_core.documents.notebook import situation
from kongchuo_core.documents.notebook.blocks import Rows, Words
from kongchuo_core.documents.notebook.report import Report, open_report
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.documents.workbooks.quality import write_workbooks
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.tables import SUSPECTED, explanations, verdict_labels
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import BalanceError, LedgerError
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
    """Tells a report of the seven children, as its notebook has it."""

    def opener(paper: str = COMPARISON, town: str = "", into: str | Path = "") -> Report:
        data = str(county.outputs(TERM) / "internal" / "data")
        return tell(county.notebooks / NOTEBOOKS[paper], edition=data, town=town, into=str(into))

    return opener


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Report]:
    """Tells the county's report of any edition."""

    def opener(made: Made, paper: str = COMPARISON, town: str = "") -> Report:
        space = workspace(tmp_path / "office")
        return tell(space.notebooks / NOTEBOOKS[paper], edition=str(write(space, made)), town=town)

    return opener


def words(report: Report) -> str:
    """Everything a report says in sentences."""
    page = report.page()
    return "\n".join(b.text for b in (*page.正文, *page.附件) if isinstance(b, Words))


def table(report: Report, name: str) -> Rows:
    """A table of a report by its name."""
    (found,) = [b for b in report.blocks if isinstance(b, Rows) and b.name == name]
    return found


def test_words_of_the_telling_half_are_those_of_the_regulation() -> None:
    """Documents don't import the regulation's tables; here both are held together."""
    assert verdict_labels() == facts.VERDICTS and set(facts.SUSPECTED) == {
        v.value for v in SUSPECTED
    }
    assert {e.code: e.label for e in explanations()} == facts.EXPLANATIONS


def test_checks_hold_and_fail_where_a_figure_lies(tmp_path: Path) -> None:
    """The totals are counted from the list: a figure changed by one is found, for the county and
    its town.
    """
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


@pytest.mark.parametrize("town", ["", TOWN, "散旦镇"])
@pytest.mark.parametrize("paper", NOTEBOOKS)
def test_a_report_is_written_read_back_and_keeps_to_the_format(
    opened: Opener, tmp_path: Path, paper: str, town: str
) -> None:
    """For the county, a town, and a town without a child; no format rule is broken."""
    opened(paper, town, tmp_path)
    file = tmp_path / f"{paper}.docx"
    assert [f for f in check_document(file) if f.verdict is Verdict.FAIL] == []
    told = "".join(p.text for p in docx.Document(str(file)).paragraphs)
    assert (town or "富民县") + "2025年秋季学期" in told.replace("\n", "")


def test_tables_add_up(opened: Opener) -> None:
    """Towns, schools and ages each add up to the children in scope."""
    for town in ("", TOWN, "东村镇"):
        for name in ("各单位比对", "分年龄比对"):
            *parts, last = table(opened(town=town), name).cells
            sums = [sum(int(row[n]) for row in parts) for n in range(1, len(last))]
            assert sums == [int(cell) for cell in last[1:]]


@pytest.mark.clause("M2.2")
def test_a_late_town_is_told(opened: Opener) -> None:
    """With its day, how late, and who has no record of having taken part."""
    rows = {row[0]: row for row in table(opened(), "比对时段").cells}
    assert rows["东村镇"][1:] == ("2025年10月3日", "3", "参加", "没有记录")


def test_names_stand_in_a_towns_list_only_and_numbers_nowhere(opened: Opener) -> None:
    """The county shows no child; a town's list shows names, nothing shows an identity number."""
    for paper in NOTEBOOKS:
        for town in ("", TOWN):
            told = repr(opened(paper, town).page())
            assert NUMBER not in told and (NAME in told) is bool(town)


def test_what_was_not_given_is_not_judged(made: Callable[..., Report]) -> None:
    """No finding for want of a register; the report names it, and what rests on it is 无数据."""
    given = tuple(
        code for code in A_COUNTY.given if code not in {"comparisons", "organisation", "meetings"}
    )
    report = made(replace(A_COUNTY, given=given, windows=()), INSPECTION)
    told = words(report)
    assert "没有提供的登记册：" in told and "比对情况" in told and "为无数据" in told
    found = [row[1] for row in table(report, "整改任务").cells]
    assert not [task for task in found if "比对迟延" in task or "联席会议" in task]


def test_a_calm_county_reads_naturally(made: Callable[..., Report]) -> None:
    """Nobody suspected: no chart, no list, no problem that isn't one."""
    calm = Made(
        children=(("东村镇", "东村小学", 7, "CONSISTENT", ""),), windows=A_COUNTY.windows[:6]
    )
    report = made(calm, INSPECTION)
    told = words(report)
    assert "没有发现疑似辍学" in told and "没有发现需要整改的突出问题。" in told
    assert not any(getattr(b, "name", "") == "去向" for b in report.blocks)


def test_an_empty_edition_can_be_told(made: Callable[..., Report]) -> None:
    report = made(Made())
    assert "全县没有户籍适龄儿童少年。" in words(report) and not report.checks.failed


def test_the_newest_edition_is_taken_and_a_relative_one_starts_at_the_workspace(
    county: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a notebook, which runs in the workspace's notebooks/."""
    monkeypatch.chdir(county.notebooks)
    for edition in ("", f"outputs/{TERM}/internal/data"):
        assert open_report(COMPARISON, edition).figures["children.in_scope"] == "7"
    with pytest.raises(LedgerError, match="没有运行的结果"):
        open_report(COMPARISON, "outputs/2031-autumn/internal/data")


def test_a_template_without_its_places_is_found_and_no_file_is_kept(tmp_path: Path) -> None:
    """The office deletes the placeholder of the text: the paper would be silent."""
    space = workspace(tmp_path / "office")
    edition = write(space, A_COUNTY)
    template = space.templates / "报告.docx"
    document = docx.Document(str(template))
    next(p for p in document.paragraphs if "正文" in p.text).clear()
    document.save(str(template))
    into = tmp_path / "out"
    into.mkdir()
    with pytest.raises(BalanceError, match="与笔记本不一致"):
        tell(space.notebooks / NOTEBOOKS[COMPARISON], edition=str(edition), into=str(into))
    assert list(into.iterdir()) == []


@pytest.mark.parametrize(
    ("found", "among", "rate", "way"),
    [
        (2, 40, 0.02, 0),
        (5, 40, 0.02, 1),
        (0, 40, 0.02, 0),
        (0, 400, 0.02, -1),
        (40, 40, 0.98, 0),
        (400, 20_000, 0.02, 0),
        (500, 20_000, 0.02, 1),
        (300, 20_000, 0.02, -1),
    ],
)
def test_chance_explains_a_town_of_any_size(found: int, among: int, rate: float, way: int) -> None:
    """A hamlet and a city alike: whose count is beyond one in forty by the county's rate
    differs.
    """
    assert situation.unlikely(found, among, rate) == way
