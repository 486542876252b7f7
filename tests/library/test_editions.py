"""An edition opened for analysis, and a term compared again with one choice changed."""

from __future__ import annotations

import doctest
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib
import openpyxl
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import kongchuo_core as kc
from kongchuo_core.edition import Edition, dictionary
from kongchuo_core.library import editions, looks
from kongchuo_core.library.editions import INTERNAL, MADE_UP, NAMING
from kongchuo_core.regulation.labels import labels
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.tables import TABLES
from tests import shared
from tests.county import TERM, compare
from tests.days import params_on

SPRING = "2026-spring"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county after two terms, its forms returned."""
    return shared.copy(shared.year().root, tmp_path_factory.mktemp("library") / "w")


@pytest.fixture(scope="module")
def opened(office: Path) -> kc.Tables:
    """Its newest term."""
    return kc.open_edition(workspace=office)


def raw(office: Path, name: str, term: str = SPRING) -> pd.DataFrame:
    """A table as it is stored."""
    return pd.read_parquet(office / "outputs" / term / "internal/data" / f"{name}.parquet")


def test_every_code_has_its_word_and_no_other_column_holds_codes(
    office: Path, opened: kc.Tables
) -> None:
    """What is stored as a code is shown as a word; a column that isn't declared as coded holds no
    word of the program.
    """
    free = {"events": {"code", "detail"}, "due": {"what"}, "measures": {"ground", "figures"}}
    definitions = ("figure_sources", "statistics", "evaluations", "figures")
    for name, declared in TABLES.items():
        stored, told = raw(office, name), opened.table(name)
        for column in declared.columns:
            if column.name not in told or stored[column.name].dtype.kind in "ifbM":
                continue
            codes = stored[column.name].dropna().explode().dropna().astype(str)
            looks_coded = codes[codes.str.fullmatch(r"[a-z]+(_[a-z]+)*")]
            if column.codes:
                shown = told[column.name].explode().dropna().astype(str)
                assert not shown.str.fullmatch(r"[a-z_]+").any(), (name, column.name)
            elif name not in definitions and column.name not in free.get(name, ()):
                assert looks_coded.empty, (name, column.name)


def test_the_dictionary_gives_every_list_of_codes_and_says_what_may_leave(office: Path) -> None:
    """Each list that a column names stands below with its words; no column about one child may
    leave.
    """
    told = (office / "outputs" / SPRING / "internal/data/数据字典.md").read_text("utf-8")
    assert told == dictionary(labels())
    for table in TABLES.values():
        about_children = any(c.name == "child_id" for c in table.columns)
        assert not (about_children and any(c.may_leave for c in table.columns)), table.name
        assert len(set(table.headings.values())) == len(table.columns)
        for column in table.columns:
            if column.codes:
                code, word = next(iter(labels()[column.codes].items()))
                assert f"## 代码表 {column.codes}\n" in told and f"| {code} | {word} |" in told
    assert "| filter | string | 口径 |  | 是 |" in told


def test_no_name_unless_asked_and_never_a_whole_number(office: Path, opened: kc.Tables) -> None:
    children = raw(office, "verdicts")
    for name in TABLES:
        table = opened.table(name)
        told = table.to_csv()
        assert not set(NAMING) & set(table) and not re.search(r"5399\d{4}", told)
        if "child_id" in table and name != "events":
            assert not any(child in told for child in children["name"].dropna().head(50))
    named = kc.open_edition(workspace=office, names=True).verdicts
    assert list(named["name"]) == list(children["name"])
    assert named["id_no"].str.fullmatch(r"\d{6}\*{8}\d{3}[\dX]|没有登记|\d*\**\S*").all()
    assert not named["id_no"].str.fullmatch(r"\d{17}[\dX]").any()


def test_a_town_sees_its_own_and_the_first_term_can_be_opened(office: Path) -> None:
    town = kc.open_edition(TERM, office, town="永定街道")
    assert set(town.cases["town"]) == {"永定街道"} and "2025年秋季学期" in town.about
    by_folder = kc.open_edition(f"outputs/{TERM}/internal/data", office, town="永定街道")
    absolute = kc.open_edition(office / "outputs" / TERM / "internal/data", town="永定街道")
    for other in (by_folder, absolute):
        pd.testing.assert_frame_equal(other.cases, town.cases)


def test_whose_data_they_are_is_said_by_the_data(office: Path, tmp_path: Path) -> None:
    opened = kc.open_edition(workspace=office)
    assert MADE_UP in opened.about and MADE_UP in repr(opened) and MADE_UP in opened._repr_html_()
    shutil.copytree(opened.edition.folder, tmp_path / "data")
    facts = json.loads((tmp_path / "data/facts.json").read_text("utf-8"))
    text = json.dumps(facts | {"fictitious": False}, ensure_ascii=False)
    (tmp_path / "data/facts.json").write_text(text, "utf-8")
    real = kc.Tables(Edition(tmp_path / "data"))
    assert INTERNAL in real.about and "虚构" not in repr(real)
    path = real.export(
        tmp_path / "出.xlsx",
        疑似=real.suspected,
        各状态=real.cases["state"].value_counts().to_frame("个案"),
    )
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["疑似", "各状态"]
    cells = str([*book["疑似"].values])
    assert INTERNAL in cells and "'学籍在校而学生不在校'" in cells
    counted = real.cases["state"].value_counts()
    assert real.export(tmp_path / "数.xlsx", 各状态=counted).is_file()
    for name, sheets, told in (
        ("出.csv", {"疑似": real.suspected}, "不知道把什么写到哪个文件"),
        ("没有/出.xlsx", {"疑似": real.suspected}, "没有文件夹“没有”"),
        ("出.xlsx", {"疑似/名单": real.suspected}, "“疑似/名单”不能当工作表名"),
    ):
        with pytest.raises(UsageError, match=told):
            real.export(tmp_path / name, **sheets)


def test_terms_stand_side_by_side(office: Path, opened: kc.Tables) -> None:
    both = opened.over_terms("figures")
    assert list(both["学期"].cat.categories) == ["2025年秋季学期", "2026年春季学期"]
    told = both[(both["code"] == "children.suspected") & (both["place"] == "全县")]
    stored = [
        raw(office, "figures", term).set_index(["code", "place"])["numerator"][
            "children.suspected", "全县"
        ]
        for term in (TERM, SPRING)
    ]
    assert list(told["numerator"]) == stored


def test_a_child_s_history_is_found_by_number_and_by_case(opened: kc.Tables) -> None:
    case = opened.cases.iloc[0]
    by_child, by_case = opened.child(case["child_id"]), opened.child(case["case_no"])
    assert set(by_child) == set(by_case) >= {"cases", "events", "tasks"}
    assert set(by_child["events"]["child_id"]) == {case["child_id"]}
    with pytest.raises(UsageError, match="没有编号“无此人”"):
        opened.child("无此人")


def test_an_own_list_is_joined_by_child(office: Path, opened: kc.Tables) -> None:
    """By the sound number, else by name and birth date; who can't be told, or stands twice, stays
    without.
    """
    known = raw(office, "verdicts")
    by_number = known[known["id_no"].str.fullmatch(r"\d{17}[\dX]").fillna(False)].iloc[:2]
    names = known["name"] + known["birth_date"].astype(str)
    by_name = known[~names.duplicated(keep=False) & known["birth_date"].notna()].iloc[-1]
    rows: list[dict[str, Any]] = [
        {"身份证号码": by_number["id_no"].iloc[0].lower(), "学生姓名": "写错", "出生日期": None},
        {"身份证号码": None, "学生姓名": by_name["name"], "出生日期": str(by_name["birth_date"])},
        {"身份证号码": by_number["id_no"].iloc[1], "学生姓名": None, "出生日期": None},
        {"身份证号码": by_number["id_no"].iloc[1], "学生姓名": None, "出生日期": None},
        {"身份证号码": None, "学生姓名": "查无此人", "出生日期": "2015-01-01"},
    ]
    told = opened.identify(pd.DataFrame(rows))
    expected = [by_number["child_id"].iloc[0], by_name["child_id"], None, None, None]
    assert [None if pd.isna(x) else x for x in told["child_id"]] == expected
    with pytest.raises(UsageError, match="没有可以认人的列"):
        opened.identify(pd.DataFrame({"姓名": ["甲"]}))


def test_what_isn_t_there_is_said(opened: kc.Tables) -> None:
    with pytest.raises(UsageError, match="没有“kinder”这张表"):
        opened.table("kinder")
    with pytest.raises(AttributeError, match="没有“kinder”"):
        opened.kinder  # noqa: B018
    assert "verdicts" in dir(opened) and "  cases：" in repr(opened)
    assert "name" not in list(opened.columns("verdicts")["列"])


def test_what_if_is_a_whole_run_with_that_choice(office: Path) -> None:
    """Row for row what a comparison with that cutoff gives; nothing is left behind."""
    before = raw(office, "verdicts", TERM).set_index("child_id")["verdict"]
    moved = kc.what_if(TERM, office, cutoff="2025-02-28").set_index("child_id")
    workspace = Workspace(shared.copy(office, office.parent / "other"))
    params = params_on(workspace.params, TERM)
    term = params.term.model_copy(update={"cutoff": date(2025, 2, 28)})
    from dataclasses import replace

    after = pd.DataFrame(compare(workspace, TERM, replace(params, term=term)).table("verdicts"))
    both = pd.DataFrame({"前": before, "后": after.set_index("child_id")["verdict"]}).fillna("")
    expected = both[both["前"] != both["后"]]
    words = labels()["verdict"]
    assert len(expected) and set(moved.index) == set(expected.index)
    for column, told in (("前", "原结论"), ("后", "新结论")):
        assert dict(moved[told]) == {
            child: words.get(code, "不在范围") for child, code in expected[column].items()
        }
    assert not [p for p in (office / "outputs").iterdir() if p.name.startswith(".口径")]


def test_what_if_says_what_it_can_t_do(office: Path) -> None:
    with pytest.raises(UsageError, match="没有写换哪个口径"):
        kc.what_if(TERM, office)
    with pytest.raises(UsageError, match="没有“no_such_rule”这条规则"):
        kc.what_if(TERM, office, rule={"no_such_rule": 1})
    with pytest.raises(UsageError, match="cutoff不是日期"):
        kc.what_if(TERM, office, cutoff="八月底")
    with pytest.raises(UsageError, match=r"(?s)规则“absence_threshold”不能是这个值.*从1起的整数"):
        kc.what_if(TERM, office, rule={"absence_threshold": "许多"})
    with pytest.raises(UsageError, match="要画的不全是数"):
        kc.bars(pd.DataFrame({"结论": ["比对一致"]}), "人")


def test_the_examples_of_the_docstrings_run_in_a_workspace(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office)
    ran = doctest.testmod(editions)
    assert ran.failed == 0 and ran.attempted > 5


def test_charts_are_chinese_and_change_nothing_else(recwarn: pytest.WarningsRecorder) -> None:
    """A plain pandas chart has no missing glyph; the first font stays the user's."""
    with matplotlib.rc_context({"font.family": ["DejaVu Sans"]}):
        looks.chinese_charts()
        looks.chinese_charts()
        assert matplotlib.rcParams["font.family"][0] == "DejaVu Sans"
        assert len(matplotlib.rcParams["font.family"]) == 2
        axes = kc.bars(pd.DataFrame({"男": [1, 2], "女": [0, 3]}, index=["罗免镇", "款庄镇"]), "人")
        FigureCanvasAgg(axes.figure).draw()
    labels_ = [text.get_text() for text in axes.get_yticklabels()]
    assert labels_ == ["款庄镇", "罗免镇"] and axes.get_xlabel() == "人"
    assert not [w for w in recwarn if "Glyph" in str(w.message)]


