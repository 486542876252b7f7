"""One program, three engines: DuckDB, pandas and Spark give the same verdict for every child, all
the way from the records.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison.compare import compare
from kongchuo_core.engine import DuckDB, Engine, collect
from kongchuo_core.linking.review import Decisions
from kongchuo_core.registers.border import Records, read_all
from kongchuo_core.sample import make_sample
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import house
from kongchuo_core.term.engines import opened
from kongchuo_core.vocabulary.engines import SPARK, Choice
from kongchuo_core.vocabulary.errors import UsageError
from tests.conftest import Said
from tests.days import params_on
from tests.engines.pandas_engine import Pandas

TERM = "2025-autumn"
PARAMS = house() / "params"


@pytest.fixture(scope="module")
def params() -> Params:
    return params_on(PARAMS, TERM)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory, params: Params) -> list[Records]:
    """A small county with every kind of damage."""
    folder = tmp_path_factory.mktemp("county")
    make_sample(folder, {TERM: params}, seed=5, children=700)
    return [r for r in read_all(folder / "data" / TERM, params) if r.register.about == "child"]


def told(
    engine: Engine, records: list[Records], params: Params
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Verdicts, links and questions of one engine, in a fixed order."""
    frames = {r.register.code: engine.frame(r.table) for r in records}
    found = compare(
        engine,
        frames,
        params.term,
        params.rules,
        WorkingCalendar.load(PARAMS),
        Decisions(bytes(32)),
    )
    by = [("row_id", "ascending"), ("child", "ascending"), ("rule", "ascending")]
    verdicts = collect(found.verdicts)
    plain = pa.table(
        {n: verdicts[n].cast(_plain(verdicts[n].type)) for n in sorted(verdicts.column_names)}
    )
    decided = collect(found.decided)
    links = pa.table(
        {n: decided[n].cast(_plain(decided[n].type)) for n in ("row_id", "child", "rule")}
    )
    return (
        plain.sort_by("child"),
        links.sort_by(by),
        found.questions.select(["row_id", "child", "rule"]).sort_by(by),
    )


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string(kind) else kind


@pytest.fixture(scope="module")
def by_duckdb(records: list[Records], params: Params) -> tuple[pa.Table, pa.Table, pa.Table]:
    with DuckDB() as engine:
        return told(engine, records, params)


@pytest.fixture(scope="module")
def cluster() -> str:
    """The smallest cluster there is: two executors in processes of their own."""
    if shutil.which("java") is None:
        pytest.skip("需要 Java 17")
    pytest.importorskip(
        "pyspark", reason="需要 PySpark（pip install --require-hashes -r requirements-spark.lock）"
    )
    return "local-cluster[2,1,1024]"


@pytest.fixture(scope="module")
def spark(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    from kongchuo_core.spark import Spark

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_WORKER_DIR", str(tmp_path_factory.mktemp("workers")))
        engine = Spark.at(cluster)
        yield engine
        engine.stop()


@pytest.mark.filterwarnings("ignore")
def test_a_master_that_does_not_answer_is_told(cluster: str) -> None:
    from kongchuo_core.spark import Spark

    with pytest.raises(UsageError, match="连不上 Spark 集群"):
        Spark.at("没有这样的写法")


def test_spark_that_is_not_there_is_told(
    say: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without Java or without its package nothing is compared; an address without Spark is wrong
    usage.
    """
    assert say("run", "--term", TERM, "--master", "local[2]")[0] == 2
    monkeypatch.setenv("PATH", "/bin" if shutil.which("java", path="/bin") is None else "")
    with pytest.raises(UsageError, match="没有 Java"), opened(Choice(SPARK), tmp_path):
        pass
    java = tmp_path / "java"
    java.touch()
    java.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delitem(sys.modules, "kongchuo_core.spark", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UsageError, match="没有安装 Spark"), opened(Choice(SPARK), tmp_path):
        pass


def test_pandas_gives_the_same_verdicts(
    by_duckdb: tuple[pa.Table, ...], records: list[Records], params: Params
) -> None:
    """Plain pandas frames come to the same verdict, link and question for every child."""
    assert told(Pandas(), records, params) == by_duckdb


@pytest.mark.filterwarnings(
    "ignore"
)  # Spark's Python side warns of the newest pandas; it isn't ours to mend.
def test_spark_gives_the_same_verdicts(
    spark: Engine, by_duckdb: tuple[pa.Table, ...], records: list[Records], params: Params
) -> None:
    """Spark on a cluster of two executors comes to the same verdict, link and question for every
    child.
    """
    assert told(spark, records, params) == by_duckdb


def test_the_memory_limit_is_set_and_spills(tmp_path: Path) -> None:
    """A table larger than the limit is sorted by spilling to disk instead of failing."""
    numbers = pa.table(
        {"n": pa.array(range(3_000_000)), "t": pa.array([str(i) * 3 for i in range(3_000_000)])}
    )
    with DuckDB(memory="200MB", scratch=tmp_path, threads=1) as engine:
        engine.write(engine.frame(numbers), tmp_path / "sorted.parquet", ["t"])
    assert (tmp_path / "sorted.parquet").stat().st_size > 0


def test_parquet_goes_out_and_comes_back_in_order(tmp_path: Path) -> None:
    """What is written in an order is read back in it."""
    with DuckDB() as engine:
        engine.write(
            engine.frame(pa.table({"a": [3, 1, 2], "b": ["x", "y", "z"]})),
            tmp_path / "t.parquet",
            ["a"],
        )
        assert collect(engine.scan(tmp_path / "t.parquet")).to_pydict() == {
            "a": [1, 2, 3],
            "b": ["y", "z", "x"],
        }
