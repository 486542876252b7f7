"""Verbs that keep what may not be lost, and let go what may not be kept: verify, backup, archive,
retention.
"""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from pathlib import Path

from kongchuo_core.cli import clock
from kongchuo_core.cli.parsing import Parser, Verbs
from kongchuo_core.vocabulary.errors import UsageError

_MOVE = "换电脑：在旧电脑上 kongchuo backup 文件 --with-data，在新电脑上装好程序后 kongchuo restore 文件 --into 新文件夹，核对无误后销毁旧电脑上的工作区"


def verbs(add: Verbs) -> None:
    """Add them."""
    add.in_workspace("verify", _verify, "核对台账和各次结果没有被改动、没有缺失", term=False)
    backup = add.in_workspace(
        "backup",
        _backup,
        "把不能再造的（台账、密钥、签发的文书、参数、模板）备份成一个加密文件",
        _MOVE,
        term=False,
    )
    backup.add_argument("file", type=Path, metavar="文件", help="备份文件，放在别的磁盘或介质上")
    backup.add_argument(
        "--with-data",
        action="store_true",
        help="登记册（data/）和结果（outputs/）也一起备份，换电脑时用",
    )
    restore = add.add("restore", _restore, "把备份恢复成一个工作区，恢复后自动核对", _MOVE)
    restore.add_argument("file", type=Path, metavar="文件", help="备份文件")
    restore.add_argument(
        "--into",
        type=Path,
        required=True,
        metavar="文件夹",
        help="恢复到哪里，要是空的或还没有的文件夹",
    )
    archive = add.in_workspace(
        "archive", _archive, "封存一个办完的学期（登记册和结果），加密成一个文件，校验值记入台账"
    )
    archive.add_argument("file", type=Path, metavar="文件", help="封存文件，放在工作区以外")
    archive.add_argument("--by", required=True, metavar="姓名", help="经办人")
    archive.add_argument(
        "--remove", action="store_true", help="读回核对无误后，移除 data/<学期>/ 和 outputs/<学期>/"
    )
    unarchive = add.in_workspace("unarchive", _unarchive, "把封存的学期放回工作区", term=False)
    unarchive.add_argument("file", type=Path, metavar="文件", help="封存文件")
    for sub in (backup, restore, archive, unarchive):
        with_passphrase(sub)
    resume = add.in_workspace(
        "resume",
        _resume,
        "最新的台账丢了、只有旧的：列出缺哪些文号和版次；写明 --by 和 --yes 才接着用",
        term=False,
    )
    resume.add_argument("--by", default="", metavar="姓名", help="决定接着用的人")
    resume.add_argument("--yes", action="store_true", help="执行；缺的文号从此不再使用")
    add.in_workspace(
        "handover", _handover, "换人时的移交清单：台账、密钥、备份、签发人、待签的文书", term=False
    )
    retain = add.in_workspace(
        "retain", _retain, "列出个人信息到期应抹去的；写明 --by 和 --yes 才抹去", term=False
    )
    retain.add_argument("--by", default="", metavar="姓名", help="决定抹去的人")
    retain.add_argument("--child", metavar="儿童编号", help="只抹去一名儿童的（本人或监护人申请）")
    retain.add_argument("--yes", action="store_true", help="执行；抹去后不能恢复")


def _verify(options: argparse.Namespace) -> int:
    from kongchuo_core.keeping.verify import verify
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.signing.signed import out_of_order

    workspace = Workspace.at(options.workspace)
    print("\n".join(verify(workspace)))
    out_of_order(workspace)
    return 0


def with_passphrase(sub: Parser) -> None:
    """Let a verb take its passphrase from a file."""
    sub.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="文件",
        help="口令写在这个文件的第一行；不写就在终端里输入（不显示）",
    )


def passphrase(options: argparse.Namespace, *, twice: bool) -> str:
    """The passphrase from its file or typed unseen; never from the command line, which others can
    read.
    """
    from kongchuo_core.keeping.sealing import sound

    if options.passphrase_file is not None:
        try:
            lines = options.passphrase_file.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            place = (f"文件 {options.passphrase_file.name}",)
            raise UsageError(
                "口令文件读不出来",
                remedy="核对位置；另存为 UTF-8 编码的文本文件，口令写在第一行",
                place=place,
            ) from None
        return sound(lines[0] if lines else "")
    if not sys.stdin.isatty():
        raise UsageError(
            "这里没有可以输入口令的终端", remedy="在终端里运行，或用 --passphrase-file 指定口令文件"
        )
    told = sound(getpass("口令（输入时不显示）："))
    if twice and sound(getpass("再输一遍：")) != told:
        raise UsageError("两遍输入的口令不一样", remedy="重新运行，慢慢输")
    return told


def _backup(options: argparse.Namespace) -> int:
    from kongchuo_core.keeping.backup import backup
    from kongchuo_core.settings.workspace import Workspace

    workspace, word = Workspace.at(options.workspace), passphrase(options, twice=True)
    print(
        "\n".join(backup(workspace, options.file, word, clock.now(), with_data=options.with_data))
    )
    print("口令和备份分开保管；口令丢了，谁也打不开。")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from kongchuo_core.keeping.backup import empty_place, restore

    empty_place(options.into)
    print("\n".join(restore(options.file, options.into, passphrase(options, twice=False))))
    return 0


def _archive(options: argparse.Namespace) -> int:
    from kongchuo_core.keeping.archive import archive
    from kongchuo_core.settings.workspace import Workspace

    workspace, word = Workspace.at(options.workspace), passphrase(options, twice=True)
    lines = archive(
        workspace,
        options.term,
        options.file,
        word,
        options.by,
        clock.now(),
        remove=options.remove,
    )
    print("\n".join(lines))
    return 0


def _unarchive(options: argparse.Namespace) -> int:
    from kongchuo_core.keeping.archive import unarchive
    from kongchuo_core.settings.workspace import Workspace

    print(
        "\n".join(
            unarchive(
                Workspace.at(options.workspace), options.file, passphrase(options, twice=False)
            )
        )
    )
    return 0


def _resume(options: argparse.Namespace) -> int:
    from kongchuo_core.keeping.resume import lacking, resume
    from kongchuo_core.settings.workspace import Workspace

    workspace = Workspace.at(options.workspace)
    told = resume(workspace, options.by, clock.now()) if options.yes else lacking(workspace)
    print("\n".join(told))
    return 0


def _handover(options: argparse.Namespace) -> int:
    from kongchuo_core.keeping.handover import hand_over
    from kongchuo_core.settings.workspace import Workspace

    path = hand_over(Workspace.at(options.workspace), clock.today())
    print(f"移交清单已写好：{path}\n请三方当面逐项核对、签字；口令当面交接，不写在纸上。")
    return 0


def _retain(options: argparse.Namespace) -> int:
    from kongchuo_core.keeping import retention
    from kongchuo_core.settings.workspace import Workspace

    workspace = Workspace.at(options.workspace)
    if not options.yes:
        if options.by or options.child:
            raise UsageError(
                "抹去后不能恢复，没有执行",
                remedy="先不带任何选项看清单；确认后写明 --by 姓名 --yes",
            )
        print("\n".join(retention.tell(workspace, clock.today())))
        return 0
    now = clock.now()
    lines = (
        retention.forget(workspace, options.child, options.by, now)
        if options.child
        else retention.carry_out(workspace, options.by, now)
    )
    print("\n".join(lines))
    return 0
