"""Lines of duty registers that name nobody known: they count for nobody, so their senders must hear
of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongchuo_core.regulation.supervision import publicity
from kongchuo_core.supervision.ground import Ground, Line, plain
from kongchuo_core.supervision.inspection import observed_unit, step_of, subject_of
from kongchuo_core.supervision.publicity import named
from kongchuo_core.vocabulary.codes import QUALITY
from kongchuo_core.vocabulary.registers import REGISTERS


def unread(ground: Ground) -> list[Line]:
    """Lines of the table ``quality``: units in no register, channels and steps that can't
    be read.
    """
    kinds = {c.code: c for c in QUALITY.codes}
    return [
        {
            "register": code,
            "file": r["file"],
            "sheet": r["sheet"],
            "row": r["row"],
            "column": REGISTERS[code].field(name).heading,
            "kind": kind,
            "what": kinds[kind].label,
            "remedy": kinds[kind].description,
            "town": town,
        }
        for code, name, kind, r, town in _found(ground)
    ]


def _found(ground: Ground) -> Iterator[tuple[str, str, str, Line, str | None]]:
    schools = {plain(s): t for s, t in ground.schools.items()}
    for r in ground.records("publicity"):
        town = ground.town(r["unit"]) or schools.get(plain(r["unit"]))
        if town is None:
            yield "publicity", "unit", "unknown_unit", r, None
        if not named(r["channel"], publicity("channel")):
            yield "publicity", "channel", "unknown_channel", r, town
    for code in ("meetings", "leading_groups"):
        for r in ground.records(code):
            if "县" not in plain(r["level"]) and ground.town(r["unit"]) is None:
                yield code, "unit", "unknown_unit", r, None
    for r in ground.records("inspection"):
        if subject_of(ground, r["unit"]) is None:
            yield "inspection", "unit", "unknown_unit", r, None
    for r in ground.records("observations"):
        if observed_unit(ground, r)[0] is None:
            yield "observations", "unit", "unknown_unit", r, None
    for r in ground.records("organisation"):
        if r["matter"] and not r["name"] and step_of(r["matter"]) is None:
            yield "organisation", "matter", "unknown_step", r, None
