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

CASES = Table("cases", "每个个案截至本期的状态：一名儿童一个案，反复的在原案上重新立案", (
    Column("child_id", S, "儿童编号"), Column("case_no", S, "案件编号"), Column("opened_on", D, "本次立案日期"),
    Column("origin", S, "立案来源：comparison、absence、list、visit"), Column("cause", S, "原因或核实结果代码，未查明为空"),
    Column("state", S, "状态代码"), Column("state_on", D, "进入状态的日期"), Column("closed_on", D, "销号日期"),
    Column("closed_as", S, "销号依据：returned 返校稳定，resolved 有证明"), Column("first_opened_on", D, "首次立案日期"),
    Column("town", S, "乡镇（街道），不明为空"), Column("difference", S, "立案时的比对结论代码"), Column("verdict", S, "本学期比对结论，不在名册为空"),
    Column("explained_by", S, "本学期说明材料"), Column("ledger", S, "台账：suspected 疑似辍学，dropout 辍学，已销号和有说明的为空"),
    Column("verified_on", D, "镇（街道）核实日期"), Column("cause_on", D, "查明原因日期"),
    Column("proposed_cause", S, "建议的原因，由人认定"), Column("proposed_because", S, "建议的依据"),
    Column("notice_on", D, "发出通知书日期"), Column("notice_served_on", D, "通知书送达日期"),
    Column("step", N, "四步法已到第几步，0为未开始"), Column("step_on", D, "该步日期"), Column("step_result", S, "该步结果代码"),
    Column("next_step", S, "下一步代码"), Column("next_step_from", D, "下一步最早日期，文书未送达为空"), Column("issuer", S, "下一步由谁作出：town、bureau"),
    Column("placement", S, "安置方式代码"), Column("returned_on", D, "返校日期"), Column("days_seen", N, "返校后最长连续到校的上学日数"),
    Column("ready", B, "证据已齐，可以销号"), Column("deferral_until", D, "缓学、休学期满日期"),
    Column("reopened", N, "重新立案次数"), Column("relapses", N, "返校后又不在校的次数"), Column("days_open", N, "本次立案到销号或本期截止的天数"),
    Column("hardship", S, "脱贫户、监测户类型，不在名单为空"), Column("agenda", B, "列入下次联席会议议题"),
    Column("tasks_open", N, "未完成的任务数"), Column("tasks_overdue", N, "逾期的任务数"), Column("chain_gaps", N, "双线十人制缺人的层级数"),
    Column("papers", pa.list_(S), "现在可以出的文书代码"), Column("blocked", pa.list_(S), "不能出的文书及原因，文书:原因"),
    Column("irregularities", pa.list_(S), "程序上的问题代码"),
), ("town", "child_id"))

EVENTS = Table("events", "个案的每一笔记录", (
    Column("child_id", S, "儿童编号"), Column("case_no", S, "案件编号，没有个案的为空"), Column("kind", S, "记录种类"),
    Column("happened_on", D, "发生日期"), Column("seq", N, "台账中的笔数，比对产生的为空"), Column("by", S, "经办人"),
    Column("code", S, "主要代码：来源、原因、文书、任务、步骤等"), Column("detail", S, "其余代码和日期"),
    Column("counted", B, "采用；被更正的为否"), Column("irregularity", S, "这一笔的程序问题代码"), Column("town", S, "乡镇（街道）"),
), ("child_id", "happened_on", "kind", "seq"))

TASKS = Table("tasks", "个案的任务", (
    Column("child_id", S, "儿童编号"), Column("case_no", S, "案件编号"), Column("town", S, "乡镇（街道）"), Column("task", S, "任务代码"),
    Column("label", S, "任务"), Column("who", S, "承担单位代码"), Column("set_on", D, "起算日期"), Column("due", D, "期限"),
    Column("done_on", D, "完成日期"), Column("state", S, "任务状态代码"), Column("urgent", B, "紧急"), Column("clause", S, "条款"),
), ("town", "child_id", "task", "due"))

BALANCE = Table("balance", "动态归零：期初＋新增＋重新立案－销号＝期末", (
    Column("town", S, "全县或乡镇（街道）"), Column("term", S, "学期"), Column("until", D, "截止日期"), Column("opening", N, "期初"),
    Column("new", N, "新增"), Column("reopened", N, "重新立案"), Column("closed", N, "销号"), Column("closing", N, "期末"),
), ("town", "until"))

MONITORING = Table("monitoring", "缺勤建档的报告情况", (
    Column("child_id", S, "儿童编号"), Column("school", S, "学校"), Column("town", S, "学校所在乡镇（街道）"), Column("first_day", D, "首日"),
    Column("last_day", D, "末日"), Column("days", N, "连续缺勤的工作日数"), Column("open", B, "比对日仍未返校"), Column("on_file_on", D, "建档日期"),
    Column("due_on", D, "报告期限"), Column("reported_bureau_on", D, "报教体局日期"),
    Column("bureau_report", S, "报教体局：in_time、late、missing、pending"),
    Column("bureau_days_late", N, "报教体局迟报天数"), Column("reported_town_on", D, "报乡镇日期"), Column("town_report", S, "报乡镇"),
    Column("town_days_late", N, "报乡镇迟报天数"),
), ("school", "child_id", "first_day"))

ANSWERABLE = Table("answerable", "双线十人制：每个个案两条线上的责任人", (
    Column("child_id", S, "儿童编号"), Column("case_no", S, "案件编号"), Column("town", S, "乡镇（街道）"), Column("order", N, "次序"),
    Column("line", S, "线别：政府、教育"), Column("level", S, "职责层级"), Column("name", S, "责任人，空缺为空"), Column("unit", S, "单位"),
), ("child_id", "order"))

LOOP_TABLES: dict[str, Table] = {t.name: t for t in (CASES, EVENTS, TASKS, BALANCE, MONITORING, ANSWERABLE)}
"""The tables of the closed loop by name."""

TABLES: dict[str, Table] = {
    t.name: t for t in (ROWS, VERDICTS, OUTSIDERS, REVIEW, ABSENCES, FIGURES, QUALITY, WINDOWS, *LOOP_TABLES.values())
}
"""Every table of an edition by name."""
