"""The computing half as a whole: what the edition holds, and that nothing of it is left where it
stops.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kongchuo_core.comparison.whole import school_towns
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.compute import compute
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.tables import TABLES
from tests.county import TERM, Found, child, compare, lay, number, workspace_at, write
from tests.days import params_on


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """A county with a fault of every kind that a sender should mend."""
    workspace = workspace_at(tmp_path_factory.mktemp("compute") / "w")
    ming, cut, bare = (
        child("张小明"),
        child("李红", order=13),
        {"姓名": "无号", "出生日期": "2015-01-01", "性别": "女"},
    )
    lay(
        workspace,
        户籍=[
            ming | {"性别": "女"},
            cut | {"身份证号": int(cut["身份证号"])},
            bare,
            child("日不同", order=15) | {"出生日期": "2015-03-02"},
        ],
        学籍=[
            ming | {"学籍状态": "奇怪"},
            ming | {"学籍状态": "奇怪"},
            {"姓名": "甲", "身份证号": "53992420150301999X"},
        ],
        在校=[child("外人", order=41), {"姓名": "甲", "身份证号": None, "出生日期": "2015-09-09"}],
        异地就读=[child("没此人", order=51)],
        学校=[{"学校名称": "永定小学", "学段": "小学", "所在乡镇": "大营街道"}],
        缺勤=[ming | {"起始日期": "2025-09-05", "结束日期": "2025-09-01"}],
    )
    return compare(workspace)


def test_an_edition_has_every_declared_table_with_its_columns(found: Found) -> None:
    """Exactly the declared tables, types and order of lines; facts and a data dictionary beside
    them.
    """
    assert {p.stem for p in found.folder.glob("*.parquet")} == set(TABLES)
    for name, table in TABLES.items():
        read = pq.read_table(found.folder / f"{name}.parquet")
        assert read.schema.equals(table.schema), name
        assert read == read.sort_by([(c, "ascending") for c in table.order]), name
    facts = json.loads((found.folder / "facts.json").read_text("utf-8"))
    assert (
        facts["term"]["cutoff"] == "2025-08-31"
        and facts["given"]["household"]
        and not facts["given"]["graduates"]
    )
    assert facts["fictitious"] is False and facts["ledger_head"]["count"] == 0


def test_whatever_a_sender_should_mend_is_listed_with_its_place(found: Found) -> None:
    """``quality``: kind, place and the town that should hear of it; the remedy is said, no number
    stands in it.
    """
    lines = found.table("quality")
    told = {(line["kind"], line["file"], line["row"], line["town"]) for line in lines}
    expected: set[tuple[Any, ...]] = {
        ("sex_differs", "户籍/户籍.xlsx", 2, "永定街道"),
        ("number_damaged", "户籍/户籍.xlsx", 3, "永定街道"),
        ("number_missing", "户籍/户籍.xlsx", 4, "永定街道"),
        ("birth_differs", "户籍/户籍.xlsx", 5, "永定街道"),
        ("same_record", "学籍/学籍.xlsx", 3, "大营街道"),
        ("number_damaged", "学籍/学籍.xlsx", 4, "大营街道"),
        ("number_missing", "在校/在校.xlsx", 3, "大营街道"),
        ("no_child_here", "异地就读/异地就读.xlsx", 2, None),
        ("reversed", "缺勤/缺勤.xlsx", 2, "大营街道"),
    }
    assert expected - told == set()
    assert all(
        line["what"]
        and line["remedy"]
        and number("2015-03-01")[:14] not in line["what"] + line["remedy"]
        for line in lines
    )


def test_the_town_of_a_school_is_the_register_of_schools_word(found: Found, tmp_path: Path) -> None:
    """Else the town's name at the head of the school's; a school of neither is nobody's."""
    from kongchuo_core.registers.border import read_all

    workspace = workspace_at(tmp_path / "w")
    lay(
        workspace,
        在校=[child("甲") | {"学校": s} for s in ("东村中心小学", "款庄镇第一中学", "昆明某校")],
    )
    params = params_on(workspace.params, TERM)
    records = {r.register.code: r for r in read_all(workspace.data(TERM), params)}
    assert school_towns(records, params) == {"东村中心小学": "东村镇", "款庄镇第一中学": "款庄镇"}


@pytest.mark.clause("M2.4")
def test_a_child_keeps_its_number_when_name_or_number_is_mended(tmp_path: Path) -> None:
    """A person is minted once: the number hangs on the sound identity number, whatever else is
    corrected or added.
    """
    workspace = workspace_at(tmp_path / "w")
    ming = child("张小明")
    ids = []
    for row in (ming, ming | {"出生日期": "2015-03-02", "村（社区）": "龙泉"}):
        lay(workspace, 户籍=[row, child("李红", order=12)])
        ids.append(compare(workspace).of(ming)["child_id"])
    assert len(set(ids)) == 1


def test_two_offices_give_the_same_child_different_numbers(tmp_path: Path) -> None:
    """The number is a keyed digest: without the key nobody can go back."""
    ids = []
    for n, name in enumerate(("甲", "乙")):
        workspace = workspace_at(tmp_path / name)
        (workspace.ledger / "key").write_text(bytes([n] * 32).hex() + "\n", "ascii")
        lay(workspace, 户籍=[child("张小明")])
        ids.append(compare(workspace).of({"姓名": "张小明"})["child_id"])
    assert ids[0] != ids[1] and number("2015-03-01") not in "".join(ids)


def test_a_register_that_can_not_be_read_leaves_no_table(tmp_path: Path) -> None:
    """The folder of the edition isn't begun."""
    workspace: Workspace = workspace_at(tmp_path / "w")
    lay(workspace, 户籍=[child("张小明")])
    write(workspace.data(TERM) / "毕业/乱.csv", [["甲"]])
    into = workspace.outputs(TERM) / "data"
    with pytest.raises(InputError):
        compute(workspace, params_on(workspace.params, TERM), into)
    assert not into.exists()
