"""The shipped calendar, rules and term, and the runs of a register under them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from kongchuo_core.attendance.absence import AbsenceRule, find_runs
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.engine import DuckDB, collect
from kongchuo_core.settings.models import Params, Term
from tests.attendance.written import SCHEMA, Find, Row
from tests.days import params_on

PARAMS = Path(__file__).parents[2] / "params"


@pytest.fixture(scope="session")
def params() -> Params:
    return params_on(PARAMS, "2025-autumn")


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    return WorkingCalendar.load(PARAMS)


@pytest.fixture(scope="session")
def find(params: Params, calendar: WorkingCalendar) -> Find:
    """Runs and problems of a register, in order, as the shipped params have it unless told
    otherwise.
    """
    shipped = AbsenceRule.from_rules(params.rules, params.term.compared_on)

    def found(
        rows: Iterable[Row],
        on: date | None = None,
        rule: AbsenceRule = shipped,
        term: Term = params.term,
    ) -> Any:
        term = term.model_copy(update={"compared_on": on}) if on else term
        table = pa.Table.from_pylist(
            [{"row_id": i, **row} for i, row in enumerate(rows)], schema=SCHEMA
        )
        with DuckDB() as engine:
            absences = find_runs(
                engine, engine.frame(table), calendar, rule, term, term.compared_on
            )
            runs, problems = (
                collect(absences.on_file).to_pylist(),
                collect(absences.problems).to_pylist(),
            )
        runs.sort(key=lambda r: (r["school"], r["child_key"], r["first_day"]))
        return runs, sorted(problems, key=lambda p: p["row_id"])

    return found
