"""The inspection (M7.1–M7.3): the legal procedure by its dates, who inspected, the scores of
governments, leaders and schools.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kongchuo_core.regulation.supervision import observed, procedure
from kongchuo_core.settings.numbers import whole
from kongchuo_core.supervision.ground import (
    NOT_COVERED,
    Ground,
    Line,
    Owed,
    plain,
    wide,
)
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.told import fact

GROUP = "督导组"
"""The level of the inspecting group's members in the table ``members``."""
_LEADER = re.compile(r"[(（]?(?:政府)?(?:及其)?(?:主要领导|主要负责人|镇长|书记)[)）]?$")
_ORGANISATION = ("组织", "领导", "会议", "责任", "机制")
_BEFORE = {"notice_of_inspection": "on_site", "self_report": "opinion", "public_opinion": "opinion"}
"""A step and the step it must come before."""
OPTIONAL = ("self_report",)
"""Steps that the inspection may ask for (条例 18: 可以要求): where there is none nobody failed."""


def procedure_duties(ground: Ground) -> Iterator[Line]:
    """The steps of 教育督导条例 16–23 by their dates, and the publication within its term
    (政府信息公开条例 26).
    """
    unit, period = ground.params.county.leading_group_office, ground.term.label
    if not ground.given("organisation"):
        yield from (Owed(d, unit, None, period).no_data() for d in ("inspectors", *procedure()))
        return
    rows = [r for r in ground.records("organisation") if r["day"] and r["day"] <= ground.day]
    yield _inspectors(ground, rows, unit)
    on = _dates(rows)
    for duty in procedure():
        yield _step(ground, duty, on, unit)


def _inspectors(ground: Ground, rows: list[Line], unit: str) -> Line:
    period = ground.term.label
    if ground.lacks("organisation", "post"):
        why = fact("no_column", [REGISTERS["organisation"].field("post").heading])
        return Owed("inspectors", unit, None, period).no_data(why)
    if not any(r["name"] for r in rows):
        return Owed("inspectors", unit, None, period).no_data(fact("no_members"))
    inspectors = len({plain(r["name"]) for r in rows if r["name"] and "督学" in plain(r["post"])})
    needed = whole(ground.params.rules, "inspectors_needed", ground.day)
    return Owed("inspectors", unit, None, period).line(
        "done" if inspectors >= needed else "missing",
        fact("inspectors", inspectors, needed),
        expected=needed,
        found=inspectors,
    )


def _dates(rows: list[Line]) -> dict[str, date]:
    """Step → its first date: the matter as the register writes it, the words of later steps
    first.
    """
    on: dict[str, date] = {}
    for r in sorted((r for r in rows if r["matter"] and not r["name"]), key=lambda r: r["day"]):
        if step := step_of(r["matter"]):
            on.setdefault(step, r["day"])
    return on


def step_of(matter: object) -> str | None:
    """The step of the procedure that a matter of the register names, or none."""
    text = plain(matter)
    return next(
        (d for d, (words, _) in reversed(procedure().items()) if any(w in text for w in words)),
        None,
    )


def _step(ground: Ground, duty: str, on: dict[str, date], unit: str) -> Line:
    done, article, period = on.get(duty), procedure()[duty][1], ground.term.label
    due = _due(ground, duty, on)
    if done is not None:
        late = due is not None and done > due
        return Owed(duty, unit, None, period).line(
            "late" if late else "done",
            fact("step_taken", done, due if late else None, article),
            due_on=due,
            done_on=done,
            expected=1,
            found=1,
        )
    overdue = due is not None and due <= ground.day and duty not in OPTIONAL
    return Owed(duty, unit, None, period).line(
        "missing" if overdue else "not_due",
        fact("step_missing" if overdue else "step_open", article),
        due_on=due,
        expected=1,
        found=0,
    )


def _due(ground: Ground, duty: str, on: dict[str, date]) -> date | None:
    """By when a step must be taken: before the step it precedes; a step that is over shows that
    those before it were due.
    """
    if duty == "publication":
        report = on.get("report_to_government")
        days = whole(ground.params.rules, "publication_days", ground.day)
        return ground.seen.calendar.add_working_days(report, days) if report else None
    if duty in _BEFORE:
        return on.get(_BEFORE[duty])
    if duty == "on_site":
        return ground.term.last_day
    if duty == "filing":
        report = on.get("report_to_government")
        return ground.term.last_day if report else None
    if duty == "feedback":
        return on.get("opinion")
    if duty == "opinion":
        return on.get("report_to_government")
    return None


def inspectors(ground: Ground) -> list[Line]:
    """The inspecting group's members, for the report."""
    rows = [r for r in ground.records("organisation") if r["name"]]
    unit = ground.params.county.leading_group_office
    return [
        {
            "level": GROUP,
            "unit": unit,
            "town": None,
            "seat": GROUP,
            "order": n,
            "filled": True,
            "listed": r["unit"],
            "name": r["name"],
            "post": r["post"],
        }
        for n, r in enumerate(rows, 1)
    ]


OTHER = "other"
"""The kind of a note whose heading is none of the known ones."""


