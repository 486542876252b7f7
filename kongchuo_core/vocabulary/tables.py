"""Every table of an edition, declared once: columns, types, meaning, and whether a cell may leave the office.

``edition.write`` refuses a frame that differs from its declaration; the data dictionary is printed from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Column:
    """One column: identifier, Arrow type, Chinese meaning, whether a cell may leave the office, and the list its codes are on.

    What may leave says nothing of a person and counts no persons; counts leave through ``kongchuo release`` alone. The lists are those
    of ``regulation.labels``.
    """

    name: str
    type: pa.DataType
    meaning: str
    may_leave: bool = False
    codes: str = ""

    @property
    def heading(self) -> str:
        """The column's name for people: its meaning up to the first comma, without 代码 where words stand for the codes."""
        short = re.split("[：，；]", re.sub("（[^（）]*[，；][^（）]*）", "", self.meaning))[0]
        return short.removesuffix("代码") if self.codes else short


@dataclass(frozen=True)
class Table:
    """One table of an edition and what one of its lines is."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    @property
    def headings(self) -> dict[str, str]:
        """Column → its name for people; 代码 where another column has the words."""
        names = [c.heading for c in self.columns]
        return {
            c.name: f"{c.heading}代码" if c.codes and names.count(c.heading) > 1 else c.heading
            for c in self.columns
        }

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the table."""
        return pa.schema([(c.name, c.type) for c in self.columns])


S, N, B, D = pa.string(), pa.int64(), pa.bool_(), pa.date32()

ROWS = Table(
    "rows",
    "每个来源表的每一行及其去向",
    (
        Column("register", S, "来源（登记册）", codes="register"),
        Column("file", S, "文件，相对 data/<学期>/"),
        Column("sheet", S, "工作表名，csv 为空"),
        Column("row", N, "行号，从1起"),
        Column("block", N, "同一行里左右并排的第几块，一般为1"),
        Column("fate", S, "去向", codes="fate"),
        Column("reason", S, "去向的原因", codes="reason"),
        Column("child_id", S, "儿童编号，与儿童无关的行为空"),
    ),
    ("register", "file", "sheet", "row", "block"),
)

VERDICTS = Table(
    "verdicts",
    "每个户籍适龄儿童的比对结论",
    (
        Column("child_id", S, "儿童编号"),
        Column("name", S, "姓名"),
        Column("id_no", S, "公民身份号码"),
        Column("sex", S, "性别：男、女"),
        Column("birth_date", D, "出生日期"),
        Column("town", S, "户籍乡镇（街道）"),
        Column("village", S, "村（社区）"),
        Column("verdict", S, "结论代码", codes="verdict"),
        Column(
            "explained_by",
            S,
            "不在校的说明材料",
            codes="explanation",
        ),
        Column("matched_by", S, "认定是同一人的规则：登记册=规则，几个用空格分开", codes="matched"),
        Column("school", S, "就读或学籍学校"),
        Column("flags", pa.list_(S), "提示代码", codes="flag"),
        Column("age", N, "截止日周岁"),
        Column("stage", S, "学段：小学、初中"),
        Column("group_name", S, "村民小组"),
        Column("guardian", S, "监护人"),
        Column("phone", S, "联系电话"),
        Column("address", S, "住址"),
        Column("nation", S, "民族"),
        Column("grade", S, "年级"),
        Column("class_name", S, "班级"),
        Column("household_no", S, "户号"),
        Column("destination", S, "就读地，异地就读登记册所写，没有的写跨县核查认定的"),
    ),
    ("town", "village", "child_id"),
)

OUTSIDERS = Table(
    "outsiders",
    "户籍不在本县、学籍或在校在本县的学生",
    (
        Column("child_id", S, "儿童编号"),
        Column("school", S, "学校"),
        Column("enrolled", B, "有学籍（转出、毕业等不算）"),
        Column("present", B, "在校"),
        Column("name", S, "姓名"),
        Column("id_no", S, "公民身份号码"),
        Column("student_no", S, "学籍号"),
        Column("birth_date", D, "出生日期"),
        Column("sex", S, "性别：男、女"),
        Column("grade", S, "年级"),
    ),
    ("school", "child_id"),
)

