"""Who is whom across counties: all children of all counties as one household side, the pupils of
other places as records.

The rules are the county's own (``linking``), and they don't know which county a row is of. What
decides alone inside a county because a name and a birth date are unique there is only asked here: a
province has namesakes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.across.given import CHILDREN, PUPILS, County
from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking.cascade import EXACT, link, merge_twice_registered
from kongchuo_core.linking.keys import household_base, keyed
from kongchuo_core.linking.review import Decisions
from kongchuo_core.linking.twice import registered_again
from kongchuo_core.regulation.tables import link_rules
from kongchuo_core.vocabulary.codes import SEX

ROWS = 10**8
"""One more than a county has rows: a county's place and a row's make one number."""
SOURCE = "presence"
"""The register under which pupils of other places are looked for."""
AT_SCHOOL = ("CONSISTENT", "PRESENT_UNENROLLED")
"""Verdicts of children whom a school of their own county has."""
_NUMBERS = ("number", "student_number")
_NOBODY = Decisions(b"")


@dataclass(frozen=True)
class Pair:
    """Two rows that are one child, or may be: their numbers, by which rule, and whether it
    decides.
    """

    one: int
    other: int
    rule: str
    certain: bool


@dataclass(frozen=True)
class Looked:
    """What was found, as pairs of rows of different counties, each in order of the rows.

    ``at_school``: a child and a pupil; ``registered``: two children; ``pupils``: two pupils whose
    household no county has; ``homeless``: the pupils whom nothing links to any child.
    """

    at_school: Sequence[Pair]
    registered: Sequence[Pair]
    pupils: Sequence[Pair]
    homeless: Sequence[int]


def county_of(row: int) -> int:
    """The place of a row's county."""
    return row // ROWS


def look(engine: Engine, counties: Sequence[County]) -> Looked:
    """Link the children and pupils of all counties."""
    children = _children(engine, counties)
    base = household_base(
        engine,
        keyed(_comparable(children, "household")),
        children.select("row_id", out=nw.lit(False)),
    )
    homes = children.select("row_id", "home")
    twice = link(engine, base, base, homes, _NOBODY, itself=True)
    some = _alike(engine, base, children)
    linked, asked = registered_again(
        engine,
        base.join(some, on="row_id", how="semi"),
        children.join(some, on="row_id", how="semi"),
        twice.questions,
        _NOBODY,
    )
    del linked  # nobody has decided anything here
    base = merge_twice_registered(engine, base, twice)
    there = children.filter(nw.col("verdict").is_in(list(AT_SCHOOL))).select("row_id")
    settled = base.join(there, on="row_id", how="semi").select("child", source=nw.lit(SOURCE))
    pupils = engine.checkpoint(_pupils(engine, counties))
    links = link(engine, keyed(_comparable(pupils, SOURCE)), base, homes, _NOBODY, settled=settled)
    decided = collect(links.decided)
    members = _members(engine, base, decided)
    at_school = _at_school(decided, links.questions, members)
    met = {*decided["row_id"].to_pylist(), *links.questions["row_id"].to_pylist()}
    alone, again = _among_themselves(engine, pupils, met)
    return Looked(at_school, _registered(twice.decided, asked, base), again, alone)


def _children(engine: Engine, counties: Sequence[County]) -> Frame:
    """``row_id``, the compared columns, ``home``, ``guardian``, ``phone``, ``verdict`` of every
    county's children.
    """
    columns = ("name", "id_no", "sex", "birth_date", "guardian", "phone", "home", "verdict")
    parts = [
        engine.frame(_with_homes(_numbered(county.table(CHILDREN, columns), place), place))
        for place, county in enumerate(counties)
    ]
    return engine.checkpoint(nw.concat(parts))


def _pupils(engine: Engine, counties: Sequence[County]) -> Frame:
    columns = ("name", "id_no", "student_no", "sex", "birth_date")
    parts = [
        engine.frame(_numbered(county.table(PUPILS, columns), place))
        for place, county in enumerate(counties)
    ]
    return nw.concat(parts)


def _numbered(table: pa.Table, place: int) -> pa.Table:
    rows = pa.array(range(place * ROWS, place * ROWS + table.num_rows), pa.int64())
    codes = {c.label: c.code for c in SEX.codes}
    sex = pa.array([codes.get(s) for s in table["sex"].to_pylist()], pa.string())
    table = table.set_column(table.schema.get_field_index("sex"), "sex", sex)
    return table.append_column("row_id", rows)


def _with_homes(table: pa.Table, place: int) -> pa.Table:
    """Homes told apart by county; a telephone or guardian is compared, a head or a household's
    number isn't given.
    """
    homes = pc.binary_join_element_wise(str(place), table["home"].cast(pa.string()), "|")
    table = table.set_column(table.schema.get_field_index("home"), "home", homes)
    nothing = pa.nulls(table.num_rows, pa.string())
    for name in ("head_name", "town", "household_no"):
        table = table.append_column(name, nothing)
    return table


