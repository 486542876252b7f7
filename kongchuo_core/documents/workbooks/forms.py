"""Forms out: what people fill in, as workbooks with drop-downs and protected keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.vocabulary.forms import (
    INTAKE_FORM,
    OPENING_CHOICES,
    OPENING_FORM,
    Form,
)

EMPTY_LINES = 200
"""Lines of a form that is filled in from an empty one."""


def write_intake_form(into: Path, towns: Sequence[str]) -> Path:
    """``线索登记表.xlsx``, empty: children whom a list from above or a home visit names, of
    these towns.
    """
    return _write_empty(
        into, replace(INTAKE_FORM, choices={**INTAKE_FORM.choices, "乡镇（街道）": tuple(towns)})
    )


def write_opening_form(
    into: Path, towns: Sequence[str], labels: Mapping[str, Mapping[str, str]]
) -> Path:
    """``期初台账.xlsx``, empty: the cases the office had before; ``labels`` as in the facts of an
    edition (``regulation.telling``).
    """
    words = {heading: tuple(labels[name].values()) for heading, name in OPENING_CHOICES.items()}
    return _write_empty(
        into,
        replace(
            OPENING_FORM, choices={**OPENING_FORM.choices, "乡镇（街道）": tuple(towns), **words}
        ),
    )


def _write_empty(into: Path, form: Form) -> Path:
    frame = pd.DataFrame({heading: [None] * EMPTY_LINES for heading in form.headings}, dtype=object)
    path = into / f"{form.name}.xlsx"
    told = [sentence + "。" for sentence in form.note.split("。") if sentence]
    help_ = pd.DataFrame({"填表说明": told})
    write_workbook(
        path,
        [
            Sheet(form.sheet, frame, fill=form.headings, choices=form.choices),
            Sheet("填表说明", help_, widths={"填表说明": 110}),
        ],
    )
    return path
