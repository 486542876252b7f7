"""What is demanded for each finding, and of which clause it is: words of the orders, one for each finding of the rule table."""

from __future__ import annotations

DEMANDS: dict[str, tuple[str, str]] = {
    "group_incomplete": ("M1.1", "补齐领导小组名单，明确各席位的人员和职责，报{issuer}备案"),
    "meetings_missed": (
        "M1.3",
        "从本月起每月召开一次联席会议，写明部署的任务和协调解决的问题，会议记录报{issuer}",
    ),
    "chain_broken": ("M1.4", "逐案补齐政府、教育两条线的责任人，报{issuer}备案"),
    "compared_alone": ("M2.1", "会同公安、中心学校复核本次比对结果，补齐参加单位的记录"),
    "comparison_late": ("M2.2", "查明比对迟延的原因，下一次在重点时段内完成比对"),
    "causes_late": ("M3.3", "逐案查明原因，写入“一生一案”档案，逐案落实措施"),
    "unverified": ("M4.1", "会同属地学校逐人入户核实，填写核查反馈表并报送"),
    "notices_late": ("M4.2", "向父母或者其他法定监护人发放入学（复学）通知书，取得送达回证"),
    "publicity_gap": ("M6.1", "补上没有用过的宣传渠道，留存记录"),
    "laws_gap": ("M6.3", "补上没有宣传过的法律和规定，留存记录"),
    "absence_unreported": (
        "M5.3",
        "补报缺勤报告；今后建档后按期分别报送县教育体育局和镇人民政府（街道办事处）",
    ),
    "school_publicity_gap": ("M6.2", "开展宣传，留存记录"),
    "inspection_problem": ("M7.3", "按检查意见逐项整改，附佐证材料"),
    "school_inspection_problem": ("M7.3", "按检查意见逐项整改，附佐证材料"),
    "order_unmended": ("M7.8", "对上学期责令整改的事项立即整改，写明没有按期整改的原因"),
    "children_order_unmended": ("M7.8", "对事关儿童的未整改事项逐件办结，写明没有按期整改的原因"),
    "school_children_order_unmended": (
        "M7.8",
        "对事关儿童的未整改事项逐件办结，写明没有按期整改的原因",
    ),
    "school_order_unmended": ("M7.8", "对上学期责令整改的事项立即整改，写明没有按期整改的原因"),
    "prominent": ("M7.6", "逐案分析，制定专项控辍方案，每半月向{issuer}报告一次进展"),
    "school_prominent": ("M7.6", "逐案分析，制定专项控辍方案，每半月向{issuer}报告一次进展"),
    "prominent_again": ("M7.6", "逐案分析，制定专项控辍方案，每半月向{issuer}报告一次进展"),
    "rate_over": ("M7.9", "逐人劝返，查明辍学率超过控制线的原因，制定控辍方案报{issuer}"),
    "county_rate_over": ("M7.9", "逐人劝返，查明辍学率超过控制线的原因，制定控辍方案报{issuer}"),
}
"""Finding → the clause of the duty that wasn't done, and what is demanded."""
OTHERWISE = "M7.8", "查明原因，制定措施，按期整改"


GRAVE = (
    "rate_over",
    "county_rate_over",
    "prominent",
    "prominent_again",
    "school_prominent",
    "children_order_unmended",
    "school_children_order_unmended",
    "order_unmended",
    "school_order_unmended",
)
"""Findings that come first, in their order; the others follow the regulation."""


def rank(finding: str) -> tuple[int, str]:
    """Where a finding stands among others."""
    return (GRAVE.index(finding), "") if finding in GRAVE else (len(GRAVE), clause_of(finding))


def clause_of(finding: str) -> str:
    """The clause of the duty at stake."""
    return DEMANDS.get(finding, OTHERWISE)[0]


def demand_of(finding: str, issuer: str) -> str:
    """What is demanded, as a sentence."""
    return f"{DEMANDS.get(finding, OTHERWISE)[1].format(issuer=issuer)}。"