REVIEW = Table(
    "review",
    "要由人核对的一对：户籍一行与另一来源一行，或本学期的儿童（register 为 persons）与以前各学期的一名儿童，两边并列",
    (
        Column("child_id", S, "儿童编号"),
        Column("town", S, "乡镇（街道）"),
        Column("household_file", S, "户籍文件"),
        Column("household_sheet", S, "户籍工作表"),
        Column("household_row", N, "户籍行号"),
        Column("register", S, "另一来源", codes="register"),
        Column("file", S, "文件"),
        Column("sheet", S, "工作表"),
        Column("row", N, "行号"),
        Column("rule", S, "提出核对的规则", codes="link_rule"),
        Column("reason", S, "要人核对的原因"),
        Column("evidence", S, "所见证据的摘要，认定与它绑定"),
        Column("name", S, "户籍姓名"),
        Column("id_no", S, "户籍身份证号"),
        Column("birth_date", D, "户籍出生日期"),
        Column("sex", S, "户籍性别"),
        Column("village", S, "村（社区）"),
        Column("guardian", S, "监护人"),
        Column("other_name", S, "另一来源姓名"),
        Column("other_id_no", S, "另一来源身份证号"),
        Column("other_birth_date", D, "另一来源出生日期"),
        Column("other_sex", S, "另一来源性别"),
        Column("other_school", S, "另一来源学校或单位"),
        Column("other_grade", S, "另一来源年级"),
        Column("other_class", S, "另一来源班级"),
        Column("other_town", S, "另一来源乡镇（街道）"),
        Column("other_child_id", S, "跨学期的：以前那名儿童的编号"),
        Column("question", S, "问题编号，同一对只问一次"),
    ),
    ("town", "child_id", "register", "file", "sheet", "row", "evidence"),
)

FILE_QUESTIONS = Table(
    "file_questions",
    "整份文件的问题，还没有决定的：列错位、单独排序、旧名单、抄来的名单",
    (
        Column("question", S, "问题编号"),
        Column("register", S, "来源", codes="register"),
        Column("file", S, "文件"),
        Column("sheet", S, "工作表"),
        Column("kind", S, "种类", codes="accident"),
        Column("what", S, "问题"),
        Column("remedy", S, "怎么改"),
        Column("fits", N, "这样读对得上的行数"),
        Column("rows", N, "可以判断的行数"),
        Column("evidence", S, "所见内容的摘要，决定与它绑定"),
        Column("town", S, "乡镇（街道），不明为空"),
    ),
    ("register", "file", "sheet"),
)

DOUBTS = Table(
    "doubts",
    "登记册说得不清楚、要由人认定的儿童，还没有认定的：一名儿童一种登记册一行",
    (
        Column("child_id", S, "儿童编号"),
        Column("town", S, "乡镇（街道）"),
        Column("register", S, "来源", codes="register"),
        Column("file", S, "文件"),
        Column("sheet", S, "工作表"),
        Column("row", N, "行号"),
        Column("doubts", S, "为什么要认定，代码用逗号隔开"),
        Column("told", S, "登记册里写的是什么，列名和内容"),
        Column("name", S, "姓名"),
        Column("id_no", S, "身份证号"),
        Column("birth_date", D, "出生日期"),
        Column("school", S, "学校"),
        Column("grade", S, "年级"),
        Column("class", S, "班级"),
        Column("evidence", S, "所见内容的摘要，认定与它绑定"),
        Column("question", S, "问题编号"),
    ),
    ("town", "child_id", "register", "file", "sheet", "row"),
)

ABSENCES = Table(
    "absences",
    "建档的连续缺勤",
    (
        Column("child_id", S, "儿童编号"),
        Column("school", S, "学校"),
        Column("first_day", D, "首日"),
        Column("last_day", D, "末日"),
        Column("days", N, "连续缺勤的工作日数"),
        Column("open", B, "情况截至时仍未返校"),
        Column("on_file_on", D, "建档日期：达到天数的那天，去向不明的是第一天"),
        Column("returned_on", D, "返校日期：其后学校报了情况而没有列这名学生的第一天"),
        Column("reported_bureau_on", D, "报教体局日期"),
        Column("reported_town_on", D, "报乡镇日期"),
    ),
    ("school", "child_id", "first_day"),
)

FIGURES = Table(
    "figures",
    "文书和图表中的每一个数",
    (
        Column("code", S, "指标代码", may_leave=True),
        Column("place", S, "范围：全县、乡镇、乡镇/学校、乡镇/年龄；个案的数写案件编号或儿童编号"),
        Column("numerator", N, "分子或计数"),
        Column("denominator", N, "分母，计数为空"),
        Column("value", pa.float64(), "值"),
        Column("filter", S, "口径", may_leave=True),
        Column("clause", S, "条款", may_leave=True),
    ),
    ("code", "place"),
)

