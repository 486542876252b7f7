"""Contexts of a made-up county, complete and adding up, for the tests of the papers."""

from __future__ import annotations

from functools import cache

import pandas as pd

from kongchuo_core.documents import charts
from kongchuo_core.documents.inspection.rows import (
    AgeRow,
    BalanceRow,
    QualityRow,
    SuspectedRow,
    VerdictRow,
)
from kongchuo_core.documents.kinds import Issuer, Level
from kongchuo_core.documents.supervision.rows import (
    DutyRow,
    IndicatorRow,
    MeasureRow,
    PublicityRow,
    RecheckRow,
    SchoolRow,
    ScoreRow,
    TownRow,
)
from kongchuo_core.documents.word.render import Picture
from tests.documents.report_contexts import REPORTS, Basics, TownFactsRow

TOWNS = ("永定街道", "大营街道", "罗免镇", "赤鹫镇", "东村镇", "款庄镇", "散旦镇")
SCHOOLS = (
    "东村中心小学",
    "东村第一小学",
    "东村第二小学",
    "东村第一中学",
    "东村第二中学",
    "（无学校）",
)
CLASSES = ("学籍在校而学生不在校", "学籍与学生均不在校", "在校无学籍", "待核对")
SURNAMES = "阿毕丁方高何金李马那普钱"


def verdicts(names: tuple[str, ...]) -> tuple[VerdictRow, ...]:
    """A row a place, and the total."""
    rows = [
        {
            "适龄": 0,
            "比对一致": 900 + 37 * n,
            "学籍在校而学生不在校": n % 4,
            "学籍与学生均不在校": 2 + n % 3,
            "其中有说明": n % 2,
            "在校无学籍": n % 5,
            "已完成": 40 + n,
            "待核对": n % 3,
        }
        for n in range(len(names))
    ]
    for row in rows:
        row["适龄"] = sum(
            count for name, count in row.items() if name not in ("适龄", "其中有说明")
        )
    rows.append({key: sum(row[key] for row in rows) for key in rows[0]})
    return tuple(
        VerdictRow(名称=name, **row) for name, row in zip((*names, "合计"), rows, strict=True)
    )


@cache
def pictures() -> tuple[Picture, Picture]:
    """The two pictures: by town, by age."""
    rows = verdicts(TOWNS)[:-1]
    by_town = pd.DataFrame(
        {c: [getattr(r, c) for r in rows] for c in CLASSES}, index=[r.名称 for r in rows]
    )
    by_age = pd.DataFrame(
        {"疑似辍学": [1, 0, 2, 1, 3, 2, 4, 5, 6, 4]}, index=[f"{a}岁" for a in range(6, 16)]
    )
    return (
        charts.stacked_bars(
            by_town, title="", alt="各镇（街道）比对不一致和待核对人数，款庄镇最多", unit="人"
        ),
        charts.bars(by_age, alt="疑似辍学儿童少年年龄分布，十四岁最多", unit="人"),
    )


def suspected(count: int) -> tuple[SuspectedRow, ...]:
    """Suspected children with made-up names."""
    return tuple(
        SuspectedRow(
            序号=n + 1,
            姓名=SURNAMES[n % len(SURNAMES)] + "某" * (1 + n % 2),
            性别="男女"[n % 2],
            出生年月=f"201{n % 6}年{n % 12 + 1}月",
            村="东村社区",
            类别=CLASSES[n % 2],
            学籍学校="东村第一中学" if n % 2 == 0 else "无学籍",
            说明="异地就读（外县）" if n % 3 == 0 else "",
        )
        for n in range(count)
    )


def ages() -> tuple[AgeRow, ...]:
    """A row for each age from 6 to 15."""
    return tuple(
        AgeRow(
            年龄=f"{age}",
            适龄=1000,
            比对一致=990,
            疑似辍学=4,
            其中有说明=1,
            在校无学籍=2,
            已完成=0,
            待核对=4,
        )
        for age in range(6, 16)
    )


