"""A whole autumn day by day: every school day the registers as they lie then, and a run of the
lower half.

    python benchmarks/sweeps/autumn.py [--full] [--into outputs/sweeps/autumn.csv]

A tiny county: one child who never comes, one who is away from a day in October, one who comes back
after four days, one who is away for three days only. After each run it is asked what must hold on
every day (``faults``): a case once opened keeps its day, an absence is on file on its fourth school
day and not before, nothing is dated after the run, and a second run records nothing.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.ledger.events import RUN, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.compute import Computed, compute
from kongchuo_core.term.memory import remember
from tests.county import child, lay, workspace_at

TERM = "2025-autumn"
NEVER, AWAY, BACK, SHORT = (
    child(name, born)
    for name, born in (
        ("张小明", "2015-03-01"),
        ("李红", "2014-03-02"),
        ("周军", "2013-03-03"),
        ("吴凡", "2012-03-04"),
    )
)
SMALL = 19
"""Every how manieth school day is run in the tests; a full sweep runs all."""


def school_days() -> tuple[date, ...]:
    """The school days of the autumn."""
    params = Path(__file__).parents[2] / "params"
    term = load_params(params, TERM, date.max).term
    return WorkingCalendar.load(params).working_days(term.first_day, term.last_day)


DAYS = school_days()
ABSENT = {"李红": range(27, 100), "周军": range(45, 49), "吴凡": range(60, 63)}
"""Name → on which school days (from nought) the child is away."""


def registers(day: date) -> dict[str, list[dict[str, Any]]]:
    """What schools have sent up to a day: who is on the rolls, and of each school day who was away,
    or 全勤.
    """
    there = [AWAY, BACK, SHORT]
    filed: list[dict[str, Any]] = []
    for n, on in enumerate(d for d in DAYS if d <= day):
        away = [c for c in there if n in ABSENT[c["姓名"]]]
        filed += [
            {"姓名": c["姓名"], "身份证号": c["身份证号"], "日期": on.isoformat()} for c in away
        ]
        if not away:
            filed.append({"日期": on.isoformat(), "备注": "全勤"})
    return {"户籍": [NEVER, *there], "学籍": [NEVER, *there], "在校": there, "缺勤": filed}


def run(workspace: Workspace, day: date) -> tuple[Computed, Path]:
    """The lower half as of a day, recorded as a run records it."""
    params, folder = load_params(workspace.params, TERM, day), workspace.outputs(TERM) / "data"
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = compute(workspace, params, folder)
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)
    remember(workspace, params.term, made.people, made.remembered, folder, now)
    return made, folder


def faults(workspace: Workspace, folder: Path, day: date, known: dict[str, date]) -> list[str]:
    """What does not hold on a day; ``known`` are the openings told until now and is carried on."""
    found = []
    names = {
        v["child_id"]: v["name"] for v in pq.read_table(folder / "verdicts.parquet").to_pylist()
    }
    for case in pq.read_table(folder / "cases.parquet").to_pylist():
        name, opened = names[case["child_id"]], case["first_opened_on"]
        if known.setdefault(name, opened) != opened:
            found.append(f"{name}：立案日由{known[name]}变成{opened}")
    for name in known.keys() - {names.get(c) for c in names}:
        found.append(f"{name}：没有了")
    filed = pq.read_table(folder / "absences.parquet").to_pylist()
    on_file = {(names[a["child_id"]], a["on_file_on"]) for a in filed}
    right = {
        (name, DAYS[away.start + 3])
        for name, away in ABSENT.items()
        if len(away) > 3 and DAYS[away.start + 3] <= day
    }
    if on_file != right:
        found.append(f"建档{sorted(on_file)}，应为{sorted(right)}")
    told = [
        r.event for r in Ledger(workspace.ledger, workspace.key()).events() if r.event.by == RUN
    ]
    if any(e.happened_on > day or e.kind is Kind.CORRECTION for e in told):
        found.append("记了以后的事，或撤回了什么")
    return found


def sweep(every: int, folder: Path) -> list[tuple[date, list[str]]]:
    """Runs on every ``every``-th school day and on the last; the days with what did not hold."""
    workspace, known = workspace_at(folder / "county"), dict[str, date]()
    days: Sequence[date] = sorted({*DAYS[::every], DAYS[-1]})
    told = []
    for day in days:
        shutil.rmtree(workspace.data(TERM), ignore_errors=True)
        lay(workspace, TERM, **registers(day))
        _, made = run(workspace, day)
        told.append((day, faults(workspace, made, day, known)))
    again, _ = run(workspace, days[-1])
    if again.openings:
        told.append((days[-1], ["再运行一次又记了立案"]))
    return told


def main() -> None:
    """Sweep and write a line for each day."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--into", type=Path, default=Path("outputs/sweeps/autumn.csv"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = sweep(1 if options.full else SMALL, Path(folder))
    options.into.parent.mkdir(parents=True, exist_ok=True)
    with options.into.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("day", "faults"), *((d, "；".join(f)) for d, f in told)])
    wrong = [line for line in told if line[1]]
    print(f"{len(told)}天，{len(wrong)}天不对")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