QUALITY = Table(
    "quality",
    "来源表中要改的地方",
    (
        Column("register", S, "来源", codes="register"),
        Column("file", S, "文件"),
        Column("sheet", S, "工作表"),
        Column("row", N, "行号"),
        Column("column", S, "列"),
        Column("kind", S, "问题代码", codes="quality"),
        Column("what", S, "问题"),
        Column("remedy", S, "怎么改"),
        Column("town", S, "乡镇（街道）或学校所在乡镇，不明为空"),
    ),
    ("register", "file", "sheet", "row", "column", "kind"),
)

WINDOWS = Table(
    "windows",
    "各乡镇的比对完成情况",
    (
        Column("town", S, "乡镇（街道）", may_leave=True),
        Column("done_on", D, "完成日期，没有报的为空"),
        Column("days_late", N, "晚于窗口末日的天数，按期为0，没有报的为空"),
        Column("police", B, "公安参加"),
        Column("central_school", B, "中心学校参加"),
    ),
    ("town",),
)

CASES = Table(
    "cases",
    "每个个案截至本期的状态：一名儿童一个案，反复的在原案上重新立案",
    (
        Column("child_id", S, "儿童编号"),
        Column("case_no", S, "案件编号"),
        Column("opened_on", D, "本次立案日期"),
        Column("origin", S, "立案来源", codes="origin"),
        Column("cause", S, "原因或核实结果代码，未查明为空", codes="cause"),
        Column("state", S, "状态代码", codes="state"),
        Column("state_on", D, "进入状态的日期"),
        Column("closed_on", D, "销号日期"),
        Column("closed_as", S, "销号依据", codes="closed_as"),
        Column("first_opened_on", D, "首次立案日期"),
        Column("town", S, "乡镇（街道），不明为空"),
        Column("difference", S, "立案时的比对结论代码", codes="verdict"),
        Column("verdict", S, "本学期比对结论，不在名册为空", codes="verdict"),
        Column("explained_by", S, "本学期说明材料", codes="explanation"),
        Column(
            "ledger",
            S,
            "所在台账，已销号和有说明的为空",
            codes="ledger",
        ),
        Column("verified_on", D, "镇（街道）核实日期"),
        Column("cause_on", D, "查明原因日期"),
        Column("proposed_cause", S, "建议的原因，由人认定", codes="cause"),
        Column("proposed_because", S, "建议的依据"),
        Column("notice_on", D, "发出通知书日期"),
        Column("notice_served_on", D, "通知书送达日期"),
        Column("step", N, "四步法已到第几步，0为未开始"),
        Column("step_on", D, "该步日期"),
        Column("step_result", S, "该步结果代码", codes="result"),
        Column("next_step", S, "下一步代码", codes="step"),
        Column("next_step_from", D, "下一步最早日期，文书未送达为空"),
        Column("issuer", S, "下一步由谁作出", codes="who"),
        Column("placement", S, "安置方式代码", codes="placement"),
        Column("returned_on", D, "返校日期"),
        Column("days_seen", N, "返校后最长连续到校的上学日数"),
        Column("ready", B, "证据已齐，可以销号"),
        Column("deferral_until", D, "缓学、休学期满日期"),
        Column("reopened", N, "重新立案次数"),
        Column("relapses", N, "返校后又不在校的次数"),
        Column("days_open", N, "本次立案到销号或本期截止的天数"),
        Column("hardship", S, "脱贫户、监测户类型，不在名单为空"),
        Column("agenda", B, "列入下次联席会议议题"),
        Column("tasks_open", N, "未完成的任务数"),
        Column("tasks_overdue", N, "逾期的任务数"),
        Column("chain_gaps", N, "双线十人制缺人的层级数，责任人登记册没有覆盖的为空"),
        Column("concerned", B, "本期的个案：期初未销号或本期立案"),
        Column("papers", pa.list_(S), "现在可以出的文书代码", codes="paper"),
        Column("blocked", pa.list_(S), "不能出的文书及原因，文书:原因", codes="blocked"),
        Column("irregularities", pa.list_(S), "程序上的问题代码", codes="irregularity"),
        Column(
            "lacking", pa.list_(S), "销号还缺的材料或者记录，代码；已经销号的为空", codes="lacking"
        ),
    ),
    ("town", "child_id"),
)

