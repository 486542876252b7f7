"""The room's single entry: the same again for the same events, nothing of the future, corrections,
towns, earlier terms.
"""

from __future__ import annotations

from datetime import date

import pytest

from kongchuo_core.cases.balance import Told
from kongchuo_core.cases.found import table as visits_table
from kongchuo_core.cases.looks import Look
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.regulation.cases import case_codes
from kongchuo_core.vocabulary.tables import LOOP_TABLES
from tests.cases.booked import told
from tests.cases.written import (
    AUTUMN,
    CHILD,
    SPRING,
    STREET,
    TOWN,
    Story,
    at_school,
    breaches,
    day,
    fold_of,
)

OTHER = "C0000000ABCDF"


def test_the_tables_are_as_declared() -> None:
    """Every table of the loop has the declared columns and types, with or without a case; that of
    the visits comes beside it.
    """
    for children in ({}, {CHILD: {}}):
        tables = told(children).booked.tables | {"visits": visits_table([])}
        assert {n: t.schema for n, t in tables.items()} == {
            n: t.schema for n, t in LOOP_TABLES.items()
        }


def test_the_run_that_records_its_own_edition_changes_nothing_by_it() -> None:
    """A second run of the term, with the first one's edition in the ledger, gives the same tables,
    figures and memory.
    """
    story = at_school(Story().verified("2025-10-01", cause="aversion"), "2025-10-09", "2025-10-31")
    first = told({CHILD: {}, OTHER: {}}, story)
    again = told({CHILD: {}, OTHER: {}}, story, first.left)
    assert (
        again.booked.tables == first.booked.tables and again.booked.payload == first.booked.payload
    )
    assert again.figures == first.figures


def test_only_the_newest_edition_of_a_term_counts() -> None:
    """A child whom the first run suspected and the corrected run doesn't has no case in the term
    after.
    """
    wrong = told({CHILD: {}, OTHER: {}})
    right = told({CHILD: {}, OTHER: {"verdict": "CONSISTENT"}}, wrong.left)
    spring = told({CHILD: {}}, [*wrong.left, *right.left], params=SPRING)
    assert [c["child_id"] for c in spring.table("cases")] == [CHILD]


def test_an_edition_made_again_knows_nothing_of_what_came_later() -> None:
    """Events after ``as_of`` and editions of later terms don't reach back."""
    later = Story().verified("2025-11-03", cause="illness")
    spring = told({CHILD: {}, OTHER: {}}, later, params=SPRING)
    again = told({CHILD: {}}, later, spring.left)
    assert again.booked.tables == told({CHILD: {}}).booked.tables


def test_an_edition_of_an_older_program_tells_its_suspects_alone() -> None:
    """A ledger whose edition events carry nothing but the suspects opens their cases on the day of
    the edition.
    """
    old = Event(
        Kind.EDITION,
        "2025-autumn",
        date(2025, 10, 31),
        "kongchuo run",
        {"suspected": [CHILD], "tables": "x", "previous": None},
    )
    case = told({}, [old], params=SPRING, persons=[(CHILD, TOWN)]).case(CHILD)
    assert (case["opened_on"], case["town"], case["verdict"], case["case_no"]) == (
        day("2025-10-31"),
        TOWN,
        None,
        "2025秋-0ABCDE",
    )


def test_a_look_is_remembered_as_it_was() -> None:
    """What a run leaves behind in the ledger gives the next term the look it had, and the sums it
    told.
    """
    found = told(
        {CHILD: {}, OTHER: {"verdict": "UNENROLLED_ABSENT", "explained_by": "elsewhere"}},
        absences=[
            {
                "child_id": CHILD,
                "first_day": day("2025-09-22"),
                "last_day": day("2025-09-30"),
                "days": 8,
            }
        ],
    )
    look = Look.remembered(found.edition)
    term = found.params.term
    sums = Told.remembered(found.edition.payload, term.term, term.as_of)
    assert sums is not None and dict(sums.open) == {CHILD: TOWN, OTHER: TOWN}
    assert [(x["town"], x["new"], x["closing"]) for x in sums.lines if x["closing"]] == [
        ("全县", 2, 2),
        (TOWN, 2, 2),
    ]
    assert (
        look.payload() | sums.payload() == found.booked.payload
        and look.suspected == (CHILD, OTHER)
        and look.explained == look.unenrolled == (OTHER,)
    )
    assert look.runs[0].open and look.recorded
    assert {(e.payload["origin"], e.happened_on) for e in found.booked.openings} == {
        ("absence", day("2025-09-25")),
        ("comparison", day("2025-09-30")),
    }


