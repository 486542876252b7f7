"""A parameter the notebook doesn't have is refused, whoever runs it: papermill only warns, and
writes the wrong paper.

papermill puts what it was given into a cell of its own behind the notebook's parameters; what is
assigned there and nowhere before is a parameter that doesn't exist.
"""

from __future__ import annotations

import ast
from difflib import get_close_matches
from itertools import chain

from kongchuo_core.documents.notebook.cells import shell
from kongchuo_core.documents.wording import listed
from kongchuo_core.vocabulary.errors import UsageError

MARK = "# Parameters"
"""How papermill begins the cell it puts in."""


def refuse_unknown() -> None:
    """Look at the cells that ran in this kernel so far. Raises ``UsageError`` with the names there
    are.
    """
    running = shell()
    ran = list(running.user_ns.get("In", ())) if running is not None else []
    place = max((n for n, cell in enumerate(ran) if cell.startswith(MARK)), default=0)
    if not place:
        return
    known = list(chain.from_iterable(map(assigned, ran[:place])))
    for name in assigned(ran[place]):
        if name not in known:
            near = get_close_matches(name, known, 1, 0.3)
            hint = f"，是不是“{near[0]}”" if near else ""
            raise UsageError(
                f"这个笔记本没有参数“{name}”{hint}",
                remedy=f"它的参数是：{listed(dict.fromkeys(known))}",
            )


def assigned(source: str) -> list[str]:
    """The names a cell assigns, with or without a type."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return []
    targets: list[ast.expr] = []
    for line in lines:
        if isinstance(line, ast.Assign):
            targets += line.targets
        elif isinstance(line, ast.AnnAssign):
            targets.append(line.target)
    return [target.id for target in targets if isinstance(target, ast.Name)]
