"""Times and memory beside named baselines, each measurement in a fresh process of its own.

    python benchmarks/bench.py [--sizes 20000 1000000 6000000] [--repeat 3] [--only comparison|term]

Baselines and product take turns, so that a busy machine slows all of them; the ratios of the
medians are what counts. A process's time is from start to end, imports included; its memory is the
peak that the system reports for it.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

MEMORY = "3GB"
"""DuckDB's memory limit, of product and floor alike."""
LARGE = 3_000_000
"""From this size on a measurement is made once."""
PANDAS_LIMIT = 14 * 2**30
"""Bytes that plain pandas may take before it gives up."""
DAMAGED, DAMAGED_AT = 0.02, 1_000_000
IN_A_COUNTY = 50_000
TERM, CHILDREN = "2025-autumn", 15_000


@dataclass(frozen=True)
class Measured:
    """Seconds on the wall and of the processors, and peak GiB of one process; ``seconds`` is
    ``None`` where it failed.
    """

    seconds: float | None
    worked: float
    memory: float


@dataclass(frozen=True)
class Task:
    """One line of the table: what is run, with which arguments, what it is compared with."""

    label: str
    run: str
    arguments: tuple[str, ...] = ()


def main() -> None:
    """Measure what was asked for and print the table."""
    options = _options()
    if options.task:
        TASKS[options.task](*options.arguments)
        return
    print(
        "| 测量 | 秒 | 处理器秒 | 峰值 GiB | 与同组第一行之比 |\n|---|--:|--:|--:|--:|", flush=True
    )
    if options.only in (None, "across"):
        _print(_across(options.counties, options.in_a_county, options.engines), 1)
    if options.only in (None, "comparison"):
        worked: dict[int, float] = {}
        for size in options.sizes:
            for damaged in (0, DAMAGED) if size == DAMAGED_AT else (0,):
                tasks = _comparison(size, damaged)[: 2 if options.no_pandas else 3]
                found = _print(tasks, 1 if size >= LARGE else options.repeat)
                worked.setdefault(size, found[1])
        _tell_growth(worked)
    if options.only in (None, "term"):
        with tempfile.TemporaryDirectory() as folder:
            _child("sample", folder)
            _print(_term(folder), options.repeat)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="比对和一个学期运行的用时、内存，与同一次运行里的基线相比"
    )
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=[20_000, 1_000_000, 6_000_000],
        help="每个登记册的行数",
    )
    parser.add_argument("--repeat", type=int, default=3, help="每项重复几次，取中位数")
    parser.add_argument("--only", choices=("comparison", "term", "across"), help="只测一部分")
    parser.add_argument("--no-pandas", action="store_true", help="不量 pandas")
    parser.add_argument("--counties", type=int, default=129, help="跨县核查的县数")
    parser.add_argument(
        "--in-a-county", type=int, default=IN_A_COUNTY, help="跨县核查一县多少名儿童"
    )
    parser.add_argument(
        "--engines", nargs="+", default=["duckdb"], help="跨县核查用哪些引擎：duckdb spark"
    )
    parser.add_argument("--task", help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args()


def _comparison(size: int, damaged: float) -> list[Task]:
    folder = str(_folder(size, damaged))
    _child("prepare", folder, str(size), str(damaged))
    what = f"{size:,} 行 × 3" + (f"，{damaged:.0%} 的行有误" if damaged else "")
    return [
        Task(f"下限：DuckDB 按原样号码全连接  {what}", "floor", (folder,)),
        Task(f"比对：认定、核对、结论  {what}", "compare", (folder,)),
        Task(f"pandas 按原样号码合并  {what}", "pandas", (folder,)),
    ]


def _across(counties: int, children: int, engines: Sequence[str]) -> list[Task]:
    folder = str(_folder(counties, children, ("registers.py", "province.py")))
    _child("prepare_province", folder, str(counties), str(children))
    what = f"{counties}县 × {children:,}名儿童"
    return [
        Task(f"下限：DuckDB 按原样号码连接各县的儿童和外地学生  {what}", "floor_across", (folder,)),
        *(Task(f"跨县核查（{e}）  {what}", "across", (folder, e)) for e in engines),
    ]


def _term(folder: str) -> list[Task]:
    return [
        Task("同样的文书，一个普通 Python 进程，不用笔记本", "plain_documents", (folder,)),
        Task(f"kongchuo run（样例县 {CHILDREN:,} 名儿童）", "run", (folder,)),
        Task("两个空内核", "kernels"),
    ]


def _print(tasks: list[Task], repeat: int) -> list[float]:
    """Measure tasks in turns and print a line each; the first is what the others are compared with.
    Returns processor seconds.
    """
    rounds = [[_child(t.run, *t.arguments) for t in tasks] for _ in range(repeat)]
    columns = list(zip(*rounds, strict=True))
    floor = _median(columns[0])
    for task, measured in zip(tasks, columns, strict=True):
        seconds = _median(measured)
        ratio = f"{seconds / floor:.2f}" if seconds and floor else "—"
        told = f"{seconds:.2f}" if seconds else "未完成"
        worked, memory = (
            statistics.median(m.worked for m in measured),
            max(m.memory for m in measured),
        )
        print(f"| {task.label} | {told} | {worked:.2f} | {memory:.2f} | {ratio} |", flush=True)
    return [statistics.median(m.worked for m in measured) for measured in columns]


def _tell_growth(worked: dict[int, float]) -> None:
    """How the comparison's processor seconds grow from one size to the next, beside how its rows
    do.
    """
    for (small, less), (large, more) in itertools.pairwise(sorted(worked.items())):
        rows, time_ = large / small, more / less
        print(
            f"从 {small:,} 到 {large:,} 行（{rows:.0f}倍），比对的处理器秒是{time_:.2f}倍，"
            f"为线性的{time_ / rows:.2f}倍",
            flush=True,
        )


def _median(measured: Sequence[Measured]) -> float | None:
    times = [m.seconds for m in measured if m.seconds is not None]
    return statistics.median(times) if times else None


def _child(task: str, *arguments: str) -> Measured:
    """Run one task in a fresh process."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, __file__, "--task", task, *arguments])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    return Measured(
        None if process.returncode else seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 2**20,
    )


def _folder(size: int, damaged: float, made_by: Sequence[str] = ("registers.py",)) -> Path:
    """Where the registers of that size are kept: made again only where what makes them, or their
    columns, have changed.
    """
    from kongchuo_core.registers.records import schema
    from kongchuo_core.vocabulary.registers import REGISTERS

    sources = b"".join(Path(__file__).with_name(name).read_bytes() for name in made_by)
    columns = "".join(str(schema(register)) for register in REGISTERS.values())
    version = hashlib.sha256(sources + columns.encode()).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / f"kongchuo-bench-{version}" / f"{size}-{damaged}"


def _prepare(folder: str, size: str, damaged: str) -> None:
    from registers import prepare

    if not Path(folder).is_dir():
        prepare(Path(folder), int(size), float(damaged))


def _files(folder: str) -> dict[str, Path]:
    return {
        code: Path(folder) / f"{code}.parquet" for code in ("household", "enrolment", "presence")
    }


def _floor(folder: str) -> None:
    """DuckDB reads the three files, joins them wholly on the number as it stands and writes the
    joined table.
    """
    import duckdb

    files = _files(folder)
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as connection:
        connection.execute("SET memory_limit = ?", [MEMORY])
        connection.execute("SET temp_directory = ?", [scratch])
        connection.execute("SET preserve_insertion_order = false")
        first, *others = (f"read_parquet('{path}') AS {code}" for code, path in files.items())
        joined = first + "".join(f" FULL JOIN {other} USING (id_no)" for other in others)
        connection.execute(
            f"COPY (SELECT * FROM {joined}) TO '{scratch}/joined.parquet' (COMPRESSION zstd)"
        )


def _pandas(folder: str) -> None:
    """The same with pandas, as one would write it."""
    import resource

    import pandas as pd

    resource.setrlimit(resource.RLIMIT_DATA, (PANDAS_LIMIT, PANDAS_LIMIT))
    household, enrolment, presence = (pd.read_parquet(path) for path in _files(folder).values())
    try:
        joined = household.merge(
            enrolment.dropna(subset="id_no"), on="id_no", how="outer", suffixes=("", "_enrolment")
        )
        joined = joined.merge(
            presence.dropna(subset="id_no"), on="id_no", how="outer", suffixes=("", "_presence")
        )
        with tempfile.TemporaryDirectory() as scratch:
            joined.to_parquet(Path(scratch) / "joined.parquet", compression="zstd")
    except MemoryError:
        sys.exit(1)


def _compare(folder: str) -> None:
    """The product: linking with every check of number, name and age, verdicts written in order."""
    from kongchuo_core.attendance.calendar import WorkingCalendar
    from kongchuo_core.comparison.compare import compare
    from kongchuo_core.engine import DuckDB
    from kongchuo_core.linking.review import in_force
    from kongchuo_core.settings.models import load_params
    from kongchuo_core.settings.workspace import SAMPLE_KEY, house
    from kongchuo_core.start.example import STORY_DAYS

    params, calendar = (
        load_params(house() / "params", TERM, STORY_DAYS[TERM]),
        WorkingCalendar.load(house() / "params"),
    )
    files = _files(folder)
    with (
        tempfile.TemporaryDirectory() as scratch,
        DuckDB(memory=MEMORY, scratch=Path(scratch)) as engine,
    ):
        records = {code: engine.scan(path) for code, path in files.items()}
        compared = compare(
            engine, records, params.term, params.rules, calendar, in_force(SAMPLE_KEY, ())
        )
        engine.write(compared.verdicts, Path(scratch) / "verdicts.parquet", ["child"])


def _prepare_province(folder: str, counties: str, children: str) -> None:
    from province import prepare

    if not Path(folder).is_dir():
        prepare(Path(folder), int(counties), int(children))


def _floor_across(folder: str) -> None:
    """DuckDB reads what every county gives, joins children and pupils on the number as it stands
    and counts.
    """
    import duckdb

    tables = [
        f"read_parquet('{folder}/*/outputs/*/internal/data/{name}.parquet')"
        for name in ("verdicts", "outsiders")
    ]
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as connection:
        connection.execute("SET memory_limit = ?", [MEMORY])
        connection.execute("SET temp_directory = ?", [scratch])
        joined = f"{tables[0]} AS c JOIN {tables[1]} AS p USING (id_no)"
        connection.execute(f"SELECT count(*), count(DISTINCT c.child_id) FROM {joined}").fetchall()
        connection.execute(
            f"SELECT count(*) FROM (SELECT id_no FROM {tables[0]} GROUP BY ALL HAVING count(*) > 1)"
        ).fetchall()


def _look_across(folder: str, engine: str) -> None:
    from kongchuo_core.across.across import across
    from kongchuo_core.vocabulary.engines import Choice

    with tempfile.TemporaryDirectory() as into:
        sources = sorted(p for p in Path(folder).iterdir() if p.is_dir())
        across(sources, TERM, Path(into) / "found", str, Choice(engine))


def _sample(folder: str) -> None:
    """A workspace with the fictitious county, read and compared once for the plain documents."""
    from kongchuo_core.cli import main as kongchuo

    kongchuo(["sample", folder, "--seed", "1", "--children", str(CHILDREN)])


def _run(folder: str) -> None:
    from kongchuo_core.cli import main as kongchuo

    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        status = kongchuo(["run", "--workspace", folder, "--term", TERM])
    sys.exit(status)


def _kernels() -> None:
    """As many kernels as a run starts, at once, each asked nothing."""
    from concurrent.futures import ThreadPoolExecutor

    from jupyter_client.manager import start_new_kernel

    def empty(_: int) -> None:
        manager, client = start_new_kernel()
        client.execute_interactive("")
        client.stop_channels()
        manager.shutdown_kernel()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(empty, range(2)))


def _plain_documents(folder: str) -> None:
    """What a run computes and the documents it makes, in this process alone."""
    from kongchuo_core.documents.kinds import NOTEBOOKS
    from kongchuo_core.documents.notebook.report import open_edition
    from kongchuo_core.documents.notebook.runner import tell
    from kongchuo_core.settings.models import load_params
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.start.example import STORY_DAYS
    from kongchuo_core.term.compute import compute
    from kongchuo_core.term.run import write_beside

    workspace = Workspace.at(Path(folder))
    params = load_params(workspace.params, TERM, STORY_DAYS[TERM])
    (workspace.root / "outputs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workspace.root / "outputs") as scratch:
        edition = Path(scratch) / "data"
        compute(workspace, params, edition)
        for town in ("", *(t.name for t in params.county.towns)):
            into = Path(scratch) / f"papers{town}"
            into.mkdir()
            for name in NOTEBOOKS.values():
                given = {"edition": str(edition), "town": town, "into": str(into)}
                tell(workspace.notebooks / name, **given)
            write_beside(open_edition(edition, town), into)


TASKS: dict[str, Callable[..., object]] = {
    "prepare": _prepare,
    "floor": _floor,
    "pandas": _pandas,
    "compare": _compare,
    "prepare_province": _prepare_province,
    "floor_across": _floor_across,
    "across": _look_across,
    "sample": _sample,
    "run": _run,
    "kernels": _kernels,
    "plain_documents": _plain_documents,
}


if __name__ == "__main__":
    main()
