"""A person stays the same person from term to term, by evidence on several sides; else an office is
asked.
"""

from __future__ import annotations

from random import Random

import pyarrow as pa
import pytest

from benchmarks.sweeps.persons import KINDS, SMALL, county, people_of, sweep
from kongchuo_core.engine import DuckDB, Engine
from kongchuo_core.linking.persons import KNOWN, PEOPLE, Office, identify, marks
from kongchuo_core.linking.sides import Line
from kongchuo_core.settings.workspace import SAMPLE_KEY
from tests.engines.pandas_engine import Pandas

FEW = 4
"""Homes of a kind."""


@pytest.mark.clause("M8.2")
def test_nobody_takes_another_child_s_number_and_nobody_is_lost() -> None:
    """Three terms of homes of every kind: everybody is kept or asked about, and no case goes to
    another child.
    """
    total = sweep(range(SMALL), FEW)
    assert {k: dict(c) for k, c in total.items() if c["lost"] or c["wrong"] or c["mixed"]} == {}
    certain = (
        "nothing changed",
        "serial corrected",
        "birth date corrected",
        "moved",
        "damaged number corrected",
        "two exchanged, put right",
        "elder under the younger's number",
        "a village's numbers slipped",
    )
    assert {kind for kind in certain if total[kind]["asked"]} == set()


def _known(seed: int) -> tuple[pa.Table, pa.Table]:
    """What is known after a first book, and the people of the second."""
    (first, second, _), _ = county(seed, FEW)
    with DuckDB() as engine:
        told = identify(engine, people_of(first), KNOWN.empty_table(), SAMPLE_KEY, Office())
    ids = dict(zip(told.ids["whose"].to_pylist(), told.ids["child_id"].to_pylist(), strict=True))
    lines = [
        (ids[n], c.number if c.sound else None, c.student, c.name, c.birth, c.sex, c.household, 0)
        for n, c in enumerate(first)
    ]
    return pa.table([list(c) for c in zip(*lines, strict=True)], schema=KNOWN), people_of(second)


def _told(engine: Engine, people: pa.Table, known: pa.Table, office: Office) -> dict[str, object]:
    """Who everybody is, and what is asked, by what stands in the book and not by its rows."""
    found = identify(engine, people, known, SAMPLE_KEY, office)
    named = {
        line["whose"]: (line["number"], line["name"], line["household"], line["birth"])
        for line in people.to_pylist()
    }
    ids = {named[line["whose"]]: line["child_id"] for line in found.ids.to_pylist()}
    asked = sorted(
        (str(named[x["whose"]]), x["child_id"], x["rule"]) for x in found.asked.to_pylist()
    )
    return {"ids": ids, "asked": asked}


@pytest.mark.parametrize("seed", [3, 4])
def test_the_order_of_rows_and_the_engine_change_nothing(seed: int) -> None:
    """Both tables shuffled, on DuckDB and on pandas."""
    known, people = _known(seed)
    office = Office(open_cases=frozenset(known["child_id"].to_pylist()[::2]))
    rng = Random(seed)
    with DuckDB() as engine:
        plain = _told(engine, people, known, office)
    shuffled = people.take(pa.array(rng.sample(range(people.num_rows), people.num_rows)))
    shuffled = shuffled.set_column(0, "whose", pa.array(range(people.num_rows), pa.int64()))
    other = known.take(pa.array(rng.sample(range(known.num_rows), known.num_rows)))
    for engine in (DuckDB(), Pandas()):
        again = _told(engine, shuffled, other, office)
        assert again["asked"] == plain["asked"]
        taken = set(known["child_id"].to_pylist())
        assert {k: v for k, v in again["ids"].items() if v in taken} == {  # type: ignore[attr-defined]
            k: v
            for k, v in plain["ids"].items()
            if v in taken  # type: ignore[attr-defined]
        }


PERSON = Line("53992420130301001X", "53992420130301001X", None, "刘正东", 20130301, "1", "永定|1")


def _people(*lines: Line) -> pa.Table:
    rows = [
        (n, x.number, bool(x.number), None, x.name, x.birth, x.sex, x.household, "", False, False)
        for n, x in enumerate(lines)
    ]
    return pa.table([list(c) for c in zip(*rows, strict=True)], schema=PEOPLE)


def test_marks_that_were_parted_from_a_number_never_get_it_again() -> None:
    """Not by the very number and name, and what once stood under the number by mistake tells
    nothing more; other marks still do.
    """
    line = ("C1", PERSON.number, None, PERSON.name, PERSON.birth, PERSON.sex, PERSON.household, 0)
    known = pa.table([[v] for v in line], schema=KNOWN)
    parted = Office(parted=frozenset({("C1", marks(SAMPLE_KEY, PERSON))}))
    with DuckDB() as engine:
        kept = identify(engine, _people(PERSON), known, SAMPLE_KEY, Office())
        away = identify(engine, _people(PERSON), known, SAMPLE_KEY, parted)
    assert kept.ids["child_id"].to_pylist() == ["C1"]
    assert away.ids["child_id"].to_pylist() != ["C1"] and away.asked.num_rows == 0


def test_every_kind_of_the_sweep_is_a_story_of_its_own() -> None:
    """Children of one kind only, each in one book at least, all with names of their own
    household.
    """
    books, kinds = county(0, 1)
    assert set(kinds.values()) == set(KINDS) and all(books)
