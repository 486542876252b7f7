"""Notebooks run for many places at once: a pool of processes, each with one kernel that is emptied
between notebooks.

A kernel's start and its imports take longer than a report; modules stay loaded, a notebook's names
don't. After a failure the kernel is replaced. Kernels speak over encrypted channels, keep no
history, and stand in a folder of their own.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from kongchuo_core.settings.processes import pool
from kongchuo_core.term.notebook import heading, refuse_unknown, scrub
from kongchuo_core.vocabulary import errors
from kongchuo_core.vocabulary.errors import KongchuoError

ENGINE = "kongchuo"
_REMEDY = "  怎么办："


@dataclass(frozen=True)
class Job:
    """One notebook for one place.

    ``into`` is where its files go, ``executed`` where the executed notebook is kept. A parameter
    ``into`` is replaced by a private folder while the notebook runs. ``shown`` are parameters as
    the kept notebook shall show them, such as the edition's lasting place; paths among
    ``parameters`` are never kept.
    """

    notebook: Path
    parameters: Mapping[str, str]
    into: Path
    executed: Path
    shown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """Why a notebook failed, fit to be shown: the heading it failed under and, of our own errors
    alone, the words.
    """

    heading: str
    error: str
    what: str = ""
    remedy: str = ""


def run_notebooks(
    jobs: Sequence[Job], *, processes: int, done: Callable[[int], None] = lambda _: None
) -> None:
    """Run every job; what comes out doesn't depend on which process ran what. ``done`` is told how
    many more are done.

    Raises
    ------
    UsageError
        for a parameter the notebook doesn't have; then nothing was run.
    KongchuoError
        of the first job that failed, in the jobs' order: notebook, place and heading; of that job
        nothing is left.
    """
    for notebook, names in sorted({(job.notebook, tuple(job.parameters)) for job in jobs}):
        refuse_unknown(notebook, names)
    if not jobs:
        return
    from tqdm import tqdm

    places = [list(together) for _, together in groupby(jobs, key=lambda job: job.into)]
    workers = pool(min(processes, len(places)))
    try:
        with tqdm(total=len(jobs), desc="生成报告", unit="份", disable=None, leave=False) as bar:
            for place, failed in zip(places, workers.map(_run_place, places), strict=True):
                if failed:
                    raise _error(*failed)
                bar.update(len(place))
                done(len(place))
    except BrokenProcessPool:
        raise KongchuoError(
            "生成报告的进程被系统中途终止，多半是内存不足",
            remedy="关闭别的程序，或者加上 --jobs 1 再运行",
        ) from None
    finally:
        workers.shutdown(cancel_futures=True)


def _error(job: Job, failure: Failure) -> KongchuoError:
    kind: type[KongchuoError] = getattr(errors, failure.error, KongchuoError)
    where = f"“{failure.heading}”一节" if failure.heading else "第一个标题之前"
    reason = failure.what or f"{where}没有运行成功"
    remedy = (
        failure.remedy
        or "在 make lab 里打开这份报告底稿逐格运行，查明原因；没有改过的，请把这句话告诉维护人员"
    )
    place = (
        f"报告底稿 {job.notebook.name}",
        job.parameters.get("town") or "全县",
        *((where,) if failure.what else ()),
    )
    return kind(reason, remedy=remedy, place=place)


def _run_place(jobs: list[Job]) -> tuple[Job, Failure] | None:
    """In a worker: the notebooks of one place, which draw the same pictures; ends with the first
    that fails.
    """
    return next(((job, failure) for job in jobs if (failure := _run(job))), None)


def _run(job: Job) -> Failure | None:
    """Run one job and place what it made, or leave nothing."""
    job.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=job.into) as folder:
        private = {"into": folder} if "into" in job.parameters else {}
        notebook = _prepared(job.notebook, {**job.parameters, **private})
        failure = _executed(notebook)
        if failure is None:
            for made in sorted(Path(folder).iterdir()):
                shutil.move(made, job.into / made.name)
            _keep(notebook, job, private)
    return failure


def _prepared(path: Path, parameters: Mapping[str, str]) -> Any:
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook
    from papermill.translators import PythonTranslator, papermill_translators

    class Readable(PythonTranslator):  # type: ignore[misc]
        """papermill writes Chinese as escapes; Python's own notation keeps it readable."""

        @classmethod
        def translate_str(cls, val: str) -> str:
            return repr(val)

    papermill_translators.register("python", Readable)
    return parameterize_notebook(
        load_notebook_node(str(path)), dict(parameters), kernel_name="python3", language="python"
    )


