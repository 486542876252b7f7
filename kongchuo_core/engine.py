"""The engine under the comparison: where lazy frames come from and where a stage is checkpointed.

Rooms up to ``comparison`` are written against narwhals alone; this is the only file that knows
DuckDB. A stage that is used twice is checkpointed, so that it is computed once (a five-stage
cascade took half the time with checkpoints).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import duckdb
import narwhals as nw
import pyarrow as pa

Frame = nw.LazyFrame[Any]
"""A lazy narwhals frame of any engine."""


class Engine(Protocol):
    """What the comparison asks of an engine."""

    def frame(self, table: pa.Table) -> Frame:
        """An Arrow table as a lazy frame."""

    def scan(self, path: Path) -> Frame:
        """A Parquet file as a lazy frame."""

    def checkpoint(self, frame: Frame) -> Frame:
        """The same rows, computed now and kept."""

    def write(self, frame: Frame, path: Path, order: Sequence[str]) -> None:
        """Write the rows, in the given order, as one Parquet file."""


def collect(frame: Frame) -> pa.Table:
    """The rows of a lazy frame as an Arrow table, in no particular order; of the same types
    whatever the engine.
    """
    table = frame.collect(backend="pyarrow").to_native()
    table = table.select(frame.collect_schema().names())  # pandas adds its index
    types = [pa.string() if pa.types.is_large_string(f.type) else f.type for f in table.schema]
    return table.cast(pa.schema(list(zip(table.column_names, types, strict=True))))


def distinct(frame: Frame, *columns: str) -> Frame:
    """Every combination of cells of some columns once.

    By groups: DuckDB would number all rows and keep the first of each, which takes many times as
    long.
    """
    return frame.group_by(*columns).agg(nw.len().alias("_rows")).select(*columns)


class DuckDB:
    """DuckDB in this process: embedded, bounded in memory, spilling to ``scratch``.

    Parameters
    ----------
    memory : DuckDB's memory limit, such as ``"3GB"``.
    scratch : where it may spill; ``None`` keeps everything in memory.
    threads : worker threads; ``None`` leaves the choice to DuckDB.
    """

    def __init__(
        self, *, memory: str = "3GB", scratch: Path | None = None, threads: int | None = None
    ) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET memory_limit = ?", [memory])
        self._connection.execute("SET preserve_insertion_order = false")
        if scratch is not None:
            self._connection.execute("SET temp_directory = ?", [str(scratch)])
        if threads is not None:
            self._connection.execute("SET threads = ?", [threads])
        self._names = (f"stage_{i}" for i in itertools.count())

    def __enter__(self) -> DuckDB:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def frame(self, table: pa.Table) -> Frame:
        """See :class:`Engine`."""
        name = next(self._names)
        self._connection.register(f"{name}_arrow", table)
        self._connection.execute(f"CREATE TEMP TABLE {name} AS FROM {name}_arrow")
        self._connection.unregister(f"{name}_arrow")
        return nw.from_native(self._connection.table(name))

    def scan(self, path: Path) -> Frame:
        """See :class:`Engine`."""
        return nw.from_native(self._connection.read_parquet(str(path)))

    def checkpoint(self, frame: Frame) -> Frame:
        """See :class:`Engine`."""
        name = next(self._names)
        self._connection.execute(f"CREATE TEMP TABLE {name} AS {nw.to_native(frame).sql_query()}")
        return nw.from_native(self._connection.table(name))

    def write(self, frame: Frame, path: Path, order: Sequence[str]) -> None:
        """See :class:`Engine`."""
        nw.to_native(frame.sort(*order, nulls_last=True)).write_parquet(
            str(path), compression="zstd"
        )
