"""What the public is shown: tables, charts and sentences made of released cells and fixed words, and of nothing else.

Everything here takes a :class:`Released` and an :class:`Occasion`; neither holds a count that is not published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kongchuo_core.disclosure.released import LEGEND, MARKER, Cell, Released, ReleasedTable
from kongchuo_core.documents.inspection.facts import citations_of
from kongchuo_core.documents.public.contexts import PublicRow, PublicTable, Sentences
from kongchuo_core.documents.wording import chinese_date, listed, numbered

MOST_TOLD = 8
"""Changed numbers of a table that a correction lists one by one."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a corrected edition says of itself: which edition it replaces, of which day, and why."""

    edition: str
    published_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """On which occasion something is published: who issues it, which days it is about, what the law says. No count.

    ``published_on``, ``number`` and ``name`` (``2025-autumn-1``) are ``None`` and empty until somebody has approved it.
    """

    issuer: str
    basis: str
    supervision_office: str
    bureau: str
    cutoff: date
    compared_on: date
    as_of: date
    due_on: date
    citations: Mapping[str, str]
    name: str = ""
    number: int | None = None
    document_code: str = ""
    published_on: date | None = None
    correction: Correction | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any], due_on: date, **approved: Any) -> Occasion:
        """From an edition's facts: names of offices, dates, articles in force."""
        county, term = facts["county"], facts["term"]
        cutoff, compared_on, as_of = (
            date.fromisoformat(term[name]) for name in ("cutoff", "compared_on", "as_of")
        )
        return cls(
            issuer=county["inspection_issuer"]["name"],
            basis=county["inspection_issuer"]["basis"],
            bureau=county["bureau"],
            supervision_office=county["supervision_office"],
            document_code=county["document_code"],
            due_on=due_on,
            citations=citations_of(facts),
            cutoff=cutoff,
            compared_on=compared_on,
            as_of=as_of,
            **approved,
        )


def tables(released: Released) -> tuple[PublicTable, ...]:
    """The released tables as they are printed, numbered."""
    return tuple(
        PublicTable(
            题=f"表{n}　{t.title}（单位：{t.unit}）",
            首栏="范围",
            栏=t.columns,
            注=_note(t),
            行=tuple(
                PublicRow(名=row, 格=tuple(c.shown for c in line))
                for row, line in zip(t.rows, t.cells, strict=True)
            ),
        )
        for n, t in enumerate(released.tables, 1)
    )


def _note(table: ReleasedTable) -> str:
    balances = [f"{b.words}。" for b in table.balances]
    return "".join(
        (
            f"注：{table.counts.rstrip('。')}。",
            *balances,
            *(f"{note.rstrip('。')}。" for note in table.notes),
        )
    )


def conclusion(released: Released) -> Sentences:
    """The outcome for the whole county: what each table says of it, in words; what one table told, the next doesn't tell again."""
    told: set[tuple[str, str]] = set()
    sentences = [_sentence(table, told) for table in released.tables]
    return tuple(filter(None, sentences)) or ("本次没有可以公布的统计表，原因见下。",)


def headline(table: ReleasedTable) -> dict[str, Cell]:
    """The cells a table is summed up by, the total first: the line of totals; of a table of one column that column.

    Empty where it has no totals.
    """
    row = table.total_row or (table.rows[0] if len(table.rows) == 1 else None)
    if row is None:
        return {}
    if len(table.columns) == 1 and len(table.rows) > 1:
        return {row: table.cell(row, table.columns[0])} | {
            r: table.cell(r, table.columns[0]) for r in table.rows
        }
    first = [table.total_column] if table.total_column else []
    return {column: table.cell(row, column) for column in (*first, *table.columns)}


def _sentence(table: ReleasedTable, told: set[tuple[str, str]]) -> str:
    """A part of a part stands in brackets behind it; noughts are left to the table."""
    cells = headline(table)
    new = {label: cell for label, cell in cells.items() if (table.unit, label) not in told}
    told.update((table.unit, label) for label in cells)
    if not new:
        return ""
    whole = next(iter(cells)) if table.total_column or len(table.columns) == 1 else ""
    inner = {
        child: s.parent
        for s in table.sums
        if s.axis == "column" and s.parent != table.total_column
        for child in s.children
    }
    parts = [
        _part(label, table, new, inner)
        for label, cell in new.items()
        if label not in (whole, table.total_row)
        and inner.get(label) not in new
        and not cell.hidden
        and cell.value
    ]
    start = _counted(whole, table, new) if whole in new else ""
    hidden = "".join(f"“{_bare(label)}”" for label, cell in new.items() if cell.hidden)
    first = f"{start}，其中{parts[0]}" if start and parts else start or "".join(parts[:1])
    body = "，".join(filter(None, (first, *parts[1:])))
    left_out = f"{'；' if body else ''}{hidden}不公布" if hidden else ""
    return f"{table.title}：{body}{left_out}。" if body or left_out else ""


