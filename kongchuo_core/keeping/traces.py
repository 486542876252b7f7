"""Where in a workspace somebody's numbers still stand: every file is opened, packed ones too. How
``retain`` proves an erasure.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kongchuo_core.keeping.backup import walked
from kongchuo_core.settings.workspace import Workspace

_NUMBER = re.compile(rb"[0-9A-Za-z]{15,20}")
"""What an identity number or a student number looks like in a file."""
_WITHIN = re.compile(rb"(?=([0-9]{17}[0-9Xx]))")
"""The same where letters and figures of something else stand before and behind it, as in a
database, which puts no mark between two columns.
"""
_ZIPPED = (".docx", ".xlsx", ".xlsm", ".zip", ".et")


def find(workspace: Workspace, numbers: Collection[str]) -> list[str]:
    """The files, as paths in the workspace, in which one of the numbers stands."""
    wanted = {number.upper().encode() for number in numbers if number}
    files = sorted(walked(workspace.root, set()))
    return [
        p.relative_to(workspace.root).as_posix()
        for p in files
        if any(wanted & _numbers(content) for content in _contents(p))
    ]


def _numbers(content: bytes) -> set[bytes]:
    found = chain(_NUMBER.findall(content), _WITHIN.findall(content))
    return {number.upper() for number in found}


def _contents(path: Path) -> Iterator[bytes]:
    """What a file holds, unpacked; a damaged one as its bytes."""
    try:
        if path.suffix == ".parquet":
            yield from _columns(path)
            return
        if path.suffix in _ZIPPED:
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    yield packed.read(name)
            return
    except (OSError, pa.ArrowException, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        pass
    content = path.read_bytes()
    yield content
    if b"\0" in content:  # UTF-16, as other programs write it
        yield content.replace(b"\0", b"")


def _columns(path: Path) -> Iterator[bytes]:
    table = pq.read_table(path)
    for column in table.columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            yield "\n".join(filter(None, column.to_pylist())).encode()
        elif pa.types.is_nested(column.type):
            yield json.dumps(column.to_pylist(), ensure_ascii=False, default=str).encode()
