"""What a workbook tells besides its values: merged cells, hidden rows and sheets, struck-out rows,
errors, lost results.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
from openpyxl.styles import Font

from kongchuo_core.registers.raw import ErrorValue, NoResult
from kongchuo_core.registers.read import read_sheets


def test_what_a_workbook_tells_besides_its_values(tmp_path: Path) -> None:
    """Nothing of it is filled in or left out: who reads the sheet decides what it means."""
    book = openpyxl.Workbook()
    page = book.active
    for row in (["姓名", "在校"], ["甲", "=1+1"], ["乙", "#N/A"], ["丙", "是"], ["丁", "是"]):
        page.append(row)
    page["B3"].data_type = "e"
    page.merge_cells("C2:D4")
    page["C2"] = "永定街道"
    page.row_dimensions[4].hidden = True
    for cell in ("A5", "B5", "A2"):
        page[cell].font = Font(strike=True)
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(tmp_path / "册.xlsx")
    first, second = read_sheets(tmp_path / "册.xlsx", "册.xlsx")
    assert first.rows[1][:2] == ["甲", NoResult()] and first.rows[2][:2] == [
        "乙",
        ErrorValue("#N/A"),
    ]
    assert first.merged == ((1, 2, 3, 3),) and first.rows[1][2] == "永定街道"
    assert first.hidden_rows == {4} and first.struck_rows == {5}
    assert first.struck_cells == {(2, 0), (5, 0), (5, 1)}
    assert (first.hidden, second.hidden) == (False, True)
