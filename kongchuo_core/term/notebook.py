"""A notebook before and after it runs: its parameters, its headings, and what may be kept of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat

from kongchuo_core.documents.notebook.injected import assigned
from kongchuo_core.vocabulary.errors import UsageError

FORMAT, FORMAT_OF = 1, "kongchuo_format"
"""The format of notebooks that this version runs, and where in a notebook's metadata it stands;
older ones have none.
"""
PARAMETERS, INJECTED = "parameters", "injected-parameters"
KEPT_ABOUT = ("kernelspec", "language_info")
"""What is kept of a notebook's own metadata; the stamp of the fictitious county is not, for only
its refreshing may set it.
"""
_ASSIGNMENT = re.compile(
    r"^(?P<name>[A-Za-z_]\w*)(?P<type>\s*:\s*[\w.\[\] |]+?)?\s*="
    r"\s*(?:\"[^\"]*\"|'[^']*'|[^#]*)\s*(?P<help>#.*)?$"
)


def parameter_names(notebook: Path) -> list[str]:
    """The names assigned in the cell tagged ``parameters``, as papermill finds them, in a fraction
    of its time.

    Raises
    ------
    UsageError
        where the notebook is of a later version.
    """
    told = json.loads(notebook.read_text("utf-8"))
    number = told["metadata"].get(FORMAT_OF, 0)
    if number > FORMAT:
        raise UsageError(
            f"报告底稿 {notebook.name} 的格式号是{number}，这一版程序只认得{FORMAT}以下的",
            remedy="它是更新版本的程序写的：换成那个版本或更新的版本的程序",
        )
    cells = told["cells"]
    source = next(
        ("".join(c["source"]) for c in cells if PARAMETERS in c["metadata"].get("tags", [])), ""
    )
    return assigned(source)


def refuse_unknown(notebook: Path, parameters: Iterable[str]) -> None:
    """Raise ``UsageError`` where the notebook is missing or a parameter isn't one of its own:
    papermill would take the default.
    """
    if not notebook.is_file():
        raise UsageError(
            f"缺少报告底稿 {notebook.name}",
            remedy="从 kongchuo init 新建的工作区里把它复制到 notebooks/",
        )
    known = parameter_names(notebook)
    for name in parameters:
        if name not in known:
            raise UsageError(
                f"报告底稿 {notebook.name} 没有参数“{name}”",
                remedy=f"它的参数是：{'、'.join(known) or '（没有）'}",
            )


def heading(cells: list[Any], index: int) -> str:
    """The last heading at or above a cell; empty where there is none."""
    for cell in reversed(cells[: index + 1]):
        if cell.cell_type == "markdown" and (
            found := re.findall(r"^#+\s+(.+)$", cell.source, re.MULTILINE)
        ):
            return str(found[-1]).strip()
    return ""


def scrub(notebook: Any, shown: Mapping[str, str]) -> Any:
    """What may be kept of an executed notebook: no trace of the run (papermill's metadata, times,
    injected cell, warnings).

    Parameters
    ----------
    shown : the parameters as the kept notebook has them; the others keep what the notebook says by
        itself.
    """
    about = {k: v for k, v in notebook.metadata.items() if k in KEPT_ABOUT} | {
        "language_info": {"name": "python"}
    }
    whole = {
        "cells": [],
        "metadata": about,
        "nbformat": 4,
        "nbformat_minor": notebook.nbformat_minor,
    }
    kept: Any = nbformat.from_dict(whole)  # type: ignore[no-untyped-call]
    count = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if INJECTED in tags:
            continue
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
        if PARAMETERS in tags:
            cell.source = _assigned(cell.source, shown)
        kept.cells.append(cell)
    return kept


def _assigned(source: str, shown: Mapping[str, str]) -> str:
    lines = []
    for line in source.splitlines():
        found = _ASSIGNMENT.match(line)
        lines.append(
            f"{found['name']}{found['type'] or ''} = {_quoted(shown[found['name']])}{_help(found)}"
            if found and found["name"] in shown
            else line
        )
    return "\n".join(lines)


def _help(found: re.Match[str]) -> str:
    return f"  {found['help']}" if found["help"] else ""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
