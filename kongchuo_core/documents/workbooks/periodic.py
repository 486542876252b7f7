"""学校月报和县区复核: where the office follows the national rule of 2024, what every school reports each
month and the county checks again each quarter, as lists with what the program knows filled in and
what only people know left to write.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.forms import RECHECK_FORM
from kongchuo_core.vocabulary.senders import Sender

FILE = f"{RECHECK_FORM.name}.xlsx"
YES = "yes"
MONTHLY = {
    "学校填：实有人数": "",
    "学校填：未到校人数": "",
    "学校填：劝返情况": "",
    "报告人": "",
    "报告日期": "",
}
QUARTERLY = dict.fromkeys(RECHECK_FORM.fill, "")
"""Columns that people fill in."""
TO_CONFIRM = "本表按下面的依据设计，正式文件的写法、上报的项目和时间未见原文，报送前由办公室对照上级通知确认。"


def write_periodic(edition: Edition, into: Path) -> Path | None:
    """Write the workbook of the county; ``None`` where the office doesn't follow that rule or
    hasn't decided.
    """
    chosen = edition.facts.get("profiles", {}).get("report_profile", {})
    if chosen.get("option") != YES:
        return None
    title = f"{edition.facts['county']['name']}{edition.facts['term']['label']}"
    source = pd.DataFrame({"说明": [TO_CONFIRM, chosen["source"]]})
    write_workbook(
        into / FILE,
        [
            Sheet(
                "学校每月报告", monthly(edition), title=f"{title}学校每月报告", fill=list(MONTHLY)
            ),
            Sheet(
                RECHECK_FORM.sheet,
                quarterly(edition),
                title=f"{title}{RECHECK_FORM.sheet}",
                fill=list(QUARTERLY),
                note=RECHECK_FORM.note,
            ),
            Sheet("说明", source, widths={"说明": 110}),
        ],
    )
    return into / FILE


def monthly(edition: Edition) -> pd.DataFrame:
    """A line for each school and month up to the edition's day: absences that came on file, and how
    many are back.
    """
    schools = sorted(
        {d["unit"] for d in edition.facts["delivered"] if d["sender"] == Sender.SCHOOL}
    )
    filed = edition.table("monitoring").to_dict("records")
    lines = []
    for school in schools:
        own = [a for a in filed if a["school"] == school]
        for first, following in months(edition):
            new = [a for a in own if first <= a["on_file_on"] < following]
            lines.append(
                {
                    "学校": school,
                    "月份": f"{first.year}年{first.month}月",
                    "缺勤建档人次": len(new),
                    "其中仍未返校": sum(bool(a["open"]) for a in new),
                    **MONTHLY,
                }
            )
    columns = ["学校", "月份", "缺勤建档人次", "其中仍未返校", *MONTHLY]
    return pd.DataFrame(lines, columns=columns)


def quarterly(edition: Edition) -> pd.DataFrame:
    """A line for each case that isn't closed: what is on record, and the columns for what the
    county finds.
    """
    cases = edition.table("cases")
    children = edition.table("verdicts")
    names = dict(zip(children["child_id"], children["name"], strict=True))
    state = edition.facts["loop"]["labels"]["state"]
    lines = [
        {
            RECHECK_FORM.key: c["case_no"],
            "姓名": names.get(c["child_id"], ""),
            "乡镇（街道）": c["town"],
            "立案日期": c["opened_on"],
            "状态": state.get(c["state"], c["state"]),
            **QUARTERLY,
        }
        for c in cases[cases["closed_on"].isna()].to_dict("records")
    ]
    columns = [RECHECK_FORM.key, *(heading for heading, _ in RECHECK_FORM.shown), *QUARTERLY]
    return pd.DataFrame(lines, columns=columns)


def months(edition: Edition) -> Iterator[tuple[date, date]]:
    """The term's months up to the edition's day: the first of each, and of the one after."""
    term = edition.facts["term"]
    first = date.fromisoformat(term["first_day"]).replace(day=1)
    while first <= date.fromisoformat(term["as_of"]):
        following = (
            first.replace(year=first.year + 1, month=1)
            if first.month == 12
            else first.replace(month=first.month + 1)
        )
        yield first, following
        first = following