def _alike(engine: Engine, base: Frame, children: Frame) -> Frame:
    """``row_id`` of the children who may stand in two registers under two numbers: a namesake of
    one day, or of one guardian and telephone; of all others nothing that two counties give can
    agree far enough, and a province has too many to look at.
    """
    told = base.select("row_id", "name", "birth").join(
        children.select("row_id", "guardian", "phone"), on="row_id", how="inner"
    )
    told = engine.checkpoint(told)
    found = []
    for keys in (("name", "birth"), ("name", "guardian", "phone")):
        several = told.group_by(*keys).agg(nw.len().alias("rows")).filter(nw.col("rows") > 1)
        found.append(told.join(several, on=list(keys), how="semi").select("row_id"))
    return engine.checkpoint(nw.concat(found).unique())


def _comparable(frame: Frame, source: str) -> Frame:
    """The columns that :func:`~kongchuo_core.linking.keys.keyed` takes."""
    given = frame.collect_schema().names()
    number = nw.col("student_no") if "student_no" in given else nw.lit(None).cast(nw.String)
    return frame.select(
        "row_id",
        "name",
        "id_no",
        "birth_date",
        "sex",
        id_cut=nw.lit(False),
        birth_month_only=nw.lit(False),
        source=nw.lit(source),
        student_no=number,
    )


def _members(engine: Engine, base: Frame, decided: pa.Table) -> dict[int, list[int]]:
    """Child → the rows under which the counties have it, of the children that pupils are."""
    wanted = engine.frame(pa.table({"child": decided["child"].unique()}))
    rows = collect(base.select("row_id", "child").join(wanted, on="child", how="semi"))
    found: dict[int, list[int]] = {}
    for row, child in sorted(
        zip(rows["row_id"].to_pylist(), rows["child"].to_pylist(), strict=True)
    ):
        found.setdefault(child, []).append(row)
    return found


def _at_school(decided: pa.Table, questions: pa.Table, members: dict[int, list[int]]) -> list[Pair]:
    certain = {r.rule for r in link_rules() if any(n.startswith(_NUMBERS) for n in r.needs)}
    pairs: list[Pair] = []
    for pupil, child, rule in _zipped(decided, "row_id", "child", "rule"):
        pairs += [Pair(row, pupil, rule, rule in certain) for row in members[child]]
    asked = (
        Pair(row, pupil, rule, False)
        for pupil, row, rule in _zipped(questions, "row_id", "base_row", "rule")
    )
    return _apart([*pairs, *asked])


def _registered(decided: Frame, asked: pa.Table, base: Frame) -> list[Pair]:
    """Pairs of children: rows that were found to be one, or have number and name in common, and
    those that are asked.
    """
    joined = collect(decided.select("row_id", "rule"))
    rules = dict(_zipped(joined, "row_id", "rule"))
    several = base.group_by("child").agg(nw.len().alias("rows")).filter(nw.col("rows") > 1)
    rows = collect(base.select("row_id", "child").join(several, on="child", how="semi"))
    together: dict[int, list[int]] = {}
    for row, child in sorted(_zipped(rows, "row_id", "child")):
        together.setdefault(child, []).append(row)
    each_two = chain.from_iterable(combinations(found, 2) for found in together.values())
    certain = [
        Pair(one, other, rules.get(one) or rules.get(other) or EXACT, True)
        for one, other in each_two
    ]
    questions = (
        Pair(min(row, other), max(row, other), rule, False)
        for row, other, rule in _zipped(asked, "row_id", "base_row", "rule")
    )
    return _apart([*certain, *questions])


def _among_themselves(engine: Engine, pupils: Frame, met: set[int]) -> tuple[list[int], list[Pair]]:
    """The pupils whom nothing links to any child, and those of them who are one child in two
    counties.
    """
    known = engine.frame(pa.table({"row_id": pa.array(sorted(met), pa.int64())}))
    left = pupils.join(known, on="row_id", how="anti")
    base = household_base(
        engine,
        keyed(_comparable(left, "household")),
        left.select("row_id", out=nw.lit(False)),
    )
    homes = left.select("row_id", home=nw.lit(None).cast(nw.String))
    twice = link(engine, base, base, homes, _NOBODY, itself=True)
    merged = merge_twice_registered(engine, base, twice)
    alone = sorted(collect(left.select("row_id"))["row_id"].to_pylist())
    return alone, _registered(twice.decided, twice.questions.slice(0, 0), merged)


def _apart(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs of two counties, each once: the certain one before the one that is asked."""
    found: dict[tuple[int, int], Pair] = {}
    for pair in sorted(pairs, key=lambda p: (p.one, p.other, not p.certain, p.rule)):
        if county_of(pair.one) != county_of(pair.other):
            found.setdefault((pair.one, pair.other), pair)
    return list(found.values())


def _zipped(table: pa.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[c].to_pylist() for c in columns), strict=True)
