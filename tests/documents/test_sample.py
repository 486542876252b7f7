"""The papers kept for the front page are what the program makes today."""

from __future__ import annotations

from pathlib import Path

from kongchuo_core.documents.word.package import content_hash
from tests import shared
from tools.sample_papers import INTO, NOTICE, PAGE, REPORT, write


def test_the_sample_papers_are_those_of_today(tmp_path: Path) -> None:
    """After a change that alters them: ``PYTHONPATH=. python tools/sample_papers.py``."""
    write(shared.year(), tmp_path)
    assert (INTO / PAGE).read_bytes() == (tmp_path / PAGE).read_bytes()
    for name in (REPORT, NOTICE):
        assert content_hash(INTO / name) == content_hash(tmp_path / name), name