VISITS = Table(
    "visits",
    "走访时在现场了解到的情况，一次走访一行",
    (
        Column("child_id", S, "儿童编号"),
        Column("found_on", D, "走访日期"),
        Column("met", S, "见到的人"),
        Column("guardian", S, "监护人"),
        Column("phone", S, "联系电话"),
        Column("address", S, "现住址"),
        Column("whereabouts", S, "现在何处、在做什么"),
        Column("needs", S, "困难和诉求"),
        Column("by", S, "经办人"),
        Column("town", S, "乡镇（街道）"),
    ),
    ("child_id", "found_on"),
)

EVENTS = Table(
    "events",
    "个案的每一笔记录",
    (
        Column("child_id", S, "儿童编号"),
        Column("case_no", S, "案件编号，没有个案的为空"),
        Column("kind", S, "记录种类", codes="event"),
        Column("happened_on", D, "发生日期"),
        Column("seq", N, "台账中的笔数，比对产生的为空"),
        Column("by", S, "经办人"),
        Column("code", S, "主要代码：来源、原因、文书、任务、步骤等"),
        Column("detail", S, "其余代码和日期"),
        Column("counted", B, "采用；被更正的为否"),
        Column("irregularity", S, "这一笔的程序问题代码", codes="irregularity"),
        Column("town", S, "乡镇（街道）"),
    ),
    ("child_id", "happened_on", "kind", "seq"),
)

TASKS = Table(
    "tasks",
    "个案的任务",
    (
        Column("child_id", S, "儿童编号"),
        Column("case_no", S, "案件编号"),
        Column("town", S, "乡镇（街道）"),
        Column("task", S, "任务代码", codes="task"),
        Column("label", S, "任务"),
        Column("who", S, "承担单位代码", codes="who"),
        Column("set_on", D, "起算日期"),
        Column("due", D, "期限"),
        Column("done_on", D, "完成日期"),
        Column("state", S, "任务状态代码", codes="task_state"),
        Column("urgent", B, "紧急"),
        Column("clause", S, "条款"),
    ),
    ("town", "child_id", "task", "due"),
)

BALANCE = Table(
    "balance",
    "动态归零：期初＋新增＋重新立案＋转入－转出＋更正－销号＝期末；期初是上期报出的期末",
    (
        Column("town", S, "全县或乡镇（街道）"),
        Column("term", S, "学期"),
        Column("until", D, "截止日期"),
        Column("opening", N, "期初"),
        Column("new", N, "新增"),
        Column("reopened", N, "重新立案"),
        Column("moved_in", N, "转入：上期在别的乡镇（街道）未销号，现在户籍在本乡镇（街道）的"),
        Column("moved_out", N, "转出：上期在本乡镇（街道）未销号，现在户籍在别处的"),
        Column("corrected", N, "更正：上期报出以后补记、更正的，增为正，减为负"),
        Column("closed", N, "销号"),
        Column("closing", N, "期末"),
    ),
    ("town", "until"),
)

DUE = Table(
    "due",
    "到期或逾期的每一件事：未销号个案的，和销号后的回访",
    (
        Column("child_id", S, "儿童编号"),
        Column("case_no", S, "案件编号"),
        Column("town", S, "乡镇（街道），不明为空"),
        Column(
            "kind",
            S,
            "种类",
            codes="due",
        ),
        Column("what", S, "任务、步骤、报告的代码，期满为空串"),
        Column("label", S, "任务名称，其他为空"),
        Column("who", S, "承担单位代码，或学校", codes="who"),
        Column("unit", S, "承担单位名称：乡镇（街道）、学校写各自的名称"),
        Column("day", D, "期限"),
        Column("coming", B, "情况截止日次日所在的月内到期"),
        Column("days_overdue", N, "截至本期已逾期的天数，未逾期为0"),
    ),
    ("town", "child_id", "day", "kind", "what", "who"),
)

