"""What a clerk asks before a run: which registers are there, and what is wrong with them."""

from __future__ import annotations

from collections import Counter

from kongchuo_core.registers.border import Records, read_register, unknown_folders
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.codes import QUALITY, REASONS
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS


def check(workspace: Workspace, term: str) -> tuple[list[str], int]:
    """Read a term's registers and write nothing.

    Returns
    -------
    tuple
        the lines to show, and the exit status: 0, or 11 where a run would stop; every fault is named, not the first alone.
    """
    params = load_params(workspace.params, term)
    data = workspace.data(term)
    unknown_folders(data)
    lines, faults = [f"{params.county.name}{params.term.label}，登记册检查："], []
    for register in REGISTERS.values():
        try:
            records = read_register(data, register, params.county)
        except InputError as error:
            faults.append(str(error))
            lines.append(f"  ✗ {register.folder}：不能用，见下")
            continue
        lines += _told(records)
    if faults:
        return [
            *lines,
            "",
            f"有{len(faults)}处要先改正：",
            *(f"  {i}. {f}" for i, f in enumerate(faults, 1)),
        ], InputError.exit_status
    return [*lines, "", "可以运行。列出的待补正行会在数据质量.xlsx里逐行说明。"], 0


def _told(records: Records) -> list[str]:
    folder = records.register.folder
    if not records.given:
        return [f"  － {folder}：未提供"]
    reasons = Counter(r for r in records.table["reason"].to_pylist() if r)
    lines = [
        f"  ✓ {folder}：{len(records.files)}个文件，{records.table.num_rows}行"
        + (f"，其中{sum(reasons.values())}行待补正" if reasons else "")
    ]
    lines += [f"      {REASONS.label(code)}：{n}行" for code, n in sorted(reasons.items())]
    kinds = Counter(p.kind for p in records.problems if p.kind not in reasons)
    lines += [f"      {QUALITY.label(kind)}：{n}处" for kind, n in sorted(kinds.items())]
    lines += [f"      {p.file} {p.sheet} 第{p.row}行 {p.column}：{p.what}；{p.remedy}" for p in records.problems[:3]]
    return lines
