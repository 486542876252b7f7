"""Layouts of offices: groups, merged cells, blocks side by side, tables below, headings of real
forms.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_core.registers.border import read_register
from kongchuo_core.registers.headers import Reader, heading_key
from kongchuo_core.settings.headings import Headings, load_headings
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.errors import InputError, ParamsError
from kongchuo_core.vocabulary.registers import BY_FOLDER, REGISTERS
from tests.county import number, write
from tests.registers.sheets import PARAMS, cells, read, workbook

NO, HONG = number("2015-03-01"), number("2014-05-06", 12)
DAD, MUM = number("1985-03-01"), number("1986-05-06", 12)


def merged(*areas: str) -> Any:
    def shape(page: Worksheet) -> None:
        for area in areas:
            page.merge_cells(area)

    return shape


CHILDREN = [("张小明", NO, "永定街道"), ("李红", HONG, "大营街道")]
LAYOUTS: dict[str, tuple[list[list[Any]], tuple[str, ...]]] = {
    "the head of household's group left": (
        [
            ["乡镇", "户主信息", None, "适龄儿童信息", None],
            [None, "姓名", "身份证号", "姓名", "身份证号"],
            ["永定街道", "张大", DAD, "张小明", NO],
            ["大营街道", "李大", MUM, "李红", HONG],
        ],
        ("A1:A2", "B1:C1", "D1:E1"),
    ),
    "groups that aren't merged": (
        [
            ["序号", "家长", None, "儿童", None, "乡镇"],
            [None, "姓名", "身份证号", "姓名", "身份证号", None],
            [1, "张大", DAD, "张小明", NO, "永定街道"],
            [2, "李大", MUM, "李红", HONG, "大营街道"],
        ],
        (),
    ),
    "one row, the parent's number plain": (
        [
            ["家长姓名", "身份证号", "儿童姓名", "儿童身份证号", "乡镇"],
            ["张大", DAD, "张小明", NO, "永定街道"],
            ["李大", MUM, "李红", HONG, "大营街道"],
        ],
        (),
    ),
    "one row, both numbers plain": (
        [
            ["户主姓名", "身份证号", "姓名", "身份证号", "乡镇"],
            ["张大", DAD, "张小明", NO, "永定街道"],
            ["李大", MUM, "李红", HONG, "大营街道"],
        ],
        (),
    ),
    "two addresses": (
        [
            ["姓名", "身份证号", "现居住地", None, "户籍所在地", None],
            [None, None, "乡镇", "村", "乡镇", "村"],
            ["张小明", NO, "罗免镇", "某村", "永定街道", "龙泉村"],
            ["李红", HONG, "罗免镇", "某村", "大营街道", "瓦窑村"],
        ],
        ("A1:A2", "B1:B2", "C1:D1", "E1:F1"),
    ),
    "side by side": (
        [
            ["乡镇", "姓名", "身份证号", None, "乡镇", "姓名", "身份证号"],
            ["永定街道", "张小明", NO, None, "大营街道", "李红", HONG],
        ],
        (),
    ),
    "side by side under one town": (
        [
            ["适龄儿童花名册"],
            ["姓名", "身份证号", "乡镇", "姓名", "身份证号", "乡镇"],
            ["张小明", NO, "永定街道", "李红", HONG, "大营街道"],
        ],
        ("A1:F1",),
    ),
    "side by side under a town each": (
        [
            ["永定街道", None, "大营街道", None],
            ["姓名", "身份证号", "姓名", "身份证号"],
            ["张小明", NO, "李红", HONG],
        ],
        ("A1:B1", "C1:D1"),
    ),
    "a second table in another order": (
        [
            ["姓名", "身份证号", "乡镇"],
            ["张小明", NO, "永定街道"],
            ["大营街道花名册"],
            ["乡镇", "身份证号", "姓名"],
            ["大营街道", HONG, "李红"],
        ],
        (),
    ),
    "towns in titles": (
        [
            ["永定街道花名册"],
            ["姓名", "身份证号"],
            ["张小明", NO],
            ["大营街道花名册"],
            ["姓名", "身份证号", "性别"],
            ["李红", HONG, "女"],
        ],
        (),
    ),
    "codes and villages in the town's cell": (
        [
            ["乡(镇)", "姓名（必填）", "证件号码（18位）"],
            ["530124001 永定街道", "张小明", NO],
            ["大营街道瓦窑村委会", "李红", HONG],
        ],
        (),
    ),
    "the town in the address": (
        [
            ["A4姓名", "A6公民身份号码", "A8户籍地址"],
            ["张小明", NO, "云南省昆明市富民县永定街道龙泉村1号"],
            ["李红", HONG, "富民县大营街道瓦窑村2号"],
        ],
        (),
    ),
    "police columns": (
        [["XM", "GMSFHM", "XZMC"], ["张小明", NO, "永定街道"], ["李红", HONG, "大营街道"]],
        (),
    ),
    "towns in lines between the rows": (
        [
            ["姓名", "身份证号"],
            ["永定街道"],
            ["张小明", NO],
            ["大营街道"],
            ["李红", HONG],
        ],
        (),
    ),
    "the same headings again under another title": (
        [
            ["永定街道花名册"],
            ["姓名", "身份证号"],
            ["张小明", NO],
            ["大营街道花名册"],
            ["姓名", "身份证号"],
            ["李红", HONG],
        ],
        (),
    ),
    "two tables apart, each with its own headings": (
        [
            ["姓名", "身份证号", "乡镇", None, "儿童姓名", "公民身份号码", "乡镇名称"],
            ["张小明", NO, "永定街道", None, "李红", HONG, "大营街道"],
        ],
        (),
    ),
    "three rows of headings with the parents' group": (
        [
            ["户籍信息", None, None, "监护人信息", None],
            ["基本信息", None, "地址", "姓名", "身份证号码"],
            ["姓名", "身份证号", "乡镇", None, None],
            ["张小明", NO, "永定街道", "张大", DAD],
            ["李红", HONG, "大营街道", "李大", MUM],
        ],
        ("A1:C1", "D1:E1", "A2:B2", "D2:D3", "E2:E3"),
    ),
    "sons and daughters beside each other": (
        [
            ["户主", "长子姓名", "身份证号", "乡镇", "次女姓名", "身份证号", "乡镇"],
            ["张大", "张小明", NO, "永定街道", "李红", HONG, "大营街道"],
        ],
        (),
    ),
    "a state hanging below a whole row": (
        [
            ["姓名", "身份证号", "乡镇", "核查情况", None],
            [None, None, None, "户籍状态", "核查人"],
            ["张小明", NO, "永定街道", "正常", "王"],
            ["李红", HONG, "大营街道", "正常", "王"],
        ],
        ("A1:A2", "B1:B2", "C1:C2", "D1:E1"),
    ),
}


@pytest.mark.clause("M2.4")
@pytest.mark.parametrize(("rows", "areas"), LAYOUTS.values(), ids=LAYOUTS)
def test_the_children_are_read_whatever_stands_around_them(
    tmp_path: Path, rows: list[list[Any]], areas: tuple[str, ...]
) -> None:
    """Every child with its own number and its own town, no row more and none less."""
    workbook(tmp_path / "户籍/册.xlsx", {"一": rows}, merged(*areas))
    records = read(tmp_path, "户籍")
    assert sorted(cells(records, "name", "id_no", "town")) == sorted(CHILDREN)
    assert set(cells(records, "fate")) == {(None,)}


def test_what_was_merged_and_then_saved_as_text(tmp_path: Path) -> None:
    """The only town stands for every blank; of several the last above, where most are blank; else
    nobody knows.
    """
    head = ["乡镇", "姓名", "身份证号"]
    people = [[name, number("2015-03-01", 11 + n)] for n, name in enumerate("甲乙丙丁戊")]

    def towns(*column: str) -> list[str | None]:
        rows = [[town, f"王{p[0]}", p[1]] for town, p in zip(column, people, strict=True)]
        write(tmp_path / "户籍/册.csv", [head, *rows])
        return [town for (town,) in cells(read(tmp_path, "户籍"), "town")]

    yong, da = "永定街道", "大营街道"
    assert towns(yong, "", yong, "", "") == [yong] * 5
    assert towns(yong, "", "", da, "") == [yong] * 3 + [da] * 2
    assert towns(yong, yong, "", da, "") == [yong, yong, None, da, None]


def test_every_row_of_a_merged_range_has_its_value(tmp_path: Path) -> None:
    """Downwards for towns and villages, school and class; a section's line across is no pupil."""
    rows = [
        ["乡镇", "村", "姓名", "身份证号"],
        ["永定街道", "龙泉村", "张小明", NO],
        [None, None, "李红", HONG],
    ]
    workbook(tmp_path / "户籍/册.xlsx", {"一": rows}, merged("A2:A3", "B2:B3"))
    assert cells(read(tmp_path, "户籍"), "town", "village") == [("永定街道", "龙泉村")] * 2
    roll = [
        ["姓名", "身份证号", "学校", "班级"],
        ["一年级1班", None, None, None],
        ["张小明", NO, "永定小学", "1班"],
        ["李红", HONG, None, None],
    ]
    workbook(tmp_path / "在校/册.xlsx", {"一": roll}, merged("A2:D2", "C3:C4", "D3:D4"))
    assert cells(read(tmp_path, "在校"), "row", "school", "class_name") == [
        (3, "永定小学", "1班"),
        (4, "永定小学", "1班"),
    ]


