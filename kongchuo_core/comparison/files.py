"""What the accidents of whole files mean for a comparison: mended, taken as they are, or held until
somebody decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import pyarrow as pa

from kongchuo_core.engine import Engine
from kongchuo_core.linking.accidents import (
    HOUSEHOLD,
    MENDED,
    SCHOOLS,
    Accident,
    accidents,
    mended,
)
from kongchuo_core.linking.mint import child_id
from kongchuo_core.linking.review import Decisions
from kongchuo_core.registers.border import Records
from kongchuo_core.registers.words import Says
from kongchuo_core.regulation.tables import accident_words
from kongchuo_core.vocabulary.tables.comparison import FileQuestionLine, QualityLine

KIND, IN_DOUBT = "file_accident", "file_in_doubt"
"""The kind under which an accident stands in ``quality``; the rule of a question that a whole file
asks.
"""
_QUESTION = 7


@dataclass(frozen=True)
class Files:
    """The registers as they are compared, and the accidents of files that nobody has decided.

    ``held``: register, file and sheet → the file's question; ``doubted``: rows that link to nobody
    until then → the evidence. Of the household register the rows of such a file are each a person's
    to look at.
    """

    records: Mapping[str, Records]
    found: tuple[Accident, ...]
    held: Mapping[tuple[str, str, str], str]
    doubted: Mapping[int, str]

    def questions(self, towns: Mapping[str, str]) -> pa.Table:
        """``file_questions``: one line a file; ``towns`` school → town."""
        lines = []
        for a in self.found:
            place = (a.register, a.file, a.sheet)
            if place in self.held:
                what, remedy = said(a)
                own = {c.name: getattr(a, c.name, None) for c in FileQuestionLine.declared.columns}
                told = {"question": self.held[place], "what": what, "remedy": remedy}
                lines.append(own | told | {"town": self._town(a, towns)})
        columns = {
            c.name: [line[c.name] for line in lines] for c in FileQuestionLine.declared.columns
        }
        table = pa.table(columns, schema=FileQuestionLine.declared.schema)
        return table.sort_by([(c, "ascending") for c in FileQuestionLine.declared.order])

    def faults(self, towns: Mapping[str, str]) -> pa.Table:
        """The lines of ``quality``: every accident, decided or not, because its file is to be sent
        again.
        """
        lines = []
        for a in self.found:
            what, remedy = said(a)
            place: dict[str, str | None] = {"register": a.register, "file": a.file}
            place |= {"sheet": a.sheet, "column": "", "town": self._town(a, towns)}
            told: dict[str, str | None] = {"kind": KIND, "what": what, "remedy": remedy}
            lines.append(place | told)
        columns = {
            c.name: [line.get(c.name) for line in lines] for c in QualityLine.declared.columns
        }
        return pa.table(columns, schema=QualityLine.declared.schema)

    def _town(self, accident: Accident, towns: Mapping[str, str]) -> str | None:
        table = self.records[accident.register].table
        if "school" not in table.column_names:
            return None
        ids = set(accident.row_ids)
        rows = zip(table["row_id"].to_pylist(), table["school"].to_pylist(), strict=True)
        known = Counter(towns[s] for row, s in rows if row in ids and s in towns)
        return min(known, key=lambda town: (-known[town], town), default=None)


def said(accident: Accident) -> tuple[str, str]:
    """What is told of an accident, and what to do about it."""
    what, remedy = accident_words()[accident.kind, accident.column]
    counts = {"by": abs(accident.by), "fits": accident.fits, "rows": accident.rows}
    return what.format(**counts), remedy


def found_in(engine: Engine, records: Mapping[str, Records], key: bytes) -> list[Accident]:
    """The accidents of the registers about children."""
    children = {c: r.table for c, r in records.items() if r.register.about == "child"}
    return accidents(engine, children, key)


def look(engine: Engine, records: Mapping[str, Records], key: bytes, decisions: Decisions) -> Files:
    """Find the accidents and do with each file what was decided; what nobody decided is held."""
    found = found_in(engine, records, key)
    answers = {a.evidence: decisions.by_evidence.get(a.evidence) for a in found}
    adopted = [a for a in found if (word := answers[a.evidence]) is not None and word.same]
    mend = [a for a in adopted if a.kind in MENDED and _can_be(records[a.register].table, a)]
    stuck = [a for a in adopted if a.kind in MENDED and a not in mend]
    open_ = [a for a in found if answers[a.evidence] is None or a in stuck]
    tables = {c: r.table for c, r in records.items()}
    put_right = _put_right(tables, mend)
    unsure = set(chain.from_iterable(a.row_ids for a in open_ if a.register == HOUSEHOLD))
    put_right[HOUSEHOLD] = _asked(put_right[HOUSEHOLD], unsure)
    return Files(
        {c: replace(r, table=put_right[c]) for c, r in records.items()},
        tuple(found),
        {(a.register, a.file, a.sheet): question(key, a) for a in open_},
        _rows(a for a in open_ if a.kind not in MENDED),
    )


def _put_right(tables: dict[str, pa.Table], mend: Sequence[Accident]) -> dict[str, pa.Table]:
    """The registers with their columns put right: the household's by what the schools know, then
    the others by the household's.
    """
    at_home = [a for a in mend if a.register == HOUSEHOLD]
    if at_home:
        schools = _owners(*(tables[c] for c in SCHOOLS))
        tables = mended(tables, at_home, schools.__getitem__)
    others = [a for a in mend if a.register != HOUSEHOLD]
    return mended(tables, others, _owners(tables[HOUSEHOLD]).__getitem__) if others else tables


def _asked(table: pa.Table, rows: Collection[int]) -> pa.Table:
    """A register with rows of which nobody knows whether they say what was meant."""
    if not rows:
        return table
    lines = zip(table["row_id"].to_pylist(), table["says"].to_pylist(), strict=True)
    says = [Says.ASK.value if row in rows else said for row, said in lines]
    place = table.column_names.index("says")
    return table.set_column(place, "says", pa.array(says, table["says"].type))


def question(key: bytes, accident: Accident) -> str:
    """The number of a file's question."""
    return child_id(key, accident.evidence)[-_QUESTION:]


def _can_be(table: pa.Table, accident: Accident) -> bool:
    """Where nobody can tell which column went its own way, a file is read by its numbers only if it
    says no of nobody.
    """
    if accident.column or "says" not in table.column_names:
        return True
    ids = set(accident.row_ids)
    rows = zip(table["row_id"].to_pylist(), table["says"].to_pylist(), strict=True)
    return all(said in (None, Says.YES) for row, said in rows if row in ids)


def _owners(*tables: pa.Table) -> defaultdict[str, set[str]]:
    """The names of registers by number as written."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in tables:
        for line in table.select(["name", "id_no"]).to_pylist():
            if line["name"] and line["id_no"]:
                found[line["id_no"]].add(line["name"])
    return found


def _rows(found: Iterable[Accident]) -> dict[int, str]:
    rows: dict[int, str] = {}
    for accident in found:
        rows |= dict.fromkeys(accident.row_ids, accident.evidence)
    return rows


def as_questions(doubted: Mapping[int, str], links: pa.Table) -> dict[str, list[Any]]:
    """Links of doubted rows as the questions they become."""
    rows = links.to_pylist()
    return {
        "row_id": [r["row_id"] for r in rows],
        "source": [r["source"] for r in rows],
        "base_row": [r["child"] for r in rows],
        "child": [r["child"] for r in rows],
        "rule": [IN_DOUBT] * len(rows),
        "evidence": [doubted[r["row_id"]] for r in rows],
    }
