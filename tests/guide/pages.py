"""What a page of the guide promises: its commands, in order, with the answers it shows.

A ``console`` block has lines that begin with ``$ `` and, below each, lines of its answer, in which
``……`` stands for anything. Comments say what the reader doesn't: ``% 准备：`` the state a page begins
in, ``% 填表：`` a form that people fill in by hand before the next block (``% 放置：`` a file), ``% 回答：``
what is typed at its questions, each line ended by ``／``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
GAP = "……"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)


@dataclass(frozen=True)
class Command:
    """One command of a page with the lines of its answer; ``typed`` is what is fed to its
    questions.
    """

    line: str
    answer: tuple[str, ...]
    typed: str = ""


@dataclass(frozen=True)
class Fill:
    """A form is filled in by hand."""

    form: str


def prepared(page: str) -> str:
    """The state a page begins in; empty where it has no commands."""
    found = re.search(r"^% 准备：(.+)$", page, re.MULTILINE)
    return found[1].strip() if found else ""


def steps(page: str) -> list[Command | Fill]:
    """The commands and fillings of a page, in order."""
    told: list[Command | Fill] = []
    typed = ""
    for found in re.finditer(
        r"^% (?:填表|放置)：([^\n]+)$|^% 回答：([^\n]+)$|^```console\n(.*?)^```",
        page,
        re.MULTILINE | re.DOTALL,
    ):
        form, answers, block = found[1], found[2], found[3]
        if form:
            told.append(Fill(form.strip()))
        elif answers:
            typed = answers.strip().replace("／", "\n")
        else:
            told += _commands(block, typed)
            typed = ""
    return told


def _commands(block: str, typed: str) -> list[Command]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
    assert not parts[0].strip(), f"console 块要以 $ 开头：{parts[0]}"
    lines = [part.strip().splitlines() for part in parts[1:]]
    return [Command(line[0], tuple(line[1:]), typed) for line in lines]


def missing(answer: tuple[str, ...], said: str) -> list[str]:
    """The lines of an answer that weren't said, one after the other."""
    left, lost = said, []
    for line in answer:
        if not line.strip(" …"):
            continue
        pattern = ".*?".join(re.escape(part.strip()) for part in line.split(GAP))
        found = re.search(pattern, left)
        if found:
            left = left[found.end() :]
        else:
            lost.append(line)
    return lost
