"""Forms that go out to be filled in and come back: their headings, what is filled in and what may be chosen.

One source for the workbook that is written and for the reading of it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """A workbook form: ``key`` is the heading of the protected column that identifies a line, ``fill`` the headings to fill in.

    ``choices`` are the drop-downs by heading; ``shown`` the headings of what is told, with their columns in the edition's table.
    """

    name: str
    sheet: str
    key: str
    shown: tuple[tuple[str, str], ...]
    fill: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]
    note: str


SAME, DIFFERENT, WITHDRAW = "是同一人", "不是同一人", "撤回"

REVIEW_FORM = Form(
    "待人工核对", "待人工核对", "核对编号",
    (
        ("核对编号", "evidence"), ("乡镇（街道）", "town"), ("原因", "reason"), ("来源", "source"),
        ("户籍姓名", "name"), ("对方姓名", "other_name"), ("户籍身份证号", "id_no"), ("对方身份证号", "other_id_no"),
        ("户籍出生日期", "birth_date"), ("对方出生日期", "other_birth_date"), ("户籍性别", "sex"), ("对方性别", "other_sex"),
        ("村（社区）", "village"), ("监护人", "guardian"), ("对方学校", "other_school"), ("户籍位置", "household_place"), ("对方位置", "other_place"),
    ),
    ("认定", "认定人", "认定日期", "依据"),
    {"认定": (SAME, DIFFERENT, WITHDRAW)},
    "对照户口簿、学籍档案或入户核实后填写“认定”一列；没有把握的留空。核实过的会在以后各学期自动采用，两边信息有变化时会再次提出。",
)
