"""The comparison on Spark, for a province or the nation that outgrows one machine (extra ``spark``; needs Java 17).

The same program as on DuckDB: rooms up to ``comparison`` know narwhals alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import narwhals as nw
import pyarrow as pa
from pyspark.sql import SparkSession

from kongchuo_core.engine import Frame


class Spark:
    """An :class:`~kongchuo_core.engine.Engine` on a Spark session; checkpoints are kept on the executors."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    @classmethod
    def local(cls, cores: int) -> Spark:
        """Spark in local mode, for trying out and for tests: no network interface but the loopback, no web page."""
        builder = SparkSession.builder.master(f"local[{cores}]").appName("kongchuo")
        options = {
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "4g",
            "spark.sql.shuffle.partitions": str(cores),
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.ansi.enabled": "true",
            "spark.sql.execution.arrow.pyspark.enabled": "true",
        }
        for name, value in options.items():
            builder = builder.config(name, value)
        return cls(builder.getOrCreate())

    def stop(self) -> None:
        """End the session."""
        self._session.stop()

    def frame(self, table: pa.Table) -> Frame:
        """See :class:`~kongchuo_core.engine.Engine`."""
        # PySpark 4.3 keeps only the first filled chunk of an Arrow table that has several.
        rows: Frame = nw.from_native(self._session.createDataFrame(table.combine_chunks()))
        return rows

    def scan(self, path: Path) -> Frame:
        """See :class:`~kongchuo_core.engine.Engine`."""
        rows: Frame = nw.from_native(self._session.read.parquet(str(path)))
        return rows

    def checkpoint(self, frame: Frame) -> Frame:
        """See :class:`~kongchuo_core.engine.Engine`."""
        kept: Frame = nw.from_native(nw.to_native(frame).localCheckpoint(eager=True))
        return kept

    def write(self, frame: Frame, path: Path, order: Sequence[str]) -> None:
        """See :class:`~kongchuo_core.engine.Engine`; Spark makes ``path`` a folder with one part in it."""
        nw.to_native(frame.sort(*order, nulls_last=True)).coalesce(1).write.mode(
            "overwrite"
        ).parquet(str(path))
