"""第二章（一）比对核查：who compares, when, on which basis, and that nobody is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kongchuo_core.comparison.proof import prove
from kongchuo_core.registers.account import Account
from kongchuo_core.vocabulary.errors import BalanceError, InputError
from tests.county import TERM, Found, child, compare, county, lay, workspace_at
from tests.days import params_on

BOTH = "公安派出所、中心学校"


def windows(found: Found, *columns: str) -> dict[str, tuple[Any, ...]]:
    """Town → what ``windows`` says of it."""
    return {line["town"]: tuple(line[c] for c in columns) for line in found.table("windows")}


@pytest.mark.clause("M2.1")
def test_m2_1_towns_compare_together_with_police_and_central_school(tmp_path: Path) -> None:
    """镇（街道）联合公安、中心学校开展比对: of every town it is told who took part; a town that reported nothing
    isn't left out.
    """
    found = county(
        tmp_path,
        比对情况=[
            {"乡镇": "永定街道", "完成日期": "2025-09-12", "联合单位": "永定派出所、永定中心学校"},
            {"乡镇": "大营街道", "完成日期": "2025-09-12", "联合单位": "县公安局"},
            {"乡镇": "罗免镇", "完成日期": "2025-09-12", "联合单位": "罗免中心小学"},
            {"乡镇": "款庄镇", "完成日期": "2025-09-20", "联合单位": "派出所"},
            {"乡镇": "款庄镇", "完成日期": "2025-09-12", "联合单位": "中心学校"},
            {"乡镇": "东村镇", "完成日期": "2025-09-12", "联合单位": "村委会"},
        ],
    )
    assert windows(found, "police", "central_school") == {
        "永定街道": (True, True),
        "大营街道": (True, False),
        "罗免镇": (False, True),
        "款庄镇": (True, True),
        "东村镇": (False, False),
        "赤鹫镇": (False, False),
        "散旦镇": (False, False),
    }
    assert [town for town, (done,) in windows(found, "done_on").items() if done is None] == [
        "散旦镇",
        "赤鹫镇",
    ]


@pytest.mark.clause("M2.1")
@pytest.mark.parametrize("register", ["户籍", "学籍", "在校"])
def test_m2_1_without_one_of_the_three_registers_there_is_no_comparison(
    tmp_path: Path, register: str
) -> None:
    """学籍系统、人口信息和在校学生三方比对: none of the three may be missing."""
    workspace = workspace_at(tmp_path / "county")
    lay(workspace)
    shutil.rmtree(workspace.data(TERM) / register)
    with pytest.raises(InputError, match=f"缺少{register}登记册"):
        compare(workspace)


@pytest.mark.clause("M2.2")
def test_m2_2_september_and_march_are_the_windows(tmp_path: Path) -> None:
    """以每年的9月和3月为重点时段: the last day of the window is in time, the day after is a day late; the first
    report counts.
    """
    found = county(
        tmp_path,
        比对情况=[
            {"乡镇": "永定街道", "完成日期": "2025-09-01"},
            {"乡镇": "大营街道", "完成日期": "2025-09-30"},
            {"乡镇": "罗免镇", "完成日期": "2025-10-01"},
            {"乡镇": "赤鹫镇", "完成日期": "2025-10-31"},
            {"乡镇": "东村镇", "完成日期": "2025-10-09"},
            {"乡镇": "东村镇", "完成日期": "2025-09-29"},
        ],
    )
    assert windows(found, "days_late") == {
        "永定街道": (0,),
        "大营街道": (0,),
        "罗免镇": (1,),
        "赤鹫镇": (31,),
        "东村镇": (0,),
        "款庄镇": (None,),
        "散旦镇": (None,),
    }
    params = Path(__file__).parents[2] / "params"
    terms = [params_on(params, term).term for term in ("2025-autumn", "2026-spring")]
    assert [(t.window_from, t.window_to) for t in terms] == [
        (date(2025, 9, 1), date(2025, 9, 30)),
        (date(2026, 3, 1), date(2026, 3, 31)),
    ]


@pytest.mark.clause("M2.3")
def test_m2_3_the_household_register_is_the_basis(tmp_path: Path) -> None:
    """以户籍为基本依据: a child counts where it is registered, also if no other register knows it; others'
    pupils don't count.
    """
    here, away, unknown = (
        child("李在家", order=11),
        child("王外乡", order=21),
        child("赵无处", order=31),
    )
    stranger = child("外县生", order=41)
    found = county(
        tmp_path,
        户籍=[here, away | {"乡镇（街道）": "东村镇"}, unknown],
        学籍=[here, away, stranger],
        在校=[here, away, stranger],
    )
    assert found.verdicts() == {
        "李在家": "CONSISTENT",
        "王外乡": "CONSISTENT",
        "赵无处": "UNENROLLED_ABSENT",
    }
    assert (found.of(away)["town"], found.of(away)["school"]) == ("东村镇", "永定小学")
    assert [(o["school"], o["enrolled"], o["present"]) for o in found.table("outsiders")] == [
        ("永定小学", True, True)
    ]
    assert (found.figure("children.in_scope"), found.figure("children.in_scope", "东村镇")) == (
        3,
        1,
    )


@pytest.mark.clause("M2.4")
def test_m2_4_children_of_six_to_fifteen_at_the_cutoff(tmp_path: Path) -> None:
    """6-15周岁户籍适龄儿童少年: both ends of the ten school years are in, the days before and after
    are out.
    """
    days = {"太大": "2009-08-31", "最大": "2009-09-01", "最小": "2019-08-31", "太小": "2019-09-01"}
    found = county(tmp_path, 户籍=[child(name, born) for name, born in days.items()])
    assert {line["name"]: line["age"] for line in found.table("verdicts")} == {
        "最大": 15,
        "最小": 6,
    }
    assert found.fates("household") == [
        ("out_of_scope", "too_old"),
        ("used", None),
        ("used", None),
        ("out_of_scope", "too_young"),
    ]


@pytest.mark.clause("M2.4")
def test_m2_4_the_dead_and_those_who_left_are_out_the_empty_household_is_in(tmp_path: Path) -> None:
    """户籍适龄儿童: 死亡、注销、迁出 don't count; 空挂 (人户分离) does, with a flag; an unknown word does, with a flag;
    blank is normal.
    """
    words = ["死亡", "注销", "迁出", "已迁出", "空挂", "空挂户", "正常", "人户分离", None, "待核"]
    found = county(
        tmp_path,
        户籍=[child(f"某{n}", order=2 * n + 11, 户籍状态=word) for n, word in enumerate(words)],
    )
    assert [reason for _, reason in found.fates("household")] == [
        "household_dead",
        "household_cancelled",
        "household_moved_out",
        "household_moved_out",
        *[None] * 6,
    ]
    assert set(found.verdicts()) == {"某4", "某5", "某6", "某7", "某8", "某9"}
    assert found.flagged("empty_household") == {"某4", "某5", "某7"}
    assert found.flagged("household_status_unknown_word") == {"某9"}


@pytest.mark.clause("M2.4")
def test_m2_4_a_child_that_can_not_be_dated_is_a_child(tmp_path: Path) -> None:
    """不漏一人: no date, or a number that isn't sound, never puts a child out of scope; a sound number
    beats a written date.
    """
    undated = {"姓名": "无日期", "性别": "男"}
    broken = child("号有误") | {"身份证号": "53992420150301011", "出生日期": "2015-03-01"}
    other_day = child("日不同", "2015-03-01", 13) | {"出生日期": "2008-01-01"}
    month = {"姓名": "只有月", "出生日期": "2015.03", "性别": "女"}
    found = county(tmp_path, 户籍=[undated, broken, other_day, month])
    assert found.verdict(undated) == "REVIEW"
    assert {
        n: found.of({"姓名": n})["birth_date"] for n in ("无日期", "号有误", "日不同", "只有月")
    } == {
        "无日期": None,
        "号有误": date(2015, 3, 1),
        "日不同": date(2015, 3, 1),
        "只有月": None,
    }
    assert found.flagged("number_damaged") == {"号有误"} and found.flagged("birth_differs") == {
        "日不同"
    }
    assert found.flagged("birth_month_only") == {"只有月"} and found.flagged("number_missing") == {
        "无日期",
        "只有月",
    }


@pytest.mark.clause("M2.4")
def test_m2_4_nobody_is_lost_and_nobody_counted_twice(tmp_path: Path) -> None:
    """不漏一户、不漏一人: every row has one fate, what can't be read is listed with its place, and the sums
    are told.
    """
    one, two = child("李一", order=11), child("李二", order=21)
    nameless, townless = child("", order=31), child("无镇", order=41) | {"乡镇（街道）": "上海滩"}
    found = county(
        tmp_path,
        户籍=[one, two, one, nameless, townless, child("老人", "1950-01-01")],
        学籍=[one, {**child("", order=51)}, child("外县", order=61)],
        在校=[one, two | {"身份证号": None, "出生日期": None}],
    )
    assert found.fates("household") == [
        ("used", None),
        ("used", None),
        ("duplicate", "same_child"),
        ("quarantined", "no_name"),
        ("quarantined", "unknown_town"),
        ("out_of_scope", "too_old"),
    ]
    assert found.fates("enrolment") == [("used", None), ("quarantined", "no_name"), ("used", None)]
    assert found.fates("presence") == [("used", None), ("quarantined", "no_key")]
    assert found.mend("no_name") == [
        ("学籍/学籍.xlsx", 3, "永定街道"),
        ("户籍/户籍.xlsx", 5, "永定街道"),
    ]
    assert found.mend("unknown_town") == [("户籍/户籍.xlsx", 6, None)]
    proof = found.facts["proof"]
    assert proof["registers"]["household"] == {
        "used": 2,
        "duplicate": 1,
        "out_of_scope": 1,
        "quarantined": 2,
        "read": 6,
    }
    assert (sum(proof["verdicts"].values()), proof["in_scope"]) == (2, 2)
    rows = found.table("rows")
    assert len({(r["file"], r["sheet"], r["row"]) for r in rows}) == len(rows) == 6 + 3 + 2


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The tables of a county whose sums balance, and the rows read."""
    some = [child(f"某{n}", order=2 * n + 11) for n in range(4)]
    found = county(tmp_path_factory.mktemp("proof"), 户籍=some, 学籍=some[:3], 在校=some[:2])
    tables = {
        name: pq.read_table(found.folder / f"{name}.parquet") for name in ("rows", "verdicts")
    }
    places = tables["rows"].group_by(["register", "file", "sheet"]).aggregate([("row", "count")])
    return tables | {
        "read": {code: sums["read"] for code, sums in found.facts["proof"]["registers"].items()},
        "accounts": {
            p["register"]: [
                Account(p["file"], p["sheet"], p["row_count"] + 1, 1, p["row_count"], 0, ())
            ]
            for p in places.to_pylist()
        },
    }


