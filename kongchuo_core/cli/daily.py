"""Verbs of every day: one child on one screen, one event, lists for visits, what is due."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kongchuo_core.cli import clock
from kongchuo_core.cli.parsing import Verbs, day_named
from kongchuo_core.vocabulary.days import EXAMPLE, chinese_date
from kongchuo_core.vocabulary.errors import UsageError


def verbs(add: Verbs) -> None:
    """Add them."""
    child = add.in_workspace(
        "child",
        _child,
        "一屏看清一名儿童",
        "可写姓名、身份证号（或末四位以上）、学籍号、案件编号、儿童编号",
        term=None,
    )
    child.add_argument("query", metavar="姓名或编号", help="如 张小明、2025秋-8X4TB0")
    event = add.in_workspace(
        "event", _event, "为一个个案记一件事，不用填表", "项和选项与《核查反馈表》相同", term=None
    )
    event.add_argument(
        "--case", required=True, metavar="案件编号", help="如 2025秋-8X4TB0，也可只写末六位"
    )
    event.add_argument("--yes", action="store_true", help="不再询问，直接记入")
    event.add_argument(
        "cells",
        nargs="+",
        metavar="项=值",
        help=f"如 核实日期={chinese_date(EXAMPLE)} 原因或核实结果=厌学 经办人=李示例",
    )
    person = add.in_workspace(
        "person",
        _person,
        "认定前后学期的两名儿童是不是同一人，可以撤回",
        "只写一名、不是同一人：本学期登记册上的不是以前那名儿童",
        term=None,
    )
    person.add_argument("word", metavar="认定", help="同一人、不是同一人、撤回之一")
    person.add_argument(
        "who",
        nargs="+",
        metavar="儿童",
        help="一名或两名儿童（kongchuo child 查得到的编号），和 经办人=李示例 "
        f"日期={chinese_date(EXAMPLE)}",
    )
    person.add_argument("--yes", action="store_true", help="不再询问，直接记入")
    due = add.in_workspace("due", _due, "逾期的和本周到期的，按承担单位列出", term=None)
    due.add_argument("--on", metavar="日期", help="以哪天为准，不写就用今天")
    due.add_argument("--town", metavar="乡镇", help="只列一个乡镇（街道）")
    visits = add.in_workspace(
        "visits", _visits, "印制入户走访清单：一乡镇一个工作簿，一村一张表，按组排列", term=None
    )
    visits.add_argument(
        "--into", type=Path, metavar="文件夹", help="放在哪里，不写就用 outputs/<学期>/入户走访清单"
    )
    visits.add_argument("--town", metavar="乡镇", help="只印一个乡镇（街道）")
    lists = add.in_workspace(
        "compare-list",
        _compare_list,
        "把办公室原有的疑似辍学、辍学名单同本系统的结果对照，什么都不记入",
        "例：kongchuo compare-list 疑似辍学台账.xls；写出两边都有、只在原名单、只在本系统的各是谁、为什么",
        term=None,
    )
    lists.add_argument(
        "files", type=Path, nargs="+", metavar="名单", help="原有的 Excel 名单，表头不限"
    )
    lists.add_argument(
        "--into", type=Path, metavar="文件夹", help="放在哪里，不写就在 outputs/<学期>/名单对照"
    )


def _child(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.child import find
    from kongchuo_core.daily.child_screen import screen
    from kongchuo_core.ledger.store import Ledger
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.editions import edition_of

    workspace = Workspace.at(options.workspace)
    edition, ledger = edition_of(workspace, options.term), Ledger(workspace.ledger, workspace.key())
    hits = find(edition, ledger, options.query)
    if len(hits) == 1:
        print("\n".join(screen(edition, ledger, hits[0])))
        return 0
    print(f"对得上{len(hits)}人，请用最前面的编号再查一次：")
    print("\n".join(hit.line() for hit in hits))
    return 0


def _event(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.one_event import record, understood
    from kongchuo_core.settings.workspace import Workspace

    workspace = Workspace.at(options.workspace)
    entry = understood(workspace, options.term, options.case, options.cells, clock.today())
    print(
        "\n".join(
            (
                f"个案{entry.case_no}  {entry.name}  {entry.town}",
                *(f"  {line}" for line in entry.lines),
            )
        )
    )
    if not entry.new:
        print("台账里已经有了，没有再记。")
        return 0
    if not options.yes and not _agreed("记入台账？"):
        print("没有记入。")
        return 0
    print(f"已记入台账{record(workspace, entry, clock.now())}笔。再运行 kongchuo run 就会采用。")
    return 0


def _person(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.persons import record, understood
    from kongchuo_core.settings.workspace import Workspace

    workspace = Workspace.at(options.workspace)
    entry = understood(workspace, options.term, options.word, options.who, clock.today())
    print("\n".join(entry.lines))
    if not options.yes and not _agreed("记入台账？"):
        print("没有记入。")
        return 0
    print(f"已记入台账{record(workspace, entry, clock.now())}笔。再运行 kongchuo run 就会采用。")
    return 0


def _compare_list(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.own_lists import compare_lists
    from kongchuo_core.settings.workspace import Workspace

    workspace = Workspace.at(options.workspace)
    written, found = compare_lists(
        workspace, options.term, options.files, options.into, clock.today()
    )
    print(
        f"两边都有{len(found.both)}人，只在原名单{len(found.theirs)}人次，只在本系统{len(found.ours)}人。"
    )
    print(f"逐人的原因：{written[0]}（内部材料）")
    print(f"只有人数的统计：{written[1]}（可以外传）")
    print(f"要接着办的，核对补齐后用 kongchuo import 导入：{written[2]}")
    return 0


def _agreed(question: str) -> bool:
    """Ask on the terminal; without one there is nobody to ask."""
    if not sys.stdin.isatty():
        raise UsageError(
            "这里没有可以回答的终端，没有记入", remedy="核对上面各行，确认无误后加 --yes 再运行"
        )
    return input(f"{question}（记入打 y，其他键不记）").strip().lower() in ("y", "yes", "是")


def _due(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.due import due, publication
    from kongchuo_core.ledger.store import Ledger
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.signing.after_signing import unserved_papers
    from kongchuo_core.term.editions import edition_of

    workspace = Workspace.at(options.workspace)
    edition = edition_of(workspace, options.term, options.town)
    day = clock.today() if options.on is None else day_named("--on", options.on)
    told = (
        [] if options.town else [*unserved_papers(workspace), *publication(workspace, edition, day)]
    )
    print("\n".join(due(edition, Ledger(workspace.ledger, workspace.key()), day, told)))
    return 0


def _visits(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.visits import write_visits
    from kongchuo_core.settings.workspace import Workspace

    files, children = write_visits(
        Workspace.at(options.workspace), options.term, options.town, options.into
    )
    print(
        f"要走访{children}人，清单{len(files)}份（内部材料，用后收回）："
        if files
        else "没有要走访的儿童。"
    )
    print("\n".join(f"  {file}" for file in files), end="\n" if files else "")
    return 0
