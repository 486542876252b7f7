"""Writes drafts: hundreds in seconds, in a plain process pool, each read back when it is
written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kongchuo_core.documents.kinds import Draft
from kongchuo_core.documents.word.printing import print_paper, read_back
from kongchuo_core.settings.processes import pool

_WORTH_A_POOL = 40
"""Papers from which starting processes costs less than it saves."""
_FORBIDDEN = str.maketrans({c: "_" for c in '\\/:*?"<>|'} | {chr(n): "_" for n in range(32)})

_DEVICES = re.compile("(?i:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])")


@dataclass(frozen=True)
class Job:
    """One paper to write: template, what it tells (a context of ``kinds``), where it goes."""

    template: Path
    context: Any
    out: Path


def file_name(name: str) -> str:
    """A name without what a file's name may not hold, on Windows too: there some names are devices,
    and none ends in a full stop.
    """
    found = name.translate(_FORBIDDEN).rstrip(". ") or "_"
    return f"_{found}" if _DEVICES.fullmatch(found.split(".")[0]) else found


def write_drafts(
    drafts: Iterable[Draft], templates: Path, into: Path, processes: int
) -> list[Path]:
    """Write drafts where they belong below ``into``; see :func:`write`."""
    return write(
        [
            Job(templates / draft.kind.template, draft.make(), into / draft.where)
            for draft in drafts
        ],
        processes,
    )


def write(jobs: Sequence[Job], processes: int) -> list[Path]:
    """Write papers, read each back, and give the files in the order of the jobs; folders
    are made.
    """
    for folder in sorted({job.out.parent for job in jobs}):
        folder.mkdir(parents=True, exist_ok=True)
    if processes < 2 or len(jobs) < _WORTH_A_POOL:
        return [_write(job) for job in jobs]
    with pool(processes) as workers:
        return list(workers.map(_write, jobs, chunksize=max(1, len(jobs) // (4 * processes))))


def _write(job: Job) -> Path:
    print_paper(job.template, job.context, job.out)
    read_back(job.out, job.context)
    return job.out
