"""The single entry of the room: what the term's registers and cases show → duties, indicators,
scores, measures proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from kongchuo_core.figures.count import County, count, tables_of
from kongchuo_core.figures.definitions import definitions
from kongchuo_core.figures.rows import Tables
from kongchuo_core.regulation.figure_sources import figure_sources
from kongchuo_core.regulation.labels import labels, word
from kongchuo_core.regulation.supervision import evaluations, findings, grounds
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.numbers import whole
from kongchuo_core.supervision import duties, inspection
from kongchuo_core.supervision.contradictions import contradictions
from kongchuo_core.supervision.findings import Outcome, Shown, outcome, outcomes
from kongchuo_core.supervision.ground import Ground, Line, Seen
from kongchuo_core.supervision.limits import limits
from kongchuo_core.supervision.loop_duties import loop_duties
from kongchuo_core.supervision.measures import measure_lines
from kongchuo_core.supervision.memory import orders, payload, remembered
from kongchuo_core.supervision.publicity import coverage, publicity_duties
from kongchuo_core.supervision.statistics import base_figures
from kongchuo_core.supervision.unread import unread
from kongchuo_core.vocabulary.figures import Figure
from kongchuo_core.vocabulary.tables import SUPERVISION_TABLES
from kongchuo_core.vocabulary.tables.comparison import QualityLine

CIRCULAR_SMALL = 5
"""What holds where the office's params don't say it."""
CONCLUDED = ("orders", "measures")
"""The tables that rest on figures themselves, so that theirs are counted last."""


@dataclass(frozen=True)
class Supervised:
    """The tables of :data:`SUPERVISION_TABLES`, all figures of the term, what the next term
    compares with, what papers must be told.

    ``quality`` are lines of the table of that name: what of these registers nobody could read.
    """

    tables: dict[str, pa.Table]
    figures: list[Figure]
    payload: dict[str, Any]
    facts: dict[str, Any]
    quality: pa.Table


def supervise(seen: Seen, params: Params) -> Supervised:
    """Measure every duty, count every figure, propose every measure of a term.

    Raises
    ------
    ParamsError
        where a rule of the office is missing or wrong.
    """
    ground = Ground(seen, params)
    memory = remembered(ground)
    tables = _observed(ground, memory.halves)
    sources, county = definitions(tables["figure_sources"]), _county(ground)
    first = [d for d in sources if d.above.table not in CONCLUDED]
    figures = [*count(first, _tables(seen, tables), county), *memory.figures]
    known = {(f.code, f.place): f for f in figures}
    shown = Shown(
        ground, tables["duties"], tables["scores"], (), known, limits(ground), memory.prominent
    )
    now = {(o.unit, o.finding): o for o in outcomes(shown)}
    settled = {c["case_no"] for c in ground.lines("cases") if c["closed_on"] is not None}
    tables["orders"] = list(orders(memory, now, settled))
    found = _with_orders(shown, tables["orders"], now)
    tables["measures"] = list(measure_lines(ground, found))
    tables["contradictions"] = list(
        contradictions(found, tables["scores"], inspection.unjudged(ground))
    )
    last = [d for d in sources if d.above.table in CONCLUDED]
    figures += count(last, _tables(seen, tables), county)
    kept = payload(tables["duties"], tables["measures"], found, figures)
    return Supervised(
        {name: shaped(name, tables[name]) for name in SUPERVISION_TABLES},
        figures,
        kept,
        _facts(ground) | {"contradictions": len(tables["contradictions"])},
        pa.Table.from_pylist(unread(ground), schema=QualityLine.declared.schema),
    )


def _tables(seen: Seen, tables: Mapping[str, list[Line]]) -> Tables:
    """What figures are counted from: the tables of comparison and loop, and supervision's own so
    far.
    """
    return tables_of({**seen.tables, **{name: shaped(name, rows) for name, rows in tables.items()}})


def _county(ground: Ground) -> County:
    return County(ground.params.county.name, ground.schools, ground.handed_in, word)


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
        "observations": inspection.observations(ground),
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
        "circular_small": _circular_small(ground),
        "choices": choices,
        "limits": [x.told() for x in limits(ground)],
        "begins": ground.begins.isoformat(),
        "grounds": _grounds(ground),
        "unjudged": inspection.unjudged(ground),
        "states": labels()["duty_state"],
    }


def _circular_small(ground: Ground) -> int:
    """Below how many children a number is kept out of circulars; params of earlier versions don't
    say.
    """
    rules = ground.params.rules
    known = "circular_small" in rules.values
    return whole(rules, "circular_small", ground.day) if known else CIRCULAR_SMALL


def _grounds(ground: Ground) -> dict[str, dict[str, str]]:
    """Ground → who issues, on what basis, by what procedure, as papers print it."""
    county = ground.params.county
    own = {"机制M7": f"{county.mechanism}{county.sections['M7']}"}
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
