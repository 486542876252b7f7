"""Files as offices send them: encodings, formats, subfolders; every row keeps its file, sheet and
row number.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwt

from kongchuo_core.registers.border import read_all
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS
from tests.county import number, write
from tests.registers.sheets import HEAD, HONG, MING, PARAMS, cells, read, workbook


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_three_encodings_with_physical_line_numbers(tmp_path: Path, encoding: str) -> None:
    """A quoted cell may run over lines: the record is where it begins; rare characters of GB18030
    survive.
    """
    rows = [
        ["永定街道户籍底册"],
        [*HEAD, "住址"],
        ["𠮷小明", MING[1], "永定", "龙泉路\n1号\n二楼"],
        [],
        [*HONG, "“南门”,3号"],
    ]
    write(tmp_path / "户籍/永定.csv", rows, encoding)
    assert cells(read(tmp_path, "户籍"), "name", "town", "row", "sheet", "address") == [
        ("𠮷小明", "永定街道", 3, "", "龙泉路\n1号\n二楼"),
        ("李红", "永定街道", 7, "", "“南门”,3号"),
    ]


def test_a_lost_quote_swallows_no_rows(tmp_path: Path) -> None:
    """An opening quote without its partner would hide every row below it: the file is refused at
    the line where it stands.
    """
    text = "\r\n".join(
        [",".join(HEAD), ",".join(MING), '"李红,' + ",".join(HONG[1:]), ",".join(MING)]
    )
    (tmp_path / "户籍").mkdir()
    (tmp_path / "户籍/永定.csv").write_text(text, "utf-8")
    with pytest.raises(InputError, match="引号不成对") as error:
        read(tmp_path, "户籍")
    assert error.value.place == ("文件 户籍/永定.csv", "第 3 行")


def test_an_old_workbook(tmp_path: Path) -> None:
    """.xls of Excel 97–2003, two sheets."""
    book = xlwt.Workbook()
    for name, record in (("一组", MING), ("二组", HONG)):
        page = book.add_sheet(name)
        for r, row in enumerate([HEAD, record]):
            for c, cell in enumerate(row):
                page.write(r, c, cell)
    (tmp_path / "户籍").mkdir()
    book.save(tmp_path / "户籍/旧.xls")
    assert cells(read(tmp_path, "户籍"), "name", "file", "sheet", "row") == [
        ("张小明", "户籍/旧.xls", "一组", 2),
        ("李红", "户籍/旧.xls", "二组", 2),
    ]


def test_a_chart_sheet_is_no_hindrance(tmp_path: Path) -> None:
    """A workbook with a chart on a sheet of its own is read."""
    (tmp_path / "户籍").mkdir()
    book = openpyxl.Workbook()
    for row in (HEAD, MING):
        book.active.append(row)
    book.create_chartsheet("图").add_chart(openpyxl.chart.BarChart())
    book.save(tmp_path / "户籍/永定.xlsx")
    assert cells(read(tmp_path, "户籍"), "name") == [("张小明",)]


def test_subfolders_are_read_and_temporary_files_are_not(tmp_path: Path) -> None:
    """Any number of files in subfolders; Office's own ~$ files and hidden ones are passed over."""
    workbook(tmp_path / "户籍/永定/一.xlsx", {"甲": [HEAD, MING]})
    write(tmp_path / "户籍/大营/二.csv", [HEAD, HONG])
    for name in ("~$一.xlsx", ".DS_Store"):
        (tmp_path / "户籍" / name).write_bytes(b"x")
    assert cells(read(tmp_path, "户籍"), "name", "file") == [
        ("李红", "户籍/大营/二.csv"),
        ("张小明", "户籍/永定/一.xlsx"),
    ]


@pytest.mark.clause("M2.4")
def test_every_record_row_is_kept_with_a_reason_where_it_can_not_be_used(tmp_path: Path) -> None:
    """A row of which only the number or the name is legible is somebody; blank rows are nobody."""
    workbook(
        tmp_path / "户籍/底册.xlsx",
        {
            "一": [
                [*HEAD, "出生日期"],
                MING,
                [None, MING[1], None],
                ["只有名", None, None],
                [None, None, "永定街道"],
                [None, None, None],
                ["错镇", MING[1], "永安街道"],
                ["无日期", None, "永定街道"],
                ["坏日期", None, "永定街道", "三十八日"],
            ]
        },
    )
    assert cells(read(tmp_path, "户籍"), "row", "fate", "reason") == [
        (2, None, None),
        (3, "quarantined", "no_name"),
        (4, "quarantined", "no_town"),
        (7, "quarantined", "unknown_town"),
        (8, None, None),
        (9, None, None),
    ]
    write(
        tmp_path / "学籍/学籍.csv",
        [
            ["姓名", "学校名称", "身份证号", "学籍号", "出生日期"],
            ["甲", "一小", "", "", ""],
            ["乙", "", MING[1], "", ""],
            ["丙", "一小", "", "L2025001", ""],
            ["丁", "一小", "", "", "2015-01-01"],
            ["戊", "一小", "", "", "不详"],
        ],
    )
    assert cells(read(tmp_path, "学籍"), "row", "reason") == [
        (2, "no_key"),
        (3, "no_school"),
        (4, None),
        (5, None),
        (6, "bad_date"),
    ]


