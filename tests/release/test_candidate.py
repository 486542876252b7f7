"""The candidate: what the attackers win is told less of, the rest as finely as it was laid out."""

from __future__ import annotations

from pathlib import Path

from kongchuo_core.disclosure import released
from kongchuo_core.disclosure.counted import Counted
from kongchuo_core.disclosure.layout import GIVEN_UP, Choices, lay_out
from kongchuo_core.release.attack import attack
from kongchuo_core.release.candidate import Candidate, proposed
from kongchuo_core.release.gate import summed_up
from tests.disclosure.random_tables import crossed, nested, whole

ROWS = ("东部", "西部")


def counts(*parts: list[int], edition: int = 1) -> Counted:
    """Two tables, one of which has the suspected of two groups split in two."""
    table = crossed("甲", [[174, 20, 20], [93, 40, 15]], ROWS, ("在校", "核对", "疑似"))
    stages = crossed(
        "乙", [[167, 50, 18], [100, 10, 17]], ("小学", "初中"), ("在校", "核对", "疑似")
    )
    return whole(nested(table, "疑似", parts, ("有籍", "无籍")), stages, edition=edition)


def test_what_somebody_wins_is_told_less_of_and_the_reason_says_so(tmp_path: Path) -> None:
    """A small part alone in its sum would be the total less the rest: what is left out first was
    fixed beforehand.
    """
    one = whole(crossed("甲", [[174, 20, 3], [93, 40, 15]], ROWS, ("在校", "核对", "疑似")))
    bare = lay_out(one, Choices()).released
    released.write(bare, tmp_path / "bare")
    assert not attack([tmp_path / "bare"]).passed
    found = proposed(one, [], [], Choices(), tmp_path / "1")
    assert attack([tmp_path / "1"]).passed and not [f for f in found.figures if f.won]
    table = found.released.tables[0]
    assert table.columns == ("合计", "核对") and GIVEN_UP in found.reasons.values()
    assert summed_up(table, found.reasons)[1:] == [
        f"  没有单独列出“在校”：{GIVEN_UP}",
        "  没有单独列出“疑似”：数目小于门槛",
    ]


def test_tables_that_nobody_wins_stay_as_fine_as_they_were(tmp_path: Path) -> None:
    """The first release, and a correction of words alone: what was laid out is proposed, to the
    byte but for the edition.
    """
    one = counts([12, 8], [7, 8])
    first = proposed(one, [], [], Choices(), tmp_path / "1").released
    assert first == lay_out(one, Choices()).released
    again = counts([12, 8], [7, 8], edition=2)
    then = proposed(again, [first], [tmp_path / "1"], Choices(), tmp_path / "2").released
    assert then.tables == first.tables and attack([tmp_path / "1", tmp_path / "2"]).passed


def test_where_nothing_is_left_the_reason_stands_at_each_table(tmp_path: Path) -> None:
    """A single child: no table, and why."""
    alone = whole(crossed("甲", [[1, 0]], ("片",), ("在校", "疑似")))
    found: Candidate = proposed(alone, [], [], Choices(), tmp_path)
    assert found.released.tables == ()
    assert [d.code for d in found.released.dropped] == ["甲"]
    assert found.released.dropped[0].reason
