"""Conditions and sums of the table of figures, evaluated on the columns of a table.

They are written as Python expressions in which a name is a column: ``concerned and
verified_on.notnull()``, ``age >= 6 and age <= 11``, ``state in ['done', 'late']``, ``score * 10``.
Each is compiled once; ``and``, ``or``, ``not`` and ``in`` work row by row.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache, reduce
from types import CodeType
from typing import Any

import pandas as pd


def evaluate(expression: str, frame: pd.DataFrame) -> Any:
    """The value of an expression for each row of a table, or one for all where it names no
    column.
    """
    return eval(_compiled(expression), {"__builtins__": {}}, _Columns(frame))


class _Columns(Mapping[str, Any]):
    """The columns of a table by name, each taken when it is named."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def __getitem__(self, name: str) -> Any:
        return self._frame[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frame.columns)

    def __len__(self) -> int:
        return len(self._frame.columns)


@cache
def _compiled(expression: str) -> CodeType:
    tree = _RowByRow().visit(ast.parse(expression, mode="eval"))
    return compile(ast.fix_missing_locations(tree), "figures.csv", "eval")


class _RowByRow(ast.NodeTransformer):
    """What Python decides once is decided for each row."""

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """``and`` and ``or``."""
        together = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
        values: list[ast.expr] = [self.visit(value) for value in node.values]
        return reduce(lambda left, right: ast.BinOp(left, together, right), values)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """``not``."""
        op = ast.Invert() if isinstance(node.op, ast.Not) else node.op
        return ast.UnaryOp(op, self.visit(node.operand))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """``in``: one of a list."""
        self.generic_visit(node)
        if isinstance(node.ops[0], ast.In):
            isin = ast.Attribute(node.left, "isin", ast.Load())
            return ast.Call(isin, list(node.comparators), [])
        return node
