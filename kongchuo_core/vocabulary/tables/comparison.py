"""The tables of the comparison: rows and their fates, verdicts, questions to people, what is to be mended, absences, figures."""

from __future__ import annotations

from datetime import date

from kongchuo_core.vocabulary.tables.declared import Line, col, table


@table(
    "rows",
    sorted_by=(
        "register",
        "file",
        "sheet",
        "row",
        "block",
    ),
)
class RowLine(Line):
    """每个来源表的每一行及其去向"""

    register: str = col("来源（登记册）", codes="register")
    file: str = col("文件，相对 data/<学期>/")
    sheet: str = col("工作表名，csv 为空")
    row: int | None = col("行号，从1起")
    block: int | None = col("同一行里左右并排的第几块，一般为1")
    fate: str = col("去向", codes="fate")
    reason: str = col("去向的原因", codes="reason")
    child_id: str = col("儿童编号，与儿童无关的行为空")


@table(
    "verdicts",
    sorted_by=(
        "town",
        "village",
        "child_id",
    ),
)
class VerdictLine(Line):
    """每个户籍适龄儿童的比对结论"""

    child_id: str = col("儿童编号")
    name: str = col("姓名")
    id_no: str = col("公民身份号码")
    sex: str = col("性别：男、女")
    birth_date: date | None = col("出生日期")
    town: str = col("户籍乡镇（街道）")
    village: str = col("村（社区）")
    verdict: str = col("结论代码", codes="verdict")
    explained_by: str = col("不在校的说明材料", codes="explanation")
    matched_by: str = col("认定是同一人的规则：登记册=规则，几个用空格分开", codes="matched")
    school: str = col("就读或学籍学校")
    flags: tuple[str, ...] = col("提示代码", codes="flag")
    age: int | None = col("截止日周岁")
    stage: str = col("学段：小学、初中")
    group_name: str = col("村民小组")
    guardian: str = col("监护人")
    phone: str = col("联系电话")
    address: str = col("住址")
    nation: str = col("民族")
    grade: str = col("年级")
    class_name: str = col("班级")
    household_no: str = col("户号")
    destination: str = col("就读地，异地就读登记册所写，没有的写跨县核查认定的")


@table(
    "outsiders",
    sorted_by=(
        "school",
        "child_id",
    ),
)
class OutsiderLine(Line):
    """户籍不在本县、学籍或在校在本县的学生"""

    child_id: str = col("儿童编号")
    school: str = col("学校")
    enrolled: bool | None = col("有学籍（转出、毕业等不算）")
    present: bool | None = col("在校")
    name: str = col("姓名")
    id_no: str = col("公民身份号码")
    student_no: str = col("学籍号")
    birth_date: date | None = col("出生日期")
    sex: str = col("性别：男、女")
    grade: str = col("年级")


@table(
    "review",
    sorted_by=(
        "town",
        "child_id",
        "register",
        "file",
        "sheet",
        "row",
        "evidence",
    ),
)
class ReviewLine(Line):
    """要由人核对的一对：户籍一行与另一来源一行，或本学期的儿童（register 为 persons）与以前各学期的一名儿童，两边并列"""

    child_id: str = col("儿童编号")
    town: str = col("乡镇（街道）")
    household_file: str = col("户籍文件")
    household_sheet: str = col("户籍工作表")
    household_row: int | None = col("户籍行号")
    register: str = col("另一来源", codes="register")
    file: str = col("文件")
    sheet: str = col("工作表")
    row: int | None = col("行号")
    rule: str = col("提出核对的规则", codes="link_rule")
    reason: str = col("要人核对的原因")
    evidence: str = col("所见证据的摘要，认定与它绑定")
    name: str = col("户籍姓名")
    id_no: str = col("户籍身份证号")
    birth_date: date | None = col("户籍出生日期")
    sex: str = col("户籍性别")
    village: str = col("村（社区）")
    guardian: str = col("监护人")
    other_name: str = col("另一来源姓名")
    other_id_no: str = col("另一来源身份证号")
    other_birth_date: date | None = col("另一来源出生日期")
    other_sex: str = col("另一来源性别")
    other_school: str = col("另一来源学校或单位")
    other_grade: str = col("另一来源年级")
    other_class: str = col("另一来源班级")
    other_town: str = col("另一来源乡镇（街道）")
    other_child_id: str = col("跨学期的：以前那名儿童的编号")
    question: str = col("问题编号，同一对只问一次")


