"""第二章（三）分类处置：notices, departments' tasks, the four steps, and what closes a case of each cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kongchuo_core.regulation.cases import causes, steps, tasks
from tests.cases.booked import told
from tests.cases.written import AUTUMN, CHILD, SPRING, STREET, Story, breaches, day, fold_of, ruled

OTHER, THIRD, FOURTH, FIFTH = (f"C0000000ABCD{n}" for n in "FGHJ")


def why_not(found: dict[str, object], paper: str) -> set[str]:
    """Why a paper of a case may not go out; empty where it may."""
    blocked = found["blocked"]
    assert isinstance(blocked, list)
    return {b.split(":")[1] for b in blocked if b.startswith(f"{paper}:")}


def who_does(cause: str) -> set[tuple[str, str]]:
    """The tasks of a cause as clause and department."""
    return {(tasks()[t].clause, tasks()[t].who) for t in causes()[cause].tasks}


def closed(cause: str, *proofs: str) -> bool:
    """Whether a verified case of a cause closes on these proofs."""
    story = Story().opened("2025-09-30").verified("2025-10-09", cause=cause)
    for proof in proofs:
        story.task_done("2025-10-20", task="verify", proof=proof)
    return not fold_of(story.closed("2025-10-21")).open


@pytest.mark.clause("M4.1")
def test_m4_1_every_town_checks_every_child_and_its_share_is_counted() -> None:
    """“反复核查、一个不少”：unverified cases are counted by town, late after fifteen days; a paused one isn't
    late.
    """
    children = {
        CHILD: {},
        OTHER: {},
        THIRD: {"town": STREET},
        FOURTH: {"explained_by": "elsewhere"},
    }
    found = told(
        children,
        Story().verified("2025-10-15", cause="illness"),
        Story(THIRD).verified("2025-10-16", cause="dead"),
    )
    assert [found.tasks(c)["verify"] for c in (CHILD, OTHER, THIRD, FOURTH)] == [
        "done",
        "overdue",
        "done_late",
        "paused",
    ]
    share = {
        f.place: (f.numerator, f.denominator)
        for f in found.figures
        if f.code == "cases.verified_share"
    }
    assert share == {"全县": (2, 4), "东村镇": (1, 3), STREET: (1, 1)}


@pytest.mark.clause("M4.2")
def test_m4_2_a_notice_only_after_the_town_has_verified() -> None:
    """在反复核查的基础上发放通知书：unverified, in review, explained, dead, moved, at school or off the list: no
    notice.
    """
    sixth, seventh = "C0000000ABCDK", "C0000000ABCDM"
    children = {
        CHILD: {},
        OTHER: {},
        THIRD: {"verdict": "REVIEW"},
        FOURTH: {"explained_by": "elsewhere"},
        FIFTH: {},
        sixth: {"verdict": "CONSISTENT"},
    }
    stories = [
        Story(c).opened("2025-09-30").verified("2025-10-09", cause="aversion")
        for c in (CHILD, THIRD, FOURTH, sixth, seventh)
    ]
    found = told(children, *stories, Story(FIFTH).verified("2025-10-09", cause="dead"))
    assert {c["child_id"]: why_not(c, "notice") for c in found.table("cases")} == {
        CHILD: set(),
        OTHER: {"not_verified"},
        THIRD: {"in_review"},
        FOURTH: {"explained"},
        FIFTH: {"outcome", "not_for_this_cause"},
        sixth: {"found_at_school"},
        seventh: {"out_of_scope"},
    }
    assert "notice" in found.case(CHILD)["papers"] and "notice" not in found.case(OTHER)["papers"]


@pytest.mark.clause("M4.2")
def test_m4_2_a_notice_sent_too_early_is_recorded_blocks_the_next_papers_and_is_mended() -> None:
    """The import takes what happened; the breach shows, and blocks the papers that build on it
    until the town has verified.
    """
    early = Story().opened("2025-09-30").notice_issued("2025-10-05", paper="notice")
    assert breaches(early) == ["notice_before_verification"]
    found = told({CHILD: {}}, early)
    assert found.case(CHILD)["irregularities"] == ["notice_before_verification"]
    assert "notice_before_verification" in why_not(found.case(CHILD), "order")
    assert (
        told({CHILD: {}}, early.verified("2025-10-09", cause="aversion")).case(CHILD)[
            "irregularities"
        ]
        == []
    )
    dead = (
        Story()
        .opened("2025-09-30")
        .verified("2025-10-09", cause="dead")
        .notice_issued("2025-10-10", paper="notice")
    )
    assert breaches(dead) == ["notice_for_outcome"]
    deferred = (
        Story()
        .opened("2025-09-30")
        .verified("2025-10-09")
        .approval("2025-10-09", approval="deferral", until="2026-08-31")
    )
    assert breaches(deferred.notice_issued("2025-10-10", paper="notice")) == [
        "notice_while_explained"
    ]


@pytest.mark.clause("M4.2")
def test_m4_2_served_refused_and_not_found_are_told_apart() -> None:
    """发放：only a service counts as served; a refusal must be followed by 留置; nothing is served that
    wasn't issued.
    """
    story = Story().opened("2025-09-30").verified("2025-10-08", cause="aversion")
    assert breaches(
        Story(events=[*story.events]).served("2025-10-09", paper="notice", manner="in_person")
    ) == ["served_before_issue"]
    story.notice_issued("2025-10-09", paper="notice").served(
        "2025-10-10", paper="notice", manner="refused"
    )
    assert told({CHILD: {}}, story).case(CHILD)["notice_served_on"] is None
    assert told({CHILD: {}}, story.served("2025-10-11", paper="notice", manner="left")).case(CHILD)[
        "notice_served_on"
    ] == day("2025-10-11")
    assert told({CHILD: {}}, story).tasks(CHILD)["issue_notice"] == "done"


@pytest.mark.clause("M4.3")
def test_m4_3_schooling_elsewhere_stays_open_without_the_schools_proof() -> None:
    """落实就读学校：town and school confirm the school; what somebody says or a paper of another kind
    closes nothing.
    """
    assert who_does("elsewhere") == {("M4.3", "town")} and "school" in causes()["elsewhere"].helpers
    assert (
        closed("elsewhere", "school_proof")
        and not closed("elsewhere")
        and not closed("elsewhere", "police_proof")
    )
    unseen = Story().opened("2025-09-30").verified("2025-10-09", cause="elsewhere")
    unseen.events.append(Story().closed("2025-10-20").events[0])
    assert breaches(unseen) == ["closed_without_evidence"]
    said = (
        Story()
        .opened("2025-09-30")
        .verified("2025-10-09", cause="elsewhere")
        .closed("2025-10-20", proof="school_proof", evidence="")
    )
    said.events[-1].payload.pop("evidence")
    assert fold_of(said).open
    proved = (
        Story()
        .opened("2025-09-30")
        .verified("2025-10-09", cause="elsewhere")
        .closed("2025-10-20", proof="school_proof")
    )
    assert not fold_of(proved).open


@pytest.mark.clause("M4.4")
def test_m4_4_a_deferral_pauses_and_wakes_the_day_after_it_ends() -> None:
    """缓学期满后组织入学：paused with both ends in, no clock runs; the day after, town and school have the
    entry to organise.
    """
    row = {"approval_type": "缓学", "approved_on": day("2025-09-01")}
    children = {CHILD: {"explained_by": "deferral"}, OTHER: {"explained_by": "deferral"}}
    dates = {
        CHILD: row | {"expires_on": day("2025-10-31")},
        OTHER: row | {"expires_on": day("2025-10-15")},
    }
    found = told(children, Story().verified("2025-10-09", cause="deferral"), approvals=dates)
    last, over = found.case(CHILD), found.case(OTHER)
    assert (last["state"], last["deferral_until"], why_not(last, "notice")) == (
        "explained_paused",
        day("2025-10-31"),
        {"explained"},
    )
    assert (over["state"], over["state_on"], found.tasks(OTHER)["organise_entry"]) == (
        "opened",
        day("2025-10-16"),
        "overdue",
    )
    assert (
        "organise_entry" not in found.tasks(CHILD)
        and found.tasks(CHILD)["deferral_papers"] == "paused"
    )
    assert tasks()["organise_entry"].who == "town" and causes()["deferral"].lead == "bureau"


@pytest.mark.clause("M4.4")
def test_m4_4_an_approval_recorded_by_the_bureau_pauses_too_and_never_closes() -> None:
    """办理缓学：the bureau's approval is an event; while it runs, no proof closes the case, for a pause
    is no end.
    """
    story = Story().opened("2025-09-30").verified("2025-10-09", cause="illness")
    story.approval("2025-10-10", approval="suspension", until="2026-04-29")
    for proof in ("medical_proof", "home_teaching_record"):
        story.task_done("2025-10-12", task="treatment", proof=proof)
    assert breaches(Story(events=[*story.events]).closed("2025-10-20")) == [
        "closed_without_evidence"
    ]
    autumn = told({CHILD: {}}, story)
    assert (autumn.case(CHILD)["state"], autumn.case(CHILD)["ready"]) == ("explained_paused", False)
    spring = told({CHILD: {}}, story, autumn.left, params=SPRING).case(CHILD)
    assert (spring["state"], spring["state_on"], spring["ready"]) == (
        "in_hand",
        day("2026-04-30"),
        True,
    )


@pytest.mark.clause("M4.5")
def test_m4_5_illness_and_disability_give_tasks_to_three_departments() -> None:
    """残联、卫生、民政部门做好康复、医疗、救助：each has its task with a limit, and the case of each names who
    is late.
    """
    named = {
        (tasks()[t].label, tasks()[t].who)
        for t in causes()["disability"].tasks
        if tasks()[t].clause == "M4.5"
    }
    assert named == {
        ("做好康复", "disabled_federation"),
        ("做好医疗", "health"),
        ("做好救助", "civil_affairs"),
    }
    story = (
        Story()
        .verified("2025-10-01", cause="disability")
        .task_done("2025-10-20", task="rehabilitation")
    )
    found = told({CHILD: {}}, story).tasks(CHILD)
    assert (found["rehabilitation"], found["treatment"], found["relief"]) == (
        "done",
        "open",
        "open",
    )


@pytest.mark.clause("M4.6")
def test_m4_6_home_teaching_or_suspension_by_the_school_with_its_papers() -> None:
    """送教上门或休学的手续：the school's tasks; home teaching closes with the experts' opinion and its record,
    not with one of them.
    """
    assert ("M4.6", "school") in who_does("disability") & who_does("illness")
    assert closed("disability", "expert_opinion", "home_teaching_record") and not closed(
        "disability", "home_teaching_record"
    )
    assert closed("illness", "medical_proof", "home_teaching_record") and not closed(
        "illness", "medical_proof"
    )


@pytest.mark.clause("M4.7")
def test_m4_7_aversion_a_personal_plan_by_the_school_and_better_teaching_by_the_bureau() -> None:
    """设置个性化的教育教学活动，减轻课业负担：tasks of school and bureau; no paper closes it, only a return
    that holds.
    """
    assert {("M4.7", "school"), ("M4.7", "bureau")} <= who_does("aversion")
    assert causes()["aversion"].evidence == () and not closed(
        "aversion", "visit_record", "roll_proof", "school_proof"
    )


def lawful(until: str) -> Story:
    """A case of aversion with the first steps taken in order, each after its clock."""
    story = (
        Story()
        .opened("2025-09-30")
        .verified("2025-10-09", cause="aversion")
        .notice_issued("2025-10-10", paper="notice")
    )
    story.served("2025-10-13", paper="notice", manner="in_person").step(
        "2025-10-13", step="education", result="taken", issuer="town"
    )
    if until != "education":
        story.step("2025-10-21", step="order", result="taken", issuer="bureau").notice_issued(
            "2025-10-21", paper="order"
        )
        story.served("2025-10-22", paper="order", manner="in_person")
    if until == "no_penalty":
        story.step(
            "2025-11-03", step="penalty", result="no_basis", issuer="bureau", reason="no_local_rule"
        )
    return story


@pytest.mark.clause("M4.8")
def test_m4_8_the_four_steps_in_their_order() -> None:
    """“宣传教育、责令整改、行政处罚、提起诉讼”四步法：taken in order, each after the last one's clock, up to the
    fourth.
    """
    assert [s.label for s in steps().values()] == ["宣传教育", "责令整改", "行政处罚", "提起诉讼"]
    story = lawful("no_penalty").step("2025-11-03", step="lawsuit", result="taken", issuer="bureau")
    assert (breaches(story), fold_of(story).work.step) == ([], 4)
    skipped = lawful("education").step(
        "2025-11-03", step="penalty", result="no_basis", issuer="bureau", reason="no_local_rule"
    )
    assert (breaches(skipped), fold_of(skipped).work.step) == (["step_skipped"], 1)
    first = (
        Story()
        .opened("2025-09-30")
        .verified("2025-10-09", cause="aversion")
        .step("2025-10-10", step="order", result="taken", issuer="bureau")
    )
    assert (breaches(first), fold_of(first).work.step) == (["step_skipped"], 0)


@pytest.mark.clause("M4.8")
@pytest.mark.parametrize(("on", "found"), [("2025-10-20", ["step_too_early"]), ("2025-10-21", [])])
def test_m4_8_a_step_waits_until_the_last_papers_term_is_over(on: str, found: list[str]) -> None:
    """Served on the 13th with seven days: on the 20th the term still runs, on the 21st it
    is over.
    """
    story = lawful("education").step(on, step="order", result="taken", issuer="bureau")
    assert breaches(story) == found and fold_of(story).work.step == 2 - len(found)


@pytest.mark.clause("M4.8")
def test_m4_8_a_term_begins_with_service_and_working_days_count_where_the_law_says_so() -> None:
    """Unserved, no term begins; after a fine ten working days from the demand (行政强制法 54, 69),
    weekends left out.
    """
    unserved = [e for e in lawful("education").events if e.kind != "served"]
    assert breaches(
        Story(events=[*unserved]).step("2025-11-20", step="order", result="taken", issuer="bureau")
    ) == ["step_unserved"]
    rules = ruled(AUTUMN, penalty_basis="虚构条例第一条")
    fined = lawful("order").step("2025-11-03", step="penalty", result="taken", issuer="bureau")
    fined.served("2025-11-04", paper="demand", manner="in_person")
    for on, found in (("2025-11-18", ["step_too_early"]), ("2025-11-19", [])):
        assert (
            breaches(
                Story(events=[*fined.events]).step(
                    on, step="lawsuit", result="taken", issuer="bureau"
                ),
                rules=rules,
            )
            == found
        )


@pytest.mark.clause("M4.8")
def test_m4_8_no_fine_without_a_legal_basis_that_the_office_entered() -> None:
    """处罚没有依据无效：refused until the office enters the basis; else a named person ends the step with a
    reason, which opens step 4.
    """
    fine = {"step": "penalty", "result": "taken", "issuer": "bureau"}
    assert breaches(lawful("order").step("2025-11-03", **fine)) == ["no_penalty_basis"]
    assert (
        breaches(
            lawful("order").step("2025-11-03", **fine),
            rules=ruled(AUTUMN, penalty_basis="虚构条例第一条"),
        )
        == []
    )
    ended = {"step": "penalty", "result": "not_punished", "issuer": "bureau"}
    assert breaches(lawful("order").step("2025-11-03", **ended)) == ["no_reason"]
    done = fold_of(lawful("order").step("2025-11-03", **ended, reason="first_time"))
    assert (done.work.step, done.work.step_result) == (3, "not_punished")


@pytest.mark.clause("M4.8")
def test_m4_8_a_street_orders_through_the_bureau() -> None:
    """义务教育法第五十八条 names 乡镇人民政府 and the bureau: a 街道's own order doesn't count unless a published
    decision delegates.
    """
    own = lawful("education").step("2025-10-21", step="order", result="taken", issuer="town")
    assert breaches(own) == [] and breaches(own, town=STREET) == ["wrong_issuer"]
    assert breaches(own, town=STREET, rules=ruled(AUTUMN, delegated_streets=[STREET])) == []
    issuers = {
        town: told({CHILD: {"town": town}}, lawful("education")).case(CHILD)["issuer"]
        for town in ("东村镇", STREET)
    }
    assert issuers == {"东村镇": "town", STREET: "bureau"}


@pytest.mark.clause("M4.8")
def test_m4_8_papers_of_a_step_go_out_when_its_turn_has_come_and_only_for_causes_that_know_steps() -> (
    None
):
    """The order after education's term, the list of facts after the order's; poverty and illness
    know no steps at all.
    """
    at = {u: told({CHILD: {}}, lawful(u)).case(CHILD) for u in ("education", "order")}
    assert (why_not(at["education"], "order"), why_not(at["education"], "transfer")) == (
        set(),
        {"step_not_reached"},
    )
    assert (at["education"]["next_step"], at["education"]["next_step_from"]) == (
        "order",
        day("2025-10-21"),
    )
    assert why_not(at["order"], "transfer") == {"term_not_over"}
    spring = told({CHILD: {}}, lawful("order"), params=SPRING).case(CHILD)
    assert why_not(spring, "transfer") == set()
    poor = (
        Story()
        .opened("2025-09-30")
        .verified("2025-10-09", cause="poverty")
        .step("2025-10-10", step="education", result="taken", issuer="town")
    )
    assert breaches(poor) == ["step_not_applicable"]
    assert {c.code for c in causes().values() if c.four_steps} == {
        "aversion",
        "learning_difficulty",
        "with_parents",
        "at_work",
        "temple",
        "early_marriage",
    }


@pytest.mark.clause("M4.9")
def test_m4_9_mental_health_is_a_task_of_the_health_office() -> None:
    """联合卫生部门对学生心理健康开展诊断、治疗：set with aversion, open until done."""
    assert ("M4.9", "health") in who_does("aversion")
    assert (
        told({CHILD: {}}, Story().verified("2025-10-09", cause="aversion")).tasks(CHILD)[
            "mental_health"
        ]
        == "open"
    )


@pytest.mark.clause("M4.10")
@pytest.mark.parametrize("cause", ["left_behind", "poverty", "parents_ill"])
def test_m4_10_care_by_four_departments(cause: str) -> None:
    """留守、贫困、父母重病或残疾：民政、卫生、共青团、妇联 each have a task; after the day it is overdue."""
    assert who_does(cause) == {("M4.10", w) for w in ("civil_affairs", "health", "youth", "women")}
    story = (
        Story()
        .opened("2025-09-20")
        .verified("2025-09-30", cause=cause)
        .task_done("2025-10-30", task="care_civil")
    )
    found = told({CHILD: {}}, story).tasks(CHILD)
    assert (found["care_civil"], found["care_youth"]) == ("done", "overdue")


@pytest.mark.clause("M4.11")
def test_m4_11_away_with_parents_the_town_traces_the_schooling() -> None:
    """随父母外出的，落实追踪，精准掌握具体就学情况：a task of the town; only the school's proof closes it."""
    assert ("M4.11", "town") in who_does("with_parents")
    assert closed("with_parents", "school_proof") and not closed("with_parents", "visit_record")