def _part(
    label: str, table: ReleasedTable, new: Mapping[str, Cell], inner: Mapping[str, str]
) -> str:
    children = [
        child
        for child, parent in inner.items()
        if parent == label and child in new and not new[child].hidden
    ]
    within = (
        f"（{'，'.join(_counted(child, table, new) for child in children)}）" if children else ""
    )
    of = f"{inner[label]}中" if label in inner else ""
    return of + _counted(label, table, new) + within


def _counted(label: str, table: ReleasedTable, cells: Mapping[str, Cell]) -> str:
    return "" if cells[label].hidden else f"{_bare(label)}{cells[label].value}{table.unit}"


def _bare(label: str) -> str:
    """A label without the word that says that it is a part: in a sentence the brackets say so."""
    return label.removeprefix("其中：")


def legend(released: Released) -> Sentences:
    """What the marker means and why cells are hidden; that there is none, where there is none."""
    if not any(table.hidden for table in released.tables):
        return (f"本次公布的各表没有隐去的数。凡有隐去的，用“{MARKER}”标出。",)
    return (
        f"{LEGEND.rstrip('。')}。".replace(f"{MARKER} ", f"“{MARKER}”"),
        "一个地方只有一两个孩子的，把数写出来，邻居就知道说的是谁。法律不允许公开能认出未成年人的信息，"
        "所以小的数不公布；为了不让人用合计减出来，同一行、同一列里还要再隐去几个数。",
    )


def notes(released: Released) -> Sentences:
    """Notes on the whole release: which towns are in which group, which days it is about; days as official papers write them."""
    return tuple(
        _ISO.sub(lambda day: chinese_date(date.fromisoformat(day.group())), note)
        for note in released.notes
    )


def dropped(released: Released) -> Sentences:
    """The tables of the plan that are not published, each with its reason."""
    return tuple(f"“{d.title}”本次不公布：{d.reason.rstrip('。')}。" for d in released.dropped)


def problems(released: Released) -> Sentences:
    """Problems in their fixed words, one a sentence, places with the same problem together."""
    together: dict[str, list[str]] = {}
    for problem in released.problems:
        together.setdefault(problem.words.rstrip("。"), []).append(problem.place)
    return numbered(
        [f"{listed(places)}：{words}。" for words, places in together.items()],
        "没有发现需要公布的突出问题。",
    )


def corrected(
    released: Released, before: Released | None, correction: Correction | None
) -> Sentences:
    """What a corrected edition changes, said from published cells alone; empty where nothing is corrected."""
    if correction is None or before is None:
        return ()
    changes = [_changes(t, before.table(t.code)) for t in released.tables]
    changes += [f"“{t.title}”不再公布。" for t in before.tables if released.table(t.code) is None]
    return (
        f"更正说明：{chinese_date(correction.published_on)}公布的{before.label}结果（{edition_words(before.edition)}）有误，"
        f"现予更正，以本次公布的为准。更正的原因：{correction.reason.rstrip('。')}。",
        *(
            tuple(filter(None, changes))
            or ("与上一次公布的相比，各表的数没有变化，更正的是文字。",)
        ),
    )


def _changes(now: ReleasedTable, before: ReleasedTable | None) -> str:
    """Every published number of a table that is another now; of many those of the line of totals, the rest stand in the table."""
    if before is None or (before.rows, before.columns) != (now.rows, now.columns):
        return f"“{now.title}”重新公布。"
    changed = {
        row: [
            (c, before.cell(row, c), now.cell(row, c))
            for c in now.columns
            if now.cell(row, c) != before.cell(row, c)
        ]
        for row in now.rows
    }
    count = sum(map(len, changed.values()))
    told = {
        row: cells
        for row, cells in changed.items()
        if cells and (count <= MOST_TOLD or row == now.total_row)
    }
    lines = [
        f"{row}的" + "，".join(_change(*cell) for cell in cells) for row, cells in told.items()
    ]
    rest = count - sum(map(len, told.values()))
    return (
        f"“{now.title}”的更正：{'；'.join([*lines, *([f'其余{rest}处见新表'] if rest else [])])}。"
        if count
        else ""
    )


def _change(column: str, old: Cell, new: Cell) -> str:
    return (
        f"“{column}”改为不公布（{MARKER}）"
        if new.hidden
        else f"“{column}”由{old.shown}改为{new.shown}"
    )


def edition_words(number: int) -> str:
    """第1版: how an edition is called in print."""
    return f"第{number}版"
