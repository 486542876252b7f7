"""A pytest plugin: reads every message that the tests make, and at the end names the places that
none of them reached.

A message is read the moment it is made: a test that makes one against the manners below fails.
Where it was made, and through which helper, is kept in a folder that all processes of a session
share. After a whole session without a missing program every place of ``tools.messages`` must have
been read; otherwise the session fails and names those that weren't.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from kongchuo_core.vocabulary.errors import InputError, KongchuoError, ParamsError
from tools.messages import CORE, Site, sites

FOLDER = "KONGCHUO_MESSAGES_READ"
"""The environment variable with the folder; who sets it judges at the end."""
WANTING = "Skipped: 需要"
MANNERS = {
    "不是中文": lambda told: not re.search("[一-龥]{2}", told.split("怎么办")[0]),
    "没有说怎么办": lambda told: not re.search(r"\n  怎么办：.*[一-龥]{2}", told),
    "以标点结尾": lambda told: any(
        re.search(r"[。，；：、,;:]$", line) for line in told.strip().splitlines()
    ),
    "像身份号码": lambda told: re.search(r"\d{15}", told),
    "程序的英文": lambda told: re.search(
        r"\w(Error|Exception)\b|Traceback|Errno|\bNone\b|<class|Path\(|0x[0-9a-f]{6}", told
    ),
    "这台电脑的路径": lambda told: re.search(r"(?<![\w.>…）])/(?:\w+/)+|[A-Z]:\\", told),
}
"""What is wrong with a message → whether a text has that fault."""
PLACED = re.compile("文件|工作表|笔记本|报告底稿|params/|data/|模板")
_faults: list[str] = []
_kept: set[tuple[str, ...]] = set()


def faults(error: KongchuoError) -> list[str]:
    """What is wrong with a message; of params and input it must say where."""
    told = str(error)
    found = [name for name, has in MANNERS.items() if has(told)]
    return found + ["没有说在哪里"] * (
        isinstance(error, ParamsError | InputError) and not PLACED.search(told)
    )


def unread(known: list[Site], read: list[dict[str, Any]]) -> list[Site]:
    """The places that no message came from or through."""
    lines = {(file, line) for file, line in chain.from_iterable(one["at"] for one in read)}
    texts = "\n".join(one["text"] for one in read)

    def was_read(site: Site) -> bool:
        if site.kind == "ValueError" or site.file.endswith(".csv"):
            return all(words in texts for words in site.words)
        return any((site.file, line) in lines for line in range(site.first, site.last + 1))

    return [site for site in known if not was_read(site)]


def _frames() -> Iterator[tuple[str, int]]:
    """Where in the package we are, innermost first."""
    frame = sys._getframe(2)
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(CORE):
            yield path.relative_to(CORE).as_posix(), frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]


def _keep(error: KongchuoError, at: list[tuple[str, int]]) -> None:
    """One line a process for each way to a message."""
    way = (str(error), *(f"{file}:{line}" for file, line in at))
    if at and way not in _kept:
        _kept.add(way)
        line = json.dumps({"at": at, "text": str(error)}, ensure_ascii=False)
        os.write(_file(os.getpid()), f"{line}\n".encode())


@cache
def _file(process: int) -> int:
    """A process's own file, kept open: a test may make itself somebody who may not open one."""
    path = Path(os.environ[FOLDER]) / f"{process}.jsonl"
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def pytest_configure(config: pytest.Config) -> None:
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="messages-")
        config.stash[_OURS] = True
    _file(os.getpid())
    plain = KongchuoError.__init__

    def init(self: KongchuoError, *arguments: Any, **named: Any) -> None:
        plain(self, *arguments, **named)
        if at := list(_frames()):
            _faults.extend(f"{at[0][0]}:{at[0][1]} {fault}：{self}" for fault in faults(self))
            _keep(self, at)

    KongchuoError.__init__ = init  # type: ignore[method-assign]


_OURS = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    _faults.clear()
    result = yield
    if _faults:
        pytest.fail("\n".join(["不合规矩的提示：", *dict.fromkeys(_faults)]), pytrace=False)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """The whole session's judgement, once, where the session was started."""
    if not session.config.stash.get(_OURS, False):
        return
    folder = Path(os.environ.pop(FOLDER))
    kept = (file.read_text("utf-8").splitlines() for file in sorted(folder.iterdir()))
    read = [json.loads(line) for line in chain.from_iterable(kept)]
    shutil.rmtree(folder)
    missing = unread(sites(), read)
    session.config.stash[_UNREAD] = missing
    if missing and exitstatus == 0 and _whole(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


_UNREAD = pytest.StashKey[list[Site]]()


def _whole(config: pytest.Config) -> bool:
    """All tests were asked for, and none was skipped for want of a program."""
    option = config.option
    chosen = (
        option.keyword
        or option.markexpr
        or option.collectonly
        or getattr(option, "lf", False)
        or option.deselect
    )
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = [
        str(report.longrepr) for report in (reporter.stats.get("skipped", []) if reporter else [])
    ]
    return (
        config.args_source is pytest.Config.ArgsSource.TESTPATHS
        and not chosen
        and not any(WANTING in s for s in skipped)
    )


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    missing = config.stash.get(_UNREAD, [])
    if missing and (_whole(config) or config.option.verbose > 0):
        terminalreporter.section("没有测试读过的提示")
        terminalreporter.write("".join(f"{site}\n" for site in missing))