@pytest.mark.clause("M4.8")
@pytest.mark.clause("M4.11")
def test_m4_11_nobody_is_dealt_with_by_law_before_the_child_was_traced() -> None:
    """无正当理由 is found first: until the tracing is done nothing is ordered, the steps are nobody's
    task and late with nobody.
    """

    def away() -> Story:
        story = Story().opened("2025-09-30").verified("2025-10-09", cause="with_parents")
        return story.step("2025-10-10", step="education", result="taken", issuer="town")

    early = away().step("2025-10-20", step="order", result="taken", issuer="bureau")
    assert breaches(early) == ["not_traced"]
    untraced = told({CHILD: {}}, away())
    assert "not_traced" in why_not(untraced.case(CHILD), "order")
    assert untraced.tasks(CHILD) == untraced.tasks(CHILD) | {"trace_schooling": "open"}
    assert not {"law_steps", "law_steps_justice"} & set(untraced.tasks(CHILD))
    traced = away().task_done("2025-10-15", task="trace_schooling")
    found = told(
        {CHILD: {}}, traced.step("2025-10-20", step="order", result="taken", issuer="bureau")
    )
    assert "not_traced" not in found.case(CHILD)["irregularities"]
    due = {t["task"]: t["due"] for t in found.table("tasks")}
    assert due["law_steps_justice"] == day("2025-10-22")


