"""Sentences as text: what papers say stands in ``templates/wording/``, where an office reads and edits it, not in Python.

A file is a family of sentences, each of its macros one place in a paper and each line of it one sentence. The office's own file goes
before the shipped one, macro by macro. It is filled in by a sandbox that sees nothing but the counts it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.errors import ParamsError

FOLDER = Path("templates") / "wording"


@dataclass(frozen=True)
class Wording:
    """A family of sentences: the office's text where it has one, beside the shipped."""

    family: str
    texts: tuple[str, ...]

    def told(self, name: str, *given: Any, **named: Any) -> tuple[str, ...]:
        """The sentences of one place, filled in; empty lines are none.

        Raises
        ------
        ParamsError
            where the office's text can't be read or asks for what isn't there.
        """
        try:
            macro = next(m for t in self.texts if (m := getattr(_module(t), name, None)))
            lines = str(macro(*given, **named)).splitlines()
        except TemplateError as error:
            line = error.lineno if isinstance(error, TemplateSyntaxError) else None
            raise ParamsError(
                "这份文字的写法不对，读不懂",
                remedy="对照出厂的同名文件改正，或者删去自己的一份",
                place=(
                    f"文件 {FOLDER.as_posix()}/{self.family}.jinja",
                    *([f"第 {line} 行"] if line else []),
                ),
            ) from None
        return tuple(line.strip() for line in lines if line.strip())

    def sentence(self, name: str, *given: Any, **named: Any) -> str:
        """The one sentence of a place; raises as :meth:`told`."""
        return "".join(self.told(name, *given, **named))


def wording(family: str, edition: Edition | None = None) -> Wording:
    """A family of sentences as the office of an edition's workspace has it; without one, as shipped."""
    name, shipped = FOLDER / f"{family}.jinja", house()
    above = edition.folder.absolute().parents if edition else ()
    own = next((folder for folder in above if (folder / name).is_file()), shipped)
    folders = dict.fromkeys([own, shipped])
    return Wording(family, tuple((folder / name).read_text("utf-8") for folder in folders))


@cache
def _module(text: str) -> Any:
    return _environment().from_string(text).module


@cache
def _environment() -> SandboxedEnvironment:
    made = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"数": _if_any, "列": _listed, "分句": _clauses}
    return made


def _if_any(words: str, number: int) -> str:
    """Words with a number in them, where there is one to tell."""
    return words % number if number else ""


def _listed(parts: Sequence[str], before: str = "") -> str:
    """Parts after each other, those that are there; ``before`` where any is."""
    found = "、".join(filter(None, parts))
    return f"{before}{found}" if found else ""


def _clauses(parts: Sequence[str], before: str) -> str:
    """Parts as one sentence that begins with ``before``; nothing where none is there."""
    found = "；".join(filter(None, parts))
    return f"{before}{found}。" if found else ""
