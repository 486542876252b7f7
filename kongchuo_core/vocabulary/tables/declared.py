"""How a table of an edition is declared, once, as a class: its fields are the columns, its docstring says what a line is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

import pyarrow as pa

_TYPES = {
    "str": pa.string(),
    "int": pa.int64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "float": pa.float64(),
    "tuple[str, ...]": pa.list_(pa.string()),
}
_COLUMN = "column"


@dataclass(frozen=True)
class Column:
    """One column: identifier, Arrow type, Chinese meaning, whether a cell may leave the office, and the list its codes are on.

    What may leave says nothing of a person and counts no persons; counts leave through ``kongchuo release`` alone. The lists are
    those of ``regulation.labels``.
    """

    name: str
    type: pa.DataType
    meaning: str
    may_leave: bool = False
    codes: str = ""

    @property
    def heading(self) -> str:
        """The column's name for people: its meaning up to the first comma, without 代码 where words stand for the codes."""
        short = re.split("[：，；]", re.sub("（[^（）]*[，；][^（）]*）", "", self.meaning))[0]
        return short.removesuffix("代码") if self.codes else short


@dataclass(frozen=True)
class Table:
    """One table of an edition: what one of its lines is, its columns, and in which order the lines stand."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    @property
    def headings(self) -> dict[str, str]:
        """Column → its name for people; 代码 where another column has the words."""
        names = [c.heading for c in self.columns]
        return {
            c.name: f"{c.heading}代码" if c.codes and names.count(c.heading) > 1 else c.heading
            for c in self.columns
        }

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the table."""
        return pa.schema([(c.name, c.type) for c in self.columns])


class Line:
    """A line of a table. Nothing known is an empty text or ``None``, as the field's type says."""

    declared: ClassVar[Table]


Declared = TypeVar("Declared", bound=type[Line])


def col(meaning: str, *, codes: str = "", may_leave: bool = False) -> Any:
    """A field that is a column of this meaning; see :class:`Column`."""
    return field(metadata={_COLUMN: (meaning, may_leave, codes)})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(col,))
def table(name: str, sorted_by: tuple[str, ...]) -> Callable[[Declared], Declared]:
    """Make a class the declaration of a table, whose docstring is its meaning; ``sorted_by``: the columns its
    lines are sorted by."""

    def made(line: Declared) -> Declared:
        dataclass(frozen=True, kw_only=True)(line)
        columns = tuple(_column(told) for told in fields(line))  # type: ignore[arg-type]  # is one now
        line.declared = Table(name, str(line.__doc__), columns, sorted_by)
        return line

    return made


def _column(declared: Field[Any]) -> Column:
    kind = str(declared.type).removesuffix(" | None")
    return Column(declared.name, _TYPES[kind], *declared.metadata[_COLUMN])