OFFICE = "富民县控辍保学工作领导小组办公室"
SENTENCES: dict[str, tuple[str, ...]] = {
    "平衡说明": (
        "各来源读入行数均等于采用、重复、不在范围、待补正之和；适龄7436人等于六类结论之和。",
    ),
    "结论": (
        "户籍适龄儿童少年7436人，每人一个结论，不重不漏。",
        "疑似辍学27人，其中3人有有效的异地就读、缓学材料，24人须入户核实。",
    ),
    "督导组织": ("督导组由3名督学组成，2025年10月13日至17日开展现场检查。",),
    "比对结果": (
        "学籍在校而学生不在校9人，占适龄人数的0.12%。",
        "学籍与学生均不在校18人，其中有说明材料3人。",
        "在校无学籍11人。",
    ),
    "组织领导": (
        "县领导小组名册齐全。本半年已召开县级联席会议1次。",
        "罗免镇10月未见联席会议记录。",
    ),
    "闭环": ("个案期初未销号3件，本学期新立案7件，销号2件，期末未销号8件。",),
    "指标": ("小学入学率（净）：98.32%（352/358）；上学期97.90%。",),
    "控制线": ("小学、初中辍学率控制线：没有填写，不作评价。",),
    "考核": ("考核得分：东村镇政府88分（满分100分）。",),
    "复查": ("上学期责令整改的事项，没有整改1项，见表1。",),
    "措施": ("东村镇人民政府：联席会议没有按月召开。建议责令2025年11月30日前整改。",),
    "指标说明": (
        "辍学人数和辍学率只计经核实的，还有4件个案没有核实，不在其中，不能据此认为没有辍学。",
    ),
    "措施说明": ("文书：责令限期整改通知书。",),
    "动态监测": ("本学期建档2件，销号1件，在办1件。",),
    "数据质量": ("来源表需改正27行，主要是身份证号有误。",),
    "未提供": ("本期未提供“送教上门”“残疾”名册，相应指标为无数据。",),
    "分校情况": ("（一）东村第一中学。学籍在校而学生不在校3人，均未见请假手续。",),
    "问题": (
        "1.个别镇比对不按时。罗免镇完成时间晚于比对时段6天。",
        "2.学校缺勤报告不及时。2所学校有3件超过规定时限报告。",
    ),
    "意见": (
        "1.罗免镇于2025年11月30日前逐人核实疑似辍学儿童少年。",
        "2.县教育体育局于2025年12月15日前完成学籍补建。",
    ),
    "比对组织": (
        "7个镇（街道）中6个在比对时段内完成，罗免镇晚6天。",
        "各镇（街道）均有公安、中心学校参加。",
    ),
    "不一致分析": ("学籍与学生均不在校的18人中，3人有异地就读材料，15人去向待查。",),
    "下一步工作": ("1.11月底前完成27名疑似辍学儿童少年逐人核实。",),
}
TEXTS: dict[str, str] = {
    "县名": "富民县",
    "镇名": "东村镇",
    "学期": "2025年秋季学期",
    "稿别": "送审稿",
    "文号": "",
    "抄送": "县教育体育局、县公安局、县民政局，各镇（街道）中心学校",
    "成文日期": "　　年　月　日",
    "印发依据": "《富民县“控辍保学”闭环管理机制》（富政教督〔2019〕14号）第四部分",
    "虚构声明": "本件依据虚构样例数据生成，人名、号码均为虚构",
    "措施末段": "以上均为建议；是否诫勉由有权机关决定，明细见附件。",
    "截止日": "2025年8月31日",
    "比对日": "2025年9月30日",
    "情况截至": "2025年10月31日",
    "台账记录": "台账记录至第128笔",
    "提要": "三比对适龄儿童少年7436人，比对一致7077人，疑似辍学27人，待人工核对6人，账表平衡。",
}
BALANCE = (
    BalanceRow(来源="户籍", 读入=15230, 采用=7436, 重复=12, 不在范围=7775, 待补正=7),
    BalanceRow(来源="学籍", 读入=7402, 采用=7322, 重复=5, 不在范围=75, 待补正=0),
    BalanceRow(来源="在校", 读入=7391, 采用=7388, 重复=0, 不在范围=0, 待补正=3),
)
QUALITY = (
    QualityRow(
        来源="户籍", 问题="身份证号有误", 行数=20, 处理意见="由镇（街道）会同派出所核对更正"
    ),
    QualityRow(来源="在校", 问题="缺姓名", 行数=7, 处理意见="由学校补填"),
)


