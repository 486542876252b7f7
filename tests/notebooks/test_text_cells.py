"""A report's notebook: text cells, tables and charts in their order are the Word file; what may not
stand in them is refused.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import docx
import nbformat
import pandas as pd
import pytest
from docx.oxml.ns import qn

from kongchuo_core.documents.notebook.exporter import GongwenExporter
from kongchuo_core.documents.notebook.paper import NOTHING
from kongchuo_core.documents.notebook.report import Report, newest, open_report
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.notebook.typed import literal, programming, typed
from kongchuo_core.documents.notebook.words import FIXED, environment
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.settings.workspace import Workspace, house
from kongchuo_core.term.notebook import parameter_names, scrub
from kongchuo_core.term.run import reports, usable
from kongchuo_core.vocabulary.errors import KongchuoError, LedgerError, ParamsError, UsageError
from tests.county import TERM, child, compare, lay, workspace_at

ROOT = Path(__file__).parents[2]
FIXED_WORDS = tuple((ROOT / FIXED).read_text("utf-8").split())
TOWN, TITLE = "永定街道", "入学情况专报"
CELLS = (
    ("code", 'edition: str = ""  # 期次\ntown: str = ""  # 乡镇\ninto: str = ""  # 文件夹'),
    (
        "code",
        f'from kongchuo_core import open_report\n\nr = open_report("{TITLE}", edition, town, into)\nr',
    ),
    (
        "code",
        '%%text\n# 一、结论\n{{ 单位 }}疑似辍学{{ figure("疑似辍学") }}人，见{{ 见("各单位比对") }}。',
    ),
    ("code", 'r.table("各单位比对")'),
    ("code", "%%text 县\n# 三、下一步\n- 各镇核实\n- 各校报告"),
    ("code", '%%text\n# 附件：核对\n{{ 未提供 | 列举("登记册", otherwise="都已提供") }}。'),
    ("code", 'r.table("核对平衡")'),
    ("code", "r.write()"),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A county of three children in two towns, one of them away from school."""
    workspace = workspace_at(tmp_path_factory.mktemp("text") / "office")
    ming, hong, jun = (child(name, order=n) for n, name in enumerate("甲乙丙", 11))
    lay(
        workspace,
        户籍=[ming, hong, jun | {"乡镇（街道）": "罗免镇"}],
        学籍=[ming, hong, jun],
        在校=[ming, hong, jun | {"是否在校": "否"}],
    )
    compare(workspace)
    return workspace


def edition_of(office: Workspace) -> Path:
    return office.outputs(TERM) / "internal" / "data"


def stored(path: Path, cells: tuple[tuple[str, str], ...] = CELLS) -> Path:
    """A notebook of these cells; the first has its parameters."""
    told = [
        {
            "cell_type": kind,
            "id": f"c{n}",
            "metadata": {"tags": ["parameters"]} if n == 0 else {},
            "source": source,
            **({"outputs": [], "execution_count": None} if kind == "code" else {}),
        }
        for n, (kind, source) in enumerate(cells)
    ]
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(
        json.dumps({"cells": told, "metadata": about, "nbformat": 4, "nbformat_minor": 5}), "utf-8"
    )
    return path


def lines(file: Path) -> list[str]:
    body = docx.Document(str(file)).element.body
    return ["".join(t.text or "" for t in e.iter(qn("w:t"))) for e in body]


@pytest.fixture
def report(office: Workspace) -> Report:
    return open_report(TITLE, edition_of(office))


def test_the_notebook_in_its_order_is_the_paper(office: Workspace, tmp_path: Path) -> None:
    """Headings are counted where they stand, a table is referred to by its number, an annex follows
    the signature.
    """
    told = tell(stored(tmp_path / "own.ipynb"), edition=str(edition_of(office)), into=str(tmp_path))
    file = tmp_path / f"{TITLE}.docx"
    found = lines(file)
    assert told.title == TITLE and found[3].startswith("富民县") and found[3].endswith(TITLE)
    order = ["一、结论", "富民县疑似辍学1人，见表1。", "表1　三比对情况（单位：人）", "二、下一步"]
    order += ["1.各镇核实", "2.各校报告", "附件：核对", "附件", "核对"]
    assert [line for line in found if line in order] == order
    assert not [f for f in check_document(file) if f.verdict is Verdict.FAIL]