def _executed(notebook: Any) -> Failure | None:
    """Run a notebook in this process's kernel; its outputs are then in it."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    kernel = _kernel()
    try:
        asked = {
            "engine_name": ENGINE,
            "kernel_name": "python3",
            "progress_bar": False,
            "kernel": kernel,
        }
        notebook.cells = papermill.execute_notebook(notebook, None, **asked).cells
        kernel.empty()
    except PapermillExecutionError as error:
        kernel.close()
        what, _, remedy = (
            str(error.evalue).partition(f"\n{_REMEDY}")
            if hasattr(errors, str(error.ename))
            else ("", "", "")
        )
        return Failure(heading(notebook.cells, error.cell_index), str(error.ename), what, remedy)
    except Exception as error:
        kernel.close()
        return Failure("", type(error).__name__)
    return None


def _keep(notebook: Any, job: Job, private: Mapping[str, str]) -> None:
    """Write the executed notebook; where a cell showed a path of this run, it shows the lasting one
    or nothing.
    """
    import nbformat

    paths = {
        value: name
        for name, value in (*job.parameters.items(), *private.items())
        if Path(value).is_absolute()
    }
    shown = {name: value for name, value in job.parameters.items() if value not in paths} | dict(
        job.shown
    )
    text: str = nbformat.writes(scrub(notebook, shown))  # type: ignore[no-untyped-call]
    for path in sorted(paths, key=len, reverse=True):
        text = text.replace(_in_json(path), _in_json(job.shown.get(paths[path], "")))
    job.executed.parent.mkdir(parents=True, exist_ok=True)
    job.executed.write_text(text + "\n", "utf-8")


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


class Kernel:
    """A kernel that outlives its notebooks; started when first asked for, and again after it was
    closed.
    """

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="kongchuo-")
        self.manager: Any = None
        self.client: Any = None

    def run(self, managed: Any) -> Any:
        """Run what papermill manages in this kernel."""
        from jupyter_client.manager import AsyncKernelManager
        from papermill.clientwrap import PapermillNotebookClient

        os.environ["JUPYTER_RUNTIME_DIR"] = self.folder  # what connects to the kernel stays ours
        self.manager = self.manager or AsyncKernelManager(
            kernel_name="python3", transport_encryption="required"
        )
        client = PapermillNotebookClient(
            managed,
            km=self.manager,
            extra_arguments=["--HistoryManager.enabled=False"],
            timeout=None,
        )
        client.kc = self.client
        # The folder keeps a user's start-up files and matplotlib's cache from having a say.
        done = client.execute(cwd=self.folder, env={**os.environ, "IPYTHONDIR": self.folder})
        self.client = client.kc
        return done

    def empty(self) -> None:
        """Forget a notebook's names."""
        from jupyter_core.utils import run_sync

        run_sync(self.client.execute_interactive)(
            "%reset -f", silent=True, store_history=False, output_hook=lambda _: None
        )

    def close(self) -> None:
        """End the kernel at once, without waiting for it."""
        from jupyter_core.utils import run_sync

        if self.client is not None:
            self.client.stop_channels()
        if self.manager is not None and self.manager.has_kernel:
            run_sync(self.manager.shutdown_kernel)(now=True)
        self.manager = self.client = None

    def leave(self) -> None:
        """End the kernel and remove its folder."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def _kernel() -> Kernel:
    """This process's kernel. A worker is started afresh, so Python's own leaving ends the
    kernel.
    """
    from papermill.engines import NBClientEngine, papermill_engines

    class Engine(NBClientEngine):  # type: ignore[misc]
        """papermill's own engine, in the kernel handed over."""

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, *, kernel: Kernel, **_: Any
        ) -> Any:
            return kernel.run(nb_man)

    papermill_engines.register(ENGINE, Engine)
    kernel = Kernel()
    atexit.register(kernel.leave)
    return kernel
