"""What a notebook's cell shows: paragraphs, a table, a picture. Each shows itself, the same each
time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from html import escape
from typing import Any

import pandas as pd

from kongchuo_core.documents.printed import Picture


@dataclass(frozen=True)
class Text:
    """Whole sentences, one a paragraph, below a heading where there is one."""

    sentences: tuple[str, ...]
    heading: str = ""

    def __repr__(self) -> str:
        return "\n".join(filter(None, (self.heading, *self.sentences)))

    def _repr_html_(self) -> str:
        heading = f"<h2>{escape(self.heading)}</h2>" if self.heading else ""
        return heading + "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)


@dataclass(frozen=True)
class Table:
    """A table with its caption and a note, which is shown alone where there are no rows."""

    caption: str
    frame: pd.DataFrame
    note: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"{self.caption}（{len(self.frame)}行）"

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.note)
        if self.frame.empty:
            return notes or "<p>（无）</p>"
        head = "".join(f"<th scope='col'>{escape(str(name))}</th>" for name in self.frame.columns)
        body = "".join(
            f"<tr>{''.join(map(_cell, row))}</tr>"
            for row in self.frame.itertuples(index=False, name=None)
        )
        return f"<table><caption>{escape(self.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


@dataclass(frozen=True)
class Chart:
    """A picture; its words say what it shows, also where the picture cannot be seen."""

    picture: Picture | None

    def __repr__(self) -> str:
        return self.picture.alt if self.picture else "（没有可画的）"

    def _repr_png_(self) -> bytes | None:
        return self.picture.png if self.picture else None


def table_of(caption: str, rows: Sequence[Any], note: tuple[str, ...] = ()) -> Table:
    """A table of row dataclasses (``contexts``); their fields are the headings."""
    columns = [f.name for f in fields(rows[0])] if rows else []
    return Table(caption, pd.DataFrame([asdict(row) for row in rows], columns=columns), note)


def _cell(value: object) -> str:
    side = "right" if isinstance(value, int | float) else "left"
    return f"<td style='text-align:{side}'>{escape(str(value))}</td>"
