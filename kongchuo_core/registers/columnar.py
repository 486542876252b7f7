"""A Parquet file → records a column at a time, as a platform hands out a province's registers: no
Python for each row.

Only rows of which every cell stands as it will be kept are taken so; all others, and a sample of
the plain ones, are read as the rows of any other file are. Where the sample doesn't come out as
plain records (a title that denies, another term's roll), every row is read that way: one meaning,
two speeds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kongchuo_core.registers import records
from kongchuo_core.registers.headers import (
    SAYING,
    Reader,
    Table,
    Whose,
    filled,
    find_tables,
)
from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.reading.refusal import Refused
from kongchuo_core.registers.says import tell_of_most
from kongchuo_core.registers.statuses import status_label
from kongchuo_core.registers.towns import Towns
from kongchuo_core.registers.words import Says, words_about
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.codes import SEX
from kongchuo_core.vocabulary.registers import Kind, Register

if TYPE_CHECKING:
    from kongchuo_core.registers.border import Records

MAGIC = b"PAR1"
LARGE = ("household", "enrolment", "presence")
"""Registers of which a province has millions of rows; the others are read row by row."""
_FEW_WORDS = 200
"""Different texts of a column up to which it may be one of answers."""
SAMPLE = 50
"""Plain rows that are read as any file's, to see what title, name and columns make of them."""
_NAME = r"^[一-鿿]{2,4}$"
_NUMBER = r"^[1-9][0-9]{16}[0-9X]$"
_STUDENT = r"^G[0-9]{17}[0-9X]$"
_TEXT = r"^[0-9A-Za-z一-鿿]+$"
_DAY = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
_ONLY_BLANK = ("note", "moved_out_on", "dead_on", "cancelled_on")
"""Text that denies or doubts what a row says, wherever it is filled in."""
Mask = Any
"""An Arrow column of truth values."""


def is_parquet(path: Path) -> bool:
    """Whether a file's first bytes say so; a file that can't be opened isn't one."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def read(
    path: Path,
    name: str,
    register: Register,
    params: Params,
    read_rows: Callable[[RawSheet], Records | None],
) -> Records | None:
    """The records of a Parquet file.

    Parameters
    ----------
    name : how the file is called in messages and in the edition.
    read_rows : reads a sheet as any file's, raising what is wrong with it.

    Raises
    ------
    Refused
        where the file is damaged.
    """
    table = _cells(path)
    every = np.arange(table.num_rows)
    probe = _sheet(name, table, every[:SAMPLE])
    found = find_tables(probe, filled(probe), Reader(register, params.headings), frozenset())
    if register.code not in LARGE or len(found) != 1:
        return read_rows(_sheet(name, table, every))
    own = params.headings.words_of(register)
    columns = _Columns(table, found[0], register, Towns(params.county), own)
    plain = np.flatnonzero(columns.plain())
    sample = plain[:: max(1, len(plain) // SAMPLE)][:SAMPLE]
    rest = np.setdiff1d(plain, sample)
    odd = read_rows(_sheet(name, table, np.setdiff1d(every, rest)))
    if odd is None or not len(rest) or not _as_expected(odd, sample):
        return read_rows(_sheet(name, table, every)) if len(rest) else odd
    whole = pa.concat_tables([odd.table, columns.records(rest, name)])
    accounts = tuple(
        replace(a, filled=a.filled + len(rest), records=a.records + len(rest)) for a in odd.accounts
    )
    return replace(odd, table=whole, accounts=accounts)


def _cells(path: Path) -> pa.Table:
    """The file's columns as text and days: whole numbers are written out, for here they are exact;
    yes and no are words.
    """
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError):
        raise Refused("damaged") from None
    columns = [_cell_column(column) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _cell_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _cell_column(column.cast(kind.value_type))
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "是", "否")
    if pa.types.is_timestamp(kind):
        return column.cast(pa.date32(), safe=False)
    if pa.types.is_date(kind) or pa.types.is_floating(kind):
        return column
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        raise Refused("binary")
    return column.cast(pa.string())


def _sheet(name: str, table: pa.Table, rows: Any) -> RawSheet:
    """Some rows as a sheet: the headings are row 1, the file's first row is row 2."""
    lines = table.take(pa.array(rows, pa.int64()))
    cells = zip(*(c.to_pylist() for c in lines.columns), strict=True)
    heads: list[Any] = list(table.column_names)
    return RawSheet(name, "", [heads, *map(list, cells)], [1, *(int(r) + 2 for r in rows)])


