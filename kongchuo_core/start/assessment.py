"""The file that lets an office switch it on: a draft of the 个人信息保护影响评估, from what the program
takes, gives and keeps.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kongchuo_core.documents.pages import page
from kongchuo_core.regulation.cases import ITEMS, recipients
from kongchuo_core.regulation.tables import limit
from kongchuo_core.settings.models import read_county, read_rules
from kongchuo_core.settings.numbers import whole
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.registers import REGISTERS

FILE = "个人信息保护影响评估（草稿）.md"


def draft(workspace: Workspace, day: date) -> Path:
    """Write the draft into a workspace, where none lies yet, and give its place.

    Raises
    ------
    ParamsError
        where the county's params can't be read.
    """
    target = workspace.root / FILE
    if target.exists():
        return target
    county = read_county(workspace.params)
    registers = [
        {
            "名称": r.folder,
            "内容": r.meaning,
            "列": "、".join(f.heading for f in r.fields if f.offered),
        }
        for r in REGISTERS.values()
    ]
    told = page(
        "影响评估",
        县=county.name,
        单位=county.supervision_office,
        登记册=registers,
        给谁=[_seen(row) for row in recipients().values()],
        几年=whole(read_rules(workspace.params), "retention_years", day),
        满几岁=limit("age_to", day) + 1,
    )
    target.write_text(told, "utf-8")
    return target


def _seen(row: dict[str, str]) -> dict[str, str]:
    return {"名称": row["label"], "项": "、".join(t for i, t in ITEMS.items() if row[i] == "yes")}