def test_blocks_are_told_apart_in_the_rows(tmp_path: Path) -> None:
    """Two children on one line of the sheet are two record rows; the shorter block has no empty
    records.
    """
    rows = [
        ["姓名", "身份证号", "姓名", "身份证号"],
        ["甲一", NO, "乙二", HONG],
        ["丙三", DAD, None, None],
    ]
    workbook(tmp_path / "户籍/永定街道.xlsx", {"一": rows})
    assert sorted(cells(read(tmp_path, "户籍"), "row", "block", "name")) == [
        (2, 1, "甲一"),
        (2, 2, "乙二"),
        (3, 1, "丙三"),
    ]


REAL = {
    "缓学休学": (
        ["学生姓名", "身份证号", "延缓原因", "延缓期限", "教育部门意见"],
        ["甲", NO, "疾病", "2025年9月—2026年8月", "同意"],
        {"approval_type": "缓学", "says": "yes"},
    ),
    "异地就读": (
        ["姓名", "身份证号", "就读省份", "就读市", "就读县", "就读学校"],
        ["甲", NO, "广东省", "东莞市", "", "某小学"],
        {"place": "广东省东莞市"},
    ),
    "残疾": (
        ["姓名", "残疾人证号", "残疾类别", "残疾等级"],
        ["甲", f"{NO}43", "智力", "三级"],
        {"id_no": NO},
    ),
    "学籍": (
        ["学校标识码", "姓名", "身份证件号", "学籍状态"],
        ["2153000001", "甲", NO, "01-在读"],
        {"school": "2153000001", "student_status": "在读"},
    ),
}


