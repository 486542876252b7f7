"""One made-up paper of every kind in the table of kinds, for tests that look at all of them."""

from __future__ import annotations

from pathlib import Path

from kongchuo_core.documents.kinds import KINDS, LOOP, PUBLIC, REPORTS, SUPERVISION
from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.documents.word.printing import print_paper
from tests.documents import made_up_loop, made_up_release, made_up_reports, made_up_supervision
from tests.documents.reading import TEMPLATES

MADE_BY = (REPORTS, made_up_reports), (LOOP, made_up_loop), (SUPERVISION, made_up_supervision)


def write_every_kind(folder: Path) -> dict[str, Path]:
    """Name of the kind → the paper."""
    written = {}
    for kinds, made_up in MADE_BY:
        for name, kind in kinds.items():
            written[name] = folder / f"{name}.docx"
            print_paper(TEMPLATES / kind.template, made_up.context(name), written[name])
    write_public(made_up_release.RELEASE, made_up_release.DRAFT, TEMPLATES, folder)
    written |= {name: folder / kind.template for name, kind in PUBLIC.items()}
    assert set(written) == set(KINDS), "a new kind of paper has no made-up one here"
    return written
