"""What is told of a table, together or not at all; and that nobody wins anything of what is
proposed, whatever the numbers are.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kongchuo_core.disclosure import released
from kongchuo_core.disclosure.counted import Counted, CountedTable
from kongchuo_core.disclosure.layout import CLOSE, FEW, REST, SMALL, Choices, lay_out
from kongchuo_core.disclosure.released import Rule
from kongchuo_core.release.attack import attack
from kongchuo_core.release.candidate import proposed
from kongchuo_core.release.models import FILES_ALONE, WHO
from kongchuo_core.vocabulary.errors import BalanceError
from tests.disclosure.random_tables import COUNTY, crossed, loop, nested, releases, whole

ROWS, COLUMNS = ("东部", "西部"), ("在校", "核对", "无籍", "疑似")
PAIR = (("核对", "无籍"),)


def a_table(*lines: list[int], **more: object) -> CountedTable:
    """Two groups' children, 核对 and 无籍 told together where one is small."""
    return replace(crossed("甲", list(lines), ROWS, COLUMNS), ladders=((PAIR,),), **more)  # type: ignore[arg-type]


def columns(counted: Counted) -> tuple[str, ...]:
    """The columns of the first table as it is told."""
    return lay_out(counted, Choices()).released.tables[0].columns


LAID_OUT = [
    ([[90, 8, 9, 10], [80, 7, 7, 12]], ("合计", *COLUMNS)),
    ([[90, 8, 9, 0], [80, 0, 7, 12]], ("合计", *COLUMNS)),
    ([[90, 6, 9, 10], [80, 7, 7, 12]], ("合计", "在校", "核对和无籍", "疑似")),
    ([[90, 1, 1, 10], [80, 7, 7, 12]], ("合计", "在校", "疑似")),
    ([[90, 8, 9, 3], [80, 7, 7, 12]], ("合计", "在校", "核对", "无籍")),
]


@pytest.mark.parametrize(("numbers", "told"), LAID_OUT)
def test_a_label_is_told_of_every_row_or_of_none(
    numbers: list[list[int]], told: tuple[str, ...]
) -> None:
    """Noughts and numbers from seven on stand; below seven with the neighbour; where that isn't
    enough, in no row.
    """
    assert columns(whole(a_table(*numbers))) == told


def test_seven_is_the_least_that_leaves_six_numbers_to_who_knows_a_child() -> None:
    """A small number is 1 to 6: who knows that it is small, and one child in it, has still a width
    of five.
    """
    assert Choices().small == 7 and Choices(threshold=10).small == 10


def test_parts_of_a_part_are_told_all_or_not_at_all() -> None:
    """Of two parts of the suspected one is small: the other would give it away."""
    split = nested(
        crossed("甲", [[90, 20], [80, 30]], ROWS, ("在校", "疑似")),
        "疑似",
        [[17, 3], [15, 15]],
        ("有籍", "无籍"),
    )
    assert columns(whole(split)) == ("合计", "在校", "疑似")


TOWNS = [
    ({"甲": 10, "乙": 10}, FEW),
    ({"甲": 17, "乙": 2, "丙": 1}, REST),
    ({"甲": 8, "乙": 6, "丙": 6}, ""),
]


@pytest.mark.parametrize(("parts", "why"), TOWNS)
def test_a_number_of_too_few_towns_is_not_told(parts: dict[str, int], why: str) -> None:
    """Fewer than three towns, or one with nearly all: its clerk would know the rest."""
    table = crossed("甲", [[100, 20], [90, 0]], ROWS, ("在校", "疑似"))
    others = {town: ((50, 50, 0), (25, 25, 0), (25, 25, 0)) for town in "丁戊己"}
    towns = {town: ((n, 0, n), (n, 0, n), (0, 0, 0)) for town, n in parts.items()}
    counted = replace(whole(replace(table, towns=others | towns)), towns=7)
    laid = lay_out(counted, Choices())
    told = laid.released.tables[0].columns
    assert ("疑似" not in told) == bool(why)
    assert why == "" or laid.reasons["甲", "东部", "疑似"] == why


def test_a_number_that_is_only_a_few_off_the_last_edition_is_not_told_again() -> None:
    """Who follows the difference follows a child; what changed by enough, or not at all, is
    told.
    """
    first = lay_out(whole(a_table([90, 8, 9, 20], [80, 7, 7, 12])), Choices()).released
    then = whole(a_table([90, 8, 9, 30], [80, 7, 9, 12]), edition=2)
    laid = lay_out(then, Choices(), [first])
    assert "疑似" in laid.released.tables[0].columns
    assert (
        laid.reasons["甲", "西部", "无籍"] == CLOSE
        and ("甲", "西部", "无籍") in laid.released.changed
    )


