"""Whatever somebody writes into a register: nothing of it stands in any byte of what may become
public.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import openpyxl
import pytest

from kongchuo_core.registers.headers import heading_key
from kongchuo_core.release import candidate
from kongchuo_core.release.leaks import search
from kongchuo_core.release.views import views
from kongchuo_core.vocabulary.registers import REGISTERS, Kind, Register
from tests.release.offices import AUTUMN, made, tell

NAME, NUMBER = "令狐渊澜", "".join(("139", "8765", "4321"))
ROWS = 3
"""Of each column that takes words so many cells are written on."""


def planted(path: Path, register: Register) -> set[str]:
    """Write a name and a number behind what stands in the columns of words; which columns there
    are.
    """
    words = {Kind.TEXT, Kind.NAME}
    kinds: dict[str, str] = {}
    for field in register.fields:
        if field.kind in words:
            kinds |= {heading_key(heading): field.name for heading in field.headings}
    book, found = openpyxl.load_workbook(path), set()
    for sheet in book:
        rows = list(sheet.iter_rows())
        head = next((r for r in rows[:6] if sum(heading_key(c.value) in kinds for c in r) > 1), ())
        below = [r for r in rows if head and r[0].row > head[0].row]
        for at, cell in enumerate(head):
            name = kinds.get(heading_key(cell.value))
            for row in below[at::7][:ROWS] if name else ():
                row[at].value = f"{row[at].value or ''}{NAME}{NUMBER}"
                found.add(str(name))
    book.save(path)
    return found


@pytest.mark.clause("M7.4")
def test_nothing_written_into_any_register_becomes_public(tmp_path: Path) -> None:
    """公开的每个字节里没有填表人随手写的姓名和电话：每一册每一栏文字里都写上，运行一次，再找。"""
    workspace = made(tmp_path, children=100)
    written: set[str] = set()
    for register in REGISTERS.values():
        folder = workspace.data(AUTUMN) / register.folder
        for path in sorted(folder.rglob("*.xlsx")):
            written |= {f"{register.folder}/{name}" for name in planted(path, register)}
    public = tell(workspace) / candidate.FOLDER
    told = chain.from_iterable(views(p.name, p.read_bytes()) for p in public.rglob("*"))
    texts = [text for _, text in told]
    assert len(written) > 70 and len(texts) > 20
    assert not [t for t in texts if NAME in t or NUMBER in t]
    assert search(public, {NAME: "户籍", NUMBER: "户籍"}) == []