def changed(accounts: dict[str, list[Account]], **fields: Any) -> dict[str, list[Account]]:
    """The accounts with something else in the household register's only sheet."""
    return accounts | {"household": [replace(accounts["household"][0], **fields)]}


def altered(table: pa.Table, column: str, value: str) -> pa.Table:
    """A table with another value in the first line of a column."""
    values = [value, *table[column].to_pylist()[1:]]
    return table.set_column(table.column_names.index(column), column, pa.array(values, pa.string()))


@pytest.mark.clause("M2.4")
@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("rows", lambda t: t.slice(1), "读入3行，去向合计2行"),
        ("rows", lambda t: pa.concat_tables([t, t.slice(0, 1)]), "有的行有两个去向"),
        ("rows", lambda t: altered(t, "fate", "lost"), "读入3行，去向合计2行"),
        ("verdicts", lambda t: t.slice(1), "户籍采用4行，适龄儿童3人"),
        ("verdicts", lambda t: pa.concat_tables([t, t.slice(0, 1)]), "有的儿童有两个结论"),
        ("verdicts", lambda t: altered(t, "verdict", "FORGOTTEN"), "有不认识的结论：FORGOTTEN"),
        ("verdicts", lambda t: altered(t, "child_id", "C0"), "不是一一对应"),
        ("accounts", lambda a: changed(a, others=(7, 9)), "第7行等2行没有去向"),
        ("accounts", lambda a: changed(a, records=5), "有5行记录，有去向的4行"),
    ],
)
def test_m2_4_the_run_stops_where_the_sums_do_not_balance(
    proven: dict[str, Any], name: str, change: Any, told: str
) -> None:
    """一个不少: a row dropped on purpose, told twice or without a fate, a child without a verdict or
    with two: no document is made.
    """
    assert prove(**proven)["in_scope"] == 4
    with pytest.raises(BalanceError, match=told) as error:
        prove(**proven | {name: change(proven[name])})
    assert error.value.exit_status == 13
