"""The only type that may leave the office: tables of counts in which a hidden cell is a state,
never a nought or a blank.

A release is three files, enough to read it back: ``statistics.csv`` (every cell), ``structure.csv``
(which rows or columns add up to which, and every relation that a published rule makes certain; the
axes are listed at :data:`AXES`) and the data dictionary (titles, units, what is counted, notes).
Since what is small is told together or left out, no cell of a new release is hidden; editions of
earlier versions have hidden cells, and are read like all others. *Why* something is not told is no
part of the type; the reasons stand in :class:`kongchuo_core.disclosure.layout.Laid`, for the office
alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
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

WITHHELD = "有的问题涉及的人数少，不逐项公布"
"""Said where there are problems that may not be published."""
NOT_LOOKED_AT = "有的事项没有报来材料，这次没有检查"
"""Said where no register shows whether a duty was done."""

STATISTICS, STRUCTURE, DICTIONARY = "statistics.csv", "structure.csv", "数据字典.csv"
FOR_EXCEL = "公开数据.csv"
"""All that is published in one list with Chinese heads, which a double click opens: it begins with
a byte order mark.
"""
FILES = (STATISTICS, STRUCTURE, DICTIONARY, FOR_EXCEL)
_HEADS = ("类别", "代码", "指标", "范围", "本学期", "上学期", "单位", "说明")

Axis = Literal["row", "column"]
Relation = Literal["nought", "at_most", "opens", "cohort"]

AXES = {
    "row": "子项各行相加等于母行",
    "column": "子项各栏相加等于母栏",
    "row_part": "子项各行相加等于母行；其中有的行没有公布",
    "column_part": "子项各栏相加等于母栏；其中有的栏没有公布",
    "merged_row": "母行是子项各行合在一起公布的",
    "merged_column": "母栏是子项各栏合在一起公布的",
    "balance": "子项相加减（带－号的减）等于母栏",
    "nought": "按规定这一格（母行、子栏）是零",
    "at_most": "同一行里，母栏不大于子项之和；子项写成“表/栏”",
    "opens": "本学期的母栏等于上学期同一行的子栏；子项写成“上学期/栏”",
    "cohort": "同一学年两个学期，同一格相差不大，子项是一般不超过的数",
}
"""What the axes of ``structure.csv`` say; printed in the data dictionary."""

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
    """In every row (``axis="column"``) or column (``axis="row"``): the parent's cell is the sum of
    its children's.
    """

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
class Rule:
    """A relation that a published rule makes certain or, for ``cohort``, likely; see
    :data:`AXES`.
    """

    kind: Relation
    parent: str
    child: str


@dataclass(frozen=True)
class ReleasedTable:
    """One table: ``counts`` says what one unit is and which were counted; totals stand at
    ``total_row`` and ``total_column``.

    ``sums`` may name children that are not told; ``balances`` and ``rules`` name labels as they
    would stand alone; ``merged`` says which labels a label holds that is told for several.
    """

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
    rules: tuple[Rule, ...] = ()
    merged: tuple[Sum, ...] = ()

    def cell(self, row: str, column: str) -> Cell:
        """The cell of a row and a column, by their labels."""
        return self.cells[self.rows.index(row)][self.columns.index(column)]

    def share(self, row: str, part: str, whole: str, *, least: int = 1) -> float | None:
        """Part of whole in a row; ``None`` where one of them is hidden or the whole is less than
        ``least``.

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
    """A problem published in fixed words: of which place (the county, a town, a school that is
    large enough), and which.
    """

    place: str
    code: str
    words: str


@dataclass(frozen=True)
class Indicator:
    """A rate, a count beside last term's, or what was inspected, as it is printed; ``note``: the
    limit it is held against.
    """

    code: str
    kind: str
    name: str
    now: str
    before: str
    note: str


