"""Who has delivered what: towns, schools, departments; what is missing, what must be mended, whom
to call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from kongchuo_core.documents.workbooks.delivery_lists import FILE, Delivered, delivery_sheets
from kongchuo_core.documents.workbooks.sheets import write_workbook
from kongchuo_core.registers.border import (
    Records,
    need,
    read_files,
    together,
    unknown_folders,
)
from kongchuo_core.registers.towns import Towns
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.terms import params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.senders import schools_in, schools_of, town_by_name
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS, Register
from kongchuo_core.vocabulary.senders import DELIVERIES, Sender, unit_field

MOST_NAMED = 8
"""Senders named on a screen; all of them stand in the workbook."""


def read_what_can_be(
    data: Path, register: Register, params: Params
) -> tuple[Records, list[InputError]]:
    """A register's files that can be read, and what is wrong with the others: every one of them,
    not the first alone.
    """
    faults: list[InputError] = []
    parts: list[Records] = []
    for part in read_files(data, register, params):
        if isinstance(part, InputError):
            faults.append(part)
        else:
            parts.append(part)
    found = together(register, parts)
    if not faults:
        try:
            need(found, data)
        except InputError as error:
            faults.append(error)
    return found, faults


def write_delivered(
    workspace: Workspace, term: str, into: Path | None, today: date
) -> tuple[Path, list[str]]:
    """``报送情况.xlsx`` from the registers as they lie there now, before any run; the file, and the
    lines to print.

    Raises
    ------
    InputError
        where the term's folder is missing or holds what belongs nowhere.
    """
    params = params_today(workspace.params, term, today)
    data, target = workspace.data(term), into or workspace.outputs(term)
    unknown_folders(data)
    read = {r.code: read_what_can_be(data, r, params) for r in REGISTERS.values()}
    records, faults = {c: r for c, (r, _) in read.items()}, {c: f for c, (_, f) in read.items()}
    lines = delivered(records, faults, params, schools_of(workspace, params))
    with workspace.locked():
        target.mkdir(parents=True, exist_ok=True)
        place.refuse_open_files(target)
        path = target / FILE
        write_workbook(
            path,
            delivery_sheets(
                lines, f"{params.county.name}{params.term.label}", workspace.fictitious(term)
            ),
        )
    return path, told(lines)


def as_facts(records: Mapping[str, Records], params: Params) -> list[dict[str, object]]:
    """The same for an edition's facts, from the registers a run has read."""
    schools = schools_in({code: found.table for code, found in records.items()}, params)
    return [asdict(line) for line in delivered(records, {}, params, schools)]


def delivered(
    records: Mapping[str, Records],
    faults: Mapping[str, Sequence[InputError]],
    params: Params,
    schools: Mapping[str, str],
) -> list[Delivered]:
    """A line for each register of each sender who is expected to send it, and for each file that
    can't be read.
    """
    lines = []
    for code, found in records.items():
        own = _units(found, params, schools)
        rows, bad = (
            Counter(own),
            Counter(unit for unit, wrong in zip(own, _wrong(found), strict=True) if wrong),
        )
        expected, sender = (
            _expected(found.register, params, schools, rows),
            _sender(found.register).value,
        )
        unreadable = [
            _unreadable(error, found.register, params, schools) for error in faults.get(code, ())
        ]
        known = {x.unit for x in unreadable}
        lines += [
            Delivered(sender, unit, town, code, rows[unit], bad[unit], "")
            for unit, town in expected.items()
            if rows[unit] or unit not in known
        ]
        lines += unreadable
    return lines


def _sender(register: Register) -> Sender:
    """Who is asked: where the rows don't say whose they are, the department that gathers them."""
    return DELIVERIES[register.code].sender if unit_field(register) else Sender.COUNTY


def _expected(
    register: Register, params: Params, schools: Mapping[str, str], rows: Iterable[str]
) -> dict[str, str]:
    """Sender → its town; of schools also those nobody expected."""
    sender = _sender(register)
    if sender is Sender.TOWN:
        return {t.name: t.name for t in params.county.towns}
    if sender is Sender.COUNTY:
        return {DELIVERIES[register.code].call: ""}
    return dict(schools) | {
        s: town_by_name(s, params) for s in sorted(rows) if s and s not in schools
    }


def _units(found: Records, params: Params, schools: Mapping[str, str]) -> list[str]:
    """Whose each row is; empty where it doesn't say, or says somebody who isn't expected to send
    this register.
    """
    field = unit_field(found.register)
    if field is None:
        return [DELIVERIES[found.register.code].call] * found.table.num_rows
    told_units = found.table[field].to_pylist()
    if _sender(found.register) is Sender.SCHOOL:
        return [str(unit or "") for unit in told_units]
    towns = Towns(params.county)
    return [towns.name(unit) or "" for unit in told_units]


def _wrong(found: Records) -> list[bool]:
    """Whether a row must be mended by who sent it."""
    problems = {(p.file, p.sheet, p.row) for p in found.problems}
    columns = (found.table[name].to_pylist() for name in ("reason", "file", "sheet", "row"))
    return [
        reason is not None or tuple(where) in problems
        for reason, *where in zip(*columns, strict=True)
    ]


def _unreadable(
    error: InputError, register: Register, params: Params, schools: Mapping[str, str]
) -> Delivered:
    """A file that can't be used, with whom its name tells it comes from."""
    where = next(
        (part for part in error.place if part.startswith(("文件 ", "文件夹 "))), ""
    ).partition(" ")[2]
    sender, stem = _sender(register), Path(where).stem
    school = next((s for s in sorted(schools, key=len, reverse=True) if s in stem), "")
    town = schools.get(school) or town_by_name(stem, params)
    unit = {Sender.SCHOOL: school, Sender.TOWN: town}.get(sender, DELIVERIES[register.code].call)
    return Delivered(
        sender.value, unit or "看不出单位", town, register.code, 0, 0, f"{where}：{error.what}"
    )


def told(lines: Sequence[Delivered]) -> list[str]:
    """The lines to print: by register how many have delivered, and who has not."""
    shown = []
    for code, register in REGISTERS.items():
        own = [x for x in lines if x.register == code]
        missing = sorted(x.unit for x in own if not x.rows and not x.note and x.unit)
        faults, unreadable = sum(x.faults for x in own), sum(bool(x.note) for x in own)
        words = _counted(_sender(register), len({x.unit for x in own if not x.note}), missing)
        words += (f"，{faults}行要改" if faults else "") + (
            f"，{unreadable}个文件不能用" if unreadable else ""
        )
        shown.append(
            f"  {'！' if missing or faults or unreadable else '✓'} {register.folder}：{words}（{DELIVERIES[code].call}）"
        )
    return shown


def _counted(sender: Sender, expected: int, missing: Sequence[str]) -> str:
    if sender is Sender.COUNTY:
        return "未报" if missing else "已报"
    named = (
        f"，未报：{'、'.join(missing[:MOST_NAMED])}{'等' if len(missing) > MOST_NAMED else ''}"
        if missing
        else ""
    )
    return f"{expected - len(missing)}/{expected}已报{named}"