@table(
    "file_questions",
    sorted_by=(
        "register",
        "file",
        "sheet",
    ),
)
class FileQuestionLine(Line):
    """整份文件的问题，还没有决定的：列错位、单独排序、旧名单、抄来的名单"""

    question: str = col("问题编号")
    register: str = col("来源", codes="register")
    file: str = col("文件")
    sheet: str = col("工作表")
    kind: str = col("种类", codes="accident")
    what: str = col("问题")
    remedy: str = col("怎么改")
    fits: int | None = col("这样读对得上的行数")
    rows: int | None = col("可以判断的行数")
    evidence: str = col("所见内容的摘要，决定与它绑定")
    town: str = col("乡镇（街道），不明为空")


@table(
    "doubts",
    sorted_by=(
        "town",
        "child_id",
        "register",
        "file",
        "sheet",
        "row",
    ),
)
class DoubtLine(Line):
    """登记册说得不清楚、要由人认定的儿童，还没有认定的：一名儿童一种登记册一行"""

    child_id: str = col("儿童编号")
    town: str = col("乡镇（街道）")
    register: str = col("来源", codes="register")
    file: str = col("文件")
    sheet: str = col("工作表")
    row: int | None = col("行号")
    doubts: str = col("为什么要认定，代码用逗号隔开", codes="doubt")
    told: str = col("登记册里写的是什么，列名和内容")
    name: str = col("姓名")
    id_no: str = col("身份证号")
    birth_date: date | None = col("出生日期")
    school: str = col("学校")
    grade: str = col("年级")
    class_name: str = col("班级")
    evidence: str = col("所见内容的摘要，认定与它绑定")
    question: str = col("问题编号")


@table(
    "absences",
    sorted_by=(
        "school",
        "child_id",
        "first_day",
    ),
)
class AbsenceLine(Line):
    """建档的连续缺勤"""

    child_id: str = col("儿童编号")
    school: str = col("学校")
    first_day: date | None = col("首日")
    last_day: date | None = col("末日")
    days: int | None = col("连续缺勤的工作日数")
    open: bool | None = col("情况截至时仍未返校")
    on_file_on: date | None = col("建档日期：达到天数的那天，去向不明的是第一天")
    returned_on: date | None = col("返校日期：其后学校报了情况而没有列这名学生的第一天")
    reported_bureau_on: date | None = col("报教体局日期")
    reported_town_on: date | None = col("报乡镇日期")


@table(
    "figures",
    sorted_by=(
        "code",
        "place",
    ),
)
class FigureLine(Line):
    """文书和图表中的每一个数"""

    code: str = col("指标代码", may_leave=True)
    place: str = col("范围：全县、乡镇、乡镇/学校、乡镇/年龄；个案的数写案件编号或儿童编号")
    numerator: int | None = col("分子或计数")
    denominator: int | None = col("分母，计数为空")
    value: float | None = col("值")
    filter: str = col("口径", may_leave=True)
    clause: str = col("条款", may_leave=True)


@table(
    "quality",
    sorted_by=(
        "register",
        "file",
        "sheet",
        "row",
        "column",
        "kind",
    ),
)
class QualityLine(Line):
    """来源表中要改的地方"""

    register: str = col("来源", codes="register")
    file: str = col("文件")
    sheet: str = col("工作表")
    row: int | None = col("行号")
    column: str = col("列")
    kind: str = col("问题代码", codes="quality")
    what: str = col("问题")
    remedy: str = col("怎么改")
    town: str = col("乡镇（街道）或学校所在乡镇，不明为空")


@table("windows", sorted_by=("town",))
class WindowLine(Line):
    """各乡镇的比对完成情况"""

    town: str = col("乡镇（街道）", may_leave=True)
    done_on: date | None = col("完成日期，没有报的为空")
    days_late: int | None = col("晚于窗口末日的天数，按期为0，没有报的为空")
    police: bool | None = col("公安参加")
    central_school: bool | None = col("中心学校参加")
