"""A notebook that an office edited under an older version, and that asks for what this version no
longer has: found before anything runs.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.errors import UsageError

_OURS = "kongchuo_core"


def to_run(notebook: Path) -> tuple[Path, str]:
    """The notebook to run, and what to tell the office: the shipped one where its own asks for what
    is gone; empty where its own is run.

    Raises
    ------
    UsageError
        naming what is gone, where no notebook of this name is shipped.
    """
    gone = next(missing(notebook), "")
    if not gone:
        return notebook, ""
    shipped, what = house() / "notebooks" / notebook.name, f"用到了新版没有的“{gone}”"
    if not shipped.is_file() or next(missing(shipped), ""):
        raise UsageError(
            f"这份报告底稿{what}，运行不了",
            remedy="对照出厂的底稿改成 from kongchuo_core import open_report；暂时不出这份报告的，移出 notebooks/",
            place=(f"报告底稿 {notebook.name}",),
        )
    told = f"报告底稿 {notebook.name} 是旧版的，改过，{what}：这次照出厂的出；请把改过的字句移到新的底稿里"
    return shipped, told


def missing(notebook: Path) -> Iterator[str]:
    """What a notebook imports from this package that isn't there."""
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield from _missing("".join(cell["source"]))


def _missing(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if _of_ours(a.name) and not _there(a.name))
        elif isinstance(node, ast.ImportFrom) and not node.level and _of_ours(node.module or ""):
            module = str(node.module)
            names = [a.name for a in node.names if a.name != "*"]
            found = _there(module)
            yield from (n for n in names if found and not _has(module, n))
            yield from () if found else (module,)


def _of_ours(module: str) -> bool:
    return module.partition(".")[0] == _OURS


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _has(module: str, name: str) -> bool:
    return hasattr(import_module(module), name) or _there(f"{module}.{name}")
