"""The single entry of the room: what the term's registers and cases show → duties, indicators, scores, measures proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from kongchuo_core.regulation.figure_sources import figure_sources
from kongchuo_core.regulation.supervision import evaluations, findings, grounds
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.numbers import whole
from kongchuo_core.supervision import counts, duties, inspection
from kongchuo_core.supervision.findings import Outcome, Shown, outcome, outcomes
from kongchuo_core.supervision.ground import Ground, Line, Seen
from kongchuo_core.supervision.indicators import indicators
from kongchuo_core.supervision.limits import limits
from kongchuo_core.supervision.loop_duties import loop_duties
from kongchuo_core.supervision.measures import measure_lines
from kongchuo_core.supervision.memory import orders, payload, remembered
from kongchuo_core.supervision.publicity import coverage, publicity_duties
from kongchuo_core.supervision.statistics import base_figures
from kongchuo_core.supervision.unread import unread
from kongchuo_core.vocabulary.figures import Figure
from kongchuo_core.vocabulary.tables import QUALITY, SUPERVISION_TABLES


@dataclass(frozen=True)
class Supervised:
    """The tables of :data:`SUPERVISION_TABLES`, their figures, what the next term compares with, what papers must be told.

    ``quality`` are lines of the table of that name: what of these registers nobody could read.
    """

    tables: dict[str, pa.Table]
    figures: list[Figure]
    payload: dict[str, Any]
    facts: dict[str, Any]
    quality: pa.Table


def supervise(seen: Seen, params: Params, told: Iterable[Figure] = ()) -> Supervised:
    """Measure every duty, compute every indicator, propose every measure of a term.

    Parameters
    ----------
    told : the figures of comparison and loop, which findings rest on too.

    Raises
    ------
    ParamsError
        where a rule of the office is missing or wrong.
    """
    ground = Ground(seen, params)
    memory = remembered(ground)
    tables = _observed(ground, memory.halves)
    figures = [
        *indicators(ground, tables["statistics"]),
        *counts.duty_figures(ground, tables["duties"]),
        *counts.score_figures(ground, tables["scores"]),
        *counts.case_figures(ground),
        *memory.figures,
    ]
    known = {(f.code, f.place): f for f in (*told, *figures)}
    shown = Shown(
        ground, tables["duties"], tables["scores"], (), known, limits(ground), memory.prominent
    )
    now = {(o.unit, o.finding): o for o in outcomes(shown)}
    settled = {c["case_no"] for c in ground.lines("cases") if c["closed_on"] is not None}
    tables["orders"] = list(orders(memory, now, settled))
    found = _with_orders(shown, tables["orders"], now)
    tables["measures"] = list(measure_lines(ground, found))
    figures += counts.other_figures(ground, tables)
    kept = payload(tables["duties"], tables["measures"], found, (*told, *figures))
    return Supervised(
        {name: shaped(name, tables[name]) for name in SUPERVISION_TABLES},
        figures,
        kept,
        _facts(ground),
        pa.Table.from_pylist(unread(ground), schema=QUALITY.schema),
    )


def _observed(ground: Ground, halves: Mapping[str, bool]) -> dict[str, list[Line]]:
    """What registers and cases show before anything is concluded from it."""
    members, held, cells, sheet = (
        duties.members(ground),
        duties.meetings(ground),
        coverage(ground),
        inspection.scores(ground),
    )
    lines = [
        *duties.group_duties(ground, members),
        *duties.meeting_duties(ground, held, dict(halves)),
        *loop_duties(ground),
        *publicity_duties(ground, cells),
        *inspection.procedure_duties(ground),
        *inspection.inspection_duties(ground, sheet),
    ]
    binding = {d.duty for d in ground.binding()}
    sources: list[Line] = figure_sources(ground.params.rules, ground.term)
    labels = {str(s["code"]): s["label"] for s in sources}
    asked = [{**e, "indicator": labels[str(e["figure"])]} for e in evaluations()]
    return {
        "duties": [d for d in lines if d["duty"] in binding],
        "members": [*members, *inspection.inspectors(ground)],
        "meetings": held,
        "publicity": cells,
        "scores": sheet,
        "evaluations": asked,
        "statistics": base_figures(ground),
        "figure_sources": sources,
    }


def _with_orders(
    shown: Shown, told: list[Line], now: Mapping[tuple[str, str], Outcome]
) -> list[Outcome]:
    """The outcomes again, those about last term's orders from the re-check."""
    again = replace(shown, orders=told)
    rules = {f.finding: f for f in findings().values() if f.drawn_from == ("orders",)}
    return [
        outcome(again, rules[o.finding], o.unit, o.town) if o.finding in rules else o
        for o in now.values()
    ]


def _facts(ground: Ground) -> dict[str, Any]:
    """The office's choices that papers print beside the numbers, each with its source."""
    rules, day = ground.params.rules, ground.day
    names = (
        "small_denominator",
        "prominent",
        "count_suspension_as_dropout",
        "mend_days",
        "publication_days",
        "publicity_needed",
    )
    choices = {
        n: {
            "value": rules.on(n, day),
            "description": rules.values[n].description,
            "source": rules.values[n].entry(day).source,
        }
        for n in names
    }
    return {
        "small_denominator": whole(rules, "small_denominator", day),
        "choices": choices,
        "limits": [x.told() for x in limits(ground)],
        "begins": ground.begins.isoformat(),
        "grounds": _grounds(ground),
        "states": counts.STATES,
    }


def _grounds(ground: Ground) -> dict[str, dict[str, str]]:
    """Ground → who issues, on what basis, by what procedure, as papers print it."""
    county = ground.params.county
    own = {"机制第四部分": f"{county.mechanism}第四部分"}
    return {
        code: {
            "issuer": str(getattr(county, g.issuer)),
            "basis": g.basis.format(**own),
            "procedure": g.procedure,
            "label": g.label,
            "source": g.source,
        }
        for code, g in grounds().items()
    }


def shaped(name: str, lines: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Lines as the table of that name, in its order."""
    declared = SUPERVISION_TABLES[name]
    kept = list(lines)
    columns = {c.name: [line.get(c.name) for line in kept] for c in declared.columns}
    return pa.table(columns, schema=declared.schema).sort_by(
        [(c, "ascending") for c in declared.order]
    )