@pytest.mark.parametrize("folder", REAL)
def test_columns_of_real_forms(tmp_path: Path, folder: str) -> None:
    """Official forms of deferral, pupils elsewhere, the disabled persons' federation, the national
    import template.
    """
    head, row, expected = REAL[folder]
    write(tmp_path / folder / "表.xlsx", [head, row])
    (line,) = read(tmp_path, folder).table.to_pylist()
    assert {k: line[k] for k in expected} == expected and line["fate"] is None


def test_student_numbers_without_their_letter_and_cut_ones(tmp_path: Path) -> None:
    """What is left of a number cut by a spreadsheet is said and compared; the sender hears of it
    under the right column.
    """
    head = ["学校名称", "学生姓名", "学籍号"]
    write(
        tmp_path / "学籍/表.xlsx", [head, ["一小", "甲", NO], ["一小", "乙", int(HONG[:17] + "0")]]
    )
    records = read(tmp_path, "学籍")
    assert cells(records, "student_no", "id_no", "id_cut") == [
        (f"G{NO}", None, False),
        (None, HONG[:15], True),
    ]
    assert [(p.column, p.kind) for p in records.problems] == [("学籍号", "student_number_cut")]


def test_a_table_of_grown_ups_raises_an_alarm(tmp_path: Path) -> None:
    people = [["甲", DAD], ["乙", MUM], ["丙", number("1990-01-01")]]
    write(tmp_path / "户籍/永定街道.xlsx", [["姓名", "身份证号"], *people])
    assert "all_adults" in {p.kind for p in read(tmp_path, "户籍").problems}
    write(tmp_path / "在校/永定小学.xlsx", [["姓名", "身份证号"], *people])
    assert "no_child_number" in {p.kind for p in read(tmp_path, "在校").problems}


def test_an_unknown_heading_is_told_with_kinds_and_never_with_values(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "乡镇", "包保干部", "序号"], ["甲", NO, "永定街道", "王某某", 1]]
    write(tmp_path / "户籍/册.xlsx", rows)
    records = read(tmp_path, "户籍")
    assert [(u.heading, u.known, u.kinds) for u in records.unused] == [
        ("包保干部", False, ("3个汉字",))
    ]
    assert "王某某" not in str(records.unused) + str(records.problems)


def test_a_table_on_its_side_is_named_for_what_it_is(tmp_path: Path) -> None:
    rows = [["姓名", "张小明", "李红"], ["身份证号", NO, HONG], ["学校", "永定小学", "永定小学"]]
    write(tmp_path / "在校/册.xlsx", rows)
    with pytest.raises(InputError, match="横着排") as error:
        read(tmp_path, "在校")
    assert "转置" in error.value.remedy


def test_a_heading_over_two_rows_is_one(tmp_path: Path) -> None:
    """证件 over 类型 and 号码, below a group over all of them."""
    rows = [
        ["基本信息", None, None, "学校"],
        ["姓名", "证件", None, None],
        [None, "类型", "号码", None],
        ["张小明", "居民身份证", NO, "永定小学"],
    ]
    shape = merged("A1:C1", "B2:C2", "A2:A3", "D1:D3")
    workbook(tmp_path / "在校/册.xlsx", {"一": rows}, shape)
    assert cells(read(tmp_path, "在校"), "name", "id_no") == [("张小明", NO)]


