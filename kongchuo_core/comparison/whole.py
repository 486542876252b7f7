"""The whole comparison as the edition's tables: files that went wrong as a whole, links, verdicts,
numbers, faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison import files
from kongchuo_core.comparison import tables as edition_tables
from kongchuo_core.comparison.compare import compare
from kongchuo_core.comparison.quality import quality_table
from kongchuo_core.comparison.window import windows_table
from kongchuo_core.engine import Engine
from kongchuo_core.linking.persons import Office
from kongchuo_core.linking.review import Decisions
from kongchuo_core.registers.border import Records
from kongchuo_core.registers.towns import Towns
from kongchuo_core.regulation.tables import link_rules, person_rules
from kongchuo_core.settings.models import Params


@dataclass(frozen=True)
class Whole:
    """``tables`` by name, the children's numbers, and the registers as they were compared."""

    tables: dict[str, pa.Table]
    minted: edition_tables.Minted
    records: dict[str, Records]


def whole(
    engine: Engine,
    records: Mapping[str, Records],
    params: Params,
    calendar: WorkingCalendar,
    decisions: Decisions,
    known: pa.Table,
    said: Office,
) -> Whole:
    """Compare the registers of a term (M2.1–M3.2).

    Parameters
    ----------
    records : register code → records, ``row_id`` running over all of them.
    decisions : what persons decided of questions; its key makes the children's numbers.
    known : persons of earlier runs (``linking.persons.KNOWN``).
    said : what the office said of who is who.

    Raises
    ------
    ParamsError
        where a rule of the office is missing or wrong.
    """
    looked = files.look(engine, records, decisions.key, decisions)
    records = dict(looked.records)
    children = {
        code: engine.frame(r.table)
        for code, r in records.items()
        if r.register.about == "child" and r.table.num_rows
    }
    compared = compare(
        engine, children, params.term, params.rules, calendar, decisions, looked.doubted
    )
    compared = replace(compared, outsiders=engine.checkpoint(compared.outsiders))
    schools = school_towns(records, params)
    meanings = {r.rule: r.meaning for r in (*link_rules(), *person_rules())}
    meanings |= {files.IN_DOUBT: "整份文件有错，还没有决定"}
    minted = edition_tables.Minted(engine, compared, known, decisions.key, said)
    rows = edition_tables.rows_table(engine, compared, minted, records)
    found = {
        "rows": rows,
        "verdicts": edition_tables.verdicts_table(compared, minted, params.term),
        "outsiders": edition_tables.outsiders_table(compared, minted),
        "review": edition_tables.review_table(engine, compared, minted, meanings, looked.held),
        "doubts": edition_tables.doubts_table(engine, compared, minted),
        "file_questions": looked.questions(schools),
        "absences": edition_tables.absences_table(compared, minted),
        "quality": pa.concat_tables(
            [quality_table(engine, compared, records, rows, schools), looked.faults(schools)]
        ),
        "windows": windows_table(
            records["comparisons"].table, [t.name for t in params.county.towns], params.term
        ),
    }
    return Whole(found, minted, records)


def school_towns(records: Mapping[str, Records], params: Params) -> dict[str, str]:
    """School → town: as the register of schools says, else by the town's name at the head of the
    school's.
    """
    towns = Towns(params.county)
    names: set[str] = set()
    for code in ("enrolment", "presence"):
        names |= {s for s in records[code].table["school"].unique().to_pylist() if s}
    spellings = sorted(towns.spellings, key=len, reverse=True)
    found = {
        s: towns.spellings[near]
        for s in names
        if (near := next((a for a in spellings if s.startswith(a)), None))
    }
    given = records["schools"].table.select(["school", "town"]).to_pylist()
    return found | {line["school"]: line["town"] for line in given if line["town"]}
