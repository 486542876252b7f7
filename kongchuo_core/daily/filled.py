"""Filled-in forms as they come back: which form a sheet is, and its lines by heading, wherever the
columns stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.registers import values
from kongchuo_core.registers.headers import heading_key
from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.read import read_sheets
from kongchuo_core.vocabulary.days import WRITTEN_SO
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.forms import (
    ACROSS_FORM,
    DOUBT_FORM,
    FILE_FORM,
    INTAKE_FORM,
    MONTHLY_FORM,
    OPENING_FORM,
    RECHECK_FORM,
    REVIEW_FORM,
    STEP_FORMS,
    VERIFY_FORM,
    Form,
)
from kongchuo_core.vocabulary.registers import REGISTERS

FORMS = (
    DOUBT_FORM,
    REVIEW_FORM,
    FILE_FORM,
    VERIFY_FORM,
    *STEP_FORMS,
    ACROSS_FORM,
    INTAKE_FORM,
    OPENING_FORM,
    RECHECK_FORM,
    MONTHLY_FORM,
)
"""The forms that come back."""
_SEARCH_ROWS = 10


@dataclass(frozen=True)
class Line:
    """One line of a form that has been filled in: where it stands and its cells by heading."""

    where: str
    cells: dict[str, Any]

    def text(self, heading: str) -> str:
        """A cell as text, empty where nothing stands in it."""
        return values.text(self.cells.get(heading)) or ""

    def days(
        self, headings: Sequence[str], today: date
    ) -> tuple[dict[str, date | None], list[str]]:
        """The days under some headings, and what is wrong with them."""
        told: dict[str, date | None] = {}
        faults = []
        for heading in headings:
            told[heading], _ = values.day(self.cells.get(heading))
            if self.text(heading) and told[heading] is None:
                faults.append(f"“{heading}”看不懂，{WRITTEN_SO}")
            elif (day := told[heading]) is not None and day > today:
                faults.append(f"“{heading}”晚于今天")
        return told, faults


def lines(path: Path) -> Iterator[tuple[Form, Line]]:
    """The filled-in lines of a workbook, with the form they belong to.

    Raises
    ------
    InputError
        where no sheet of the file is one of our forms.
    """
    found = False
    for sheet in read_sheets(path, path.name):
        for form in FORMS:
            columns, start = _columns(sheet, form)
            found |= bool(columns)
            for number, row in zip(sheet.numbers[start:], sheet.rows[start:], strict=True):
                line = Line(
                    f"{path.name} {sheet.sheet} 第{number}行",
                    {h: row[c] for h, c in columns.items() if c < len(row)},
                )
                if _filled(line, form):
                    yield form, line
            if columns:
                break
    if not found:
        names = "》《".join(dict.fromkeys(form.name for form in FORMS))
        raise InputError(
            f"这不是《{names}》表",
            remedy="导入 kongchuo run 或 kongchuo forms 生成的表，不要改动表头",
            place=(f"文件 {path.name}",),
        )


def _filled(line: Line, form: Form) -> bool:
    """Whether somebody wrote into a line: of a protected form beside its key, of an open one
    anywhere but its note.
    """
    if form.needed:
        told = [line.text(h) for h in form.headings if line.text(h)]
        return bool(told) and told != [values.text(form.note)]
    return bool(line.text(form.key)) and any(line.text(h) for h in form.fill)


def _columns(sheet: RawSheet, form: Form) -> tuple[dict[str, int], int]:
    for index, row in enumerate(sheet.rows[:_SEARCH_ROWS]):
        headings = [heading_key(c) for c in row]
        found = {h: at for h in form.headings if (at := _column(headings, h, form)) is not None}
        wanted = form.needed or form.headings
        if form is DOUBT_FORM and heading_key(form.shown[-1][0]) not in headings:
            continue  # its other headings stand in the form of pairs too
        if all(h in found for h in wanted):
            kept = {h: headings.index(k) for h in form.kept if (k := heading_key(h)) in headings}
            return found | kept, index + 1
    return {}, len(sheet.rows)


def _column(headings: Sequence[str], heading: str, form: Form) -> int | None:
    """Where a heading stands; in an open form also under the names that the household register's
    headings go by.
    """
    register = REGISTERS["household"].fields if form.needed else ()
    if form.key_before and heading == form.key:
        return next((headings.index(k) for k in (heading, form.key_before) if k in headings), None)
    aliases = next(((f.heading, *f.aliases) for f in register if f.heading == heading), (heading,))
    return next((headings.index(key) for a in aliases if (key := heading_key(a)) in headings), None)