MONITORING = Table(
    "monitoring",
    "缺勤建档的报告情况",
    (
        Column("child_id", S, "儿童编号"),
        Column("school", S, "学校"),
        Column("town", S, "学校所在乡镇（街道）"),
        Column("home_town", S, "儿童户籍所在乡镇（街道），不明为空"),
        Column("listed", B, "在本学期户籍名册上"),
        Column("first_day", D, "首日"),
        Column("last_day", D, "末日"),
        Column("days", N, "连续缺勤的工作日数"),
        Column("open", B, "情况截至时仍未返校"),
        Column("on_file_on", D, "建档日期"),
        Column("returned_on", D, "返校日期"),
        Column("due_on", D, "报告期限"),
        Column("reported_bureau_on", D, "报教体局日期"),
        Column("bureau_report", S, "报教体局", codes="report_state"),
        Column("bureau_days_late", N, "报教体局迟报天数"),
        Column("reported_town_on", D, "报乡镇日期"),
        Column("town_report", S, "报乡镇", codes="report_state"),
        Column("town_days_late", N, "报乡镇迟报天数"),
    ),
    ("school", "child_id", "first_day"),
)

ANSWERABLE = Table(
    "answerable",
    "双线十人制：每个个案两条线上的责任人",
    (
        Column("child_id", S, "儿童编号"),
        Column("case_no", S, "案件编号"),
        Column("town", S, "乡镇（街道）"),
        Column("order", N, "次序"),
        Column("line", S, "线别：政府、教育"),
        Column("level", S, "职责层级"),
        Column("name", S, "责任人，空缺和不知道的为空"),
        Column("unit", S, "单位"),
        Column("known", B, "登记册覆盖这一层级；没有覆盖的不算空缺"),
    ),
    ("child_id", "order"),
)

UNLISTED = Table(
    "unlisted",
    "有个案而不在本学期名册上的儿童：台账所知的姓名等",
    (
        Column("child_id", S, "儿童编号"),
        Column("town", S, "乡镇（街道），不明为空"),
        Column("name", S, "姓名"),
        Column("id_no", S, "公民身份号码"),
        Column("sex", S, "性别：男、女"),
        Column("birth_date", D, "出生日期"),
    ),
    ("town", "child_id"),
)

LOOP_TABLES: dict[str, Table] = {
    t.name: t
    for t in (CASES, EVENTS, VISITS, TASKS, DUE, BALANCE, MONITORING, ANSWERABLE, UNLISTED)
}
"""The tables of the closed loop by name."""

DUTIES = Table(
    "duties",
    "每项职责在每个单位、每个时段的履行情况",
    (
        Column("clause", S, "条款", may_leave=True),
        Column("duty", S, "职责代码", may_leave=True, codes="duty"),
        Column("label", S, "职责", may_leave=True),
        Column("level", S, "级别：县、乡镇、学校", may_leave=True),
        Column("unit", S, "单位"),
        Column("town", S, "乡镇（街道），县级为空"),
        Column("period", S, "时段，如2025年9月、2025年下半年、2025年秋季学期", may_leave=True),
        Column("due_on", D, "期限，没有的为空", may_leave=True),
        Column("done_on", D, "完成日期，没有完成或没有单独日期的为空"),
        Column(
            "state",
            S,
            "履行情况",
            may_leave=True,
            codes="duty_state",
        ),
        Column("expected", N, "应有数"),
        Column("found", N, "实有数"),
        Column("in_time", N, "其中按期的，不分按期逾期的为空"),
        Column("what", S, "事实，一句话"),
        Column(
            "wanting", pa.list_(S), "没有做到、还可以补做的事项：案件编号、席位、渠道、内容、缺勤"
        ),
        Column("past", pa.list_(S), "没有按期、已不能补做的事项：月份、学期、案件编号、缺勤"),
        Column("source", S, "所用来源（登记册或表）", codes="source"),
    ),
    ("duty", "level", "town", "unit", "period"),
)

MEMBERS = Table(
    "members",
    "领导小组应有的每个席位和到位的人",
    (
        Column("level", S, "级别：县、乡镇"),
        Column("unit", S, "领导小组所属：县或乡镇（街道）名称"),
        Column("town", S, "乡镇（街道），县级为空"),
        Column("seat", S, "席位：组长、常务副组长，或成员单位"),
        Column("order", N, "席位次序"),
        Column("filled", B, "名单中有人"),
        Column("listed", S, "名单中单位的写法，缺席为空"),
        Column("name", S, "姓名，缺席为空"),
        Column("post", S, "职务"),
    ),
    ("level", "unit", "order", "name"),
)

