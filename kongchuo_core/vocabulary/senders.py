"""Who sends which register in, and what may be chosen in its columns: for empty forms, and for who
has delivered what.

A town or a school sends its own file; a department of the county sends one for all. The senders
follow from the contract's meaning of each register; who maintains a list is named so that a clerk
knows whom to call.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kongchuo_core.vocabulary.codes import (
    APPROVAL_TYPE,
    HOUSEHOLD_STATUS,
    ID_TYPE,
    STUDENT_STATUS,
    CodeList,
)
from kongchuo_core.vocabulary.registers import Kind, Register


class Sender(StrEnum):
    """Who sends a register in."""

    TOWN = "乡镇（街道）"
    SCHOOL = "学校"
    COUNTY = "县级部门"


@dataclass(frozen=True)
class Delivery:
    """A register's sender, and whom to call about it."""

    sender: Sender
    call: str


_TOWN_OFFICE, _BUREAU, _OFFICE = (
    "乡镇（街道）控辍保学办",
    "县教育体育局",
    "县人民政府教育督导办公室",
)
DELIVERIES: dict[str, Delivery] = {
    "household": Delivery(Sender.TOWN, "乡镇（街道）会同派出所"),
    "enrolment": Delivery(Sender.COUNTY, f"{_BUREAU}学籍管理"),
    "presence": Delivery(Sender.SCHOOL, "学校校长"),
    "graduates": Delivery(Sender.COUNTY, f"{_BUREAU}学籍管理"),
    "elsewhere": Delivery(Sender.TOWN, _TOWN_OFFICE),
    "approvals": Delivery(Sender.COUNTY, _BUREAU),
    "home_teaching": Delivery(Sender.COUNTY, _BUREAU),
    "absences": Delivery(Sender.SCHOOL, "学校校长"),
    "disability": Delivery(Sender.COUNTY, "县残联"),
    "hardship": Delivery(Sender.COUNTY, "县乡村振兴部门"),
    "orphans": Delivery(Sender.COUNTY, "县民政局"),
    "unsupported": Delivery(Sender.COUNTY, "县民政局"),
    "in_need": Delivery(Sender.COUNTY, "县民政局"),
    "in_case": Delivery(Sender.COUNTY, "县政法机关"),
    "comparisons": Delivery(Sender.TOWN, _TOWN_OFFICE),
    "leading_groups": Delivery(Sender.TOWN, _TOWN_OFFICE),
    "meetings": Delivery(Sender.TOWN, _TOWN_OFFICE),
    "publicity": Delivery(Sender.TOWN, _TOWN_OFFICE),
    "responsible": Delivery(Sender.TOWN, _TOWN_OFFICE),
    "schools": Delivery(Sender.COUNTY, _BUREAU),
    "inspection": Delivery(Sender.COUNTY, _OFFICE),
    "organisation": Delivery(Sender.COUNTY, _OFFICE),
    "observations": Delivery(Sender.COUNTY, _OFFICE),
    "statistics": Delivery(Sender.COUNTY, _BUREAU),
}
"""Register code → its delivery."""


def unit_field(register: Register) -> str | None:
    """The field in which a row names the town or the school it comes from, for a register that
    towns or schools send.
    """
    sender = DELIVERIES[register.code].sender
    names = {f.name for f in register.fields}
    wanted = {Sender.TOWN: ("town", "unit"), Sender.SCHOOL: ("school",), Sender.COUNTY: ()}[sender]
    return next((name for name in wanted if name in names), None)


def _labels(codes: CodeList) -> tuple[str, ...]:
    return tuple(code.label for code in codes.codes)


YES_NO = ("是", "否")
CHOICES: dict[str, tuple[str, ...]] = {
    "household_status": _labels(HOUSEHOLD_STATUS),
    "student_status": _labels(STUDENT_STATUS),
    "id_type": _labels(ID_TYPE),
    "approval_type": _labels(APPROVAL_TYPE),
    "left_behind": YES_NO,
    "migrant": YES_NO,
    "line": ("政府", "教育"),
    "stage": ("小学", "初中", "九年一贯制学校", "完全中学", "特殊教育学校"),
    "channel": ("标语", "报纸图文", "电视音像", "广播", "手机信息"),
}
"""Field → what may be chosen, where that is the same everywhere; ``level`` differs from register to
register.
"""
LEVELS = {"leading_groups": ("县", "乡镇"), "meetings": ("县", "乡镇")}


def choices(
    register: Register, towns: tuple[str, ...], levels: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Field → drop-down of a register's form.

    Parameters
    ----------
    towns : the county's; ``levels`` : of the two lines, as ``params/people.yaml`` names them.
    """
    own = {f.name: CHOICES[f.name] for f in register.offered if f.name in CHOICES}
    kinds = {Kind.TOWN: towns, Kind.SEX: ("男", "女"), Kind.YES_NO: YES_NO, Kind.SAYS: YES_NO}
    own |= {f.name: kinds[f.kind] for f in register.offered if f.kind in kinds}
    if any(f.name == "level" for f in register.fields):
        own["level"] = LEVELS.get(register.code, levels)
    return own
