"""Small templates made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document


@pytest.fixture
def template(tmp_path: Path) -> Callable[..., Path]:
    """Makes a template of the paragraphs given and, with ``rows``, a table with these rows of
    cells.
    """

    def make(
        *paragraphs: str,
        rows: tuple[tuple[str, ...], ...] = (),
        change: Callable[[Document], object] | None = None,
    ) -> Path:
        document = docx.Document()
        for words in paragraphs:
            document.add_paragraph(words)
        if rows:
            table = document.add_table(0, len(rows[0]))
            for row in rows:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        if change:
            change(document)
        path = tmp_path / "小模板.docx"
        document.save(str(path))
        return path

    return make
