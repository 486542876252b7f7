"""How a command is written: argparse that speaks Chinese, and the options that many verbs share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kongchuo_core import __version__
from kongchuo_core.vocabulary.days import WRITTEN_SO
from kongchuo_core.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from kongchuo_core.vocabulary.engines import Choice

Does = Callable[[argparse.Namespace], int]
"""What a verb does; the return value is the exit status."""


class Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese where a clerk reads it."""

    def format_help(self) -> str:
        """The help with Chinese headings."""
        told = super().format_help()
        for english, chinese in (
            ("usage: ", "用法："),
            ("positional arguments:", "参数："),
            ("options:", "选项："),
        ):
            told = told.replace(english, chinese, 1)
        return told

    def error(self, message: str) -> NoReturn:
        """Say how the command is written instead of argparse's English."""
        del message
        raise UsageError(
            f"命令写得不对，正确的写法：{' '.join(self.format_usage().split()).removeprefix('usage: ')}",
            remedy=f"{self.prog} --help 列出每一项的说明",
        )


def day_named(option: str, told: str) -> date:
    """The day that was typed after an option, in any form a register may use.

    Raises
    ------
    UsageError
        where it can't be read.
    """
    from kongchuo_core.registers.values import day

    found, month_only = day(told)
    if found is None or month_only:
        raise UsageError(f"{option} 的日期看不懂", remedy=WRITTEN_SO)
    return found


def with_engine(sub: Parser) -> None:
    """Let a verb be told by which engine to compare."""
    from kongchuo_core.vocabulary.engines import DUCKDB, NAMES

    sub.add_argument(
        "--engine",
        choices=NAMES,
        default=DUCKDB,
        help="用什么比对：duckdb（不写就用它）在本机，spark 用于全省、全国，结果一样",
    )
    sub.add_argument(
        "--master", default="", metavar="地址", help="Spark 集群的地址，不写就用本机的处理器"
    )


def engine_of(options: argparse.Namespace) -> Choice:
    """The engine that was chosen."""
    from kongchuo_core.vocabulary.engines import Choice

    return Choice(options.engine, options.master)


class Verbs:
    """The verbs of the command line, added one line each by the modules of this room."""

    def __init__(self) -> None:
        self.parser = Parser(
            prog="kongchuo", description="控辍保学闭环：比对、报告、公开", add_help=False
        )
        self.parser.add_argument("-h", "--help", action="help", help="显示说明")
        self.parser.add_argument(
            "--version", action="version", version=f"kongchuo {__version__}", help="显示版本"
        )
        self._verbs = self.parser.add_subparsers(
            title="命令", metavar="命令", required=True, parser_class=Parser
        )

    def add(self, name: str, does: Does, help_: str, more: str = "") -> Parser:
        """A verb that needs no workspace; ``more`` is said below its help."""
        sub: Parser = self._verbs.add_parser(
            name, help=help_, description=f"{help_}。{more}" if more else help_, add_help=False
        )
        sub.add_argument("-h", "--help", action="help", help="显示说明")
        sub.set_defaults(verb=does)
        return sub

    def in_workspace(
        self, name: str, does: Does, help_: str, more: str = "", *, term: bool | None = True
    ) -> Parser:
        """A verb of a workspace; with a term that must be named (``True``), may be (``None``) or
        isn't asked for (``False``).
        """
        sub = self.add(name, does, help_, more)
        sub.add_argument(
            "--workspace",
            type=Path,
            default=Path(),
            metavar="文件夹",
            help="工作区，不写就用当前文件夹",
        )
        if term is not False:
            told = "如 2025-autumn" if term else "如 2025-autumn，不写就用最近运行过的学期"
            sub.add_argument("--term", required=bool(term), metavar="学期", help=told)
        return sub
