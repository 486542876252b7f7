"""The tables of supervision and accountability: duties, groups, meetings, publicity, scores, measures, orders, where figures come from."""

from __future__ import annotations

from datetime import date

from kongchuo_core.vocabulary.tables.declared import Line, col, table


@table(
    "duties",
    sorted_by=(
        "duty",
        "level",
        "town",
        "unit",
        "period",
    ),
)
class DutyLine(Line):
    """每项职责在每个单位、每个时段的履行情况"""

    clause: str = col("条款", may_leave=True)
    duty: str = col("职责代码", codes="duty", may_leave=True)
    label: str = col("职责", may_leave=True)
    level: str = col("级别：县、乡镇、学校", may_leave=True)
    unit: str = col("单位")
    town: str = col("乡镇（街道），县级为空")
    period: str = col("时段，如2025年9月、2025年下半年、2025年秋季学期", may_leave=True)
    due_on: date | None = col("期限，没有的为空", may_leave=True)
    done_on: date | None = col("完成日期，没有完成或没有单独日期的为空")
    state: str = col("履行情况", codes="duty_state", may_leave=True)
    expected: int | None = col("应有数")
    found: int | None = col("实有数")
    in_time: int | None = col("其中按期的，不分按期逾期的为空")
    fact: str = col("事实：代码和其中的数、日、名称（JSON），说法见文字“职责”")
    wanting: tuple[str, ...] = col("没有做到、还可以补做的事项：案件编号、席位、渠道、内容、缺勤")
    past: tuple[str, ...] = col("没有按期、已不能补做的事项：月份、学期、案件编号、缺勤")
    source: str = col("所用来源（登记册或表）", codes="source")


@table(
    "members",
    sorted_by=(
        "level",
        "unit",
        "order",
        "name",
    ),
)
class SeatLine(Line):
    """领导小组应有的每个席位和到位的人"""

    level: str = col("级别：县、乡镇")
    unit: str = col("领导小组所属：县或乡镇（街道）名称")
    town: str = col("乡镇（街道），县级为空")
    seat: str = col("席位：组长、常务副组长，或成员单位")
    order: int | None = col("席位次序")
    filled: bool = col("名单中有人")
    listed: str = col("名单中单位的写法，缺席为空")
    name: str = col("姓名，缺席为空")
    post: str = col("职务")


@table(
    "meetings",
    sorted_by=(
        "level",
        "unit",
        "day",
        "topic",
    ),
)
class MeetingLine(Line):
    """召开的每次联席会议"""

    level: str = col("级别：县、乡镇")
    unit: str = col("县或乡镇（街道）名称")
    town: str = col("乡镇（街道），县级为空")
    day: date = col("日期")
    topic: str = col("议题")
    attended: str = col("参会单位")
    tasks: str = col("部署任务，没有为空")
    settled: str = col("协调解决的问题，没有为空")


@table(
    "publicity",
    sorted_by=(
        "level",
        "town",
        "unit",
        "channel",
        "content",
    ),
)
class PublicityLine(Line):
    """宣传覆盖：单位×渠道×内容，没有做的次数为0"""

    level: str = col("级别：乡镇、学校")
    unit: str = col("乡镇（街道）或学校")
    town: str = col("所在乡镇（街道）")
    channel: str = col("渠道：五种之一")
    content: str = col("内容：三部法律或禁止使用童工")
    acts: int = col("次数")
    quantity: int | None = col("数量合计，登记册没有填的按0计")
    first_on: date | None = col("首次日期")
    last_on: date | None = col("末次日期")


@table("observations", sorted_by=("order",))
class ObservationLine(Line):
    """督导记录：督导组、被督导单位写下的话，一条一行，照原文"""

    level: str = col("级别：县、乡镇、学校；认不出单位的为空")
    unit: str = col("单位")
    town: str = col("所在乡镇（街道），县的为空")
    kind: str = col("哪一类代码", codes="observation")
    matter: str = col("类别，照登记册所写")
    day: date | None = col("日期，没有的为空")
    content: str = col("内容，照登记册所写")
    quantity: int | None = col("数量，没有的为空")
    author: str = col("执笔人")
    order: int = col("次序")


@table(
    "scores",
    sorted_by=(
        "level",
        "town",
        "unit",
        "subject",
        "order",
        "item",
    ),
)
class ScoreLine(Line):
    """专项督导检查每个单位每项指标的得分；政府和主要领导各一份"""

    unit: str = col("单位")
    level: str = col("级别：乡镇、学校")
    town: str = col("乡镇（街道）")
    subject: str = col("考核对象：政府、主要领导、学校")
    order: int = col("指标次序")
    item: str = col("指标")
    score: float | None = col("得分，没有的为空")
    full: float | None = col("满分，没有的为空")
    conclusion: str = col("结论")
    problem_class: str = col("问题类别，没有问题为空")
    mend_by: date | None = col("整改期限")
    basis: str = col("佐证")
    clause: str = col("条款")


@table(
    "evaluations",
    sorted_by=(
        "order",
        "figure",
    ),
)
class EvaluationLine(Line):
    """规定列名的五项评估各用哪些指标"""

    evaluation: str = col("评估代码", may_leave=True)
    label: str = col("评估名称", may_leave=True)
    order: int = col("次序", may_leave=True)
    figure: str = col("指标代码，见 figures", may_leave=True)
    indicator: str = col("指标名称", may_leave=True)
    subject: str = col("评估对象：县、乡镇、学校", may_leave=True)
    clause: str = col("条款", may_leave=True)
    note: str = col("说明", may_leave=True)


