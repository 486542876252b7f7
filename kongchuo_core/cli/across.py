"""Verbs beyond one county: hand over what a look needs, look over several counties."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongchuo_core.cli.keeping import passphrase, with_passphrase
from kongchuo_core.cli.parsing import Verbs, engine_of, with_engine


def verbs(add: Verbs) -> None:
    """Add them."""
    handed = add.in_workspace(
        "exchange", _exchange, "生成交换文件，交给市、省做跨县核查：只含需要的列，加密"
    )
    handed.add_argument("file", type=Path, metavar="文件", help="交换文件，放在工作区以外")
    across = add.add(
        "across",
        _across,
        "跨县核查：本县疑似辍学、在外县就读的，两县都有户籍的，逐县生成跨县核查.xlsx",
        "各县办核实后填好，用 kongchuo import 记入本县台账",
    )
    across.add_argument(
        "sources", type=Path, nargs="+", metavar="工作区", help="各县的工作区，或者各县的交换文件"
    )
    across.add_argument("--term", required=True, metavar="学期", help="如 2025-autumn")
    across.add_argument(
        "--into", type=Path, required=True, metavar="文件夹", help="结果放在哪里，一县一个文件夹"
    )
    with_engine(across)
    for sub in (handed, across):
        with_passphrase(sub)


def _exchange(options: argparse.Namespace) -> int:
    from kongchuo_core.across.given import CHILDREN, PUPILS, write_file

    word = passphrase(options, twice=True)
    county = write_file(options.workspace, options.term, options.file, word)
    children, pupils = (county.table(part, ["child_id"]).num_rows for part in (CHILDREN, PUPILS))
    print(
        f"交换文件已生成：{options.file}（{county.name}，本县适龄儿童{children}人，户籍不在本县的学生{pupils}人次）。\n"
        "口令另行告诉收的人，不和文件一起送；用完销毁。"
    )
    return 0


def _across(options: argparse.Namespace) -> int:
    from kongchuo_core.across.across import OUTCOMES, across
    from kongchuo_core.regulation.labels import word

    found = across(
        options.sources,
        options.term,
        options.into,
        lambda: passphrase(options, twice=False),
        engine_of(options),
    )
    for line in found.counts.to_pylist():
        told = "，".join(f"{word('across_outcome', o)}{line[o]}人" for o in OUTCOMES)
        print(f"{line['county']}：在找{line['sought']}人，其中{told}")
    print(
        f"结果在 {found.folder}，一县一个文件夹（内部材料）。各县核实后填好跨县核查.xlsx，用 kongchuo import 导入。"
    )
    return 0
