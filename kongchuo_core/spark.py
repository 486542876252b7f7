"""The comparison on Spark, for a province or the nation that outgrows one machine (extra ``spark``;
needs Java 17).

The same program as on DuckDB: rooms up to ``comparison`` know narwhals alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import narwhals as nw
import pyarrow as pa
from pyspark.sql import SparkSession

from kongchuo_core.engine import Frame
from kongchuo_core.vocabulary.errors import UsageError

OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
"""What results depend on, and what a small computer stands; a cluster's own settings hold for all
else.
"""


class Spark:
    """An :class:`~kongchuo_core.engine.Engine` on a Spark session; checkpoints are kept on the
    executors.
    """

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    @classmethod
    def at(cls, master: str) -> Spark:
        """Spark on a cluster, or in this computer (``local[2]``, ``local-cluster[2,1,1024]``): then
        nothing listens outside it.

        Raises
        ------
        UsageError
            where the cluster doesn't answer or the address isn't one.
        """
        builder = SparkSession.builder.master(master).appName("kongchuo")
        alone = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
        for name, value in (OPTIONS | (alone if master.startswith("local") else {})).items():
            builder = builder.config(name, value)
        try:
            return cls(builder.getOrCreate())
        except Exception:  # whatever the JVM says, its text is English and may be pages long
            raise UsageError(
                "连不上 Spark 集群",
                remedy="核对 --master 的写法（如 spark://主机:7077、local[2]）和集群是否在运行",
            ) from None

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
        """See :class:`~kongchuo_core.engine.Engine`; Spark makes ``path`` a folder with one part in
        it.
        """
        nw.to_native(frame.sort(*order, nulls_last=True)).coalesce(1).write.mode(
            "overwrite"
        ).parquet(str(path))
