"""Law 10: every number that any paper prints is in the table of figures; any figure explains
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from kongchuo_core import cli
from kongchuo_core.documents.drafts import drafts
from kongchuo_core.documents.explain import explain
from kongchuo_core.documents.notebook.blocks import Drawing, Rows
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.supervision import facts as supervision_facts
from kongchuo_core.documents.supervision.writing import write_supervision_papers
from kongchuo_core.documents.word.numbers import counts, printed, unknown
from kongchuo_core.documents.word.printing import print_paper
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.notebook import refuse_unknown
from kongchuo_core.vocabulary.errors import UsageError
from tests import shared
from tests.county import TERM
from tests.documents.marked import mark

FIRED = ("触发的规则", "没有触发的规则")
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PLACES = (None, "赤鹫镇", "大营街道")
TERMS = (TERM, "2026-spring")


@pytest.fixture(scope="module")
def space() -> Workspace:
    """The sample county with the editions of its two terms; not to be changed."""
    return shared.year()


def data(space: Workspace, term: str) -> Path:
    """The folder of a term's edition."""
    return space.outputs(term) / "internal" / "data"


@pytest.fixture(scope="module")
def editions(space: Workspace) -> dict[str | None, Edition]:
    """The first term's edition as the county and two towns see it."""
    return {town: Edition(data(space, TERM), town) for town in PLACES}


def written(edition: Edition, templates: Path, folder: Path) -> Iterator[Path]:
    """Every paper of a place: reports, papers of the loop, papers of supervision."""
    for draft in drafts(edition):
        out = folder / draft.where
        out.parent.mkdir(parents=True, exist_ok=True)
        print_paper(templates / draft.kind.template, draft.make(), out)
        yield out


@pytest.mark.parametrize("town", PLACES, ids=["全县", "镇", "街道"])
@pytest.mark.parametrize("term", TERMS, ids=["秋季", "春季"])
def test_every_number_printed_is_a_figure(
    space: Workspace, term: str, town: str | None, tmp_path: Path
) -> None:
    """Read back from Word: sentences and tables of every paper of the sample, at the paper's own
    place.
    """
    edition = Edition(data(space, term), town)
    files = list(written(edition, space.templates, tmp_path))
    assert len({file.name for file in files}) >= 6
    assert {file.name: found for file in files if (found := unknown(file, edition))} == {}


def unchecked(space: Workspace, folder: Path) -> None:
    """The notebooks that tell reports above an edition, without the check that rightly stops where
    sums no longer agree.
    """
    for name in ("params", "templates"):
        (folder / name).symlink_to(space.root / name)
    (folder / "notebooks").mkdir()
    for notebook in space.notebooks.glob("*.ipynb"):
        told = notebook.read_text("utf-8").replace("assert not checks.failed", "assert True")
        (folder / "notebooks" / notebook.name).write_text(told, "utf-8")


@pytest.mark.parametrize("term", TERMS, ids=["秋季", "春季"])
def test_every_number_is_taken_from_the_table_and_not_alike_by_accident(
    space: Workspace, term: str, tmp_path: Path
) -> None:
    """Where no two numbers are alike, whatever a paper prints is the number of a figure; nothing is
    summed in telling.
    """
    unchecked(space, tmp_path)
    marks = mark(data(space, term), tmp_path / "data")
    wrong: dict[str, list[tuple[str, str]]] = {}
    for town in PLACES:
        for file in written(
            Edition(tmp_path / "data", town), space.templates, tmp_path / (town or "全县")
        ):
            if found := [p for p in printed(file) if p[0] not in marks.known and p[0] != "0"]:
                wrong[f"{town}/{file.name}"] = found
    assert wrong == {} and len(marks.known) > 1000


def test_a_number_that_is_no_figure_is_found(
    space: Workspace, editions: dict[str | None, Edition], tmp_path: Path
) -> None:
    """One digit changed in a sentence and one in a table are both seen."""
    file = next(iter(written(editions[None], space.templates, tmp_path)))
    assert not unknown(file, editions[None])
    document = docx.Document(str(file))
    document.add_paragraph("疑似辍学98765人。")
    document.tables[0].rows[1].cells[1].paragraphs[0].add_run("4321")
    document.save(str(file))
    assert {number for number, _ in unknown(file, editions[None])} >= {"98765"}
    assert len(unknown(file, editions[None])) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025年9月1日至30日内完成，罗免镇晚10天。", ["10"]),
        ("1.依照《义务教育法》第五十三条，富政教督〔2019〕14号。", []),
        (
            "限15日内改正，电话13800000001，539924********0017，七年级2班，应为18位，由3名以上督学组成，达到标准（5件且占50%）。",
            [],
        ),
        ("98.32%（352/358）；上学期2/3。", ["98.32%", "352", "358", "2", "3"]),
        ("附件1：见附表7-1和图2，案件2025秋-11VDX5。", []),
        ("6至11周岁12人。", ["12"]),
        ("得14分（满分20分）。", ["14"]),
    ],
)
def test_dates_ordinals_articles_and_case_numbers_are_no_counts(
    text: str, found: list[str]
) -> None:
    assert counts(text) == found