@dataclass(frozen=True)
class Released:
    """One edition of a term's release.

    ``changed`` are the cells (table, row, column) that an earlier edition of the same term printed
    with another number than they have now, hidden or not: a correction says what changed.
    ``reservations`` are said beside the problems: that some are withheld, that something wasn't
    looked at.
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
    reservations: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def table(self, code: str) -> ReleasedTable | None:
        """A table by its code; ``None`` where it was dropped or is no part of the plan."""
        return next((t for t in self.tables if t.code == code), None)


def write(released: Released, folder: Path) -> list[Path]:
    """Write the files of a release; the same release gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        STATISTICS: _statistics(released),
        STRUCTURE: _structure(released),
        DICTIONARY: _dictionary(released),
        FOR_EXCEL: _for_excel(released),
    }
    for name, lines in content.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(lines)
        encoding = "utf-8-sig" if name == FOR_EXCEL else "utf-8"
        (folder / name).write_text(text.getvalue(), encoding, newline="")
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
            told = table.columns if found.axis == "column" else table.rows
            axis = (
                found.axis if {found.parent, *found.children} <= set(told) else f"{found.axis}_part"
            )
            yield from ((table.code, axis, found.parent, child) for child in found.children)
        for found in table.merged:
            axis = f"merged_{found.axis}"
            yield from ((table.code, axis, found.parent, child) for child in found.children)
        for balance in table.balances:
            parts = (*balance.gains, *(f"－{loss}" for loss in balance.losses))
            yield from ((table.code, "balance", balance.rest, part) for part in parts)
        yield from ((table.code, rule.kind, rule.parent, rule.child) for rule in table.rules)


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
    yield from ((STRUCTURE, "axis", axis, meaning) for axis, meaning in AXES.items())
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
        yield from ((table.code, "note", str(n), note) for n, note in enumerate(table.notes, 1))
    yield from ((table, "changed", row, column) for table, row, column in released.changed)
    yield from (("", "dropped", d.code, f"{d.title}：{d.reason}") for d in released.dropped)
    yield from (("", "problem", p.code, f"{p.place}：{p.words}") for p in released.problems)
    yield from (("", "reservation", str(n), r) for n, r in enumerate(released.reservations, 1))
    yield from (("", "note", str(n), note) for n, note in enumerate(released.notes, 1))


def _for_excel(released: Released) -> Iterator[Sequence[str]]:
    yield _HEADS
    for one in released.indicators:
        yield (one.kind, one.code, one.name, "全县", one.now, one.before, "", one.note)
    for table in released.tables:
        for row, column, cell in table.places():
            yield (table.title, table.code, column, row, cell.shown, "", table.unit, table.counts)


def _indicators(folder: Path, tables: Sequence[str]) -> Iterator[Indicator]:
    """The lines that are no cells; editions of earlier versions have none."""
    if (folder / FOR_EXCEL).is_file():
        for kind, code, name, _, now, before, _, note in _lines(folder / FOR_EXCEL, _HEADS):
            if code not in tables:
                yield Indicator(code, kind, name, now, before, note)


def read(folder: Path) -> Released:
    """A release from its files.

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
            indicators=tuple(_indicators(folder, tuple(codes))),
            reservations=tuple(m for t, i, _, m in told if (t, i) == ("", "reservation")),
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
    first, *rest = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
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
    mine_too = [line[1:] for line in sums if line[0] == code]
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
        _added_up(mine_too, _SUMS),
        _balances(mine, mine_too),
        tuple(meaning for item, _, meaning in mine if item == "note"),
        tuple(
            Rule(kind, parent, child)
            for axis, parent, child in mine_too
            if (kind := _RELATIONS.get(axis))
        ),
        _added_up(mine_too, _MERGED),
    )


_SUMS: Mapping[str, Axis] = {
    "row": "row",
    "row_part": "row",
    "column": "column",
    "column_part": "column",
}
_MERGED: Mapping[str, Axis] = {"merged_row": "row", "merged_column": "column"}
_RELATIONS: Mapping[str, Relation] = {
    "nought": "nought",
    "at_most": "at_most",
    "opens": "opens",
    "cohort": "cohort",
}


def _added_up(lines: Lines, axes: Mapping[str, Axis]) -> tuple[Sum, ...]:
    groups: dict[tuple[Axis, str], list[str]] = {}
    for axis, parent, child in lines:
        if axis in axes:
            groups.setdefault((axes[axis], parent), []).append(child)
    return tuple(Sum(axis, parent, tuple(parts)) for (axis, parent), parts in groups.items())


def _cell(value: str, marker: str) -> Cell:
    if (marker == MARKER) != (value == ""):
        raise ValueError
    return HIDDEN if marker else Cell(int(value))


def _balances(told: Lines, structure: Lines) -> tuple[Balance, ...]:
    """From ``structure.csv``; editions of earlier versions say it in the dictionary."""
    groups: dict[str, list[str]] = {}
    for axis, rest, part in structure:
        if axis == "balance":
            groups.setdefault(rest, [f"＝{rest}"]).append(part)
    for item, words, part in told:
        if item == "balance":
            groups.setdefault(words, []).append(part)
    return tuple(
        Balance(
            tuple(p for p in parts if p[0] not in "－＝"),
            tuple(p[1:] for p in parts if p[0] == "－"),
            next(p[1:] for p in parts if p[0] == "＝"),
        )
        for parts in groups.values()
    )
