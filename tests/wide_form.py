"""The form of verification as earlier versions sent it out: every step on one sheet. Filled ones
still come back.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl

from kongchuo_core.documents.workbooks.ledgers import open_cases
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.forms import VERIFY_FORM


def write_wide_form(edition: Edition, into: Path) -> Path:
    """``核查反馈表.xlsx`` with the one wide sheet, of the edition's place."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = VERIFY_FORM.sheet
    sheet.append([*(heading for heading, _ in VERIFY_FORM.shown), *VERIFY_FORM.fill])
    for case in open_cases(edition).to_dict("records"):
        sheet.append([str(case[column]) for _, column in VERIFY_FORM.shown])
    path = into / f"{VERIFY_FORM.name}.xlsx"
    book.save(path)
    return path