MEETINGS = Table(
    "meetings",
    "召开的每次联席会议",
    (
        Column("level", S, "级别：县、乡镇"),
        Column("unit", S, "县或乡镇（街道）名称"),
        Column("town", S, "乡镇（街道），县级为空"),
        Column("day", D, "日期"),
        Column("topic", S, "议题"),
        Column("attended", S, "参会单位"),
        Column("tasks", S, "部署任务，没有为空"),
        Column("settled", S, "协调解决的问题，没有为空"),
    ),
    ("level", "unit", "day", "topic"),
)

PUBLICITY = Table(
    "publicity",
    "宣传覆盖：单位×渠道×内容，没有做的次数为0",
    (
        Column("level", S, "级别：乡镇、学校"),
        Column("unit", S, "乡镇（街道）或学校"),
        Column("town", S, "所在乡镇（街道）"),
        Column("channel", S, "渠道：五种之一"),
        Column("content", S, "内容：三部法律或禁止使用童工"),
        Column("acts", N, "次数"),
        Column("quantity", N, "数量合计，登记册没有填的按0计"),
        Column("first_on", D, "首次日期"),
        Column("last_on", D, "末次日期"),
    ),
    ("level", "town", "unit", "channel", "content"),
)

SCORES = Table(
    "scores",
    "专项督导检查每个单位每项指标的得分；政府和主要领导各一份",
    (
        Column("unit", S, "单位"),
        Column("level", S, "级别：乡镇、学校"),
        Column("town", S, "乡镇（街道）"),
        Column("subject", S, "考核对象：政府、主要领导、学校"),
        Column("order", N, "指标次序"),
        Column("item", S, "指标"),
        Column("score", pa.float64(), "得分，没有的为空"),
        Column("full", pa.float64(), "满分，没有的为空"),
        Column("conclusion", S, "结论"),
        Column("problem_class", S, "问题类别，没有问题为空"),
        Column("mend_by", D, "整改期限"),
        Column("basis", S, "佐证"),
        Column("clause", S, "条款"),
    ),
    ("level", "town", "unit", "subject", "order", "item"),
)

EVALUATIONS = Table(
    "evaluations",
    "规定列名的五项评估各用哪些指标",
    (
        Column("evaluation", S, "评估代码", may_leave=True),
        Column("label", S, "评估名称", may_leave=True),
        Column("order", N, "次序", may_leave=True),
        Column("figure", S, "指标代码，见 figures", may_leave=True),
        Column("indicator", S, "指标名称", may_leave=True),
        Column("subject", S, "评估对象：县、乡镇、学校", may_leave=True),
        Column("clause", S, "条款", may_leave=True),
        Column("note", S, "说明", may_leave=True),
    ),
    ("order", "figure"),
)

MEASURES = Table(
    "measures",
    "问责建议：每条规则对每个单位（或职务）一行，没有触发的写明原因；都只是建议，由人签发",
    (
        Column("place", S, "单位：乡镇（街道）、学校或县教育体育局"),
        Column("town", S, "乡镇（街道），县教育体育局为空"),
        Column("level", S, "级别：县、乡镇、学校"),
        Column(
            "post", S, "职务：主要领导、分管领导、有关责任人、主要责任人、直接责任人；对单位的为空"
        ),
        Column("finding", S, "问题代码", codes="finding"),
        Column("finding_label", S, "问题"),
        Column(
            "measure",
            S,
            "措施代码",
            codes="measure_kind",
        ),
        Column(
            "measure_label", S, "措施：督导意见（限期整改）、责令限期整改、通报、约谈、诫勉建议"
        ),
        Column("fired", B, "触发"),
        Column("reason", S, "没有触发的原因，触发的为空"),
        Column("clause", S, "条款"),
        Column("paper", S, "文书名称"),
        Column("ground", S, "法律依据代码，见 facts.json 的 grounds"),
        Column("items", pa.list_(S), "所依据的事项，逐项"),
        Column("authority", S, "干部管理权限：由谁决定"),
        Column("figures", pa.list_(S), "所依据的指标代码，范围为该单位（县教育体育局为全县）"),
        Column("facts", pa.list_(S), "事实，逐句"),
        Column("mend_by", D, "整改期限，不限期的为空"),
        Column("digest", S, "事实的SHA-256"),
    ),
    ("level", "town", "place", "finding", "measure", "post"),
)

