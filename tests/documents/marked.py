"""An edition in which no two numbers are alike: what a paper prints of it shows from which figure
it was taken.

Every count of the table of figures that isn't nought gets a number of its own, a greater count a
greater one, and so does every number in the sentences of facts that the rules wrote; how these come
from figures is tested on their own rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kongchuo_core.documents.word.numbers import NO_COUNT, NUMBER, shapes
from kongchuo_core.vocabulary.told import fact

FACTS = {"duties": "fact", "measures": "facts"}
"""Table → its column of facts."""
STEP = 10
"""Numbers lie so far apart that a score in tenths has a number of its own too."""


@dataclass
class Marks:
    """The numbers given so far, and what each stands for."""

    at: int = 1_000_000
    known: dict[str, str] = field(default_factory=dict)

    def next(self) -> int:
        """A number that nothing else has."""
        self.at += STEP
        return self.at

    def words(self, text: str, of: str) -> str:
        """A sentence with its counts replaced."""
        not_counts = chain.from_iterable(pattern.finditer(text) for pattern in NO_COUNT)
        kept = [m.span() for m in not_counts]
        parts, end = [], 0
        for m in NUMBER.finditer(text):
            if not any(first < m.end() and m.start() < last for first, last in kept):
                number = str(self.next())
                self.known[number] = of
                parts += [text[end : m.start()], number]
                end = m.end()
        return "".join([*parts, text[end:]])


def mark(edition: Path, into: Path) -> Marks:
    """Write the marked edition; its other tables and facts are those of ``edition``."""
    marks = Marks()
    into.mkdir()
    for path in edition.iterdir():
        if path.stem not in (*FACTS, "figures"):
            (into / path.name).symlink_to(path)
    _write(edition, into, "figures", dict(_figures(edition, marks)))
    for name, column in FACTS.items():
        cells = pq.read_table(edition / f"{name}.parquet")[column].to_pylist()
        _write(
            edition,
            into,
            name,
            {column: [_marked(cell, f"{name}.{column}", marks) for cell in cells]},
        )
    return marks


def _figures(edition: Path, marks: Marks) -> Iterator[tuple[str, list[Any]]]:
    told = pq.read_table(edition / "figures.parquet").to_pydict()
    counts = [*told["numerator"], *told["denominator"]]
    given = list(counts)
    for at in sorted((n for n, count in enumerate(counts) if count), key=counts.__getitem__):
        given[at] = marks.next()
    top, bottom = given[: len(told["numerator"])], given[len(told["numerator"]) :]
    for code, place, numerator, denominator in zip(
        told["code"], told["place"], top, bottom, strict=True
    ):
        marks.known |= dict.fromkeys(shapes(code, numerator, denominator), f"{code} {place}")
    yield "numerator", top
    yield "denominator", bottom


def _marked(cell: Any, of: str, marks: Marks) -> Any:
    if isinstance(cell, list):
        return [_marked(fact, of, marks) for fact in cell]
    if cell is None:
        return None
    code, *values = json.loads(cell)
    return fact(code, *(_value(value, of, marks) for value in values))


def _value(value: Any, of: str, marks: Marks) -> Any:
    """A value of a fact with its numbers replaced: counts, and what words of a register count."""
    if isinstance(value, list):
        return [_value(one, of, marks) for one in value]
    if isinstance(value, bool) or not value:
        return value
    if isinstance(value, int):
        return int(marks.words(f"{value}件", of).removesuffix("件"))
    return marks.words(value, of) if isinstance(value, str) else value


def _write(edition: Path, into: Path, name: str, columns: dict[str, list[Any]]) -> None:
    table = pq.read_table(edition / f"{name}.parquet")
    pq.write_table(
        pa.table(table.to_pydict() | columns, schema=table.schema), into / f"{name}.parquet"
    )
