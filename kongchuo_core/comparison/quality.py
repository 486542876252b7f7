"""What senders should mend, row by row, without an identity number: the table ``quality``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.attendance.absence import PROBLEMS
from kongchuo_core.comparison.compare import Compared
from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking.numbers import with_soundness
from kongchuo_core.registers.border import Records
from kongchuo_core.registers.records import Problem
from kongchuo_core.vocabulary.codes import QUALITY as KINDS
from kongchuo_core.vocabulary.codes import Fate
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables import QUALITY

_NUMBER_KINDS = ("number_missing", "number_cut", "number_damaged", "birth_differs")
_COLUMNS = {
    "number": "id_no",
    "birth": "birth_date",
    "sex": "sex",
    "household": "household_status",
    "status": "student_status",
}
_IN_TWO_PLACES = {
    "two_enrolments": "enrolment",
    "two_rolls": "presence",
    "roll_differs": "presence",
}
_REPORTED = ("no_child_here",)
"""Reasons that a sender should hear of although the row is no fault of form; only of registers that speak of children here."""


def quality_table(
    engine: Engine,
    compared: Compared,
    all_records: Mapping[str, Records],
    rows: pa.Table,
    schools: Mapping[str, str],
) -> pa.Table:
    """Every fault of every register, with the town that should hear of it.

    Parameters
    ----------
    schools : school → town.
    """
    absences = compared.absences.problems.select("row_id", kind="problem")
    faults = [
        *_of_numbers(engine, compared),
        _of_persons(compared),
        absences,
        *_told_twice(compared),
    ]
    told = pa.concat_tables(
        [_placed(engine, compared, f) for f in faults] + [_of_fates(rows), _of_border(all_records)]
    )
    kinds = {c.code: c for c in (*KINDS.codes, *PROBLEMS.codes)}
    kind = told["kind"].to_pylist()
    told = told.append_column(
        "what", pa.array([kinds[k].label if k in kinds else k for k in kind], pa.string())
    )
    told = told.append_column(
        "remedy", pa.array([kinds[k].description if k in kinds else "" for k in kind], pa.string())
    )
    told = told.append_column(
        "column",
        pa.array(
            [_heading(r, k) for r, k in zip(told["register"].to_pylist(), kind, strict=True)],
            pa.string(),
        ),
    )
    towns = _towns(all_records, schools)
    told = told.append_column(
        "town",
        pa.array(
            [
                towns.get(p)
                for p in zip(*(told[c].to_pylist() for c in ("file", "sheet", "row")), strict=True)
            ],
            pa.string(),
        ),
    )
    whole = told.select([c.name for c in QUALITY.columns]).cast(QUALITY.schema)
    return (
        whole.group_by(whole.column_names, use_threads=False)
        .aggregate([])
        .select(whole.column_names)
        .sort_by([(c, "ascending") for c in QUALITY.order])
    )


def _of_numbers(engine: Engine, compared: Compared) -> Iterable[Frame]:
    """``row_id, kind`` for the numbers of the other registers; graduates' lists and the like have no written date to compare."""
    keys = engine.checkpoint(with_soundness(compared.keys))
    missing = nw.col("number").is_null() & nw.col("student").is_null() & ~nw.col("cut")
    conditions = dict(
        zip(
            _NUMBER_KINDS,
            (
                missing,
                nw.col("cut"),
                ~nw.col("number").is_null() & ~nw.col("sound") & ~nw.col("cut"),
                nw.col("sound") & (nw.col("written") != nw.col("number_birth")),
            ),
            strict=True,
        )
    )
    for kind, condition in conditions.items():
        yield keys.filter(condition & (nw.col("source") != "absences")).select(
            "row_id", kind=nw.lit(kind)
        )


def _of_persons(compared: Compared) -> Frame:
    """``row_id, kind`` for the flags of household persons in scope."""
    persons = compared.persons.filter(nw.col("out_reason").is_null())
    flags = [c.code for c in KINDS.codes if c.code != "registered_twice"]
    parts = [
        persons.filter(nw.col("flags").str.contains(f"{flag},", literal=True)).select(
            row_id="child", kind=nw.lit(flag)
        )
        for flag in flags
    ]
    return nw.concat(parts)


def _told_twice(compared: Compared) -> Iterable[Frame]:
    """``row_id, kind``: every row of a child that stands in two places, so that both towns and both schools are told (M8.3)."""
    twice = compared.persons.filter(
        nw.col("flags").str.contains("registered_twice,", literal=True)
    ).select("child")
    yield compared.base.join(twice, on="child", how="semi").select(
        "row_id", kind=nw.lit("registered_twice")
    )
    for kind, source in _IN_TWO_PLACES.items():
        children = compared.verdicts.filter(
            nw.col("flags").str.contains(f"{kind},", literal=True)
        ).select("child")
        rows = compared.decided.filter(nw.col("source") == source).join(
            children, on="child", how="semi"
        )
        yield rows.select("row_id", kind=nw.lit(kind))


def _placed(engine: Engine, compared: Compared, faults: Frame) -> pa.Table:
    places = nw.concat(
        [
            r.select("row_id", "file", "sheet", "row", register=nw.lit(c))
            for c, r in compared.records.items()
        ]
    )
    return collect(
        faults.join(places, on="row_id", how="inner").select(
            "register", "file", "sheet", "row", "kind"
        )
    )


def _of_fates(rows: pa.Table) -> pa.Table:
    quarantined = pc.equal(rows["fate"], Fate.QUARANTINED.value)
    spoken = pc.and_(
        pc.is_in(rows["reason"], pa.array([*_REPORTED, "same_record"])),
        pc.invert(pc.is_in(rows["register"], pa.array(["graduates"]))),
    )
    found = rows.filter(pc.or_(quarantined, pc.fill_null(spoken, False)))
    return pa.table(
        {
            "register": found["register"],
            "file": found["file"],
            "sheet": found["sheet"],
            "row": found["row"],
            "kind": found["reason"],
        }
    )


def _of_border(all_records: Mapping[str, Records]) -> pa.Table:
    problems: list[Problem] = [p for r in all_records.values() for p in r.problems]
    columns = [
        ("register", pa.string()),
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row", pa.int64()),
        ("kind", pa.string()),
    ]
    return pa.table({n: pa.array([getattr(p, n) for p in problems], t) for n, t in columns})


def _heading(register: str, kind: str) -> str:
    name = _COLUMNS.get(kind.split("_")[0])
    fields = {f.name: f.heading for f in REGISTERS[register].fields}
    return fields.get(name or "", "")


def _towns(
    all_records: Mapping[str, Records], schools: Mapping[str, str]
) -> dict[tuple[str, str, int], str]:
    found: dict[tuple[str, str, int], str] = {}
    for records in all_records.values():
        names = records.table.column_names
        where = "town" if "town" in names else "school" if "school" in names else None
        if where is None:
            continue
        known = records.table.select(["file", "sheet", "row", where]).to_pydict()
        for file, sheet, row, place in zip(*known.values(), strict=True):
            town = place if where == "town" else schools.get(place)
            if town:
                found[file, sheet, row] = town
    return found