def test_a_figure_explains_itself_without_naming_anybody(
    editions: dict[str | None, Edition],
) -> None:
    """Formula, both numbers, clause, how many rows, which files; by code or by name; never a
    child's name.
    """
    edition = editions[None]
    told = repr(explain(edition, "疑似辍学"))
    assert told == repr(explain(edition, "children.suspected"))
    for item in (
        "指标：疑似辍学（children.suspected）",
        "范围：全县",
        "分子：",
        "背后",
        "与逐行重算相符",
        "条款：M3.2",
        "户籍/永定街道户籍底册.xlsx",
    ):
        assert item in told
    rate = repr(explain(edition, "enrolment_rate.primary", "赤鹫镇"))
    assert "分母：" in rate and "范围：赤鹫镇" in rate
    names = set(edition.table("verdicts")["name"])
    assert not re.search(r"\d{17}", told + rate) and not any(name in told + rate for name in names)


@pytest.mark.parametrize(
    ("figure", "place", "words"),
    [
        ("children.suspect", "", "children.suspected（疑似辍学）"),
        ("辍学率", "", "小学辍学率"),
        ("children.suspected", "赤鹫", "赤鹫镇"),
        ("§", "", "figures"),
    ],
)
def test_an_unknown_figure_or_place_is_answered_with_near_ones(
    editions: dict[str | None, Edition], figure: str, place: str, words: str
) -> None:
    with pytest.raises(UsageError) as error:
        explain(editions[None], figure, place)
    assert words in error.value.remedy


def test_the_command_explains_a_figure(
    space: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the command line, of the newest edition; a slip exits with the status of a wrong
    command.
    """
    where = ["--workspace", str(space.root), "--term", TERM]
    assert cli.main(["explain", "children.in_scope", "--place", "赤鹫镇", *where]) == 0
    assert "范围：赤鹫镇" in capsys.readouterr().out
    assert cli.main(["explain", "没有这个", *where]) == 2
    assert "怎么办" in capsys.readouterr().err


def test_accountability_tells_what_fired_and_why_the_rest_did_not(
    editions: dict[str | None, Edition], tmp_path: Path
) -> None:
    """Every rule of every unit is in one of the two tables; drafts are written and counted; the
    sums agree.
    """
    town = "东村镇"
    r = tell(
        NOTEBOOKS / "accountability_notices.ipynb",
        edition=str(editions[None].folder),
        town=town,
        into=str(tmp_path),
    )
    fired, quiet = ({b.name: b for b in r.blocks if isinstance(b, Rows)}[n].cells for n in FIRED)
    assert len(fired) and len(quiet) and all(reason for _, reason, _ in quiet)
    assert not r.checks.failed and "建议" in r.blocks[0].text  # type: ignore[union-attr]
    made = {p.name for p in tmp_path.glob("*.docx")}
    assert made >= {"督导意见书.docx", "责令限期整改通知书（东村第二中学）.docx"}
    (drafted,) = [b for b in r.blocks if isinstance(b, Rows) and b.name == "拟稿文书"]
    assert {f"{name}.docx" for name, *_ in drafted.cells} == made - {"问责建议说明.docx"}


def test_the_summary_orders_towns_by_duties_and_never_by_children(
    editions: dict[str | None, Edition], tmp_path: Path
) -> None:
    """The order follows the share of duties kept; the months of meetings are those due; a town
    can't be asked for.
    """
    book = NOTEBOOKS / "county_summary.ipynb"
    r = tell(book, edition=str(editions[None].folder), into=str(tmp_path))
    tables = {b.name: b for b in r.blocks if isinstance(b, Rows)}
    order = tables["各镇履职"]
    share = [int(row[2]) / int(row[1]) for row in order.cells]
    assert share == sorted(share, reverse=True) and len(order.cells) == 7
    assert "疑似" not in "".join(order.heads)
    chart = next(b for b in r.blocks if isinstance(b, Drawing) and b.name == "联席会议")
    assert "赤鹫镇" in chart.picture.alt and not r.checks.failed
    television = tables["宣传渠道"].heads.index("电视音像")
    assert [row[television] for row in tables["宣传渠道"].cells].count("缺") == 1
    assert (tmp_path / "控辍保学工作汇总.xlsx").is_file()
    with pytest.raises(UsageError, match="没有参数“town”"):
        refuse_unknown(book, ["town"])


def test_no_child_is_named_in_a_paper_of_supervision(
    space: Workspace, editions: dict[str | None, Edition], tmp_path: Path
) -> None:
    """They are about offices, schools and posts: no name, no identity number, no case number of any
    child of the county.
    """
    names = {n for n in editions[None].table("verdicts")["name"] if n}
    for town, edition in editions.items():
        (folder := tmp_path / (town or "全县")).mkdir()
        for file in write_supervision_papers(edition, folder, templates=space.templates):
            words = "".join(
                t.text or "" for t in docx.Document(str(file)).element.body.iter("{*}t")
            )
            inspectors = {s.name for s in supervision_facts.inspectors(edition)}
            assert not [n for n in names - inspectors if n in words] and not re.search(
                r"\d{17}|\d{4}[秋春]-", words
            ), file.name
