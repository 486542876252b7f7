"""跨县核查.xlsx of one county: what to confirm, a row a child and place, and what the county should
know.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.across import answers
from kongchuo_core.across.answers import Line, Told
from kongchuo_core.across.given import County
from kongchuo_core.across.look import AT_SCHOOL
from kongchuo_core.daily.across_lines import SEPARATOR
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.regulation.labels import word
from kongchuo_core.regulation.tables import link_rules
from kongchuo_core.vocabulary.forms import ACROSS_FORM

KNOWN = "告知"
_WIDTHS = {
    "编号": 16.0,
    "乡镇（街道）": 9.0,
    "姓名": 8.5,
    "性别": 5.0,
    "出生日期": 11.5,
    "查到的情况": 11.0,
    "县（市、区）": 10.0,
    "学校或户籍地": 16.0,
    "依据": 18.0,
    "对方登记的写法": 13.0,
    "认定": 10.5,
    "核实日期": 11.5,
    "证据材料": 13.0,
    "申请销号日期": 11.5,
    "经办人": 8.5,
}
_WIDTHS_KNOWN = {"事项": 22.0, "依据": 26.0, "怎么办": 34.0}
_WORTH_A_POOL = 20
"""Counties from which starting processes costs less than it saves."""
_HEIGHT, _HEIGHT_KNOWN = 46.0, 30.0
"""Of a row to be filled in, and of one that is only told."""


def write_across_form(told: Told, names: Sequence[str], into: Path, made_up: bool) -> Path:
    """The workbook of one county in its folder; both sheets stand there, empty ones with their
    heads alone.
    """
    head = f"{into.name}跨县核查{'（虚构样例）' if made_up else ''}"
    rules = {r.rule: r.meaning for r in link_rules()}
    shown = [_asked(line, names, rules) for line in told.asked]
    heads = [*(h for h, _ in ACROSS_FORM.shown), *ACROSS_FORM.fill, ACROSS_FORM.key]
    form = Sheet(
        ACROSS_FORM.sheet,
        pd.DataFrame(shown, columns=heads, dtype=object),
        widths=_WIDTHS,
        fill=ACROSS_FORM.fill,
        choices=ACROSS_FORM.choices,
        note=ACROSS_FORM.note,
        title=head,
        height=_HEIGHT,
    )
    lines = [_known(line, names, rules) for line in told.known]
    known = Sheet(
        KNOWN,
        pd.DataFrame(lines, columns=list(_known_heads()), dtype=object),
        widths={h: w for h, w in (_WIDTHS | _WIDTHS_KNOWN).items() if h in _known_heads()},
        height=_HEIGHT_KNOWN,
        title=head,
        note="（虚构样例，人名、号码均为虚构）" if made_up else "",
    )
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"{ACROSS_FORM.name}.xlsx"
    write_workbook(path, [form, known])
    return path


def write_across_forms(
    told: Sequence[Told], names: Sequence[str], into: Path, made_up: Sequence[bool]
) -> None:
    """The workbook of every county in its folder; a province's by several processes."""
    jobs = (told, repeat(names), [into / name for name in names], made_up)
    if len(names) < _WORTH_A_POOL:
        list(map(write_across_form, *jobs))
        return
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        list(pool.map(write_across_form, *jobs, chunksize=4))


def named(counties: Sequence[County]) -> list[str]:
    """What counties are called beside each other: with their city where two bear one name."""
    names = [c.name for c in counties]
    return [c.name if names.count(c.name) == 1 else f"{c.facts['city']}{c.name}" for c in counties]


def _asked(line: Line, names: Sequence[str], rules: Mapping[str, str]) -> dict[str, object]:
    own = line.own
    told = {
        "town": own["town"],
        "name": own["name"],
        "birth_date": own["birth_date"],
        "found": word("across_found", line.about),
        "county": names[line.county or 0],
        "place": _place(line),
        "because": _because(line, rules),
        "other": "" if line.certain else _written(line.other),
    }
    cells: dict[str, object] = {heading: told[column] for heading, column in ACROSS_FORM.shown}
    number = f"{line.case_no}{SEPARATOR}{line.question}"
    return cells | dict.fromkeys(ACROSS_FORM.fill) | {ACROSS_FORM.key: number}


def _place(line: Line) -> str:
    """The school and grade that have the child; of a second registration also the town."""
    school = line.other.get("school") or ""
    if "verdict" not in line.other:
        return f"{school}{line.other.get('grade') or ''}"
    at_school = line.other["verdict"] in AT_SCHOOL
    return f"{line.other['town']}{f'，在{school}就读' if at_school and school else ''}"


def _because(line: Line, rules: Mapping[str, str]) -> str:
    meaning = rules.get(line.rule, "")
    return meaning if line.certain else f"要核对：{meaning}"


def _written(other: Mapping[str, Any]) -> str:
    """How the other county writes the child, for a person to judge; never the number."""
    born = other["birth_date"]
    return " ".join(str(part) for part in (other["name"], other["sex"], born) if part)


def _known_heads() -> Iterator[str]:
    yield from ("事项", "姓名", "性别", "出生日期", "本县乡镇或学校")
    yield from ("县（市、区）", "对方学校或户籍地", "依据", "怎么办")


def _known(line: Line, names: Sequence[str], rules: Mapping[str, str]) -> dict[str, object]:
    own, other = line.own, line.other
    enrolled = line.about == answers.ENROLLED_TWICE
    there = str(other["school"] or "") if enrolled else _place(line)
    cells = (
        word("across_about", line.about),
        own["name"],
        own["sex"],
        own["birth_date"],
        own.get("town") or own["school"],
        None if line.county is None else names[line.county],
        there,
        _because(line, rules),
        word("across_remedy", line.about),
    )
    return dict(zip(_known_heads(), cells, strict=True))
