"""Sentences as text: what papers say stands in ``templates/wording/``, where an office reads and
edits it, not in Python.

A file is a family of sentences, each of its macros one place in a paper and each line of it one
sentence. The office's own file goes before the shipped one, macro by macro. It is filled in by a
sandbox that sees nothing but the counts it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from kongchuo_core.documents.word_filters import FILTERS
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
            macro = next((m for t in self.texts if (m := getattr(_module(t), name, None))), None)
            if macro is None:
                raise ParamsError(
                    f"文字“{self.family}”里没有“{name}”这一处",
                    place=(f"文件 {FOLDER.as_posix()}/{self.family}.jinja",),
                    remedy=f"在 {FOLDER.as_posix()}/{self.family}.jinja 里写一处 {{% macro {name}(…) %}}，或者改正名称",
                )
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

    def has(self, name: str) -> bool:
        """Whether there is such a place."""
        return any(hasattr(_module(text), name) for text in self.texts)

    def sentence(self, name: str, *given: Any, **named: Any) -> str:
        """The one sentence of a place; raises as :meth:`told`."""
        return "".join(self.told(name, *given, **named))


def wording(family: str, edition: Edition | None = None) -> Wording:
    """A family of sentences as the office of an edition's workspace has it; without one, as
    shipped.
    """
    name, shipped = FOLDER / f"{family}.jinja", house()
    above = edition.folder.absolute().parents if edition else ()
    own = next((folder for folder in above if (folder / name).is_file()), shipped)
    folders = [folder for folder in dict.fromkeys([own, shipped]) if (folder / name).is_file()]
    return Wording(family, tuple((folder / name).read_text("utf-8") for folder in folders))


_shipped = cache(wording)


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """An office whose papers speak its own words; ``wordings``: a family → its sentences, as
    shipped where nothing is said.
    """

    wordings: Callable[[str], Wording] = _shipped

    def says(self, family: str, name: str, *given: Any) -> tuple[str, ...]:
        """The sentences of one place. Raises as :meth:`Wording.told`."""
        return self.wordings(family).told(name, *given)

    def said(self, family: str, name: str, *given: Any) -> str:
        """The one sentence of a place. Raises as :meth:`Wording.told`."""
        return self.wordings(family).sentence(name, *given)


@cache
def _module(text: str) -> Any:
    return _environment().from_string(text).module


@cache
def _environment() -> SandboxedEnvironment:
    made = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= FILTERS
    return made