def observations(ground: Ground) -> list[Line]:
    """What inspectors and units wrote down up to the day, word by word, with who wrote it."""
    known = [r for r in ground.records("observations") if not r["day"] or r["day"] <= ground.day]
    found: list[Line] = []
    for n, r in enumerate(known, 1):
        level, unit, town = observed_unit(ground, r)
        words = {name: r[name] for name in ("matter", "day", "content", "quantity", "author")}
        about = {"level": level, "unit": unit, "town": town, "kind": _kind(r["matter"])}
        found.append({**about, **words, "order": n})
    return found


def observed_unit(ground: Ground, record: Line) -> tuple[str | None, str, str | None]:
    """Level, name and town of the unit that a note is about; no level where nobody knows it."""
    told, county = str(record["unit"]), ground.params.county
    if town := ground.town(told):
        return "乡镇", town, town
    schools = {plain(s): s for s in ground.schools}
    if school := schools.get(plain(told)):
        return "学校", school, ground.schools[school]
    own = (county.name, county.bureau, county.leading_group_office, county.supervision_office)
    known = plain(told) in {plain(COUNTY), *map(plain, own)}
    return ("县" if known else None), told, None


def _kind(matter: object) -> str:
    words = observed()
    told = plain(matter)
    return next((w.kind for w in words if any(x in told for x in w.words)), OTHER)


def scores(ground: Ground) -> list[Line]:
    """The score sheets: of every town's government and its main leader, of every school; lines of
    an unknown unit are left out.
    """
    own: dict[tuple[str, str], list[Line]] = {}
    for r in ground.records("inspection"):
        if found := subject_of(ground, r["unit"]):
            own.setdefault(found, []).append(r)
    for town in ground.towns:
        if (town, "政府") in own:
            own.setdefault((town, "主要领导"), [{**r, "shared": True} for r in own[town, "政府"]])
    sheets: list[Line] = []
    for (unit, subject), rows in own.items():
        sheets += [_score(ground, unit, subject, n, r) for n, r in enumerate(rows, 1)]
    return sheets


def unjudged(ground: Ground) -> list[str]:
    """The units whose sheets have no column for problems: of them nobody knows whether one was
    found.
    """
    units = dict.fromkeys(
        s for r in ground.records("inspection") if (s := subject_of(ground, r["unit"]))
    )
    return [unit for unit, _ in units if ground.lacks("inspection", "problem_class", unit)]


def subject_of(ground: Ground, cell: object) -> tuple[str, str] | None:
    """The unit and subject a cell names: a town's government, its main leader, a school; none where
    it names nobody known.
    """
    name = plain(cell)
    if town := ground.town(_LEADER.sub("", name)):
        return town, "主要领导" if _LEADER.search(name) else "政府"
    school = next((s for s in ground.schools if plain(s) == name), None)
    return (school, "学校") if school else None


def _score(ground: Ground, unit: str, subject: str, order: int, r: Line) -> Line:
    school = subject == "学校"
    basis = "；".join(
        filter(None, (wide(r["proof"]), "没有单列，按政府得分计" if r.get("shared") else ""))
    )
    return {
        "unit": unit,
        "level": "学校" if school else "乡镇",
        "town": ground.schools[unit] if school else unit,
        "subject": subject,
        "order": order,
        "item": wide(r["item"]),
        "score": _number(r["score"]),
        "full": _number(r["full_score"]),
        "conclusion": wide(r["conclusion"]),
        "problem_class": wide(r["problem_class"]),
        "mend_by": r["mend_by"],
        "basis": basis or None,
        "clause": "M7.5" if school else "M7.1",
    }


def _number(cell: object) -> float | None:
    """A score; ``None`` where it isn't a number."""
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)分?", plain(cell))
    return float(found[1]) if found else None


def inspection_duties(ground: Ground, sheet: list[Line]) -> Iterator[Line]:
    """For every town: were its government and its main leader appraised (M7.1), were both parts
    inspected (M7.3).
    """
    period = ground.term.label
    for town in ground.towns:
        if not ground.given("inspection"):
            yield from (Owed(d, town, town, period).no_data() for d in ("appraisal", "items"))
            continue
        own = [s for s in sheet if s["unit"] == town]
        if not own:
            yield from (
                Owed(d, town, town, period).no_data(NOT_COVERED) for d in ("appraisal", "items")
            )
            continue
        subjects = [s for s in ("政府", "主要领导") if any(x["subject"] == s for x in own)]
        state, told = "done" if len(subjects) == 2 else "missing", fact("appraised", subjects)
        yield Owed("appraisal", town, town, period).line(
            state, told, expected=2, found=len(subjects)
        )
        items = {s["item"] for s in own}
        organised = {i for i in items if any(w in plain(i) for w in _ORGANISATION)}
        kinds = {"organisation": organised, "measures": items - organised}
        parts = [kind for kind, some in kinds.items() if some]
        state, told = "done" if len(parts) == 2 else "missing", fact("inspected", len(items), parts)
        yield Owed("items", town, town, period).line(state, told, expected=2, found=len(parts))
