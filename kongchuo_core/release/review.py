"""The object ``r`` of ``public_results.ipynb``: what anybody sees in a folder of released tables,
and what an attacker makes of it.

It is given that folder and nothing else: no edition, no registers, no ledger (law 9 of the house).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import pandas as pd

from kongchuo_core.disclosure import released as tables
from kongchuo_core.disclosure.released import Released, ReleasedTable
from kongchuo_core.documents import charts
from kongchuo_core.documents.inspection.checks import Check, Checks
from kongchuo_core.documents.public import view
from kongchuo_core.documents.shown import Chart, Table, Text
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wording import listed
from kongchuo_core.release.attack import Report, attack
from kongchuo_core.settings.workspace import Workspace

FILE = "公开审查.md"


@dataclass(frozen=True)
class Noted:
    """The note that was written for the office; it shows its name alone."""

    name: str
    kept: bool

    def __repr__(self) -> str:
        return f"{'已写出' if self.kept else '没有指定文件夹，不保存'}：{self.name}"


@dataclass(frozen=True)
class Review:
    """One edition as the public has it; every member shows itself in a cell. ``into`` is the folder
    of the note, or ``None``.
    """

    released: Released
    folder: Path
    into: Path | None

    @property
    def title(self) -> Text:
        """Which county, which term, which edition; that the data are made up, where they are."""
        made_up = ("本件依据虚构样例数据生成。",) if self.released.fictitious else ()
        return Text(
            (*view.notes(self.released), *made_up),
            f"{self.released.county}{self.released.label}公开结果",
        )

    @property
    def conclusion(self) -> Text:
        """The outcome, as page and papers say it."""
        return Text(view.conclusion(self.released))

    @property
    def legend(self) -> Text:
        """What the marker means and why numbers are hidden."""
        return Text((*view.legend(self.released), *view.dropped(self.released)))

    @property
    def problems(self) -> Text:
        """Problems in their fixed words."""
        return Text(view.problems(self.released))

    @property
    def tables(self) -> Tables:
        """Every released table, one below the other."""
        shown = view.tables(self.released)
        return Tables(
            tuple(
                Table(
                    t.题,
                    pd.DataFrame([(r.名, *r.格) for r in t.行], columns=[t.首栏, *t.栏]),
                    (t.注,),
                )
                for t in shown
            )
        )

    def chart(self, code: str) -> Chart | Text:
        """A table as bars; a sentence where it wasn't released."""
        table = self.released.table(code)
        return Text((f"没有公布“{code}”这张表。",)) if table is None else Chart(_drawn(table))

    @cached_property
    def attacked(self) -> Report:
        """What can be worked out of the hidden numbers from this folder's files."""
        return attack([self.folder])

    @property
    def attacker(self) -> Table:
        """The attacker's report: the range of every hidden number."""
        titles = {t.code: t.title for t in self.released.tables}
        lines = [
            {
                "表": titles.get(r.table, r.table),
                "行": r.row,
                "列": r.column,
                "至少": r.low,
                "至多": "没有上限" if r.high is None else r.high,
                "结论": "推算不出" if r.safe or r.before else "可以推算",
            }
            for r in self.attacked.ranges
        ]
        return Table(
            "没有公布的数可以推算到什么范围",
            pd.DataFrame(lines),
            (f"{self.attacked.words[0]}。", *self.attacked.findings),
        )

    @property
    def checks(self) -> Checks:
        """Every sum of the tables whose cells are all published, added up again.

        What the attacker found is no check here: it stops the publication at the gate, and must not
        stop the office's own reports.
        """
        return Checks(tuple(chain.from_iterable(map(_sums, self.released.tables))))

    def write(self) -> Noted:
        """Write the attacker's report as a note for the office."""
        lines = [
            f"# {self.title.heading}：推算检验",
            "",
            *(f"- {line}" for line in self.attacked.words),
            "",
        ]
        if self.into:
            (self.into / FILE).write_text("\n".join(lines), "utf-8", newline="\n")
        return Noted(FILE, self.into is not None)


@dataclass(frozen=True)
class Tables:
    """Several tables in one cell."""

    all: tuple[Table, ...]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.all))

    def _repr_html_(self) -> str:
        return "".join(table._repr_html_() for table in self.all)


def open_release(released: str | Path, into: str | Path = "") -> Review:
    """Open a folder of released tables for a notebook.

    Parameters
    ----------
    released : the folder; a relative path that isn't there from here starts at the root of the
        workspace.
    into : where the note goes, empty to keep none.

    Raises
    ------
    DisclosureError
        where the folder doesn't hold what is released.
    """
    folder = Path(released)
    if not folder.is_absolute() and not folder.is_dir():
        folder = Workspace.above(Path.cwd()).root / folder  # noqa: TID251 - a notebook's folder is how it finds its workspace
    return Review(tables.read(folder), folder, Path(into) if into else None)


def _drawn(table: ReleasedTable) -> Picture | None:
    """What the table is summed up by, without its total; hidden numbers are named, not drawn."""
    cells = view.drawn(table)
    shown = {label: cell.value for label, cell in cells.items() if cell.value is not None}
    if not any(shown.values()):
        return None
    hidden = listed(f"“{label}”" for label, cell in cells.items() if cell.hidden)
    told = listed(f"{label}{n}{table.unit}" for label, n in shown.items())
    title = view.drawn_title(table)
    alt = f"柱状图：{title}，{told}" + (f"；{hidden}不公布" if hidden else "")
    return charts.stacked_bars(
        pd.DataFrame({table.title: shown}), title="", alt=alt, unit=table.unit
    )


def _sums(table: ReleasedTable) -> Iterator[Check]:
    for found in table.sums:
        for other in table.columns if found.axis == "row" else table.rows:
            at = [
                (x, other) if found.axis == "row" else (other, x)
                for x in (found.parent, *found.children)
            ]
            there = {(r, c): cell.value for r, c, cell in table.places()}
            values = [there.get(place) for place in at]
            if None not in values:
                whole, *parts = (n or 0 for n in values)
                yield Check(
                    f"{table.title}：{other}的{found.parent}＝各部分之和", whole, sum(parts)
                )
    for balance in table.balances:
        whole_ = {*balance.gains, *balance.losses, balance.rest} <= set(table.columns)
        for row in table.rows if whole_ else ():
            gains, losses = (
                [table.cell(row, c).value for c in names]
                for names in (balance.gains, balance.losses)
            )
            rest = table.cell(row, balance.rest).value
            if rest is not None and None not in gains and None not in losses:
                yield Check(
                    f"{table.title}：{row}的{balance.words}",
                    rest,
                    sum(n or 0 for n in gains) - sum(n or 0 for n in losses),
                )
