"""``params/headings.yaml``: what an office says once about headings and words of its own. The file
may be missing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from kongchuo_core.settings import yaml
from kongchuo_core.settings.rewrite import rewrite
from kongchuo_core.settings.strict import Strict
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.registers import BY_FOLDER, Register

FILE = "headings.yaml"
UNUSED = "不用"
"""What an office writes beside a heading that is not to be read."""
_MEANINGS = {"是": "yes", "否": "no", "不清楚": "ask"}
ANSWERS = tuple(_MEANINGS)
"""What an office may say of a word: yes or no to what the register is about, or that a person must
ask.
"""


class Headings(Strict):
    """``headings``: register folder → heading as it arrives → heading of the contract, or 不用.

    ``words``: register folder → word as it arrives → whether it says yes or no to what the register
    is about.
    """

    headings: dict[str, dict[str, str]] = Field(default_factory=dict)
    words: dict[str, dict[str, Literal["是", "否", "不清楚"]]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Headings:
        for folder in (*self.headings, *self.words):
            if folder not in BY_FOLDER:
                raise ValueError(f"里的“{folder}”不是登记册，登记册有：{'、'.join(BY_FOLDER)}")
        for folder, given in self.headings.items():
            allowed = _fields(BY_FOLDER[folder])
            for heading, field in given.items():
                if field != UNUSED and field not in allowed:
                    raise ValueError(
                        f"里“{heading}”后面的“{field}”不是{folder}的列，可以写："
                        f"{'、'.join(f.heading for f in BY_FOLDER[folder].fields)}、{UNUSED}"
                    )
        return self

    def of(self, register: Register) -> dict[str, str]:
        """Heading as it arrives → field of the register, or ``UNUSED``."""
        fields = _fields(register)
        given = self.headings.get(register.folder, {})
        return {heading: fields.get(field, field) for heading, field in given.items()}

    def words_of(self, register: Register) -> tuple[tuple[str, str], ...]:
        """The office's words about a register, each with yes, no or ask."""
        given = self.words.get(register.folder, {})
        return tuple((word, _MEANINGS[meaning]) for word, meaning in given.items())


def assign(params: Path, folder: str, heading: str, meaning: str) -> None:
    """Write down what a heading of a register means: a column of the register, or 不用; what else
    stands in the file stays.

    Raises
    ------
    UsageError
        where there is no such register or column.
    ParamsError
        as :func:`load_headings`.
    """
    known = BY_FOLDER.get(folder)
    offered = [*(f.heading for f in known.fields), UNUSED] if known else []
    if meaning not in offered or not heading.strip():
        raise UsageError(
            f"“{meaning[:20]}”不是{folder[:10]}的列",
            remedy=f"选其中之一：{'、'.join(offered) or UNUSED}",
        )
    _write(params, "headings", folder, heading, meaning)


def assign_word(params: Path, folder: str, word: str, meaning: str) -> None:
    """Write down what a word in a register says of a child: 是, 否 or 不清楚; what else stands in the
    file stays.

    Raises
    ------
    UsageError
        where there is no such register or answer.
    ParamsError
        as :func:`load_headings`.
    """
    if folder not in BY_FOLDER or meaning not in ANSWERS or not word.strip():
        raise UsageError(
            f"“{meaning[:20]}”说不清{folder[:10]}里的这个词",
            remedy=f"选其中之一：{'、'.join(ANSWERS)}",
        )
    _write(params, "words", folder, word, meaning)


def _write(params: Path, part: str, folder: str, said: str, meaning: str) -> None:
    """One entry more in a part of the file, which is made where it is missing."""
    load_headings(params)
    path = params / FILE
    if not path.is_file() or yaml.load(path) is None:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{part}: {{}}\n")

    def change(content: Any) -> None:
        content[part] = content.get(part) or {}
        content[part][folder] = content[part].get(folder) or {}
        content[part][folder][said] = meaning

    rewrite(path, change)


def _fields(register: Register) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in register.fields:
        found |= dict.fromkeys(field.headings, field.name)
    return found


def load_headings(params: Path) -> Headings:
    """The office's headings; none where the file is missing, as it is in older workspaces.

    Raises
    ------
    ParamsError
        for an unknown register or column, a wrong type, YAML that can't be read.
    """
    path = params / FILE
    return yaml.read(path, Headings) if path.is_file() else Headings()
