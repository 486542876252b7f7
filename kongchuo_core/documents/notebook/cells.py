"""Which cell is at work: by it a cell that is run again replaces what it told before, and a message
says where.

JupyterLab tells the cell's id; under papermill the count of executed cells tells it; the runner of
this package tells it itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from kongchuo_core.vocabulary.errors import KongchuoError

_AT: ContextVar[tuple[str, int] | None] = ContextVar("cell", default=None)


@contextmanager
def at(number: int, run: int | None = None) -> Iterator[None]:
    """Run something as the cell of a notebook with this number; ``run``: where it is run more than
    once, which time it is.
    """
    token = _AT.set((f"cell-{number}", number if run is None else run))
    try:
        yield
    finally:
        _AT.reset(token)


def shell() -> Any:
    """The interactive shell this runs in; ``None`` outside of a notebook."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def current() -> tuple[str, int]:
    """The cell at work: what it is known by, and which run or number it is; ``("", 0)`` outside of
    a notebook.
    """
    if (told := _AT.get()) is not None:
        return told
    running = shell()
    if running is None:
        return "", 0
    count = int(running.execution_count)
    kernel = getattr(running, "kernel", None)
    parent = kernel.get_parent("shell") if kernel is not None else {}
    return str(parent.get("metadata", {}).get("cellId") or f"run-{count}"), count


@contextmanager
def placed() -> Iterator[None]:
    """What goes wrong in here says in which cell."""
    try:
        yield
    except KongchuoError as error:
        _, number = current()
        if error.place or not number:
            raise
        place = (f"笔记本第 {number} 格",)
        raise type(error)(error.what, remedy=error.remedy, place=place) from None
