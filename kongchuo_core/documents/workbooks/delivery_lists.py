"""报送情况: who has delivered what, as a workbook: towns by register, schools, departments, and the
list of whom to call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.senders import DELIVERIES, Sender

FILE = "报送情况.xlsx"
GOOD, MISSING, FAULTY, UNREADABLE = "已报", "未报", "要改", "不能用"
NEEDED = "必报"
EFFECTS = {
    "graduates": "没有它，初中毕业生会被列为疑似辍学",
    "elsewhere": "没有它，在外地就读的会被列为疑似辍学",
    "approvals": "没有它，批准缓学、休学的会被列为疑似辍学",
    "home_teaching": "没有它，送教上门的会被列为疑似辍学",
    "absences": "没有它，连续缺勤查不出来",
    "comparisons": "没有它，比对完成情况无数据",
    "responsible": "没有它，责任人无数据",
    "leading_groups": "没有它，领导小组情况无数据",
    "meetings": "没有它，联席会议情况无数据",
    "publicity": "没有它，宣传情况无数据",
}
"""Register → what follows where it is not given."""


@dataclass(frozen=True)
class Delivered:
    """One register of one sender: rows, rows to mend, or a note on a file that can't be used."""

    sender: str
    unit: str
    town: str
    register: str
    rows: int
    faults: int
    note: str

    @property
    def state(self) -> str:
        """In a few words."""
        if self.note:
            return UNREADABLE
        if not self.rows:
            return MISSING
        return f"{self.rows}行，{self.faults}行{FAULTY}" if self.faults else f"{GOOD}{self.rows}行"

    @property
    def to_call(self) -> bool:
        """Whether somebody must be called; a school without absences and a register nobody needs
        are no reason.
        """
        return bool(self.note or self.faults or not self.rows)


def write_delivery(edition: Edition, into: Path) -> Path:
    """``报送情况.xlsx`` of the county, from what the edition's run has read."""
    lines = [Delivered(**line) for line in edition.facts["delivered"]]
    title = f"{edition.facts['county']['name']}{edition.facts['term']['label']}"
    write_workbook(into / FILE, delivery_sheets(lines, title, edition.facts["fictitious"]))
    return into / FILE


def delivery_sheets(lines: Sequence[Delivered], title: str, fictitious: bool) -> list[Sheet]:
    """The workbook's sheets."""
    head = f"{title}登记册报送情况{'（虚构样例）' if fictitious else ''}"
    return [
        Sheet("乡镇（街道）", _matrix(lines, Sender.TOWN, "乡镇（街道）"), title=head),
        Sheet("学校", _matrix(lines, Sender.SCHOOL, "学校"), title=head),
        Sheet("县级部门", _departments(lines), title=head),
        Sheet(
            "要催办的",
            pd.DataFrame(_calls(lines), columns=list(_CALLS)),
            widths=_CALLS,
            title=head,
            note="没有缺勤的学校也要报：某日没有缺勤的，姓名空着，备注填“全勤”。改完后重新报送整份文件，替换原来的。",
        ),
    ]


_CALLS = {
    "单位": 20.0,
    "乡镇（街道）": 14.0,
    "登记册": 12.0,
    "情况": 44.0,
    "找谁": 26.0,
    "影响": 36.0,
}
"""Columns of the list of whom to call, with their widths."""


def _matrix(lines: Sequence[Delivered], sender: Sender, heading: str) -> pd.DataFrame:
    """A line for each sender, a column for each register it sends."""
    own = [x for x in lines if x.sender == sender and x.unit]
    folders = list(dict.fromkeys(REGISTERS[x.register].folder for x in own))
    units = list(dict.fromkeys(x.unit for x in own))
    found: dict[tuple[str, str], str] = {}
    for x in own:
        key = (x.unit, REGISTERS[x.register].folder)
        found[key] = x.state if x.note or key not in found else found[key]
    towns = {x.unit: x.town for x in own}
    rows = [
        {
            heading: unit,
            **({"所在乡镇": towns[unit]} if sender is Sender.SCHOOL else {}),
            **{f: found.get((unit, f), MISSING) for f in folders},
        }
        for unit in units
    ]
    return pd.DataFrame(
        rows, columns=[heading, *(["所在乡镇"] if sender is Sender.SCHOOL else []), *folders]
    )


def _departments(lines: Sequence[Delivered]) -> pd.DataFrame:
    own = (x for x in lines if x.sender == Sender.COUNTY)
    rows = [
        {"登记册": REGISTERS[x.register].folder, "报送部门": x.unit, "情况": x.note or x.state}
        for x in own
    ]
    return pd.DataFrame(rows, columns=["登记册", "报送部门", "情况"])


def _calls(lines: Sequence[Delivered]) -> Iterator[dict[str, str]]:
    """Whom to call, the registers that a run can't do without first."""
    order = {code: (not register.needed, n) for n, (code, register) in enumerate(REGISTERS.items())}
    wanted = [x for x in lines if x.to_call and (x.unit or x.note)]
    for x in sorted(wanted, key=lambda x: (not x.note, order[x.register], x.town, x.unit)):
        register = REGISTERS[x.register]
        without = "要改的行不采用" if x.rows else EFFECTS.get(x.register, "")
        yield {
            "单位": x.unit,
            "乡镇（街道）": x.town,
            "登记册": register.folder,
            "情况": x.note or x.state,
            "找谁": DELIVERIES[x.register].call,
            "影响": NEEDED if register.needed else without,
        }
