"""What a register says of a child and nobody understands: asked of the office once, and its word
then stands for what was written.

A question is bound to what stands there: the child, and every row of the register that is linked to
it. When that changes, it is asked again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import narwhals as nw
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking.review import Decisions
from kongchuo_core.registers.words import Says

MATTERS = ("presence", "graduates", "elsewhere", "approvals", "home_teaching")
"""Registers whose rows may be answered for; those of the household register are answered for with
the child.
"""
HOUSEHOLD = "household"
_TOLD = ("school", "name", "id_no", "birth_date", "note", "says", "doubts", "told")
"""What of a row a question is bound to."""
QUESTIONS = pa.schema(
    [
        ("child", pa.int64()),
        ("register", pa.string()),
        ("row_id", pa.int64()),
        ("evidence", pa.string()),
        ("answered", pa.bool_()),
    ]
)


@dataclass
class Statements:
    """The questions, answered ones too, and what follows from the answers.

    ``said`` : row → what it says by the office's word, nothing where another row of the child holds
    instead; ``inside`` : child → whether it is one of the county's children of school age this
    term, by the office's word.
    """

    lines: list[dict[str, Any]] = field(default_factory=list)
    said: dict[int, Says | None] = field(default_factory=dict)
    inside: dict[int, bool] = field(default_factory=dict)

    @property
    def questions(self) -> pa.Table:
        """One line a question, at the first of the child's doubtful rows."""
        return pa.Table.from_pylist(self.lines, schema=QUESTIONS)

    def records(self, engine: Engine, records: Mapping[str, Frame]) -> dict[str, Frame]:
        """The registers with the office's word in place of what was doubtful."""
        if not self.said:
            return dict(records)
        words = [None if s is None else s.value for s in self.said.values()]
        table = pa.table(
            {
                "row_id": pa.array(list(self.said), pa.int64()),
                "word": pa.array(words, pa.string()),
                "answered": [1] * len(words),
            }
        )
        return {
            code: _with_words(engine.checkpoint(frame.join(engine.frame(table), "row_id", "left")))
            if code in MATTERS
            else frame
            for code, frame in records.items()
        }

    def persons(self, engine: Engine, persons: Frame) -> Frame:
        """Who is in scope, with the office's word."""
        if not self.inside:
            return persons
        table = pa.table(
            {"child": list(self.inside), "inside": [int(answer) for answer in self.inside.values()]}
        )
        told = persons.join(engine.frame(table), on="child", how="left")
        outside = (nw.col("inside") == 0).fill_null(False)
        reason = nw.when(outside).then(nw.lit("decided_out")).otherwise(nw.col("out_reason"))
        return engine.checkpoint(
            told.with_columns(
                asked=nw.col("asked") & nw.col("inside").is_null(), out_reason=reason
            ).drop("inside")
        )


def _with_words(frame: Frame) -> Frame:
    dropped = ~nw.col("answered").is_null() & nw.col("word").is_null()
    said = nw.coalesce(nw.col("word"), nw.col("says"))
    return frame.filter(~dropped).with_columns(says=said).drop("word", "answered")


def statements(
    engine: Engine, records: Mapping[str, Frame], persons: Frame, decided: Frame, by: Decisions
) -> Statements:
    """What nobody understands of the children in scope, and the office's word on it.

    Parameters
    ----------
    records : the registers about children; ``decided`` : the links (``row_id, source, child``).
    """
    found = Statements()
    doubtful = {s: _doubtful(engine, records[s], decided, s) for s in MATTERS}
    about = set(chain.from_iterable(doubtful.values()))
    own = _children(engine, records[HOUSEHOLD], persons, about)
    for child, lines in own.items():
        if lines[0]["asked"]:
            answer = _asked(found, by, HOUSEHOLD, lines[0], lines)
            if answer is not None:
                found.inside[child] = answer
    for source in MATTERS:
        for child, rows in doubtful[source].items():
            if child in own:
                answer = _asked(found, by, source, own[child][0], rows)
                found.said |= {} if answer is None else _settled(rows, answer)
    return found


def _children(
    engine: Engine, household: Frame, persons: Frame, about: Collection[int]
) -> dict[int, list[dict[str, Any]]]:
    """The household's row of every child in scope that is doubtful itself, or of whom others
    are.
    """
    in_scope = persons.filter(nw.col("out_reason").is_null()).select("child", "asked")
    named = engine.frame(pa.table({"child": pa.array(sorted(about), pa.int64())}))
    others = in_scope.filter(~nw.col("asked")).join(named, on="child", how="semi")
    in_scope = nw.concat([in_scope.filter(nw.col("asked")), others])
    rows = household.select(
        "row_id", *(c for c in _TOLD if c != "school"), child="row_id"
    ).with_columns(school=nw.lit(None).cast(nw.String))
    found = collect(rows.join(in_scope, on="child", how="inner"))
    return {line["child"]: [line] for line in found.sort_by("child").to_pylist()}


def _doubtful(
    engine: Engine, records: Frame, decided: Frame, source: str
) -> dict[int, list[dict[str, Any]]]:
    """The rows of every child of which one is a question, or of which some say yes and some
    don't.
    """
    names = records.collect_schema().names()
    links = decided.filter(nw.col("source") == source).select("row_id", "child")
    rows = records.select("row_id", *(c for c in _TOLD if c in names)).join(
        links, on="row_id", how="inner"
    )
    other = rows.filter(nw.col("says").fill_null(Says.YES.value) != Says.YES.value)
    found = collect(rows.join(other.select("child"), on="child", how="semi"))
    groups = defaultdict(list)
    for line in found.sort_by("row_id").to_pylist():
        groups[line["child"]].append(line)
    return {child: rows for child, rows in groups.items() if _is_question(rows)}


def _is_question(rows: Sequence[Mapping[str, Any]]) -> bool:
    said = {row["says"] or Says.YES.value for row in rows}
    return Says.ASK.value in said or len(said) > 1


def _asked(
    found: Statements,
    by: Decisions,
    source: str,
    child: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
) -> bool | None:
    """Note a question, and give the office's word on it; ``None`` where it has none."""
    seen = [source, _told(child), *sorted(_told(row) for row in rows)]
    digest = hashlib.blake2b("\n".join(seen).encode(), key=by.key, digest_size=12).hexdigest()
    answer = by.by_evidence.get(digest)
    first = next((r for r in rows if r["says"] == Says.ASK.value), rows[0])
    found.lines.append(
        {
            "child": child["row_id"],
            "register": source,
            "row_id": first["row_id"],
            "evidence": digest,
            "answered": answer is not None,
        }
    )
    return None if answer is None else answer.same


def _told(row: Mapping[str, Any]) -> str:
    return "|".join(str(row.get(column) or "") for column in _TOLD)


def _settled(rows: Sequence[Mapping[str, Any]], answer: bool) -> dict[int, Says | None]:
    """A no is every row's; a yes is that of the rows that say so, else of the doubtful ones, and
    the others fall away.
    """
    if not answer:
        return {row["row_id"]: Says.NO for row in rows}
    for word in (Says.YES.value, Says.ASK.value):
        if holding := [r["row_id"] for r in rows if (r["says"] or Says.YES.value) == word]:
            break
    return {r["row_id"]: Says.YES if r["row_id"] in holding else None for r in rows}
