"""The only type that may leave the office: tables of counts in which a hidden cell is a state, never a nought or a blank.

A release is three files, enough to read it back: ``statistics.csv`` (every cell), ``structure.csv`` (which rows or columns add up
to which) and the data dictionary (titles, units, what is counted, notes). *Why* a cell is hidden is no part of the type:
who could tell a cell hidden for being small from one hidden to protect it would know that the first is between 1 and 4. The reasons
stand in :class:`kongchuo_core.disclosure.suppress.Suppressed`, for the office alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kongchuo_core.vocabulary.errors import DisclosureError

MARKER = "＊"
"""What stands where a number is hidden."""

LEGEND = (
    f"{MARKER} 表示该数不公开：数目小，或者公开后可以由它推算出别的小数目；不是零，也不是缺报。"
)
"""What the marker means, in the words of every release."""

STATISTICS, STRUCTURE, DICTIONARY = "statistics.csv", "structure.csv", "数据字典.csv"
FILES = (STATISTICS, STRUCTURE, DICTIONARY)

Axis = Literal["row", "column"]
Lines = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Cell:
    """A count, or hidden."""

    value: int | None

    @property
    def hidden(self) -> bool:
        """Whether the count is not published."""
        return self.value is None

    @property
    def shown(self) -> str:
        """What stands in print."""
        return MARKER if self.value is None else str(self.value)


HIDDEN = Cell(None)


@dataclass(frozen=True)
class Sum:
    """In every row (``axis="column"``) or column (``axis="row"``): the parent's cell is the sum of its children's."""

    axis: Axis
    parent: str
    children: tuple[str, ...]


@dataclass(frozen=True)
class Balance:
    """Columns that balance in every row: gains − losses = rest (期初＋新增＋重新立案－销号＝期末)."""

    gains: tuple[str, ...]
    losses: tuple[str, ...]
    rest: str

    @property
    def words(self) -> str:
        """The equation as it is printed."""
        return (
            "＋".join(self.gains) + "".join(f"－{loss}" for loss in self.losses) + f"＝{self.rest}"
        )


@dataclass(frozen=True)
class ReleasedTable:
    """One table: ``counts`` says what one unit is and which were counted; totals stand at ``total_row`` and ``total_column``."""

    code: str
    title: str
    unit: str
    counts: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    total_row: str | None = None
    total_column: str | None = None
    sums: tuple[Sum, ...] = ()
    balances: tuple[Balance, ...] = ()
    notes: tuple[str, ...] = ()

    def cell(self, row: str, column: str) -> Cell:
        """The cell of a row and a column, by their labels."""
        return self.cells[self.rows.index(row)][self.columns.index(column)]

    def share(self, row: str, part: str, whole: str, *, least: int = 1) -> float | None:
        """Part of whole in a row; ``None`` where one of them is hidden or the whole is less than ``least``.

        A rate made of published counts tells nothing that they don't.
        """
        above, below = self.cell(row, part).value, self.cell(row, whole).value
        return None if above is None or below is None or below < max(least, 1) else above / below

    def places(self) -> Iterator[tuple[str, str, Cell]]:
        """Row, column and cell, in reading order."""
        for row, line in zip(self.rows, self.cells, strict=True):
            for column, cell in zip(self.columns, line, strict=True):
                yield row, column, cell

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(cell.hidden for _, _, cell in self.places())


@dataclass(frozen=True)
class Dropped:
    """A table of the plan that is not published, and why."""

    code: str
    title: str
    reason: str


@dataclass(frozen=True)
class Problem:
    """A problem published in fixed words: of which place (the county, a town, a school that is large enough), and which."""

    place: str
    code: str
    words: str


@dataclass(frozen=True)
class Released:
    """One edition of a term's release.

    ``changed`` are the cells (table, row, column) that an earlier edition of the same term printed with another number than they
    have now, hidden or not: a correction says what changed.
    """

    term: str
    label: str
    edition: int
    county: str
    fictitious: bool
    tables: tuple[ReleasedTable, ...]
    dropped: tuple[Dropped, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    changed: tuple[tuple[str, str, str], ...] = ()

    def table(self, code: str) -> ReleasedTable | None:
        """A table by its code; ``None`` where it was dropped or is no part of the plan."""
        return next((t for t in self.tables if t.code == code), None)


def write(released: Released, folder: Path) -> list[Path]:
    """Write the three files of a release; the same release gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        STATISTICS: _statistics(released),
        STRUCTURE: _structure(released),
        DICTIONARY: _dictionary(released),
    }
    for name, lines in content.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(lines)
        (folder / name).write_text(text.getvalue(), "utf-8", newline="")
    return [folder / name for name in content]


def _statistics(released: Released) -> Iterator[Sequence[str]]:
    yield ("table", "row", "column", "value", "marker")
    for table in released.tables:
        for row, column, cell in table.places():
            yield (
                table.code,
                row,
                column,
                "" if cell.value is None else str(cell.value),
                MARKER if cell.hidden else "",
            )


def _structure(released: Released) -> Iterator[Sequence[str]]:
    yield ("table", "axis", "parent", "child")
    for table in released.tables:
        for found in table.sums:
            yield from ((table.code, found.axis, found.parent, child) for child in found.children)


