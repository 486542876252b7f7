"""The candidate: coarser where the attacker narrows a number by what he believes; no table is given up for nothing."""

from __future__ import annotations

from pathlib import Path

from kongchuo_core.disclosure.suppress import Choices, suppress

from kongchuo_core.disclosure import released
from kongchuo_core.disclosure.counted import Counted
from kongchuo_core.release.attack import attack
from kongchuo_core.release.candidate import Candidate, proposed
from kongchuo_core.release.gate import summed_up
from tests.disclosure.random_tables import COUNTY, crossed, nested, whole

ROWS = ("街道片", "东片", "西北片")


def counts(*parts: list[int], edition: int = 1) -> Counted:
    """Two tables, one of which has the suspected of three groups split in two."""
    table = crossed("甲", [[174, 20, 10], [78, 30, 2], [93, 40, 5]], ROWS, ("在校", "核对", "疑似"))
    stages = crossed("乙", [[245, 50, 8], [100, 40, 9]], ("小学", "初中"), ("在校", "核对", "疑似"))
    return whole(nested(table, "疑似", parts, ("有籍", "无籍")), stages, edition=edition)


def test_what_a_reader_wrongly_believes_of_a_correction_costs_the_breakdown_and_no_more(
    tmp_path: Path,
) -> None:
    """Four children moved in one group; who takes that group for unchanged puts them into another, and narrows its numbers."""
    first = suppress(counts([4, 6], [1, 1], [2, 3])).released
    released.write(first, tmp_path / "1")
    moved = counts([8, 2], [1, 1], [2, 3], edition=2)
    released.write(suppress(moved, [first]).released, tmp_path / "foreseen")
    assert not attack([tmp_path / "1", tmp_path / "foreseen"]).passed
    found = proposed(moved, [first], [tmp_path / "1"], Choices(), tmp_path / "2")
    assert (
        released.read(tmp_path / "2") == found.released
        and attack([tmp_path / "1", tmp_path / "2"]).passed
    )
    coarse, fine = found.released.tables
    assert (coarse.rows, len(fine.rows)) == ((COUNTY,), 3) and any(
        "只公开合计" in note for note in coarse.notes
    )
    assert coarse.cell(COUNTY, "有籍").value == 11
    size, why, *hidden = summed_up(coarse, found.reasons)
    assert (size, why) == (
        "甲：1行6列，隐去0格",
        "  只公开合计：连同已公开的各版一起看，按本表的细目找不到安全的公开办法。",
    ) and hidden == []
    assert summed_up(fine, found.reasons) == [f"乙：3行4列，隐去{fine.hidden}格"]


def test_tables_that_nothing_is_believed_of_stay_as_fine_as_they_were(tmp_path: Path) -> None:
    """The first release, and a correction of words alone: what suppression chose is proposed."""
    one = counts([4, 6], [1, 1], [2, 3])
    first = proposed(one, [], [], Choices(), tmp_path / "1").released
    assert first == suppress(one).released
    again = proposed(
        counts([4, 6], [1, 1], [2, 3], edition=2),
        [first],
        [tmp_path / "1"],
        Choices(),
        tmp_path / "2",
    ).released
    assert again.tables == first.tables and attack([tmp_path / "1", tmp_path / "2"]).passed


def test_where_nothing_is_left_the_reason_stands_at_each_table(tmp_path: Path) -> None:
    """A single child: no table, and why."""
    alone = whole(crossed("甲", [[1, 0]], ("片",), ("在校", "疑似")))
    found: Candidate = proposed(alone, [], [], Choices(), tmp_path)
    assert (
        found.released.tables == ()
        and [d.code for d in found.released.dropped] == ["甲"]
        and found.released.dropped[0].reason
    )
