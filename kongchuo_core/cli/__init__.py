"""The command line: parse, choose, print; exit statuses of the contract. One line a verb, by what a
person is about:

``start`` setting up · ``desk`` the office's day in the browser · ``term`` a term's work ·
``papers`` papers and figures · ``daily`` every day · ``keeping`` nothing lost · ``across`` several
counties.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from kongchuo_core.cli import across, daily, desk, keeping, papers, start, term, trouble
from kongchuo_core.cli.console import speak_anywhere
from kongchuo_core.cli.parsing import Parser, Verbs
from kongchuo_core.vocabulary.errors import KongchuoError
from kongchuo_core.vocabulary.packages import not_installed

OPEN_TO_NOBODY_ELSE = 0o077
"""What is taken from the rights of every file a command writes: only who made it may read it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the return value is its exit status."""
    speak_anywhere()
    before = os.umask(OPEN_TO_NOBODY_ELSE)
    try:
        return _answered(arguments)
    finally:
        os.umask(before)  # who calls this from a program of its own goes on with its own


def _answered(arguments: Sequence[str] | None) -> int:
    """The command's status, whatever went wrong told in one line."""
    options = argparse.Namespace()
    try:
        return _done(arguments, options)
    except KongchuoError as error:
        return _refused(error)
    except KeyboardInterrupt:
        print("已中断，原有的结果没有改动。", file=sys.stderr)
        return 130
    except BrokenPipeError:  # who reads the output, such as a pager, has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _refused(trouble.of_the_computer(error))
    except MemoryError:
        return _refused(trouble.of_memory())
    except Exception as error:
        return _refused(trouble.of_the_program(error, getattr(options, "workspace", None)))


def _refused(error: KongchuoError) -> int:
    print(f"出错了。{error}", file=sys.stderr)
    return error.exit_status


def _done(arguments: Sequence[str] | None, options: argparse.Namespace) -> int:
    """Parse and do; what needs a package of the office's extra says so where it isn't installed."""
    parser().parse_args(arguments, options)
    try:
        status: int = options.verb(options)
    except ModuleNotFoundError as error:
        raise not_installed("这个命令", error) from None
    return status


def entry() -> NoReturn:
    """The console script: leaves at once after flushing, so that libraries' farewells don't reach
    the clerk's screen.
    """
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def parser() -> Parser:
    """Every verb with its options, in the order in which an office meets them."""
    verbs = Verbs()
    for room in (start, desk, term, daily, papers, across, keeping):
        room.verbs(verbs)
    return verbs.parser