@pytest.mark.clause("M4.8")
def test_m4_8_for_which_causes_the_steps_are_taken_is_a_dated_choice() -> None:
    """14号 has the four steps under 厌学 alone; an office that keeps to that takes them for no other
    cause.
    """
    narrow = replace(AUTUMN, rules=ruled(AUTUMN, four_steps_causes=["aversion"]))
    story = Story().opened("2025-09-30").verified("2025-10-09", cause="at_work")
    story = story.step("2025-10-10", step="education", result="taken", issuer="town")
    found = told({CHILD: {}}, story, params=narrow)
    assert found.case(CHILD)["irregularities"] == ["step_not_applicable"]
    assert "law_steps" not in found.tasks(CHILD) and "stop_work_market" in found.tasks(CHILD)
    wide = told({CHILD: {}}, story)
    assert wide.case(CHILD)["irregularities"] == [] and "law_steps" in wide.tasks(CHILD)


@pytest.mark.clause("M4.12")
def test_m4_12_at_work_is_urgent() -> None:
    """外出打工：司法、市场监督 step in at once, in working days; 人社 as the law has it; late ones are counted
    apart.
    """
    urgent = {tasks()[t].who for t in causes()["at_work"].tasks if tasks()[t].urgent}
    assert urgent == {"justice", "market", "labour"}
    found = told(
        {CHILD: {}},
        Story()
        .verified("2025-10-09", cause="at_work")
        .task_done("2025-10-13", task="stop_work_market"),
    )
    due = {t["task"]: (t["due"], t["state"]) for t in found.table("tasks") if t["urgent"]}
    assert (
        due["stop_work_justice"] == (day("2025-10-13"), "overdue")
        and due["stop_work_market"][1] == "done"
    )
    assert found.figure("tasks.urgent_overdue") == 2


