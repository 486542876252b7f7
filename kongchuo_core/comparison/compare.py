"""The comparison from records to verdicts, once and county-wide; the whole path runs on any engine
narwhals knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.attendance.absence import AbsenceRule, Absences, find_runs
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison import elsewhere, files, scope, statements, verdict
from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking import nowhere, seats
from kongchuo_core.linking.cascade import link, merge_twice_registered
from kongchuo_core.linking.deciding import QUESTIONS
from kongchuo_core.linking.keys import comparable, household_base, keyed
from kongchuo_core.linking.review import Decisions
from kongchuo_core.linking.twice import registered_again
from kongchuo_core.registers.records import schema
from kongchuo_core.settings.models import Rules, Term
from kongchuo_core.vocabulary.registers import REGISTERS

CHILD_REGISTERS = tuple(r.code for r in REGISTERS.values() if r.about == "child")


@dataclass(frozen=True)
class Compared:
    """What the comparison found; every frame but ``outsiders`` is checkpointed.

    ``base``: household rows with ``child``; ``persons``: all persons with ``out_reason``;
    ``decided`` and ``questions``: links; ``verdicts``: one line a child in scope; ``absences``:
    what is on file, with ``child`` as ``child_key``; ``statements``: what registers say and nobody
    understands; ``outsiders``: rows of pupils from elsewhere (``row_id, source, name, person``).
    """

    records: dict[str, Frame]
    base: Frame
    keys: Frame
    persons: Frame
    decided: Frame
    questions: pa.Table
    verdicts: Frame
    absences: Absences
    statements: pa.Table
    outsiders: Frame


def compare(
    engine: Engine,
    records: Mapping[str, Frame],
    term: Term,
    rules: Rules,
    calendar: WorkingCalendar,
    decisions: Decisions,
    doubted: Mapping[int, str] | None = None,
) -> Compared:
    """Link every register to the household register and give each child in scope one verdict
    (M2.1–M3.2).

    Parameters
    ----------
    records : register code → records (``registers.border.schema``), ``row_id`` unique over all
        registers; absent ones are empty.
    decisions : what persons decided in the review workbooks.
    doubted : rows of files that are held until somebody decides (``files.Files``): whom they link
        to is a question.
    """
    given = {code: records.get(code, _empty(engine, code)) for code in CHILD_REGISTERS}
    household = given["household"]
    base = household_base(
        engine, keyed(comparable(household, "household")), scope.left_household(household)
    )
    homes = scope.homes(household)
    twice = link(engine, base, base, homes, decisions, itself=True)
    again, once_more = registered_again(engine, base, household, twice.questions, decisions)
    anew = nowhere.decided_anew(engine, base, homes, decisions)
    twice = replace(twice, decided=nw.concat([twice.decided, again, anew]), questions=once_more)
    base = merge_twice_registered(engine, base, twice)
    links = link(
        engine,
        keyed(nw.concat([comparable(given[c], c) for c in _linked(records)])),
        base,
        homes,
        decisions,
    )
    seven = rules.on("entry_at_seven_towns", term.compared_on)
    persons = scope.children(
        engine, base, household, term, seven if isinstance(seven, list) else []
    )
    in_scope = persons.filter(nw.col("out_reason").is_null()).select("child")
    seen = seats.pupils(engine, given["enrolment"], given["presence"], links.keys, links.decided)
    decided, asked = seats.ask(
        engine, seen, base, in_scope, links.decided, links.questions, decisions
    )
    asked = pa.concat_tables([asked, twice.questions])
    decided, asked = nowhere.ask(engine, seen, base, homes, in_scope, decided, asked, decisions)
    decided, held = _held(engine, decided, doubted or {})
    questions = pa.concat_tables([asked, held]).cast(QUESTIONS)
    outsiders = elsewhere.pupils(engine, links.keys, decided, questions)
    if "absences" in records:
        decided, outsiders = elsewhere.absent(
            engine, given, links.keys, decided, questions, seen, engine.checkpoint(outsiders)
        )
    said = statements.statements(engine, given, persons, decided, decisions)
    persons = said.persons(engine, persons)
    others = outsiders if "absences" in records else None
    register = engine.checkpoint(_absent(given["absences"], decided, others))
    then, *later = (
        find_runs(engine, register, calendar, AbsenceRule.from_rules(rules, day), term, day)
        for day in sorted({term.compared_on, term.as_of})
    )
    absences = later[0] if later else then
    still = engine.checkpoint(then.on_file.filter(nw.col("open")).select(child="child_key"))
    evidence = verdict.Evidence(
        said.records(engine, given), decided, engine.frame(_asked(questions)), still
    )
    return Compared(
        given,
        base,
        links.keys,
        persons,
        decided,
        questions,
        verdict.verdicts(engine, persons, evidence, term),
        absences,
        said.questions,
        outsiders,
    )


def _linked(records: Mapping[str, Frame]) -> list[str]:
    """The registers to link: those that were given, and never none."""
    others = [c for c in CHILD_REGISTERS if c in records and c != "household"]
    return others or ["enrolment"]


def _asked(questions: pa.Table) -> pa.Table:
    """``source, child``: every child whom a question is about; of two rows of the household
    register both.
    """
    two = questions.filter(pc.equal(questions["source"], "household"))
    own = pa.table({"source": two["source"], "child": two["row_id"]})
    return pa.concat_tables([questions.select(["source", "child"]), own])


def _held(engine: Engine, decided: Frame, doubted: Mapping[int, str]) -> tuple[Frame, pa.Table]:
    """The links without those of doubted rows, and these as questions."""
    if not doubted:
        return decided, QUESTIONS.empty_table()
    rows = engine.frame(pa.table({"row_id": pa.array(sorted(doubted), pa.int64())}))
    links = collect(decided.join(rows, on="row_id", how="semi")).sort_by("row_id")
    left = engine.checkpoint(decided.join(rows, on="row_id", how="anti"))
    return left, pa.table(files.as_questions(doubted, links), schema=QUESTIONS)


def _empty(engine: Engine, code: str) -> Frame:
    return engine.frame(schema(REGISTERS[code]).empty_table())


def _absent(records: Frame, decided: Frame, outsiders: Frame | None) -> Frame:
    """The absence register with the child of each row, as attendance wants it; quarantined rows
    left out.

    ``outsiders`` are the pupils from elsewhere, ``None`` where the register wasn't given.
    """
    links = decided.select("row_id", "source", child_key="child")
    if outsiders is not None:
        links = nw.concat([links, outsiders.select("row_id", "source", child_key="person")])
    links = links.filter(nw.col("source") == "absences").drop("source")
    return records.filter(nw.col("fate").is_null()).join(links, on="row_id", how="left")