def test_small_changes_leave_the_tables_as_they_were(tmp_path: Path) -> None:
    """Two children moved: the correction keeps the published numbers and says why, and nobody can
    subtract anything.
    """
    first = proposed(
        whole(a_table([90, 8, 9, 20], [80, 7, 7, 12])), [], [], Choices(), tmp_path / "1"
    )
    moved = whole(a_table([88, 8, 9, 22], [80, 7, 7, 12]), edition=2)
    found = proposed(moved, [first.released], [tmp_path / "1"], Choices(), tmp_path / "2")
    now, then = found.released.tables[0], first.released.tables[0]
    assert now.cells == then.cells and "变动都小于5" in now.notes[-1] and not found.released.changed
    assert not [f for f in found.figures if f.won]


def test_what_a_rule_makes_nought_must_be_nought() -> None:
    """The table is proven before anything is told."""
    table = a_table([90, 8, 9, 10], [80, 7, 7, 12], rules=(Rule("nought", "东部", "疑似"),))
    with pytest.raises(BalanceError):
        lay_out(whole(table), Choices())


def test_two_tables_that_count_the_same_children_are_asked_together(tmp_path: Path) -> None:
    """Every suspected child has a case: where the county has as many cases as suspected, the cases
    of a group would tell its suspected.
    """
    rules = tuple(Rule("at_most", "疑似", f"丙/{x}") for x in ("期初", "新增", "重新立案"))
    children = a_table([900, 80, 90, 3], [800, 70, 70, 17], rules=rules)
    cases = loop("丙", [(0, 3, 0, 0), (0, 17, 0, 0)], ROWS)
    found = proposed(whole(children, cases), [], [], Choices(), tmp_path)
    assert not [f for f in found.figures if f.won]
    assert attack([tmp_path]).passed
    bare = lay_out(whole(children), Choices()).released.tables[0]
    shown = replace(
        found.released, tables=(bare, lay_out(whole(cases), Choices(1, 1)).released.tables[0])
    )
    released.write(shown, tmp_path / "tied")
    assert {(r.row, r.column, r.low, r.high) for r in attack([tmp_path / "tied"]).won} >= {
        ("东部", "疑似", 3, 3)
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(releases())
def test_of_what_is_proposed_nobody_wins_anything(counted: Counted) -> None:
    """Every model is asked and none wins; the files say the same when they are attacked by
    themselves; no number below five stands.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = proposed(counted, [], [], Choices(), Path(folder))
        report = attack([Path(folder)])
    assert not [f for f in found.figures if f.won] and report.passed, report.words
    places = chain.from_iterable(t.places() for t in found.released.tables)
    numbers = [cell.value for _, _, cell in places]
    assert all(n == 0 or (n or 0) >= 7 for n in numbers)


def test_every_model_is_asked(tmp_path: Path) -> None:
    """Eight figures, those with the files alone first of what can be worked out."""
    found = proposed(whole(a_table([90, 6, 9, 10], [80, 7, 7, 12])), [], [], Choices(), tmp_path)
    assert {f.model for f in found.figures} == set(WHO) and set(FILES_ALONE) <= set(WHO)
    assert all(figure.words.startswith(WHO[figure.model]) for figure in found.figures)


def test_a_balance_survives_being_told_together(tmp_path: Path) -> None:
    """New and reopened together: the balance still holds in the labels, and the file says which
    labels are together.
    """
    laid = lay_out(whole(loop("丙", [(20, 30, 2, 9), (30, 40, 8, 9)], ROWS)), Choices())
    table = laid.released.tables[0]
    assert table.columns == ("期初", "新增和重新立案", "销号", "期末")
    released.write(laid.released, tmp_path)
    lines = (tmp_path / "structure.csv").read_text("utf-8").splitlines()
    assert "丙,merged_column,新增和重新立案,重新立案" in lines
    assert "丙,balance,期末,－销号" in lines and attack([tmp_path]).passed


def test_reasons_are_for_the_office(tmp_path: Path) -> None:
    """Why a label isn't told stands in no published file."""
    laid = lay_out(whole(a_table([90, 1, 1, 10], [80, 7, 7, 12])), Choices())
    released.write(laid.released, tmp_path)
    assert SMALL in laid.reasons.values() and COUNTY
    assert not any(SMALL in p.read_text("utf-8-sig") for p in tmp_path.iterdir())