@pytest.mark.clause("M4.8")
@pytest.mark.clause("M8.3")
def test_m4_8_no_step_of_law_while_another_county_may_still_answer() -> None:
    """协查函 sent: order and list of facts wait; what is learnt after it opens the way again, what was
    known before doesn't.
    """
    asked = lawful("order").notice_issued("2025-10-24", paper="inquiry")
    for paper in ("order", "transfer"):
        assert "inquiry_open" in why_not(told({CHILD: {}}, asked).case(CHILD), paper)
    answered = lawful("order").notice_issued("2025-10-24", paper="inquiry")
    answered = answered.verified("2025-10-28", cause="aversion")
    for paper in ("order", "transfer"):
        assert "inquiry_open" not in why_not(told({CHILD: {}}, answered).case(CHILD), paper)


@pytest.mark.clause("M4.7")
@pytest.mark.parametrize(
    ("cause", "clause", "doers"),
    [
        ("illness", "M4.5", {"disabled_federation", "health", "civil_affairs"}),
        ("aversion", "M4.7", {"bureau", "school"}),
        ("aversion", "M4.8", {"town", "justice"}),
        ("aversion", "M4.9", {"health"}),
        ("temple", "M4.13", {"united_front", "town", "school", "civil_affairs"}),
        ("double_household", "M4.14", {"police", "town"}),
        ("at_work", "M4.12", {"justice", "market", "labour"}),
    ],
)
def test_a_duty_that_the_text_gives_to_several_is_a_task_of_each(
    cause: str, clause: str, doers: set[str]
) -> None:
    """Joint duties have all their doers, each with an answer of its own."""
    own = [tasks()[code] for code in causes()[cause].tasks]
    assert {t.who for t in own if t.clause == clause} == doers


