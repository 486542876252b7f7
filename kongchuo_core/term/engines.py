"""Which engine compares: DuckDB in this process, or Spark where a province or the nation outgrows
one machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kongchuo_core.engine import DuckDB, Engine
from kongchuo_core.vocabulary.engines import DUCKDB, Choice
from kongchuo_core.vocabulary.errors import UsageError


@contextmanager
def opened(choice: Choice, scratch: Path) -> Iterator[Engine]:
    """The engine, closed at the end; ``scratch`` is where DuckDB may spill.

    Raises
    ------
    UsageError
        where Spark is wanted and not there.
    """
    if choice.name == DUCKDB:
        with DuckDB(memory=choice.memory, scratch=scratch) as engine:
            yield engine
        return
    if shutil.which("java") is None:
        raise UsageError(
            "这台电脑没有 Java，不能用 Spark", remedy="安装 Java 17，或不写 --engine 用 DuckDB"
        )
    try:
        from kongchuo_core.spark import Spark
    except ImportError:
        raise UsageError(
            "没有安装 Spark",
            remedy="按 requirements-spark.lock 安装，或不写 --engine 用 DuckDB",
        ) from None
    spark = Spark.at(choice.master or "local[*]")
    try:
        yield spark
    finally:
        spark.stop()
