"""What the accidents of whole files mean for a comparison: mended, taken as they are, or held until somebody decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from kongchuo_core.engine import Engine
from kongchuo_core.linking.accidents import MENDED, Accident, accidents, mended
from kongchuo_core.linking.mint import child_id
from kongchuo_core.linking.review import Decisions
from kongchuo_core.registers.border import Records
from kongchuo_core.registers.words import Says
from kongchuo_core.regulation.tables import accident_words
from kongchuo_core.vocabulary.tables import FILE_QUESTIONS, QUALITY

KIND, IN_DOUBT = "file_accident", "file_in_doubt"
"""The kind under which an accident stands in ``quality``; the rule of a question that a whole file asks."""
_QUESTION = 7


@dataclass(frozen=True)
class Files:
    """The registers as they are compared, and the accidents of files that nobody has decided.

    ``held``: register, file and sheet → the file's question; ``doubted``: rows that link to nobody until then → the evidence.
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
                own = {c.name: getattr(a, c.name, None) for c in FILE_QUESTIONS.columns}
                told = {"question": self.held[place], "what": what, "remedy": remedy}
                lines.append(own | told | {"town": self._town(a, towns)})
        columns = {c.name: [line[c.name] for line in lines] for c in FILE_QUESTIONS.columns}
        table = pa.table(columns, schema=FILE_QUESTIONS.schema)
        return table.sort_by([(c, "ascending") for c in FILE_QUESTIONS.order])

    def faults(self, towns: Mapping[str, str]) -> pa.Table:
        """The lines of ``quality``: every accident, decided or not, because its file is to be sent again."""
        lines = []
        for a in self.found:
            what, remedy = said(a)
            place: dict[str, str | None] = {"register": a.register, "file": a.file}
            place |= {"sheet": a.sheet, "column": "", "town": self._town(a, towns)}
            told: dict[str, str | None] = {"kind": KIND, "what": what, "remedy": remedy}
            lines.append(place | told)
        columns = {c.name: [line.get(c.name) for line in lines] for c in QUALITY.columns}
        return pa.table(columns, schema=QUALITY.schema)

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
    put_right = (
        mended(tables, mend, _owners(records["household"].table).__getitem__) if mend else tables
    )
    return Files(
        {c: replace(r, table=put_right[c]) for c, r in records.items()},
        tuple(found),
        {(a.register, a.file, a.sheet): question(key, a) for a in open_},
        _rows(a for a in open_ if a.kind not in MENDED),
    )


def question(key: bytes, accident: Accident) -> str:
    """The number of a file's question."""
    return child_id(key, accident.evidence)[-_QUESTION:]


def _can_be(table: pa.Table, accident: Accident) -> bool:
    """Where nobody can tell which column went its own way, a file is read by its numbers only if it says no of nobody."""
    if accident.column or "says" not in table.column_names:
        return True
    ids = set(accident.row_ids)
    rows = zip(table["row_id"].to_pylist(), table["says"].to_pylist(), strict=True)
    return all(said in (None, Says.YES) for row, said in rows if row in ids)


def _owners(household: pa.Table) -> defaultdict[str, set[str]]:
    """The names of the household register by number as written."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, number in zip(
        household["name"].to_pylist(), household["id_no"].to_pylist(), strict=True
    ):
        if name and number:
            found[number].add(name)
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
