"""Verbs of a term's work: registers in, the run, filled-in forms back."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from kongchuo_core.cli import clock
from kongchuo_core.cli.parsing import Verbs
from kongchuo_core.vocabulary.errors import UsageError


def verbs(add: Verbs) -> None:
    """Add them."""
    add.in_workspace("check", _check, "只读登记册，说出哪里不对")
    sent = add.in_workspace("delivered", _delivered, "谁报了、谁没报、谁的要改：生成报送情况.xlsx")
    sent.add_argument("--into", type=Path, metavar="文件夹", help="放在哪里，缺省为 outputs/<学期>")
    run = add.in_workspace("run", _run, "运行一个学期：比对并生成全部报告")
    run.add_argument("--town", metavar="乡镇", help="只预览一个乡镇（街道），不替换已有结果")
    run.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="数",
        help="并行的进程数，缺省为处理器数",
    )
    run.add_argument("--pdf", action="store_true", help="同时生成 PDF（需要安装 LibreOffice）")
    files = add.in_workspace("import", _import, "把填好的表（待人工核对、核查反馈表）记入台账")
    files.add_argument("files", type=Path, nargs="+", metavar="文件", help="填好的工作簿")


def _check(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.check import check

    report, status = check(Workspace.at(options.workspace), options.term)
    print("\n".join(report))
    return status


def _delivered(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.delivered import write_delivered

    path, lines = write_delivered(Workspace.at(options.workspace), options.term, options.into)
    print("\n".join((*lines, f"要催办的名单在 {path}")))
    return 0


def _run(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.run import run
    from kongchuo_core.term.screen import last_screen

    if options.jobs < 1:
        raise UsageError("--jobs 要是1以上的整数", remedy="不写就按处理器数")
    outcome = run(
        Workspace.at(options.workspace),
        options.term,
        town=options.town,
        processes=options.jobs,
        now=clock.now(),
        pdf=options.pdf,
        say=lambda line: print(line, file=sys.stderr),
    )
    print("\n".join(last_screen(outcome, Path.cwd())))
    return 0


def _import(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.imports import import_files
    from kongchuo_core.settings.workspace import Workspace

    read, new = import_files(
        Workspace.at(options.workspace), options.term, options.files, clock.now()
    )
    print(f"读到{read}条记录，新记入台账{new}条。再运行 kongchuo run 就会采用。")
    return 0
