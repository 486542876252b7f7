"""Every message of the error family, read from the source: where it stands, what it says, what it
tells one to do.

A message is made where a class of ``vocabulary/errors.py`` is called. A ``raise`` of what a helper
returns is a place of its own, for the helper's words differ from caller to caller; so is a Chinese
``ValueError``, which pydantic carries into one of ours.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kongchuo_core.vocabulary import errors

CORE = Path(__file__).parents[1] / "kongchuo_core"
FAMILY = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.KongchuoError)
}
GAP = "……"
"""Stands for what is only known when the message is made."""
OR = "／"
"""Stands between the words for one case and those for the other."""


@dataclass(frozen=True)
class Site:
    """One place that raises.

    ``what`` and ``remedy`` are as the source has them, with gaps; ``words`` are the fixed parts of
    ``what``.
    """

    file: str
    first: int
    last: int
    kind: str
    what: str
    remedy: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.first} {self.kind} {self.what}"


def sites(folder: Path = CORE) -> list[Site]:
    """All places of a package, by file and line."""
    trees = {
        path.relative_to(folder).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }
    helpers = set(chain.from_iterable(map(_helpers, trees.values())))
    trees.pop("vocabulary/errors.py", None)
    written = (_in(file, tree, helpers) for file, tree in trees.items())
    listed = (_listed(path, folder) for path in sorted(folder.rglob("refusals.csv")))
    return list(chain.from_iterable([*written, *listed]))


def _listed(path: Path, folder: Path) -> Iterator[Site]:
    """The messages of a table: a line each, with gaps where its words have names in braces."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for line in reader:
            words = re.split(r"\{\w+\}", line["what"])
            yield Site(
                path.relative_to(folder).as_posix(),
                reader.line_num,
                reader.line_num,
                "InputError",
                GAP.join(words),
                line["remedy"],
                tuple(w for w in words if w),
            )


def _helpers(tree: ast.Module) -> Iterator[str]:
    """Functions that say they return one of the family."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef)
            and isinstance(node.returns, ast.Name)
            and node.returns.id in FAMILY
        ):
            yield node.name


def _in(file: str, tree: ast.Module, helpers: set[str]) -> Iterator[Site]:
    constants: dict[str, ast.expr] = {}
    for assigned in (node for node in tree.body if isinstance(node, ast.Assign)):
        names = (target.id for target in assigned.targets if isinstance(target, ast.Name))
        constants |= dict.fromkeys(names, assigned.value)
    raised = {id(node.exc) for node in ast.walk(tree) if isinstance(node, ast.Raise)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name, what = _name(call), call.args[0] if call.args else None
        remedy = next((k.value for k in call.keywords if k.arg == "remedy"), None)
        made = name in FAMILY or (
            id(call) in raised and (name in helpers or (name == "ValueError" and _chinese(what)))
        )
        if made and name is not None:
            yield Site(
                file,
                call.lineno,
                call.end_lineno or call.lineno,
                name,
                "".join(_parts(what, constants)),
                "".join(_parts(remedy, constants)),
                tuple(p for p in _parts(what, constants) if p not in (GAP, OR)),
            )


def _name(call: ast.Call) -> str | None:
    func = call.func
    if isinstance(func, ast.Name):
        return func.id
    return func.attr if isinstance(func, ast.Attribute) else None


def _chinese(node: ast.expr | None) -> bool:
    return any("一" <= letter <= "龥" for letter in "".join(_parts(node, {})))


def _parts(node: ast.expr | None, constants: dict[str, ast.expr]) -> list[str]:
    """The fixed words of an expression, with gaps between them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return list(chain.from_iterable(_parts(value, constants) for value in node.values))
    if isinstance(node, ast.Name) and node.id in constants:
        return _parts(constants[node.id], {})
    if isinstance(node, ast.IfExp):
        return [*_parts(node.body, constants), OR, *_parts(node.orelse, constants)]
    return [] if node is None else [GAP]
