"""Verbs about papers and figures: their form, their signature, their origin, their release."""

from __future__ import annotations

import argparse
from pathlib import Path

from kongchuo_core.cli.parsing import Verbs


def verbs(add: Verbs) -> None:
    """Add them."""
    add.add("check-docx", _check_docx, "逐条检查公文格式（GB/T 9704-2012），也检查改过的模板").add_argument(
        "files", type=Path, nargs="+", metavar="文件", help="Word 文档（.docx）"
    )


def _check_docx(options: argparse.Namespace) -> int:
    from kongchuo_core.term.papers_check import report

    lines, status = report(options.files)
    print("\n".join(lines))
    return status