ORDERS = Table(
    "orders",
    "上学期责令整改的事项和本学期的回查",
    (
        Column("unit", S, "单位"),
        Column("level", S, "级别"),
        Column("town", S, "乡镇（街道）"),
        Column("term", S, "责令的学期"),
        Column("finding", S, "问题代码", codes="finding"),
        Column("finding_label", S, "问题"),
        Column(
            "item", S, "上学期写明的事项：案件编号、月份、席位、渠道、内容、缺勤、督导检查的指标"
        ),
        Column("mend_by", D, "整改期限"),
        Column("state", S, "回查状态代码", codes="order_state"),
        Column("clause", S, "条款"),
        Column("issued", B, "上学期的督导意见书或者责令限期整改通知书向该单位签发并送达，没有作废"),
    ),
    ("level", "town", "unit", "finding", "state", "item"),
)

CONTRADICTIONS = Table(
    "contradictions",
    "督导检查评分没有问题、三比对和个案却查出同一方面问题的：签发前由督导组认定哪一个对",
    (
        Column("unit", S, "单位"),
        Column("level", S, "级别：乡镇、学校"),
        Column("town", S, "乡镇（街道）"),
        Column("item", S, "督导检查的指标"),
        Column("score", pa.float64(), "得分，没有的为空"),
        Column("full", pa.float64(), "满分，没有的为空"),
        Column("conclusion", S, "结论"),
        Column("finding", S, "问题代码", codes="finding"),
        Column("finding_label", S, "问题"),
    ),
    ("level", "town", "unit", "item", "finding"),
)

STATISTICS = Table(
    "statistics",
    "教育事业统计的基数，只收指标公式用到的",
    (
        Column("level", S, "级别：县、乡镇、学校", may_leave=True),
        Column("unit", S, "单位"),
        Column("town", S, "乡镇（街道），县级为空"),
        Column("code", S, "基数代码", may_leave=True),
        Column("label", S, "基数", may_leave=True),
        Column("year", N, "年份", may_leave=True),
        Column("value", N, "数值"),
        Column("less", B, "求和时作减项（转出、死亡）", may_leave=True),
    ),
    ("level", "town", "unit", "code"),
)

FIGURE_SOURCES = Table(
    "figure_sources",
    "每个指标怎么来的：公式、表、条件，可以在期次的表上重新算一遍",
    (
        Column("code", S, "指标代码，* 代表一段或几段", may_leave=True),
        Column("label", S, "指标名称", may_leave=True),
        Column("formula", S, "公式，文字", may_leave=True),
        Column("unit", S, "单位：人、件、次、%、天等", may_leave=True),
        Column("clause", S, "条款；=clause 为行里的条款", may_leave=True),
        Column("each", pa.list_(S), "* 依次是哪一列的值；冒号后是代码表", may_leave=True),
        Column("table", S, "分子所在的表，空为登记册直接给出", may_leave=True),
        Column("rows", S, "分子的条件（列名组成的 Python 式子）", may_leave=True),
        Column(
            "measure",
            S,
            "怎么数：rows 行数，distinct:列，sum:列，max:列，days:列,列，households 户，all:行数:列",
            may_leave=True,
        ),
        Column("of_table", S, "分母所在的表，计数为空", may_leave=True),
        Column("of_rows", S, "分母的条件", may_leave=True),
        Column("of_measure", S, "分母怎么数", may_leave=True),
        Column("places", pa.list_(S), "范围的列：空串为全县，town、town/school 等", may_leave=True),
        Column("of_places", pa.list_(S), "分母的范围的列，与分子相同的为空", may_leave=True),
        Column(
            "zero",
            S,
            "没有数到时：空为没有这个数，keep 为零，given 为提供了登记册的为零",
            may_leave=True,
        ),
        Column("registers", pa.list_(S), "最初的来源（登记册代码，ledger 为台账）", may_leave=True),
    ),
    ("code",),
)

SUPERVISION_TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        DUTIES,
        MEMBERS,
        MEETINGS,
        PUBLICITY,
        SCORES,
        EVALUATIONS,
        MEASURES,
        ORDERS,
        CONTRADICTIONS,
        STATISTICS,
        FIGURE_SOURCES,
    )
}
"""The tables of supervision and accountability by name."""

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        ROWS,
        VERDICTS,
        OUTSIDERS,
        REVIEW,
        FILE_QUESTIONS,
        DOUBTS,
        ABSENCES,
        FIGURES,
        QUALITY,
        WINDOWS,
        *LOOP_TABLES.values(),
        *SUPERVISION_TABLES.values(),
    )
}
"""Every table of an edition by name."""
