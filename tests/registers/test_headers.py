"""The header row is found by what it says, wherever it stands and whatever stands around it."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_core.registers.headers import SEARCH_ROWS, Reader, find_tables
from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.settings.headings import Headings
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS
from tests.registers.sheets import HEAD, HONG, MING, cells, read, workbook


def test_a_header_is_found_below_titles_and_the_notes_below_are_no_records(tmp_path: Path) -> None:
    """Titles, blank rows, a repeated header, totals and signatures are normal; every record keeps
    its row number.
    """
    workbook(
        tmp_path / "户籍/永定.xlsx",
        {
            "Sheet1": [
                ["附件1"],
                ["永定街道2025年户籍底册"],
                ["填报单位：永定派出所", None, "填报日期：2025-09-01"],
                [],
                HEAD,
                MING,
                [None, None, None],
                HEAD,
                HONG,
                ["合计", 2, None],
                ["注：本表数据截至8月31日"],
                ["填表人：某某", "审核人：某某", "单位负责人：某某"],
                ["以上全部属实", None, None],
            ]
        },
    )
    assert cells(read(tmp_path, "户籍"), "name", "row", "sheet", "reason") == [
        ("张小明", 6, "Sheet1", None),
        ("李红", 9, "Sheet1", None),
        ("以上全部属实", 13, "Sheet1", "no_town"),
    ]


def test_merged_titles_hidden_rows_and_sheets_of_other_things(tmp_path: Path) -> None:
    """A hidden row is a record, a sheet of explanations or of counts is none, and a hidden sheet of
    records counts.
    """

    def shape(page: Worksheet) -> None:
        if page.title == "名册":
            page.merge_cells("A1:C1")
            page.row_dimensions[4].hidden = True
        page.sheet_state = "hidden" if page.title == "增补" else "visible"

    workbook(
        tmp_path / "学籍/永定小学.xlsx",
        {
            "填表说明": [["一、姓名按户口簿填写"], ["二、身份证号用文本格式"]],
            "班级人数": [["学校名称", "年级", "班级", "人数"], ["永定小学", "一年级", "1班", 40]],
            "名册": [
                ["永定小学学籍名册"],
                ["学生姓名", "学校名称", "学籍号"],
                ["张小明", "永定小学", "G" + MING[1]],
                ["李红", "永定小学", "G" + HONG[1]],
            ],
            "增补": [["学生姓名", "学校名称", "身份证件号"], ["周军", "永定小学", MING[1]]],
        },
        shape,
    )
    assert cells(read(tmp_path, "学籍"), "name", "sheet", "row") == [
        ("张小明", "名册", 3),
        ("李红", "名册", 4),
        ("周军", "增补", 2),
    ]


def test_a_header_of_two_rows_with_merged_cells(tmp_path: Path) -> None:
    """A heading merged downwards stands in the upper row, the parts of a group in the lower one."""

    def shape(page: Worksheet) -> None:
        for area in ("A2:A3", "B2:C2", "D2:D3"):
            page.merge_cells(area)

    workbook(
        tmp_path / "户籍/永定.xlsx",
        {
            "Sheet1": [
                ["永定街道底册"],
                ["姓名", "身份信息", None, "乡镇"],
                [None, "身份证号", "出生日期", None],
                [*MING[:2], "2015-03-01", "永定"],
            ]
        },
        shape,
    )
    assert cells(read(tmp_path, "户籍"), "name", "id_no", "town", "row") == [
        ("张小明", MING[1], "永定街道", 4)
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "公民身份号码",
        "身份证号",
        "身份证号码",
        "居民身份证号码",
        "★身份证件号",
        "身 份 证 号",
        "身份证号\n",
        "身份证*",
        "证件号码：",
    ],
)
def test_the_number_is_recognised_under_its_aliases(tmp_path: Path, heading: str) -> None:
    """Domain facts §5: headings in use, with stars, spaces, line breaks and colons."""
    workbook(tmp_path / "户籍/永定.xlsx", {"Sheet1": [["姓 名", heading, "镇（街道）"], MING]})
    assert cells(read(tmp_path, "户籍"), "name", "id_no", "town") == [
        ("张小明", MING[1], "永定街道")
    ]


def test_every_heading_and_alias_of_a_register_means_one_field() -> None:
    """Two fields of one register never share a heading: the second would be lost in silence."""
    for register in REGISTERS.values():
        headings = list(chain.from_iterable(set(field.headings) for field in register.fields))
        assert sorted({h for h in headings if headings.count(h) > 1}) == [], register.folder


def test_a_register_of_each_kind_is_recognised_by_its_official_headings() -> None:
    """The headings of the contract are enough, in any order."""
    for register in REGISTERS.values():
        head = [f.heading for f in reversed(register.fields)]
        rows = [["题"], head, ["x"] * len(head)]
        sheet = RawSheet("册.xlsx", "一", rows, [1, 2, 3])
        (found,) = find_tables(sheet, rows, Reader(register, Headings()), frozenset())
        named = {c.field for c in found.columns}
        assert (found.body, named) == (2, {f.name for f in register.fields}), register.folder


def test_a_header_too_far_down_is_no_header(tmp_path: Path) -> None:
    """The search ends; the file is refused instead of being read as empty."""
    workbook(tmp_path / "户籍/永定.xlsx", {"Sheet1": [["说明"]] * SEARCH_ROWS + [HEAD, MING]})
    with pytest.raises(InputError, match="没有找到表头"):
        read(tmp_path, "户籍")


@pytest.mark.parametrize(
    ("title", "name", "school"),
    [
        ("永定中心小学2025年秋季学期在校学生花名册", "名册.xlsx", "永定中心小学"),
        ("在校学生花名册", "东村第1中学.xlsx", "东村第1中学"),
        ("附件2 学校（盖章）：大营民族小学", "名册.xlsx", "大营民族小学"),
        ("学校名称:罗免中学 班主任：某某", "1班.xlsx", "罗免中学"),
        ("富民县中小学在校学生花名册", "款庄小学.xlsx", "款庄小学"),
    ],
)
def test_a_roll_without_a_school_column_takes_the_school_from_title_or_file_name(
    tmp_path: Path, title: str, name: str, school: str
) -> None:
    """Contract: 学校 is a column, or the file's name or title."""
    workbook(tmp_path / "在校" / name, {"Sheet1": [[title], ["姓名", "身份证号"], MING[:2]]})
    assert cells(read(tmp_path, "在校"), "school", "reason") == [(school, None)]
