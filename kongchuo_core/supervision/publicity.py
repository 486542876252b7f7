"""Publicity (M6.1–M6.3): five channels × three laws and the ban on child labour × towns and
schools.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from kongchuo_core.regulation.supervision import Word, publicity
from kongchuo_core.settings.numbers import whole_by_name
from kongchuo_core.supervision.ground import NOT_COVERED, Ground, Line, Owed, plain
from kongchuo_core.vocabulary.told import fact

_DUTIES = (
    ("乡镇", "town_channels", "channel"),
    ("乡镇", "town_contents", "content"),
    ("学校", "school_channels", "channel"),
    ("学校", "school_contents", "content"),
)


def coverage(ground: Ground) -> list[Line]:
    """The matrix: every unit × channel × content with its acts since the last report; none where
    the register isn't given.
    """
    if not ground.given("publicity"):
        return []
    matrix = product(units(ground), publicity("channel"), publicity("content"))
    cells = {
        (unit, ch.label, co.label): {
            "level": level,
            "unit": unit,
            "town": town,
            "channel": ch.label,
            "content": co.label,
            "acts": 0,
            "quantity": 0,
            "first_on": None,
            "last_on": None,
        }
        for (level, unit, town), ch, co in matrix
    }
    known = {plain(unit): unit for _, unit, _ in units(ground)}
    for act in ground.records("publicity"):
        unit = ground.town(act["unit"]) or known.get(plain(act["unit"]))
        if unit is None or act["day"] is None or not ground.begins <= act["day"] <= ground.day:
            continue
        for channel in named(act["channel"], publicity("channel")):
            for content in contents(act["content"]):
                _count(cells[unit, channel, content], act)
    return list(cells.values())


def units(ground: Ground) -> list[tuple[str, str, str]]:
    """Level, unit and town of whoever must publicise: every town and every school."""
    return [("乡镇", t, t) for t in ground.towns] + [
        ("学校", s, t) for s, t in ground.schools.items()
    ]


def named(cell: object, words: Sequence[Word]) -> list[str]:
    """The channels or contents a cell names, however it is written."""
    text = plain(cell)
    return [w.label for w in words if any(plain(x) in text for x in w.words)]


def contents(cell: object) -> list[str]:
    """The contents a cell names; the province's measures for the compulsory education law aren't
    the law itself.
    """
    text, province = plain(cell), publicity("content")[2]
    found = named(cell, publicity("content"))
    if province.label in found:
        for word in province.words:
            text = text.replace(plain(word), "")
        law = publicity("content")[0]
        if not any(plain(x) in text for x in law.words):
            found.remove(law.label)
    return found


def _count(cell: Line, act: Line) -> None:
    cell["acts"] += 1
    cell["quantity"] += int(act["quantity"] or 0)
    cell["first_on"] = min(cell["first_on"] or act["day"], act["day"])
    cell["last_on"] = max(cell["last_on"] or act["day"], act["day"])


def publicity_duties(ground: Ground, cells: Sequence[Line]) -> Iterator[Line]:
    """For every unit how many channels and how many contents, and which are wanting."""
    needed = whole_by_name(ground.params.rules, "publicity_needed", ground.day)
    done: dict[str, list[Line]] = {}
    for cell in cells:
        if cell["acts"]:
            done.setdefault(cell["unit"], []).append(cell)
    for level, unit, town in units(ground):
        for at, duty, kind in _DUTIES:
            if at != level:
                continue
            owed = Owed(duty, unit, town, ground.term.label)
            if not ground.given("publicity"):
                yield owed.no_data()
                continue
            if not ground.covers("publicity", unit):
                yield owed.no_data(NOT_COVERED)
                continue
            have = {c[kind] for c in done.get(unit, ())}
            lacks = [w.label for w in publicity(kind) if w.label not in have]
            state = "done" if len(have) >= needed[duty] else "missing"
            yield owed.line(
                state,
                fact(f"{kind}s", len(have), lacks),
                expected=needed[duty],
                found=len(have),
                wanting=lacks if state == "missing" else [],
                judged=[w.label for w in publicity(kind)],
            )
