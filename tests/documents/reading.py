"""Reading back what was written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx

TEMPLATES = Path(__file__).parents[2] / "templates"


def texts(path: Path) -> list[str]:
    """The paragraphs of a document, tables excluded."""
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def members(path: Path) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
