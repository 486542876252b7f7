"""Verbs about papers and figures: their form, their signature, their origin, their release."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from kongchuo_core.cli import clock
from kongchuo_core.cli.parsing import Verbs, day_named
from kongchuo_core.vocabulary.days import EXAMPLE, chinese_date
from kongchuo_core.vocabulary.errors import UsageError


def verbs(add: Verbs) -> None:
    """Add them."""
    add.add(
        "check-docx", _check_docx, "逐条检查公文格式（GB/T 9704-2012），也检查改过的模板"
    ).add_argument("files", type=Path, nargs="+", metavar="文件", help="Word 文档（.docx）")
    approve = add.in_workspace(
        "approve",
        _approve,
        "签发文书：把草稿变成有文号、有日期的正式件，存进 ledger/papers/",
        "例：kongchuo approve outputs/2025-autumn/internal/全县/比对核查情况.docx --by 签发人 --maker 拟稿人",
        term=False,
    )
    approve.add_argument(
        "--term", default="", metavar="学期", help="如 2025-autumn；草稿写全路径的不用写"
    )
    approve.add_argument(
        "papers",
        nargs="*",
        metavar="文书",
        help="要签发的草稿，可以多份，文件夹表示其中全部；附扫描件时是文号或签发号",
    )
    approve.add_argument(
        "--by", default="", metavar="姓名", help="签发人（作废时是作废人，附扫描件时是经办人）"
    )
    approve.add_argument("--maker", default="", metavar="姓名", help="拟稿人，不能与签发人是同一人")
    approve.add_argument(
        "--date",
        type=partial(day_named, "--date"),
        metavar="日期",
        help=f"成文日期，如 {chinese_date(EXAMPLE)}，不写就是今天",
    )
    approve.add_argument(
        "--number",
        type=int,
        metavar="数",
        help="本年度第一份从几号编起（此前已有手工编号的），不写就从1编起",
    )
    approve.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar="名=值",
        help="只有人才能填的，如 --fill 约谈地点=县教体局三楼会议室；可以写多次；没有写的在终端里逐项问",
    )
    approve.add_argument(
        "--list",
        action="store_true",
        dest="listed",
        help="列出等待签发的、已签发的文书，事实已变的会注明",
    )
    approve.add_argument(
        "--served",
        metavar="号",
        help="记这个文号或签发号的文书已经送达，由 --by 送达，--date 是送达日期",
    )
    approve.add_argument(
        "--manner", default="本人签收", metavar="方式", help="送达方式，不写就是本人签收"
    )
    approve.add_argument("--void", metavar="号", help="作废这个文号或签发号的文书")
    approve.add_argument("--reason", default="", metavar="原因", help="作废的原因")
    approve.add_argument(
        "--scan", type=Path, metavar="文件", help="附上签字盖章页的扫描件（PDF、PNG、JPG）"
    )
    explain = add.in_workspace(
        "explain",
        _explain,
        "说明文书里一个数的来历：公式、分子、分母、口径、条款、背后多少行、来自哪些文件",
        "例：kongchuo explain children.suspected --place 东村镇",
        term=None,
    )
    explain.add_argument(
        "figure", metavar="指标", help="代码或名称，如 children.suspected、疑似辍学"
    )
    explain.add_argument(
        "--place",
        default="",
        metavar="范围",
        help="乡镇（街道）、乡镇/学校、全县/初中等，不写就是全县",
    )

    release = add.in_workspace(
        "release",
        _release,
        "看待公开的结果，放好要公开的文件；写明两个人的姓名和看过的校验码时公开",
    )
    release.add_argument(
        "--maker", default="", metavar="姓名", help="经办人，在 params/people.yaml 里"
    )
    release.add_argument(
        "--approver", default="", metavar="姓名", help="审签人，可以签发公开结果公告，与经办人不同"
    )
    release.add_argument(
        "--correction-of", default="", metavar="版次", help="更正已公开的哪一版，如 2025-autumn-1"
    )
    release.add_argument(
        "--because",
        default=[],
        action="append",
        metavar="代码",
        help="更正的原因，或者确认与上一版相差很大、有的名单没有报来；代码在清单里，可以写几次",
    )
    release.add_argument(
        "--seen", default="", metavar="校验码", help="审签人看过的文件的校验码，不写姓名运行时列出"
    )


def _release(options: argparse.Namespace) -> int:
    from kongchuo_core.release.gate import Wish
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.signing.publish import release

    wish = Wish(
        maker=options.maker,
        approver=options.approver,
        corrects=options.correction_of,
        because=tuple(options.because),
        seen=options.seen,
    )
    print(
        "\n".join(
            release(Workspace.at(options.workspace), options.term, wish, clock.now(), clock.today())
        )
    )
    return 0


def _check_docx(options: argparse.Namespace) -> int:
    from kongchuo_core.term.papers_check import report

    lines, status = report(options.files)
    print("\n".join(lines))
    return status


def _explain(options: argparse.Namespace) -> int:
    from kongchuo_core.documents.explain import explain
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.editions import edition_of

    print(
        explain(
            edition_of(Workspace.at(options.workspace), options.term), options.figure, options.place
        )
    )
    return 0


def _fills(words: list[str]) -> dict[str, str]:
    """``名=值`` as typed → by name."""
    told = {}
    for word in words:
        name, sign, value = word.replace("＝", "=", 1).partition("=")
        if not sign or not value.strip():
            raise UsageError(
                f"--fill {name[:20]} 的写法不对",
                remedy="写成 --fill 名=值，值里有空格的整个用引号括起来",
            )
        told[name.strip()] = value.strip()
    return told


def _approve(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.signing import after_signing
    from kongchuo_core.signing.approve import Wish, approve

    workspace, day, now = (
        Workspace.at(options.workspace),
        options.date or clock.today(),
        clock.now(),
    )
    if options.listed:
        lines = after_signing.listing(workspace, options.term)
    elif options.void:
        lines = [after_signing.void(workspace, options.void, options.by, options.reason, day, now)]
    elif options.served:
        days = (day, clock.today())
        lines = [
            after_signing.serve(workspace, options.served, options.by, options.manner, days, now)
        ]
    elif not options.papers:
        raise UsageError(
            "没有写要签发哪份文书", remedy="写草稿的文件名；用 kongchuo approve --list 看有哪些"
        )
    elif options.scan:
        lines = [
            after_signing.attach(workspace, options.scan, options.papers[0], options.by, day, now)
        ]
    else:
        ask = input if sys.stdin.isatty() else None
        fills = _fills(options.fill)
        wish = Wish(options.by, options.maker, day, options.number, fills, ask)
        lines = approve(
            workspace, [Path(p) for p in options.papers], wish, now, clock.today(), options.term
        )
    print("\n".join(lines))
    return 0