SUPERVISED: dict[str, tuple[object, ...]] = {
    "履职表": tuple(
        DutyRow(
            事项="镇（街道）联席会议每月至少一次",
            对象="各镇（街道）",
            应有="14",
            达到="12",
            情况="没有做到的有赤鹫镇（2025年9月、10月）；其他单位已做到。",
            条款="第一部分",
        )
        for _ in range(3)
    ),
    "宣传表": tuple(
        PublicityRow(
            单位=town,
            标语="有",
            报纸图文="有",
            电视音像="缺",
            广播="有",
            手机信息="有",
            没有宣传的内容="无",
        )
        for town in TOWNS
    ),
    "指标表": (
        IndicatorRow(
            评估="义务教育均衡发展评估",
            指标="小学入学率（净）",
            分子="352",
            分母="358",
            本期="98.32%",
            上期="97.90%",
            口径="小学适龄人口中在校的÷小学适龄人口",
        ),
    ),
    "镇指标表": tuple(
        TownRow(
            单位=town,
            核实率="2/3",
            动态归零率="1/3",
            劝返率="无数据",
            政府得分="88/100分",
            主要领导得分="88/100分",
        )
        for town in TOWNS
    ),
    "学校指标表": tuple(
        SchoolRow(乡镇="东村镇", 学校=school, 得分="90/100分", 个案="0件", 问题="没有发现")
        for school in SCHOOLS
    ),
    "评分表": (
        ScoreRow(
            单位="东村镇",
            对象="政府、主要领导",
            各项得分="组织领导19（20）；比对核查18（20）",
            存在问题="没有发现",
            整改期限="—",
        ),
    ),
    "措施表": (
        MeasureRow(
            单位="东村镇人民政府", 问题="联席会议没有按月召开", 措施="责令限期整改", 条款="第一部分"
        ),
    ),
    "复查表": (
        RecheckRow(
            事项="双线十人制有缺口",
            没有整改="东村镇（2025春-000001）",
            再次发生="—",
            已经整改="罗免镇（2025春-000002）",
        ),
    ),
    "分镇主要情况表": tuple(
        TownFactsRow(
            单位=town,
            疑似辍学=4,
            其中有说明=1,
            在校无学籍=2,
            待人工核对=0,
            未销号个案=4,
            到期职责="25",
            做到="19",
            考核得分="90/100",
        )
        for town in TOWNS
    ),
}


def context(name: str, **changed: object) -> Basics:
    """A complete context of that paper; ``changed`` replaces fields."""
    kind = REPORTS[name]
    place = "东村镇" if kind.level is Level.TOWN else "富民县"
    by_town, by_age = pictures()
    everything: dict[str, object] = {
        **TEXTS,
        **SENTENCES,
        **SUPERVISED,
        "核对平衡": BALANCE,
        "数据质量表": QUALITY,
        "分龄表": ages(),
        "疑似名单": suspected(24),
        "分镇表": verdicts(TOWNS),
        "分校表": verdicts(SCHOOLS),
        "图_各镇比对": by_town,
        "图_年龄分布": by_age,
        "标题": f"{place}2025年秋季学期\n{'“控辍保学”专项督导检查报告' if '督导' in name else '三比对核查情况报告'}",
        "主送": {"县人民政府": "县人民政府", "镇人民政府（街道办事处）": "东村镇人民政府"}.get(
            kind.recipients, OFFICE
        ),
        "印发机关": "东村镇人民政府" if kind.issuer is Issuer.TOWN else OFFICE,
    }
    values = {
        name: value
        for name, value in everything.items()
        if name in kind.context.__dataclass_fields__
    }
    return kind.context(**(values | changed))  # type: ignore[arg-type]