def test_cells_of_another_level_stay_away_and_two_may_be_swapped(
    office: Workspace, tmp_path: Path
) -> None:
    """A town's paper has no cell of the county; swapped cells are swapped, and counted anew."""
    swapped = (*CELLS[:2], CELLS[4], CELLS[2], CELLS[3], *CELLS[5:])
    book, given = stored(tmp_path / "own.ipynb", swapped), str(edition_of(office))
    tell(book, edition=given, into=str(tmp_path))
    found = lines(tmp_path / f"{TITLE}.docx")
    assert found.index("一、下一步") < found.index("二、结论")
    (tmp_path / TOWN).mkdir()
    tell(book, edition=given, town=TOWN, into=str(tmp_path / TOWN))
    town = lines(tmp_path / TOWN / f"{TITLE}.docx")
    assert "一、结论" in town and f"{TOWN}疑似辍学0人，见表1。" in town and "1.各镇核实" not in town


REFUSED = (
    ("共51人", "“51人”"),
    ("共５１人", "“５１人”"),
    ("共五十一人", "“五十一人”"),
    ("有两个学校", "“两个”"),
    ("第十四条规定", "“第十四条”"),
    ("{{ '五十人' }}", "“五十人”"),
    ("{{ 各镇指标 | 逐项('{单位}共三户') }}", "“三户”"),
    ('{{ figure("children.suspectd") }}', "children.suspected"),
    ('{{ figure("cause.bored") }}', "“cause.bored”"),
    ('{{ figure("verdict.CONSISTANT") }}', "verdict.CONSISTENT"),
    ("{{ 各镇指表 | 列举('单位') }}", "各镇指标"),
    ("{{ 各镇指标 | 列举('单卫') }}", "单位"),
    ("{{ 县明 }}", "县名"),
    ('{{ cite("防辍职责") }}', "防辍职责依据"),
    ('{{ 话("三比对", "没有的一处") }}', "没有的一处"),
    ("{{ 县名", "占位符"),
    ("{{ ''.__class__.__mro__ }}", "不允许"),
    ("{{ 1 + 1 }}", "“+”"),
    ("{% set 甲 = 县名 %}", "“set”"),
    ("{% if 全县 and 乡镇 %}甲{% endif %}", "“and”"),
    ('{% if figure("疑似辍学") > 县名 %}甲{% endif %}', "“比较”"),
    ("{% if 全县 %}{% if 乡镇 %}甲{% endif %}{% endif %}", "if 里面的 if"),
    ("｛｛ 县名 ｝｝没有辍学", "全角"),
    ("#### 小标题", "标题只有三级"),
    ("2. 乙", "序号是手写的"),
    ("**重点**抓紧", "加粗"),
    ("<b>重点</b>抓紧", "网页的标记"),
    ("![图](甲.png)", "图片"),
    ('{{ 各镇指标 | 汇总("单位") }}', "“汇总”"),
    ("{% for 行 in 指标 %}{% for 列 in 行 %}{{ 列 }}{% endfor %}{% endfor %}", "for 里面的 for"),
)


@pytest.mark.parametrize(("words", "named"), REFUSED)
def test_what_may_not_stand_in_a_text_cell(report: Report, words: str, named: str) -> None:
    """The message names the cell by how it begins, and the word."""
    with pytest.raises(ParamsError) as refused:
        report.text(f"{words}\n")
    assert named in str(refused.value) and words[:6] in "".join(refused.value.place)


@pytest.mark.parametrize(
    "words",
    (
        "# 一、三比对\n## （一）不漏一户、不漏一人",
        "双线十人制、一生一案、四步法，九年义务教育，下一次比对，逐一核实，同一项目，统一部署。",
        "{% if 全县 %}全县{% else %}本镇{% endif %}{% if not 乡镇 %}。{% endif %}",
        "{% for 行 in 各镇指标 %}{{ 行.单位 }}{% if not loop.last %}、{% endif %}{% endfor %}",
    ),
)
def test_what_is_no_number_may_stand(report: Report, words: str) -> None:
    assert report.text(words).blocks


