"""Organisation (M1.1–M1.3): leading groups with their seats, joint meetings by half-year
and month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kongchuo_core.regulation.supervision import Seat, duties, seats
from kongchuo_core.settings.numbers import whole
from kongchuo_core.supervision.ground import (
    NOT_COVERED,
    Ground,
    Line,
    Owed,
    plain,
    wide,
)
from kongchuo_core.vocabulary.told import fact


def members(ground: Ground) -> list[Line]:
    """Every seat of the county's and the towns' leading groups and who holds it (M1.1); none where
    the register isn't given.
    """
    if not ground.given("leading_groups"):
        return []
    rows = ground.records("leading_groups")
    county = ground.params.county.name
    own = [r for r in rows if "县" in plain(r["level"])]
    found = list(_county_seats(ground, own, county)) if own else []
    for town in ground.towns:
        own = [r for r in rows if "县" not in plain(r["level"]) and ground.town(r["unit"]) == town]
        if not own:
            continue
        for seat in seats("乡镇"):
            held = [r for r in own if _post(r) == seat.seat]
            found += [_seat("乡镇", town, town, seat.seat, seat.order, r) for r in held]
            found += [] if held else [_seat("乡镇", town, town, seat.seat, seat.order, None)]
    return found


def _post(record: Line) -> str:
    """What a member is in the group: 副组长 counts as executive deputy, anything else but the head as
    member.
    """
    post = plain(record["group_post"])
    if post == "组长":
        return post
    return "常务副组长" if "副组长" in post else "成员"


def _county_seats(ground: Ground, rows: list[Line], county: str) -> Iterator[Line]:
    bureau = next(s for s in seats("县") if s.seat == "教体")
    for seat in seats("县"):
        if seat.kind == "head":
            held = [r for r in rows if _post(r) == "组长"]
        elif seat.kind == "deputy":
            held = [r for r in rows if _post(r) == "常务副组长" and _is(ground, r["unit"], bureau)]
        else:
            held = [r for r in rows if _is(ground, r["unit"], seat)]
        yield _seat("县", county, None, seat.seat, seat.order, held[0] if held else None)
    for n, town in enumerate(ground.towns, len(seats("县")) + 1):
        yield _seat(
            "县",
            county,
            None,
            town,
            n,
            next((r for r in rows if ground.town(r["unit"]) == town), None),
        )


def _is(ground: Ground, unit: object, seat: Seat) -> bool:
    """Whether a unit is that department, however it is written: with or without the county's name,
    in full or short.
    """
    name, county = plain(unit), ground.params.county
    for word in (county.province, county.city, county.name, county.name.removesuffix("县")):
        name = name.replace(word, "")
    return name in seat.spellings or name.removeprefix("县") in seat.spellings


def _seat(
    level: str, unit: str, town: str | None, seat: str, order: int, record: Line | None
) -> Line:
    got = record or {}
    return {
        "level": level,
        "unit": unit,
        "town": town,
        "seat": seat,
        "order": order,
        "filled": record is not None,
        "listed": got.get("unit"),
        "name": got.get("name"),
        "post": got.get("post"),
    }


def group_duties(ground: Ground, found: list[Line]) -> Iterator[Line]:
    """The leading groups as duties: complete, or which seats are empty."""
    period = ground.term.label
    for duty, units in (
        ("county_group", [ground.params.county.name]),
        ("town_group", ground.towns),
    ):
        for unit in units:
            owed = Owed(duty, unit, None if duty == "county_group" else unit, period)
            if not ground.given("leading_groups"):
                yield owed.no_data()
                continue
            own = {m["seat"]: m["filled"] for m in found if m["unit"] == unit}
            if not any(own.values()):
                yield owed.no_data(NOT_COVERED)
                continue
            empty = [seat for seat, filled in own.items() if not filled]
            yield owed.line(
                "missing" if empty else "done",
                fact("seats", len(own), empty),
                expected=len(own),
                found=len(own) - len(empty),
                wanting=empty,
                judged=list(own),
            )


def meetings(ground: Ground) -> list[Line]:
    """The joint meetings of the county and its towns, held up to the day of the report."""
    told = []
    for r in ground.records("meetings"):
        of_county = "县" in plain(r["level"])
        unit = ground.params.county.name if of_county else ground.town(r["unit"])
        if unit and r["day"] and r["day"] <= ground.day:
            told.append(
                {
                    "level": "县" if of_county else "乡镇",
                    "unit": unit,
                    "town": None if of_county else unit,
                    "day": r["day"],
                    **{c: wide(r[c]) for c in ("topic", "attended", "tasks", "settled")},
                }
            )
    return told


def meeting_duties(ground: Ground, held: list[Line], halves: dict[str, bool]) -> Iterator[Line]:
    """Joint meetings as duties: the county's half-years (M1.2), the towns' months (M1.3).

    ``halves`` are half-years the earlier terms' registers showed: label → held.
    """
    yield from _half_years(ground, [m for m in held if m["level"] == "县"], halves)
    grace = whole(ground.params.rules, "late_meeting_days", ground.day)
    for town in ground.towns:
        own = [m for m in held if m["town"] == town]
        for first in _months(ground):
            yield _month(ground, town, first, own, grace, held)


def _months(ground: Ground) -> list[date]:
    """The first days of the whole months that are over, since the duty binds and since the last
    report.
    """
    start, since = ground.begins, duties()["town_meeting"].since
    months, first = [], start.replace(day=1)
    while _end(first) <= ground.day:
        if first >= since and first >= start:
            months.append(first)
        first = _end(first) + timedelta(days=1)
    return months


def _end(first: date) -> date:
    """The last day of the month."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _month(
    ground: Ground, town: str, first: date, own: list[Line], grace: int, held: list[Line]
) -> Line:
    period, last = f"{first.year}年{first.month}月", _end(first)
    owed = Owed("town_meeting", town, town, period)
    reach = min([m["day"] for m in held if m["level"] == "乡镇"], default=ground.term.first_day)
    if not ground.given("meetings"):
        return owed.no_data()
    if not ground.covers("meetings", town):
        return owed.no_data(NOT_COVERED)
    if last < min(reach, ground.term.first_day):
        return owed.no_data(fact("month_not_covered"))
    mine = [m for m in own if first <= m["day"] <= last]
    after = sorted(m["day"] for m in own if last < m["day"] <= _end(last + timedelta(days=1)))
    due = {"due_on": last, "expected": 1}
    if mine:
        on = min(m["day"] for m in mine)
        return owed.line("done", _told(mine), **due, done_on=on, found=1)
    if len(after) > 1 and after[0] <= last + timedelta(days=grace):
        told = fact("held_late", period, after[0])
        return owed.line("late", told, **due, done_on=after[0], found=1, past=[period])
    return owed.line("missing", fact("not_held", period), **due, found=0, past=[period])


