"""学校月报和县区复核: where the office follows the national rule of 2024, what every school reports each
month and the county checks again each quarter, as lists with what the program knows filled in and
what only people know left to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.days import chinese_date, chinese_month
from kongchuo_core.vocabulary.forms import MONTHLY_FORM, RECHECK_FORM
from kongchuo_core.vocabulary.senders import Sender

FILE = f"{RECHECK_FORM.name}.xlsx"
YES = "yes"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
REPORTED = dict(zip(MONTHLY_FORM.fill, ("there", "away", "persuasion", "by", "on"), strict=True))
"""Heading of a school's report → what it is called where the edition tells of it."""
QUARTERLY = dict.fromkeys(RECHECK_FORM.fill, "")
"""Columns that people fill in."""
TO_CONFIRM = "本表按下面的依据设计，正式文件的写法、上报的项目和时间未见原文，报送前由办公室对照上级通知确认。"


def write_periodic(edition: Edition, into: Path) -> Path | None:
    """Write the workbook of the county; ``None`` where the office doesn't follow that rule or
    hasn't decided.
    """
    if not followed(edition):
        return None
    chosen = edition.facts["profiles"]["report_profile"]
    title = f"{edition.facts['county']['name']}{edition.facts['term']['label']}"
    source = pd.DataFrame({"说明": [TO_CONFIRM, chosen["source"]]})
    write_workbook(
        into / FILE,
        [
            Sheet(
                MONTHLY_FORM.sheet,
                monthly(edition),
                title=f"{title}{MONTHLY_FORM.sheet}",
                fill=MONTHLY_FORM.fill,
                note=MONTHLY_FORM.note,
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


def followed(edition: Edition) -> bool:
    """Whether the office decided to follow that rule."""
    chosen = edition.facts.get("profiles", {}).get("report_profile", {})
    return bool(chosen.get("option") == YES)


def schools(edition: Edition) -> list[str]:
    """The schools that send registers in."""
    return sorted({d["unit"] for d in edition.facts["delivered"] if d["sender"] == Sender.SCHOOL})


def reported(edition: Edition) -> dict[tuple[str, date], dict[str, Any]]:
    """School and month → what was reported; editions of earlier versions know of none."""
    told = edition.facts.get("school_reports", ())
    return {(r["school"], date.fromisoformat(r["month"])): r for r in told}


def monthly(edition: Edition) -> pd.DataFrame:
    """A line for each school and month up to the edition's day: absences that came on file, how
    many are back, and what the school reported.
    """
    filed, told = edition.table("monitoring").to_dict("records"), reported(edition)
    lines = []
    for school in schools(edition):
        own = [a for a in filed if a["school"] == school]
        for first, following in months(edition):
            new = [a for a in own if first <= a["on_file_on"] < following]
            report = told.get((school, first), {})
            lines.append(
                {
                    MONTHLY_FORM.key: school,
                    "month": chinese_month(first),
                    "filed": len(new),
                    "open": sum(bool(a["open"]) for a in new),
                    **{heading: _written(report.get(name)) for heading, name in REPORTED.items()},
                }
            )
    shown = {name: heading for heading, name in MONTHLY_FORM.shown}
    columns = [MONTHLY_FORM.key, *shown, *REPORTED]
    return pd.DataFrame(lines, columns=columns).rename(columns=shown)


def _written(value: str | int | None) -> str:
    """A cell that people may write over: text, a day as a sentence has it."""
    if isinstance(value, str) and _ISO.fullmatch(value):
        return chinese_date(date.fromisoformat(value))
    return "" if value is None else str(value)


def owed(edition: Edition, day: date) -> dict[date, list[str]]:
    """Months that are over on a day → the schools whose report isn't there; none where the office
    doesn't follow that rule.
    """
    told = reported(edition)
    over = [first for first, following in months(edition, day) if following <= day]
    missing = {m: [s for s in schools(edition) if (s, m) not in told] for m in over}
    return {m: those for m, those in missing.items() if those} if followed(edition) else {}


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


def months(edition: Edition, day: date | None = None) -> Iterator[tuple[date, date]]:
    """The term's months up to a day (the edition's own where none is named), at the latest the
    term's last: the first of each, and of the one after.
    """
    term = edition.facts["term"]
    first = date.fromisoformat(term["first_day"]).replace(day=1)
    until = day or date.fromisoformat(term["as_of"])
    while first <= min(until, date.fromisoformat(term["last_day"])):
        following = (
            first.replace(year=first.year + 1, month=1)
            if first.month == 12
            else first.replace(month=first.month + 1)
        )
        yield first, following
        first = following
