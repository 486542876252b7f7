"""Suppression: no hidden cell can be narrowed down, never worse than hiding all, the same every time; what is too thin goes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongchuo_core.disclosure import released
from kongchuo_core.disclosure.counted import Counted
from kongchuo_core.disclosure.knowledge import known
from kongchuo_core.disclosure.released import Cell, Released
from kongchuo_core.disclosure.suppress import Choices, Reason, Suppressed, suppress
from kongchuo_core.release.attack import Report, attack
from kongchuo_core.vocabulary.errors import BalanceError, DisclosureError
from tests.disclosure.random_tables import COUNTY, crossed, loop, nested, releases, whole

SLOW = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
ROWS, KINDS = ("街道片", "东片", "西北片"), ("在校", "核对", "疑似")


def attacked(*published: Released) -> Report:
    """The independent attack on the files of these releases, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        folders = [Path(folder) / str(n) for n in range(len(published))]
        for release, path in zip(published, folders, strict=True):
            released.write(release, path)
        return attack(folders)


def shown(found: Suppressed, table: str, row: str) -> list[str]:
    """A row as it is printed."""
    one = found.released.table(table)
    assert one is not None
    return [one.cell(row, column).shown for column in one.columns]


def hidden_of(found: Released) -> set[tuple[str, str]]:
    """Row and column of every hidden cell."""
    return {
        (row, column)
        for table in found.tables
        for row, column, cell in table.places()
        if cell.hidden
    }


@SLOW
@given(releases())
def test_no_hidden_cell_can_be_narrowed_to_fewer_than_five(counted: Counted) -> None:
    """Random tables with hierarchies and shared margins: the attacker finds every range wide enough."""
    found = safe(counted)
    if found is not None:
        report = attacked(found.released)
        assert report.passed, report.words
        assert all(r.high is None or r.high - r.low >= 5 for r in report.ranges)


def safe(counted: Counted, earlier: Sequence[Released] = ()) -> Suppressed | None:
    """What may be published; nothing where nothing may."""
    try:
        return suppress(counted, earlier)
    except DisclosureError:
        return None


@SLOW
@given(releases())
def test_small_counts_are_hidden_and_it_is_never_worse_than_hiding_all(counted: Counted) -> None:
    """Every count from 1 to 4 that is left is hidden, every published one is true, and the cost is at most that of everything."""
    found = safe(counted)
    if found is None:
        return
    true = {(p[0], p[1], p[2]): v for t in counted.tables for p, v in t.places()}
    for table in found.released.tables:
        for row, column, cell in table.places():
            assert cell.hidden or cell.value == true[table.code, row, column]
            assert cell.hidden or cell.value == 0 or (cell.value or 0) >= 5
    assert found.cost <= found.cost_of_all
    assert set(found.reasons) == {
        (t.code, r, c) for t in found.released.tables for r, c, cell in t.places() if cell.hidden
    }


@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(releases())
def test_the_same_tables_give_the_same_release(counted: Counted) -> None:
    """Nothing depends on chance or on the clock."""
    assert safe(counted) == safe(counted)


TERM = st.lists(st.tuples(*[st.integers(0, 7)] * 4), min_size=3, max_size=3)