def test_a_correction_takes_back_one_event_and_may_itself_be_taken_back() -> None:
    """The wrong event stays in the table, not counted; of another child's event nothing is taken
    back.
    """
    story = Story().opened("2025-09-30").verified("2025-10-09", cause="dead")
    wrong = story.events[-1]
    story.correction("2025-10-20", event=wrong.digest, reason="mistaken")
    assert fold_of(story).cause is None
    found = told({CHILD: {}}, story)
    assert [e["counted"] for e in found.table("events") if e["kind"] == "verified"] == [False]
    story.correction("2025-10-21", event=story.events[-1].digest)
    assert fold_of(story).cause is not None
    strange = (
        Story()
        .opened("2025-09-30")
        .correction("2025-10-20", event=Story(OTHER).opened("2025-09-30").events[0].digest)
    )
    assert breaches(strange) == ["correction_of_nothing"]


def test_nothing_before_the_regulation_is_charged() -> None:
    """A date typed into the last century is shown as such and changes nothing."""
    story = Story().opened("2025-09-30").verified("2015-10-09", cause="dead")
    assert breaches(story) == ["before_the_rule"] and fold_of(story).work.verified_on is None


@pytest.mark.parametrize(
    ("story", "found"),
    [
        (Story().returned("2025-10-09"), ["not_opened"]),
        (Story().opened("2025-09-30").verified("2025-10-09", cause="no_such"), ["unknown_code"]),
        (
            Story()
            .opened("2025-09-30")
            .seen("2025-10-09", how="attendance", first_day="2025-10-10"),
            ["reversed_dates"],
        ),
        (
            Story()
            .opened("2025-09-30")
            .approval("2025-10-09", approval="deferral", until="2025-10-08"),
            ["reversed_dates"],
        ),
        (Story().opened("2025-09-30").task_done("2025-10-09", task="no_such"), ["unknown_code"]),
        (
            Story()
            .verified("2025-10-09", cause="dead", proof="police_proof")
            .closed("2025-10-10")
            .task_done("2025-10-11", task="verify"),
            ["after_closing"],
        ),
        (Story().closed("2025-10-09"), ["closed_without_evidence"]),
    ],
)
def test_what_breaks_a_rule_of_procedure_comes_out_as_a_code(
    story: Story, found: list[str]
) -> None:
    """Each breach has a code of the table, and the case isn't lost by it."""
    assert breaches(story) == found and fold_of(story).exists
    assert set(found) <= {
        c.code for c in case_codes("irregularity").codes if c.label and c.description
    }


def test_a_verification_without_an_opening_is_a_home_visit() -> None:
    """入户摸排: the town finds a child that no list names; that is a case of its own origin and no
    breach.
    """
    story = Story().verified("2025-10-09", cause="left_behind")
    assert breaches(story) == []
    case = told({CHILD: {"verdict": "CONSISTENT"}}, story).case(CHILD)
    assert (case["origin"], case["state"], case["opened_on"]) == (
        "visit",
        "verified",
        day("2025-10-09"),
    )


def test_a_town_sees_its_own_cases_alone() -> None:
    """Every line about a child carries the town, so that an edition opened for one town shows no
    other's.
    """
    found = told(
        {CHILD: {}, OTHER: {"town": STREET}}, Story(OTHER).verified("2025-10-09", cause="illness")
    )
    for name in ("cases", "events", "tasks", "answerable"):
        assert {(line["child_id"], line["town"]) for line in found.table(name)} == {
            (CHILD, TOWN),
            (OTHER, STREET),
        }, name
    assert AUTUMN.term.term == "2025-autumn"


def test_a_town_without_a_case_is_told_so() -> None:
    """The balance names every town of the county, with noughts where nothing is open."""
    found = told({CHILD: {}})
    assert found.balance(STREET) == [(0, 0, 0, 0, 0)] and len(found.table("balance")) == 1 + len(
        AUTUMN.county.towns
    )


def test_the_line_of_an_event_says_all_its_codes_and_no_digest() -> None:
    """``code`` is the main one, ``detail`` the rest by name."""
    step = (
        Story()
        .verified("2025-10-09", cause="aversion", proof="visit_record")
        .step("2025-10-13", step="education", result="taken", issuer="town", reason="first_time")
    )
    lines = {
        e["kind"]: (e["code"], e["detail"], e["seq"])
        for e in told({CHILD: {}}, step).table("events")
    }
    assert lines["verified"] == ("aversion", "proof=visit_record", 1)
    assert lines["step"] == ("education", "issuer=town；reason=first_time；result=taken", 2)
    assert lines["opened"] == (
        "comparison",
        "difference=ENROLLED_ABSENT；term=2025-autumn",
        None,
    )
