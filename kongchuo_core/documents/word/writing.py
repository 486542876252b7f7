"""Writes drafts: hundreds in seconds, in a plain process pool, each read back when it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kongchuo_core.documents.kinds import Draft
from kongchuo_core.documents.word.printing import print_paper, read_back

_WORTH_A_POOL = 40
"""Papers from which starting processes costs less than it saves."""
_FORBIDDEN = str.maketrans({c: "_" for c in '\\/:*?"<>|'} | {chr(n): "_" for n in range(32)})


@dataclass(frozen=True)
class Job:
    """One paper to write: template, what it tells (a context of ``kinds``), where it goes."""

    template: Path
    context: Any
    out: Path


def file_name(name: str) -> str:
    """A name without what a file's name may not hold."""
    return name.translate(_FORBIDDEN)


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
    """Write papers, read each back, and give the files in the order of the jobs; folders are made."""
    for folder in sorted({job.out.parent for job in jobs}):
        folder.mkdir(parents=True, exist_ok=True)
    if processes < 2 or len(jobs) < _WORTH_A_POOL:
        return [_write(job) for job in jobs]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_write, jobs, chunksize=max(1, len(jobs) // (4 * processes))))


def _write(job: Job) -> Path:
    print_paper(job.template, job.context, job.out)
    read_back(job.out, job.context)
    return job.out
