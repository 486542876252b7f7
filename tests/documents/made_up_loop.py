"""Made-up cases of a made-up county, with every part filled, for the tests of the papers of the
loop.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.documents.loop.contexts import (
    AGENDA,
    CASE_FILE,
    DUE,
    ENTRY,
    INQUIRY,
    ORDER,
    RETURN,
    SLIP,
    TRANSFER,
    LoopPaper,
)
from kongchuo_core.documents.loop.facts import (
    AbsenceFact,
    CaseFacts,
    ChildFacts,
    DueFact,
    EventFact,
    Office,
    PersonFact,
    TaskFact,
)
from kongchuo_core.documents.loop.lists import agenda, due, slips
from kongchuo_core.documents.loop.papers import case_file, inquiry, notice, order
from kongchuo_core.documents.loop.transfer import transfer
from kongchuo_core.regulation.telling import telling
from kongchuo_core.settings import yaml
from kongchuo_core.settings.models import County, RuleFile, Rules

ROOT = Path(__file__).parents[2]
DAY = date(2025, 10, 31)
PARAMS = ROOT / "params"
TOLD = telling(
    Rules(values=yaml.read(PARAMS / "rules/cases.yaml", RuleFile).rules),
    DAY,
    yaml.read(PARAMS / "county.yaml", County),
)
OFFICE = Office(
    county="富民县",
    government="富民县人民政府",
    bureau="富民县教育体育局",
    leading_group_office="富民县控辍保学工作领导小组办公室",
    term="2025年秋季学期",
    day=DAY,
    fictitious=True,
    kinds={"东村镇": "镇", "永定街道": "街道"},
    citations=TOLD["citations"],
    periods=TOLD["periods"],
    labels=TOLD["labels"],
    steps=TOLD["steps"],
    step_days=TOLD["step_days"],
    delegated_streets=frozenset(TOLD["delegated_streets"]),
    penalty_basis=TOLD["penalty_basis"],
    hardship_given=True,
)

ABSENCE = AbsenceFact(
    school="东村第一中学",
    first_day=date(2025, 9, 8),
    last_day=date(2025, 9, 30),
    days=17,
    open=True,
    due_on=date(2025, 9, 12),
    bureau_report="late",
    town_report="missing",
)
CHILD = ChildFacts(
    child_id="C0000000008X4TB0",
    name="李某某",
    sex="男",
    birth_date=date(2012, 3, 5),
    nation="彝族",
    id_no="539924201203050017",
    town="东村镇",
    village="东村社区",
    group_name="第三村民小组",
    guardian="李某",
    phone="13800000001",
    school="东村第一中学",
    grade="七年级",
    class_name="2班",
    verdict="ENROLLED_ABSENT",
    explained_by="",
    absences=(ABSENCE,),
)
EVENTS = (
    EventFact(on=date(2025, 9, 30), kind="opened", code="comparison", by="kongchuo run", other={}),
    EventFact(
        on=date(2025, 10, 3),
        kind="verified",
        code="aversion",
        by="张示例",
        other={"proof": "visit_record"},
    ),
    EventFact(on=date(2025, 10, 9), kind="notice_issued", code="notice", by="张示例", other={}),
    EventFact(
        on=date(2025, 10, 10),
        kind="served",
        code="notice",
        by="张示例",
        other={"manner": "in_person"},
    ),
    EventFact(
        on=date(2025, 10, 10), kind="step", code="education", by="张示例", other={"result": "taken"}
    ),
    EventFact(on=date(2025, 10, 18), kind="notice_issued", code="order", by="普示例", other={}),
    EventFact(
        on=date(2025, 10, 18), kind="step", code="order", by="普示例", other={"result": "taken"}
    ),
    EventFact(
        on=date(2025, 10, 20),
        kind="served",
        code="order",
        by="张示例",
        other={"manner": "household"},
    ),
)
TASKS = (
    TaskFact(
        label="入户核实",
        who="town",
        due=date(2025, 10, 15),
        done_on=date(2025, 10, 3),
        state="done",
    ),
    TaskFact(
        label="制定个性化教育教学活动，减轻课业负担",
        who="school",
        due=date(2025, 10, 18),
        done_on=None,
        state="overdue",
    ),
    TaskFact(
        label="心理健康诊断、治疗", who="health", due=date(2025, 11, 2), done_on=None, state="open"
    ),
)
DUE_NOW = (
    DueFact(
        kind="report",
        what="town",
        label="",
        who="东村第一中学",
        unit="东村第一中学",
        day=date(2025, 9, 12),
        coming=False,
        days_overdue=49,
    ),
    DueFact(
        kind="task",
        what="personal_plan",
        label="制定个性化教育教学活动，减轻课业负担",
        who="school",
        unit="东村第一中学",
        day=date(2025, 10, 18),
        coming=False,
        days_overdue=13,
    ),
    DueFact(
        kind="task",
        what="mental_health",
        label="心理健康诊断、治疗",
        who="health",
        unit="卫生健康部门",
        day=date(2025, 11, 2),
        coming=True,
        days_overdue=0,
    ),
)
PERSONS = (
    PersonFact(line="政府", level="县领导", name="杨示例", unit="富民县人民政府"),
    PersonFact(line="政府", level="村（社区）主任", name="", unit=""),
    PersonFact(line="教育", level="学校校长", name="毕示例", unit="东村第一中学"),
    PersonFact(line="教育", level="班主任", name="", unit=""),
)
CASE = CaseFacts(
    child=CHILD,
    case_no="2025秋-8X4TB0",
    opened_on=date(2025, 9, 30),
    origin="comparison",
    cause="aversion",
    is_outcome=False,
    state="in_hand",
    closed_on=None,
    difference="ENROLLED_ABSENT",
    verified_on=date(2025, 10, 3),
    notice_served_on=None,
    step=0,
    step_on=None,
    step_result="",
    next_step="education",
    next_step_from=None,
    placement="",
    returned_on=None,
    days_seen=0,
    days_open=31,
    deferral_until=None,
    hardship="脱贫户",
    agenda=True,
    chain_gaps=2,
    papers=frozenset({"notice", "case_file"}),
    blocked=(("order", "step_not_reached"), ("transfer", "step_not_reached")),
    irregularities=(),
    events=EVENTS[:2],
    tasks=TASKS,
    due=DUE_NOW,
    persons=PERSONS,
)
"""Verified, nothing sent yet."""
NEVER = replace(
    CASE,
    child=replace(
        CHILD,
        verdict="UNENROLLED_ABSENT",
        school="",
        grade="",
        class_name="",
        absences=(),
        sex="女",
        birth_date=date(2018, 12, 1),
    ),
    difference="UNENROLLED_ABSENT",
    case_no="2025秋-7K2PQ1",
)
"""Of age and never enrolled."""
WARNED = replace(
    CASE,
    papers=frozenset({"order", "case_file"}),
    notice_served_on=date(2025, 10, 10),
    step=1,
    step_on=date(2025, 10, 10),
    next_step="order",
    next_step_from=date(2025, 10, 18),
    events=EVENTS[:5],
)
"""The first step's clock has run out."""
ORDERED = replace(
    WARNED,
    papers=frozenset({"transfer", "case_file"}),
    step=2,
    step_on=date(2025, 10, 18),
    next_step="penalty",
    next_step_from=date(2025, 10, 31),
    events=EVENTS,
)
"""The order's clock has run out."""
UNPUNISHED = replace(
    ORDERED,
    step=3,
    step_on=date(2025, 10, 30),
    step_result="no_basis",
    next_step="lawsuit",
    next_step_from=date(2025, 10, 30),
)
"""The third step ended without a basis."""
AWAY = replace(CASE, cause="elsewhere", papers=frozenset({"inquiry", "notice", "case_file"}))
COUNTS = {
    "funnel.suspected": 11,
    "balance.opening": 3,
    "balance.new": 7,
    "balance.reopened": 1,
    "balance.closed": 2,
    "balance.closing": 9,
    "cases.open": 9,
    "state.verified": 3,
    "state.in_hand": 6,
    "cases.longest_open": 31,
    "cases.agenda": 2,
    "tasks.overdue": 2,
    "due.unit.东村第一中学": 4,
    "due.coming": 2,
    "due.overdue": 4,
    "slip.on_file": 1,
    "slip.open": 1,
    "slip.bureau_late": 1,
}
"""The figures that papers about many tell."""


def count(code: str, place: str = "") -> int:
    """As an edition counts."""
    return COUNTS.get(code, 0)


def street(case: CaseFacts) -> CaseFacts:
    """The same case in a sub-district."""
    return replace(case, child=replace(case.child, town="永定街道"))


def context(name: str, office: Office = OFFICE, **changed: Any) -> LoopPaper:
    """A complete context of that paper, made from the facts; ``changed`` replaces fields."""
    made: dict[str, LoopPaper | None] = {
        ENTRY: notice(NEVER, office),
        RETURN: notice(CASE, office),
        ORDER: order(WARNED, office),
        TRANSFER: transfer(ORDERED, office),
        INQUIRY: inquiry(AWAY, office),
        SLIP: slips([CHILD], office, "bureau", "富民县教育体育局", count, "全县")["东村第一中学"],
        CASE_FILE: case_file(ORDERED, office),
        AGENDA: agenda([CASE, ORDERED], office, "东村镇", "东村镇人民政府", count),
        DUE: due([CASE, ORDERED], office, "东村镇", "东村镇人民政府", count),
    }
    paper = made[name]
    assert paper is not None
    return replace(paper, **changed)
