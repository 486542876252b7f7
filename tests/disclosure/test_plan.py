"""The plan of a release: which cells are made of an edition, in which groups; wrong plans are
refused with what is wrong.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kongchuo_core.disclosure.counted import Counted
from kongchuo_core.disclosure.plan import Plan, counted, load_plan, town_groups
from kongchuo_core.edition import Edition
from kongchuo_core.release.attack import attack
from kongchuo_core.release.candidate import proposed
from kongchuo_core.settings.dated import Dated
from kongchuo_core.settings.models import Rules
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.errors import ParamsError
from tests.county import TERM, Found, child, compare, lay, workspace_at
from tests.days import params_on

PARAMS = params_on(house() / "params", TERM)
DAY = date(2025, 10, 31)
STREETS, EAST, WEST = ("永定街道", "大营街道"), ("东村镇", "款庄镇", "散旦镇"), ("罗免镇", "赤鹫镇")


def ruled(**values: Any) -> Rules:
    """The house's rules with some values changed."""
    changed = {
        n: Dated.model_validate(
            {"description": n, "clause": "M7.4", "values": {DAY: {"value": v, "source": "试验"}}}
        )
        for n, v in values.items()
    }
    return Rules(values={**PARAMS.rules.values, **changed})


def plan(**values: Any) -> Plan:
    """The plan of the house with some rules changed."""
    return load_plan(ruled(**values), DAY)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """A county of thirty-nine children: eleven without a trace, three of them with a document, one
    without a date of birth.
    """
    people, at_school, elsewhere = [], [], []
    for n, town in enumerate([*STREETS * 6, *EAST * 5, *WEST * 6]):
        born = "2012-03-01" if n % 3 else "2016-03-01"
        one = child(f"虚构{n:02}", born, 100 + n, 乡镇=town)
        people.append(one)
        if n % 4 or n == 0:
            at_school.append(one | {"学校": f"{town[:2]}中学"})
        elif n in (8, 16, 24):
            elsewhere.append(one)
    people[7] |= {"身份证号": "", "出生日期": "不详"}
    at_school = [one for one in at_school if one["姓名"] != people[7]["姓名"]]
    space = workspace_at(tmp_path_factory.mktemp("plan") / "county")
    households = [
        {k: v for k, v in one.items() if k != "乡镇"} | {"乡镇（街道）": one["乡镇"]}
        for one in people
    ]
    lay(
        space,
        户籍=households,
        学籍=at_school,
        在校=at_school,
        异地就读=elsewhere,
        比对情况=[
            {"乡镇": town, "完成日期": "2025-10-20" if town == "东村镇" else "2025-09-20"}
            for town in (*STREETS, *EAST, *WEST)
        ],
        宣传=[
            {"单位": "永定街道", "渠道": "广播有声音", "日期": "2025-09-10", "内容": "义务教育法"},
            {"单位": "永定中学", "渠道": "其他", "日期": "2025-09-10", "内容": "其他"},
        ],
    )
    return compare(space)


@pytest.fixture(scope="module")
def made(found: Found) -> Counted:
    """The cells of that county's release."""
    return counted(Edition(found.folder), plan())


def line(whole: Counted, table: str, row: str) -> Mapping[str, int]:
    """A row of a table by its columns."""
    one = next(t for t in whole.tables if t.code == table)
    return dict(zip(one.columns, one.values[one.rows.index(row)], strict=True))


def test_the_cells_are_the_verdicts_counted_by_groups_of_towns(found: Found, made: Counted) -> None:
    """Every child of the county once, in the group of its town; what adds up to what is proven
    before anything else.
    """
    made.prove()
    verdicts = found.table("verdicts")
    for name, towns in (
        ("全县", (*STREETS, *EAST, *WEST)),
        ("东部", ("大营街道", "东村镇", "款庄镇")),
        ("西部", ("永定街道", *WEST, "散旦镇")),
    ):
        mine = [v for v in verdicts if v["town"] in towns]
        told = line(made, "verdict_by_group", name)
        assert told["适龄儿童少年"] == len(mine)
        assert told["疑似辍学"] == sum(v["verdict"].endswith("_ABSENT") for v in mine)
        assert told["在校且有学籍"] == sum(v["verdict"] == "CONSISTENT" for v in mine)
    assert line(made, "verdict_by_group", "全县")["疑似辍学"] == 9


def test_stages_show_the_suspected_with_and_without_the_explained(made: Counted) -> None:
    """Contract: counts with and without; a child without a date of birth has a row of its own."""
    whole = line(made, "verdict_by_stage", "全县")
    assert (whole["疑似辍学"], whole["其中：有说明材料"], whole["其中：没有说明材料"]) == (9, 3, 6)
    assert whole == {
        c: sum(line(made, "verdict_by_stage", s)[c] for s in ("小学", "初中（含学段不明）"))
        for c in whole
    }
    county = next(t for t in made.tables if t.code == "county_children")
    assert county.values[0][county.columns.index("待人工核对")] >= 1


