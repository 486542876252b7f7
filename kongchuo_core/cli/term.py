"""Verbs of a term's work: registers in, the run, filled-in forms back."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kongchuo_core.cli import clock
from kongchuo_core.cli.parsing import Verbs, day_named, engine_of, with_engine
from kongchuo_core.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from kongchuo_core.settings.workspace import Workspace


def verbs(add: Verbs) -> None:
    """Add them."""
    add.in_workspace("check", _check, "只读登记册，说出哪里不对")
    sent = add.in_workspace("delivered", _delivered, "谁报了、谁没报、谁的要改：生成报送情况.xlsx")
    sent.add_argument(
        "--into", type=Path, metavar="文件夹", help="放在哪里，不写就用 outputs/<学期>"
    )
    run = add.in_workspace("run", _run, "运行一个学期：比对并生成全部报告")
    run.add_argument(
        "--as-of",
        metavar="日期",
        help="情况截至哪天，如 2025年10月31日；不写就是今天，最晚到放假那天；早于上次运行的只生成预览",
    )
    run.add_argument(
        "--data-only", action="store_true", help="只更新数据，不生成文书（几秒钟），查数、填表前用"
    )
    run.add_argument("--town", metavar="乡镇", help="只预览一个乡镇（街道），不替换已有结果")
    run.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="数",
        help="并行的进程数，不写就按处理器数",
    )
    run.add_argument("--pdf", action="store_true", help="同时生成 PDF（需要安装 LibreOffice）")
    with_engine(run)
    files = add.in_workspace(
        "import", _import, "把填好收回的表（待人工核对、核查反馈表、学校月报等）记入台账"
    )
    files.add_argument("files", type=Path, nargs="*", metavar="文件", help="填好的工作簿")
    files.add_argument(
        "--show", action="store_true", help="只列出将要新记入的每一条，看过再导入；什么都不记"
    )
    files.add_argument(
        "--undo", action="store_true", help="把最近一次导入整个撤回（后来的记录以它为依据的不能撤）"
    )


def _renewed(workspace: Workspace) -> None:
    """Before anything is made: what an older version copied and nobody edited is brought up to this
    one, with a word.
    """
    from kongchuo_core.start.upgrade import upgrade

    for line in upgrade(workspace).told:
        print(line, file=sys.stderr)


def _check(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.check import check

    report, status = check(Workspace.at(options.workspace), options.term, clock.today())
    print("\n".join(report))
    return status


def _delivered(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.delivered import write_delivered

    path, lines = write_delivered(
        Workspace.at(options.workspace), options.term, options.into, clock.today()
    )
    print("\n".join((*lines, f"要催办的名单在 {path}")))
    return 0


def _run(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.terms import day_of_run, left_over
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.run import Wish, run
    from kongchuo_core.term.screen import last_screen

    if options.jobs < 1:
        raise UsageError("--jobs 要是1以上的整数", remedy="不写就按处理器数")
    if options.data_only and (options.pdf or options.town):
        raise UsageError(
            "--data-only 不生成文书，不能同时写 --pdf 或 --town", remedy="去掉其中一个再运行"
        )
    workspace = Workspace.at(options.workspace)
    _renewed(workspace)
    named = None if options.as_of is None else day_named("--as-of", options.as_of)
    day = day_of_run(workspace.params, options.term, clock.today(), named)
    if word := left_over(workspace.params, options.term):
        print(word, file=sys.stderr)
    outcome = run(
        workspace,
        options.term,
        as_of=day,
        now=clock.now(),
        town=options.town,
        wish=Wish(options.jobs, options.pdf, options.data_only, engine_of(options)),
        say=lambda line: print(line, file=sys.stderr),
    )
    print("\n".join(last_screen(outcome, Path.cwd())))
    return 0


def _import(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.imports import beyond_the_term, import_files
    from kongchuo_core.settings.workspace import Workspace

    if options.undo:
        from kongchuo_core.daily.undo import undo

        print("\n".join(undo(Workspace.at(options.workspace), clock.now())))
        return 0
    if not options.files:
        raise UsageError(
            "没有写要导入哪些文件", remedy="写填好的工作簿；要撤回最近一次导入的，写 --undo"
        )
    if options.show:
        print("\n".join(_to_be_recorded(options)))
        return 0
    read, new = import_files(
        Workspace.at(options.workspace), options.term, options.files, clock.now()
    )
    print(f"读到{read}条记录，新记入台账{new}条。再运行 kongchuo run 就会采用。")
    if word := beyond_the_term(Workspace.at(options.workspace), options.term, clock.today()):
        print(word)
    return 0


def _to_be_recorded(options: argparse.Namespace) -> list[str]:
    """What an import of these files would record anew, a line each."""
    from kongchuo_core.daily.imports import lines_of, understood
    from kongchuo_core.settings.workspace import Workspace

    batch = understood(
        Workspace.at(options.workspace), options.term, lines_of(options.files), clock.today()
    )
    head = f"读到{len(batch.taken.events)}条记录，其中{len(batch.new)}条将新记入台账"
    if not batch.new:
        return [f"{head}。"]
    return [f"{head}：", *(f"  {line}" for line in batch.lines), "还没有记。去掉 --show 就记入。"]