def test_a_reference_to_what_is_not_there_stops_the_paper(report: Report) -> None:
    report.text("见{{ 见('各单位比队') }}。")
    report.table("各单位比对")
    with pytest.raises(UsageError, match="各单位比队"):
        report.write()


def test_unknown_is_a_value(report: Report) -> None:
    """A figure whose register was not given prints 无数据, and as a condition is none."""
    told = report.text('{{ figure("meetings.held") }}{% if figure("meetings.held") %}有{% endif %}')
    assert str(told) == "无数据"


def test_a_cell_that_is_run_again_replaces_what_it_told(report: Report, tmp_path: Path) -> None:
    from kongchuo_core.documents.notebook import cells

    for run, words in enumerate(("甲。", "乙。"), 1):
        with cells.at(3, run):
            report.text(words)
    assert [b.text for b in report.blocks] == ["乙。"]  # type: ignore[union-attr]


def test_an_offices_own_table_and_chart(office: Workspace, tmp_path: Path) -> None:
    """A DataFrame and a matplotlib axes with caption and alternative text; without them the message
    says how.
    """
    report = open_report(TITLE, edition_of(office), "", tmp_path)
    frame = pd.DataFrame({"学校": ["永定小学"], "人数": [2]})
    report.table(frame, caption="各校人数（单位：人）", note="注：示例。")
    report.chart(frame.set_index("学校").plot.bar(), caption="各校人数", alt="柱状图：永定小学最多")
    report.write()
    file = tmp_path / f"{TITLE}.docx"
    assert "表1　各校人数（单位：人）" in lines(file) and "图1　各校人数" in lines(file)
    assert not [f for f in check_document(file) if f.verdict is Verdict.FAIL]
    for wrong in (lambda: report.table(frame), lambda: report.chart(frame, "甲")):
        with pytest.raises(UsageError):
            wrong()
    for unknown in (lambda: report.table("各单位比队"), lambda: report.chart("没有的图")):
        with pytest.raises(KongchuoError, match="没有"):
            unknown()


def test_nothing_of_another_place_is_overwritten(office: Workspace, tmp_path: Path) -> None:
    book, given = stored(tmp_path / "own.ipynb"), str(edition_of(office))
    tell(book, edition=given, into=str(tmp_path))
    before = (tmp_path / f"{TITLE}.docx").read_bytes()
    with pytest.raises(UsageError, match="已有另一份"):
        tell(book, edition=given, town=TOWN, into=str(tmp_path))
    tell(book, edition=given, into=str(tmp_path))
    assert (tmp_path / f"{TITLE}.docx").read_bytes() == before
    for wrong in ({"town": "永定镇"}, {"into": str(tmp_path / "没有")}):
        with pytest.raises(UsageError):
            tell(book, **{"edition": given} | wrong)


def test_what_a_notebook_does_wrong_is_said_without_its_program(
    office: Workspace, tmp_path: Path
) -> None:
    given = str(edition_of(office))
    for cells, told in (
        ((CELLS[0], ("code", "1 / 0")), "第 2 个代码格"),
        ((CELLS[0], ("code", "%%text\n甲")), "还没有打开报告"),
        ((CELLS[0], ("code", "1 + 1")), "没有打开报告"),
        ((*CELLS[:2], ("code", "%%text 全县\n甲")), "%%text 后面"),
    ):
        with pytest.raises(UsageError, match=told):
            tell(stored(tmp_path / "wrong.ipynb", cells), edition=given)


