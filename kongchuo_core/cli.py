"""The command line: parse, choose, print; exit statuses of the contract. One line a verb."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from kongchuo_core.vocabulary.errors import KongchuoError, UsageError


class _Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese where a clerk reads it."""

    def error(self, message: str) -> NoReturn:
        del message
        raise UsageError(
            f"命令写得不对，正确的写法：{' '.join(self.format_usage().split()).removeprefix('usage: ')}",
            remedy=f"{self.prog} --help 列出每一项的说明",
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the return value is its exit status."""
    try:
        options = _parser().parse_args(arguments)
        status: int = options.verb(options)
    except KongchuoError as error:
        print(f"出错了。{error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("已中断，原有的结果没有改动。", file=sys.stderr)
        return 130
    return status


def entry() -> NoReturn:
    """The console script: leaves at once after flushing, so that libraries' farewells don't reach the clerk's screen."""
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="kongchuo", description="控辍保学闭环：比对、报告、公开", add_help=False)
    parser.add_argument("-h", "--help", action="help", help="显示说明")
    verbs = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)

    def verb(name: str, does: Callable[[argparse.Namespace], int], help_: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = verbs.add_parser(name, help=help_, description=help_, add_help=False)
        sub.add_argument("-h", "--help", action="help", help="显示说明")
        sub.set_defaults(verb=does)
        return sub

    def in_workspace(sub: argparse.ArgumentParser, *, term: bool = True) -> argparse.ArgumentParser:
        sub.add_argument("--workspace", type=Path, default=Path(), metavar="文件夹", help="工作区，缺省为当前文件夹")
        if term:
            sub.add_argument("--term", required=True, metavar="学期", help="如 2025-autumn")
        return sub

    verb("init", _init, "新建一个工作区").add_argument("folder", type=Path, metavar="文件夹")
    sample = verb("sample", _sample, "造一个虚构的县（两个学期的登记册和真值）")
    sample.add_argument("folder", type=Path, metavar="文件夹")
    sample.add_argument("--seed", type=int, default=1, metavar="数", help="随机种子，缺省1")
    sample.add_argument("--children", type=int, default=15000, metavar="人数", help="适龄儿童约数，缺省15000")
    in_workspace(verb("check", _check, "只读登记册，说出哪里不对"))
    run = in_workspace(verb("run", _run, "运行一个学期：比对并生成全部报告"))
    run.add_argument("--town", metavar="乡镇", help="只预览一个乡镇（街道），不替换已有结果")
    run.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="数", help="并行的进程数，缺省为处理器数")
    files = in_workspace(verb("import", _import, "把填好的表（待人工核对、核查反馈表）记入台账"))
    files.add_argument("files", type=Path, nargs="+", metavar="文件", help="填好的工作簿")
    verb("check-docx", _check_docx, "逐条检查公文格式（GB/T 9704-2012），也检查改过的模板").add_argument(
        "files", type=Path, nargs="+", metavar="文件", help="Word 文档（.docx）"
    )
    in_workspace(verb("verify", _verify, "核对台账和各期次没有被改动、没有缺失"), term=False)
    run.add_argument("--pdf", action="store_true", help="同时生成 PDF（需要安装 LibreOffice）")
    term = verb("term", _term_new, "新建一个学期的参数")
    term.add_argument("action", choices=["new"], metavar="new")
    term.add_argument("name", metavar="学期")
    in_workspace(term, term=False)
    in_workspace(verb("doctor", _doctor, "检查这台机器和工作区是否合用"), term=False)
    return parser


def _init(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import init

    init(options.folder)
    print(
        f"工作区已建好：{options.folder}\n下一步：把登记册放进 data/<学期>/，再运行 kongchuo check --workspace {options.folder} --term 2025-autumn"
    )
    return 0


def _sample(options: argparse.Namespace) -> int:
    from kongchuo_core.term.example import make_example

    make_example(options.folder, seed=options.seed, children=options.children)
    print(f"虚构样例县已造好：{options.folder}\n人名、号码都是虚构的。真值在 truth/<学期>/。")
    return 0


def _check(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.check import check

    report, status = check(Workspace.at(options.workspace), options.term)
    print("\n".join(report))
    return status


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
        now=datetime.now(UTC),
        pdf=options.pdf,
        say=lambda line: print(line, file=sys.stderr),
    )
    print("\n".join(last_screen(outcome, Path.cwd())))
    return 0


def _import(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.imports import import_files

    read, new = import_files(Workspace.at(options.workspace), options.term, options.files, datetime.now(UTC))
    print(f"读到{read}条记录，新记入台账{new}条。再运行 kongchuo run 就会采用。")
    return 0


def _check_docx(options: argparse.Namespace) -> int:
    from kongchuo_core.term.papers_check import report

    lines, status = report(options.files)
    print("\n".join(lines))
    return status


def _verify(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.verify import verify

    print("\n".join(verify(Workspace.at(options.workspace))))
    return 0


def _term_new(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.terms import new_term

    path = new_term(Workspace.at(options.workspace), options.name)
    print(f"已新建 {path}。各日期是按往年推算的，请对照校历核对后使用。")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.doctor import examine

    findings = examine(Workspace.at(options.workspace).root)
    print("\n".join(f"[{f.level}] {f.what}" + (f"\n       怎么办：{f.remedy}" if f.remedy else "") for f in findings))
    return 0 if all(f.level != "不行" for f in findings) else 1


if __name__ == "__main__":
    entry()
