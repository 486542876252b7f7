"""The words that stand in public files whoever the children are: the program's own, its templates',
params' and rule tables'.

Taken from the package, never from the workspace: what an office wrote into a template or a rule is
searched like all the rest.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kongchuo_core.release.views import views
from kongchuo_core.settings.workspace import house

_ROOMS = ("documents", "disclosure", "regulation", "vocabulary")


@cache
def fixed_words() -> tuple[str, ...]:
    """Every fixed text, each once."""
    return tuple(sorted(set(_texts())))


def _texts() -> Iterator[str]:
    package = Path(__file__).parents[1]
    for room in _ROOMS:
        for path in sorted((package / room).rglob("*.py")):
            yield from _printed(ast.parse(path.read_text("utf-8")))
    for path in sorted((package / "regulation").glob("*.csv")):
        yield path.read_text("utf-8")
    templates = house() / "templates"
    for path in sorted(
        [
            *(p for p in templates.glob("公开*") if p.is_file()),
            *templates.glob("督导报告*"),
            *templates.glob("wording/公开*"),
        ]
    ):
        yield from (text for _, text in views(path.name, path.read_bytes()))
    for path in sorted((house() / "templates" / "wording").glob("*.jinja")):
        yield path.read_text("utf-8")
    for path in sorted((house() / "params").rglob("*.yaml")):
        if path.name != "people.yaml":
            yield path.read_text("utf-8")


def _printed(tree: ast.Module) -> Iterator[str]:
    """The texts of a program that may be printed; what stands for itself, as a docstring does, is
    not.
    """
    remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in remarks
        ):
            yield node.value
