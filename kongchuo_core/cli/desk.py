"""The verb of the office's day in the browser."""

from __future__ import annotations

import argparse
import sys

from kongchuo_core.cli import clock
from kongchuo_core.cli.parsing import Verbs


def verbs(add: Verbs) -> None:
    """Add it."""
    desk = add.in_workspace(
        "desk",
        _desk,
        "办公桌：在浏览器里办每天的事，只在本机，不上网",
        "印出一行地址并打开浏览器；锁定或者关掉了页面的，在这个窗口按回车再打开；按 Ctrl+C 结束",
        term=False,
    )
    desk.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")


def _desk(options: argparse.Namespace) -> int:
    from kongchuo_core.desk.clock import Clock
    from kongchuo_core.desk.serve import serve
    from kongchuo_core.settings.workspace import Workspace

    workspace, here = Workspace.at(options.workspace), sys.stdin.isatty()
    if here:
        print(
            "办公桌在浏览器里打开。锁定或者关掉了页面的，在这里按回车再打开；按 Ctrl+C 结束。",
            file=sys.stderr,
        )
    serve(
        workspace,
        Clock(clock.now, clock.today),
        lambda line: print(line, flush=True),
        input if here else None,
        browser=not options.no_browser,
    )
    return 0