@pytest.mark.clause("M4.4")
def test_m4_4_town_and_school_both_organise_the_entry() -> None:
    """缓学期满，镇（街道）联合镇属地学校组织入学."""
    assert {t.who for t in tasks().values() if t.after == "expired"} == {"town", "school"}


@pytest.mark.clause("M4.13")
def test_m4_13_in_a_temple_the_united_front_leads() -> None:
    """入寺入教：统战部 with town, school, 民政; the belief is told to nobody else."""
    temple = causes()["temple"]
    assert temple.lead == "united_front" and set(temple.helpers) == {
        "town",
        "school",
        "civil_affairs",
    }
    assert {w for c, w in who_does("temple") if c == "M4.13"} == {
        "united_front",
        "town",
        "school",
        "civil_affairs",
    }


@pytest.mark.clause("M4.14")
def test_m4_14_household_problems_by_town_and_police() -> None:
    """户籍问题：the police verify, the town traces; a 空挂户 closes on police proof and the school where
    the child is, not on one.
    """
    assert who_does("empty_household") == {("M4.14", "police"), ("M4.14", "town")}
    assert closed("empty_household", "police_proof", "school_proof") and not closed(
        "empty_household", "police_proof"
    )
    assert closed("double_household", "police_proof") and not closed("double_household")


