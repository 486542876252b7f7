"""``数据质量.xlsx``: what is to be mended in the registers, by register; places and remedies, no name
and no identity number.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.shown import table_of
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.registers import REGISTERS

_FAULT = {
    "file": "文件",
    "sheet": "工作表",
    "row": "行号",
    "column": "列",
    "what": "问题",
    "remedy": "怎么改",
    "town": "乡镇（街道）",
}


_NOWHERE = {"school": "学校", "file": "文件", "sheet": "工作表", "row": "行号"}


def write_workbooks(edition: Edition, into: Path) -> Path:
    """Write ``数据质量.xlsx``: a summary and a sheet for each register; places and remedies, no name
    and no identity number.
    """
    table = edition.table("quality")
    summary = table_of("", facts.quality_rows(edition)).frame
    note = (
        "每一处的文件、工作表和行号见各来源的工作表。"
        if len(table)
        else "各来源没有发现需要改正的地方。"
    )
    sheets = [
        Sheet(
            "汇总",
            summary if len(table) else pd.DataFrame(columns=["来源", "问题", "行数", "处理意见"]),
            note=note,
        )
    ]
    for code, register in REGISTERS.items():
        if len(rows := table[table["register"] == code]):
            sheets.append(Sheet(register.folder, rows[list(_FAULT)].rename(columns=_FAULT)))
    if edition.town is None and len(nowhere := facts.enrolled_nowhere(edition)):
        note = "户籍不在本县，学籍在本校，没有列入任何班级：请学校查明去向，在校的补进花名册，转走的办理转学，不在校的报县教育体育局。"
        sheets.append(Sheet("有学籍不在班", nowhere.rename(columns=_NOWHERE), note=note))
    path = into / "数据质量.xlsx"
    write_workbook(path, sheets)
    return path
