"""What a cell, a note, a title says, by the table ``words.csv``: yes, no, or not understood.

Unknown is a value: a filled cell whose words the table doesn't know is never a yes. The table can be read and extended by
anybody; an office adds its own words in ``params/headings.yaml``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "words.csv"
EVERYWHERE = "*"
"""In the column ``about``: words of every register."""


class Says(StrEnum):
    """What a source says of a child: yes, no, or something that a person must look at."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class Sense(StrEnum):
    """The column ``says`` of the table.

    ``affirm`` and ``deny`` answer whatever the heading asks, the others say it themselves. ``not`` turns what follows and denies
    where nothing does. ``family``: what follows is told of somebody else. ``skip`` says nothing of the matter; ``blank`` is as
    good as an empty cell.
    """

    AFFIRM = "affirm"
    DENY = "deny"
    YES = "yes"
    NO = "no"
    ASK = "ask"
    NOT = "not"
    FAMILY = "family"
    SKIP = "skip"
    BLANK = "blank"


_CLAUSE = re.compile(r"[，。,;；、:：()（）\[\]【】{}<>《》“”\"'‘’!！|·\n]+")
_ALONG = "随跟同和与到"
"""Before a member of the family: the child goes along, so what follows is told of the child too."""
_NUMERAL = re.compile(r"[0-9一二三四五六七八九十百两〇零.%#*]")
_TURNED = {Says.YES: Says.NO, Says.NO: Says.ASK, Says.ASK: Says.ASK}
"""After a word of denial; a denied absence is no presence."""


def folded(text: str) -> str:
    """A text as it is compared with the table: NFKC, large letters, without format characters and spaces."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in plain.upper() if not c.isspace() and unicodedata.category(c) not in ("Cf", "Mn")
    )


@dataclass
class Heard:
    """What was heard in a text: answers to the heading's question, what the words say themselves, and an unknown rest."""

    answers: set[Says] = field(default_factory=set)
    words: set[Says] = field(default_factory=set)
    rest: bool = False

    def verdict(self, *, turned: bool = False) -> Says:
        """The text as the answer of a cell; ``turned`` where the heading asks for the opposite, as 是否辍学 does."""
        opposite = {Says.YES: Says.NO, Says.NO: Says.YES}
        said = self.words | {opposite[a] if turned else a for a in self.answers}
        if Says.NO in said and Says.YES not in said and Says.ASK not in self.words:
            return Says.NO
        if said == {Says.YES} and not self.rest:
            return Says.YES
        return Says.ASK


class Words:
    """The words about one matter, which is a register's code or one of its fields (``approvals.cause``)."""

    def __init__(self, senses: Mapping[str, Sense]) -> None:
        self._senses = senses
        by_length = sorted((w for w in senses if w), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, by_length)))

    def blank(self, text: str) -> bool:
        """Whether a text is as good as none."""
        whole = folded(text)
        return not whole or self._senses.get(whole) is Sense.BLANK

    def heard(self, text: str) -> Heard:
        """What a text says, clause by clause."""
        heard = Heard()
        if (answer := self.answer(text)) is not None:
            heard.answers.add(answer)
            return heard
        for clause in _CLAUSE.split(unicodedata.normalize("NFKC", text)):
            self._clause(heard, folded(clause))
        return heard

    def told(self, text: str) -> set[Says]:
        """What the words of a free text say of the matter; answers without a question and unknown words say nothing."""
        return self.heard(text).words

    def answer(self, text: str) -> Says | None:
        """A text that is nothing but an answer, such as 是, × or 无; ``None`` for any other."""
        whole = folded(text)
        if self._senses.get(whole) in (Sense.AFFIRM, Sense.DENY, Sense.NOT):
            return self._answer(whole)
        return None

    def _answer(self, word: str) -> Says:
        return Says.YES if self._senses[word] is Sense.AFFIRM else Says.NO

    def _clause(self, heard: Heard, clause: str) -> None:
        place, of_others, turned = 0, False, False
        while place < len(clause):
            found = self._pattern.match(clause, place)
            word, start = found[0] if found else clause[place], place
            sense = self._senses.get(word, Sense.BLANK)
            place += len(word)
            if sense is Sense.BLANK or (sense is Sense.ASK and len(word) == 1 < len(clause)):
                heard.rest |= not _NUMERAL.match(word)
            elif sense is Sense.FAMILY:
                of_others |= not (start and clause[start - 1] in _ALONG)
            elif sense is Sense.NOT:
                turned = True
            elif sense in (Sense.AFFIRM, Sense.DENY):
                if _answers_here(word, start):
                    heard.answers.add(self._answer(word))
                else:
                    heard.rest |= not _NUMERAL.match(word)
            elif sense is not Sense.SKIP and not of_others:
                said = Says(sense.value)
                heard.words.add(_TURNED[said] if turned else said)
                turned = False


def _answers_here(word: str, start: int) -> bool:
    """A mark answers anywhere, 是 and 否 at the head of a clause, a letter or a figure only alone."""
    return not word[0].isalnum() or (start == 0 and not word.isascii())


@cache
def _table() -> dict[str, dict[str, Sense]]:
    found: dict[str, dict[str, Sense]] = defaultdict(dict)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for word in row["words"].split():
                found[row["about"]][folded(word)] = Sense(row["says"])
    return dict(found)


@cache
def words_about(matter: str, own: tuple[tuple[str, str], ...] = ()) -> Words:
    """The words about a matter: those of every register, then its own, then the office's (``own``: word and yes, no or ask)."""
    table = _table()
    added = {folded(word): Sense(says) for word, says in own}
    return Words(table[EVERYWHERE] | table.get(matter, {}) | added)


def together(answers: Iterable[Says]) -> Says | None:
    """Several answers about one row as one: what contradicts itself is a question; ``None`` where nothing was said."""
    said = set(answers)
    if not said:
        return None
    return said.pop() if len(said) == 1 else Says.ASK