@pytest.mark.clause("M4.14")
def test_m4_14_what_the_police_settled_is_not_opened_again_while_the_register_lags() -> None:
    """A child proved dead stays closed though next term's register lists it, and the register is
    named; a visit would reopen.
    """
    story = Story().verified("2025-10-09", cause="dead", proof="police_proof").closed("2025-10-10")
    autumn = told({CHILD: {}}, story)
    spring = told({CHILD: {}}, story, autumn.left, params=SPRING).case(CHILD)
    assert (spring["state"], spring["irregularities"]) == ("closed", ["register_uncorrected"])
    seen = told(
        {CHILD: {}},
        story,
        autumn.left,
        Story().opened("2026-04-01", origin="visit"),
        params=SPRING,
    ).case(CHILD)
    assert seen["state"] == "reopened"
    away = (
        Story().verified("2025-10-09", cause="elsewhere", proof="school_proof").closed("2025-10-10")
    )
    again = told({CHILD: {}}, away, [told({CHILD: {}}, away).edition], params=SPRING).case(CHILD)
    assert again["state"] == "reopened"


@pytest.mark.clause("M4.15")
def test_m4_15_special_cases_stand_on_the_next_meetings_agenda() -> None:
    """其他特殊情况…上会讨论安置：listed by case number until the meeting has decided and the case is closed."""
    children = {CHILD: {}, OTHER: {}}
    stories = [
        Story(c).verified("2025-10-09", cause="other" if c == CHILD else "illness")
        for c in children
    ]
    found = told(children, *stories)
    assert {c["case_no"] for c in found.table("cases") if c["agenda"]} == {
        "2025秋-0ABCDE"
    } and found.figure("cases.agenda") == 1
    stories[0].task_done("2025-10-20", task="raise_meeting", proof="meeting_decision")
    assert breaches(Story(events=[*stories[0].events]).closed("2025-10-21")) == [
        "closed_without_evidence"
    ]
    stories[0].placed("2025-10-22", placement="special_education", proof="school_proof").closed(
        "2025-10-22"
    )
    assert told(children, *stories).figure("cases.agenda") == 0


