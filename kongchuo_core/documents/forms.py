"""Forms out: what people fill in, as workbooks with drop-downs and protected keys."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kongchuo_core.documents.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.forms import REVIEW_FORM
from kongchuo_core.vocabulary.registers import REGISTERS


def write_review_form(edition: Edition, into: Path) -> Path | None:
    """``待人工核对.xlsx`` of the edition's place: both sides next to each other, the reason, a drop-down.

    Returns
    -------
    Path or None
        the workbook; none is written where nothing is to be decided.
    """
    frame = edition.table("review")
    if frame.empty:
        return None
    frame = frame.assign(
        source=frame["register"].map({c: r.folder for c, r in REGISTERS.items()}),
        household_place=_place(frame, "household_"),
        other_place=_place(frame, ""),
    )
    shown = pd.DataFrame({heading: frame[column] for heading, column in REVIEW_FORM.shown})
    shown = shown.drop_duplicates(REVIEW_FORM.key).assign(**dict.fromkeys(REVIEW_FORM.fill))
    path = into / f"{REVIEW_FORM.name}.xlsx"
    write_workbook(
        path, [Sheet(REVIEW_FORM.sheet, shown, fill=REVIEW_FORM.fill, choices=REVIEW_FORM.choices, note=REVIEW_FORM.note)]
    )
    return path


def _place(frame: pd.DataFrame, prefix: str) -> pd.Series[str]:
    sheet = frame[f"{prefix}sheet"].where(frame[f"{prefix}sheet"] == "", " " + frame[f"{prefix}sheet"])
    return frame[f"{prefix}file"] + sheet + " 第" + frame[f"{prefix}row"].astype(str) + "行"