def _told(held: Iterable[Line]) -> str:
    """When meetings were held, what they set and what they settled."""
    kept = sorted(held, key=lambda m: m["day"])
    tasks, settled = (
        list(dict.fromkeys(m[column] for m in kept if m[column])) for column in ("tasks", "settled")
    )
    return fact("held", [m["day"] for m in kept], tasks, settled)


def half_year(day: date) -> tuple[str, date, date]:
    """The half-year a day lies in: its label, first and last day."""
    early = day.month <= 6
    label = f"{day.year}年{'上' if early else '下'}半年"
    return (
        label,
        date(day.year, 1 if early else 7, 1),
        date(day.year, 6, 30) if early else date(day.year, 12, 31),
    )


def _half_years(ground: Ground, held: list[Line], halves: dict[str, bool]) -> Iterator[Line]:
    unit, day = ground.params.county.name, ground.begins
    while day <= ground.day:
        label, first, last = half_year(day)
        if first >= duties()["county_meeting"].since:
            yield _half(
                ground,
                unit,
                (label, first, last),
                [m for m in held if first <= m["day"] <= last],
                halves,
            )
        day = last + timedelta(days=1)


def _half(
    ground: Ground,
    unit: str,
    half: tuple[str, date, date],
    mine: list[Line],
    halves: dict[str, bool],
) -> Line:
    label, first, last = half
    owed, due = Owed("county_meeting", unit, None, label), {"due_on": last, "expected": 1}
    if mine:
        on = min(m["day"] for m in mine)
        return owed.line("done", _told(mine), **due, done_on=on, found=1)
    if halves.get(label):
        return owed.line("done", fact("held_before", label), **due, found=1)
    if not ground.given("meetings"):
        return owed.no_data()
    if last <= ground.day and not ground.covers("meetings", unit):
        return owed.no_data(NOT_COVERED)
    if first < ground.begins and label not in halves and ground.seen.previous is not None:
        return owed.no_data(fact("half_not_seen"))
    if last > ground.day:
        return owed.line("not_due", fact("not_held_yet", label), **due, found=0)
    return owed.line("missing", fact("county_not_held", label), **due, found=0)


def meetings_remembered(lines: Iterable[Line]) -> dict[str, bool]:
    """Half-year → whether the county met, for the next term."""
    return {
        x["period"]: x["state"] == "done"
        for x in lines
        if x["duty"] == "county_meeting" and x["state"] != "no_data"
    }
