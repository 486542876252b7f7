"""A short way to write an absence register as ``find_runs`` takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa

Row = dict[str, Any]
Find = Callable[..., tuple[list[Row], list[Row]]]

SCHEMA = pa.schema(
    [
        ("row_id", pa.int64()),
        ("child_key", pa.string()),
        ("school", pa.string()),
        ("day", pa.date32()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
        ("excuse", pa.string()),
        ("whereabouts_unknown", pa.bool_()),
        ("reported_bureau_on", pa.date32()),
        ("reported_town_on", pa.date32()),
        ("note", pa.string()),
    ]
)


def absent(*days: date, child: str | None = "甲", school: str = "一小", **more: Any) -> list[Row]:
    """A row of the register for each day; ``child=None`` is a 全勤 row."""
    return [{"child_key": child, "school": school, "day": d, **more} for d in days]


def from_to(
    first: date | None,
    last: date | None,
    child: str | None = "甲",
    school: str = "一小",
    **more: Any,
) -> list[Row]:
    """One from–to row."""
    return [{"child_key": child, "school": school, "first_day": first, "last_day": last, **more}]
