"""A report's notebook run in this process, without a kernel: for signing, which makes the paper
again from its facts, and for tests.

It does what the kernel does with our notebooks: code cells in their order, ``%%text`` cells to the
report; the cells' lines for IPython alone are left out. What the notebook shows is not kept.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kongchuo_core.documents.notebook import cells
from kongchuo_core.documents.notebook.paper import current
from kongchuo_core.documents.notebook.report import Report
from kongchuo_core.vocabulary.errors import KongchuoError, UsageError

_TEXT = "%%text"


def tell(notebook: Path, **parameters: str) -> Report:
    """Run a report's notebook and give what it told.

    Parameters
    ----------
    parameters : put in behind the cell tagged ``parameters``.

    Raises
    ------
    KongchuoError
        what the notebook raises.
    UsageError
        where it opens no report.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(_code(notebook), 1):
        source = "".join(cell["source"])
        with cells.at(number):
            try:
                _run(source, names)
            except KongchuoError:
                raise
            except Exception:
                raise UsageError(
                    f"笔记本第 {number} 个代码格没有运行成功",
                    remedy="用 kongchuo lab 打开这个笔记本逐格运行，查明原因",
                    place=(f"笔记本 {notebook.name}",),
                ) from None
        if "parameters" in cell["metadata"].get("tags", []):
            names |= parameters
    report = current()
    here = any(value is report for value in names.values())
    if not isinstance(report, Report) or not here:
        raise UsageError(
            "这个笔记本没有打开报告",
            remedy='写一格 r = open_report("题名", edition, town, into)',
            place=(f"笔记本 {notebook.name}",),
        )
    return report


def _code(notebook: Path) -> list[Any]:
    told = json.loads(notebook.read_text("utf-8"))["cells"]
    return [cell for cell in told if cell["cell_type"] == "code"]


def _run(source: str, names: dict[str, Any]) -> None:
    report = current()
    if source.startswith(_TEXT):
        head, _, words = source.partition("\n")
        if report is None or not any(value is report for value in names.values()):
            raise UsageError(
                "还没有打开报告", remedy='先写 r = open_report("题名", edition, town, into)'
            )
        report.text(words, head.removeprefix(_TEXT).strip())
        return
    python = "\n".join("" if line.startswith(("%", "!")) else line for line in source.splitlines())
    exec(compile(python, "<笔记本>", "exec"), names)
