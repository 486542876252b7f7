"""What a sheet holds is counted from its cells alone: every filled row is a title, a heading, a
record or a note, or is told.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongchuo_core.registers.border import Records
from tests.county import number, write
from tests.registers.sheets import HEAD, HONG, MING, read, workbook

TITLE, NOTE, TOTAL = ["永定街道户籍底册"], ["注：由派出所提供"], ["合计", "2人"]


def counted(records: Records) -> list[tuple[int, int, int, int]]:
    """Filled rows, headings, records and notes of each sheet; nothing may be left over."""
    assert all(a.others == () for a in records.accounts)
    assert all(a.filled == a.headings + a.records + a.notes for a in records.accounts)
    return [(a.filled, a.headings, a.records, a.notes) for a in records.accounts]


def left_out(records: Records) -> list[int | None]:
    """Rows that are told because somebody may be there."""
    return [p.row for p in records.problems if p.kind == "row_left_out"]


LAYOUTS: dict[str, tuple[list[list[Any]], tuple[int, int, int, int]]] = {
    "题名、说明、合计": ([TITLE, HEAD, MING, [], HONG, TOTAL, NOTE], (6, 2, 2, 2)),
    "每页重复的表头": ([HEAD, MING, HEAD, HONG], (4, 1, 2, 1)),
    "第二张表在下面": (
        [TITLE, HEAD, MING, ["大营街道户籍底册"], HEAD[::-1], HONG[::-1]],
        (6, 4, 2, 0),
    ),
    "两栏并列": ([[*HEAD, None, *HEAD], [*MING, None, *HONG], [*HONG]], (3, 1, 2, 0)),
}


@pytest.mark.clause("M2.4")
@pytest.mark.parametrize(("rows", "sums"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_filled_row_is_accounted_for(
    tmp_path: Path, rows: list[list[Any]], sums: tuple[int, int, int, int]
) -> None:
    """Titles and headings, records, notes: together as many rows as the sheet has; a sheet of other
    things is all notes.
    """
    workbook(tmp_path / "户籍/一.xlsx", {"册": rows, "统计": [["镇", "人数"], ["永定", 3]]})
    records = read(tmp_path, "户籍")
    assert counted(records) == [sums, (2, 0, 0, 2)]
    assert left_out(records) == []


@pytest.mark.clause("M2.4")
def test_a_name_that_begins_like_a_note_is_somebody(tmp_path: Path) -> None:
    """注, 说明, 合计, 备注: who has a number in its column is no note."""
    rows = [
        [name, number("2015-03-01", n + 20), "永定街道"]
        for n, name in enumerate(["注意", "合计明", "报送"])
    ]
    write(tmp_path / "户籍/一.csv", [HEAD, *rows, ["说明", "由派出所提供"]])
    records = read(tmp_path, "户籍")
    assert counted(records) == [(5, 1, 3, 1)]


@pytest.mark.clause("M2.4")
def test_a_number_beside_the_table_is_told(tmp_path: Path) -> None:
    """A column without a heading, a number in a note or a title: nobody is read from it, and nobody
    vanishes in silence.
    """
    beside = [*MING, None, HONG[1]]
    note = ["注：另有一人", None, None, None, HONG[1]]
    workbook(tmp_path / "户籍/一.xlsx", {"册": [[*TITLE, HONG[1]], HEAD, beside, HONG, note]})
    records = read(tmp_path, "户籍")
    assert left_out(records) == [1, 3, 5]


_ROW = st.sampled_from(
    [MING, HONG, HEAD, TITLE, NOTE, TOTAL, [], [None, "x"], [" "], ["甲", None, "永定街道"]]
)


@pytest.mark.clause("M2.4")
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(_ROW, max_size=12))
def test_whatever_stands_below_a_header_adds_up(tmp_path: Path, rows: list[list[Any]]) -> None:
    """Rows of every kind in any order."""
    write(tmp_path / "户籍/一.csv", [HEAD, MING, *rows])
    ((filled, *_),) = counted(read(tmp_path, "户籍"))
    assert filled == 2 + sum(any(str(c or "").strip() for c in row) for row in rows)