SMELL = [["姓名", "身份证号", "学校", "在校生核查码"], ["张小明", NO, "永定小学", "A"]]


def test_a_heading_that_may_tell_of_presence_stops_until_it_is_assigned(tmp_path: Path) -> None:
    """The office says once what it means, or that it is of no use."""
    write(tmp_path / "data/在校/册.xlsx", SMELL)
    with pytest.raises(InputError, match="在校生核查码”这一列看不懂") as error:
        read_register(tmp_path / "data", BY_FOLDER["在校"], PARAMS)
    assert "params/headings.yaml" in error.value.remedy and "A" not in error.value.what
    for meaning, says in (("不用", "yes"), ("是否在校", "ask")):
        params = told(f"headings:\n  在校:\n    在校生核查码: {meaning}\n", tmp_path)
        records = read_register(tmp_path / "data", BY_FOLDER["在校"], params)
        assert cells(records, "says") == [(says,)]
    words = told("headings: {在校: {在校生核查码: 是否在校}}\nwords: {在校: {A: 是}}\n", tmp_path)
    assert cells(read_register(tmp_path / "data", BY_FOLDER["在校"], words), "says") == [("yes",)]


def told(yaml: str, folder: Path) -> Params:
    (folder / "headings.yaml").write_text(yaml, "utf-8")
    return Params(PARAMS.county, PARAMS.term, PARAMS.rules, load_headings(folder))


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("headings: {学生: {甲: 姓名}}", "里的“学生”不是登记册"),
        ("headings: {在校: {甲: 是否上学}}", "后面的“是否上学”不是在校的列"),
        ("words: {在校: {甲: 也许}}", "甲"),
    ],
)
def test_a_slip_in_the_offices_headings_is_named(tmp_path: Path, yaml: str, message: str) -> None:
    with pytest.raises(ParamsError, match=message):
        told(yaml, tmp_path)


def test_without_the_file_nothing_is_assigned(tmp_path: Path) -> None:
    assert load_headings(tmp_path) == Headings()


def test_a_school_named_nowhere_is_named_as_the_lack(tmp_path: Path) -> None:
    write(tmp_path / "学籍/导出.xlsx", [["姓名", "身份证件号"], ["甲", NO]])
    with pytest.raises(InputError, match="表头缺少：学校名称"):
        read(tmp_path, "学籍")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.permutations(["姓名", "身份证号", "乡镇", "性别", "备注"]),
    st.sampled_from(["", "（必填）", " ", "*", "："]),
    st.sampled_from(["", "A4", "R1.", "1.", "（2）"]),
    st.integers(1, 3),
)
def test_headings_in_any_order_and_dress(
    tmp_path: Path, order: list[str], behind: str, before: str, blocks: int
) -> None:
    """Codes, hints and marks around a heading, and blocks side by side, change nothing."""
    value = {"姓名": "张小明", "身份证号": NO, "乡镇": "永定街道", "性别": "男", "备注": ""}
    head = [f"{before}{h}{behind}" for h in order] * blocks
    rows = [head, [value[h] for h in order] * blocks]
    write(tmp_path / "户籍/册.xlsx", rows)
    assert (
        cells(read(tmp_path, "户籍"), "name", "id_no", "town")
        == [("张小明", NO, "永定街道")] * blocks
    )


def test_an_alias_of_one_field_is_never_read_as_another() -> None:
    """The headings of real forms, the words that turn a heading round, and the declared
    ones agree.
    """
    for register in REGISTERS.values():
        reader = Reader(register, Headings())
        for field in register.fields:
            for heading in (field.heading, *field.aliases):
                assert reader.meaning("", heading_key(heading)).field == field.name, heading


@pytest.mark.parametrize(
    ("relation", "guardian"),
    [
        ("子", "张大"),
        ("之女", "张大"),
        ("长子", "张大"),
        ("孙子", None),
        ("户主", None),
        (None, None),
    ],
)
def test_the_head_of_a_household_is_a_candidate_guardian_of_the_own_child(
    tmp_path: Path, relation: str | None, guardian: str | None
) -> None:
    rows = [["户主", None, "姓名", "身份证号", "乡镇"], ["姓名", "与户主关系", None, None, None]]
    workbook(
        tmp_path / "户籍/册.xlsx",
        {"一": [*rows, ["张大", relation, "张小明", NO, "永定街道"]]},
        merged("A1:B1", "C1:C2", "D1:D2", "E1:E2"),
    )
    assert cells(read(tmp_path, "户籍"), "name", "head_name", "guardian") == [
        ("张小明", "张大", guardian)
    ]
