"""The comparison on plain pandas: the third engine, to prove that the program is one and
the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kongchuo_core.engine import Frame


class Pandas:
    """An :class:`~kongchuo_core.engine.Engine` on pandas frames with Arrow types, so that null
    means null.
    """

    def frame(self, table: pa.Table) -> Frame:
        return nw.from_native(table.to_pandas(types_mapper=pd.ArrowDtype)).lazy()

    def scan(self, path: Path) -> Frame:
        return self.frame(pq.read_table(path))

    def checkpoint(self, frame: Frame) -> Frame:
        return self.frame(frame.collect(backend="pyarrow").to_native())

    def write(self, frame: Frame, path: Path, order: Sequence[str]) -> None:
        pq.write_table(
            frame.sort(*order, nulls_last=True).collect(backend="pyarrow").to_native(), path
        )
