"""The tables of the loop: cases, what was recorded of them, tasks, what is due, the balance, monitoring, who is answerable."""

from __future__ import annotations

from datetime import date

from kongchuo_core.vocabulary.tables.declared import Line, col, table


@table(
    "cases",
    sorted_by=(
        "town",
        "child_id",
    ),
)
class CaseLine(Line):
    """每个个案截至本期的状态：一名儿童一个案，反复的在原案上重新立案"""

    child_id: str = col("儿童编号")
    case_no: str = col("案件编号")
    opened_on: date | None = col("本次立案日期")
    origin: str = col("立案来源", codes="origin")
    cause: str = col("原因或核实结果代码，未查明为空", codes="cause")
    state: str = col("状态代码", codes="state")
    state_on: date | None = col("进入状态的日期")
    closed_on: date | None = col("销号日期")
    closed_as: str = col("销号依据", codes="closed_as")
    first_opened_on: date | None = col("首次立案日期")
    town: str = col("乡镇（街道），不明为空")
    difference: str = col("立案时的比对结论代码", codes="verdict")
    verdict: str = col("本学期比对结论，不在名册为空", codes="verdict")
    explained_by: str = col("本学期说明材料", codes="explanation")
    ledger: str = col("所在台账，已销号和有说明的为空", codes="ledger")
    verified_on: date | None = col("镇（街道）核实日期")
    cause_on: date | None = col("查明原因日期")
    proposed_cause: str = col("建议的原因，由人认定", codes="cause")
    proposed_because: str = col("建议的依据")
    notice_on: date | None = col("发出通知书日期")
    notice_served_on: date | None = col("通知书送达日期")
    step: int | None = col("四步法已到第几步，0为未开始")
    step_on: date | None = col("该步日期")
    step_result: str = col("该步结果代码", codes="result")
    next_step: str = col("下一步代码", codes="step")
    next_step_from: date | None = col("下一步最早日期，文书未送达为空")
    issuer: str = col("下一步由谁作出", codes="who")
    placement: str = col("安置方式代码", codes="placement")
    returned_on: date | None = col("返校日期")
    days_seen: int | None = col("返校后最长连续到校的上学日数")
    ready: bool | None = col("证据已齐，可以销号")
    deferral_until: date | None = col("缓学、休学期满日期")
    reopened: int | None = col("重新立案次数")
    relapses: int | None = col("返校后又不在校的次数")
    days_open: int | None = col("本次立案到销号或本期截止的天数")
    hardship: str = col("脱贫户、监测户类型，不在名单为空")
    agenda: bool | None = col("列入下次联席会议议题")
    tasks_open: int | None = col("未完成的任务数")
    tasks_overdue: int | None = col("逾期的任务数")
    chain_gaps: int | None = col("双线十人制缺人的层级数，责任人登记册没有覆盖的为空")
    concerned: bool | None = col("本期的个案：期初未销号或本期立案")
    papers: tuple[str, ...] = col("现在可以出的文书代码", codes="paper")
    blocked: tuple[str, ...] = col("不能出的文书及原因，文书:原因", codes="blocked")
    irregularities: tuple[str, ...] = col("程序上的问题代码", codes="irregularity")
    lacking: tuple[str, ...] = col("销号还缺的材料或者记录，代码；已经销号的为空", codes="lacking")


@table(
    "events",
    sorted_by=(
        "child_id",
        "happened_on",
        "kind",
        "seq",
    ),
)
class EventLine(Line):
    """个案的每一笔记录"""

    child_id: str = col("儿童编号")
    case_no: str = col("案件编号，没有个案的为空")
    kind: str = col("记录种类", codes="event")
    happened_on: date | None = col("发生日期")
    seq: int | None = col("台账中的笔数，比对产生的为空")
    by: str = col("经办人")
    code: str = col("主要代码：来源、原因、文书、任务、步骤等")
    detail: str = col("其余代码和日期")
    counted: bool | None = col("采用；被更正的为否")
    irregularity: str = col("这一笔的程序问题代码", codes="irregularity")
    town: str = col("乡镇（街道）")


@table(
    "visits",
    sorted_by=(
        "child_id",
        "found_on",
    ),
)
class VisitLine(Line):
    """走访时在现场了解到的情况，一次走访一行"""

    child_id: str = col("儿童编号")
    found_on: date | None = col("走访日期")
    met: str = col("见到的人")
    guardian: str = col("监护人")
    phone: str = col("联系电话")
    address: str = col("现住址")
    whereabouts: str = col("现在何处、在做什么")
    needs: str = col("困难和诉求")
    by: str = col("经办人")
    town: str = col("乡镇（街道）")