@settings(
    max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(TERM, TERM)
def test_two_terms_together_are_as_safe_as_one(
    first: list[tuple[int, ...]], then: list[tuple[int, ...]]
) -> None:
    """A term begins with what the last one ended with; neither term's hidden cells can be narrowed by the other's."""
    autumn = loop("动态", [(o, n, r, c) for o, n, r, c in first], ROWS)
    left = [line[-1] for line in autumn.values[1:]]
    spring = loop("动态", [(o, n, r, c) for o, (_, n, r, c) in zip(left, then, strict=True)], ROWS)
    one = safe(whole(autumn))
    if one is None:
        return
    two = safe(whole(spring, term="2026-spring"), [one.released])
    if two is not None:
        report = attacked(one.released, two.released)
        assert report.passed, report.words


def a_county() -> Counted:
    """Eighteen suspected children in three groups, of whom a few in each group."""
    first = nested(
        crossed("甲", [[270, 6, 7], [177, 2, 6], [83, 4, 5]], ROWS, KINDS),
        "疑似",
        [[4, 3], [2, 4], [5, 0]],
        ("有籍", "无籍"),
    )
    return whole(first, crossed("乙", [[400, 6, 10], [130, 6, 8]], ("小学", "初中"), KINDS))


def test_the_totals_of_the_county_stay_open() -> None:
    """Few cases in few groups: the groups are hidden, the county's numbers are published."""
    found = suppress(a_county())
    assert shown(found, "甲", COUNTY) == ["560", "530", "12", "18", "11", "7"]
    assert ("东片", "核对") in hidden_of(found.released) and found.reasons[
        "甲", "东片", "核对"
    ] == Reason.THRESHOLD
    assert Reason.PROTECTS in found.reasons.values()


def test_a_county_with_three_cases_still_says_something() -> None:
    """Three cases, one in each group: what can be published is published, and the report says what was left out."""
    cases = loop("动态", [(1, 0, 0, 0), (0, 1, 0, 0), (1, 0, 0, 1)], ROWS)
    found = suppress(
        whole(crossed("结论", [[270, 9, 1], [177, 8, 1], [83, 7, 1]], ROWS, KINDS), cases)
    )
    table = found.released.table("结论")
    assert (
        table is not None
        and table.cell(COUNTY, "合计").value == 557
        and table.cell(COUNTY, "在校").value == 530
    )
    assert not attacked(found.released).findings and attacked(found.released).passed
    assert found.released.dropped == () or all(d.reason for d in found.released.dropped)


def test_a_county_without_a_case_publishes_its_noughts() -> None:
    """Nought is a number: nothing is hidden where there is nothing to protect."""
    found = suppress(whole(loop("动态", [(0, 0, 0, 0)] * 3, ROWS)))
    assert not found.reasons and shown(found, "动态", COUNTY) == ["0"] * 5


def test_a_table_of_which_nothing_would_be_left_is_dropped_with_the_reason() -> None:
    """Markers and noughts alone say nothing; the other table stays."""
    counted = whole(
        a_county().tables[0], loop("动态", [(1, 0, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0)], ROWS)
    )
    found = suppress(counted)
    assert [(d.code, bool(d.reason)) for d in found.released.dropped] == [("动态", True)]
    assert [t.code for t in found.released.tables] == ["甲"]


def test_a_breakdown_of_which_nothing_would_be_left_is_dropped_and_its_total_stays() -> None:
    """The table keeps the county's line, and a note says why the rest is missing."""
    found = suppress(
        whole(a_county().tables[0], loop("动态", [(3, 2, 0, 2), (2, 3, 0, 1), (2, 1, 0, 2)], ROWS))
    )
    table = found.released.table("动态")
    assert (
        table is not None
        and table.rows == (COUNTY,)
        and any("只公开合计" in note for note in table.notes)
    )
    assert attacked(found.released).passed


def test_nearly_all_in_one_telling_cell_is_hidden() -> None:
    """Seven of seven in one cause says it of every child: the complement is small, the cell is hidden."""
    table = replace(
        crossed("原因", [[7, 0, 0], [30, 20, 40], [50, 60, 70]], ROWS, ("本人", "家庭", "其他")),
        telling=frozenset({"本人"}),
    )
    found = suppress(whole(table))
    assert found.reasons["原因", "街道片", "本人"] == Reason.COMPLEMENT
    assert not suppress(whole(replace(table, telling=frozenset()))).reasons


def test_noughts_are_hidden_only_where_they_may_be() -> None:
    """With the choice off every nought is published, at the price of more hidden numbers."""
    counted = whole(crossed("甲", [[3, 0, 40], [0, 20, 30], [9, 50, 60]], ROWS, KINDS))
    strict = suppress(counted, (), Choices(hide_noughts=False))
    values = counted.values()
    assert all(values[place] for place in strict.reasons) and attacked(strict.released).passed
    assert suppress(counted).cost <= strict.cost


def test_tables_that_do_not_add_up_stop_everything() -> None:
    """A wrong sum would be an equation that isn't true."""
    good = a_county().tables[0]
    wrong = replace(good, values=((561, *good.values[0][1:]), *good.values[1:]))
    with pytest.raises(BalanceError) as stop:
        suppress(whole(wrong))
    assert stop.value.exit_status == 13


def test_too_much_work_makes_the_tables_coarser_and_says_so() -> None:
    """With no round allowed no table is kept finer than it can be proven."""
    with pytest.raises(DisclosureError) as stop:
        suppress(a_county(), (), Choices(rounds=0))
    assert "publication.yaml" in str(stop.value)


def test_one_round_short_of_the_optimum_the_last_breakdown_goes_first() -> None:
    """The bound on work is kept by dropping what the plan names last, with the reason."""
    needed = suppress(a_county())
    found = suppress(a_county(), (), Choices(rounds=needed.rounds - 1))
    told = [note for t in found.released.tables for note in t.notes] + [
        d.reason for d in found.released.dropped
    ]
    assert needed.rounds > 1 and told and attacked(found.released).passed


def test_a_corrected_edition_does_not_give_the_first_one_away() -> None:
    """One child moved from one cell to another; both editions lie side by side and nothing can be worked out."""
    first = suppress(a_county())
    moved = nested(
        crossed("甲", [[270, 6, 7], [176, 2, 7], [83, 4, 5]], ROWS, KINDS),
        "疑似",
        [[4, 3], [2, 5], [5, 0]],
        ("有籍", "无籍"),
    )
    second = suppress(
        whole(
            moved, crossed("乙", [[399, 6, 11], [130, 6, 8]], ("小学", "初中"), KINDS), edition=2
        ),
        [first.released],
    )
    report = attacked(first.released, second.released)
    assert report.passed, report.words
    assert {p for p, why in first.reasons.items() if why == Reason.THRESHOLD} <= set(second.reasons)


def test_a_correction_says_which_printed_numbers_it_changed() -> None:
    """A number that was printed and is now too small to print: the reader is told that it changed, not what it is."""
    first = suppress(whole(loop("动态", [(0, 8, 0, 0), (0, 7, 0, 0), (0, 6, 0, 0)], ROWS)))
    second = suppress(
        whole(loop("动态", [(0, 8, 0, 0), (0, 3, 0, 0), (0, 6, 0, 0)], ROWS), edition=2),
        [first.released],
    )
    assert {("动态", COUNTY, "新增"), ("动态", "东片", "新增"), ("动态", "东片", "期末")} <= set(
        second.released.changed
    )
    assert ("动态", "街道片", "新增") not in second.released.changed and not first.released.changed
    assert ("东片", "新增") in hidden_of(second.released) and attacked(
        first.released, second.released
    ).passed


def recounted() -> tuple[Counted, Counted, Counted]:
    """A term whose register of pupils comes late: 230 of 347 were of no school at first, 2 after it; then the next term."""
    parts = [[8, 4], [7, 5], [6, 6]]
    early, late = (
        [[60, 115, 12], [24, 54, 12], [33, 61, 12]],
        [[174, 1, 12], [78, 0, 12], [93, 1, 12]],
    )
    first, then = (
        nested(crossed("甲", inner, ROWS, KINDS), "疑似", parts, ("有籍", "无籍"))
        for inner in (early, late)
    )
    return whole(first), whole(then, edition=2), whole(then, term="2026-spring")


def test_a_correction_that_changes_very_much_silences_neither_itself_nor_the_next_term() -> None:
    """A total that stood open and is too small to print now; all three are attacked together."""
    one, two, three = recounted()
    first = suppress(one).released
    second = suppress(two, [first]).released
    assert ("甲", COUNTY, "核对") in second.changed and COUNTY in {
        row for row, column in hidden_of(second) if column == "核对"
    }
    third = suppress(three, [first, second]).released
    assert (
        third.dropped == ()
        and [len(t.rows) for t in third.tables] == [4]
        and third.tables == suppress(three).released.tables
    )
    assert attacked(first, second, third).passed


def test_what_a_correction_says_it_changed_is_held_equal_to_nothing_printed_before() -> None:
    """The hidden total of the second edition isn't the printed one of the first, though that would fit all it printed."""
    one, two, three = recounted()
    first = suppress(one).released
    second = suppress(two, [first]).released
    facts = known(three, [first, second])
    alone = {
        facts.places[int(np.flatnonzero(line)[0])]
        for line in facts.system.matrix
        if np.count_nonzero(line) == 1
    }
    assert not alone & set(second.changed) and ("甲", COUNTY, "核对") in facts.places[facts.mine :]


def test_what_two_earlier_editions_gave_away_silences_nothing() -> None:
    """A number that one edition hid and the next printed is lost, whatever is published now: it asks for nothing any more."""
    _, two, three = recounted()
    first = suppress(two).released
    shown_ = replace(
        first.tables[0], cells=tuple(tuple(Cell(n) for n in line) for line in two.tables[0].values)
    )
    assert (
        hidden_of(first)
        and suppress(three, [first, replace(first, edition=3, tables=(shown_,))]).released.tables
    )


def test_a_hidden_closing_is_not_opened_by_the_next_terms_opening() -> None:
    """The same number under another name in the next release stays hidden there."""
    autumn = suppress(whole(loop("动态", [(0, 8, 0, 0), (0, 3, 0, 0), (0, 6, 0, 0)], ROWS)))
    assert ("东片", "期末") in hidden_of(autumn.released)
    spring = suppress(
        whole(loop("动态", [(8, 9, 0, 0), (3, 9, 0, 0), (6, 9, 0, 0)], ROWS), term="2026-spring"),
        [autumn.released],
    )
    assert ("东片", "期初") in hidden_of(spring.released) and attacked(
        autumn.released, spring.released
    ).passed
    assert ("西北片", "期初") in hidden_of(spring.released), (
        "it was hidden as the other one's shield"
    )


def test_a_small_cell_that_an_earlier_release_gives_away_takes_its_own_table_out_and_no_other() -> (
    None
):
    """A number that stood open and is small by a stricter threshold can't be hidden any more: the table goes, the others stay."""
    autumn = suppress(
        whole(loop("动态", [(0, 8, 0, 0), (0, 7, 0, 0), (0, 6, 0, 0)], ROWS))
    ).released
    cases = loop("动态", [(8, 9, 0, 0), (7, 9, 0, 0), (6, 9, 0, 0)], ROWS)
    spring = whole(a_county().tables[0], cases, a_county().tables[1], term="2026-spring")
    found = suppress(spring, [autumn], Choices(threshold=7))
    loop_left = found.released.table("动态")
    assert {t.code for t in found.released.tables} >= {"甲", "乙"} and (
        loop_left is None or loop_left.rows == (COUNTY,)
    )
    assert attacked(autumn, found.released).passed


def test_an_earlier_release_that_contradicts_itself_is_refused() -> None:
    """Files that were altered can't be attacked, so nothing can be proven."""
    autumn = suppress(
        whole(loop("动态", [(0, 8, 0, 0), (0, 3, 0, 0), (0, 6, 0, 0)], ROWS))
    ).released
    one = autumn.tables[0]
    bent = replace(
        one, cells=((*one.cells[0][:4], replace(one.cells[0][4], value=4)), *one.cells[1:])
    )
    with pytest.raises(DisclosureError) as stop:
        suppress(
            whole(loop("动态", [(17, 0, 0, 0)], ROWS[:1]), term="2026-spring"),
            [replace(autumn, tables=(bent,))],
        )
    assert "kongchuo verify" in str(stop.value)