def _dictionary(released: Released) -> Iterator[Sequence[str]]:
    """``table,item,name,meaning``: of the whole release ``table`` is empty."""
    yield ("table", "item", "name", "meaning")
    yield from (
        ("", "release", name, value)
        for name, value in (
            ("term", released.term),
            ("label", released.label),
            ("edition", str(released.edition)),
            ("county", released.county),
            ("fictitious", "虚构样例" if released.fictitious else ""),
            ("marker", LEGEND),
        )
    )
    for table in released.tables:
        yield from (
            (table.code, "table", name, value)
            for name, value in (
                ("title", table.title),
                ("unit", table.unit),
                ("counts", table.counts),
                ("total_row", table.total_row or ""),
                ("total_column", table.total_column or ""),
            )
        )
        for balance in table.balances:
            parts = (*balance.gains, *(f"－{loss}" for loss in balance.losses), f"＝{balance.rest}")
            yield from ((table.code, "balance", balance.words, part) for part in parts)
        yield from ((table.code, "note", str(n), note) for n, note in enumerate(table.notes, 1))
    yield from ((table, "changed", row, column) for table, row, column in released.changed)
    yield from (("", "dropped", d.code, f"{d.title}：{d.reason}") for d in released.dropped)
    yield from (("", "problem", p.code, f"{p.place}：{p.words}") for p in released.problems)
    yield from (("", "note", str(n), note) for n, note in enumerate(released.notes, 1))


def read(folder: Path) -> Released:
    """A release from its three files.

    Raises
    ------
    DisclosureError
        where a file is missing or isn't what :func:`write` makes.
    """
    try:
        told = _lines(folder / DICTIONARY, ("table", "item", "name", "meaning"))
        cells = _lines(folder / STATISTICS, ("table", "row", "column", "value", "marker"))
        sums = _lines(folder / STRUCTURE, ("table", "axis", "parent", "child"))
        whole = {
            name: meaning for table, item, name, meaning in told if (table, item) == ("", "release")
        }
        codes = dict.fromkeys(line[0] for line in cells)
        return Released(
            term=whole["term"],
            label=whole["label"],
            edition=int(whole["edition"]),
            county=whole["county"],
            fictitious=bool(whole["fictitious"]),
            tables=tuple(_table(c, told, cells, sums) for c in codes),
            dropped=tuple(Dropped(n, *_two(m)) for t, i, n, m in told if (t, i) == ("", "dropped")),
            problems=tuple(
                Problem(_two(m)[0], n, _two(m)[1])
                for t, i, n, m in told
                if (t, i) == ("", "problem")
            ),
            notes=tuple(m for t, i, _, m in told if (t, i) == ("", "note")),
            changed=tuple((t, n, m) for t, i, n, m in told if i == "changed"),
        )
    except (FileNotFoundError, KeyError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        raise DisclosureError(
            "公开的统计表缺文件" if missing else "公开的统计表被改动过，读不懂",
            remedy="从 ledger/releases/ 里取原件",
            place=(f"文件夹 {'/'.join(folder.parts[-3:])}",),
        ) from None


def _two(text: str) -> tuple[str, str]:
    before, _, after = text.partition("：")
    return before, after


def _lines(path: Path, header: Sequence[str]) -> list[list[str]]:
    first, *rest = csv.reader(io.StringIO(path.read_text("utf-8"), newline=""))
    if tuple(first) != tuple(header) or any(len(line) != len(header) for line in rest):
        raise ValueError
    return rest


def _table(code: str, told: Lines, cells: Lines, sums: Lines) -> ReleasedTable:
    mine = [line[1:] for line in told if line[0] == code]
    of = {name: meaning for item, name, meaning in mine if item == "table"}
    values = {
        (row, column): _cell(value, marker)
        for table, row, column, value, marker in cells
        if table == code
    }
    rows, columns = (
        tuple(dict.fromkeys(r for r, _ in values)),
        tuple(dict.fromkeys(c for _, c in values)),
    )
    groups: dict[tuple[Axis, str], list[str]] = {}
    for table, axis, parent, child in sums:
        if table == code:
            groups.setdefault(("row" if axis == "row" else "column", parent), []).append(child)
    return ReleasedTable(
        code,
        of["title"],
        of["unit"],
        of["counts"],
        rows,
        columns,
        tuple(tuple(values[r, c] for c in columns) for r in rows),
        of["total_row"] or None,
        of["total_column"] or None,
        tuple(Sum(a, p, tuple(c)) for (a, p), c in groups.items()),
        _balances((name, meaning) for item, name, meaning in mine if item == "balance"),
        tuple(meaning for item, _, meaning in mine if item == "note"),
    )


def _cell(value: str, marker: str) -> Cell:
    if (marker == MARKER) != (value == ""):
        raise ValueError
    return HIDDEN if marker else Cell(int(value))


def _balances(lines: Iterable[tuple[str, str]]) -> tuple[Balance, ...]:
    groups: dict[str, list[str]] = {}
    for words, part in lines:
        groups.setdefault(words, []).append(part)
    return tuple(
        Balance(
            tuple(p for p in parts if p[0] not in "－＝"),
            tuple(p[1:] for p in parts if p[0] == "－"),
            next(p[1:] for p in parts if p[0] == "＝"),
        )
        for parts in groups.values()
    )
