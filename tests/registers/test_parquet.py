"""Parquet folders as registers: what is read a column at a time is what is read row by row from any
other file.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kongchuo_core.registers import columnar
from kongchuo_core.registers.border import Records, read_files, read_register, read_sheets_of
from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS
from tests.county import TERM, number, write
from tests.days import params_on

PARAMS = params_on(house() / "params", TERM)
SIZE = 400
HEADS: dict[str, tuple[str, ...]] = {
    "household": (
        *("姓名", "公民身份号码", "出生日期", "性别", "乡镇（街道）", "村（社区）"),
        *("户号", "户主姓名", "与户主关系", "户籍状态", "住址", "备注"),
    ),
    "enrolment": ("学生姓名", "身份证件号", "学籍号", "学校名称", "年级", "学籍状态", "出生日期"),
    "presence": ("姓名", "身份证号", "学校", "年级", "是否在校", "备注", "监护人"),
}
USUAL: dict[str, tuple[str, ...]] = {
    "乡镇（街道）": ("永定街道", "罗免镇", "大营"),
    "村（社区）": ("北营",),
    "户号": ("000123",),
    "户主姓名": ("李大山", "王小河"),
    "与户主关系": ("子", "女", "孙子"),
    "户籍状态": ("正常", "空挂"),
    "学校名称": ("永定小学", "罗免中学"),
    "学校": ("永定小学",),
    "年级": ("三年级", "7"),
    "学籍状态": ("在读", "在籍在校", "休学"),
    "是否在校": ("是",),
    "监护人": ("李大山",),
    "性别": ("男", "女"),
}
ODD: dict[str, tuple[str | None, ...]] = {
    "姓名": ("阿各·木呷", "李 明", "张三（转入）", None, "王五3班"),
    "学生姓名": ("阿依•木", "李\u3000明", None),
    "公民身份号码": (None, "无", "５３"),
    "身份证号": (None, "'1234", "5.39924E+17"),
    "身份证件号": (None, "12345"),
    "学籍号": ("L123", "没有", None),
    "出生日期": (None, "2014年3月1日", "2014-02-30", "20140301", "农历三月"),
    "乡镇（街道）": ("不知道镇", "永定街道北营村委会", None, "云南省昆明市富民县东村镇"),
    "村（社区）": (None, "石桥 村"),
    "户籍状态": ("迁出", "已死亡", "看不懂", None),
    "住址": ("永定街道北营村5号", "某处（临时）"),
    "与户主关系": (None, "侄子"),
    "学籍状态": ("转出", "离校了", None),
    "学校名称": (None, "永定 小学"),
    "学校": (None, "罗免中学（初中部）"),
    "是否在校": ("否", "", "不清楚", "√", None),
    "备注": ("已辍学", "住校", "未返校"),
    "年级": ("三年級", " 四年级", None),
}


def _column(head: str, rng: np.random.Generator) -> list[Any]:
    days = [str(np.datetime64("2012-01-01") + int(n)) for n in range(SIZE)]
    if head in ("姓名", "学生姓名"):
        usual = [f"李{'一二三四五六七八九'[n % 9]}{'东西南北'[n % 4]}" for n in range(SIZE)]
    elif head in ("公民身份号码", "身份证号", "身份证件号"):
        usual = [number(day, n % 900) for n, day in enumerate(days)]
    elif head == "学籍号":
        usual = [f"G{number(day, n % 900)}" for n, day in enumerate(days)]
    elif head == "出生日期":
        usual = days
    else:
        usual = [str(rng.choice(USUAL[head])) if head in USUAL else "" for _ in range(SIZE)]
    odd = ODD.get(head, ())
    return [
        odd[int(rng.integers(len(odd)))] if odd and rng.random() < 0.06 else told for told in usual
    ]


def _same(one: Records, other: Records) -> None:
    order = [
        (c, "ascending") for c in one.table.column_names if c not in ("row_id", "file", "sheet")
    ]
    left, right = (r.table.drop(["row_id", "file", "sheet"]).sort_by(order) for r in (one, other))
    assert [c for c in left.column_names if not left[c].equals(right[c])] == []
    assert left.equals(right)
    told = [
        sorted((p.row or 0, p.column, p.kind, p.what) for p in r.problems) for r in (one, other)
    ]
    assert told[0] == told[1]
    sums = [
        [(a.filled, a.headings, a.records, a.notes, a.others) for a in r.accounts]
        for r in (one, other)
    ]
    assert sums[0] == sums[1]


@pytest.mark.parametrize("typed", [False, True], ids=["文字", "有类型"])
@pytest.mark.parametrize("code", HEADS)
def test_columns_are_read_as_rows_are(tmp_path: Path, code: str, typed: bool) -> None:
    """A seeded mixture of plain and odd cells, as text and as a platform's types: nothing differs
    but the file's name.
    """
    rng, register = np.random.default_rng(3), REGISTERS[code]
    columns = {head: _column(head, rng) for head in HEADS[code]}
    folder = tmp_path / register.folder
    rows = [list(HEADS[code]), *map(list, zip(*columns.values(), strict=True))]
    write(tmp_path / "slow" / register.folder / "甲.csv", rows, "utf-8")
    if typed and "出生日期" in columns:
        days = [_day(cell) for cell in columns["出生日期"]]
        rows = [
            [d if h == "出生日期" else c for h, c in zip(HEADS[code], r, strict=True)]
            for r, d in zip(rows[1:], days, strict=True)
        ]
        write(tmp_path / "slow" / register.folder / "甲.csv", [list(HEADS[code]), *rows], "utf-8")
        columns["出生日期"] = [None if d is None else date.fromisoformat(d) for d in days]
    folder.mkdir()
    (folder / "甲.parquet").mkdir()
    table = pa.table({h: pa.array([c or None for c in column]) for h, column in columns.items()})
    pq.write_table(table, folder / "甲.parquet" / "part-00000.parquet")
    (folder / "甲.parquet" / "_SUCCESS").touch()
    _same(
        read_register(tmp_path, register, PARAMS),
        read_register(tmp_path / "slow", register, PARAMS),
    )
    by_row: list[int] = []
    path = folder / "甲.parquet" / "part-00000.parquet"

    def rows_of(sheet: RawSheet) -> Records | None:
        by_row.append(len(sheet.rows))
        return read_sheets_of(register, [sheet], PARAMS)

    columnar.read(path, path.name, register, PARAMS, rows_of)
    assert len(by_row) == 1 and by_row[0] < 0.8 * SIZE


def _day(cell: object) -> str | None:
    try:
        return date.fromisoformat(str(cell)).isoformat() if len(str(cell)) == 10 else None
    except ValueError:
        return None


def test_a_roll_that_denies_is_read_row_by_row(tmp_path: Path) -> None:
    """The file's name says that nobody in it is there: no row is taken as a yes."""
    rows = {
        "姓名": ["李一东"] * 200,
        "身份证号": [number("2014-03-01", n) for n in range(200)],
        "学校": ["永定小学"] * 200,
    }
    (tmp_path / "在校").mkdir()
    pq.write_table(pa.table(rows), tmp_path / "在校" / "疑似辍学学生名单.parquet")
    found = read_register(tmp_path, REGISTERS["presence"], PARAMS)
    assert set(found.table["says"].to_pylist()) == {"no"}


def test_a_column_nobody_knows_that_tells_of_most_is_heard(tmp_path: Path) -> None:
    """What isn't understood beside 正常上学 is a question in a platform's export too."""
    rows = {
        "姓名": ["李一东"] * 200,
        "身份证号": [number("2014-03-01", n) for n in range(200)],
        "学校": ["永定小学"] * 200,
        "当前状况": ["跟亲戚学手艺", *["正常上学"] * 199],
    }
    (tmp_path / "在校").mkdir()
    pq.write_table(pa.table(rows), tmp_path / "在校" / "永定小学.parquet")
    found = read_register(tmp_path, REGISTERS["presence"], PARAMS)
    assert sorted(found.table["says"].to_pylist()) == ["ask", *["yes"] * 199]


def test_a_damaged_parquet_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "在校").mkdir()
    (tmp_path / "在校" / "甲.parquet").write_bytes(b"PAR1" + bytes(90))
    (found, _) = read_files(tmp_path, REGISTERS["presence"], PARAMS)
    assert isinstance(found, InputError) and "文件 在校/甲.parquet" in str(found)
