"""An office's own lists of the suspected and the dropouts, whatever their headings: read, and laid
beside what this program finds.

Nothing is recorded. A list becomes an opening balance through the form 期初台账, which is filled in
from it as far as it says.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.cases.forms import code_of, codes
from kongchuo_core.daily.intake import REASONS, Register
from kongchuo_core.documents.loop.facts import lines
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.linking.whom import Written, plain
from kongchuo_core.registers import values
from kongchuo_core.registers.headers import heading_key
from kongchuo_core.registers.read import read_sheets
from kongchuo_core.settings.terms import params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.editions import beside, edition_of
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.forms import (
    DROPOUT_LEDGER,
    OPENING_CHOICES,
    OPENING_FORM,
    SUSPECTED_LEDGER,
)
from kongchuo_core.vocabulary.registers import REGISTERS

FOLDER, COMPARED, COUNTED, OPENING = (
    "名单对照",
    "名单对照.xlsx",
    "名单对照（统计）.xlsx",
    "期初台账.xlsx",
)
_SEARCH_ROWS = 15
_NAMES = ("学生姓名", "儿童姓名", "辍学学生姓名", "适龄儿童姓名", "学生")
_DAYS = {
    "立案日期": (
        "立案日期",
        "立案时间",
        "发现日期",
        "发现时间",
        "辍学时间",
        "辍学日期",
        "失学时间",
        "失学日期",
        "列入日期",
        "列入时间",
        "建档日期",
        "建档时间",
        "建账日期",
        "登记日期",
        "登记时间",
        "认定时间",
        "离校日期",
        "离校时间",
        "未到校时间",
    ),
    "核实日期": (
        "核实日期",
        "核实时间",
        "走访日期",
        "走访时间",
        "入户日期",
        "入户时间",
        "核查日期",
        "核查时间",
    ),
    "返校日期": ("返校日期", "返校时间", "复学时间", "复学日期"),
}
_CAUSES = (
    "原因",
    "辍学原因",
    "失学原因",
    "疑似辍学原因",
    "未入学原因",
    "原因分类",
    "不在校原因",
    "未到校原因",
    "主要原因",
)
Line = dict[str, Any]
_FIELDS = ("name", "id_no", "birth_date", "sex", "town", "village")


@dataclass(frozen=True)
class Entry:
    """One line of an office's list: where it stands, its cells by our names, the ledger its sheet
    or file is named for.
    """

    where: str
    cells: Mapping[str, Any]
    ledger: str

    def text(self, name: str) -> str:
        """A cell as text."""
        return values.text(self.cells.get(name)) or ""


def entries(paths: Sequence[Path]) -> list[Entry]:
    """Every line of the lists that names a child.

    Raises
    ------
    InputError
        where no sheet of a file has a column of names.
    """
    found: list[Entry] = []
    for path in paths:
        before = len(found)
        for sheet in read_sheets(path, path.name):
            found += _of_sheet(path.name, sheet)
        if len(found) == before:
            raise InputError(
                "没有找到名单：前几行里没有“姓名”一列",
                remedy="表头要有“姓名”，最好还有“身份证号”或“出生日期”“乡镇”",
                place=(f"文件 {path.name}",),
            )
    return found


def _of_sheet(file: str, sheet: Any) -> Iterator[Entry]:
    for index, row in enumerate(sheet.rows[:_SEARCH_ROWS]):
        columns = _columns(row)
        if "name" not in columns:
            continue
        above = chain.from_iterable(sheet.rows[:index])
        title = f"{file}{sheet.sheet}" + "".join(str(cell) for cell in above if cell)
        ledger = SUSPECTED_LEDGER if "疑似" in title or "辍学" not in title else DROPOUT_LEDGER
        below = zip(sheet.numbers[index + 1 :], sheet.rows[index + 1 :], strict=True)
        for number, cells in below:
            told = {n: cells[c] for n, c in columns.items() if c < len(cells)}
            name = values.text(told.get("name")) or ""
            if name and not name.startswith(("合计", "总计", "注", "填表", "备注", "说明")):
                yield Entry(f"{file} {sheet.sheet} 第{number}行", told, ledger)
        return


def _columns(row: Sequence[Any]) -> dict[str, int]:
    """Our name → the column of a header row."""
    keys = [heading_key(cell) for cell in row]
    fields = {f.name: (f.heading, *f.aliases) for f in REGISTERS["household"].fields}
    wanted: dict[str, tuple[str, ...]] = {n: fields[n] for n in _FIELDS if n in fields}
    wanted["name"] = (*wanted["name"], *_NAMES)
    wanted |= _DAYS | {"原因": _CAUSES}
    found = {}
    for name, aliases in wanted.items():
        at = next((keys.index(k) for a in aliases if (k := heading_key(a)) in keys), None)
        if at is not None:
            found[name] = at
    return found


@cache
def _reasons() -> dict[str, str]:
    text = files("kongchuo_core.daily").joinpath("list_reasons.csv").read_text("utf-8")
    return {row["code"]: row["words"] for row in csv.DictReader(text.splitlines())}


@dataclass(frozen=True)
class Compared:
    """A list beside what this program finds: lines of the three sheets."""

    both: list[dict[str, Any]]
    theirs: list[dict[str, Any]]
    ours: list[dict[str, Any]]


def compare_lists(
    workspace: Workspace, term: str | None, paths: Sequence[Path], into: Path | None, today: date
) -> tuple[list[Path], Compared]:
    """Write the workbook of who is where, each with the reason, one of counts alone, and the
    opening form filled in.

    Raises
    ------
    InputError
        where a file is no list.
    LedgerError
        where there is no edition.
    """
    edition, found = edition_of(workspace, term), entries(paths)
    ledger = Ledger(workspace.ledger, workspace.key())
    params = params_today(workspace.params, edition.facts["term"]["term"], today)
    register = Register.of(edition, ledger, params, workspace.key(), today)
    compared = _compared(found, register, edition)
    target = into or beside(workspace, edition, FOLDER)
    with workspace.locked():
        place.recover(workspace)
        target.mkdir(parents=True, exist_ok=True)
        place.refuse_open_files(target)
        written = _write(target, compared, found, register)
    return written, compared


def _compared(found: Sequence[Entry], register: Register, edition: Edition) -> Compared:
    told = plain([_written(entry, register) for entry in found])
    cases = {line["child_id"]: line for line in lines(edition.table("cases"))}
    children = {line["child_id"]: line for line in lines(edition.table("verdicts"))}
    compared, met = Compared([], [], []), set[str]()
    for entry, who in zip(found, told, strict=True):
        answer = register.people.whose(who)
        child = answer.child_id or ""
        if not child:
            why = REASONS.get(answer.reason, answer.reason).partition("；")[0]
            compared.theirs.append(_line(entry) | {"原因": why})
        elif child in met:
            compared.theirs.append(_line(entry) | {"原因": _reasons()["twice"]})
        elif child in cases and cases[child]["closed_on"] is None:
            number = {"案件编号": cases[child]["case_no"], "原因": _reasons()["open"]}
            compared.both.append(_line(entry) | number)
        else:
            compared.theirs.append(_line(entry) | {"原因": _why_not(child, cases, children)})
        met.add(child)
    still = [c for c in cases.values() if c["closed_on"] is None and c["child_id"] not in met]
    for case in still:
        known = children.get(case["child_id"], {})
        compared.ours.append(
            {
                "姓名": known.get("name", ""),
                "乡镇（街道）": case["town"],
                "案件编号": case["case_no"],
                "立案日期": case["opened_on"],
                "原因": _reasons().get(str(case["origin"]), str(case["origin"])),
            }
        )
    return compared


def _why_not(child: str, cases: Mapping[str, Line], children: Mapping[str, Line]) -> str:
    reasons = _reasons()
    if child in cases:
        return reasons["closed"]
    if child not in children:
        return reasons["out_of_scope"]
    line = children[child]
    if line["explained_by"]:
        return reasons["explained"]
    return reasons.get(str(line["verdict"]), reasons["suspected"])


def _written(entry: Entry, register: Register) -> Written:
    born, _ = values.day(entry.cells.get("birth_date"))
    number, cut = values.number(entry.cells.get("id_no"))
    town = register.towns.name(entry.cells.get("town"))
    village = entry.text("village") or None
    return Written(entry.text("name"), None if cut else number, born, town, village)


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "姓名": entry.text("name"),
        "乡镇（街道）": entry.text("town"),
        "在原名单的位置": entry.where,
    }


def _write(
    into: Path, compared: Compared, found: Sequence[Entry], register: Register
) -> list[Path]:
    where = ["姓名", "乡镇（街道）", "在原名单的位置"]
    note = "内部材料，含未成年人个人信息，不得外传；可以外传的只有“统计”那一份。"
    wide = {"原因": 40.0, "在原名单的位置": 34.0}
    sheets = [
        ("两边都有", compared.both, [*where, "案件编号", "原因"]),
        ("只在原名单", compared.theirs, [*where, "原因"]),
        ("只在本系统", compared.ours, ["姓名", "乡镇（街道）", "案件编号", "立案日期", "原因"]),
    ]
    frames = [(name, pd.DataFrame(told, columns=columns)) for name, told, columns in sheets]
    write_workbook(
        into / COMPARED, [Sheet(name, frame, widths=wide, note=note) for name, frame in frames]
    )
    counts: list[dict[str, Any]] = []
    for name, told, _ in sheets:
        by_cause = Counter(line["原因"] for line in told)
        counts += [{"类别": name, "原因": c, "人次": n} for c, n in sorted(by_cause.items())]
    counts += [{"类别": name, "原因": "合计", "人次": len(told)} for name, told, _ in sheets]
    counted = pd.DataFrame(counts, columns=["类别", "原因", "人次"])
    write_workbook(into / COUNTED, [Sheet("统计", counted, widths={"原因": 60.0})])
    opening = pd.DataFrame([_opening(e, register) for e in found], columns=OPENING_FORM.headings)
    offered = {heading: tuple(codes(name)) for heading, name in OPENING_CHOICES.items()}
    offered |= {
        **OPENING_FORM.choices,
        "乡镇（街道）": tuple(sorted(set(register.towns.spellings.values()))),
    }
    shape = Sheet(
        OPENING_FORM.sheet,
        opening,
        fill=OPENING_FORM.headings,
        choices=offered,
        note=OPENING_FORM.note,
    )
    write_workbook(into / OPENING, [shape])
    return [into / COMPARED, into / COUNTED, into / OPENING]


def _opening(entry: Entry, register: Register) -> dict[str, Any]:
    """A line of the opening form, as far as the list says; the rest is for a person to fill in."""
    days = {name: values.day(entry.cells.get(name))[0] for name in _DAYS}
    cause = entry.text("原因")
    return {
        "姓名": entry.text("name"),
        "公民身份号码": entry.text("id_no"),
        "出生日期": entry.text("birth_date"),
        "性别": entry.text("sex"),
        "乡镇（街道）": register.towns.name(entry.cells.get("town")) or entry.text("town"),
        "村（社区）": entry.text("village"),
        "台账": entry.ledger,
        "原因": cause if cause and code_of("cause", cause) else "",
        "依据材料": entry.where + (f"，原写“{cause}”" if cause else ""),
        **{name: day.isoformat() for name, day in days.items() if day is not None},
    }
