"""The engines that may compare, by name; the same registers give the same tables on each."""

from __future__ import annotations

from dataclasses import dataclass

from kongchuo_core.vocabulary.errors import UsageError

DUCKDB, SPARK = "duckdb", "spark"
NAMES = (DUCKDB, SPARK)


@dataclass(frozen=True)
class Choice:
    """An engine by name; ``master`` is the Spark cluster's address, this computer's cores where
    none is named.

    Raises
    ------
    UsageError
        for an address without Spark.
    """

    name: str = DUCKDB
    master: str = ""
    memory: str = "3GB"

    def __post_init__(self) -> None:
        if self.master and self.name != SPARK:
            raise UsageError(
                "--master 只用于 Spark", remedy="同时写 --engine spark，或去掉 --master"
            )


HERE = Choice()
"""DuckDB in this process."""
