"""What every test shares: in CI a skip for want of a program is a failure."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import pytest
from hypothesis import settings

from kongchuo_core import cli
from tests.size import examples

settings.register_profile("ci", max_examples=examples(500), deadline=None, derandomize=True)
settings.load_profile("ci")

WANTING = "需要"
"""A reason to skip that begins so names a program that ``.ci/run`` installs."""

Said = tuple[int, str, str]
"""What a command leaves: status, standard output, standard error."""

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def _no_excuse(report: Report) -> Report:
    reason = (
        report.longrepr[2].removeprefix("Skipped: ")
        if report.skipped and isinstance(report.longrepr, tuple)
        else ""
    )
    if os.environ.get("KONGCHUO_CI") == "1" and reason.startswith(WANTING):
        report.outcome = "failed"
        report.longrepr = f"在 CI 上不许因缺少程序而跳过：{reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _no_excuse((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _no_excuse((yield))


FIRST = (
    "tests/notebooks/test_nbval",
    "tests/walk/test_day_one",
    "tests/walk/test_days",
    "tests/guide/test_commands",
    "tests/release/test_gate",
    "tests/clauses/test_m7_4",
    "tests/term/",
    "tests/engines/",
    "tests/notebooks/test_lab",
    "tests/linking/",
)
"""Which files are begun first, because the last to end decides when all is done."""


SPREAD = ("tests/walk/test_days.py", "tests/guide/test_commands.py")
"""Files whose tests share nothing dear: several processes may take a part each. Every other file
stays in one process.
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first."""
    rank = {start: n for n, start in enumerate(FIRST)}
    items.sort(key=lambda i: next((rank[f] for f in FIRST if i.nodeid.startswith(f)), len(FIRST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file is one piece of work, so that what its tests share is made once.

    Of xdist's own ways ``loadgroup`` would do, by marks; with pytest 9.2 its marks no longer reach
    the scheduler.
    """
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0]
            return nodeid if file in SPREAD else file

    return ByFile(config, log)


@pytest.fixture
def marked(request: pytest.FixtureRequest) -> dict[str, tuple[Any, ...]]:
    """The arguments of every clause mark of this session's tests, by the test's id."""
    found: dict[str, tuple[Any, ...]] = {}
    for item in request.session.items:
        marks = enumerate(item.iter_markers("clause"))
        found |= {f"{item.nodeid} #{n}": mark.args for n, mark in marks}
    return found


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs a command: status, standard output, standard error."""

    def said(*arguments: object) -> Said:
        status = cli.main([str(a) for a in arguments])
        return (status, *capsys.readouterr())

    return said