ANSWERS = {
    "elsewhere": ("town", {"school"}),
    "deferral": ("bureau", {"town", "school"}),
    "disability": ("disabled_federation", {"health", "civil_affairs", "school"}),
    "illness": ("health", {"civil_affairs", "school"}),
    "aversion": ("town", {"bureau", "school", "justice", "health"}),
    "poverty": ("civil_affairs", {"health", "youth", "women"}),
    "parents_ill": ("civil_affairs", {"health", "youth", "women"}),
    "left_behind": ("civil_affairs", {"health", "youth", "women"}),
    "with_parents": ("town", {"school"}),
    "at_work": ("justice", {"market", "labour"}),
    "temple": ("united_front", {"town", "school", "civil_affairs"}),
    "empty_household": ("town", {"police"}),
    "double_household": ("police", {"town"}),
    "other": ("meeting", {"town", "school"}),
}
"""Cause → who leads and who must at least help, as 二（三） of the regulation names them."""


@pytest.mark.clause("M4.3")
@pytest.mark.clause("M4.13")
@pytest.mark.parametrize("cause", ANSWERS)
def test_m4_the_departments_that_answer_for_each_cause(cause: str) -> None:
    """Nobody named by the regulation is missing, and the one who leads is one of them."""
    lead, helpers = ANSWERS[cause]
    assert causes()[cause].lead == lead and helpers <= set(causes()[cause].helpers)
