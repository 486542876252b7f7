"""What senders should mend, row by row, without an identity number: the table ``quality``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

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
from kongchuo_core.vocabulary.codes import STUDENT_STATUS, Fate
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables.comparison import QualityLine

_NUMBER_KINDS = ("number_missing", "number_cut", "number_damaged", "birth_differs")
_COLUMNS = {
    "number_missing": "id_no",
    "number_cut": "id_no",
    "number_damaged": "id_no",
    "number_shared": "id_no",
    "birth_differs": "birth_date",
    "birth_unknown": "birth_date",
    "birth_month_only": "birth_date",
    "sex_differs": "sex",
    "household_status_unknown_word": "household_status",
    "status_unknown_word": "student_status",
    "no_name": "name",
    "no_school": "school",
    "no_town": "town",
    "unknown_town": "town",
    "bad_type": "approval_type",
    "roll_differs": "present",
    "school_contradicts": "present",
    "left_own_school": "present",
}
"""Kind of line → the field whose heading it names."""
_OF_HOUSEHOLD = (
    "number_missing",
    "number_damaged",
    "number_shared",
    "birth_differs",
    "birth_unknown",
    "birth_month_only",
    "sex_differs",
    "household_status_unknown_word",
)
"""Flags of a household person that the town should hear of."""
_IN_TWO_PLACES = {
    "two_enrolments": "enrolment",
    "two_rolls": "presence",
    "roll_differs": "presence",
    "school_contradicts": "presence",
    "left_own_school": "presence",
}
_REPORTED = ("no_child_here",)
"""Reasons that a sender should hear of although the row is no fault of form; only of registers that
speak of children here.
"""


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
        _of_states(compared),
    ]
    told = pa.concat_tables([_placed(compared, faults), _of_fates(rows)])
    told = pa.concat_tables([_worded(told, _said_at_border(all_records)), _of_border(all_records)])
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
    whole = told.select([c.name for c in QualityLine.declared.columns]).cast(
        QualityLine.declared.schema
    )
    return (
        whole.group_by(whole.column_names, use_threads=False)
        .aggregate([])
        .select(whole.column_names)
        .sort_by([(c, "ascending") for c in QualityLine.declared.order])
    )


def _of_numbers(engine: Engine, compared: Compared) -> Iterable[Frame]:
    """``row_id, kind`` for the numbers of the other registers; graduates' lists and the like have
    no written date to compare.
    """
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
    return nw.concat(
        [_flagged(persons, flag).select("kind", row_id="child") for flag in _OF_HOUSEHOLD]
    )


def _flagged(frame: Frame, flag: str) -> Frame:
    """``child, kind`` of the lines with a flag: one whole word of the list, not part of a longer
    one.
    """
    found = nw.concat_str(nw.lit(","), nw.col("flags")).str.contains(f",{flag},", literal=True)
    return frame.filter(found).select("child", kind=nw.lit(flag))


def _of_states(compared: Compared) -> Frame:
    """``row_id, kind`` of student records whose state is not understood: told to the school,
    whoever the pupil is.
    """
    records = compared.records["enrolment"].filter(nw.col("fate").is_null())
    state = nw.col("student_status")
    unknown = ~state.is_null() & ~state.is_in(list(STUDENT_STATUS.spellings()))
    return records.filter(unknown).select("row_id", kind=nw.lit("status_unknown_word"))


def _told_twice(compared: Compared) -> Iterable[Frame]:
    """``row_id, kind``: every row of a child that stands in two places, so that both towns and both
    schools are told (M8.3).
    """
    twice = _flagged(compared.persons, "registered_twice").select("child")
    yield compared.base.join(twice, on="child", how="semi").select(
        "row_id", kind=nw.lit("registered_twice")
    )
    for kind, source in _IN_TWO_PLACES.items():
        children = _flagged(compared.verdicts, kind).select("child")
        rows = compared.decided.filter(nw.col("source") == source).join(
            children, on="child", how="semi"
        )
        yield rows.select("row_id", kind=nw.lit(kind))


def _placed(compared: Compared, faults: Iterable[Frame]) -> pa.Table:
    """All faults with their places; asked at once, for every question costs as much as a small
    register.
    """
    told = nw.concat([fault.select("row_id", "kind") for fault in faults])
    places = nw.concat(
        [
            r.select("row_id", "file", "sheet", "row", register=nw.lit(c))
            for c, r in compared.records.items()
        ]
    )
    return collect(
        told.join(places, on="row_id", how="inner").select(
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


_TOLD = ("register", "file", "sheet", "row", "kind", "column", "what", "remedy")
_SAME_FAULT = {
    "number_cut": ("student_number_cut",),
    "number_missing": ("student_number_cut", "formula_without_result"),
}
"""Kind of line → kinds of the border that say the same of the row, and better."""


def _said_at_border(all_records: Mapping[str, Records]) -> set[tuple[str, str, int | None, str]]:
    """Place and kind of what the border says itself, with the cell's own words."""
    said: set[tuple[str, str, int | None, str]] = set()
    for p in _problems(all_records):
        kinds = (p.kind, *(k for k, same in _SAME_FAULT.items() if p.kind in same))
        said.update((p.file, p.sheet, p.row, kind) for kind in kinds)
    return said


def _problems(all_records: Mapping[str, Records]) -> Iterable[Problem]:
    return chain.from_iterable(records.problems for records in all_records.values())


def _worded(told: pa.Table, said: set[tuple[str, str, int | None, str]]) -> pa.Table:
    """Lines of ``register, file, sheet, row, kind`` with the words and the column of their kind;
    what is said already left out.
    """
    kinds = {c.code: c for c in (*KINDS.codes, *PROBLEMS.codes)}
    lines = [
        line
        | {
            "column": _heading(line["register"], line["kind"]),
            "what": kinds[line["kind"]].label if line["kind"] in kinds else line["kind"],
            "remedy": kinds[line["kind"]].description if line["kind"] in kinds else "",
        }
        for line in told.to_pylist()
        if (line["file"], line["sheet"], line["row"], line["kind"]) not in said
    ]
    return pa.Table.from_pylist(lines, schema=_border_schema())


def _border_schema() -> pa.Schema:
    return pa.schema([(n, pa.int64() if n == "row" else pa.string()) for n in _TOLD])


def _of_border(all_records: Mapping[str, Records]) -> pa.Table:
    lines = [{n: getattr(p, n) for n in _TOLD} for p in _problems(all_records)]
    return pa.Table.from_pylist(lines, schema=_border_schema())


def _heading(register: str, kind: str) -> str:
    fields = {f.name: f.heading for f in REGISTERS[register].fields}
    return fields.get(_COLUMNS.get(kind, ""), "")


def _towns(
    all_records: Mapping[str, Records], schools: Mapping[str, str]
) -> dict[tuple[str, str, int], str]:
    found: dict[tuple[str, str, int], str] = {}
    for records in all_records.values():
        names = records.table.column_names
        where = next((column for column in ("town", "school") if column in names), None)
        if where is None:
            continue
        known = records.table.select(["file", "sheet", "row", where]).to_pydict()
        for file, sheet, row, place in zip(*known.values(), strict=True):
            town = place if where == "town" else schools.get(place)
            if town:
                found[file, sheet, row] = town
    return found
