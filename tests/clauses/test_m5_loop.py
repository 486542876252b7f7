"""第二章（四）动态监测 and 第一章：monitored until zero, reported, reopened; the persons answerable; the ledgers
of 2024.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kongchuo_core.cases.book import Booked
from kongchuo_core.settings.people import load_people
from tests.cases.booked import Row, told
from tests.cases.written import (
    AUTUMN,
    CHILD,
    PARAMS,
    SPRING,
    TOWN,
    Story,
    at_school,
    breaches,
    day,
    fold_of,
    ruled,
)

OTHER, THIRD, FOURTH = "C0000000ABCDF", "C0000000ABCDG", "C0000000ABCDH"


def absence(first: str, last: str, days: int, child: str = CHILD, **more: object) -> Row:
    """An absence on file."""
    return {"child_id": child, "first_day": day(first), "last_day": day(last), "days": days, **more}


@pytest.mark.clause("M1.4")
def test_m1_4_the_persons_answerable_of_both_lines_and_the_gaps() -> None:
    """“双线十人制”：ten roles of two lines for every case, from the register; who isn't registered stands
    as a gap and is counted.
    """
    roles = load_people(PARAMS).roles
    assert [sum(r.line == line for r in roles) for line in ("政府", "教育")] == [5, 5]
    place = {"town": TOWN, "village": "石桥村", "group_name": "一组", "school": "东村中学"}
    register = [
        {
            "line": "政府" if n < 4 else "教育线",
            "level": r.level.replace("（", "(").replace("）", ")"),
            "name": f"示例{n}",
            "unit": "某单位",
            "class_name": "7年级2班",
            **place,
        }
        for n, r in enumerate(r for r in roles if r.scope != ["guardian"])
    ]
    chain = told({CHILD: {}}, responsible=register).table("answerable")
    assert [(c["line"], c["level"]) for c in chain] == [(r.line, r.level) for r in roles] and all(
        c["name"] for c in chain
    )
    assert chain[4]["name"] == "某母"
    elsewhere = [p | {"class_name": "7年级3班", "village": "东山村"} for p in register]
    short = told({CHILD: {}}, responsible=elsewhere)
    assert [c["level"] for c in short.table("answerable") if not c["name"]] == [
        "村（社区）主任",
        "村民小组长",
        "班主任",
        "包保教师",
    ]
    assert short.case(CHILD)["chain_gaps"] == 4 and short.figure("cases.chain_gaps") == 1


@pytest.mark.clause("M1.4")
@pytest.mark.parametrize("lost", ["grade", "class_name"])
def test_m1_4_of_half_a_class_nobody_knows_whose_it_is(lost: str) -> None:
    """A pupil without grade or without class: the class's rungs are no data, neither a gap nor whole;
    a school with one class a grade is still found.
    """
    level = "班主任"
    teacher = {"line": "教育线", "level": level, "name": "示例", "unit": "东村中学", "town": TOWN}
    teacher |= {"school": "东村中学", "class_name": "7年级2班"}
    pupil = {"school": "东村中学", "grade": "7年级", "class_name": "2班"}

    def rung(child: Row, register: Row) -> tuple[object, ...]:
        lines = told({CHILD: child}, responsible=[register]).table("answerable")
        (line,) = (c for c in lines if c["level"] == level)
        return line["name"], line["known"]

    assert rung(pupil, teacher) == ("示例", True)
    assert rung(pupil | {"class_name": "3班"}, teacher) == (None, True)
    assert rung(pupil | {lost: None}, teacher) == (None, False)
    whole_grade = teacher | {"class_name": "7年级"}
    assert rung(pupil | {"class_name": None}, whole_grade) == ("示例", True)


@pytest.mark.clause("M1.5")
def test_m1_5_opening_and_new_less_closed_is_closing_by_town_and_term() -> None:
    """“动态归零督查制”：what was open, came, was closed and is left; each term opens with what the last one
    left, in every town.
    """
    children = {CHILD: {}, OTHER: {}, THIRD: {"town": "款庄镇"}}
    gone = (
        Story(THIRD).verified("2025-10-09", cause="dead", proof="police_proof").closed("2025-10-10")
    )
    autumn = told(children, gone)
    assert autumn.balance() == [(0, 3, 0, 1, 2)] and autumn.balance(TOWN) == [(0, 2, 0, 0, 2)]
    back = at_school(
        Story().verified("2025-10-10", cause="aversion"), "2025-11-03", "2025-12-05"
    ).closed("2025-12-08")
    at_home = {CHILD: {"verdict": "CONSISTENT"}, OTHER: {}, THIRD: {"town": "款庄镇"}, FOURTH: {}}
    spring = told(at_home, autumn.left, gone, back, params=SPRING)
    assert spring.balance() == [(0, 3, 0, 1, 2), (2, 1, 0, 1, 2)]
    assert spring.balance("款庄镇") == [(0, 1, 0, 1, 0), (0, 0, 0, 0, 0)]
    assert [
        spring.figure(f"balance.{c}") for c in ("opening", "new", "reopened", "closed", "closing")
    ] == [2, 1, 0, 1, 2]
    assert spring.figure("cases.open") == spring.figure("balance.closing")


@pytest.mark.clause("M1.5")
def test_m1_5_what_happens_on_the_last_day_of_a_period_belongs_to_it_alone() -> None:
    """A case opened, and another closed, on the last day of a term: in that term's sums, and not
    again in the next's.
    """
    gone = (
        Story(OTHER).verified("2025-10-09", cause="dead", proof="police_proof").closed("2025-10-31")
    )
    found = Story().verified("2025-10-31", cause="left_behind")
    autumn = told({CHILD: {"verdict": "CONSISTENT"}, OTHER: {}}, gone, found)
    assert autumn.balance() == [(0, 2, 0, 1, 1)]
    spring = told({CHILD: {"verdict": "CONSISTENT"}}, autumn.left, gone, found, params=SPRING)
    assert spring.balance() == [(0, 2, 0, 1, 1), (1, 0, 0, 0, 1)]


@pytest.mark.clause("M1.5")
def test_m1_5_the_funnel_and_the_days() -> None:
    """How many of the suspected were verified, returned, closed, and how long it took; a child
    returned isn't a child closed.
    """
    back = at_school(Story().verified("2025-10-01", cause="aversion"), "2025-10-08", "2025-10-30")
    gone = (
        Story(OTHER).verified("2025-10-09", cause="dead", proof="police_proof").closed("2025-10-10")
    )
    found = told({CHILD: {}, OTHER: {}, THIRD: {}}, back, gone)
    assert [
        found.figure(f"funnel.{c}") for c in ("suspected", "verified", "returned", "closed")
    ] == [3, 2, 1, 1]
    took = {
        f.code: (f.numerator, f.denominator)
        for f in found.figures
        if f.place == "全县" and "days" in f.code
    }
    assert took == {
        "cases.days_open": (62, 2),
        "cases.days_to_close": (10, 1),
        "days.verify": (1 + 9, 2),
        "days.return": (8, 1),
        "days_to_return": (8, 1),
    }
    assert isinstance(found.booked, Booked) and found.booked.open_cases == {CHILD, THIRD}


@pytest.mark.clause("M5.1")
@pytest.mark.parametrize(("last", "open_"), [("2025-11-03", True), ("2025-11-04", False)])
def test_m5_1_a_return_is_closed_after_twenty_consecutive_school_days_and_one_visit(
    last: str, open_: bool
) -> None:
    """动态监测：from 9 October the twentieth school day is 4 November, the make-up Saturday counted;
    nineteen don't do.
    """
    story = at_school(
        Story().opened("2025-09-30").verified("2025-10-08", cause="aversion"), "2025-10-09", last
    )
    assert fold_of(Story(events=[*story.events]).closed("2025-11-06")).open is open_
    unvisited = Story(events=[e for e in story.events if e.payload.get("how") != "visit"]).closed(
        "2025-11-06"
    )
    assert fold_of(unvisited).open and breaches(unvisited) == ["closed_without_evidence"]
    assert not fold_of(
        Story(events=[*story.events]).closed("2025-11-06"),
        rules=ruled(AUTUMN, return_school_days=19),
    ).open


@pytest.mark.clause("M5.1")
def test_m5_1_returned_and_closed_are_shown_apart_and_looks_follow() -> None:
    """A returned child is still monitored; thirty and ninety days after the closing somebody looks
    again, and late looks show.
    """
    story = at_school(Story().verified("2025-10-01", cause="aversion"), "2025-10-09", "2025-11-05")
    autumn = told({CHILD: {}}, story)
    assert (
        autumn.case(CHILD)["state"],
        autumn.case(CHILD)["ready"],
        autumn.case(CHILD)["ledger"],
    ) == ("returned", False, "")
    story.closed("2025-11-06").seen("2025-12-01", how="look")
    spring = told({CHILD: {"verdict": "CONSISTENT"}}, autumn.left, story, params=SPRING)
    assert (spring.case(CHILD)["state"], spring.case(CHILD)["closed_as"]) == ("closed", "returned")
    looks = [(t["due"], t["state"]) for t in spring.table("tasks") if t["task"] == "follow_up"]
    assert looks == [(day("2025-12-06"), "done"), (day("2026-02-04"), "overdue")]


@pytest.mark.clause("M5.2")
def test_m5_2_an_absence_on_file_opens_a_case_on_its_day() -> None:
    """应建档造册：an absence opens a case the day it comes on file, in review too; a child that is back
    has returned.
    """
    away = [
        absence("2025-09-22", "2025-09-30", 8),
        absence("2025-09-10", "2025-09-16", 5, OTHER, open=False),
        absence("2025-09-24", "2025-09-30", 6, THIRD),
    ]
    found = told(
        {CHILD: {}, OTHER: {"verdict": "CONSISTENT"}, THIRD: {"verdict": "REVIEW"}, FOURTH: {}},
        absences=away,
    )
    assert {
        c["child_id"]: (c["origin"], c["opened_on"], c["returned_on"]) for c in found.table("cases")
    } == {
        CHILD: ("absence", day("2025-09-25"), None),
        OTHER: ("absence", day("2025-09-15"), day("2025-09-17")),
        THIRD: ("absence", day("2025-09-28"), None),
        FOURTH: ("comparison", day("2025-09-30"), None),
    }
    assert {m["child_id"]: m["on_file_on"] for m in found.table("monitoring")} == {
        CHILD: day("2025-09-25"),
        OTHER: day("2025-09-15"),
        THIRD: day("2025-09-28"),
    }
    assert found.figure("monitoring.on_file") == 3


@pytest.mark.clause("M5.2")
def test_m5_2_an_absence_breaks_the_days_of_a_return() -> None:
    """Twenty days must be consecutive: an absence on file among them, in an earlier term too,
    begins the count anew, and the visits before it don't count any more.
    """
    story = at_school(
        Story().verified("2025-10-01", cause="aversion"), "2025-10-09", "2025-12-05"
    ).closed("2025-12-08")
    away = absence("2025-10-27", "2025-10-31", 5, open=False)
    autumn = told({CHILD: {}}, story, absences=[away])
    spring = told({CHILD: {"verdict": "CONSISTENT"}}, autumn.left, story, params=SPRING)
    assert spring.case(CHILD)["days_seen"] == 25 and spring.case(CHILD)["state"] == "closed"
    december = replace(AUTUMN, term=AUTUMN.term.on(day("2025-12-10")))
    again = [absence("2025-11-10", "2025-11-14", 5, open=False)]
    later = told({CHILD: {}}, story, absences=again, params=december)
    case = told({CHILD: {"verdict": "CONSISTENT"}}, later.left, story, params=SPRING).case(CHILD)
    assert (case["state"], case["relapses"]) == ("returned", 1)
    twice = told(
        {CHILD: {}},
        story,
        absences=[away, absence("2025-11-17", "2025-11-21", 5, open=False)],
        params=december,
    )
    kept = told({CHILD: {"verdict": "CONSISTENT"}}, twice.left, story, params=SPRING).case(CHILD)
    assert (kept["state"], kept["irregularities"]) == ("returned", ["closed_without_evidence"])


@pytest.mark.clause("M5.3")
def test_m5_3_reports_to_the_bureau_and_to_the_town_late_or_missing() -> None:
    """分别报送县教育体育局和镇（街道）：on file on the 26th (Friday), due on the make-up Sunday; each report by
    itself is in time, late, missing.
    """
    run = {"first_day": day("2025-09-23"), "last_day": day("2025-09-30"), "days": 7}
    away = [
        {
            "child_id": CHILD,
            **run,
            "reported_bureau_on": day("2025-09-28"),
            "reported_town_on": day("2025-09-29"),
        },
        {"child_id": OTHER, **run, "reported_bureau_on": day("2025-09-26")},
        {"child_id": THIRD, **run},
    ]
    heard = Story(THIRD).reported("2025-10-09", to="town", first_day="2025-09-23")
    found = told({CHILD: {}, OTHER: {}, THIRD: {}}, heard, absences=away)
    assert {
        m["child_id"]: (m["due_on"], m["bureau_report"], m["town_report"], m["town_days_late"])
        for m in found.table("monitoring")
    } == {
        CHILD: (day("2025-09-28"), "in_time", "late", 1),
        OTHER: (day("2025-09-28"), "in_time", "missing", 0),
        THIRD: (day("2025-09-28"), "missing", "late", 11),
    }
    assert [
        found.figure(f"monitoring.{c}")
        for c in ("bureau_late", "bureau_missing", "town_late", "town_missing")
    ] == [0, 1, 2, 1]
    assert found.figure("monitoring.town_missing", TOWN) == 1


@pytest.mark.clause("M5.5")
def test_m5_5_a_relapse_reopens_the_case_with_its_history() -> None:
    """再依次实施分类和安置工作，形成工作闭环：suspected again after a return, the case reopens, counted; it needs new
    proof.
    """
    story = at_school(
        Story().verified("2025-10-01", cause="aversion"), "2025-10-09", "2025-11-06"
    ).closed("2025-11-07")
    autumn = told({CHILD: {}}, story)
    again = Story().closed("2026-04-10")
    spring = told({CHILD: {}}, autumn.left, story, again, params=SPRING)
    case = spring.case(CHILD)
    assert (case["state"], case["opened_on"], case["relapses"], case["irregularities"]) == (
        "reopened",
        day("2026-03-31"),
        1,
        ["closed_without_evidence"],
    )
    assert (
        spring.balance()[-1] == (1, 0, 1, 1, 1)
        and spring.figure("cases.relapses") == 1
        and spring.figure("cases.reopened") == 1
    )
    kinds = [e["kind"] for e in spring.table("events") if e["child_id"] == CHILD]
    assert kinds.count("opened") == 2 and kinds.count("closed") == 2


@pytest.mark.clause("M5.5")
def test_m5_5_a_new_suspicion_undoes_a_return_that_was_not_closed_yet() -> None:
    """A child away again before its case is closed must return anew: the days seen before don't
    count any more.
    """
    story = at_school(
        Story().opened("2025-09-30").verified("2025-10-01", cause="aversion"),
        "2025-10-09",
        "2025-11-06",
    )
    story.opened("2025-11-10", origin="absence")
    case = fold_of(Story(events=[*story.events]).closed("2025-11-11"))
    assert (
        case.open
        and case.relapses == 1
        and case.work.returned_on is None
        and case.cause is not None
    )
    assert not fold_of(at_school(story, "2025-11-12", "2025-12-10").closed("2025-12-11")).open


@pytest.mark.clause("M8.4")
def test_m8_4_dropouts_are_matched_with_the_list_of_families_out_of_poverty() -> None:
    """四查三比对：the fourth register is matched with the dropouts; the mark stands with the case, the
    count in the figures.
    """
    found = told(
        {CHILD: {}, OTHER: {}},
        Story().verified("2025-10-09", cause="aversion"),
        hardship={CHILD: {"hardship_type": "监测户"}, THIRD: {"hardship_type": "脱贫户"}},
    )
    assert (found.case(CHILD)["hardship"], found.case(OTHER)["hardship"]) == ("监测户", None)
    assert (found.figure("cases.hardship"), found.figure("ledger.dropout_hardship")) == (1, 1)


@pytest.mark.clause("M8.5")
def test_m8_5_suspected_and_dropout_are_two_ledgers() -> None:
    """三本台账：suspected until verified with a cause, dropout then; explained, outcomes, returned and
    closed are in neither.
    """
    fifth, sixth = "C0000000ABCDJ", "C0000000ABCDK"
    children: dict[str, Row] = {c: {} for c in (CHILD, OTHER, fifth, sixth)} | {
        THIRD: {"explained_by": "elsewhere"},
        FOURTH: {},
    }
    stories = [
        Story(OTHER).verified("2025-10-09", cause="at_work"),
        Story(FOURTH).verified("2025-10-09", cause="dead"),
        Story(fifth).verified("2025-10-09", cause="at_work").returned("2025-10-20"),
        Story(sixth).verified("2025-10-09"),
    ]
    found = told(children, *stories)
    assert {c["child_id"]: c["ledger"] for c in found.table("cases")} == {
        CHILD: "suspected",
        OTHER: "dropout",
        THIRD: "",
        FOURTH: "",
        fifth: "",
        sixth: "suspected",
    }
    assert (found.figure("ledger.suspected"), found.figure("ledger.dropout")) == (2, 1)