def test_a_full_day_needs_no_name_and_any_other_absence_does(tmp_path: Path) -> None:
    """缺勤: a school's day without any has 全勤 in the note; a nameless row that doesn't say so is
    told.
    """
    write(
        tmp_path / "缺勤/缺勤.csv",
        [
            ["学校", "日期", "姓名", "身份证号", "备注"],
            ["一小", "2025-09-01", "", "", "全勤"],
            ["一小", "2025-09-02", "", "", "无"],
            ["一小", "", "甲", MING[1], ""],
        ],
    )
    assert cells(read(tmp_path, "缺勤"), "row", "reason") == [
        (2, None),
        (3, "no_name"),
        (4, "missing_required"),
    ]


def test_a_list_of_full_days_alone_needs_no_column_of_names(tmp_path: Path) -> None:
    """A school of which nobody was away files days and 全勤, and nothing else."""
    filed = [["学校", "日期", "备注"], ["一小", "2025-09-01", "全勤"]]
    write(tmp_path / "缺勤/缺勤.csv", filed)
    assert cells(read(tmp_path, "缺勤"), "row", "reason") == [(2, None)]


@pytest.mark.parametrize(
    "spelling",
    [
        "永定街道",
        "永定",
        "永定镇",
        "富民县永定街道",
        "云南省昆明市富民县永定街道",
        " 永定 街道 ",
        "永定街道办事处",
    ],
)
def test_a_town_is_known_by_its_spellings(tmp_path: Path, spelling: str) -> None:
    workbook(tmp_path / "户籍/永定.xlsx", {"一": [HEAD, [*MING[:2], spelling]]})
    assert cells(read(tmp_path, "户籍"), "town") == [("永定街道",)]


def test_an_unknown_town_comes_with_a_proposal(tmp_path: Path) -> None:
    """The row waits, the sender reads what was meant."""
    workbook(tmp_path / "户籍/永定.xlsx", {"一": [HEAD, MING, [*HONG[:2], "永锭街道"]]})
    records = read(tmp_path, "户籍")
    assert [(p.row, p.column, p.kind, p.what, p.remedy) for p in records.problems] == [
        (3, "乡镇（街道）", "unknown_town", "乡镇不在名录中：永锭街道", "是不是“永定街道”？")
    ]


def test_rows_are_numbered_by_content_whatever_file_or_order_they_come_in(tmp_path: Path) -> None:
    """What a tie is broken by does not depend on where a row stands."""
    for folder, rows in {"甲": [MING, HONG], "乙": [HONG, MING]}.items():
        for name, record in zip("ab", rows, strict=True):
            workbook(tmp_path / folder / f"户籍/{name}.xlsx", {"一": [HEAD, record]})
        for register in ("学籍", "在校"):
            write(tmp_path / folder / register / "空.csv", [["姓名", "学校", "身份证号"]])
    tables = [next(read_all(tmp_path / folder, PARAMS)).table for folder in ("甲", "乙")]
    assert tables[0].select(["row_id", "name", "id_no"]) == tables[1].select(
        ["row_id", "name", "id_no"]
    )
    assert [r.register.folder for r in read_all(tmp_path / "甲", PARAMS)] == [
        r.folder for r in REGISTERS.values()
    ]


AWAY = {
    "both ends in one cell": ("缺勤时间", "2025年9月15日至9月30日", ("2025-09-15", "2025-09-30")),
    "until now": ("缺勤时间", "2025年9月15日至今", ("2025-09-15", "2025-09-30")),
    "one day in that column": ("缺勤时间", "2025.9.22", ("2025-09-22", None)),
    "without a year": ("缺勤日期", "9月22日", ("2025-09-22", None)),
    "both ends in the column of the day": (
        "缺勤日期",
        "9月8日—12日",
        ("2025-09-08", "2025-09-12"),
    ),
    "both ends without a year": ("缺勤起止日期", "9.15-9.30", ("2025-09-15", "2025-09-30")),
}


@pytest.mark.parametrize("kind", AWAY)
def test_the_days_of_an_absence_as_schools_write_them(tmp_path: Path, kind: str) -> None:
    heading, written, expected = AWAY[kind]
    head = ["缺勤学生姓名", "身份证号", heading, "去向"]
    title = ["永定小学每日缺勤登记"]
    write(
        tmp_path / "缺勤/册.xlsx",
        [title, head, ["李红", number("2014-05-06"), written, "去向不明"]],
    )
    days = cells(read(tmp_path, "缺勤"), "day", "first_day", "last_day", "whereabouts_unknown")
    (day, first, last, unknown) = days[0]
    assert tuple(d and d.isoformat() for d in (day or first, last)) == expected
    assert unknown and len(days) == 1


def test_an_absence_that_nobody_can_date_is_told(tmp_path: Path) -> None:
    head = ["学校", "姓名", "身份证号", "缺勤时间"]
    write(tmp_path / "缺勤/册.xlsx", [head, ["永定小学", "李红", number("2014-05-06"), "上周"]])
    records = read(tmp_path, "缺勤")
    assert cells(records, "fate", "reason") == [("quarantined", "bad_date")]
    assert "bad_date" in {p.kind for p in records.problems}
