"""What the public is shown: tables, charts and sentences made of released cells and fixed words,
and of nothing else.

Everything here takes a :class:`Released` and an :class:`Occasion`; neither holds a count that is
not published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from kongchuo_core.disclosure.released import LEGEND, MARKER, Cell, Released, ReleasedTable
from kongchuo_core.documents.inspection.facts import citations_of
from kongchuo_core.documents.public.contexts import PublicRow, PublicTable, Sentences
from kongchuo_core.documents.word.render import environment
from kongchuo_core.documents.wording import chinese_date, listed, numbered
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.errors import RuleTableError

MOST_TOLD = 8
"""Changed numbers of a table that a correction lists one by one."""
_ISO, _DIGITS = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d+")
WORDING = "wording/公开结论.jinja"
RATE, CHECK, COUNT = "比率", "检查", "人数"
"""Kinds of indicators."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a corrected edition says of itself: which edition it replaces, of which day, and why."""

    edition: str
    published_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """On which occasion something is published: who issues it, which days it is about, what the law
    says. No count.

    ``published_on``, ``number`` and ``name`` (``2025-autumn-1``) are ``None`` and empty until
    somebody has approved it.
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
    contact: Mapping[str, str] | None = None
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
            contact=county.get("contact"),
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
    told = {*table.columns, *chain.from_iterable(s.children for s in table.merged)}
    balances = [f"{b.words}。" for b in table.balances if {*b.gains, *b.losses, b.rest} <= told]
    return "".join(
        (
            f"注：{table.counts.rstrip('。')}。",
            *balances,
            *(f"{note.rstrip('。')}。" for note in table.notes),
        )
    )


def conclusion(released: Released, templates: Path | None = None) -> Sentences:
    """The outcome for the whole county in plain sentences, from ``wording/公开结论.jinja`` and
    published numbers alone.

    ``templates`` is the office's folder; where it has no such text, and where it is ``None``, the
    house's own is used.

    Raises
    ------
    RuleTableError
        where the text is at fault.
    """
    path = (templates or house() / "templates") / WORDING
    path = path if path.is_file() else house() / "templates" / WORDING
    kinds = {kind: [x for x in released.indicators if x.kind == kind] for kind in (RATE, CHECK)}
    try:
        text = (
            environment()
            .from_string(path.read_text("utf-8"))
            .render(
                数=_county(released),
                合写=_told_together(released),
                上期=_before(released),
                比率=kinds[RATE],
                检查=kinds[CHECK],
                有表=bool(released.tables),
                问题数=len(released.problems),
            )
        )
    except TemplateError as fault:
        raise RuleTableError(
            f"公开结论的写法有误：{fault}", remedy="对照原来的文字检查", place=(f"模板 {WORDING}",)
        ) from None
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _county(released: Released) -> dict[str, int]:
    """The county's published numbers by their columns."""
    found: dict[str, int] = {}
    for table in released.tables:
        for row, column, cell in table.places():
            if row == table.total_row and cell.value is not None:
                found.setdefault(column, cell.value)
    return found


def _told_together(released: Released) -> dict[str, str]:
    """Each column told together with others → the one in which the whole county's number stands."""
    found: dict[str, str] = {}
    for table in released.tables:
        for total in table.merged:
            if total.axis == "column" and table.total_row in table.rows:
                found |= {part: total.parent for part in total.children if part not in found}
    return found


def _before(released: Released) -> dict[str, str]:
    """What was published last term of the same, without units."""
    told = {x.name: x.before for x in released.indicators if x.kind == COUNT}
    return {name: digits[0] for name, text in told.items() if (digits := _DIGITS.match(text))}


FIRST = ("疑似辍学", "期末")
"""The columns that are asked for first: rows are drawn by them."""


def drawn(table: ReleasedTable) -> dict[str, Cell]:
    """The cells that may be drawn beside each other: rows below the total by the first column asked
    for, else the line of totals.

    Without totals, and without parts of a part, which would be drawn twice.
    """
    rows = [row for row in table.rows if row != table.total_row]
    if rows and len(table.rows) > 1:
        column = next((c for c in FIRST if c in table.columns), None)
        return {row: table.cell(row, column) for row in rows} if column else {}
    parts = set(chain.from_iterable(s.children for s in table.sums))
    inner = set(chain.from_iterable(s.children for s in table.sums if s.parent in parts))
    row = table.rows[0]
    return {
        column: table.cell(row, column)
        for column in table.columns
        if column not in inner and column != table.total_column
    }


def drawn_title(table: ReleasedTable) -> str:
    """What a picture of :func:`drawn` is called."""
    below = len(table.rows) > 1 and table.total_row is not None
    column = next((c for c in FIRST if c in table.columns), "")
    return f"{table.title}：{column}" if below else f"{table.title}（{table.rows[0]}）"


UNTOLD = (
    "一个地方只有一两个孩子的，把数写出来，邻居就知道说的是谁。法律不允许公开能认出未成年人的信息，"
    "所以小的数与旁边的一项合在一起写，或者整栏不列；为了不让人用合计减出来，有的大的数也不列。没有列出的不是零，也不是缺报。"
)


def legend(released: Released) -> Sentences:
    """Why some numbers aren't told; what the marker means, where an edition of an earlier version
    has it.
    """
    if any(table.hidden for table in released.tables):
        return (f"{LEGEND.rstrip('。')}。".replace(f"{MARKER} ", f"“{MARKER}”"), UNTOLD)
    return (UNTOLD,)


def notes(released: Released) -> Sentences:
    """Notes on the whole release: which towns are in which group, which days it is about; days as
    official papers write them.
    """
    return tuple(
        _ISO.sub(lambda day: chinese_date(date.fromisoformat(day.group())), note)
        for note in released.notes
    )


def dropped(released: Released) -> Sentences:
    """The tables of the plan that are not published, each with its reason."""
    return tuple(f"“{d.title}”本次不公布：{d.reason.rstrip('。')}。" for d in released.dropped)


def problems(released: Released) -> Sentences:
    """Problems in their fixed words, one a sentence, places with the same problem together; what is
    withheld is said to be.

    That nothing was found is said only where nothing is withheld and everything was looked at.
    """
    together: dict[str, list[str]] = {}
    for problem in released.problems:
        together.setdefault(problem.words.rstrip("。"), []).append(problem.place)
    found = [f"{listed(places)}：{words}。" for words, places in together.items()]
    beside = tuple(f"{words.rstrip('。')}。" for words in released.reservations)
    if not found and beside:
        return beside
    return (*numbered(found, "没有发现需要公布的突出问题。"), *beside)


def corrected(
    released: Released, before: Released | None, correction: Correction | None
) -> Sentences:
    """What a corrected edition changes, said from published cells alone; empty where nothing is
    corrected.
    """
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
    """Every published number of a table that is another now; of many those of the line of totals,
    the rest stand in the table.
    """
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


_NEXT = {"autumn": (1, "春季"), "spring": (0, "秋季")}


def next_term(term: str) -> str:
    """How the term after one is called; empty where its name isn't of the usual form."""
    year, _, season = term.partition("-")
    if not year.isdecimal() or season not in _NEXT:
        return ""
    later, name = _NEXT[season]
    return f"{int(year) + later}年{name}学期"


def edition_words(number: int) -> str:
    """第1版: how an edition is called in print."""
    return f"第{number}版"
