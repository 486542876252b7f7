"""What a clerk asks before a run: which registers are there, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

import pyarrow as pa

from kongchuo_core.comparison import files
from kongchuo_core.documents.workbooks.delivery_lists import EFFECTS, Delivered
from kongchuo_core.engine import DuckDB
from kongchuo_core.linking.accidents import Accident
from kongchuo_core.registers.border import HEADING_UNKNOWN, Records, Unused, unknown_folders
from kongchuo_core.registers.records import Problem
from kongchuo_core.regulation.profiles import QUESTIONS, chosen
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.terms import left_over, params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.delivered import MOST_NAMED, delivered, read_what_can_be
from kongchuo_core.term.senders import schools_of
from kongchuo_core.vocabulary.codes import QUALITY, REASONS
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.senders import DELIVERIES

_MOST_SHOWN = 5
_TELLING = ("graduates", "elsewhere", "approvals", "home_teaching", "absences")
"""Registers whose want makes the comparison wrong, not only silent."""


@dataclass(frozen=True)
class Looked:
    """A term's registers as they lie there: what was read and what is wrong, by register; ``loose``
    is what belongs nowhere.
    """

    params: Params
    read: Mapping[str, Records]
    faults: Mapping[str, Sequence[InputError]]
    loose: Sequence[Problem]
    schools: Mapping[str, str]

    def accidents(self) -> list[tuple[str, str, str]]:
        """Files of which a column slipped or was sorted, or which are another list: where, what,
        what to do.
        """
        found = [(accident, files.said(accident)) for accident in _accidents(self.read)]
        return [(f"{a.file} {a.sheet}".strip(), what, remedy) for a, (what, remedy) in found]

    def delivered(self) -> list[Delivered]:
        """Who has sent what."""
        return delivered(self.read, self.faults, self.params, self.schools)


def look(workspace: Workspace, term: str, today: date) -> Looked:
    """Read a term's registers, all that can be, and write nothing; raises as ``unknown_folders``
    and ``params_today``.
    """
    params = params_today(workspace.params, term, today)
    data = workspace.data(term)
    loose = unknown_folders(data)
    both = {r.code: read_what_can_be(data, r, params) for r in REGISTERS.values()}
    read, faults = {c: r for c, (r, _) in both.items()}, {c: f for c, (_, f) in both.items()}
    return Looked(params, read, faults, loose, schools_of(workspace, params))


def check(workspace: Workspace, term: str, today: date) -> tuple[list[str], int]:
    """Read a term's registers and write nothing.

    Returns
    -------
    tuple
        the lines to show, and the exit status: 0, or 11 where a run would stop; every fault is
        named, not the first alone.

    Raises
    ------
    ParamsError
        where a choice of the office is none there is.
    """
    found = look(workspace, term, today)
    params, read = found.params, found.read
    for rule in QUESTIONS:
        chosen(params.rules, rule, params.term.as_of)
    faults = [str(error) for error in chain.from_iterable(found.faults.values())]
    lines = [f"{params.county.name}{params.term.label}，登记册检查："]
    if word := left_over(workspace.params, term):
        lines.append(f"  {word}")
    for code, wrong in found.faults.items():
        lines += (
            [f"  ✗ {REGISTERS[code].folder}：{_unusable(read[code], wrong)}，见下"]
            if wrong
            else _told(read[code])
        )
    lines += _whole_files(found)
    lines += _left_out(read.values(), found.loose)
    lines += _unused(read.values())
    lines += _missing(read, params, found.schools)
    if faults:
        return [
            *lines,
            "",
            f"有{len(faults)}处要先改正：",
            *(f"  {i}. {f}" for i, f in enumerate(faults, 1)),
        ], InputError.exit_status
    return [
        *lines,
        "",
        f"可以运行：kongchuo run --term {term}。列出的待补正行会在数据质量.xlsx里逐行说明。",
    ], 0


def _whole_files(found: Looked) -> list[str]:
    lines = [f"  ✗ {place}：{what}。{remedy}。" for place, what, remedy in found.accidents()]
    return ["", "整份文件有错的：", *lines] if lines else []


def _accidents(read: Mapping[str, Records]) -> list[Accident]:
    """Whole files that slipped, by their rows numbered through all registers."""
    start, numbered = 0, {}
    for code, records in read.items():
        rows = pa.array(range(start, start + records.table.num_rows), pa.int64())
        start += records.table.num_rows
        place = records.table.column_names.index("row_id")
        table = records.table.set_column(place, "row_id", rows)
        numbered[code] = replace(records, table=table)
    with DuckDB() as engine:
        return list(files.found_in(engine, numbered, bytes(32)))


def _unusable(records: Records, wrong: Sequence[InputError]) -> str:
    good = f"，另外{len(records.files)}个文件没有问题" if records.files else ""
    return f"{len(wrong)}处不能用{good}"


def _missing(read: Mapping[str, Records], params: Params, schools: Mapping[str, str]) -> list[str]:
    """Who hasn't sent what others have, and what follows from a register that nobody gave."""
    lines = []
    for register, units in _grouped(delivered(read, {}, params, schools)):
        if read[register].given and units:
            named = "、".join(units[:MOST_NAMED]) + (
                f"等{len(units)}个" if len(units) > MOST_NAMED else ""
            )
            lines.append(
                f"  {REGISTERS[register].folder}还没有报的：{named}（找{DELIVERIES[register].call}）"
            )
        elif not read[register].given and register in EFFECTS and register in _TELLING:
            lines.append(
                f"  {REGISTERS[register].folder}未提供：{EFFECTS[register]}（找{DELIVERIES[register].call}）"
            )
    return ["", "要催办的（全部见 kongchuo delivered）：", *lines] if lines else []


