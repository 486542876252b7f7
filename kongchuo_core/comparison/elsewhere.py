"""Pupils of other places' households, and whose absence a school reports when the row names nobody
of the household register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking import places
from kongchuo_core.linking.deciding import LINKS
from kongchuo_core.linking.numbers import with_soundness
from kongchuo_core.linking.seats import Pupils

OUTSIDE = ("enrolment", "presence")
"""Registers in which a person without a household here is a pupil of another place, and counted for
the school.
"""
HEARD_OF = (*OUTSIDE, "absences")
"""The same, and the register that names a pupil only because the pupil isn't there."""
_PLACE = ("school", "grade", "class_name")
ABSENT_NAMED = "absent_named"
"""The rule of a row without a usable number: the only pupil of that name in that school and
class.
"""
_PERSONS = pa.schema(
    [
        ("row_id", pa.int64()),
        ("source", pa.string()),
        ("name", pa.string()),
        ("person", pa.int64()),
    ]
)


def pupils(engine: Engine, keys: Frame, decided: Frame, questions: pa.Table) -> Frame:
    """``row_id, source, name, person``: rows of enrolment and rolls that are no child of the
    household register, nor in review.

    ``person`` is the first of the rows with the same number, or where there is none the same name
    and birth date. Nothing is computed yet.
    """
    rows = _of_nobody(engine, keys, OUTSIDE, decided, questions)
    told = nw.concat_str(nw.col("name"), nw.lit("|"), nw.col("written").cast(nw.String))
    who = nw.coalesce(_number(), told, nw.col("row_id").cast(nw.String))
    rows = rows.select("row_id", "source", "name", who=who)
    first = rows.group_by("who").agg(nw.col("row_id").min().alias("person"))
    return rows.join(first, on="who", how="inner").select(*_PERSONS.names)


def _number() -> nw.Expr:
    return nw.coalesce(nw.col("student"), nw.when(~nw.col("cut")).then(nw.col("number")))


def _of_nobody(
    engine: Engine, keys: Frame, sources: Sequence[str], decided: Frame, questions: pa.Table
) -> Frame:
    rows = keys.filter(nw.col("source").is_in(list(sources)))
    rows = rows.join(decided.select("row_id"), on="row_id", how="anti")
    return rows.join(engine.frame(questions.select(["row_id"])), on="row_id", how="anti")


def absent(
    engine: Engine,
    records: Mapping[str, Frame],
    keys: Frame,
    decided: Frame,
    questions: pa.Table,
    seen: Pupils,
    outsiders: Frame,
) -> tuple[Frame, Frame]:
    """Whose absence a school reports that no number tells: links of further rows to children, and
    ``outsiders`` with the others' rows.

    A row with the number of a pupil from elsewhere is that pupil's. One without a usable number is
    the only pupil's of that name in that school, and class where it says one. Whoever is in no
    other register is a pupil of that school all the same.
    """
    rows = _reported(engine, records["absences"], keys, decided, questions)
    if not rows:
        return decided, outsiders
    by_number = _by_number(engine, rows, keys, outsiders)
    whose = by_number | _by_name(engine, rows, seen, records, outsiders)
    children, own = [], []
    alone: dict[str, int] = {}
    for row in rows:
        child, person = whose.get(row["row_id"], (None, None))
        if child is not None:
            children.append((row["row_id"], "absences", child, ABSENT_NAMED))
            continue
        if person is None:
            person = alone.setdefault(_own_key(row), row["row_id"])
        own.append((row["row_id"], "absences", row["name"], person))
    return (
        engine.checkpoint(_with(engine, decided, LINKS, children)),
        engine.checkpoint(_with(engine, outsiders, _PERSONS, own)),
    )


def _with(engine: Engine, frame: Frame, schema: pa.Schema, lines: list[tuple[Any, ...]]) -> Frame:
    columns = zip(*lines, strict=True) if lines else [[]] * len(schema)
    arrays = [pa.array(c, t) for c, t in zip(columns, schema.types, strict=True)]
    more = engine.frame(pa.table(arrays, schema=schema))
    return nw.concat([f.select(*schema.names) for f in (frame, more)])


def _reported(
    engine: Engine, absences: Frame, keys: Frame, decided: Frame, questions: pa.Table
) -> list[dict[str, Any]]:
    """The rows of the register that name somebody and belong to nobody yet, in their order."""
    rows = _of_nobody(engine, keys, ("absences",), decided, questions)
    told = with_soundness(rows).select("row_id", "name", "number", "student", "cut", "sound")
    where = absences.filter(nw.col("fate").is_null()).select("row_id", *_PLACE)
    found = collect(told.join(where, on="row_id", how="inner")).sort_by("row_id")
    return [row for row in found.to_pylist() if row["name"]]


_Whose = dict[int, tuple[int | None, int | None]]
"""Row → the child of the household register, or the pupil from elsewhere."""


def _by_number(
    engine: Engine, rows: Iterable[dict[str, Any]], keys: Frame, outsiders: Frame
) -> _Whose:
    told = outsiders.select("row_id", "person").join(keys, on="row_id", how="inner")
    known = collect(told.select("person", number=_number()).unique()).to_pylist()
    persons: dict[str, set[int]] = {}
    for line in known:
        if line["number"]:
            persons.setdefault(line["number"], set()).add(line["person"])
    found: _Whose = {}
    for row in rows:
        same = persons.get(row["student"] or row["number"] or "", set())
        if len(same) == 1 and not row["cut"]:
            found[row["row_id"]] = (None, next(iter(same)))
    return found


def _by_name(
    engine: Engine,
    rows: list[dict[str, Any]],
    seen: Pupils,
    records: Mapping[str, Frame],
    outsiders: Frame,
) -> _Whose:
    bare = [row for row in rows if not row["sound"] and not row["student"]]
    names = pa.table({"name": pa.array({row["name"] for row in bare}, pa.string())})
    own = outsiders.select("row_id", "person")
    sitting = nw.concat([f.select("row_id", "child") for f in (seen.seats, seen.rolls)])
    where = nw.concat([records[c].select("row_id", *_PLACE) for c in OUTSIDE])
    named = seen.persons.select("row_id", "name").join(engine.frame(names), on="name", how="semi")
    placed = sitting.join(named, on="row_id", how="inner").join(where, on="row_id", how="inner")
    met = collect(placed.join(own, on="row_id", how="left")).to_pylist()
    schools = places.one_school(row["school"] for row in (*bare, *met))
    by_name: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for pupil in met:
        by_name.setdefault((schools.get(pupil["school"], ""), pupil["name"]), []).append(pupil)
    found: _Whose = {}
    for row in bare:
        there = by_name.get((schools.get(row["school"], ""), row["name"]), [])
        persons = {(p["child"], p["person"]) for p in there if not _other_class(row, p)}
        if len(persons) == 1 and (only := persons.pop()) != (None, None):
            found[row["row_id"]] = only
    return found


def _other_class(row: dict[str, Any], pupil: dict[str, Any]) -> bool:
    return places.class_differs(
        row["grade"], row["class_name"], pupil["grade"], pupil["class_name"]
    )


def _own_key(row: dict[str, Any]) -> str:
    """What makes two rows of somebody in no other register one person: the number, else name,
    school and class.
    """
    told = [row["student"] or row["number"]]
    if not told[0] or row["cut"]:
        told = [row[c] for c in ("name", "school", "grade", "class_name")]
    return "|".join(str(part or "") for part in told)
