"""Sweeps: checks whose worth grows with their size. The tests run a twentieth of each, ``make
sweep`` all of it.

A file of ``benchmarks/sweeps/`` is a sweep; run with ``--full`` it does the whole of it. Counts and
seeds are fixed, so that a part is the beginning of the whole.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.size import PART


class Notes:
    """What of a sweep is done, a line each, so that one that was broken off goes on where it
    stopped; without a file nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        there = path is not None and path.is_file()
        self._done = set(path.read_text("utf-8").splitlines()) if path and there else set[str]()

    def __contains__(self, name: str) -> bool:
        return name in self._done

    def add(self, name: str) -> None:
        """It is done."""
        self._done.add(name)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{name}\n")

    def __len__(self) -> int:
        return len(self._done)

    @contextmanager
    def folder(self, stays: bool) -> Iterator[Path]:
        """Where a sweep works; ``stays``: beside the notes, until it came to its end."""
        if not stays or self._path is None:
            with tempfile.TemporaryDirectory() as once:
                yield Path(once)
            return
        beside = self._path.resolve().with_suffix("")
        beside.mkdir(parents=True, exist_ok=True)
        yield beside
        shutil.rmtree(beside)


def full(
    sweep: Callable[..., None], count: int, *, parts: bool = False, goes_on: bool = False
) -> None:
    """Run a sweep from the command line: all of it with ``--full``, else the part that the tests
    run; tells how much it was.

    ``--into FILE`` keeps what is done there; ``parts``: the sweep takes these notes and leaves out
    what they have; ``goes_on``: it goes on in what it made before, which lies beside the notes
    until all is done.
    """
    words = sys.argv[1:]
    size = count if "--full" in words else count // PART
    notes = Notes(Path(words[words.index("--into") + 1]) if "--into" in words else None)
    whole, name = f"{size}次，没有问题", Path(sys.argv[0]).stem
    if whole not in notes:
        with notes.folder(goes_on) as folder:
            sweep(folder, size, *([notes] if parts else []))
        notes.add(whole)
    print(f"{name}：{whole}")