def test_the_loop_is_the_balance_of_the_term_and_its_closing_is_what_the_causes_add_up_to(
    found: Found, made: Counted
) -> None:
    """Opening, new, reopened, closed, closing by groups of towns; the closing again by groups of
    causes.
    """
    balance = next(b for b in found.table("balance") if b["town"] == "全县" and b["term"] == TERM)
    told = line(made, "loop_by_group", "全县")
    assert [told[c] for c in ("期初", "新增", "重新立案", "销号", "期末")] == [
        balance[c] for c in ("opening", "new", "reopened", "closed", "closing")
    ] and told["期末"] > 0
    assert (
        line(made, "open_by_cause", "全县")["期末"]
        == told["期末"]
        == line(made, "open_by_cause", "尚未查明")["期末"]
    )


@pytest.mark.clause("M7.4")
def test_m7_4_that_a_child_of_unknown_town_exists_cannot_be_seen_by_a_line_of_the_table(
    found: Found, tmp_path: Path
) -> None:
    """“将检查结果向社会公布”：有没有乡镇不明的个案，表的样子一样；有一个的，数目隐去，推算不出是不是零。"""
    tables = plan(publication_tables=["verdict_by_group", "loop_by_group"])
    without, one = (
        counted(Edition(_more_cases(found.folder, tmp_path / str(n), n)), tables) for n in (0, 1)
    )
    assert [(t.rows, t.columns, t.notes) for t in without.tables] == [
        (t.rows, t.columns, t.notes) for t in one.tables
    ]
    assert not any(line(without, "loop_by_group", "乡镇不明").values())
    assert line(one, "loop_by_group", "乡镇不明") == {
        "期初": 0,
        "新增": 1,
        "重新立案": 0,
        "转入": 0,
        "销号": 0,
        "转出": 0,
        "期末": 1,
    }
    proposed(one, [], [], tables.choices, tmp_path / "public")
    report = attack([tmp_path / "public"])
    ranges = [r for r in report.ranges if r.row == "乡镇不明"]
    assert report.passed and all(r.low == 0 for r in ranges)


def _more_cases(folder: Path, into: Path, of_no_town: int) -> Path:
    """A copy of an edition with nine new cases more in each town, and so many of no town."""
    shutil.copytree(folder, into)
    balance = pq.read_table(into / "balance.parquet")
    towns = len({b["town"] for b in balance.to_pylist() if b["term"] == TERM}) - 1
    lines = balance.to_pylist()
    for b in (b for b in lines if b["term"] == TERM):
        b |= {
            c: b[c] + (9 * towns + of_no_town if b["town"] == "全县" else 9)
            for c in ("new", "closing")
        }
    pq.write_table(pa.Table.from_pylist(lines, schema=balance.schema), into / "balance.parquet")
    return into


@pytest.mark.clause("M7.4")
def test_m7_4_what_is_published_of_a_small_county_names_nobody_and_says_something(
    made: Counted, tmp_path: Path
) -> None:
    """“将检查结果向社会公布”：nine suspected in three groups; the county's numbers stand open, no child can be
    worked out.
    """
    found = proposed(made, [], [], plan().choices, tmp_path)
    one = found.released
    assert not [f for f in found.figures if f.won] and len(found.figures) == 8
    report = attack([tmp_path])
    assert report.passed, report.words
    table = one.table("county_children")
    assert (
        table is not None
        and table.cell("全县", "疑似辍学").value == 9
        and table.cell("全县", "适龄儿童少年").value == 39
    )
    assert report.ranges and all(r.safe for r in report.ranges)


def test_problems_are_published_in_fixed_words_of_duties_not_done(
    found: Found, made: Counted
) -> None:
    """The late town is named with the office's words; what people wrote isn't."""
    assert ("东村镇", "比对核查没有在规定的时段内完成") in {
        (p.place, p.words) for p in made.problems
    }
    assert {p.words for p in made.problems} <= set(plan().problems.values())
    quiet = counted(Edition(found.folder), plan(publication_problems={}))
    assert quiet.problems == ()