@table(
    "measures",
    sorted_by=(
        "level",
        "town",
        "place",
        "finding",
        "measure",
        "post",
    ),
)
class MeasureLine(Line):
    """问责建议：每条规则对每个单位（或职务）一行，没有触发的写明原因；都只是建议，由人签发"""

    place: str = col("单位：乡镇（街道）、学校或县教育体育局")
    town: str = col("乡镇（街道），县教育体育局为空")
    level: str = col("级别：县、乡镇、学校")
    post: str = col("职务：主要领导、分管领导、有关责任人、主要责任人、直接责任人；对单位的为空")
    finding: str = col("问题代码", codes="finding")
    finding_label: str = col("问题")
    measure: str = col("措施代码", codes="measure_kind")
    measure_label: str = col("措施：督导意见（限期整改）、责令限期整改、通报、约谈、诫勉建议")
    fired: bool = col("触发")
    reason: str = col("没有触发的原因，写法同 duties 的事实，触发的为空")
    clause: str = col("条款")
    paper: str = col("文书名称")
    ground: str = col("法律依据代码，见 facts.json 的 grounds")
    items: tuple[str, ...] = col("所依据的事项，逐项")
    authority: str = col("干部管理权限：由谁决定")
    figures: tuple[str, ...] = col("所依据的指标代码，范围为该单位（县教育体育局为全县）")
    facts: tuple[str, ...] = col("事实，逐项，写法同 duties 的事实")
    mend_by: date | None = col("整改期限，不限期的为空")
    digest: str = col("事实的SHA-256")


@table(
    "orders",
    sorted_by=(
        "level",
        "town",
        "unit",
        "finding",
        "state",
        "item",
    ),
)
class OrderLine(Line):
    """上学期责令整改的事项和本学期的回查"""

    unit: str = col("单位")
    level: str = col("级别")
    town: str = col("乡镇（街道）")
    term: str = col("责令的学期")
    finding: str = col("问题代码", codes="finding")
    finding_label: str = col("问题")
    item: str = col("上学期写明的事项：案件编号、月份、席位、渠道、内容、缺勤、督导检查的指标")
    mend_by: date | None = col("整改期限")
    state: str = col("回查状态代码", codes="order_state")
    clause: str = col("条款")
    issued: bool = col("上学期的督导意见书或者责令限期整改通知书向该单位签发并送达，没有作废")


@table(
    "contradictions",
    sorted_by=(
        "level",
        "town",
        "unit",
        "item",
        "finding",
    ),
)
class ContradictionLine(Line):
    """督导检查评分没有问题、三比对和个案却查出同一方面问题的：签发前由督导组认定哪一个对"""

    unit: str = col("单位")
    level: str = col("级别：乡镇、学校")
    town: str = col("乡镇（街道）")
    item: str = col("督导检查的指标")
    score: float | None = col("得分，没有的为空")
    full: float | None = col("满分，没有的为空")
    conclusion: str = col("结论")
    finding: str = col("问题代码", codes="finding")
    finding_label: str = col("问题")


@table(
    "statistics",
    sorted_by=(
        "level",
        "town",
        "unit",
        "code",
    ),
)
class StatisticsLine(Line):
    """教育事业统计的基数，只收指标公式用到的"""

    level: str = col("级别：县、乡镇、学校", may_leave=True)
    unit: str = col("单位")
    town: str = col("乡镇（街道），县级为空")
    code: str = col("基数代码", may_leave=True)
    label: str = col("基数", may_leave=True)
    year: int | None = col("年份", may_leave=True)
    value: int | None = col("数值")
    less: bool | None = col("求和时作减项（转出、死亡）", may_leave=True)


@table("figure_sources", sorted_by=("code",))
class FigureSourceLine(Line):
    """每个指标怎么来的：公式、表、条件，可以在期次的表上重新算一遍"""

    code: str = col("指标代码，* 代表一段或几段", may_leave=True)
    label: str = col("指标名称", may_leave=True)
    formula: str = col("公式，文字", may_leave=True)
    unit: str = col("单位：人、件、次、%、天等", may_leave=True)
    clause: str = col("条款；=clause 为行里的条款", may_leave=True)
    each: tuple[str, ...] = col("* 依次是哪一列的值；冒号后是代码表", may_leave=True)
    table: str = col("分子所在的表，空为登记册直接给出", may_leave=True)
    rows: str = col("分子的条件（列名组成的 Python 式子）", may_leave=True)
    measure: str = col(
        "怎么数：rows 行数，distinct:列，sum:列，max:列，days:列,列，households 户，all:行数:列",
        may_leave=True,
    )
    of_table: str = col("分母所在的表，计数为空", may_leave=True)
    of_rows: str = col("分母的条件", may_leave=True)
    of_measure: str = col("分母怎么数", may_leave=True)
    places: tuple[str, ...] = col("范围的列：空串为全县，town、town/school 等", may_leave=True)
    of_places: tuple[str, ...] = col("分母的范围的列，与分子相同的为空", may_leave=True)
    zero: str = col(
        "没有数到时：空为没有这个数，keep 为零，given 为提供了登记册的为零", may_leave=True
    )
    registers: tuple[str, ...] = col("最初的来源（登记册代码，ledger 为台账）", may_leave=True)