@table(
    "tasks",
    sorted_by=(
        "town",
        "child_id",
        "task",
        "due",
    ),
)
class TaskLine(Line):
    """个案的任务"""

    child_id: str = col("儿童编号")
    case_no: str = col("案件编号")
    town: str = col("乡镇（街道）")
    task: str = col("任务代码", codes="task")
    label: str = col("任务")
    who: str = col("承担单位代码", codes="who")
    set_on: date | None = col("起算日期")
    due: date | None = col("期限")
    done_on: date | None = col("完成日期")
    state: str = col("任务状态代码", codes="task_state")
    urgent: bool | None = col("紧急")
    clause: str = col("条款")


@table(
    "due",
    sorted_by=(
        "town",
        "child_id",
        "day",
        "kind",
        "what",
        "who",
    ),
)
class DueLine(Line):
    """到期或逾期的每一件事：未销号个案的，和销号后的回访"""

    child_id: str = col("儿童编号")
    case_no: str = col("案件编号")
    town: str = col("乡镇（街道），不明为空")
    kind: str = col("种类", codes="due")
    what: str = col("任务、步骤、报告的代码，期满为空串")
    label: str = col("任务名称，其他为空")
    who: str = col("承担单位代码，或学校", codes="who")
    unit: str = col("承担单位名称：乡镇（街道）、学校写各自的名称")
    day: date | None = col("期限")
    coming: bool | None = col("情况截止日次日所在的月内到期")
    days_overdue: int | None = col("截至本期已逾期的天数，未逾期为0")


@table(
    "balance",
    sorted_by=(
        "town",
        "until",
    ),
)
class BalanceLine(Line):
    """动态归零：期初＋新增＋重新立案＋转入－转出＋更正－销号＝期末；期初是上期报出的期末"""

    town: str = col("全县或乡镇（街道）")
    term: str = col("学期")
    until: date | None = col("截止日期")
    opening: int | None = col("期初")
    new: int | None = col("新增")
    reopened: int | None = col("重新立案")
    moved_in: int | None = col("转入：上期在别的乡镇（街道）未销号，现在户籍在本乡镇（街道）的")
    moved_out: int | None = col("转出：上期在本乡镇（街道）未销号，现在户籍在别处的")
    corrected: int | None = col("更正：上期报出以后补记、更正的，增为正，减为负")
    closed: int | None = col("销号")
    closing: int | None = col("期末")


BALANCE = tuple(
    c.name for c in BalanceLine.declared.columns if c.name not in ("town", "term", "until")
)
"""The counts of the balance, in their order: what a period opens with, what comes and goes, what it
closes with.
"""


@table(
    "monitoring",
    sorted_by=(
        "school",
        "child_id",
        "first_day",
    ),
)
class MonitoringLine(Line):
    """缺勤建档的报告情况"""

    child_id: str = col("儿童编号")
    school: str = col("学校")
    town: str = col("学校所在乡镇（街道）")
    home_town: str = col("儿童户籍所在乡镇（街道），不明为空")
    listed: bool | None = col("在本学期户籍名册上")
    first_day: date | None = col("首日")
    last_day: date | None = col("末日")
    days: int | None = col("连续缺勤的工作日数")
    open: bool | None = col("情况截至时仍未返校")
    on_file_on: date | None = col("建档日期")
    returned_on: date | None = col("返校日期")
    due_on: date | None = col("报告期限")
    reported_bureau_on: date | None = col("报教体局日期")
    bureau_report: str = col("报教体局", codes="report_state")
    bureau_days_late: int | None = col("报教体局迟报天数")
    reported_town_on: date | None = col("报乡镇日期")
    town_report: str = col("报乡镇", codes="report_state")
    town_days_late: int | None = col("报乡镇迟报天数")


@table(
    "answerable",
    sorted_by=(
        "child_id",
        "order",
    ),
)
class AnswerableLine(Line):
    """双线十人制：每个个案两条线上的责任人"""

    child_id: str = col("儿童编号")
    case_no: str = col("案件编号")
    town: str = col("乡镇（街道）")
    order: int | None = col("次序")
    line: str = col("线别：政府、教育")
    level: str = col("职责层级")
    name: str = col("责任人，空缺和不知道的为空")
    unit: str = col("单位")
    known: bool | None = col("登记册覆盖这一层级；没有覆盖的不算空缺")


@table(
    "unlisted",
    sorted_by=(
        "town",
        "child_id",
    ),
)
class UnlistedLine(Line):
    """有个案而不在本学期名册上的儿童：台账所知的姓名等"""

    child_id: str = col("儿童编号")
    town: str = col("乡镇（街道），不明为空")
    name: str = col("姓名")
    id_no: str = col("公民身份号码")
    sex: str = col("性别：男、女")
    birth_date: date | None = col("出生日期")
