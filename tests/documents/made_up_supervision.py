"""Made-up duties, scores and measures of a made-up county, with every part filled, for the tests of
the papers of supervision.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from kongchuo_core.documents.supervision import papers as make
from kongchuo_core.documents.supervision.contexts import (
    ADMONITION,
    CIRCULAR,
    INTERVIEW,
    NOTICE,
    OPINION,
    RECTIFY,
    SupervisionPaper,
)
from kongchuo_core.documents.supervision.facts import Ground, Office
from kongchuo_core.documents.supervision.rows import MemberRow
from kongchuo_core.vocabulary.mechanism import SECTIONS
from kongchuo_core.vocabulary.tables.supervision import DutyLine, MeasureLine, OrderLine
from kongchuo_core.vocabulary.told import fact
from tests.documents.made_up_loop import DAY, TOLD

OFFICE = Office(
    county="富民县",
    government="富民县人民政府",
    bureau="富民县教育体育局",
    leading_group_office="富民县控辍保学工作领导小组办公室",
    issuer="富民县控辍保学工作领导小组办公室",
    basis="《富民县“控辍保学”闭环管理机制》（富政教督〔2019〕14号）第四部分",
    term="2025年秋季学期",
    day=DAY,
    last_day=date(2026, 1, 23),
    fictitious=True,
    kinds={"东村镇": "镇", "永定街道": "街道", "罗免镇": "镇"},
    citations=TOLD["citations"],
    supervision_office="富民县人民政府教育督导办公室",
    sections=SECTIONS,
    grounds={
        "mechanism": Ground(
            issuer="富民县控辍保学工作领导小组办公室",
            basis="《富民县“控辍保学”闭环管理机制》（富政教督〔2019〕14号）第四部分",
            procedure="由有权签发的人审签",
        ),
        "opinion": Ground(
            issuer="富民县人民政府教育督导办公室",
            basis="《教育督导条例》第二十一条、第二十二条",
            procedure="听取申辩后发出",
        ),
    },
)
MEND = date(2025, 11, 30)
MEETINGS = MeasureLine(
    place="东村镇",
    town="东村镇",
    level="乡镇",
    post="",
    finding="meetings_missed",
    finding_label="联席会议没有按月召开",
    measure="circular",
    measure_label="通报",
    fired=True,
    reason="",
    clause="M7.6",
    paper=CIRCULAR,
    authority="",
    ground="mechanism",
    items=("2025年9月", "2025年10月"),
    digest="",
    figures=("duty.town_meeting.missing",),
    facts=(
        fact("duty", "town_meeting", "2025年9月", ["not_held", "2025年9月"]),
        fact("duty", "town_meeting", "2025年10月", ["not_held", "2025年10月"]),
    ),
    mend_by=None,
)
LIMIT = replace(
    MEETINGS,
    finding="rate_over",
    finding_label="辍学率超过控制线",
    clause="M7.9",
    figures=("dropout_rate.lower_secondary.last_year",),
    facts=(fact("rate", "", "初中", 2, "上学年初在校生数", 63, "1.8%", "某文件"),),
    authority="由县委、县人民政府按照干部管理权限决定",
)
MEASURES = (
    MEETINGS,
    LIMIT,
    replace(MEETINGS, measure="interview", measure_label="约谈", post="主要领导", paper=INTERVIEW),
    replace(MEETINGS, measure="interview", measure_label="约谈", post="分管领导", paper=INTERVIEW),
    replace(MEETINGS, measure="rectify", measure_label="责令限期整改", paper=RECTIFY, mend_by=MEND),
    replace(
        LIMIT,
        measure="rectify",
        measure_label="责令限期整改",
        paper=RECTIFY,
        mend_by=date(2025, 12, 31),
    ),
    replace(
        LIMIT, measure="admonition", measure_label="诫勉建议", post="主要领导", paper=ADMONITION
    ),
    replace(
        LIMIT, measure="admonition", measure_label="诫勉建议", post="分管领导", paper=ADMONITION
    ),
    replace(MEETINGS, place="永定街道", town="永定街道"),
    replace(
        MEETINGS, place="永定街道", town="永定街道", measure="rectify", paper=RECTIFY, mend_by=MEND
    ),
    replace(
        MEETINGS,
        place="东村中学",
        level="学校",
        finding="school_publicity_gap",
        finding_label="学校没有开展宣传",
        clause="M7.8",
        facts=(
            fact("duty", "school_channels", "2025年秋季学期", ["channels", 0, ["标语", "广播"]]),
        ),
        measure="rectify",
        paper=RECTIFY,
        mend_by=MEND,
    ),
    replace(
        LIMIT,
        measure="opinion",
        measure_label="督导意见（限期整改）",
        paper=OPINION,
        ground="opinion",
        mend_by=date(2025, 12, 31),
    ),
    replace(
        MEETINGS,
        place="罗免镇",
        town="罗免镇",
        fired=False,
        reason=fact("kept"),
        facts=(),
    ),
)
"""东村镇 with every measure, a sub-district, a school, and a town of which nothing fired."""
MEMBERS = (
    MemberRow(姓名="何示例", 单位="富民县人民政府教育督导办公室", 职务="组长、督学"),
    MemberRow(姓名="罗示例", 单位="富民县人民政府教育督导办公室", 职务="督学"),
)
LABELS = {
    "duty.town_meeting.missing": "镇（街道）联席会议",
    "dropout_rate.lower_secondary.last_year": "初中辍学率",
}
WHOLE = (
    "全县户籍适龄儿童少年7436人，每人一个结论，不重不漏。",
    "疑似辍学27人，其中3人有在比对日有效的材料。",
)
DUTY = DutyLine(
    clause="M1.3",
    duty="town_meeting",
    label="镇（街道）联席会议每月召开",
    level="乡镇",
    unit="东村镇",
    town="东村镇",
    period="2025年9月",
    due_on=date(2025, 9, 30),
    done_on=None,
    state="missing",
    expected=1,
    found=0,
    fact=fact("not_held", "2025年9月"),
    source="meetings",
    in_time=0,
    wanting=(),
    past=(),
)
ORDER = OrderLine(
    unit="东村镇",
    level="乡镇",
    town="东村镇",
    term="2025年春季学期",
    finding="meetings_missed",
    finding_label="联席会议没有按月召开",
    item="2025年3月",
    mend_by=date(2025, 7, 1),
    state="past",
    clause="M7.8",
    issued=True,
)


def context(name: str, office: Office = OFFICE, **changed: Any) -> SupervisionPaper:
    """A complete context of that paper; ``changed`` replaces fields."""
    own = [m for m in MEASURES if m.place == "东村镇"]
    made: dict[str, SupervisionPaper | None] = {
        CIRCULAR: make.circulars(MEASURES, WHOLE, office)[CIRCULAR],
        INTERVIEW: make.interview("东村镇", own, office),
        RECTIFY: make.rectify("东村镇", own, office),
        ADMONITION: make.admonition("东村镇", own, LABELS, office),
        NOTICE: make.notice(MEMBERS, [("现场督导检查", "2025年10月14日")], office),
        OPINION: make.opinion(
            "东村镇", MEASURES, WHOLE, [("适龄儿童少年", "907人"), ("疑似辍学", "4人")], office
        ),
    }
    paper = made[name]
    assert paper is not None
    return replace(paper, **changed)