def _as_expected(odd: Records, sample: Any) -> bool:
    """Whether the sample of plain rows came out as records that assert what their register is
    about, and nothing else.
    """
    taken = odd.table.filter(pc.is_in(odd.table["row"], pa.array(sample + 2, pa.int64())))
    says = taken.select(["fate", "reason", "says", "doubts"]).to_pylist()
    kept = {"fate": None, "reason": None, "says": Says.YES.value, "doubts": ""}
    return (
        len(says) == len(sample) and all(line == kept for line in says) and len(odd.accounts) == 1
    )


class _Columns:
    """The columns of a file by the register's fields, as records keep them; which rows are
    plain.
    """

    def __init__(
        self,
        table: pa.Table,
        found: Table,
        register: Register,
        towns: Towns,
        own: tuple[tuple[str, str], ...],
    ) -> None:
        self.register, self.towns, self.size = register, towns, table.num_rows
        self.words = words_about(register.code, own)
        unknown = [c for c in found.unused if not c.known and c.whose is not Whose.OTHER]
        self.unknown = [table.column(c.index).combine_chunks() for c in unknown]
        self.telling = register.code == "presence" and any(
            self._tells_of_most(c.heading, column)
            for c, column in zip(unknown, self.unknown, strict=True)
        )
        """Whether a column nobody knows tells of most that they are there, and so of the others
        too.
        """
        self.cells = {
            f.name: table.column(found.of(f.name)[0].index).combine_chunks()
            for f in register.fields
            if found.of(f.name)
        }
        self.several = {f.name for f in register.fields if len(found.of(f.name)) > 1}

    def plain(self) -> Any:
        """Of every row whether it is plain, as numpy's truth values."""
        masks = [self._plain(f.name, f.kind) for f in self.register.fields]
        needed = ["name", "id_no", *(n for n in ("school", "town") if n in self._required())]
        masks += [self._there(n) for n in needed]
        if self.register.code == "household":  # an address may name the village
            told = pc.or_kleene(self._there("village"), pc.invert(self._there("address")))
            masks.append(told)
        masks += [self._tells_nothing(column) for column in self.unknown]
        behind = pc.match_substring_regex(self._column("name"), self.words.tails)
        masks.append(pc.invert(pc.fill_null(behind, True)))
        found = reduce(pc.and_, masks)
        return np.asarray(found) & (not self.several and not self.telling)

    def _tells_of_most(self, heading: str, column: pa.Array) -> bool:
        if not pa.types.is_string(column.type):
            return False
        counts = pc.value_counts(pc.drop_null(column)).to_pylist()
        filled = {one["values"]: one["counts"] for one in counts if one["values"].strip()}
        return len(filled) <= _FEW_WORDS and tell_of_most(self.words, heading, filled)

    def _tells_nothing(self, column: pa.Array) -> Mask:
        """Whether what stands in a column nobody knows tells of no child that it isn't there."""
        if not pa.types.is_string(column.type):
            return pa.array([True] * len(column))
        hears = self.words.of_pupil if self.register.code == "presence" else self.words.told
        silent = self._distinct(column, lambda text: not hears(text) - {Says.YES})
        return pc.fill_null(silent, True)

    def _required(self) -> set[str]:
        return set(chain.from_iterable(self.register.filled))

    def _there(self, name: str) -> Mask:
        return pc.is_valid(self._column(name))

    def _column(self, name: str) -> pa.Array:
        nothing = pa.nulls(self.size, pa.string())
        return self.cells.get(name, nothing)

    def _plain(self, name: str, kind: Kind) -> Mask:
        column = self._column(name)
        absent = pc.is_null(column)
        if name in _ONLY_BLANK or (self.register.code == "presence" and name == "student_status"):
            return absent
        if kind in (Kind.DATE, Kind.MONTH):
            found = pc.or_kleene(absent, pc.is_valid(self._days(name)))
        elif kind is Kind.SAYS:
            found = pc.equal(column, "是") if name in self.cells else absent
        elif (
            kind in SAYING
            or kind in (Kind.YES_NO, Kind.COUNT, Kind.PERIOD)
            or not pa.types.is_string(column.type)
        ):
            found = absent
        elif kind is Kind.TOWN:
            found = self._distinct(column, self._is_town)
        elif kind is Kind.SEX:
            found = pc.or_kleene(absent, pc.is_in(column, pa.array([c.label for c in SEX.codes])))
        elif name in dict(records.STATES.values()):
            found = pc.or_kleene(absent, self._distinct(column, self._is_state))
        else:
            pattern = {Kind.NAME: _NAME, Kind.NUMBER: _NUMBER, Kind.STUDENT_NUMBER: _STUDENT}
            found = pc.or_kleene(absent, pc.match_substring_regex(column, pattern.get(kind, _TEXT)))
        return pc.fill_null(found, False)

    def _is_town(self, text: str) -> bool:
        town, behind = self.towns.place(text)
        return town is not None and not behind

    def _is_state(self, text: str) -> bool:
        _, codes = records.STATES[self.register.code]
        return status_label(codes, text) == text

    def _distinct(self, column: pa.Array, read: Callable[[str], Any]) -> Any:
        """``read`` of every distinct text, looked up for all rows; of nothing it is nothing."""
        words = column.dictionary_encode()
        told = pa.array([read(text) for text in words.dictionary.to_pylist()])
        return told.take(words.indices) if len(told) else pa.nulls(len(column), pa.bool_())

    def _days(self, name: str) -> Any:
        """Days as they stand, or written as 2025-10-08; null where there is none or no such day."""
        column = self._column(name)
        if pa.types.is_date(column.type):
            return column.cast(pa.date32())
        if not pa.types.is_string(column.type):
            return pa.nulls(self.size, pa.date32())
        written = pc.if_else(pc.match_substring_regex(column, _DAY), column, None)
        day = pc.strptime(written, "%Y-%m-%d", "s", error_is_null=True)
        same = pc.equal(pc.strftime(day, "%Y-%m-%d"), written)
        return pc.if_else(pc.fill_null(same, False), day.cast(pa.date32()), None)

    def records(self, rows: Any, name: str) -> pa.Table:
        """The plain rows as records."""
        take, size = pa.array(rows, pa.int64()), len(rows)
        places = {
            "row_id": pa.array(rows + 2, pa.int64()),
            "file": pa.repeat(name, size),
            "sheet": pa.repeat("", size),
            "row": pa.array(rows + 2, pa.int64()),
            "block": pa.repeat(1, size),
            "says": pa.repeat(Says.YES.value, size),
            "doubts": pa.repeat("", size),
            "told": pa.repeat("", size),
            "lacks": pa.repeat("", size),  # of these registers none charges a unit
            **{
                mark: pa.repeat(False, size) for mark in ("id_cut", "birth_month_only", "illegible")
            },
        }
        kinds = {f.name: f.kind for f in self.register.fields}
        columns = []
        for field in records.schema(self.register):
            if field.name in places:
                columns.append(places[field.name].cast(field.type))
            elif field.name in kinds:
                columns.append(
                    self._read(field.name, kinds[field.name]).take(take).cast(field.type)
                )
            else:
                columns.append(pa.nulls(size, field.type))
        return pa.table(columns, schema=records.schema(self.register))

    def _read(self, name: str, kind: Kind) -> Any:
        column = self._column(name)
        if kind in (Kind.DATE, Kind.MONTH):
            return self._days(name)
        if kind is Kind.TOWN:
            return self._distinct(column, lambda t: self.towns.place(t)[0])
        if kind is Kind.SEX:
            return self._distinct(column, SEX.spellings().get)
        if name == "guardian" and self.register.code == "household":
            return self._guardians()
        return column if pa.types.is_string(column.type) else pa.nulls(self.size, pa.string())

    def _guardians(self) -> Any:
        """As the rows of other files: the head of a household is the guardian of a son or
        daughter.
        """
        named, head = self._column("guardian"), self._column("head_name")
        child = self._distinct(self._column("relation"), records.is_child_of_head)
        other = pc.and_(pc.fill_null(child, False), pc.not_equal(head, self._column("name")))
        return pc.coalesce(named, pc.if_else(pc.fill_null(other, False), head, None))
