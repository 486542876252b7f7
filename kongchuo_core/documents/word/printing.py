"""A paper of any kind into Word and read back: a report from what its notebook told, the others
from their fields.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from kongchuo_core.documents.notebook.page import ReportPage, compare_page, write_page
from kongchuo_core.documents.word.readback import compare
from kongchuo_core.documents.word.render import Picture, render


def print_paper(template: Path, context: Any, out: Path) -> None:
    """Fill in a template. Raises as ``render``."""
    if isinstance(context, ReportPage):
        write_page(template, context, out)
        return
    values = {f.name: getattr(context, f.name) for f in fields(context)}
    pictures = {name: value for name, value in values.items() if isinstance(value, Picture)}
    texts = {n: "" if v is None else v for n, v in values.items() if n not in pictures}
    render(template, texts, out, pictures)


def read_back(written: Path, context: Any) -> None:
    """What is printed must be what the paper says. Raises ``BalanceError``."""
    if isinstance(context, ReportPage):
        compare_page(written, context)
    else:
        compare(written, context)