def test_tables_stay_plain_where_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    kc.interactive()
    assert capsys.readouterr().out == ""


def questions() -> dict[str, list[str]]:
    """Heading of explore.ipynb → its code cells."""
    found: dict[str, list[str]] = {"": []}
    for cell in json.loads((NOTEBOOKS / "explore.ipynb").read_text("utf-8"))["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for heading in re.findall(r"^## (.+)$", text, re.MULTILINE):
                found[heading] = []
        else:
            found[[*found][-1]].append(text)
    return found


def test_ten_questions_are_answered_in_five_lines_each(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cells of explore.ipynb, run on the county's newest term."""
    asked = questions()
    ten = {name: cells for name, cells in asked.items() if name.startswith("问题")}
    assert len(ten) == 10
    (office / "own").mkdir()
    monkeypatch.chdir(office / "own")
    names: dict[str, Any] = {}
    matplotlib.use("agg")
    for heading, cells in asked.items():
        for cell in cells:
            exec(compile(cell, heading, "exec"), names)
        if heading in ten:
            lines = [line for line in "\n".join(cells).splitlines() if line.strip()]
            assert sum(not line.startswith("kc.bars") for line in lines) <= 5, heading
    suspected = raw(office, "verdicts")["verdict"].isin(["ENROLLED_ABSENT", "UNENROLLED_ABSENT"])
    assert len(names["absent"]) == suspected.sum() > 0
    assert names["days"].size().sum() == raw(office, "cases")["returned_on"].notna().sum() > 0
    assert len(names["places"]) and len(names["trend"]) == 2 and len(names["one"]["events"])
    assert (office / "own/疑似.xlsx").is_file()