def test_plain_papermill_makes_the_same_paper_and_refuses_what_is_wrong(
    office: Workspace, tmp_path: Path
) -> None:
    """One kernel's worth: the same bytes, the export from the executed notebook alone, a misspelt
    parameter refused.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    book, given = stored(tmp_path / "own.ipynb"), str(edition_of(office))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    tell(book, edition=given, into=str(tmp_path / "a"))
    quiet = {"progress_bar": False, "kernel_name": "python3"}
    ran = papermill.execute_notebook(
        str(book), None, {"edition": given, "into": str(tmp_path / "b")}, **quiet
    )
    made = [(tmp_path / folder / f"{TITLE}.docx").read_bytes() for folder in ("a", "b")]
    exported, _ = GongwenExporter().from_notebook_node(
        ran, {"metadata": {"path": str(office.root)}}
    )
    assert made[0] == made[1] == exported
    with pytest.raises(PapermillExecutionError, match="没有参数“twon”，是不是“town”"):
        papermill.execute_notebook(str(book), None, {"edition": given, "twon": TOWN}, **quiet)
    told = papermill.inspect_notebook(str(book))
    assert told["town"]["inferred_type_name"] == "str" and told["town"]["help"] == "乡镇"


def test_jupyter_converts_an_executed_notebook_by_its_own_command(
    office: Workspace, tmp_path: Path
) -> None:
    """``jupyter nbconvert --to gongwen``, found by the entry point that pyproject.toml declares:
    the file that ``r.write()`` makes.
    """
    import papermill

    book, into = stored(tmp_path / "own.ipynb"), tmp_path / "into"
    into.mkdir()
    given = {"edition": str(edition_of(office)), "into": str(into)}
    quiet = {"progress_bar": False, "kernel_name": "python3"}
    papermill.execute_notebook(str(book), str(office.root / "ran.ipynb"), given, **quiet)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "entry-points"
    ]
    lines = [f"{name} = {where}" for name, where in declared["nbconvert.exporters"].items()]
    about = tmp_path / "installed" / "kongchuo_declared-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: kongchuo-declared\nVersion: 1\n")
    (about / "entry_points.txt").write_text("\n".join(["[nbconvert.exporters]", *lines, ""]))
    command = ["nbconvert", "--to", "gongwen", "--output-dir", str(tmp_path), "ran.ipynb"]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=office.root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(about.parent)))},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ran.docx").read_bytes() == (into / f"{TITLE}.docx").read_bytes()


def test_reports_told_one_after_another_do_not_mix(office: Workspace, tmp_path: Path) -> None:
    """Several notebooks in one kernel, in any order, and two reports in one notebook: each the
    bytes it has alone.
    """
    given = str(edition_of(office))
    other = (CELLS[0], CELLS[1], ("code", "%%text\n{{ 单位 }}的另一份。"), ("code", "r.write()"))
    books = {
        "a": stored(tmp_path / "a.ipynb"),
        "b": stored(tmp_path / "b.ipynb", other),
    }
    made: dict[str, set[bytes]] = {name: set() for name in books}
    for n, order in enumerate(("ab", "ba", "aab")):
        for m, name in enumerate(order):
            into = tmp_path / f"{n}-{m}"
            into.mkdir()
            tell(books[name], edition=given, into=str(into))
            made[name].add((into / f"{TITLE}.docx").read_bytes())
    assert [len(found) for found in made.values()] == [1, 1]
    first, second = open_report("甲", given), open_report("乙", given)
    first.text("甲的话。")
    second.text("乙的话。")
    assert [b.text for b in first.blocks] == ["甲的话。"]  # type: ignore[union-attr]
    assert [b.text for b in second.blocks] == ["乙的话。"]  # type: ignore[union-attr]


def test_a_line_is_a_paragraph_also_behind_a_condition(report: Report) -> None:
    told = report.text(
        "{% if 全县 %}甲。{% else %}乙。{% endif %}\n丙。\n{% if 乡镇 %}\n丁。\n{% endif %}\n戊。"
    )
    assert [b.text for b in told.blocks] == ["甲。", "丙。", "戊。"]  # type: ignore[union-attr]


def test_a_notebook_put_into_the_folder_is_run_like_ours(office: Workspace) -> None:
    """Its parameters say for whom: ``edition``, ``town``, ``into`` for the county and each town;
    without ``town`` for the county; else not.
    """
    county_only = (("code", 'edition: str = ""\ninto: str = ""'), *CELLS[1:])
    asking = (("code", 'edition = ""\nnames = False'), ("code", "1"))
    own = {"own": CELLS, "own_county": county_only, "own_asking": asking}
    made = [stored(office.notebooks / f"{name}.ipynb", cells) for name, cells in own.items()]
    try:
        told = {of: {p.stem for p in reports(office, of_town=of)} for of in (True, False)}
    finally:
        for path in made:
            path.unlink()
    assert {"own", "inspection_report"} <= told[True] and "own_county" not in told[True]
    assert {"own", "own_county", "county_summary"} <= told[False]
    assert not {"own_asking", "explore", "course", "public_results"} & told[False]


def test_typed_parameters_are_read_and_kept_with_their_help(tmp_path: Path) -> None:
    """As papermill reads them; what is kept of an executed notebook keeps type and help."""
    book = stored(tmp_path / "own.ipynb")
    assert parameter_names(book) == ["edition", "town", "into"]
    notebook = nbformat.read(book, 4)
    kept = scrub(notebook, {"town": TOWN}).cells[0].source.splitlines()
    assert kept[1] == f'town: str = "{TOWN}"  # 乡镇'


def test_words_of_text_cells_stay_words() -> None:
    """Over every report of ours: text cells have neither programming nor numbers, and no sentence
    of them stands in Python.
    """
    for path in sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb")):
        told = json.loads(path.read_text("utf-8"))["cells"]
        for source in ("".join(c["source"]) for c in told if c["cell_type"] == "code"):
            if source.startswith("%%text"):
                tree = environment().parse(source.partition("\n")[2])
                assert programming(tree) == "" and typed(literal(tree), FIXED_WORDS) == "", source


@pytest.mark.parametrize("cell", ("", "%%text\n \n", "%%text 乡镇\n甲"))
def test_a_notebook_that_tells_nothing_writes_nothing(
    office: Workspace, tmp_path: Path, cell: str
) -> None:
    """Empty cells, notes alone, words of another level: no paper of a head and a signature."""
    book = stored(tmp_path / "own.ipynb", (*CELLS[:2], ("code", cell)))
    told = tell(book, edition=str(edition_of(office)), into=str(tmp_path))
    assert str(told.write()) == NOTHING and not list(tmp_path.glob("*.docx"))


def test_a_wrong_table_or_chart_names_its_cell(office: Workspace, tmp_path: Path) -> None:
    for source in ('r.table("各镇对比")', 'r.chart("没有的图")', "r.chart(1, '甲')"):
        book = stored(tmp_path / "own.ipynb", (*CELLS[:2], ("code", source)))
        with pytest.raises(UsageError, match=r"^笔记本第 3 格："):
            tell(book, edition=str(edition_of(office)))


GONE = (
    ("from kongchuo_core.documents.loop.report import open_loop", "kongchuo_core.documents.loop.report"),
    ("from kongchuo_core import open_loop", "open_loop"),
    ("import kongchuo_core.narrative", "kongchuo_core.narrative"),
)  # fmt: skip


@pytest.mark.parametrize(("source", "gone"), GONE)
def test_a_notebook_edited_under_an_older_version_gives_way_to_ours(
    tmp_path: Path, source: str, gone: str
) -> None:
    """What it asks for is gone: the line says so and the shipped one is run; an office's own, which
    has no shipped one, is named.
    """
    workspace = workspace_at(tmp_path / "office")
    ours = workspace.notebooks / "closed_loop.ipynb"
    stored(ours, (CELLS[0], ("code", f"{source}\n\nr = open_loop(edition, town, into)")))
    books, (line,) = usable(workspace)
    assert books[ours] == house() / "notebooks" / ours.name
    assert "closed_loop.ipynb 是旧版的" in line and f"“{gone}”" in line
    assert [n for n, path in books.items() if n != path] == [ours]
    stored(workspace.notebooks / "own.ipynb", (CELLS[0], ("code", source)))
    with pytest.raises(UsageError, match=f"own.ipynb：这份报告底稿用到了新版没有的“{gone}”"):
        usable(workspace)


def test_where_nothing_was_told_or_run_it_is_said(tmp_path: Path) -> None:
    """A notebook of no report has no Word file; a workspace without a run has nothing to open."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    with pytest.raises(UsageError, match="这个笔记本里没有报告"):
        GongwenExporter().from_notebook_node(notebook)
    with pytest.raises(LedgerError, match="工作区里还没有运行的结果"):
        newest(workspace_at(tmp_path))
