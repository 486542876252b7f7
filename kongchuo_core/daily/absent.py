"""Who is away from school today for how many days, from the absence register as it lies there:
before anything goes on file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw
import pyarrow as pa

from kongchuo_core.attendance.absence import AbsenceRule, find_runs
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.engine import DuckDB, collect
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.terms import params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.delivered import read_what_can_be
from kongchuo_core.vocabulary.registers import REGISTERS

FROM_DAY = 3
"""From so many days on a child is named: the day before the fourth, on which the absence goes on
file.
"""
_WHO = ("id_no", "student_no", "name")
_COLUMNS = (
    "school",
    "day",
    "first_day",
    "last_day",
    "excuse",
    "whereabouts_unknown",
    "reported_bureau_on",
    "reported_town_on",
)


@dataclass(frozen=True)
class Away:
    """A pupil whose absence goes on: school, name, class, its first and last day and its days;
    whether it goes on file.
    """

    school: str
    name: str
    class_name: str
    first_day: date
    last_day: date
    days: int
    on_file: bool


def away(workspace: Workspace, term: str, today: date) -> list[Away]:
    """The pupils away for :data:`FROM_DAY` days or more, or nobody knows where, and not back yet;
    the longest first.

    The rule is the office's own (threshold, kind of day), asked two days earlier; pupils are told
    apart by number, else by name.

    Raises
    ------
    ParamsError
        where params or calendar are wrong.
    """
    params = params_today(workspace.params, term, today)
    found, _ = read_what_can_be(workspace.data(term), REGISTERS["absences"], params)
    lines = found.table.select([*_WHO, "class_name", *_COLUMNS]).to_pylist()
    keys: dict[tuple[str, str], int] = {}
    numbered = []
    for line in lines:
        who = next((str(line[n]) for n in _WHO if line[n]), "")
        key = (str(line["school"]), who)
        numbered.append(keys.setdefault(key, len(keys)) if who else None)
    known = {n: line for n, line in zip(numbered, lines, strict=True) if n is not None}
    register = found.table.select(_COLUMNS)
    register = register.append_column("row_id", pa.array(range(len(lines)), pa.int64()))
    register = register.append_column("child_key", pa.array(numbered, pa.int64()))
    told = _runs(workspace, params, register, today)
    rows = [_away(known[run["child_key"]], run) for run in told]
    return sorted(rows, key=lambda a: (-a.days, a.school, a.name))


def _runs(
    workspace: Workspace, params: Params, register: pa.Table, today: date
) -> list[dict[str, Any]]:
    """The open runs, each with whether the office's own rule is reached."""
    rule = AbsenceRule.from_rules(params.rules, params.term.as_of)
    early = replace(rule, threshold=min(rule.threshold, FROM_DAY), comparison="at_least")
    calendar, until = WorkingCalendar.load(workspace.params), min(today, params.term.last_day)
    with DuckDB() as engine:
        runs = find_runs(engine, engine.frame(register), calendar, early, params.term, until)
        told = runs.on_file.filter(nw.col("open")).with_columns(
            reached=rule.reached(nw.col("days")) | nw.col("whereabouts_unknown")
        )
        return list(collect(told).to_pylist())


def _away(line: dict[str, object], run: dict[str, object]) -> Away:
    first, last, days = run["first_day"], run["last_day"], run["days"]
    assert isinstance(first, date) and isinstance(last, date) and isinstance(days, int)
    return Away(
        school=str(line["school"] or ""),
        name=str(line["name"] or ""),
        class_name=str(line["class_name"] or ""),
        first_day=first,
        last_day=last,
        days=days,
        on_file=bool(run["reached"]),
    )
