"""The parts of a package and what they refer to (ECMA-376 part 2), as far as real writers keep to
it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree


class Package:
    """A package of parts; their names are compared without case, backslashes count as slashes."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = self._archive.namelist()
        self._parts = {_plain(name): name for name in self.names}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def find(self, part: str) -> str | None:
        """A part's name as the package writes it, where there is such a part."""
        return self._parts.get(_plain(part))

    def read(self, part: str) -> bytes:
        """A part's bytes; ``KeyError`` where there is none."""
        return self._archive.read(self._parts[_plain(part)])

    def size(self, part: str) -> int:
        """How many bytes a part says it has when unpacked."""
        return self._archive.getinfo(self._parts[_plain(part)]).file_size

    def open(self, part: str) -> IO[bytes]:
        """A part, to be read piece by piece."""
        return self._archive.open(self._parts[_plain(part)])

    def xml(self, part: str) -> Any:
        """A part as XML."""
        return etree.fromstring(self.read(part), parser())

    @property
    def home(self) -> str:
        """The part that everything else hangs on: the workbook."""
        return self.target("", "officeDocument") or "xl/workbook.xml"

    def target(self, part: str, kind: str) -> str | None:
        """The part of a kind that a part refers to."""
        for _, what, target in self._relations(part):
            if what.endswith("/" + kind) and self.find(target):
                return target
        return None

    def targets(self, part: str) -> dict[str, str]:
        """Id → the part that is meant by it."""
        return {name: target for name, _, target in self._relations(part)}

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """Id, kind and target of what a part refers to; the package itself is the part ``""``."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if self.find(path) is None:
            return
        for node in self.xml(path).iterchildren("{*}Relationship"):
            target = node.get("Target", "").replace("\\", "/")
            whole = posixpath.normpath(posixpath.join("/" + folder, target))
            yield node.get("Id", ""), node.get("Type", ""), whole.lstrip("/")


def parser() -> etree.XMLParser:
    """Reads XML without entities or anything from outside."""
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