def test_a_school_is_named_only_above_the_size(found: Found) -> None:
    """The same problem of the same school: named where the school is large enough."""
    words = {"school_channels": "没有开展宣传"}
    duties = [
        d
        for d in found.table("duties")
        if d["duty"] == "school_channels" and d["state"] in ("late", "missing")
    ]
    small, large = (
        counted(
            Edition(found.folder), plan(publication_problems=words, publication_school_size=size)
        ).problems
        for size in (100, 1)
    )
    pupils = {v["school"] for v in found.table("verdicts")}
    assert (
        duties and small == () and {p.place for p in large} == {d["unit"] for d in duties} & pupils
    )


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"一": [*STREETS, *EAST], "二": [*WEST, "东村镇"]}, "东村镇"),
        ({"一": [*STREETS, *EAST, *WEST, "东村乡"]}, "东村乡"),
    ],
)
def test_no_town_stands_in_two_groups_and_none_is_unknown(
    groups: dict[str, list[str]], said: str
) -> None:
    """One in two groups, one the county hasn't."""
    with pytest.raises(ParamsError) as wrong:
        town_groups(
            plan(publication_town_groups=groups), [t.model_dump() for t in PARAMS.county.towns]
        )
    assert said in str(wrong.value) and "publication_town_groups" in str(wrong.value)


@pytest.mark.parametrize("groups", [None, {}])
def test_a_county_the_plan_was_not_written_for_is_grouped_by_kind(
    groups: dict[str, list[str]] | None,
) -> None:
    """Another county with the model's plan, or a plan without groups: 街道 and 乡镇."""
    streets, others = [f"{x}街道" for x in "甲乙丙"], [f"{x}镇" for x in "丁戊己"]
    towns = [{"name": t, "kind": "街道"} for t in streets]
    towns += [{"name": t, "kind": "镇"} for t in others]
    found = town_groups(plan() if groups is None else plan(publication_town_groups=groups), towns)
    assert found == {"街道": streets, "乡镇": others}
    assert town_groups(plan(publication_town_groups={}), towns[1:]) == {}


def test_groups_of_two_towns_publish_no_table_by_groups(found: Found) -> None:
    """As params of earlier versions have them: who works in one of two towns would know the
    other's; the table says why it isn't there.
    """
    groups = {"街道片": [*STREETS], "东片": [*EAST], "西北片": [*WEST]}
    whole = counted(Edition(found.folder), plan(publication_town_groups=groups))
    missing = {d.code: d.reason for d in whole.dropped}
    assert set(missing) >= {"verdict_by_group", "loop_by_group"}
    assert "不到3个" in missing["verdict_by_group"]
    assert [t.code for t in whole.tables if t.code.startswith("county")] == [
        "county_children",
        "county_explained",
        "county_cases",
    ]


def test_a_town_or_cause_that_no_group_names_is_with_the_others(found: Found) -> None:
    """One that was added since the office wrote its groups stops nobody, and isn't missing from the
    total.
    """
    towns = [t.model_dump() for t in PARAMS.county.towns]
    some = plan(publication_town_groups={"一": [*STREETS, *WEST]})
    assert town_groups(some, towns) == {"一": [*STREETS, *WEST], "其他乡镇": [*EAST]}
    groups = {name: list(codes) for name, codes in plan().cause_groups.items()}
    groups["本人原因"].remove("illness")
    names = [
        t.rows
        for t in counted(Edition(found.folder), plan(publication_cause_groups=groups)).tables
        if t.code == "open_by_cause"
    ]
    assert all("其他原因" in rows for rows in names)
    groups["本人原因"].append("gaming")
    with pytest.raises(ParamsError, match="publication_cause_groups") as wrong:
        counted(Edition(found.folder), plan(publication_cause_groups=groups))
    assert "gaming" in str(wrong.value)


def test_a_table_the_term_has_no_data_for_is_dropped_with_the_reason(
    found: Found, tmp_path: Path
) -> None:
    """No ledger of cases: the tables of verdicts stand alone, the others say why they are
    missing.
    """
    edition = Edition(found.folder)
    elsewhere = replace(edition)
    elsewhere.__dict__["facts"] = {
        **edition.facts,
        "term": {**edition.facts["term"], "term": "2031-autumn"},
        "loop": {},
    }
    whole = counted(elsewhere, plan())
    assert [t.code for t in whole.tables] == [
        "county_children",
        "county_explained",
        "verdict_by_group",
        "verdict_by_stage",
    ]
    assert {d.code for d in whole.dropped} == {
        "county_cases",
        "loop_by_group",
        "open_by_cause",
    } and all("没有个案台账" in d.reason for d in whole.dropped)


def test_the_threshold_is_dated_and_cites_its_source() -> None:
    """Five, our own choice, and it says so."""
    entry = PARAMS.rules.values["publication_threshold"].entry(DAY)
    assert entry.value == 5 and "本办口径" in entry.source and "没有查到国家规定" in entry.source
    assert plan().choices.threshold == plan().choices.width == 5