def _grouped(lines: Sequence[Delivered]) -> list[tuple[str, list[str]]]:
    return [
        (code, [x.unit for x in lines if x.register == code and not x.rows and x.unit])
        for code in REGISTERS
    ]


def _told(records: Records) -> list[str]:
    folder = records.register.folder
    if not records.given:
        return [f"  － {folder}：未提供"]
    reasons = Counter(r for r in records.table["reason"].to_pylist() if r)
    problems = [p for p in records.problems if p.row is not None and p.kind != HEADING_UNKNOWN]
    lines = [
        f"  ✓ {folder}：{len(records.files)}个文件，{records.table.num_rows}行"
        + (f"，其中{sum(reasons.values())}行待补正" if reasons else "")
    ]
    lines += [f"      {REASONS.label(code)}：{n}行" for code, n in sorted(reasons.items())]
    kinds = Counter(p.kind for p in problems if p.kind not in reasons)
    lines += [f"      {QUALITY.label(kind)}：{n}处" for kind, n in sorted(kinds.items())]
    shown = problems[:_MOST_SHOWN]
    lines += [f"      {_where(p)}：{p.what}；{p.remedy}" for p in shown]
    return (
        [*lines, f"      ……还有{len(problems) - len(shown)}处"]
        if len(problems) > len(shown)
        else lines
    )


def _left_out(read: Iterable[Records], loose: Sequence[Problem]) -> list[str]:
    """Every file, folder and sheet that wasn't read, with the reason."""
    every = chain.from_iterable(records.problems for records in read)
    found = [p for p in every if p.row is None]
    lines = [f"  {_where(p)}：{p.what}；{p.remedy}" for p in (*loose, *found)]
    return ["", "没有读的：", *lines] if lines else []


def _unused(read: Iterable[Records]) -> list[str]:
    """File by file the columns that nothing is read from; of those nobody knows, what kind of thing
    stands in them.
    """
    by_file: dict[tuple[str, str], list[Unused]] = {}
    for records in read:
        for column in records.unused:
            by_file.setdefault((column.file, column.sheet), []).append(column)
    lines = []
    for (file, sheet), columns in by_file.items():
        unknown = [f"“{c.heading}”（{'、'.join(c.kinds)}）" for c in columns if not c.known]
        known = [f"“{c.heading}”" for c in columns if c.known]
        told = [f"不认识{'、'.join(unknown)}"] if unknown else []
        told += [f"用不着{'、'.join(known)}"] if known else []
        lines.append(f"  {' '.join(part for part in (file, sheet) if part)}：{'；'.join(told)}")
    if not lines:
        return []
    return ["", "没有用的列（不认识的，可以在 params/headings.yaml 里写明是哪一列）：", *lines]


def _where(problem: Problem) -> str:
    row = f"第{problem.row}行" if problem.row else ""
    return " ".join(part for part in (problem.file, problem.sheet, row, problem.column) if part)
