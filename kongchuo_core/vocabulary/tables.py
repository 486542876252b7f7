"""Every table of an edition, declared once: columns, types, meaning, and whether a cell may leave the office.

``edition.write`` refuses a frame that differs from its declaration; the data dictionary is printed from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Column:
    """One column: identifier, Arrow type, Chinese meaning, and whether it may ever be published."""

    name: str
    type: pa.DataType
    meaning: str
    may_leave: bool = False


@dataclass(frozen=True)
class Table:
    """One table of an edition and what one of its lines is."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the table."""
        return pa.schema([(c.name, c.type) for c in self.columns])


S, N, B, D = pa.string(), pa.int64(), pa.bool_(), pa.date32()

ROWS = Table("rows", "每个来源表的每一行及其去向", (
    Column("register", S, "来源（登记册）"), Column("file", S, "文件，相对 data/<学期>/"), Column("sheet", S, "工作表名，csv 为空"),
    Column("row", N, "行号，从1起"), Column("fate", S, "去向：used、duplicate、out_of_scope、quarantined"),
    Column("reason", S, "去向的原因"), Column("child_id", S, "儿童编号，与儿童无关的行为空"),
), ("register", "file", "sheet", "row"))

VERDICTS = Table("verdicts", "每个户籍适龄儿童的比对结论", (
    Column("child_id", S, "儿童编号"), Column("name", S, "姓名"), Column("id_no", S, "公民身份号码"), Column("sex", S, "性别：男、女"),
    Column("birth_date", D, "出生日期"), Column("town", S, "户籍乡镇（街道）"), Column("village", S, "村（社区）"),
    Column("verdict", S, "结论代码"), Column("explained_by", S, "不在校的说明材料：elsewhere、deferral、suspension、home_teaching"),
    Column("matched_by", S, "认定是同一人的规则"), Column("school", S, "就读或学籍学校"), Column("flags", pa.list_(S), "提示代码"),
    Column("age", N, "截止日周岁"), Column("stage", S, "学段：小学、初中"), Column("group_name", S, "村民小组"),
    Column("guardian", S, "监护人"), Column("phone", S, "联系电话"), Column("nation", S, "民族"),
    Column("grade", S, "年级"), Column("class_name", S, "班级"), Column("household_no", S, "户号"),
), ("town", "village", "child_id"))

OUTSIDERS = Table("outsiders", "户籍不在本县、学籍或在校在本县的学生", (
    Column("child_id", S, "儿童编号"), Column("school", S, "学校"), Column("enrolled", B, "有学籍"), Column("present", B, "在校"),
), ("school", "child_id"))

REVIEW = Table("review", "要由人核对的两行：户籍一行与另一来源一行，两边并列", (
    Column("child_id", S, "儿童编号"), Column("town", S, "乡镇（街道）"), Column("household_file", S, "户籍文件"),
    Column("household_sheet", S, "户籍工作表"), Column("household_row", N, "户籍行号"), Column("register", S, "另一来源"),
    Column("file", S, "文件"), Column("sheet", S, "工作表"), Column("row", N, "行号"), Column("rule", S, "提出核对的规则"),
    Column("reason", S, "要人核对的原因"), Column("evidence", S, "所见证据的摘要，认定与它绑定"),
    Column("name", S, "户籍姓名"), Column("id_no", S, "户籍身份证号"), Column("birth_date", D, "户籍出生日期"), Column("sex", S, "户籍性别"),
    Column("village", S, "村（社区）"), Column("guardian", S, "监护人"), Column("other_name", S, "另一来源姓名"),
    Column("other_id_no", S, "另一来源身份证号"), Column("other_birth_date", D, "另一来源出生日期"), Column("other_sex", S, "另一来源性别"),
    Column("other_school", S, "另一来源学校或单位"),
), ("town", "child_id", "register", "file", "sheet", "row"))

ABSENCES = Table("absences", "建档的连续缺勤", (
    Column("child_id", S, "儿童编号"), Column("school", S, "学校"), Column("first_day", D, "首日"), Column("last_day", D, "末日"),
    Column("days", N, "连续缺勤的工作日数"), Column("open", B, "比对日仍未返校"),
    Column("reported_bureau_on", D, "报教体局日期"), Column("reported_town_on", D, "报乡镇日期"),
), ("school", "child_id", "first_day"))

FIGURES = Table("figures", "文书和图表中的每一个数", (
    Column("code", S, "指标代码"), Column("place", S, "范围：全县、乡镇、乡镇/学校、乡镇/年龄"), Column("numerator", N, "分子或计数"),
    Column("denominator", N, "分母，计数为空"), Column("value", pa.float64(), "值"), Column("filter", S, "口径"), Column("clause", S, "条款"),
), ("code", "place"))

QUALITY = Table("quality", "来源表中要改的地方", (
    Column("register", S, "来源"), Column("file", S, "文件"), Column("sheet", S, "工作表"), Column("row", N, "行号"),
    Column("column", S, "列"), Column("kind", S, "问题代码"), Column("what", S, "问题"), Column("remedy", S, "怎么改"),
    Column("town", S, "乡镇（街道）或学校所在乡镇，不明为空"),
), ("register", "file", "sheet", "row", "column", "kind"))

WINDOWS = Table("windows", "各乡镇的比对完成情况", (
    Column("town", S, "乡镇（街道）"), Column("done_on", D, "完成日期，没有报的为空"), Column("days_late", N, "晚于窗口末日的天数，按期为0，没有报的为空"),
    Column("police", B, "公安参加"), Column("central_school", B, "中心学校参加"),
), ("town",))

TABLES: dict[str, Table] = {t.name: t for t in (ROWS, VERDICTS, OUTSIDERS, REVIEW, ABSENCES, FIGURES, QUALITY, WINDOWS)}
"""Every table of an edition by name."""
