"""第二章（二）查找原因：every suspected child has one case with its cause, found in time, decided by a
person.
"""

from __future__ import annotations

import pytest

from kongchuo_core.regulation.cases import cause_shown, causes, may_see, recipients
from tests.cases.booked import told
from tests.cases.written import CHILD, SPRING, Story, at_school, day

OTHER, THIRD, FOURTH = "C0000000ABCDF", "C0000000ABCDG", "C0000000ABCDH"


def named(clause: str, group: str) -> set[str]:
    """The labels of the causes of a group under a clause."""
    return {c.label for c in causes().values() if clause in c.clauses and c.group == group}


@pytest.mark.clause("M3.3")
def test_m3_3_every_suspected_child_has_exactly_one_case_whatever_runs_again() -> None:
    """“一生一案”：the comparison opens one case a child; a second run, a list from above and a visit
    open no second one.
    """
    children = {
        CHILD: {},
        OTHER: {"verdict": "UNENROLLED_ABSENT"},
        THIRD: {"verdict": "CONSISTENT"},
        FOURTH: {"verdict": "REVIEW"},
    }
    first = told(children)
    assert [
        (c["child_id"], c["state"], c["origin"], c["difference"]) for c in first.table("cases")
    ] == [
        (CHILD, "opened", "comparison", "ENROLLED_ABSENT"),
        (OTHER, "opened", "comparison", "UNENROLLED_ABSENT"),
    ]
    assert first.case(CHILD)["case_no"] == "2025秋-0ABCDE"
    again = told(
        children,
        first.left,
        Story().opened("2025-10-08", origin="list").verified("2025-10-09"),
    )
    assert len(again.table("cases")) == 2 and again.case(CHILD)["opened_on"] == day("2025-09-30")
    assert told(children, first.left).booked.tables == first.booked.tables


@pytest.mark.clause("M3.3")
def test_m3_3_a_cause_not_found_in_time_is_late() -> None:
    """“认真及时查找原因”：thirty days after the opening without a cause the task is overdue, on the
    thirtieth it isn't.
    """
    children = {CHILD: {}, OTHER: {}, THIRD: {}}
    found = told(
        children,
        Story().verified("2025-10-10", cause="illness"),
        Story(OTHER).verified("2025-10-31", cause="illness"),
    )
    assert [found.tasks(c)["find_cause"] for c in (CHILD, OTHER, THIRD)] == [
        "done",
        "done_late",
        "overdue",
    ]
    assert (found.case(CHILD)["cause"], found.case(THIRD)["cause"]) == ("illness", None)
    assert (
        found.figure("cases.overdue") == 2
        and found.figure("cause.illness") == 2
        and found.figure("cause.unknown") == 1
    )
    due = {t["child_id"]: t["due"] for t in found.table("tasks") if t["task"] == "find_cause"}
    assert due[THIRD] == day("2025-10-30")


@pytest.mark.clause("M3.3")
def test_m3_3_a_list_proposes_with_its_reason_and_a_person_decides() -> None:
    """Departments' lists and approvals only propose: the cause stays empty until the town has
    verified, and may be another one.
    """
    children = {
        CHILD: {},
        OTHER: {"explained_by": "deferral"},
        THIRD: {"flags": ["empty_household"]},
        FOURTH: {},
    }
    found = told(
        children,
        Story().verified("2025-10-10", cause="aversion"),
        disability={CHILD: {"disability_type": "肢体"}},
        hardship={FOURTH: {"hardship_type": "脱贫户"}},
    )
    assert {
        c["child_id"]: (c["proposed_cause"], c["proposed_because"], c["cause"])
        for c in found.table("cases")
    } == {
        CHILD: ("disability", "register:disability", "aversion"),
        OTHER: ("deferral", "explained:deferral", None),
        THIRD: ("empty_household", "flag:empty_household", None),
        FOURTH: ("poverty", "register:hardship", None),
    }


@pytest.mark.clause("M3.4")
def test_m3_4_neither_enrolled_nor_at_school_schooling_elsewhere_or_deferral() -> None:
    """学籍和学生均不在校主要原因为异地就读或缓学；a child with such a paper is told apart and its case waits."""
    assert named("M3.4", "away") == {"异地就读", "缓学"}
    away = {"verdict": "UNENROLLED_ABSENT", "explained_by": "elsewhere"}
    found = told({CHILD: away, OTHER: away | {"explained_by": ""}})
    assert (found.case(CHILD)["state"], found.case(CHILD)["proposed_cause"]) == (
        "explained_paused",
        "elsewhere",
    )
    assert found.case(OTHER)["state"] == "opened" and found.figure("cases.paused") == 1


@pytest.mark.clause("M3.5")
def test_m3_5_causes_of_the_child_itself() -> None:
    """学生个人原因：生病、残疾儿童、因个人能力发展情况导致厌学；practice adds 学习困难. Illness and disability are told to few."""
    assert named("M3.5", "own") == {"生病", "残疾", "厌学", "学习困难"}
    assert (
        cause_shown("health", "illness") == "生病"
        and cause_shown("police", "illness") == "其他情况"
    )
    assert (
        cause_shown("meeting", "disability") == "其他情况"
        and cause_shown("meeting", "aversion") == "厌学"
    )


@pytest.mark.clause("M3.5")
def test_m3_5_nobody_sees_what_he_need_not_know() -> None:
    """A sensitive field may be seen by the town, which keeps the case, and by those with a task
    under a cause that touches it.
    """
    for field in {c.sensitive for c in causes().values()} - {""}:
        needs = {"town"}
        for cause in causes().values():
            if cause.sensitive == field:
                needs |= {cause.lead, *cause.helpers}
        assert {r for r in recipients() if may_see(r, field)} == needs, field
    assert {r for r in recipients() if may_see(r, "in_case")} == {"bureau", "justice", "police"}
    helping = {"town", "school", "bureau", "civil_affairs", "youth", "women"}
    assert {r for r in recipients() if may_see(r, "care")} == helping


@pytest.mark.clause("M3.6")
def test_m3_6_causes_of_the_family() -> None:
    """家庭问题：贫困家庭、父母重病（或残疾）、留守、随父母外出务工."""
    assert named("M3.6", "family") == {"家庭贫困", "父母重病或残疾", "留守", "随父母外出"}


@pytest.mark.clause("M3.7")
def test_m3_7_causes_of_the_household_register() -> None:
    """户籍问题：空挂户、双户籍；both are proposed by what the comparison flagged."""
    assert named("M3.7", "household") == {"空挂户", "双户籍"}
    found = told(
        {
            CHILD: {"flags": ["registered_twice"]},
            OTHER: {"flags": ["empty_household", "number_missing"]},
        }
    )
    assert [c["proposed_cause"] for c in found.table("cases")] == [
        "double_household",
        "empty_household",
    ]


@pytest.mark.clause("M3.3")
def test_m3_3_the_case_keeps_its_number_through_relapse() -> None:
    """One child has one case for ever: a relapse in another term reopens it under its first
    number.
    """
    autumn = told({CHILD: {}})
    story = at_school(
        Story().verified("2025-10-10", cause="aversion"), "2025-10-13", "2025-11-12"
    ).closed("2025-11-13")
    spring = told({CHILD: {}}, autumn.left, story, params=SPRING)
    case = spring.case(CHILD)
    assert (case["case_no"], case["first_opened_on"], case["opened_on"]) == (
        "2025秋-0ABCDE",
        day("2025-09-30"),
        day("2026-03-31"),
    )
    assert (case["state"], case["reopened"], case["relapses"], case["cause"]) == (
        "reopened",
        1,
        1,
        None,
    )
