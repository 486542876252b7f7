"""入户走访清单: whom a town has to visit, a sheet for each village, by group, with room to write;
internal (M4.1, M5.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from kongchuo_core.documents.loop.facts import CaseFacts, case_facts, lines, office
from kongchuo_core.documents.wording import DIGITS, chinese_date
from kongchuo_core.documents.workbooks.sheets import Sheet
from kongchuo_core.edition import Edition

REASONS = {
    "opened": "核实去向和原因",
    "reopened": "核实去向和原因",
    "verified": "劝返复学",
    "in_hand": "劝返复学",
    "returned": "返校后回访",
    "expired": "缓学、休学已期满，组织入学",
    "review": "核对身份信息",
}
"""State of a case → why the family is visited; causes are not told, for villages need not know
them.
"""
WRITTEN = {
    "走访日期": 10.0,
    "见到的人": 10.0,
    "儿童现在何处、在做什么": 26.0,
    "困难和诉求": 20.0,
    "监护人签字": 11.0,
    "走访人签字": 11.0,
}
"""Columns to write into by hand, with their widths."""
_WIDTHS = {
    "序号": 5.0,
    "村民小组": 9.0,
    "案件编号": 15.0,
    "姓名": 9.0,
    "性别": 5.0,
    "出生日期": 12.0,
    "监护人": 9.0,
    "联系电话": 13.0,
    "住址": 18.0,
    "学校": 12.0,
    "走访事由": 14.0,
}
UNKNOWN_VILLAGE = "村（社区）不详"
NOTE = "内部材料，含未成年人个人信息：只交走访人使用，用后交回，不得复印、拍照、转发。走访结果填入《核查反馈表》。"
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31


def visit_sheets(edition: Edition) -> list[Sheet]:
    """The sheets of a town's list, by village; none where nobody is to be visited."""
    said = office(edition)
    frame = pd.DataFrame(_rows(edition), columns=["村（社区）", *_WIDTHS])
    sheets = []
    for number, (village, own) in enumerate(frame.groupby("村（社区）", sort=True), 1):
        order = sorted(
            own.index,
            key=lambda i: (
                *_place(str(own.loc[i, "村民小组"])),
                own.loc[i, "姓名"],
                own.loc[i, "案件编号"],
            ),
        )
        told = (
            own.loc[order]
            .drop(columns="村（社区）")
            .assign(序号=range(1, len(order) + 1), **dict.fromkeys(WRITTEN, ""))
        )
        fictitious = "（虚构样例）" if said.fictitious else ""
        sheets.append(
            Sheet(
                _sheet_name(str(village), number),
                told,
                widths=_WIDTHS | WRITTEN,
                note=NOTE,
                height=42.0,
                title=f"{edition.place}{village}控辍保学入户走访清单{fictitious}（{said.term}，截至{chinese_date(said.day)}）",
            )
        )
    return sheets


def _rows(edition: Edition) -> Iterator[dict[str, Any]]:
    cases = {c.child.child_id: c for c in case_facts(edition)}
    for case in cases.values():
        if case.child.name and (reason := _reason(case)):
            yield _row(vars(case.child), case.case_no, reason)
    for line in lines(edition.table("verdicts").query("verdict == 'REVIEW'")):
        known = cases.get(line["child_id"])
        if known is None or known.closed_on is not None:
            yield _row(line, "", REASONS["review"])


def _reason(case: CaseFacts) -> str:
    """Why the family is visited; nothing where nobody need be: closed, found to be dead or moved,
    paused by a document.
    """
    if case.closed_on is not None or (case.is_outcome and case.verified_on is not None):
        return ""
    expired = (
        case.deferral_until is not None
        and case.returned_on is None
        and case.state != "explained_paused"
    )
    return REASONS["expired"] if expired else REASONS.get(case.state, "")


def _row(child: Mapping[str, Any], case_no: str, reason: str) -> dict[str, Any]:
    same = {
        "村民小组": "group_name",
        "姓名": "name",
        "性别": "sex",
        "出生日期": "birth_date",
        "监护人": "guardian",
        "联系电话": "phone",
        "住址": "address",
        "学校": "school",
    }
    return {
        "村（社区）": child["village"] or UNKNOWN_VILLAGE,
        "案件编号": case_no,
        "走访事由": reason,
        **{heading: child.get(name) or "" for heading, name in same.items()},
    }


def _place(group: str) -> tuple[int, str]:
    """A group's place in a list: 二组 before 十组, whatever has no number at the end."""
    found = re.search(rf"\d+|[{DIGITS[1:]}十]+", group)
    if not found:
        return 10_000, group
    tens, ten, ones = found[0].partition("十")
    if found[0].isdecimal():
        return int(found[0]), group
    return ((DIGITS.find(tens) if tens else 1) * 10 if ten else 0) + DIGITS.find(
        (ones if ten else tens)[:1] or DIGITS[0]
    ), group


def _sheet_name(village: str, number: int) -> str:
    """A village as Excel takes it for the name of a sheet."""
    name = _NOT_IN_A_NAME.sub("", village)
    return name if 0 < len(name) <= _LONGEST_NAME else f"{number} {name}"[:_LONGEST_NAME]
