"""``%%text``: a cell of words; and completion of figures and names inside it."""

from __future__ import annotations

import re
from typing import Any

from kongchuo_core.documents.notebook import cells
from kongchuo_core.documents.notebook.display import Told
from kongchuo_core.vocabulary.errors import UsageError

NAME = "text"
_QUOTED = re.compile(r"""(?:figure|上学期数|上升|下降|有数据)\(\s*["']([^"']*)$""")
_OPEN = re.compile(r"\{[{%][^}]*?([\w]*)$")


def text(line: str, cell: str) -> Told:
    """The magic: the words of the cell go to the report opened last in this notebook."""
    from kongchuo_core.documents.notebook.paper import current

    report, running = current(), cells.shell()
    open_here = report is not None and (
        running is None or any(value is report for value in running.user_ns.values())
    )
    if report is None or not open_here:
        raise UsageError(
            "还没有打开报告", remedy='先运行 r = open_report("题名", edition, town, into) 那一格'
        )
    return report.text(cell, line.strip())


def register() -> None:
    """Make ``%%text`` known to the notebook this runs in; nothing where it runs in none."""
    running = cells.shell()
    if running is None or NAME in running.magics_manager.magics["cell"]:
        return
    running.register_magic_function(text, "cell", NAME)
    running.Completer.custom_matchers.append(completions)


def completions(typed: str) -> list[str]:
    """What may follow in a text cell: codes of figures within quotes, names within braces."""
    from kongchuo_core.documents.notebook.paper import current

    report, running = current(), cells.shell()
    if report is None or running is None:
        return []
    completer: Any = running.Completer
    before = str(getattr(completer, "text_until_cursor", typed))
    if found := _QUOTED.search(before):
        return [code for code in report.codes() if code.startswith(found[1])]
    if found := _OPEN.search(before):
        return [name for name in report.names if name.startswith(found[1])]
    return []
