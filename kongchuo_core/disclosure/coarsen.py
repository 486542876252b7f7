"""A coarser release, where the finer one is too hard to make safe or says nothing: a table loses its breakdown, or is dropped."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from kongchuo_core.disclosure.counted import Counted, CountedTable, Place
from kongchuo_core.disclosure.released import Dropped

TOO_HARD = "按本表的细目找不到安全的公开办法"
WITH_EARLIER = f"连同已公开的各版一起看，{TOO_HARD}"
NOTHING_LEFT = "细目的数目太小，公开后可推算到个人"
TOTAL_ALONE = "只公开合计："
"""How the note of a table begins that lost its breakdown; why comes behind it."""
ONLY_THE_TOTAL = "细目的数目太小，能公开的只剩合计，合计已在别的表中"


def harder(counted: Counted, stuck: Set[str], with_earlier: bool) -> tuple[Counted, list[Dropped]]:
    """The last table that has a breakdown loses it; where none has, the last table is dropped; tables that are ``stuck`` first.

    The reason says whether what was published before, ``with_earlier``, was taken into account.
    """
    why = WITH_EARLIER if with_earlier else TOO_HARD
    tables = [t for t in counted.tables if t.code in stuck] or counted.tables
    for table in reversed(tables):
        if _broken_down(table):
            return _without_breakdown(counted, table, why)
    last = tables[-1]
    return replace(counted, tables=tuple(t for t in counted.tables if t is not last)), [
        Dropped(last.code, last.title, why)
    ]


def emptied(counted: Counted, hidden: Set[Place]) -> tuple[Counted, list[Dropped]]:
    """The first table that shows nothing but noughts and markers is dropped; one with nothing else below its total loses that."""
    for table in counted.tables:
        shown = [place for place, value in table.places() if value and place not in hidden]
        if not any(place in hidden for place, _ in table.places()):
            continue
        if not shown:
            return replace(counted, tables=tuple(t for t in counted.tables if t is not table)), [
                Dropped(table.code, table.title, NOTHING_LEFT)
            ]
        if _broken_down(table) and all(row == table.total_row for _, row, _ in shown):
            return _without_breakdown(counted, table, NOTHING_LEFT)
    return counted, []


def _broken_down(table: CountedTable) -> bool:
    return table.total_row is not None and len(table.rows) > 1


def _without_breakdown(
    counted: Counted, table: CountedTable, why: str
) -> tuple[Counted, list[Dropped]]:
    """The table with its total alone, or without it where the total stands in another table too."""
    alone = table.total_alone(f"{TOTAL_ALONE}{why}。")
    others = [t for t in counted.tables if t is not table]
    elsewhere = {
        (row, column) for t in others for _, row, column in (place for place, _ in t.places())
    }
    if {(row, column) for _, row, column in (place for place, _ in alone.places())} <= elsewhere:
        return replace(counted, tables=tuple(others)), [
            Dropped(table.code, table.title, ONLY_THE_TOTAL)
        ]
    return replace(counted, tables=tuple(alone if t is table else t for t in counted.tables)), []
